//! The words of `lexicon/pages.toml`, compiled once.

use crate::furniture::loose;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
use stemma_model::{PageKind, RemovedWhy};

/// The words that pages use for their parts.
pub(super) struct Words {
    zones: HashMap<String, RemovedWhy>,
    authors: HashSet<String>,
    pub dates: Dates,
    pub kinds: Vec<Kind>,
}

/// How pages write dates.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Dates {
    pub published: Vec<String>,
    pub updated: Vec<String>,
    pub updated_cues: Vec<String>,
    pub published_cues: Vec<String>,
    pub months: Vec<Vec<String>>,
    pub zones: HashMap<String, i8>,
}

/// The patterns of a kind of page.
pub(super) struct Kind {
    pub page: PageKind,
    pub short: Option<usize>,
    pub title: Option<Regex>,
    pub url: Option<Regex>,
    /// A form of `words` that is cheap to try and matches at least what that matches.
    words_loosely: Option<Regex>,
    words: Option<Regex>,
}

impl Kind {
    /// Whether the words that a page shows say that it is of this kind.
    pub fn says(&self, words: &str) -> bool {
        [&self.words_loosely, &self.words].iter().all(|pattern| pattern.as_ref().is_some_and(|p| p.is_match(words)))
    }

    /// Whether it can be told by what a page shows.
    pub fn speaks(&self) -> bool {
        self.words.is_some()
    }
}

/// The words of the repository's lexicon.
pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::parse(include_str!("../../../../lexicon/pages.toml")).unwrap_or_else(|_| Words::none()));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    zones: BTreeMap<RemovedWhy, Vec<String>>,
    authors: Names,
    dates: Dates,
    kind: Vec<KindTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindTable {
    page: PageKind,
    short: Option<usize>,
    #[serde(default)]
    title: Vec<String>,
    #[serde(default)]
    url: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
}

impl Words {
    /// The part of a page that a tag or role names.
    pub fn zone(&self, name: &str) -> Option<RemovedWhy> {
        self.zones.get(name).copied()
    }

    /// The part of a page that a class or id names by one of its words.
    pub fn zone_of(&self, class: &str) -> Option<RemovedWhy> {
        let lower = class.to_ascii_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() >= 2).find_map(|w| self.zone(w))
    }

    /// Whether a class or id says that the element names the author.
    pub fn is_author(&self, class: &str) -> bool {
        class.split_ascii_whitespace().any(|c| self.authors.contains(c.to_ascii_lowercase().as_str()))
    }

    fn parse(source: &str) -> Result<Self, String> {
        let file: File = toml::from_str(source).map_err(|e| e.to_string())?;
        let zones = file.zones.into_iter().flat_map(|(why, words)| words.into_iter().map(move |w| (w, why))).collect();
        let one = |patterns: Vec<String>| match patterns.join("|") {
            joined if joined.is_empty() => Ok(None),
            joined => RegexBuilder::new(&joined).case_insensitive(true).size_limit(64 << 20).build().map(Some).map_err(|e| e.to_string()),
        };
        let kind = |t: KindTable| {
            let loosely = one(t.words.iter().map(|w| loose(w)).collect())?;
            Ok(Kind { page: t.page, short: t.short, title: one(t.title)?, url: one(t.url)?, words_loosely: loosely, words: one(t.words)? })
        };
        let kinds = file.kind.into_iter().map(kind).collect::<Result<_, String>>()?;
        Ok(Self { zones, authors: file.authors.names.into_iter().collect(), dates: file.dates, kinds })
    }

    fn none() -> Self {
        Self { zones: HashMap::new(), authors: HashSet::new(), dates: Dates::default(), kinds: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lexicon_can_be_read() {
        if let Err(error) = Words::parse(include_str!("../../../../lexicon/pages.toml")) {
            panic!("{error}");
        }
        assert_eq!(WORDS.zone_of("Article-Share_bar"), Some(RemovedWhy::Share));
        assert_eq!(WORDS.zone_of("story__body"), None);
        assert_eq!(WORDS.dates.months.len(), 12);
    }
}
