//! Ages that no unit follows: "Roe, 34,", "she was 85", "a man in his late 30s".

use super::words::words;
use super::{Quantity, QuantityKind};
use stemma_model::Bound;
use stemma_nlp::{Doc, Token};

/// Whether a number without a unit is somebody's age: between commas after a person, after "aged", or as what somebody is.
pub(super) fn is_age(doc: &Doc, q: &Quantity) -> bool {
    let (start, end) = (q.number.start, q.number.end);
    let Some(v) = q.value.or(q.low) else { return false };
    if !(1.0..=115.0).contains(&v) || v.fract() != 0.0 || start == 0 {
        return false;
    }
    let before = doc.token(start - 1);
    let closes = end >= doc.len() || matches!(doc.token(end).lower(), "," | "." | ";" | ")" | "and" | "of" | "--");
    let name_like = |t: Token<'_>| t.pos() == "PROPN" || t.ent_type() == "PERSON";
    if matches!(before.lower(), "aged" | "age" | "ages") || follows_age_of(doc, start) {
        return true;
    }
    if q.value.is_none() {
        return false;
    }
    // "Another teen, also 15,".
    let also = usize::from(before.lower() == "also" && start > 2);
    let opens = doc.token(start - 1 - also);
    if matches!(opens.lower(), "," | "(") && opens.i > 0 && closes {
        let noun = doc.token(opens.i - 1);
        return name_like(noun) || words().is_people(&noun) && noun.tag() == "NN";
    }
    before.ent_type() == "PERSON" || is_said_of_someone(doc, before, end)
}

/// "She was 85.", "Roe, who is 34 and", "he was 62 when he died": a bare number, up to `end`, that says what a person is.
fn is_said_of_someone(doc: &Doc, be: Token<'_>, end: usize) -> bool {
    let ends = end >= doc.len() || matches!(doc.token(end).lower(), "," | "." | ";" | ")" | "and" | "when" | "at");
    let person = |t: Token<'_>| matches!(t.lower(), "he" | "she" | "who") || t.ent_type() == "PERSON";
    let is = be.lemma() == "be" && matches!(be.tag(), "VBD" | "VBZ") || matches!(be.lower(), "turned" | "turns");
    ends && is && be.child("nsubj").is_some_and(person)
}

/// "the age of 21".
pub(super) fn follows_age_of(doc: &Doc, at: usize) -> bool {
    at > 1 && doc.token(at - 1).lower() == "of" && matches!(doc.token(at - 2).lower(), "age" | "ages")
}

/// "In her 30s", "his late 50s", "their mid-40s": ten years of age, or the beginning, middle or end of them.
pub(super) fn decade(doc: &Doc, at: usize) -> Option<Quantity> {
    let word = doc.token(at).lower();
    let (part, digits) = match word.split_once('-') {
        Some((part, digits)) => (Some(part), digits),
        None => (None, word),
    };
    let first: f64 = digits.strip_suffix('s')?.parse().ok().filter(|n: &u8| n.is_multiple_of(10) && (20..=90).contains(n))?.into();
    let lower = |back: usize| at.checked_sub(back).map_or("", |i| doc.token(i).lower());
    // "His late 50s", "his mid-40s", "his mid - 40s".
    let (part, from) = match (part, lower(1)) {
        (Some(part), _) => (part, 1),
        (None, "-") => (lower(2), 3),
        (None, before) if matches!(before, "early" | "mid" | "late") => (before, 2),
        _ => ("", 1),
    };
    let years = match part {
        "early" => 0.0..3.0,
        "mid" => 4.0..6.0,
        "late" => 7.0..9.0,
        "" => 0.0..9.0,
        _ => return None,
    };
    let whose = at.checked_sub(from).map(|i| doc.token(i)).filter(|t| t.tag() == "PRP$" && t.lower() != "its")?;
    Some(Quantity {
        tokens: whose.i + 1..at + 1,
        number: at..at + 1,
        value: None,
        low: Some(first + years.start),
        high: Some(first + years.end),
        bound: Bound::Range,
        kind: QuantityKind::Age,
        unit: Some("year of age".to_owned()),
        unit_head: None,
        people: false,
    })
}
