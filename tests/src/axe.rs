//! axe-core, the accessibility checker, in the page in front.

use std::fmt;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde_json::json;

use crate::browser::Browser;

/// One rule that a page breaks.
#[derive(Debug, Clone, Deserialize)]
pub struct Violation {
    /// The rule's name in axe-core, such as `color-contrast`.
    pub id: String,
    pub help: String,
    pub nodes: Vec<Node>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Node {
    pub html: String,
    #[serde(rename = "failureSummary")]
    pub summary: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Report {
    violations: Vec<Violation>,
    passes: usize,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.id, self.help)?;
        for node in &self.nodes {
            writeln!(
                f,
                "  {}\n    {}",
                node.html,
                node.summary.as_deref().unwrap_or_default().replace('\n', "\n    ")
            )?;
        }
        Ok(())
    }
}

impl Browser {
    /// What breaks WCAG 2.1 A and AA or axe's best practices on the page as it is now.
    pub async fn violations(&self) -> anyhow::Result<Vec<Violation>> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&file).context("axe-core is missing: `cargo xtask test` installs it")?;
        // Evaluated as the debugger does, which the page's Content-Security-Policy does not forbid.
        let load = json!({ "expression": format!("if (!window.axe) {{ {axe} }}; true"), "returnByValue": true });
        self.cdp("Runtime.evaluate", load).await?;
        let run = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
            .then(({ violations, passes }) => ({ violations, passes: passes.length }))";
        let ask = json!({ "expression": run, "awaitPromise": true, "returnByValue": true });
        let answer = self.cdp("Runtime.evaluate", ask).await?;
        let report: Report = serde_json::from_value(answer["result"]["value"].clone())
            .with_context(|| format!("axe gave no report: {answer}"))?;
        ensure!(report.passes > 0, "axe looked at nothing");
        Ok(report.violations)
    }

    /// Fails with all that axe finds.
    pub async fn is_accessible(&self) -> anyhow::Result<()> {
        let violations = self.violations().await?;
        let text: String = violations.iter().map(Violation::to_string).collect();
        ensure!(violations.is_empty(), "{} breaks:\n{text}", self.path().await?);
        Ok(())
    }
}
