//! Harm that is told together was done together: "killed three and wounded five on Sunday" has one time, which the grammar
//! gives to one verb.

use crate::lexicon::Lexicon;
use stemma_model::{Claim, Field, Modality, Mode};

/// Words between two verbs of harm by which they may be of two times.
const APART: [&str; 22] = [
    "who", "whom", "whose", "which", "that", "when", "where", "while", "after", "before", "but", "then", "later", "since", "until",
    "because", "if", "as", "day", "days", "hours", "earlier",
];

/// Gives a claim of harm without a time that of the harm told beside it, to others, in the same sentence; and the event that
/// did it ("the blast killed …") that of what it did. `claims` are those of one text in its order; `text` is that text.
pub fn share_times(claims: &mut [Claim], text: &[char], lexicon: &Lexicon) {
    for _ in 0..2 {
        for n in 0..claims.len() {
            let beside = [n.checked_sub(1), (n + 1 < claims.len()).then_some(n + 1)].into_iter().flatten();
            let lent = claims[n].time.is_none().then(|| beside.filter(|&o| lends(&claims[o], &claims[n], text, lexicon)).min()).flatten();
            let Some(lender) = lent else { continue };
            let (time, background) = (claims[lender].time.clone(), claims[lender].background);
            claims[n].time = time;
            if background && !claims[n].background {
                claims[n].background = true;
                if claims[n].modality == Modality::Asserted {
                    claims[n].mode = Some(Mode::Historical);
                }
            }
        }
    }
}

/// Whether the time of one claim is that of another beside it.
fn lends(of: &Claim, to: &Claim, text: &[char], lexicon: &Lexicon) -> bool {
    let (Some(x), Some(y)) = (&of.trigger, &to.trigger) else { return false };
    let same_sentence = of.sentence == to.sentence && of.evidence.field == to.evidence.field && to.evidence.field == Field::Text;
    let harms = |c: &Claim| lexicon.kind_named(&c.kind).is_some_and(|k| k.harm || matches!(k.family.as_str(), "violence" | "disaster"));
    if of.time.is_none() || !same_sentence || !harms(of) || !harms(to) || of.modality != to.modality {
        return false;
    }
    let (first, second) = if x.start < y.start { (x.end, y.start) } else { (y.end, x.start) };
    let Some(gap) = text.get(first..second) else { return false };
    let gap: String = gap.iter().collect::<String>().to_lowercase();
    let mut words = gap.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    // "The blast killed": what did it, with no more than "has" between.
    let event = lexicon.kind_named(&to.kind).is_some_and(|k| k.measure.is_none());
    let done_by = event && y.start < x.start && words.clone().count() < 2;
    // One who is shot on one day may die on another.
    let others = |a: &Claim, b: &Claim| {
        !a.roles.target.is_empty() && !a.roles.target.iter().any(|p| b.roles.target.iter().any(|q| p.start < q.end && q.start < p.end))
    };
    (done_by || others(to, of)) && !gap.contains([';', ':', '\u{201d}', '"']) && !words.any(|w| APART.contains(&w))
}
