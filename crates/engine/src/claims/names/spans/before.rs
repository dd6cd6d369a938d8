//! What stands around a name and says who or what bears it: titles, ages, words for places.

use super::{Gender, NameSpan, Title, class, is_proper};
use crate::claims::names::spelling;
use crate::claims::names::words::{Class, WORDS};
use stemma_nlp::Doc;

/// Reads the titles left of a name: "Kyrgyzstan's former president NAME", "Mr NAME", "his successor NAME".
pub(super) fn titles_before(doc: &Doc, span: &mut NameSpan, floor: usize) {
    let sentence = doc.sentence_of(span.name.start);
    let first = doc.sentences().get(sentence).map_or(0, |s| s.start).max(floor);
    let mut i = span.name.start;
    let mut title: Option<Title> = None;
    while i > first {
        let t = doc.token(i - 1);
        let c = class(t);
        let noun = matches!(t.tag(), "NN" | "NNP" | "NNPS" | "NNS");
        if c.is(Class::ADDRESS) && title.is_none() {
            span.address = Some(if c.is(Class::ADDRESS_MALE) {
                Gender::Male
            } else if c.is(Class::ADDRESS_FEMALE) {
                Gender::Female
            } else {
                Gender::Unknown
            });
            span.tokens.start = i - 1;
        } else if c.is(Class::FORMER) && title.is_some() {
            if let Some(x) = &mut title {
                x.former = true;
                if span.tokens.start == i && t.text().starts_with(char::is_uppercase) {
                    span.tokens.start = i - 1;
                }
            }
        } else if noun && t.tag() != "NNS" && c.is(Class::PERSON.or(Class::OFFICE)) && governs(doc, i - 1, span) {
            if title.is_none() {
                title = Some(Title { head: WORDS.canon(t.lower()).to_owned(), ..Default::default() });
                if t.text().chars().next().is_some_and(char::is_uppercase) {
                    span.tokens.start = i - 1;
                }
            } else if let Some(x) = &mut title {
                x.modifiers.push(t.lower().to_owned());
            }
        } else if let (Some(x), true) = (&mut title, matches!(t.tag(), "JJ" | "NN" | "NNP" | "HYPH" | "VBN" | "VBG")) {
            if matches!(t.ent_type(), "GPE" | "NORP" | "ORG") || is_proper(t) {
                x.owner.get_or_insert_with(|| spelling::key(t.text()));
            } else if t.text() != "-" {
                x.modifiers.push(t.lower().to_owned());
            }
        } else {
            break;
        }
        i -= 1;
    }
    // "ROK President NAME": the name before the title owns it.
    if let (Some(x), true) = (&mut title, i == first && i > 0 && floor == i) {
        let t = doc.token(i - 1);
        if matches!(t.ent_type(), "GPE" | "NORP" | "ORG") || is_proper(t) {
            x.owner.get_or_insert_with(|| spelling::key(t.text()));
        } else if t.tag() == "POS" && i >= 2 {
            x.owner.get_or_insert_with(|| spelling::key(doc.token(i - 2).text()));
        }
    }
    if let (Some(x), true) = (&mut title, i > first) {
        let t = doc.token(i - 1);
        if t.tag() == "POS" && i >= 2 {
            x.owner = Some(spelling::key(doc.token(i - 2).text()));
        } else if t.tag() == "PRP$" {
            span.of_pronoun = Some(i - 1);
        }
    }
    span.titles.extend(title);
}

/// Whether the noun at `i` is a title of the name after it, by the parse: it modifies it, or is in apposition.
fn governs(doc: &Doc, i: usize, span: &NameSpan) -> bool {
    let t = doc.token(i);
    let within = |k: usize| span.name.contains(&k);
    within(t.head().i) || within(t.head().head().i) || span.name.clone().any(|k| doc.token(k).head().i == i)
}

/// ", 23," or ", 23 " after a name.
pub(super) fn aged(doc: &Doc, end: usize) -> bool {
    end + 1 < doc.len()
        && doc.token(end).text() == ","
        && doc.token(end + 1).text().parse::<u8>().is_ok_and(|n| (1..=110).contains(&n))
        && (end + 2 >= doc.len() || matches!(doc.token(end + 2).text(), "," | "." | ")" | "and"))
}

/// "in NAME", "the village of NAME", "NAME village".
pub(super) fn place_cue(doc: &Doc, span: &mut NameSpan) {
    let head = doc.token(span.head);
    let parent = head.head();
    let before = span.name.start.checked_sub(1).map(|i| doc.token(i));
    if head.dep() == "pobj" && matches!(parent.lower(), "in" | "near" | "outside" | "at") && before.is_some_and(|b| b.i == parent.i) {
        span.place_cue = parent.lower() != "at" || span.label != "PERSON";
    }
    if parent.lower() == "of" && WORDS.class(parent.head().lower()).is(Class::PLACE_END) && before.is_some_and(|b| b.i == parent.i) {
        span.place_cue = true;
    }
    if span.name.end < doc.len() {
        let next = doc.token(span.name.end);
        span.place_cue |= next.tag() == "NN" && WORDS.class(next.lower()).is(Class::PLACE_END) && head.head().i == next.i;
    }
}
