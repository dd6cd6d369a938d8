//! No file is too long, unfinished, or tied to one machine.

use super::Tree;

/// Longest a file may be that people read as a whole. Data may be longer.
const LINES: usize = 500;

/// Folders of data, which may be long.
const DATA: [&str; 4] = ["lexicon/", "examples/", "scoreboard", "CHANGELOG.md"];

/// Words of unfinished work, in two halves so that this file does not hold them. The last is a word of HTML and CSS too.
const UNFINISHED: [(&str, &str); 6] =
    [("TO", "DO"), ("FIX", "ME"), ("to", "do!("), ("unimple", "mented!("), ("lorem ", "ipsum"), ("place", "holder")];

/// Words that tie a file to one machine or network, in two halves.
const MACHINE: [(&str, &str); 8] = [
    ("/wo", "rk/"),
    ("/tm", "p/"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("C:\\", "Users"),
    ("arti", "factory"),
    ("index.", "crates.io"),
    ("files.python", "hosted.org"),
];

/// Every text file of ours.
pub fn check(tree: &Tree) -> Result<Vec<String>, String> {
    let mut faults = Vec::new();
    for file in &tree.files {
        if file == "Cargo.lock" || file.starts_with("LICENSE") {
            continue;
        }
        let Some(text) = tree.text(file) else { continue };
        let data = DATA.iter().any(|d| file.starts_with(d)) || file.contains("/tests/data/");
        if is_source(file) && !data {
            let lines = text.lines().count();
            if lines > LINES {
                faults.push(format!("{file} has {lines} lines; {LINES} at most"));
            }
        }
        for (at, line) in text.lines().enumerate() {
            let words = match data {
                true => &[][..],
                false if [".html", ".css"].iter().any(|e| file.ends_with(e)) => &UNFINISHED[..UNFINISHED.len() - 1],
                false => &UNFINISHED[..],
            };
            faults.extend(find(line, words).map(|w| format!("{file}:{}: unfinished: {w}", at + 1)));
            faults.extend(find(line, &MACHINE).map(|w| format!("{file}:{}: belongs to one machine: {w}", at + 1)));
        }
    }
    Ok(faults)
}

fn is_source(file: &str) -> bool {
    [".rs", ".md", ".py", ".sh", ".html", ".css", ".js", ".toml"].iter().any(|e| file.ends_with(e))
}

/// The first of the words that the line has, not as a part of a longer word.
fn find(line: &str, words: &[(&str, &str)]) -> Option<String> {
    words
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .find(|word| {
            line.match_indices(word.as_str()).any(|(at, _)| {
                let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let first = word.chars().next().is_some_and(char::is_alphanumeric);
                let last = word.chars().last().is_some_and(char::is_alphanumeric);
                !(first && letter(line[..at].chars().last()) || last && letter(line[at + word.len()..].chars().next()))
            })
        })
        .into_iter()
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found() {
        let unfinished = format!("// {}{}: later", "TO", "DO");
        assert!(find(&unfinished, &UNFINISHED).is_some());
        assert!(find(&format!("in {}{}x", "/tm", "p/"), &MACHINE).is_some());
        assert!(find("MASTODON and https://example.org/homely/ are fine", &UNFINISHED).is_none());
        assert!(find("src/workshop/ and attempt/ are fine", &MACHINE).is_none());
    }
}
