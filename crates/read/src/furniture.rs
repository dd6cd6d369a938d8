//! What is not the report: the rules of `lexicon/furniture.toml`, compiled once.

use crate::kinds::states_something;
use crate::units::ends_sentence;
use crate::wire::AGENCIES;
use regex::{Regex, RegexSet};
use serde::Deserialize;
use std::sync::LazyLock;
use stemma_model::RemovedWhy;

/// Where in the report a rule holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Edge {
    /// Everywhere.
    #[default]
    Anywhere,
    /// Above the first full paragraph.
    Start,
    /// Below the last one.
    End,
}

/// A rule for whole lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRule {
    pub why: RemovedWhy,
    /// Whether the title-like lines behind it are links too.
    pub opens: bool,
    unfinished: bool,
    names: bool,
    edge: Edge,
    max: usize,
}

/// A rule for the start, the end or the middle of a line.
pub(crate) struct PartRule {
    pub why: RemovedWhy,
    /// What is left of the line is the words under a picture.
    pub caption: bool,
    pattern: Regex,
}

/// All rules.
pub(crate) struct Rules {
    keyed: regex::bytes::RegexSet,
    keyed_rules: Vec<LineRule>,
    raw: RegexSet,
    raw_rules: Vec<LineRule>,
    labels: RegexSet,
    label_rules: Vec<PartRule>,
    credits: RegexSet,
    credit_rules: Vec<PartRule>,
}

/// The rules of the repository's lexicon.
pub(crate) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::parse(include_str!("../../../lexicon/furniture.toml")).unwrap_or_else(|_| Rules::none()));

/// The longest line that any whole-line rule is tried on, in bytes.
const LONGEST_LINE: usize = 700;

impl Rules {
    /// The first rule by which a whole line is not the report. `at` says whether a line stands at an edge.
    pub fn line(&self, text: &str, at: impl Fn(Edge) -> bool) -> Option<LineRule> {
        if text.len() > LONGEST_LINE {
            return None;
        }
        let finished = ends_sentence(text);
        let holds = |rule: &LineRule| {
            text.len() <= rule.max
                && !(rule.unfinished && finished)
                && (rule.edge == Edge::Anywhere || at(rule.edge))
                && !(rule.names && states_something(text))
        };
        let key = key(text);
        if key.is_empty() {
            return None;
        }
        let keyed = self.keyed.matches(key.as_bytes());
        let raw = self.raw.matches(text);
        let keyed = keyed.iter().map(|i| self.keyed_rules[i]).find(|r| holds(r));
        keyed.or_else(|| raw.iter().map(|i| self.raw_rules[i]).find(|r| holds(r)))
    }

    /// A label at the start of a line: the rule, and where in bytes the label ends.
    pub fn label(&self, text: &str) -> Option<(&PartRule, usize)> {
        let hit = self.labels.matches(text).iter().next()?;
        let rule = self.label_rules.get(hit)?;
        let found = rule.pattern.find(text)?;
        let rest = text[found.end()..].trim_start();
        // What follows a label begins like a sentence or a name; else the label's words were the start of a sentence.
        let starts = rest.is_empty() || rest.starts_with(|c: char| !c.is_lowercase());
        (found.end() > 0 && starts).then_some((rule, found.end()))
    }

    /// A credit at the end of a line or inside it: the rule and the credit's bytes.
    pub fn credit(&self, text: &str) -> Option<(&PartRule, std::ops::Range<usize>)> {
        if !text.contains(['(', '©', '/']) && !CREDIT_WORDS.is_match(text) {
            return None;
        }
        for hit in &self.credits.matches(text) {
            let rule = self.credit_rules.get(hit)?;
            for found in rule.pattern.find_iter(text).filter(|f| !f.is_empty()) {
                // "WYANDANCH, N.Y. (CBS/AP) — Three people": a dateline, not a picture's credit.
                let dateline = text[found.end()..].trim_start().starts_with(['-', '–', '—']) && found.start() < 80;
                if !dateline {
                    return Some((rule, found.range()));
                }
            }
        }
        None
    }

    fn parse(source: &str) -> Result<Self, String> {
        let file: File = toml::from_str(source).map_err(|e| e.to_string())?;
        let agency = AGENCIES.alternatives();
        let (mut keyed, mut keyed_rules, mut raw, mut raw_rules) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for table in file.line {
            let rule = LineRule {
                why: table.why,
                opens: table.opens,
                unfinished: table.unfinished,
                names: table.names,
                edge: table.edge,
                max: table.max.unwrap_or(200),
            };
            for pattern in table.patterns {
                let whole = format!("^(?:{})$", pattern.replace("@AGENCY@", &agency));
                let (patterns, rules) = if table.raw { (&mut raw, &mut raw_rules) } else { (&mut keyed, &mut keyed_rules) };
                patterns.push(whole);
                rules.push(rule);
            }
        }
        let (labels, label_rules) = parts(file.label, |p, _| format!("^(?:{p})"))?;
        let (credits, credit_rules) = parts(file.credit, |p, anywhere| if anywhere { p.to_owned() } else { format!(r"(?:{p})\s*$") })?;
        let limit = 64 << 20;
        Ok(Self {
            keyed: regex::bytes::RegexSetBuilder::new(&keyed)
                .unicode(false)
                .size_limit(limit)
                .dfa_size_limit(limit)
                .build()
                .map_err(|e| e.to_string())?,
            keyed_rules,
            raw: set(&raw)?,
            raw_rules,
            labels,
            label_rules,
            credits,
            credit_rules,
        })
    }

    fn none() -> Self {
        Self {
            keyed: regex::bytes::RegexSet::empty(),
            keyed_rules: Vec::new(),
            raw: RegexSet::empty(),
            raw_rules: Vec::new(),
            labels: RegexSet::empty(),
            label_rules: Vec::new(),
            credits: RegexSet::empty(),
            credit_rules: Vec::new(),
        }
    }
}

/// Words without which a line without brackets holds no credit; cheaper to look for than all credits.
static CREDIT_WORDS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([r"(?i-u:photo|caption|image|credit|picture|getty|shutterstock|copyright|rights reserved|may not be|advertisement)"])
        .unwrap_or_else(|_| RegexSet::empty())
});

/// A line as whole-line rules see it: lower case, straight quotes, every dash a hyphen, no brackets, bullets or bars
/// around it.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '‘' | '’' | '´' | '`' => key.push('\''),
            '“' | '”' | '«' | '„' => key.push('"'),
            '–' | '—' | '―' | '−' | '‐' | '‑' => key.push('-'),
            '\u{a0}' => key.push(' '),
            c if c.is_ascii() => key.push(c.to_ascii_lowercase()),
            c => key.extend(c.to_lowercase()),
        }
    }
    let around = |c: char| {
        matches!(
            c,
            '>' | '<'
                | '»'
                | '•'
                | '·'
                | '*'
                | '|'
                | '-'
                | '+'
                | '×'
                | '['
                | ']'
                | '('
                | ')'
                | '_'
                | '='
                | '#'
                | '"'
                | '▶'
                | '►'
                | '→'
                | '←'
        ) || c == ' '
    };
    key.trim_matches(around).to_owned()
}

#[derive(Deserialize)]
struct File {
    line: Vec<LineTable>,
    label: Vec<PartTable>,
    credit: Vec<PartTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineTable {
    why: RemovedWhy,
    patterns: Vec<String>,
    #[serde(default)]
    unfinished: bool,
    #[serde(default)]
    names: bool,
    #[serde(default)]
    edge: Edge,
    #[serde(default)]
    raw: bool,
    #[serde(default)]
    opens: bool,
    max: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartTable {
    why: RemovedWhy,
    patterns: Vec<String>,
    #[serde(default)]
    caption: bool,
    #[serde(default)]
    anywhere: bool,
}

fn set(patterns: &[String]) -> Result<RegexSet, String> {
    let limit = 64 << 20;
    regex::RegexSetBuilder::new(patterns).size_limit(limit).dfa_size_limit(limit).build().map_err(|e| e.to_string())
}

fn parts(tables: Vec<PartTable>, whole: impl Fn(&str, bool) -> String) -> Result<(RegexSet, Vec<PartRule>), String> {
    let (mut patterns, mut rules) = (Vec::new(), Vec::new());
    for table in tables {
        for pattern in &table.patterns {
            let pattern = whole(pattern, table.anywhere);
            rules.push(PartRule { why: table.why, caption: table.caption, pattern: Regex::new(&pattern).map_err(|e| e.to_string())? });
            patterns.push(pattern);
        }
    }
    Ok((set(&patterns)?, rules))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_compiles() {
        let rules = Rules::parse(include_str!("../../../lexicon/furniture.toml"));
        assert!(rules.is_ok(), "{:?}", rules.err());
    }
}
