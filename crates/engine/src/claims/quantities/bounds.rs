//! Ranges and hedges: what the words around a numeral make of it.

use super::numerals::{Form, Numeral, numeral_at};
use super::units::unit_at;
use super::words::{Hedge, words};
use super::{Quantity, QuantityKind};
use std::ops::Range;
use stemma_model::Bound;
use stemma_nlp::Doc;

/// A numeral, or two that make a range.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// All its tokens ("between 30 and 40").
    pub tokens: Range<usize>,
    /// The last numeral's tokens.
    pub last: Range<usize>,
    /// The first numeral's tokens.
    pub first: Range<usize>,
    /// The number, or both ends.
    pub low: f64,
    /// Equal to `low` unless it is a range.
    pub high: f64,
    /// How it is written.
    pub form: Form,
    /// A glued unit.
    pub glued: Option<String>,
    /// Two numbers with a hyphen that may be a result ("3-1").
    pub score: bool,
    /// Whether a range.
    pub range: bool,
}

/// A numeral alone.
pub(super) fn single(n: Numeral) -> Number {
    Number::single(n)
}

impl Number {
    fn single(n: Numeral) -> Number {
        Number {
            tokens: n.tokens.clone(),
            first: n.tokens.clone(),
            last: n.tokens,
            low: n.value,
            high: n.value,
            form: n.form,
            glued: n.glued,
            score: false,
            range: false,
        }
    }

    /// The quantity without hedge and unit.
    pub fn into_quantity(self, _doc: &Doc, kind: QuantityKind) -> Quantity {
        let (value, low, high, bound) = match (self.range, self.form) {
            (true, _) => (None, Some(self.low), Some(self.high), Bound::Range),
            (_, Form::Plural | Form::Indefinite) => (None, Some(self.low), None, Bound::Vague),
            _ => (Some(self.low), Some(self.low), Some(self.high), Bound::Exact),
        };
        Quantity {
            number: self.first.start..self.last.end,
            tokens: self.tokens,
            value,
            low,
            high,
            bound,
            kind,
            unit: None,
            unit_head: None,
            people: false,
        }
    }
}

/// The number that begins with this numeral: a range when a second numeral is joined to it.
pub(super) fn ranged(doc: &Doc, first: Numeral) -> Number {
    let mut whole = Number::single(first.clone());
    // "7- or 8-inch" is a choice of two.
    let hanging = doc.token(first.tokens.end - 1).text().ends_with('-');
    if hanging || matches!(first.form, Form::Plural | Form::Indefinite | Form::Fraction | Form::Zero) {
        return whole;
    }
    let start = first.tokens.start;
    let before = currency_start(doc, start);
    let lead = if before > 0 { doc.token(before - 1).lower() } else { "" };
    let between = lead == "between";
    // A unit may be said at both ends: "1% to 2%", "15kHz and 17kHz", "$62 and $68".
    let first_unit = unit_at(doc, first.tokens.end);
    let joint = first_unit.map_or(first.tokens.end, |(_, after)| after);
    if joint + 1 >= doc.len() || doc.sentence_of(joint) != doc.sentence_of(start) {
        return whole;
    }
    let word = doc.token(joint).lower();
    // "50 -1.3" is no range: its hyphen is a minus.
    let even = doc.token(joint).space_after() == doc.token(joint - 1).space_after();
    let hyphen = matches!(word, "-" | "–" | "—" | "--") && even && joint == first.tokens.end;
    let joins = hyphen || word == "to" && !(lead == "from" && moves(doc, before - 1)) || word == "or" || word == "and" && between;
    if !joins {
        return whole;
    }
    let mut at = joint + 1;
    let money = before < start;
    let second_money = at < doc.len() && is_currency(doc, at);
    if second_money {
        at += 1;
    }
    if at >= doc.len() {
        return whole;
    }
    let Some(second) = numeral_at(doc, at) else { return whole };
    if matches!(second.form, Form::Plural | Form::Indefinite | Form::Fraction | Form::Zero) || doc.sentence_of(at) != doc.sentence_of(start)
    {
        return whole;
    }
    // "rose 6.5% to 164p" goes from nothing to nothing: both ends are of one unit.
    let second_unit = unit_at(doc, second.tokens.end);
    let same = match (first_unit, &first.glued) {
        (Some((a, _)), _) => {
            second_unit.is_some_and(|(b, _)| a == b) || second.glued.as_deref().is_some_and(|g| super::units::unit_named(g) == Some(a))
        }
        (None, Some(g)) => second.glued.as_deref() == Some(g.as_str()) || word == "or",
        (None, None) => true,
    };
    if !same || second_money && !money || word == "or" && (first.value + 1.0 != second.value || first_unit.is_some()) {
        return whole;
    }
    let shared =
        if first.scale == 1.0 && second.scale > 1.0 && first.value < second.value / second.scale * 10.0 { second.scale } else { 1.0 };
    let (low, high) = (first.value * shared, second.value);
    if hyphen && (low >= high || first.value < 20.0 && second.value < 20.0 && !counts_on(doc, second.tokens.end)) {
        let digits = first.form == Form::Digits && second.form == Form::Digits;
        if digits && first.value.fract() == 0.0 && second.value.fract() == 0.0 && first.scale == 1.0 {
            whole.tokens.end = second.tokens.end;
            whole.last = second.tokens;
            whole.score = true;
        }
        return whole;
    }
    if low >= high {
        return whole;
    }
    let start = if between || lead == "from" { before - 1 } else { start };
    Number {
        tokens: start..second.tokens.end,
        first: first.tokens,
        last: second.tokens,
        low,
        high,
        form: second.form,
        glued: second.glued.or(first.glued),
        score: false,
        range: true,
    }
}

/// Whether the "from" at `i` tells of a change ("rose from 30 to 36"), whose ends are two numbers and no range.
fn moves(doc: &Doc, i: usize) -> bool {
    words().is_change(doc.token(i).head().lemma())
}

/// Whether a noun that is counted, or a unit, follows.
fn counts_on(doc: &Doc, at: usize) -> bool {
    let mut i = at;
    while i < doc.len() && matches!(doc.token(i).tag(), "JJ" | "JJR" | "HYPH" | "NN" | "NNP" | "$") && i < at + 3 {
        if unit_at(doc, i).is_some() {
            return true;
        }
        i += 1;
    }
    i < doc.len() && (matches!(doc.token(i).tag(), "NNS" | "NNPS") || unit_at(doc, i).is_some())
}

/// Whether a token is a sign or letters of money before a number.
pub(super) fn is_currency(doc: &Doc, i: usize) -> bool {
    let t = doc.token(i);
    let form = t.lower();
    form.contains(['$', '£', '€', '¥', '₹', '₩', '₦'])
        || matches!(form, "rs" | "rs." | "rm" | "ps" | "inr" | "usd" | "gbp" | "eur" | "chf" | "y=")
}

/// Where the money sign before a number begins, its country too ("US $"); the number's own start without one.
pub(super) fn currency_start(doc: &Doc, number: usize) -> usize {
    if number == 0 || !is_currency(doc, number - 1) {
        return number;
    }
    let sign = number - 1;
    let country = sign > 0
        && doc.token(sign).text() == "$"
        && matches!(doc.token(sign - 1).text(), "US" | "HK" | "A" | "AU" | "C" | "CA" | "NZ" | "S" | "U.S.");
    sign - usize::from(country)
}

/// Applies the hedges around a quantity whose tokens hold number and unit of measure; `start` is where its number or money
/// sign begins, `back_to` the end of what came before. Widens `tokens` over the hedges.
pub(super) fn hedge(doc: &Doc, q: &mut Quantity, back_to: usize, whole: bool) {
    let sentence = doc.sentences().get(doc.sentence_of(q.number.start)).cloned().unwrap_or(0..doc.len());
    let floor = sentence.start.max(back_to);
    let word_before = |from: usize| {
        move |k: usize| {
            let at = from as isize - 1 - k as isize;
            if at >= floor as isize { doc.token(at as usize).lower() } else { "" }
        }
    };
    let mut from = q.tokens.start;
    let mut hit = None;
    for _ in 0..3 {
        if let Some((len, h)) = words().hedge_before(word_before(from))
            && h != Hedge::Exact
        {
            hit = Some((from - len, h));
            break;
        }
        if from > floor && words().is_between(doc.token(from - 1).lower()) {
            from -= 1;
        } else {
            break;
        }
    }
    if let Some((start, h)) = hit {
        let negated =
            start > floor && matches!(doc.token(start - 1).lower(), "no" | "not" | "n't") && matches!(h, Hedge::Above | Hedge::Below);
        let h = match (negated, h) {
            (true, Hedge::Above) => Hedge::Most,
            (true, Hedge::Below) => Hedge::Least,
            _ => h,
        };
        if hedge_fits(doc, start, q, h) {
            apply(q, h, whole);
            q.tokens.start = start - usize::from(negated);
            let mut s = q.tokens.start;
            while s > floor
                && matches!(doc.token(s - 1).lower(), "just" | "well" | "slightly" | "far" | "only" | "little" | "significantly")
            {
                s -= 1;
            }
            q.tokens.start = s;
            return;
        }
    }
    // After the number, or after the noun that it counts ("20 people or more").
    for at in [Some(q.tokens.end), q.unit_head.map(|h| h + 1)].into_iter().flatten() {
        let word = |k: usize| if at + k < sentence.end { doc.token(at + k).lower() } else { "" };
        if let Some((len, h)) = words().hedge_after(word) {
            // "A $28,156 minimum payment": the least there is to pay, and exact.
            let counts_noun =
                matches!(word(0), "minimum" | "maximum") && at + 1 < sentence.end && doc.token(at + 1).tag().starts_with("NN");
            if counts_noun {
                continue;
            }
            apply(q, h, whole);
            q.tokens.end = at + len;
            return;
        }
    }
}

/// "over" and the like are hedges only right before the number of an amount: not "under 18s", "over the 40", "past 12".
fn hedge_fits(doc: &Doc, start: usize, q: &Quantity, hedge: Hedge) -> bool {
    let word = doc.token(start).lower();
    if hedge == Hedge::Above && word == "past" {
        return false;
    }
    if matches!(word, "average" | "maximum" | "minimum" | "estimated") && start > 0 {
        return true;
    }
    let loose = matches!(word, "over" | "under" | "above" | "below" | "near" | "around" | "beyond" | "about");
    if loose && start + 1 < q.tokens.start {
        // "over a dozen" yes, "over the 40 yards" no.
        return doc.token(start + 1).lower() != "the";
    }
    true
}

fn apply(q: &mut Quantity, hedge: Hedge, whole: bool) {
    let step = if whole { 1.0 } else { 0.0 };
    let Some(v) = q.value else {
        // "more than a few dozen" stays vague; "up to dozens" too. A range with "about" stays a range.
        return;
    };
    let (low, high, bound) = match hedge {
        Hedge::Above => (Some(v + step), None, Bound::AtLeast),
        Hedge::Least => (Some(v), None, Bound::AtLeast),
        Hedge::Below => (None, Some(v - step), Bound::AtMost),
        Hedge::Most => (None, Some(v), Bound::AtMost),
        Hedge::About if whole => (Some((v * 0.9).round()), Some((v * 1.1).round()), Bound::About),
        Hedge::About => (Some(v * 0.9), Some(v * 1.1), Bound::About),
        Hedge::Almost if whole => (Some((v * 0.9).round().min(v - 1.0).max(0.0)), Some(v - 1.0), Bound::About),
        Hedge::Almost => (Some(v * 0.9), Some(v), Bound::About),
        Hedge::Exact => return,
    };
    (q.low, q.high, q.bound) = (low, high, bound);
}
