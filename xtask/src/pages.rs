//! Web pages beside Python's trafilatura and newspaper4k, in one run (`cargo xtask pages`): the text, the first and last
//! paragraphs, dates, titles and bylines against labels read by people (`xtask/page-dates.tsv`, `xtask/page-titles.tsv`), and pages
//! a second on one core.

use crate::run;
use std::fs::File;
use std::path::Path;

/// The peers, pinned with what they need to run.
const PEERS: [&str; 3] = ["trafilatura==2.3.1", "newspaper4k==0.9.6", "lxml==6.1.3"];

/// Runs ours and the peers over the pages and prints the table.
pub fn run(root: &Path) -> Result<(), String> {
    let (shared, target) = (root.join("../shared"), run::target(root)?);
    let folder = target.join("pages");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let python = peers(root, &folder)?;
    run::shown(root, &run::cargo(), &["build", "--release", "--quiet", "-p", "stemma-read", "--example", "pages"])?;
    let program = target.join("release/examples/pages");
    let script = root.join("xtask/pages.py");
    let (dates, titles) = (root.join("xtask/page-dates.tsv"), root.join("xtask/page-titles.tsv"));
    run::shown(root, &python, &[script, shared, dates, titles, program])
}

/// The Python of a virtual environment that has the peers; made on first use with the machine's own pip.
fn peers(root: &Path, folder: &Path) -> Result<String, String> {
    let venv = folder.join("venv");
    let python = venv.join("bin/python").display().to_string();
    let pinned = venv.join(PEERS.join(","));
    if !pinned.exists() {
        run::shown(root, "python3", &["-m", "venv", &venv.display().to_string()])?;
        run::shown(root, &python, &["-m", "pip", "install", "--quiet", "--upgrade", "pip"])?;
        let install = ["-m", "pip", "install", "--quiet"].iter().chain(&PEERS).copied().collect::<Vec<_>>();
        run::shown(root, &python, &install)?;
        File::create(&pinned).map_err(|e| format!("{}: {e}", pinned.display()))?;
    }
    Ok(python)
}
