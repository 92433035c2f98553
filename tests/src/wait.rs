//! Waiting for a condition: the only place in the tests that knows time.

use std::fmt::Display;
use std::time::Duration;

use anyhow::{Context, anyhow};

/// How long a condition may take to come true. Generous, since it is only ever used up by a failure.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(40);

/// Asks `probe` again and again until it answers. Its errors mean "not yet"; the last one is told if time runs out.
pub async fn until<T>(what: impl Display, probe: impl AsyncFnMut() -> anyhow::Result<T>) -> anyhow::Result<T> {
    until_or(PATIENCE, what, probe).await
}

async fn until_or<T>(
    patience: Duration,
    what: impl Display,
    mut probe: impl AsyncFnMut() -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let mut last = anyhow!("never asked");
    let asking = async {
        loop {
            match probe().await {
                Ok(answer) => return answer,
                Err(error) => last = error,
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let answer = tokio::time::timeout(patience, asking).await;
    answer.map_err(|_| last).with_context(|| format!("waited {} s for {what}", patience.as_secs()))
}

/// Lets `work` take no longer than [`PATIENCE`].
pub(crate) async fn at_most<T>(what: impl Display, work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::time::timeout(PATIENCE, work)
        .await
        .map_err(|_| anyhow!("waited {} s for {what}", PATIENCE.as_secs()))?
        .with_context(|| what.to_string())
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[tokio::test]
    async fn an_answer_ends_the_wait() -> anyhow::Result<()> {
        let mut asked = 0;
        let answer = until("the third time", async || {
            asked += 1;
            if asked < 3 { bail!("asked {asked} times") } else { Ok(asked) }
        });
        assert_eq!(answer.await?, 3);
        Ok(())
    }

    #[tokio::test]
    async fn no_answer_tells_what_was_missing() {
        let never = until_or(Duration::ZERO, "nothing", async || -> anyhow::Result<()> { bail!("not there") }).await;
        let said = never.map_err(|error| format!("{error:#}"));
        assert_eq!(said, Err("waited 0 s for nothing: not there".to_owned()));
    }
}
