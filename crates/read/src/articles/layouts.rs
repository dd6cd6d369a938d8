//! The patterns of `lexicon/exports.toml`, compiled once.

use regex::{Captures, Regex, RegexBuilder};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(super) static LAYOUTS: LazyLock<Layouts> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../../lexicon/exports.toml")).unwrap_or_default();
    Layouts {
        nexis: Nexis {
            start: Lines::new(&file.nexis.start),
            end: Lines::new(&file.nexis.end),
            announced: Lines::new(&file.nexis.announced),
            asked: Lines::new(&file.nexis.asked),
            body: Lines::new(&file.nexis.body),
            labels: Named::new(&file.nexis.labels),
        },
        factiva: Factiva {
            end: Lines::new(&file.factiva.end),
            words: Lines::new(&file.factiva.words),
            announced: Lines::new(&file.factiva.announced),
            footer: Lines::new(&file.factiva.footer),
            page: Lines::new(&file.factiva.page),
            tags: Named::new(&file.factiva.tags),
        },
        languages: file.languages,
    }
});

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    nexis: FileNexis,
    factiva: FileFactiva,
    languages: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FileNexis {
    start: Vec<String>,
    end: Vec<String>,
    announced: Vec<String>,
    asked: Vec<String>,
    body: Vec<String>,
    labels: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FileFactiva {
    end: Vec<String>,
    words: Vec<String>,
    announced: Vec<String>,
    footer: Vec<String>,
    page: Vec<String>,
    tags: BTreeMap<String, Vec<String>>,
}

/// All layouts.
pub(super) struct Layouts {
    pub nexis: Nexis,
    pub factiva: Factiva,
    languages: BTreeMap<String, Vec<String>>,
}

impl Layouts {
    /// The code of a language's name ("ENGLISH", "Anglais"; the first of several).
    pub fn language(&self, name: &str) -> Option<String> {
        let name = name.split([';', ',', '/']).next()?.trim().to_lowercase();
        self.languages.iter().find(|(_, names)| names.contains(&name)).map(|(code, _)| code.clone())
    }
}

pub(super) struct Nexis {
    pub start: Lines,
    pub end: Lines,
    pub announced: Lines,
    pub asked: Lines,
    pub body: Lines,
    pub labels: Named,
}

pub(super) struct Factiva {
    pub end: Lines,
    pub words: Lines,
    pub announced: Lines,
    pub footer: Lines,
    pub page: Lines,
    pub tags: Named,
}

/// Patterns for whole lines, tried in turn.
pub(super) struct Lines(Vec<Regex>);

impl Lines {
    fn new(patterns: &[String]) -> Self {
        let whole = |p: &String| RegexBuilder::new(&format!("^(?:{p})$")).case_insensitive(true).build().ok();
        Self(patterns.iter().filter_map(whole).collect())
    }

    pub fn captures<'t>(&self, line: &'t str) -> Option<Captures<'t>> {
        self.0.iter().find_map(|r| r.captures(line))
    }

    pub fn matches(&self, line: &str) -> bool {
        self.0.iter().any(|r| r.is_match(line))
    }

    /// A number that a pattern captures.
    pub fn number(&self, line: &str, group: usize) -> Option<usize> {
        let digits: String = self.captures(line)?.get(group)?.as_str().chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    }
}

/// Names at the start of a line, by what stands behind them.
pub(super) struct Named(BTreeMap<String, String>);

impl Named {
    fn new(kinds: &BTreeMap<String, Vec<String>>) -> Self {
        Self(kinds.iter().flat_map(|(kind, names)| names.iter().map(|n| (n.clone(), kind.clone()))).collect())
    }

    /// What the name stands for; names are compared in capitals.
    pub fn kind(&self, name: &str) -> Option<&str> {
        self.0.get(&name.to_uppercase()).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::LAYOUTS;

    #[test]
    fn every_pattern_compiles() {
        let (n, f) = (&LAYOUTS.nexis, &LAYOUTS.factiva);
        for (lines, count) in [
            (&n.start, 4),
            (&n.end, 6),
            (&n.announced, 3),
            (&n.asked, 1),
            (&n.body, 5),
            (&f.end, 1),
            (&f.words, 1),
            (&f.announced, 1),
            (&f.footer, 4),
            (&f.page, 2),
        ] {
            assert_eq!(lines.0.len(), count);
        }
        assert_eq!(
            (n.labels.kind("Load-Date"), f.tags.kind("HD"), LAYOUTS.language("ENGLISH; FRENCH").as_deref()),
            (Some("metadata"), Some("title"), Some("en"))
        );
    }
}
