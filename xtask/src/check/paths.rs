//! The pages that explain the repository name only paths that exist.

use super::Tree;

/// The pages that are held to it.
const PAGES: [&str; 5] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md", "cases/README.md"];

/// Every path in backticks in a page exists.
pub fn check(tree: &Tree) -> Result<Vec<String>, String> {
    let mut faults = Vec::new();
    for page in PAGES {
        let Some(text) = tree.text(page) else {
            faults.push(format!("{page} is missing"));
            continue;
        };
        for (at, line) in text.lines().enumerate() {
            for path in quoted(line).filter(|p| is_path(p)) {
                if !tree.has(path) {
                    faults.push(format!("{page}:{}: `{path}` does not exist", at + 1));
                }
            }
        }
    }
    Ok(faults)
}

/// What stands in backticks in a line.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether words in backticks name a path of this repository: no spaces, and a slash or a known ending. Paths that
/// leave the repository (`../shared`) and globs are left alone.
fn is_path(words: &str) -> bool {
    let known = [".md", ".toml", ".rs", ".txt", ".jsonl", ".tsv", ".json"].iter().any(|e| words.ends_with(e) && words.len() > e.len());
    !words.contains([' ', '*', '<', '{', '$', ':', '…', '|'])
        && !words.starts_with("..")
        && !words.starts_with('/')
        && (words.contains('/') || known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_other_words() {
        let line = "see `crates/model/`, `deny.toml` and `cargo xtask ci`; not `../shared/x.md`, `figure:killed`, `.txt` or `*.rs`";
        assert_eq!(quoted(line).filter(|p| is_path(p)).collect::<Vec<_>>(), ["crates/model/", "deny.toml"]);
    }
}
