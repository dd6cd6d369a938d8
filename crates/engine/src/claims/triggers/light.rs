//! Light verbs: "carried out an attack", "suffered injuries", "the attack took place".

use super::super::roles::clause::is_verbal;
use crate::lexicon::Lexicon;
use std::collections::HashMap;
use stemma_nlp::Token;

/// The verb that lends an event noun its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LightVerb {
    /// The verb's token.
    pub verb: usize,
    /// What it lends.
    pub share: Share,
}

/// What a light verb lends to its event noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Its subject did it.
    Agent,
    /// It befell its subject.
    Patient,
    /// Only its places and times.
    Occurrence,
}

/// The light verb of an event noun, if it has one.
pub(super) fn verb_of(noun: Token<'_>, lexicon: &Lexicon) -> Option<LightVerb> {
    let light = lexicon.light();
    // The noun itself, or the noun that it hangs on ("launched a series of attacks").
    let mut top = noun;
    for _ in 0..4 {
        match top.dep() {
            "conj" => top = top.head(),
            "pobj" if top.head().lower() == "of" && lexicon.light().quantifiers.contains(top.head().head().lemma()) => {
                top = top.head().head()
            }
            _ => break,
        }
    }
    match top.dep() {
        "nsubj" | "nsubjpass" => {
            let verb = top.head();
            if top.dep() == "nsubjpass" && has(&light.agent, verb, verb.i, verb.i + 4) {
                return Some(LightVerb { verb: verb.i, share: Share::Agent });
            }
            has(&light.occur, verb, verb.i, verb.i + 4).then_some(LightVerb { verb: verb.i, share: Share::Occurrence })
        }
        "dobj" | "pobj" | "attr" => {
            let verb = top.ancestors().take(4).find(|a| is_verbal(*a))?;
            if verb.i > top.i {
                return None;
            }
            // More words first: "be the target of" before "be".
            let share =
                if has(&light.patient, verb, verb.i, top.i) && (top.dep() == "dobj" || top.head().head() == verb || verb.lemma() == "be") {
                    Share::Patient
                } else if has(&light.agent, verb, verb.i, top.i) && (top.dep() == "dobj" || lends_through(&light.agent, verb, top)) {
                    Share::Agent
                } else {
                    return None;
                };
            if top.dep() == "pobj" && !(lends_through(&light.agent, verb, top) || lends_through(&light.patient, verb, top)) {
                return None;
            }
            Some(LightVerb { verb: verb.i, share })
        }
        _ => None,
    }
}

/// Whether a verb is one of the list with the rest of its phrase right behind it.
pub(super) fn takes(list: &HashMap<String, Vec<Vec<String>>>, verb: Token<'_>) -> bool {
    has(list, verb, verb.i, verb.i + 4)
}

/// Whether the verb with the rest of one of its phrases stands in the range.
fn has(list: &HashMap<String, Vec<Vec<String>>>, verb: Token<'_>, from: usize, to: usize) -> bool {
    list.get(verb.lemma()).is_some_and(|phrases| phrases.iter().any(|rest| in_order(verb, rest, from + 1, to)))
}

/// Whether one of the verb's phrases ends in the preposition that governs the noun ("took part in").
fn lends_through(list: &HashMap<String, Vec<Vec<String>>>, verb: Token<'_>, noun: Token<'_>) -> bool {
    let preposition = noun.head().lower();
    list.get(verb.lemma()).is_some_and(|phrases| {
        phrases.iter().any(|rest| rest.last().is_some_and(|last| last == preposition) && in_order(verb, rest, verb.i + 1, noun.i))
    })
}

fn in_order(verb: Token<'_>, rest: &[String], from: usize, to: usize) -> bool {
    let doc = verb.doc();
    let mut at = from;
    rest.iter().all(|word| match (at..to.min(doc.len())).find(|&i| doc.token(i).lower() == word || doc.token(i).lemma() == word) {
        Some(i) => {
            at = i + 1;
            true
        }
        None => false,
    })
}
