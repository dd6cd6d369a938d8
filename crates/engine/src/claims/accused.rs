//! What stands only as the content of a charge, a sentence or an accusation: "charged with murder", "jailed for killing two
//! men", "accused of burning the mill". That somebody is charged is told by a claim of its own; that it took place is not told.

use super::triggers::Trigger;
use crate::lexicon::Lexicon;
use crate::reconcile::types::Words;
use std::collections::BTreeMap;
use stemma_nlp::{Doc, Token};

/// For each trigger the type of the accusing claim whose content it is; none for what the report tells by itself.
pub fn accused<'l>(doc: &Doc, all: &[Trigger], lexicon: &'l Lexicon, words: &Words) -> Vec<Option<&'l str>> {
    let mut accusing: BTreeMap<usize, &'l str> = BTreeMap::new();
    for t in all {
        let kind = lexicon.kind(t.kind).name.as_str();
        if words.accusing.iter().any(|k| k == kind) {
            accusing.extend(t.tokens.clone().chain(t.words.iter().copied()).chain([t.head]).map(|i| (i, kind)));
        }
    }
    let of = |t: &Trigger| if accusing.contains_key(&t.head) { None } else { content_of(doc.token(t.head), &accusing, words) };
    all.iter().map(of).collect()
}

/// Walks up the parse as far as what governs a word only names it: through prepositions and the nouns before them ("on
/// suspicion of"), and from coordinated words to the first.
fn content_of<'l>(trigger: Token<'_>, accusing: &BTreeMap<usize, &'l str>, words: &Words) -> Option<&'l str> {
    let mut at = trigger;
    let mut through_noun = false;
    // Longer chains are parses that went wrong; the bound also ends heads that go round in a circle.
    for _ in 0..10 {
        let h = at.head();
        if h.i == at.i {
            return None;
        }
        let accuses = accusing.get(&h.i).copied();
        match at.dep() {
            "prep" => {
                let links = |kind: &str| match at.lower() {
                    // "Arrested in a raid" tells of the raid; "arrested in connection with the raid" does not.
                    "in" => kind != "arrest" || through_noun,
                    "to" => kind == "convict",
                    other => words.accusing_prepositions.iter().any(|p| p == other),
                };
                if let Some(kind) = accuses.filter(|k| links(k)) {
                    return Some(kind);
                }
                // "Is on trial for": the two prepositions hang on one verb.
                let beside = || {
                    let before = h.children().filter(|c| c.i < at.i);
                    before.flat_map(|c| c.children().chain([c]).map(|t| t.i).collect::<Vec<_>>()).find_map(|i| accusing.get(&i).copied())
                };
                if matches!(h.pos(), "VERB" | "AUX") {
                    return if accuses.is_some() { None } else { beside().filter(|k| links(k)) };
                }
                through_noun = true;
            }
            "pobj" | "pcomp" | "compound" | "nmod" | "poss" | "acomp" | "xcomp" | "oprd" if accuses.is_none() => {}
            "compound" | "nmod" | "acomp" | "xcomp" | "oprd" => return accuses,
            // "Prosecutors allege that he stabbed her", "the charge that he stabbed her".
            "ccomp" | "acl" => return accuses.filter(|_| at.dep() == "ccomp" || at.children().any(|c| c.lower() == "that")),
            "conj" if !at.children().any(|c| matches!(c.dep(), "nsubj" | "nsubjpass")) => {}
            _ => return None,
        }
        at = h;
    }
    None
}
