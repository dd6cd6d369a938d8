//! How many a noun phrase speaks of.

use super::bounds::{self, ranged};
use super::numerals::{Form, numeral_at};
use super::words::words;
use super::{Quantity, QuantityKind};
use std::ops::Range;
use stemma_model::Bound;
use stemma_nlp::{Doc, Token};

/// How many the noun phrase with this head speaks of: its number word ("six officers"), 1 for a singular with "a", "an", "one"
/// or a possessive, for a title and name, and for one person's name; 0 for "no officers"; None where the grammar does not tell (a plural
/// without number, a mass noun, a collective). `phrase` is the conjunct's own tokens, so "a boy and three others" is asked
/// twice. A subset's own count is given for "six members of …" and "six of the officers".
pub fn count_of_phrase(doc: &Doc, head: usize, phrase: Range<usize>) -> Option<Quantity> {
    if head >= doc.len() {
        return None;
    }
    let noun = doc.token(head);
    // "3 a.m.", "the 200 block", "26 acres", "in 1991": a time, an address or a measure is no number of things.
    if matches!(noun.ent_type(), "DATE" | "TIME" | "MONEY" | "PERCENT")
        || words().is_street(noun.lower())
        || super::units::unit_at(doc, head).is_some()
    {
        return None;
    }
    if noun.pos() == "PROPN" && noun.ent_type() == "PERSON" {
        return Some(exact(doc, head..head + 1, 1.0, Some(noun)));
    }
    let phrase = own_tokens(doc, head, phrase);
    // "No one": the number word is half of a word. "Else" belongs to it: these are others than those told of.
    let rest = usize::from(head + 1 < doc.len() && doc.token(head + 1).lower() == "else");
    if is_no_one(&noun) {
        return Some(exact(doc, head - 1..head + 1 + rest, 0.0, None));
    }
    if let Some(q) = numbered(doc, &noun, phrase.clone()) {
        return Some(q);
    }
    let first = doc.token(phrase.start);
    if words().number(noun.lower()).is_some_and(|w| w == super::words::NumberWord::Zero) {
        return Some(exact(doc, head..head + 1 + rest, 0.0, None));
    }
    let no = noun
        .children()
        .find(|c| c.dep() == "det" && c.lower() == "no")
        .or_else(|| (first.lower() == "no" && first.i < head).then_some(first));
    if let Some(no) = no {
        return Some(exact(doc, no.i..no.i + 1, 0.0, Some(noun)));
    }
    // "a group of three boys": as many as its members, where only one number is given.
    if is_collective(&noun) {
        let of = noun.children().find(|c| c.dep() == "prep" && c.lower() == "of")?;
        let members = of.child("pobj").filter(|m| m.children().all(|c| c.dep() != "conj"))?;
        return numbered(doc, &members, of.i + 1..members.i + 1);
    }
    let singular = matches!(noun.tag(), "NN" | "NNP");
    if !singular {
        return None;
    }
    if noun.ent_type() == "PERSON" {
        return Some(exact(doc, head..head + 1, 1.0, Some(noun)));
    }
    let determined = noun.children().any(|c| matches!(c.lower(), "a" | "an" | "one" | "another") && c.i < head || c.dep() == "poss");
    let person = words().is_people(&noun);
    let definite = noun.children().any(|c| matches!(c.lower(), "the" | "this" | "that") && c.i < head);
    (determined && noun.pos() == "NOUN" || person && definite).then(|| exact(doc, head..head + 1, 1.0, Some(noun)))
}

/// The phrase without later conjuncts and clauses: up to the head, and what follows it in its own "of" phrase is not its number.
fn own_tokens(doc: &Doc, head: usize, phrase: Range<usize>) -> Range<usize> {
    let start = phrase.start.min(head);
    let conj = (start..head).rev().find(|&i| {
        doc.token(i).dep() == "cc" && doc.token(i).head().i < i && doc.token(i).head().i >= start && doc.token(head).dep() == "conj"
    });
    conj.map_or(start, |i| i + 1)..phrase.end.clamp(head + 1, doc.len().max(head + 1))
}

/// "No one", whose second word is a number word elsewhere.
pub fn is_no_one(word: &Token<'_>) -> bool {
    word.lower() == "one" && word.i > 0 && word.doc().token(word.i - 1).lower() == "no"
}

/// A numeral that modifies the noun or is the head itself.
fn numbered(doc: &Doc, noun: &Token<'_>, phrase: Range<usize>) -> Option<Quantity> {
    let mut i = phrase.start;
    while i <= noun.i {
        let Some(n) = numeral_at(doc, i) else {
            i += 1;
            continue;
        };
        let end = n.tokens.end;
        let last = doc.token(end - 1);
        let is_head = n.tokens.contains(&noun.i);
        let modifies = last.head() == *noun || (n.tokens.clone()).any(|k| doc.token(k).head() == *noun && k < noun.i);
        let fits = is_head && n.form != Form::Fraction || modifies && !matches!(last.dep(), "npadvmod" | "appos") && n.form != Form::Zero;
        // "a 12-year-old", "a five-story building": the number belongs to the adjective.
        let glued = end < doc.len() && (doc.token(end).text() == "-" || is_age(doc, end)) && n.form != Form::Fraction;
        if fits && !glued && n.glued.is_none() {
            let number = ranged(doc, n);
            let form = number.form;
            if number.score {
                return None;
            }
            let mut q = number.into_quantity(doc, QuantityKind::Count);
            if !is_head {
                q.unit_head = Some(noun.i);
                q.unit = Some(noun.text().to_lowercase());
                q.people = words().is_people(noun);
            } else if let Some(of) = noun.child("prep").filter(|p| p.lower() == "of")
                && let Some(o) = of.child("pobj")
            {
                q.unit_head = Some(o.i);
                q.unit = Some(o.text().to_lowercase());
                q.people = words().is_people(&o);
            }
            if form != Form::Fraction {
                bounds::hedge(doc, &mut q, 0, true);
                return Some(q);
            }
            return None;
        }
        i = end;
    }
    None
}

/// "Sixteen year-old boy", "16 year old": what follows a number that tells an age.
fn is_age(doc: &Doc, unit: usize) -> bool {
    matches!(doc.token(unit).lower(), "year" | "years" | "month" | "months" | "week" | "weeks" | "day" | "days")
        && unit + 1 < doc.len()
        && matches!(doc.token(unit + 1).lower(), "-" | "old")
}

fn exact(_doc: &Doc, tokens: Range<usize>, value: f64, noun: Option<Token<'_>>) -> Quantity {
    Quantity {
        number: tokens.clone(),
        tokens,
        value: Some(value),
        low: Some(value),
        high: Some(value),
        bound: Bound::Exact,
        kind: QuantityKind::Count,
        unit: noun.map(|n| n.text().to_lowercase()),
        unit_head: noun.map(|n| n.i),
        people: noun.is_some_and(|n| n.ent_type() == "PERSON" || words().is_people(&n)),
    }
}

/// Singular nouns that name several people, whose number is not told.
fn is_collective(noun: &Token<'_>) -> bool {
    matches!(
        noun.lower(),
        "people"
            | "police"
            | "family"
            | "group"
            | "crowd"
            | "team"
            | "crew"
            | "staff"
            | "personnel"
            | "army"
            | "force"
            | "population"
            | "public"
            | "party"
            | "couple"
            | "gang"
            | "unit"
            | "convoy"
            | "patrol"
            | "squad"
            | "community"
            | "number"
            | "majority"
            | "minority"
            | "handful"
            | "press"
            | "mob"
    )
}
