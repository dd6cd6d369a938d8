//! The repository's own checks. Each returns what is wrong, a line a fault; none is switched off by a comment.

mod edges;
mod files;
mod glossary;
mod manifests;
mod paths;

use crate::run;
use std::path::Path;

/// A check: its name and what it finds wrong.
type Check = (&'static str, fn(&Tree) -> Result<Vec<String>, String>);

const CHECKS: [Check; 5] = [
    ("paths", paths::check),
    ("edges", edges::check),
    ("files", files::check),
    ("manifests", manifests::check),
    ("glossary", glossary::check),
];

/// Runs all checks and prints every fault.
pub fn run(root: &Path) -> Result<(), String> {
    let tree = Tree::open(root)?;
    let mut faults = 0;
    for (name, check) in CHECKS {
        for fault in check(&tree)? {
            faults += 1;
            eprintln!("check: {name}: {fault}");
        }
    }
    if faults > 0 {
        return Err(format!("check: {faults} faults"));
    }
    println!("check: {} files, no fault", tree.files.len());
    Ok(())
}

/// The files of the repository that are its own: tracked, or new and not ignored.
pub struct Tree {
    root: std::path::PathBuf,
    /// Paths from the top, with `/`, sorted.
    pub files: Vec<String>,
}

impl Tree {
    fn open(root: &Path) -> Result<Tree, String> {
        let listing = run::output(root, "git", &["ls-files", "--cached", "--others", "--exclude-standard"])?;
        let mut files: Vec<String> = listing.lines().filter(|f| root.join(f).is_file()).map(str::to_owned).collect();
        files.sort();
        Ok(Tree { root: root.to_owned(), files })
    }

    /// The top of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The text of a file; none when it is not there or not UTF-8.
    pub fn text(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(self.root.join(file)).ok()
    }

    /// Whether there is such a file or folder.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.iter().any(|f| f == path || f.starts_with(&folder))
    }
}
