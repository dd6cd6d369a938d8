//! Agencies that `lexicon/agencies.toml` does not have, where the form of a credit leaves no doubt: initials in the brackets
//! of a dateline, after "with reporting by", or alone as a byline; a name that ends in "News Agency" beside a cue.

use regex::Regex;
use std::sync::LazyLock;
use stemma_model::{Credit, Range, RemovedWhy, Report};

/// "PORT MAREN, March 5 (CPA) -" at the start of a block.
static DATELINE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\p{Lu}[\p{L}\p{M} .,'’/-]{1,60}(?:\d{1,2}(?:,? \d{4})?)? ?(\(([A-Z]{2,6})\)) ?[-–—]").ok());
/// "With reporting by CPA".
static CREDIT_LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i:\bwith (?:additional )?(?:reporting|inputs?|reports|material|files|information) (?:by|from) )(?:the )?([A-Z]{2,6})\b")
        .ok()
});
/// "told the Karsov News Agency", "the Karsov News Agency reported".
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r"((?:\p{Lu}[\p{L}-]+ ){1,3}(?:News|Press) (?:Agency|Service))";
    let before = r"(?:told|according to|reported by|cited by|citing|quoting|interview with|statement to|spoke to)";
    let after = r"(?:reported|said|quoted|cited|wrote)";
    Regex::new(&format!(r"\b{before} (?:the )?{name}\b|\b{name} {after}\b")).ok()
});
/// A byline of initials alone.
static INITIALS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[A-Z]{2,6}$").ok());

/// Adds the credits of agencies that are on no list. Where the list found an agency, nothing is added for the same words.
pub(crate) fn credit(report: &Report, credits: &mut Vec<Credit>) {
    let mut found = Vec::new();
    let outlet = report.outlet.as_deref().unwrap_or_default();
    let mut add = |wire: &str, text: &str, span: Option<Range>, whole: bool| {
        let overlaps = |c: &Credit| c.span.zip(span).is_some_and(|(a, b)| a.overlaps(b)) || c.span.is_none() && c.text == text;
        if !credits.iter().any(overlaps) && outlet != wire && !is_call_sign(wire) {
            found.push(Credit { wire: wire.to_owned(), text: text.to_owned(), span, whole });
        }
    };
    let mut letters = report.text.char_indices();
    let mut at = 0;
    for block in &report.blocks {
        let byte = |letters: &mut std::str::CharIndices<'_>, from: usize, to: usize| match to.checked_sub(from) {
            Some(0) | None => letters.offset(),
            Some(n) => letters.nth(n - 1).map_or(report.text.len(), |_| letters.offset()),
        };
        let start = byte(&mut letters, at, block.start);
        let end = byte(&mut letters, block.start, block.end);
        at = block.end;
        let text = &report.text[start..end];
        let span = |m: regex::Match<'_>| {
            let from = block.start + text[..m.start()].chars().count();
            Some(Range { start: from, end: from + m.as_str().chars().count() })
        };
        // The patterns are dear: their bounds are counted letter by letter. Cheap signs say where they can match.
        let head = &text[..text.floor_char_boundary(320)];
        if let Some(found) = DATELINE.as_ref().filter(|_| head.contains('(')).and_then(|r| r.captures(text))
            && let (Some(brackets), Some(wire)) = (found.get(1), found.get(2))
        {
            add(wire.as_str(), brackets.as_str(), span(brackets), true);
        }
        let with = ["with ", "With ", "WITH "].iter().any(|w| text.contains(w));
        let named = text.contains(" Agency") || text.contains(" Service");
        for (pattern, whole) in [(&CREDIT_LINE, true), (&NAMED, false)].into_iter().filter(|(_, whole)| if *whole { with } else { named }) {
            for found in pattern.iter().flat_map(|r| r.captures_iter(text)) {
                if let (Some(all), Some(wire)) = (found.get(0), found.iter().skip(1).flatten().next()) {
                    add(wire.as_str(), all.as_str(), span(all), whole);
                }
            }
        }
    }
    for removed in report.removed.iter().filter(|r| matches!(r.why, RemovedWhy::WireCredit | RemovedWhy::Byline)) {
        let line = CREDIT_LINE.as_ref().and_then(|r| r.captures(&removed.text)).and_then(|c| c.get(1));
        let alone = INITIALS.as_ref().and_then(|r| r.find(removed.text.trim()));
        if let Some(wire) = line.or(alone) {
            add(wire.as_str(), &removed.text, None, true);
        }
    }
    if let Some(byline) = report.byline.as_deref().filter(|b| INITIALS.as_ref().is_some_and(|r| r.is_match(b.trim()))) {
        add(byline.trim(), byline, None, true);
    }
    credits.extend(found);
}

/// Whether initials are the call sign of an American station, which puts it into its own datelines: "ORVEL, Tenn. (WQXV) -".
/// An agency of four letters that begins so has to be on the list.
fn is_call_sign(name: &str) -> bool {
    name.len() == 4 && name.starts_with(['K', 'W']) && name.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use crate::{Defaults, Reader};

    fn wires(text: &str) -> Vec<(String, String, bool)> {
        let report = Reader::new(Defaults::default()).unwrap().text(text.as_bytes(), "a.txt").unwrap().report;
        report
            .credits
            .iter()
            .map(|c| {
                let words: String = c.span.map_or(c.text.clone(), |s| report.text.chars().skip(s.start).take(s.end - s.start).collect());
                (c.wire.clone(), words, c.whole)
            })
            .collect()
    }

    #[test]
    fn a_dateline_names_an_agency_that_is_on_no_list() {
        let found = wires("Quake shakes Älvort\n\nÄLVORT, March 5 (QXN) - A quake shook the town on Monday, the mayor said.");
        assert_eq!(found, [("QXN".into(), "(QXN)".into(), true)]);
        assert!(wires("ORVEL, Tenn. (WQXV) - A quake shook the town on Monday, the mayor said.").is_empty());
        assert!(wires("The National Health Board (NHB) said on Monday that the ward is shut.").is_empty());
    }

    #[test]
    fn a_listed_agency_is_credited_once() {
        assert_eq!(wires("BISHKEK, Aug 8 (AFP) - Rain fell on Monday and the river rose.").len(), 1);
    }

    #[test]
    fn a_credit_line_and_a_full_name_count_too() {
        let found = wires("\"We saw it,\" she told the Ulmar News Agency on Monday after the rain.\n\nWith reporting by QXN");
        assert!(found.contains(&("Ulmar News Agency".into(), "told the Ulmar News Agency".into(), false)), "{found:?}");
        assert!(found.iter().any(|(w, _, whole)| w == "QXN" && *whole), "{found:?}");
    }
}
