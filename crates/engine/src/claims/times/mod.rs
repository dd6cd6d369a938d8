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
mod years;

pub use events::{as_of, is_start, of_trigger};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::sketch::sketch;

    /// A Thursday.
    const DAY: Option<&str> = Some("2019-08-08");

    fn only(spec: &str, published: Option<&str>) -> TimeMention {
        let mut found = find(&sketch(spec), published);
        assert_eq!(found.len(), 1, "{spec}: {found:?}");
        found.remove(0)
    }

    fn value(spec: &str) -> String {
        only(spec, DAY).value.unwrap_or_default()
    }

    #[test]
    fn dates_in_full_need_no_publication() {
        for spec in ["on|IN March 5 , 1996", "on|IN 5 March 1996", "on|IN 5 MAR 96"] {
            let m = only(spec, None);
            assert_eq!(m.value.as_deref(), Some("1996-03-05"), "{spec}");
            assert_eq!(m.start, m.end);
        }
        let m = only("in|IN March 1996", None);
        assert_eq!((m.start.as_deref(), m.end.as_deref()), (Some("1996-03-01"), Some("1996-03-31")));
    }

    #[test]
    fn weekdays_follow_the_tense() {
        assert_eq!(value("fled|VBD on|IN Wednesday"), "2019-08-07");
        assert_eq!(value("fled|VBD on|IN Thursday"), "2019-08-08");
        assert_eq!(value("fled|VBD last|JJ Thursday"), "2019-08-01");
        assert_eq!(value("next|JJ Monday"), "2019-08-12");
        assert_eq!(value("fled|VBD on|IN Wednesday evening"), "2019-08-07TEV");
        assert_eq!(value("fled|VBD late|RB on|IN Wednesday evening"), "2019-08-07TEV");
    }

    #[test]
    fn without_publication_nothing_relative_is_resolved() {
        let m = only("fled|VBD on|IN Wednesday", None);
        assert_eq!((m.value.as_deref(), m.start, m.end), (Some("XXXX-WXX-3"), None, None));
        assert_eq!(only("last|JJ month", None).start, None);
        assert_eq!(only("two|CD days ago|RB", None).start, None);
    }

    #[test]
    fn relative_times_count_from_publication() {
        for (spec, want) in [
            ("last|JJ month", "2019-07"),
            ("next|JJ year", "2020"),
            ("last|JJ week", "2019-W31"),
            ("two|CD days ago|RB", "2019-08-06"),
            ("three|CD years ago|RB", "2016"),
            ("yesterday", "2019-08-07"),
            ("last|JJ night", "2019-08-07TNI"),
            ("this|DT morning", "2019-08-08TMO"),
            ("the|DT 1990s|CD", "199"),
            ("the|DT 90s|CD", "199"),
            ("in|IN 2013|CD", "2013"),
            ("at|IN 5:30|CD p.m.|NN", "2019-08-08T17:30"),
            ("recently|RB", "PAST_REF"),
        ] {
            assert_eq!(value(spec), want, "{spec}");
        }
    }

    #[test]
    fn a_year_ago_is_the_same_quarter_and_moves_nothing() {
        let spec = "rose|VBD in|IN the|DT first|JJ quarter from|IN 3|CD a|DT year ago|RB and|CC the|DT quarter ended|VBD";
        let values: Vec<String> = find(&sketch(spec), DAY).into_iter().filter_map(|m| m.value).collect();
        assert_eq!(values, ["2019-Q1", "2018-Q1", "2019-Q1"]);
        let m = only("the|DT year ended|VBN March", DAY);
        assert_eq!((m.kind, m.value.as_deref()), (TimeKind::Duration, Some("P1Y")));
    }

    #[test]
    fn lengths_and_sets_are_no_dates() {
        let m = only("for|IN two|CD years", DAY);
        assert_eq!((m.kind, m.value.as_deref()), (TimeKind::Duration, Some("P2Y")));
        let m = only("every|DT day|NN", DAY);
        assert_eq!((m.kind, m.can_date_event()), (TimeKind::Set, false));
    }

    #[test]
    fn numbers_of_things_are_no_years() {
        assert_eq!(find(&sketch("2000|CD people died|VBD"), DAY), []);
        assert_eq!(find(&sketch("may|MD march|VB"), DAY), []);
        assert_eq!(find(&sketch("in|IN his|PRP$ 20s|NNS"), DAY), []);
    }
}
