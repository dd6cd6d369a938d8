//! `xtask/chains.tsv`: which mentions of a report people took for one thing, without seeing the program's answer. It holds
//! hashes, offsets and numbers and no words of the reports.

use super::FORMS;
use std::path::Path;

/// A mention that was annotated.
#[derive(Clone, Debug)]
pub struct Gold {
    /// Whether all mentions near it were annotated too; else only some pronouns and names that they stand for.
    pub whole: bool,
    /// The set that the report is of.
    pub set: String,
    /// [`hash`](crate::judged::hash) of the report's id.
    pub report: u64,
    /// Whether it stands in the headline.
    pub title: bool,
    /// [`hash`](crate::judged::hash) of its sentence.
    pub sentence: u64,
    /// Where in the sentence its head begins, in characters.
    pub offset: usize,
    /// Characters of its head.
    pub length: usize,
    /// What it refers to.
    pub chain: Chain,
    /// Index into [`FORMS`]; none for a mention that only says what pronouns stand for.
    pub form: Option<usize>,
}

/// What a mention refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Whoever else has this number in the report.
    Of(u32),
    /// Something that is nobody: a fire, a law.
    Thing,
    /// Nothing that the report calls by name or description.
    Nothing,
}

/// The rows of the file, in its order.
pub fn read(path: &Path) -> Result<Vec<Gold>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let rows = text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty());
    rows.map(|(i, line)| row(line).ok_or_else(|| format!("{}:{}: not a row of this file", path.display(), i + 1))).collect()
}

fn row(line: &str) -> Option<Gold> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [part, set, report, field, sentence, offset, length, chain, form] = fields[..] else { return None };
    let hex = |s: &str| u64::from_str_radix(s, 16).ok();
    Some(Gold {
        whole: part == "all",
        set: set.to_owned(),
        report: hex(report)?,
        title: field == "title",
        sentence: hex(sentence)?,
        offset: offset.parse().ok()?,
        length: length.parse().ok()?,
        chain: match chain {
            "~" => Chain::Thing,
            "-" => Chain::Nothing,
            number => Chain::Of(number.parse().ok()?),
        },
        form: match form {
            "anchor" => None,
            form => Some(FORMS.iter().position(|f| *f == form)?),
        },
    })
}
