//! Numbers with their bounds and units.
//!
//! [`find`] lists every number of a document with what it is; [`count_of_phrase`] tells how many a noun phrase speaks of.
//!
//! A plural without a number means at least two of it: "dozens" is 24 or more, "hundreds" 200 or more, "tens of thousands"
//! 20,000 or more; "scores" 40, "several", "a few" and "a handful" 3, "multiple" and "a couple" 2. "About" is a tenth either
//! way, "almost" a tenth below and at least one less.

mod bounds;
mod kinds;
mod numerals;
mod phrases;
mod units;
mod words;

pub use phrases::count_of_phrase;

pub(crate) use numerals::{Form, numeral_at};
pub(crate) use words::words;

use super::times::{self, TimeMention};
use serde::Serialize;
use std::ops::Range;
use stemma_model::Bound;
use stemma_nlp::Doc;

/// A number in the text, with what bounds it and what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The tokens of the number with its hedge and its unit of measure, not the noun counted.
    pub tokens: Range<usize>,
    /// The tokens of the bare number.
    pub number: Range<usize>,
    /// The number as written; None for a range and for vague words.
    pub value: Option<f64>,
    /// The least it can be; None when it is open below.
    pub low: Option<f64>,
    /// The most it can be; None when it is open above.
    pub high: Option<f64>,
    /// How it is given.
    pub bound: Bound,
    /// What kind of number it is.
    pub kind: QuantityKind,
    /// What is counted or measured: a unit's name, or the noun as printed with its compound nouns.
    pub unit: Option<String>,
    /// The token of the noun counted ("officers" of "six police officers").
    pub unit_head: Option<usize>,
    /// Whether the noun counted is people.
    pub people: bool,
}

/// What kind of number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityKind {
    /// A count of things or people.
    Count,
    /// An amount of money.
    Money,
    /// Per cent.
    Percent,
    /// A share ("half", "one in five").
    Fraction,
    /// Something measured ("40 km").
    Measure,
    /// A length of time ("two years").
    Duration,
    /// Someone's age.
    Age,
    /// Part of an adjective ("a three-car convoy", "six-cylinder").
    Attribute,
    /// Part of a date or time of day.
    Date,
    /// Part of a name ("Route 66", "Game 2").
    Name,
    /// A result ("3-1").
    Score,
    /// Part of an address, or a telephone number.
    Address,
}

impl QuantityKind {
    /// Whether it says how much or how many there is of something.
    pub fn is_amount(self) -> bool {
        !matches!(self, Self::Attribute | Self::Date | Self::Name | Self::Score | Self::Address)
    }
}

impl Quantity {
    /// Whether it can be the number of a claim: it counts things, and is no age, share, measure or name.
    pub fn is_count(&self) -> bool {
        self.kind == QuantityKind::Count
    }

    /// `low` and `high` as whole numbers.
    pub fn whole_bounds(&self) -> (Option<i64>, Option<i64>) {
        (self.low.map(|v| v.round() as i64), self.high.map(|v| v.round() as i64))
    }
}

/// All numbers of a document, in order.
pub fn find(doc: &Doc) -> Vec<Quantity> {
    find_among(doc, &times::find(doc, None))
}

/// All numbers of a document whose times are known already, in order.
pub fn find_among(doc: &Doc, times: &[TimeMention]) -> Vec<Quantity> {
    let mut found: Vec<Quantity> = Vec::new();
    let mut at = 0;
    let mut next_time = 0;
    while at < doc.len() {
        let Some(first) = numeral_at(doc, at) else {
            at += 1;
            continue;
        };
        while times.get(next_time).is_some_and(|t| t.tokens.end <= at) {
            next_time += 1;
        }
        let date = times[next_time..].iter().take(2).find(|t| t.tokens.contains(&at) && !t.counted && t.tokens.end >= first.tokens.end);
        if let Some(date) = date {
            at = date.tokens.end.max(first.tokens.end);
            found.push(bounds::single(first).into_quantity(doc, QuantityKind::Date));
            continue;
        }
        let number = bounds::ranged(doc, first);
        at = number.tokens.end;
        let back_to = found.last().map_or(0, |q| q.tokens.end);
        if let Some(q) = kinds::classify(doc, number, back_to) {
            at = at.max(q.tokens.end);
            found.push(q);
        }
    }
    kinds::share_units(&mut found, doc);
    found
}

/// A row of `stemma quantities`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuantityRow {
    /// The report's id.
    pub report: String,
    /// First scalar value.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its words, to the letter.
    pub text: String,
    /// The number as written.
    pub value: Option<f64>,
    /// The least it can be.
    pub low: Option<f64>,
    /// The most it can be.
    pub high: Option<f64>,
    /// How it is given.
    pub bound: Bound,
    /// What is counted or measured.
    pub unit: Option<String>,
}

/// The rows of `stemma quantities` for a document: its amounts, without words that give no number ("several") and bare
/// ages ("Smith, 34,"). `text` is the
/// report's own text.
pub fn rows(report: &str, doc: &Doc, text: &str) -> Vec<QuantityRow> {
    let printed = super::Printed::new(text);
    find(doc)
        .into_iter()
        .filter(|q| !(q.kind == QuantityKind::Age && q.tokens == q.number))
        .filter(|q| {
            q.kind.is_amount() && !(q.bound == Bound::Vague && numeral_at(doc, q.number.start).is_some_and(|n| n.form == Form::Indefinite))
        })
        .map(|q| {
            let (start, end) = doc.offsets(q.tokens);
            let text = printed.slice(start, end);
            QuantityRow { report: report.into(), start, end, text, value: q.value, low: q.low, high: q.high, bound: q.bound, unit: q.unit }
        })
        .collect()
}
