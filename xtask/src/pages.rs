//! Web pages beside Python's trafilatura and newspaper4k, in one run (`cargo xtask pages`): the text, the first and last
//! paragraphs, dates, titles and bylines against labels read by people (`xtask/page-dates.tsv`, `xtask/page-titles.tsv`), and pages
//! a second on one core.

use crate::run;
use std::path::Path;

/// The peers, pinned with what they need to run.
const PEERS: [&str; 3] = ["trafilatura==2.3.1", "newspaper4k==0.9.6", "lxml==6.1.3"];

/// Runs ours and the peers over the pages and prints the table.
pub fn run(root: &Path) -> Result<(), String> {
    let (shared, target) = (root.join("../shared"), run::target(root)?);
    let folder = target.join("pages");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let python = run::python(root, &folder, &PEERS)?;
    run::shown(root, &run::cargo(), &["build", "--release", "--quiet", "-p", "stemma-read", "--example", "pages"])?;
    let program = target.join("release/examples/pages");
    let script = root.join("xtask/pages.py");
    let (dates, titles) = (root.join("xtask/page-dates.tsv"), root.join("xtask/page-titles.tsv"));
    run::shown(root, &python, &[script, shared, dates, titles, program])
}
