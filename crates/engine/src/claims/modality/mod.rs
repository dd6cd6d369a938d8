//! How a claim is put: asserted, planned, denied, …; whether it is negated; PLOVER mode.
//!
//! [`of`] walks from the trigger up the parse as long as what governs it also decides whether it happened: through
//! complements ("tried to flee"), through nouns and their prepositions ("an attempt at fleeing"), from a noun to the verb
//! that only lends itself to it ("launched an attack"), and from coordinated verbs to the first. It stops where what it
//! came from is taken for granted ("condemned the attack", "after the attack"). Every word on the way that decides
//! something is collected; the first modality in the interface's order wins.

mod describe;
mod lexicon;
mod walk;

use super::attribution::Voices;
use lexicon::ORDER;
use std::ops::Range;
use stemma_model::{Modality, Mode};
use stemma_nlp::{Doc, Token};
use walk::Walk;

/// How a trigger is put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The first that fits in the interface's order.
    pub modality: Modality,
    /// Whether the sentence says that it did not happen.
    pub negated: bool,
    /// PLOVER's mode, where words of the clause show it.
    pub mode: Option<Mode>,
    /// Tokens of the word that decided the modality; none when it is asserted.
    pub evidence: Option<Range<usize>>,
}

/// How the trigger with head `trigger` (a verb, noun or adjective) is put.
pub fn of(doc: &Doc, trigger: usize, voices: &Voices) -> Judgement {
    if trigger >= doc.len() {
        return Judgement::default();
    }
    let mut w = Walk::new(doc, voices, 0);
    w.run(doc.token(trigger));
    let best = w.found.iter().min_by_key(|(m, _)| rank(*m)).cloned();
    let (modality, evidence) = best.map_or((Modality::Asserted, None), |(m, e)| (m, Some(e)));
    let mode = match modality {
        _ if w.hypothetical => Some(Mode::Hypothetical),
        Modality::Planned | Modality::Ordered | Modality::Demanded => Some(Mode::Future),
        _ if w.future => Some(Mode::Future),
        Modality::Asserted | Modality::Claimed if in_a_year(doc.token(trigger)) => Some(Mode::Historical),
        _ => None,
    };
    Judgement { modality, negated: w.negated, mode, evidence }
}

fn rank(m: Modality) -> usize {
    ORDER.iter().position(|x| *x == m).unwrap_or(ORDER.len())
}

/// Whether the clause says "in" and a year and nothing finer: reports do not speak of today so.
fn in_a_year(t: Token<'_>) -> bool {
    t.children().filter(|p| p.dep() == "prep" && matches!(p.lower(), "in" | "since")).any(|p| {
        p.children().any(|y| {
            let s = y.text();
            s.len() == 4 && s.bytes().all(|b| b.is_ascii_digit()) && (s.starts_with("19") || s.starts_with("20"))
        })
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::claims::attribution::{self, frozen};

    /// Invented sentences, analysed once; `id` is the sentence with its trigger in brackets, the modality, and 1 when negated.
    #[test]
    fn sentences_are_put_as_they_say() {
        let mut wrong = Vec::new();
        for (id, doc) in frozen::docs(include_str!("../../../tests/data/put.jsonl")) {
            let mut parts = id.split('|');
            let (sentence, modality, negated) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap() == "1");
            let at = sentence.find('[').unwrap();
            let trigger = doc.tokens().find(|t| t.start() == at).unwrap();
            let got = of(&doc, trigger.i, &attribution::find(&doc, &[]));
            if format!("{:?}", got.modality).to_lowercase() != modality || got.negated != negated {
                wrong.push(format!("{id}: {got:?}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
