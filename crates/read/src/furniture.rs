//! What is not the report: the rules of `lexicon/furniture.toml`, compiled once.

use crate::agencies::AGENCIES;
use crate::kinds::states_something;
use crate::units::ends_sentence;
use regex::{Captures, Regex, RegexSet, RegexSetBuilder, bytes};
use serde::Deserialize;
use std::sync::{LazyLock, OnceLock};
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
    pattern: String,
    exact: OnceLock<Option<Regex>>,
}

impl PartRule {
    /// Compiled when it is first wanted: most texts want few of them, and counted repetitions take long to compile.
    fn exact(&self) -> Option<&Regex> {
        self.exact.get_or_init(|| Regex::new(&self.pattern).ok()).as_ref()
    }
}

/// All rules.
pub(crate) struct Rules {
    keyed: LineSet,
    raw: LineSet,
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
        if text.len() > LONGEST_LINE || text.starts_with(['"', '“', '„', '«', '‘']) {
            return None;
        }
        let finished = ends_sentence(text) || holds_sentence(text);
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
        self.keyed.first(&key, holds).or_else(|| self.raw.first(text, holds))
    }

    /// A label at the start of a line: the rule, and where in bytes the label ends.
    pub fn label(&self, text: &str) -> Option<(&PartRule, usize)> {
        let hits = self.labels.matches(text);
        let (rule, found) = hits.iter().filter_map(|hit| self.label_rules.get(hit)).find_map(|r| Some((r, r.exact()?.find(text)?)))?;
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
            let Some((rule, exact)) = self.credit_rules.get(hit).and_then(|r| Some((r, r.exact()?))) else { continue };
            for found in exact.find_iter(text).filter(|f| !f.is_empty()) {
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
        let (mut keyed, mut raw) = (Vec::new(), Vec::new());
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
                if table.raw { &mut raw } else { &mut keyed }.push((whole, rule));
            }
        }
        let (labels, label_rules) = parts(file.label, |p, _| format!("^(?:{p})"))?;
        let (credits, credit_rules) = parts(file.credit, |p, anywhere| if anywhere { p.to_owned() } else { format!(r"(?:{p})\s*$") })?;
        let (keyed, raw) = (LineSet::new(keyed, false)?, LineSet::new(raw, true)?);
        Ok(Self { keyed, raw, labels, label_rules, credits, credit_rules })
    }

    fn none() -> Self {
        let (labels, credits) = (RegexSet::empty(), RegexSet::empty());
        Self { keyed: LineSet::default(), raw: LineSet::default(), labels, label_rules: Vec::new(), credits, credit_rules: Vec::new() }
    }
}

/// Whole-line patterns, tried all at once in a loose form, and one by one in their exact form where that fits.
#[derive(Default)]
struct LineSet {
    loose: bytes::RegexSet,
    rules: Vec<(LineRule, String, OnceLock<Option<bytes::Regex>>)>,
    unicode: bool,
}

impl LineSet {
    fn new(patterns: Vec<(String, LineRule)>, unicode: bool) -> Result<Self, String> {
        let mut builder = bytes::RegexSetBuilder::new(patterns.iter().map(|(pattern, _)| loose(pattern)));
        let limit = 64 << 20;
        let loose = builder.unicode(unicode).size_limit(limit).dfa_size_limit(limit).build().map_err(|e| e.to_string())?;
        let rules = patterns.into_iter().map(|(pattern, rule)| (rule, pattern, OnceLock::new())).collect();
        Ok(Self { loose, rules, unicode })
    }

    fn first(&self, text: &str, holds: impl Fn(&LineRule) -> bool) -> Option<LineRule> {
        let found = self.loose.matches(text.as_bytes());
        let mut rules = found.iter().map(|i| &self.rules[i]).filter(|(rule, ..)| holds(rule));
        rules.find(|(_, pattern, exact)| self.exact(pattern, exact).is_some_and(|e| e.is_match(text.as_bytes()))).map(|(rule, ..)| *rule)
    }

    fn exact<'a>(&self, pattern: &str, cell: &'a OnceLock<Option<bytes::Regex>>) -> Option<&'a bytes::Regex> {
        cell.get_or_init(|| bytes::RegexBuilder::new(pattern).unicode(self.unicode).size_limit(64 << 20).build().ok()).as_ref()
    }
}

/// Whether a sentence ends within the line: a full stop behind a word of four letters or more, which is hardly an
/// abbreviation ("Gov. Roe", "St. Marla"), and a capital after it.
fn holds_sentence(text: &str) -> bool {
    text.match_indices(". ").any(|(at, _)| {
        let word = text[..at].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        word.chars().count() >= 4 && word.chars().all(char::is_lowercase) && text[at + 2..].starts_with(char::is_uppercase)
    })
}

/// A pattern without the bounds of its repetitions, which matches at least what the pattern matches. Counted repetitions
/// make an automaton remember every place where one began; without them all patterns run as one small automaton.
pub(crate) fn loose(pattern: &str) -> String {
    static COUNTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\.|\]|\\S|\\w)\{(\d+),\d+\}\??").ok());
    let Some(counted) = COUNTED.as_ref() else { return pattern.to_owned() };
    let unbounded = |found: &Captures| format!("{}{}", &found[1], if &found[2] == "0" { "*" } else { "+" });
    counted.replace_all(pattern, unbounded).into_owned()
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

fn parts(tables: Vec<PartTable>, whole: impl Fn(&str, bool) -> String) -> Result<(RegexSet, Vec<PartRule>), String> {
    let (mut patterns, mut rules) = (Vec::new(), Vec::new());
    for table in tables {
        for pattern in &table.patterns {
            let pattern = whole(pattern, table.anywhere);
            patterns.push(loose(&pattern));
            rules.push(PartRule { why: table.why, caption: table.caption, pattern, exact: OnceLock::new() });
        }
    }
    let set = RegexSetBuilder::new(&patterns).dfa_size_limit(16 << 20).build().map_err(|e| e.to_string())?;
    Ok((set, rules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_compiles() {
        let rules = Rules::parse(include_str!("../../../lexicon/furniture.toml"));
        let rules = rules.unwrap_or_else(|e| panic!("{e}"));
        for rule in rules.label_rules.iter().chain(&rules.credit_rules) {
            assert!(rule.exact().is_some(), "{}", rule.pattern);
        }
        for set in [rules.keyed, rules.raw] {
            for (_, pattern, cell) in &set.rules {
                assert!(set.exact(pattern, cell).is_some(), "{pattern}");
            }
        }
    }
}
