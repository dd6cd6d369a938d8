//! What the triggers of a sentence tell of each other.

use super::RawRoles;
use crate::claims::triggers::Trigger;
use crate::lexicon::{Lexicon, WordClass};
use stemma_nlp::Doc;

/// Whoever is hurt in a sentence did not do what a noun of harm beside it names: "two wounded in shooting", "killed in a
/// clash", "two dead in shooting". Hurt are the targets of verbs and adjectives of harm, and who is called by such an
/// adjective; one who hurt himself is left alone.
pub fn part_victims(doc: &Doc, triggers: &[Trigger], roles: &mut [RawRoles], lexicon: &Lexicon) {
    let harms = |t: &Trigger| lexicon.kind(t.kind).harm;
    let is_called_hurt = |head: usize| lexicon.entries(WordClass::Adjective, doc.token(head).lower()).any(|e| lexicon.kind(e.kind).harm);
    for sentence in triggers.chunk_by(|a, b| doc.sentence_of(a.head) == doc.sentence_of(b.head)).scan(0, |from, chunk| {
        let range = *from..*from + chunk.len();
        *from = range.end;
        Some(range)
    }) {
        let own = || sentence.clone().filter(|&i| triggers[i].form != WordClass::Noun && harms(&triggers[i]));
        let acts = |head: usize| own().any(|i| roles[i].actor.iter().any(|p| p.head == head));
        let hurt: Vec<usize> = own().flat_map(|i| roles[i].target.iter().map(|p| p.head)).filter(|&h| !acts(h)).collect();
        for i in sentence {
            if triggers[i].form == WordClass::Noun && harms(&triggers[i]) {
                roles[i].actor.retain(|p| !hurt.contains(&p.head) && !is_called_hurt(p.head));
            }
        }
    }
}
