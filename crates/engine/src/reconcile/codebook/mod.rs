//! Codebooks: how the numbers of a finding become best, low and high. Each is a file like those in `codebooks/`, whose
//! README says what may stand in one and which section of a published codebook each rule comes from.
//!
//! 1. [`Codebook`]: what a file declares
//! 2. [`words`]: words without a number, read as the codebook reads them
//! 3. [`fuse`]: values → best, low, high, and the rule that chose
//! 4. [`codes`]: how exactly an event is known

pub mod codes;
pub mod fuse;
pub mod words;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use stemma_model::{Modality, SourceKind, Status};

/// How figures are fused and events coded.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Codebook {
    /// Its name in records: of a built-in one its own, else that of the user's file.
    #[serde(skip)]
    pub name: String,
    /// What it does, in a sentence.
    pub about: String,
    /// The published codebook that it follows.
    pub published: Option<String>,
    /// Which claims count.
    #[serde(default)]
    pub count: Count,
    /// What words without a number stand for; a word that is not here keeps the claim's own reading.
    #[serde(default)]
    pub read: BTreeMap<String, i64>,
    /// How best is chosen.
    pub best: Best,
    /// What low and high range over.
    #[serde(default)]
    pub range: Range,
    /// How exactly an event is known.
    pub codes: Option<codes::Table>,
}

/// Which claims count.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Count {
    /// Where the published codebook says so.
    pub from: Option<String>,
    /// How a claim must be put for its number to count.
    pub modalities: Vec<Modality>,
    /// Findings of another status give no number.
    pub statuses: Vec<Status>,
    /// Whether those who attacked are counted among those harmed.
    pub attackers: bool,
}

impl Default for Count {
    fn default() -> Count {
        use Status::{Agreed, Corrected, Denied, Disputed, Fulfilled, Lagged, Refined, Single, Updated};
        Count {
            from: None,
            modalities: vec![Modality::Asserted, Modality::Claimed],
            statuses: vec![Agreed, Refined, Updated, Corrected, Disputed, Denied, Fulfilled, Lagged, Single],
            attackers: true,
        }
    }
}

/// How best is chosen among the values that count.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Best {
    /// Where the published codebook says so.
    pub from: Option<String>,
    /// What decides, the first that tells two values apart; then the value that is told first.
    pub order: Vec<Criterion>,
    /// In findings of these statuses the latest value wins before anything else is looked at.
    #[serde(default)]
    pub latest_first: Vec<Status>,
    /// Whether a value that a closer one allows ("at least 20" beside 36) is a choice.
    #[serde(default)]
    pub looser: bool,
    /// Whether a story's killed and injured are chosen by what the wording of all its reports speaks for.
    #[serde(default)]
    pub weighed: Weighed,
    /// Kinds of voices in groups, the most reliable group first; kinds in none come last. A report's own voice is media.
    #[serde(default)]
    pub reliable: Vec<Vec<SourceKind>>,
}

/// What tells a better value from a worse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Criterion {
    /// More reports.
    Reports,
    /// More independent voices.
    Origins,
    /// A single number before a range or an open bound.
    Exact,
    /// The later day that it held.
    Latest,
    /// More claims.
    Claims,
    /// The lower number.
    Lowest,
    /// The higher number.
    Highest,
    /// A voice of a more reliable kind.
    Reliable,
}

/// When a story's killed and injured are chosen by fitted weights over the wording of its reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weighed {
    /// Always.
    Always,
    /// Where no report states the number, so that victims told one by one are counted.
    Unstated,
    /// Not at all.
    #[default]
    Never,
}

/// What low and high range over.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Range {
    /// Where the published codebook says so.
    pub from: Option<String>,
    /// Whether values that a later one replaced stay inside the range.
    #[serde(default)]
    pub superseded: bool,
}

/// What is wrong in a user's codebook, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodebookError {
    /// The file, as it was given.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for CodebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for CodebookError {}

const BUILTIN: [(&str, &str); 3] = [
    ("default", include_str!("../../../../../codebooks/default.toml")),
    ("ucdp", include_str!("../../../../../codebooks/ucdp.toml")),
    ("acled", include_str!("../../../../../codebooks/acled.toml")),
];

impl Default for Codebook {
    /// The built-in codebook `default`.
    fn default() -> Codebook {
        match Codebook::parse("default", BUILTIN[0].0, BUILTIN[0].1) {
            Ok(book) => book,
            // The file is part of the program and read by its tests; a fault in it is a fault of the build.
            Err(error) => unreachable!("{error}"),
        }
    }
}

impl Codebook {
    /// The names of the built-in codebooks.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(name, _)| *name)
    }

    /// The built-in codebook of a name.
    pub fn named(name: &str) -> Option<Codebook> {
        let (name, text) = BUILTIN.iter().find(|(n, _)| *n == name)?;
        Codebook::parse(name, name, text).ok()
    }

    /// The codebook that a text declares. `file` is how errors name it.
    ///
    /// # Errors
    ///
    /// The first fault, with its line: no TOML, a key or word that is not known, an empty `best.order`.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Codebook, CodebookError> {
        let line = |byte: usize| text.as_bytes().iter().take(byte).filter(|&&b| b == b'\n').count() + 1;
        let wrong = |line: usize, what: String| CodebookError { file: file.to_owned(), line, what };
        let mut book: Codebook =
            toml::from_str(text).map_err(|e| wrong(line(e.span().map_or(0, |s| s.start)), e.message().trim().to_owned()))?;
        let at = |words: &str| line(text.find(words).unwrap_or(0));
        if book.best.order.is_empty() {
            return Err(wrong(at("order"), "best.order is empty: nothing would choose a number".to_owned()));
        }
        if let Some((word, n)) = book.read.iter().find(|(w, n)| **n < 0 || w.trim().is_empty()) {
            return Err(wrong(at("[read]"), format!("read: {word:?} stands for {n}, which counts nobody")));
        }
        book.read = std::mem::take(&mut book.read).into_iter().map(|(w, n)| (w.to_lowercase(), n)).collect();
        name.clone_into(&mut book.name);
        Ok(book)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn built_in_files_are_read() {
        for name in Codebook::names() {
            assert_eq!(Codebook::named(name).unwrap().name, name);
        }
        assert_eq!(Codebook::named("none"), None);
        assert_eq!(Codebook::default().best.order[0], Criterion::Reports);
    }

    #[test]
    fn faults_are_named_by_file_and_line() {
        let fault = |text: &str| Codebook::parse("mine", "mine.toml", text).unwrap_err().to_string();
        assert!(fault("about = \"x\"\n[best]\norder = [\"loudest\"]\n").starts_with("mine.toml:3: "), "{}", fault("about = 1"));
        assert!(fault("about = \"x\"\n[best]\norder = []\n").starts_with("mine.toml:3: best.order is empty"));
        assert!(fault("about = \"x\"\n[count]\nmodality = []\n[best]\norder = [\"lowest\"]\n").starts_with("mine.toml:3: "));
        assert!(fault("about = \"x\"\n[best]\norder = [\"lowest\"]\n[read]\ndozens = -1\n").starts_with("mine.toml:4: read: \"dozens\""));
    }
}
