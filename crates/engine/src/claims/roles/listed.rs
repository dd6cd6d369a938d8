//! Headlines list with commas alone: "Man, two children shot dead". The grammar takes one of them for the one who was.

use super::{Phrase, RawRoles, phrase};
use crate::claims::triggers::Trigger;
use crate::lexicon::{Classes, Lexicon, WordClass};
use stemma_nlp::{Doc, Token};

/// Most words of one in a list: "Two off-duty police officers".
const LONGEST: usize = 5;

/// Gives what was done to one of a list, in a headline, to all of them.
pub fn join(doc: &Doc, triggers: &[Trigger], raws: &mut [RawRoles], lexicon: &Lexicon) {
    for (trigger, raw) in triggers.iter().zip(raws) {
        if trigger.form == WordClass::Noun || raw.target.is_empty() {
            continue;
        }
        // "58 killed, and 527 injured": each has its own.
        let after = |i: usize| i < doc.len() && matches!(doc.token(i).lower(), "," | "and" | "&");
        if after(trigger.tokens.end) && raw.target.iter().any(|p| p.head < trigger.head) {
            raw.target.retain(|p| p.head < trigger.head);
        }
        if let Some(number) = behind_comma(doc, trigger).filter(|n| raw.target.iter().all(|p| p.head < *n)) {
            raw.target =
                vec![Phrase { tokens: number..number + 1, head: number, people: true, number: Some(number..number + 1), listed: true }];
        }
        let listed = before(doc, trigger, triggers, lexicon);
        if listed.len() > 1 && raw.target.iter().any(|p| listed.iter().any(|l| l.head == p.head)) {
            raw.actor.retain(|p| !listed.iter().any(|l| l.head == p.head));
            raw.target = listed;
        }
    }
}

/// The number right before a trigger that begins a new part of a headline, "8 hurt in shooting outside nightclub, 2 arrested",
/// or is the whole that others are among, "family of 5 among 12 killed".
fn behind_comma(doc: &Doc, trigger: &Trigger) -> Option<usize> {
    let at = trigger.tokens.start.checked_sub(1)?;
    let comma =
        at.checked_sub(1).filter(|&c| matches!(doc.token(c).lower(), "," | "among") && doc.sentence_of(c) == doc.sentence_of(at))?;
    (doc.token(at).pos() == "NUM" && comma > 0).then_some(at)
}

/// Those who are listed from the start of a headline up to a trigger; none where anything else stands there.
fn before(doc: &Doc, trigger: &Trigger, triggers: &[Trigger], lexicon: &Lexicon) -> Vec<Phrase> {
    let sentence = doc.sentences()[doc.sentence_of(trigger.head)].clone();
    let mut end = trigger.tokens.start.max(sentence.start);
    while end > sentence.start && (doc.token(end - 1).pos() == "AUX" || doc.token(end - 1).lower() == "found") {
        end -= 1;
    }
    // "Police: man, woman shot dead".
    let start = (sentence.start..end).rev().find(|&i| doc.token(i).lower() == ":").map_or(sentence.start, |i| i + 1);
    let mut out = Vec::new();
    let mut commas = 0;
    let mut from = start;
    for at in start..=end {
        let ends = at == end || matches!(doc.token(at).lower(), "," | "and" | "&");
        if !ends {
            continue;
        }
        commas += usize::from(at < end && doc.token(at).lower() == ",");
        if at > from {
            let Some(one) = one(doc, from, at, lexicon).filter(|_| !triggers.iter().any(|t| (from..at).contains(&t.head))) else {
                return Vec::new();
            };
            out.push(one);
        }
        from = at + 1;
    }
    if commas > 0 { out } else { Vec::new() }
}

/// People, by the words from one place up to another: "two children", "police officer", no name and no "a father of two".
fn one(doc: &Doc, start: usize, end: usize, lexicon: &Lexicon) -> Option<Phrase> {
    let plain = |t: Token<'_>| matches!(t.pos(), "NOUN" | "PROPN" | "NUM" | "ADJ");
    let head = doc.token(end - 1);
    let word = head.lower();
    let classes = lexicon.classes().of_noun(word) | lexicon.classes().of_noun(head.lemma()) | phrase::classes(head, lexicon);
    let someone = classes & (Classes::PERSON | Classes::GROUP) != 0 && head.ent_type() != "PERSON" && head.pos() != "NUM";
    if end - start > LONGEST || !someone || !(start..end).all(|i| plain(doc.token(i))) {
        return None;
    }
    let number = (start..end).find(|&i| doc.token(i).pos() == "NUM");
    Some(Phrase { tokens: start..end, head: head.i, people: true, number: number.map(|n| n..n + 1), listed: true })
}
