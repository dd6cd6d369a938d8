//! Numbers with their bounds and units.
//!
//! [`find`] lists every number of a document with what it is; [`count_of_phrase`] tells how many a noun phrase speaks of.
//!
//! A plural without a number means at least two of it: "dozens" is 24 or more, "hundreds" 200 or more, "tens of thousands"
//! 20,000 or more; "scores" 40, "several", "a few" and "a handful" 3, "multiple" and "a couple" 2. "About" is a tenth either
//! way, "almost" a tenth below and at least one less.

mod ages;
mod bounds;
mod kinds;
mod numerals;
mod phrases;
mod things;
mod units;
mod words;

pub use phrases::{count_of_phrase, is_no_one};
pub use things::{no_people, unit_by_phrase};

pub(crate) use numerals::{Form, numeral_at};
pub(crate) use words::{NumberWord, words};

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
        if let Some(age) = ages::decade(doc, at) {
            at += 1;
            found.push(age);
            continue;
        }
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
/// ages ("Smith, 34,"). Of "hundreds" and the like a row gives the order of magnitude, 100 to 1,000; a rise
/// "from 30 to 36" is one row with both ends. `text` is the report's own text.
pub fn rows(report: &str, doc: &Doc, text: &str) -> Vec<QuantityRow> {
    let printed = super::Printed::new(text);
    spanned(doc, find(doc))
        .into_iter()
        .filter(|q| !(q.kind == QuantityKind::Age && q.tokens == q.number))
        .filter(|q| {
            q.kind.is_amount() && !(q.bound == Bound::Vague && numeral_at(doc, q.number.start).is_some_and(|n| n.form == Form::Indefinite))
        })
        .map(|mut q| {
            if let Some(n) =
                numeral_at(doc, q.number.start).filter(|n| n.form == Form::Plural && n.scale >= 10.0 && is_power(n.value / 2.0))
            {
                (q.low, q.high) = (Some(n.value / 2.0), Some(n.value * 5.0));
            }
            let (start, end) = doc.offsets(q.tokens);
            let text = printed.slice(start, end);
            QuantityRow { report: report.into(), start, end, text, value: q.value, low: q.low, high: q.high, bound: q.bound, unit: q.unit }
        })
        .collect()
}

/// Joins the two numbers of a rise ("from 30 to 36", "from $800,000 to $1.3 million") where they are of one unit.
fn spanned(doc: &Doc, found: Vec<Quantity>) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::with_capacity(found.len());
    for q in found {
        if let Some(first) = out.last_mut()
            && first.tokens.end + 1 == q.tokens.start
            && doc.token(first.tokens.end).lower() == "to"
            && first.tokens.start > 0
            && doc.token(first.tokens.start - 1).lower() == "from"
            && first.kind == q.kind
            && q.kind.is_amount()
            && (first.unit.is_none() || first.unit == q.unit)
            && let (Some(low), Some(high)) = (first.value, q.value)
            && low < high
        {
            first.tokens = first.tokens.start - 1..q.tokens.end;
            first.number.end = q.number.end;
            (first.value, first.low, first.high, first.bound) = (None, Some(low), Some(high), Bound::Range);
            (first.unit, first.unit_head, first.people) = (q.unit, q.unit_head, q.people);
            continue;
        }
        out.push(q);
    }
    out
}

/// Whether a number is a power of ten: "dozens" and "scores" have no order of magnitude.
fn is_power(value: f64) -> bool {
    value >= 1.0 && value.log10().fract() == 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::sketch::sketch;

    fn bounds(spec: &str) -> Vec<(Option<f64>, Option<f64>, Bound)> {
        find(&sketch(spec)).into_iter().filter(|q| q.kind.is_amount()).map(|q| (q.low, q.high, q.bound)).collect()
    }

    fn one(spec: &str) -> (Option<f64>, Option<f64>, Bound) {
        let all = bounds(spec);
        assert_eq!(all.len(), 1, "{spec}: {all:?}");
        all[0]
    }

    #[test]
    fn hedges_bound_a_number() {
        assert_eq!(one("more|JJR than|IN 50|CD people"), (Some(51.0), None, Bound::AtLeast));
        assert_eq!(one("at|IN least|JJ three|CD miners"), (Some(3.0), None, Bound::AtLeast));
        assert_eq!(one("up|IN to|IN 20|CD miners"), (None, Some(20.0), Bound::AtMost));
        assert_eq!(one("as|RB many|JJ as|IN 20|CD miners"), (None, Some(20.0), Bound::AtMost));
        assert_eq!(one("fewer|JJR than|IN five|CD miners"), (None, Some(4.0), Bound::AtMost));
        assert_eq!(one("no|DT more|JJR than|IN five|CD miners"), (None, Some(5.0), Bound::AtMost));
        assert_eq!(one("about|RB 30|CD miners"), (Some(27.0), Some(33.0), Bound::About));
        assert_eq!(one("almost|RB 50|CD miners"), (Some(45.0), Some(49.0), Bound::About));
        assert_eq!(one("some|DT 197|CD miners"), (Some(197.0), Some(197.0), Bound::Exact));
        assert_eq!(one("40|CD or|CC more|JJR"), (Some(40.0), None, Bound::AtLeast));
    }

    #[test]
    fn vague_words_give_the_least_they_can_mean() {
        assert_eq!(one("dozens of|IN miners"), (Some(24.0), None, Bound::Vague));
        assert_eq!(one("scores of|IN miners"), (Some(40.0), None, Bound::Vague));
        assert_eq!(one("hundreds of|IN miners"), (Some(200.0), None, Bound::Vague));
        assert_eq!(one("tens of|IN thousands of|IN miners"), (Some(20_000.0), None, Bound::Vague));
        assert_eq!(one("several|JJ miners"), (Some(3.0), None, Bound::Vague));
        assert_eq!(one("a|DT couple of|IN miners"), (Some(2.0), None, Bound::Vague));
    }

    #[test]
    fn numerals_in_words_and_digits() {
        for (spec, value) in [
            ("two|CD hundred|CD and|CC fifty|CD -|HYPH six|CD miners", 256.0),
            ("half|DT a|DT dozen|NN miners", 6.0),
            ("two|CD dozen|NN miners", 24.0),
            ("a|DT dozen|NN miners", 12.0),
            ("3.5|CD million|CD miners", 3_500_000.0),
            ("1,250|CD miners", 1250.0),
            ("two|CD and|CC a|DT half|NN million|CD miners", 2_500_000.0),
            ("nobody|NN", 0.0),
            ("two|CD -|HYPH thirds of|IN miners", 2.0 / 3.0),
        ] {
            let (low, high, _) = one(spec);
            assert_eq!((low, high), (Some(value), Some(value)), "{spec}");
        }
    }

    #[test]
    fn ranges_hold_both_ends_and_changes_are_two_numbers() {
        assert_eq!(one("between|IN 30|CD and|CC 40|CD miners"), (Some(30.0), Some(40.0), Bound::Range));
        assert_eq!(one("30|CD to|IN 40|CD miners"), (Some(30.0), Some(40.0), Bound::Range));
        assert_eq!(one("5|CD to|IN 10|CD million|CD miners"), (Some(5e6), Some(1e7), Bound::Range));
        assert_eq!(bounds("3|CD %|NN to|IN $|$ 9|CD").len(), 2);
    }

    #[test]
    fn dates_scores_and_names_are_no_amounts() {
        for spec in ["in|IN 2013|CD", "on|IN March 5 , 1996", "won|VBD 3 - 1", "top|JJ 10|CD", "the|DT third|JJ miner", "Section 427"] {
            assert_eq!(bounds(spec), [], "{spec}");
        }
    }

    #[test]
    fn a_counted_noun_is_named_and_people_are_told() {
        let q = find(&sketch("six|CD police officers"));
        assert_eq!((q[0].unit.as_deref(), q[0].people, q[0].unit_head), (Some("officers"), true, Some(2)));
        let q = find(&sketch("$|$ 1.2bn|CD"));
        assert_eq!((q[0].value, q[0].kind, q[0].unit.as_deref()), (Some(1.2e9), QuantityKind::Money, Some("dollar")));
        let q = find(&sketch("a|DT 12|CD -|HYPH year|NN -|HYPH old|JJ"));
        assert_eq!(q[0].kind, QuantityKind::Age);
    }

    /// Value (or both ends) and unit of the rows of a sketch.
    fn listed(spec: &str) -> Vec<(Option<f64>, Option<f64>, Option<String>)> {
        let doc = sketch(spec);
        let text = doc.text().to_owned();
        rows("r", &doc, &text).into_iter().map(|r| (r.value.or(r.low), r.high, r.unit)).collect()
    }

    fn row(low: f64, high: f64, unit: &str) -> (Option<f64>, Option<f64>, Option<String>) {
        (Some(low), Some(high), Some(unit.into()))
    }

    #[test]
    fn measures_glued_and_hyphened() {
        assert_eq!(listed("a|DT 40|CD _-|HYPH _mm|NN gun"), [row(40.0, 40.0, "millimetre")]);
        assert_eq!(listed("a|DT 7-|CD or|CC 8|CD _-|HYPH _inch|NN pipe"), [row(7.0, 7.0, "inch"), row(8.0, 8.0, "inch")]);
        assert_eq!(listed("sub-7|CD nanometers|NNS"), [(Some(7.0), Some(7.0), Some("nanometre".into()))]);
        assert_eq!(listed("minus|NN 40|CD degrees|NNS"), [row(-40.0, -40.0, "degree")]);
        assert_eq!(listed("1200|CD parts|NNS per|IN million|CD"), [row(1200.0, 1200.0, "part per million")]);
        assert_eq!(listed("grew|VBD sixfold|RB"), [row(6.0, 6.0, "count")]);
        assert_eq!(listed("6.8|CD to|TO 4.7|CD percent|NN"), [row(6.8, 6.8, "percent"), row(4.7, 4.7, "percent")]);
    }

    #[test]
    fn what_is_compared_is_of_the_same_things() {
        let rows = listed("460|CD vehicles|NNS compared|VBN with|IN 63|CD");
        assert_eq!(rows, [row(460.0, 460.0, "vehicles"), row(63.0, 63.0, "vehicles")]);
        assert_eq!(listed("20|CD coal|NN _-|HYPH _fired|VBN plants|NNS"), [row(20.0, 20.0, "plants")]);
    }

    #[test]
    fn rows_give_rises_and_magnitudes_with_both_ends() {
        assert_eq!(listed("rose|VBD from|IN 30|CD to|TO 36|CD miners|NNS"), [row(30.0, 36.0, "miners")]);
        assert_eq!(listed("hundreds of|IN miners"), [row(100.0, 1000.0, "miners")]);
        assert_eq!(listed("dozens of|IN miners"), [(Some(24.0), None, Some("miners".into()))]);
    }
}
