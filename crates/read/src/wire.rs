//! News agencies: who is credited, where, and for the whole report or a passage.

use crate::agencies::{AGENCIES, Agencies};
use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;
use std::ops::Range as Bytes;
use std::sync::LazyLock;
use stemma_model::{BlockKind, Credit, Range, RemovedWhy, Report};

static MATCHER: LazyLock<Option<Matcher>> = LazyLock::new(|| Matcher::new(&AGENCIES));

/// Fills `wire` and `credits`: from the byline, the text, what was removed as a credit, and the outlet or address when
/// that is an agency's own. A picture's credit is none of the report.
pub(crate) fn credit(report: &mut Report) {
    let Some(matcher) = MATCHER.as_ref() else { return };
    let mut credits = Vec::new();
    if let Some(byline) = &report.byline {
        matcher.everywhere(byline, &mut credits);
    }
    matcher.in_text(report, &mut credits);
    for removed in &report.removed {
        match removed.why {
            RemovedWhy::Byline | RemovedWhy::WireCredit => matcher.everywhere(&removed.text, &mut credits),
            RemovedWhy::Rights => matcher.in_rights(&removed.text, &mut credits),
            _ => {}
        }
    }
    matcher.own_pages(report, &mut credits);
    crate::unlisted::credit(report, &mut credits);
    for credit in &credits {
        if !report.wire.contains(&credit.wire) {
            report.wire.push(credit.wire.clone());
        }
    }
    report.credits = credits;
}

/// Finds agencies' names and reads what stands beside them.
struct Matcher {
    names: AhoCorasick,
    /// Of each pattern of `names`: the agency, and whether the name needs brackets or "news agency".
    of: Vec<(usize, bool)>,
    before: Regex,
    after: Regex,
    whole: Regex,
    called_agency: Regex,
    dateline: Regex,
    closing: Regex,
    rights: Regex,
    contributed: Regex,
}

struct Hit {
    agency: usize,
    short: bool,
    at: Bytes<usize>,
}

/// How many bytes before and after a name are looked at for a cue.
const WINDOW: usize = 80;

impl Matcher {
    fn new(agencies: &Agencies) -> Option<Self> {
        let (mut patterns, mut of) = (Vec::new(), Vec::new());
        for (i, agency) in agencies.agency.iter().enumerate() {
            for (names, short) in [(&agency.names, false), (&agency.short, true)] {
                for name in names {
                    patterns.push(name.clone());
                    of.push((i, short));
                    let upper = name.to_uppercase();
                    if !short && upper != *name && name.len() > 3 {
                        patterns.push(upper);
                        of.push((i, short));
                    }
                }
            }
        }
        let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).ok()?;
        let any = |words: &[String]| words.iter().map(|w| regex::escape(w).replace(' ', r"\s+")).collect::<Vec<_>>().join("|");
        let (before, after, whole) = (any(&agencies.before), any(&agencies.after), any(&agencies.whole));
        // Between a cue and the name: articles, what kind of agency it is, and another agency with "and".
        let between = r"(?:(?:the|state|state-run|state-owned|official|local|semi-official|private|independent|russian|french|chinese|iranian|turkish|german|news|agency|agencies|wire|service|media|outlet)\s+|(?-i:(?:the\s+)?[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*),?\s+(?:and|or|&)\s+(?:the\s+)?)*";
        let kind = r"(?:[’']s\s+)?\s*,?\s*(?:(?:news|wire)\s+(?:agency|service)|agency|correspondent|reporter)?,?\s*";
        let adverbs = r"(?:has|have|had|also|later|earlier|first|further|then|previously)\s+";
        let and = r"(?-i:,?\s+(?:and|&)\s+(?:the\s+)?[A-Z][\w-]+(?:\s+[A-Z][\w-]+)*)?";
        let regex = |pattern: &str| Regex::new(pattern).ok();
        Some(Self {
            names,
            of,
            before: regex(&format!(r"(?i)\b(?:{before})\s+{between}$"))?,
            after: regex(&format!(r"(?i)^{and}{kind}(?:{adverbs})*(?:{after})\b"))?,
            whole: regex(&format!(r"(?i)\b(?:{whole})\s+{between}$"))?,
            called_agency: regex(r"(?i)^[’']?s?\s+(?:news|wire|press)?\s*(?:agency|service)\b")?,
            dateline: regex(r"^\)?\s*(?:[-–—:\[]|$)")?,
            closing: regex(r"^[\s)\].]*$")?,
            rights: regex(r"(?i)(?:copyright|©|\(c\))[\s:]*(?:©|\(c\)|by|\d{4}|-|,|\s)*(?:the\s+)?$")?,
            contributed: regex(r"(?i)^[^.!?]{0,100}\bcontributed\b[^.!?]{0,60}\b(?:report|story|article|reporting)\b")?,
        })
    }

    fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit> + 'a {
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '@' || c == '_');
        self.names
            .find_iter(text)
            .filter(move |m| !inside(text[..m.start()].chars().next_back()) && !inside(text[m.end()..].chars().next()))
            .map(|m| {
                let (agency, short) = self.of[m.pattern().as_usize()];
                Hit { agency, short, at: m.range() }
            })
    }

    fn name(&self, hit: &Hit) -> String {
        AGENCIES.agency[hit.agency].name.clone()
    }

    /// Every name in a byline or credit line credits the whole report.
    fn everywhere(&self, text: &str, credits: &mut Vec<Credit>) {
        for hit in self.hits(text) {
            self.push(credits, Credit { wire: self.name(&hit), text: text.to_owned(), span: None, whole: true });
        }
    }

    /// "Copyright 2014 The Associated Press", and credits that stand behind a rights notice.
    fn in_rights(&self, text: &str, credits: &mut Vec<Credit>) {
        for hit in self.hits(text) {
            let (before, after) = around(text, &hit.at);
            if self.rights.is_match(before) || self.contributed.is_match(after) || self.whole.is_match(before) {
                self.push(credits, Credit { wire: self.name(&hit), text: text.to_owned(), span: None, whole: true });
            }
        }
    }

    fn in_text(&self, report: &Report, credits: &mut Vec<Credit>) {
        let mut at = Offsets::default();
        let last = report.blocks.len().saturating_sub(1);
        for (i, block) in report.blocks.iter().enumerate() {
            let bytes = at.byte(&report.text, block.start)..at.byte(&report.text, block.end);
            let text = &report.text[bytes];
            let mut inner = Offsets::default();
            for hit in self.hits(text) {
                if let Some((words, whole)) = self.reads_as_credit(text, &hit, block.kind, i == last) {
                    let span =
                        Range { start: block.start + inner.scalar(text, words.start), end: block.start + inner.scalar(text, words.end) };
                    let credit = Credit { wire: self.name(&hit), text: text[words].to_owned(), span: Some(span), whole };
                    self.push(credits, credit);
                }
            }
        }
    }

    /// The words of the credit that a name is part of, and whether it is of the whole report.
    fn reads_as_credit(&self, text: &str, hit: &Hit, kind: BlockKind, last: bool) -> Option<(Bytes<usize>, bool)> {
        let (before, after) = around(text, &hit.at);
        if let Some(open) = opened(before) {
            let open = hit.at.start - (before.len() - open);
            let close = text[hit.at.end..].find(')').map(|c| hit.at.end + c + 1).filter(|c| c - open <= 60);
            if let Some(close) = close {
                let behind = &text[close..];
                // "BISHKEK, Aug 8 (AFP) -": at the start of a block, a dash behind the brackets.
                if open <= 80 && (self.dateline.is_match(behind) && !behind.trim().is_empty() || open == 0) {
                    return Some((open..close, true));
                }
                // "… he said. (AFP)": at the end, nothing but agencies in the brackets.
                if kind != BlockKind::Caption && last && self.closing.is_match(behind) && self.only_names(&text[open + 1..close - 1]) {
                    return Some((open..close, true));
                }
            }
        }
        if let Some(cue) = self.whole.find(before) {
            return Some((hit.at.start - (before.len() - cue.start())..hit.at.end, true));
        }
        if !hit.short && self.contributed.is_match(after) {
            let end = self.contributed.find(after).map_or(hit.at.end, |m| hit.at.end + m.end());
            return Some((hit.at.start..end, true));
        }
        let agency = self.called_agency.find(after);
        if hit.short && agency.is_none() && !before.trim_end().ends_with("agency") {
            return None;
        }
        let end = agency.map_or(hit.at.end, |m| hit.at.end + m.end());
        if let Some(cue) = self.before.find(before) {
            return Some((hit.at.start - (before.len() - cue.start())..end, false));
        }
        let cue = self.after.find(after)?;
        let article = ["The ", "the ", "An ", "an ", "A ", "a "].iter().find(|a| before.ends_with(**a)).map_or(0, |a| a.len());
        Some((hit.at.start - article..hit.at.end + cue.end(), false))
    }

    /// Whether there is nothing in brackets but names of agencies.
    fn only_names(&self, text: &str) -> bool {
        let covered: usize = self.hits(text).map(|h| h.at.len()).sum();
        let rest = text
            .split([',', '/', ' ', '&', '-'])
            .filter(|w| matches!(*w, "and" | "with" | "agencies" | "The" | "the"))
            .map(str::len)
            .sum::<usize>();
        covered + rest + text.chars().filter(|c| matches!(c, ',' | '/' | ' ' | '&' | '-')).count() >= text.len()
    }

    /// An agency's own pages carry its copy.
    fn own_pages(&self, report: &Report, credits: &mut Vec<Credit>) {
        let host = report.url.as_deref().and_then(host).unwrap_or("");
        for agency in &AGENCIES.agency {
            let own = |site: &String| host == site || host.strip_suffix(site.as_str()).is_some_and(|sub| sub.ends_with('.'));
            let named = report.outlet.as_deref().filter(|o| {
                let o = o.strip_prefix("The ").unwrap_or(o);
                let same = |n: &String| n.eq_ignore_ascii_case(o);
                agency.name.eq_ignore_ascii_case(o) || agency.names.iter().any(same) || agency.sites.iter().any(same)
            });
            let text = named.map(str::to_owned).or_else(|| agency.sites.iter().any(own).then(|| host.to_owned()));
            if let Some(text) = text {
                self.push(credits, Credit { wire: agency.name.clone(), text, span: None, whole: true });
            }
        }
    }

    fn push(&self, credits: &mut Vec<Credit>, credit: Credit) {
        if !credits.contains(&credit) {
            credits.push(credit);
        }
    }
}

/// The text before and after a name, as far as it is looked at.
fn around<'t>(text: &'t str, at: &Bytes<usize>) -> (&'t str, &'t str) {
    let mut from = at.start.saturating_sub(WINDOW);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (at.end + WINDOW * 2).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    (&text[from..at.start], &text[at.end..to])
}

/// Where the bracket that is open at the end of `before` was opened.
fn opened(before: &str) -> Option<usize> {
    let open = before.rfind('(')?;
    (!before[open..].contains(')')).then_some(open)
}

/// The host of an address, without `www.` and the port.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

/// Byte and scalar offsets of one text, for positions that only grow: each character is counted once.
#[derive(Default)]
struct Offsets {
    byte: usize,
    scalar: usize,
}

impl Offsets {
    fn byte(&mut self, text: &str, scalar: usize) -> usize {
        let step = scalar.saturating_sub(self.scalar);
        let rest = &text[self.byte..];
        self.byte += rest.char_indices().nth(step).map_or(rest.len(), |(b, _)| b);
        self.scalar = scalar.max(self.scalar);
        self.byte
    }

    fn scalar(&mut self, text: &str, byte: usize) -> usize {
        // A credit's cue may begin before the end of the last one.
        if byte < self.byte {
            return self.scalar - text[byte..self.byte].chars().count();
        }
        self.scalar += text[self.byte..byte].chars().count();
        self.byte = byte;
        self.scalar
    }
}
