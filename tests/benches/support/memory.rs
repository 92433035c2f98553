//! What a tab takes of the machine's memory.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Context;
use samspil_tests::browser::Browser;

/// Megabytes of the process that the page runs in: its heap, the app's own memory, the browser's code for it, and its share
/// of what processes hold together. Of several pages' processes the largest.
///
/// # Errors
/// Where there is no `/proc`.
pub(crate) fn tab_mb(browser: &Browser) -> anyhow::Result<f64> {
    let mut parents = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("memory is measured on Linux alone")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // One that ended meanwhile is none of ours.
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
        // The name in parentheses may hold spaces; after it come the state and the parent.
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse::<u32>().ok());
        parents.extend(parent.map(|parent| (pid, parent)));
    }
    let is_ours = |mut pid: u32| loop {
        match parents.get(&pid) {
            _ if pid == browser.pid() => return true,
            Some(parent) => pid = *parent,
            None => return false,
        }
    };
    let pages = parents.keys().copied().filter(|pid| is_ours(*pid) && is_page(*pid)).filter_map(kilobytes);
    let kilobytes = pages.max().context("the browser has no page")?;
    Ok(f64::from(kilobytes) / 1_024.0)
}

fn is_page(pid: u32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline"))
        .is_ok_and(|line| line.split(|byte| *byte == 0 || *byte == b' ').any(|part| part == b"--type=renderer"))
}

fn kilobytes(pid: u32) -> Option<u32> {
    let sizes = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let pss = sizes.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    pss.split_whitespace().next()?.parse().ok()
}
