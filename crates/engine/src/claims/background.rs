//! What lies before the story: told as history, not as news.

use super::analysis::Analysis;
use super::times::TimeMention;
use crate::reconcile::types::Words;
use stemma_model::{BlockKind, Claim, Modality, Mode};
use stemma_nlp::Doc;

/// For each block of a report, whether it stands under a heading that announces history ("What is the background?").
/// A heading holds until the next one.
pub fn sections(analysis: &Analysis, words: &Words) -> Vec<bool> {
    let chars: Vec<char> = analysis.report.text.chars().collect();
    let mut under = false;
    analysis
        .report
        .blocks
        .iter()
        .map(|b| {
            if b.kind == BlockKind::Heading {
                let text: String = chars[b.start.min(chars.len())..b.end.min(chars.len())].iter().collect::<String>().to_lowercase();
                under = words.background_headings.iter().any(|h| text.contains(h.as_str()));
            }
            under
        })
        .collect()
}

/// Days before publication after which an event is history to a report. News of a trial reaches back further than
/// this, but then tells the old event as background too. Set by hand, not measured.
const OLD: i32 = 21;

/// Whether an event time lies before the story. With a publication date: more than three weeks before it. Without one:
/// where the words themselves reach back ("last month", "in 2013", "a year ago", "the 1990s").
pub fn is_old(doc: &Doc, time: &TimeMention, published: Option<&str>) -> bool {
    if let (Some(end), Some(published)) = (time.end.as_deref(), published) {
        return matches!((ordinal(end), ordinal(published)), (Some(a), Some(b)) if b - a > OLD);
    }
    match time.value.as_deref() {
        // A time of a day that nobody tells.
        Some(v) if v.contains('T') => reaches_back(doc, time),
        // A bare year or decade, or one with month and day but a year in the words.
        Some(v) if v.len() >= 3 && v.as_bytes()[..3].iter().all(u8::is_ascii_digit) => true,
        _ => reaches_back(doc, time),
    }
}

/// "last month", "two years ago": words that reach back a month or more from an unknown day.
fn reaches_back(doc: &Doc, time: &TimeMention) -> bool {
    let has = |words: &[&str]| time.tokens.clone().any(|i| words.contains(&doc.token(i).lower()));
    let long =
        has(&["month", "months", "year", "years", "decade", "decades", "century", "centuries", "spring", "summer", "autumn", "winter"]);
    long && has(&["last", "ago", "earlier", "previous", "past", "before"])
}

/// "That quake killed six": a sentence that leads back to the one before it, and has no time of its own, is history when
/// that one is. `claims` are those of one text in the order of their sentences; `opening` gives the first word of a sentence.
pub fn lead_back(claims: &mut [Claim], opening: &dyn Fn(usize) -> String) {
    let sentences: Vec<usize> = claims.iter().map(|c| c.sentence).collect();
    for n in 1..sentences.len() {
        let here = sentences[n];
        let back = matches!(opening(here).as_str(), "that" | "those") && claims.iter().all(|c| c.sentence != here || c.time.is_none());
        let mut before = claims.iter().filter(|c| c.sentence + 1 == here && c.time.is_some()).peekable();
        if back && before.peek().is_some() && before.all(|c| c.background) {
            claims[n].background = true;
            if claims[n].modality == Modality::Asserted {
                claims[n].mode = Some(Mode::Historical);
            }
        }
    }
}

/// Days since the year 0 of an ISO date, near enough to compare.
fn ordinal(iso: &str) -> Option<i32> {
    let mut parts = iso.get(..10)?.split('-');
    let (y, m, d): (i32, i32, i32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(y * 365 + y / 4 + (m - 1) * 61 / 2 + d)
}
