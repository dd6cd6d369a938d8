//! What the triggers of a sentence tell of each other.

use super::{Phrase, RawRoles, is_placelike, phrase};
use crate::claims::triggers::Trigger;
use crate::lexicon::{Lexicon, Role, WordClass};
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

/// Whoever is hurt in an attack is whom it befell: "four men were wounded in a shooting". No figure counts them twice.
pub fn lend_victims(doc: &Doc, triggers: &[Trigger], roles: &mut [RawRoles], lexicon: &Lexicon) {
    for i in 0..triggers.len() {
        let (noun, kind) = (doc.token(triggers[i].head), lexicon.kind(triggers[i].kind));
        let frame = lexicon.frame(triggers[i].frame);
        let befalls = kind.family == "violence" && kind.harm && frame.object == Some(Role::Target) && frame.name != "meet";
        let preposition = noun.head();
        let is_place = |p: &Phrase| is_placelike(doc.token(p.head), phrase::classes(doc.token(p.head), lexicon)) && !p.people;
        if triggers[i].form != WordClass::Noun
            || !befalls
            || roles[i].target.iter().any(|p| !is_place(p))
            || noun.dep() != "pobj"
            || !matches!(preposition.lower(), "in" | "during" | "after" | "following" | "from")
        {
            continue;
        }
        // The words of harm that the phrase hangs on, or stands beside in a headline ("two dead, one hurt in shooting").
        let over: Vec<usize> = preposition.ancestors().take(4).map(|t| t.i).collect();
        let hurts =
            |t: &Trigger| t.form != WordClass::Noun && matches!(lexicon.kind(t.kind).measure.as_deref(), Some("killed" | "injured"));
        let hung = |t: &Trigger| over.contains(&t.head) || over.iter().any(|&o| doc.token(t.head).head().i == o);
        let victims: Vec<Phrase> = (0..triggers.len())
            .filter(|&k| k != i && triggers[k].head < noun.i && doc.sentence_of(triggers[k].head) == doc.sentence_of(noun.i))
            .filter(|&k| hurts(&triggers[k]) && hung(&triggers[k]))
            .flat_map(|k| roles[k].target.clone())
            .filter(|p| p.people)
            .collect();
        if victims.is_empty() {
            continue;
        }
        // "a shooting on the block": with victims, that is where.
        let places = std::mem::take(&mut roles[i].target);
        roles[i].place.extend(places);
        roles[i].place.sort_by_key(|p| p.head);
        for p in victims {
            if !roles[i].target.iter().any(|t| t.head == p.head) {
                roles[i].uncounted.push(p.head);
                roles[i].target.push(p);
            }
        }
        roles[i].target.sort_by_key(|p| p.head);
    }
}
