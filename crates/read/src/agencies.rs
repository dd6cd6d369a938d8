//! The agencies and cues of `lexicon/agencies.toml`, and a user's own agencies beside them.

use crate::ReadError;
use serde::Deserialize;
use std::sync::{LazyLock, OnceLock};

/// Agencies, and the cues beside their names that make a credit.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agencies {
    pub before: Vec<String>,
    pub after: Vec<String>,
    pub whole: Vec<String>,
    pub agency: Vec<Agency>,
}

/// A news agency.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agency {
    pub name: String,
    #[serde(rename = "country", default)]
    _country: String,
    pub names: Vec<String>,
    #[serde(default)]
    pub short: Vec<String>,
    #[serde(default)]
    pub sites: Vec<String>,
}

/// The agencies that are known in this process: a user's own first.
pub(crate) static AGENCIES: LazyLock<Agencies> = LazyLock::new(|| {
    let mut all: Agencies = toml::from_str(include_str!("../../../lexicon/agencies.toml")).unwrap_or_default();
    let own = OWN.get_or_init(Vec::new);
    all.agency.splice(0..0, own.iter().cloned());
    all
});

static OWN: OnceLock<Vec<Agency>> = OnceLock::new();

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFile {
    agency: Vec<Agency>,
}

/// Adds the agencies of a user's file to those that are credited, in the whole process.
///
/// `text` holds `[[agency]]` tables as `lexicon/agencies.toml` does; `file` is its name in errors, which give the line too.
/// It is also an error if agencies were added or a report was read before.
pub fn add_agencies(file: &str, text: &str) -> Result<(), ReadError> {
    let own = parse(file, text)?;
    OWN.set(own).map_err(|_| ReadError::new("agencies can be added only once, and before the first report is read"))
}

/// The error that [`add_agencies`] would give for what stands in the file; nothing is added.
pub fn check_agencies(file: &str, text: &str) -> Result<(), ReadError> {
    parse(file, text).map(|_| ())
}

fn parse(file: &str, text: &str) -> Result<Vec<Agency>, ReadError> {
    let own: OwnFile = toml::from_str(text).map_err(|e| {
        let line = text.bytes().take(e.span().map_or(0, |s| s.start)).filter(|&b| b == b'\n').count() + 1;
        ReadError::new(format!("{file}:{line}: {}", e.message()))
    })?;
    for agency in &own.agency {
        if agency.names.iter().chain(&agency.short).any(|n| n.trim().is_empty()) || agency.name.trim().is_empty() {
            return Err(ReadError::new(format!("{file}: the agency {:?} has an empty name", agency.name)));
        }
    }
    Ok(own.agency)
}

impl Agencies {
    /// All their names in lower case as alternatives of a pattern.
    pub fn alternatives(&self) -> String {
        let mut names: Vec<String> =
            self.agency.iter().flat_map(|a| a.names.iter().chain(&a.short)).map(|n| regex::escape(&n.to_lowercase())).collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        names.dedup();
        names.join("|")
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn errors_name_file_and_line() {
        let error = parse("mine/agencies.toml", "[[agency]]\nname = \"ONA\"\nnames = [\"Osmeria News Agency\"]\nhost = \"ona.example\"\n");
        assert!(error.expect_err("an unknown key").message().starts_with("mine/agencies.toml:4: unknown field `host`"));
        let error = parse("a.toml", "[[agency]]\nname = \"ONA\"\nnames = [\"\"]\n");
        assert_eq!(error.expect_err("a name that would stand everywhere").message(), "a.toml: the agency \"ONA\" has an empty name");
    }
}
