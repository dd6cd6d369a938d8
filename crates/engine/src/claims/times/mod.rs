//! Time expressions and their values.
//!
//! [`find`] lists every time expression of a document with its TIMEX3 value and, where it can be resolved, the days it covers;
//! [`of_trigger`] tells which of them says when a trigger's event took place.
//!
//! Values are relative to the day of publication; without one a weekday stays `XXXX-WXX-3` and has no days. A day is
//! never guessed.

mod calendar;
mod clock;
mod events;
mod point;
mod reader;
mod spans;
mod tense;
mod words;

pub use events::of_trigger;

use super::Printed;
use jiff::civil::Date;
use reader::Reader;
use serde::Serialize;
use std::ops::Range;
use stemma_nlp::Doc;

/// A time expression in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeMention {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What kind of time it is.
    pub kind: TimeKind,
    /// Its value as TIMEX3 writes it; None where the text gives none.
    pub value: Option<String>,
    /// First day (`2019-08-07`) or moment (`2019-08-07T22:00`); None where it cannot be resolved.
    pub start: Option<String>,
    /// Last day or moment.
    pub end: Option<String>,
    /// Whether its number counts units ("two days ago"), rather than names a date.
    pub counted: bool,
}

/// TIMEX3's kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimeKind {
    /// A day or more.
    Date,
    /// A part of a day.
    Time,
    /// A length.
    Duration,
    /// Times that recur.
    Set,
}

impl TimeMention {
    /// Whether it can say when an event took place: a date or time, not "recently" or a length.
    pub fn can_date_event(&self) -> bool {
        matches!(self.kind, TimeKind::Date | TimeKind::Time) && !self.value.as_deref().is_some_and(|v| v.ends_with("_REF"))
    }
}

/// All time expressions of a document, in order, not overlapping. `published` is an ISO date or date-time.
pub fn find(doc: &Doc, published: Option<&str>) -> Vec<TimeMention> {
    let base = published.and_then(|p| p.get(..10)).and_then(|p| p.parse::<Date>().ok());
    let mut reader = Reader::new(doc, base);
    let mut found = Vec::new();
    let mut at = 0;
    while at < doc.len() {
        match reader.mention_at(at) {
            Some(m) if m.tokens.end > at => {
                at = m.tokens.end;
                found.push(m);
            }
            _ => at += 1,
        }
    }
    found
}

/// The number of a month's name (lower case).
pub(crate) fn month(lower: &str) -> Option<i8> {
    match words::words().get(lower) {
        Some(words::TimeWord::Month(m)) => Some(*m),
        _ => None,
    }
}

/// A row of `stemma times`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeRow {
    /// The report's id.
    pub report: String,
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its words, to the letter.
    pub text: String,
    /// TIMEX3's kind.
    #[serde(rename = "type")]
    pub kind: TimeKind,
    /// TIMEX3's value.
    pub value: Option<String>,
}

/// The rows of `stemma times` for a document. `text` is the report's own text.
pub fn rows(report: &str, doc: &Doc, text: &str, published: Option<&str>) -> Vec<TimeRow> {
    let printed = Printed::new(text);
    find(doc, published)
        .into_iter()
        .map(|m| {
            let (start, end) = doc.offsets(m.tokens);
            TimeRow { report: report.into(), start, end, text: printed.slice(start, end), kind: m.kind, value: m.value }
        })
        .collect()
}
