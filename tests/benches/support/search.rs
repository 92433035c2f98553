//! *Søg*: from the last key that is pressed to the list that answers, as it is painted.

use anyhow::{Context, ensure};
use samspil_tests::browser::Browser;

use super::page::{ask, median, noted, patiently};
use super::{Figures, THROTTLE, clock, share, throttle};

/// A word of nearly every note, one of a single note, two words, the beginning of one.
const QUESTIONS: [&str; 4] = ["hunden", "4711", "mormor båden", "kapi"];
const TIMES: usize = 5;

/// Notes when the last key went down, and when the frame after it was painted: what is found is there within the same turn.
const WATCH: &str = "
    window.__key = window.__shown = null;
    if (!window.__watching) {
        window.__watching = true;
        document.addEventListener('keydown', event => { window.__key = event.timeStamp; }, true);
        const painted = () => requestAnimationFrame(() => setTimeout(() => { window.__shown = performance.now(); }));
        document.addEventListener('input', painted, true);
    }";

pub(crate) async fn measure(maria: &Browser) -> anyhow::Result<Figures> {
    maria.go_to("Logbog").await?;
    maria.link("Søg").click().await?;
    maria.field("Hvad leder du efter?").is_there().await?;
    let read = clock(maria).await?;
    maria.field("Hvad leder du efter?").fill("hunde").await?;
    patiently("everything looked through", async || {
        // Somebody who waits this long touches the screen now and then; else the app locks.
        ask(maria, "dispatchEvent(new Event('pointerdown'))").await?;
        let text = maria.text().await?;
        ensure!(text.contains("Vi har ledt i alt"), "the page reads: {text}");
        Ok(())
    })
    .await?;
    let all = clock(maria).await? - read;
    let mut figures = vec![("search: until everything is looked through".to_owned(), all)];
    for times in [THROTTLE, 1] {
        throttle(maria, times).await?;
        let mut took = Vec::new();
        for _ in 0..TIMES {
            for question in QUESTIONS {
                took.push(one(maria, question).await?);
            }
        }
        figures.push((format!("last key to the list, p50, {times}x"), median(&took)));
        figures.push((format!("the same, the slowest, {times}x"), share(&took, 1.0)));
    }
    throttle(maria, THROTTLE).await?;
    Ok(figures)
}

async fn one(maria: &Browser, question: &str) -> anyhow::Result<f64> {
    let (last, _) = question.char_indices().next_back().context("an empty question")?;
    maria.field("Hvad leder du efter?").fill(&question[..last]).await?;
    ask(maria, WATCH).await?;
    maria.types(&question[last..]).await?;
    let shown = noted(maria, "__shown").await?;
    Ok(shown - noted(maria, "__key").await?)
}
