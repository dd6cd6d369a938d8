//! Which noun phrases may fill a role.

use super::features::what;
use crate::claims::roles::{RawRoles, phrase};
use crate::claims::triggers::Trigger;
use crate::lexicon::{Lexicon, Role};
use stemma_nlp::{Doc, Token};

/// A noun phrase that may fill a role of a trigger.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its head token.
    pub head: usize,
    /// The role that the trigger's frame gave it.
    pub frame: Option<Role>,
    /// What it is: a name of a person, a weapon, …
    pub what: &'static str,
    /// What it has to do with a phrase that the frame gave a role: in it, or coordinated with it.
    pub beside: &'static str,
    /// Which of its kind it is, counted from the trigger on its side: "1", "2", "more".
    pub rank: &'static str,
    /// How many of its kind stand in the sentence.
    pub among: &'static str,
}

pub(super) fn of(doc: &Doc, trigger: &Trigger, roles: &RawRoles, lexicon: &Lexicon) -> Vec<Candidate> {
    let sentence = doc.sentences()[doc.sentence_of(trigger.head)].clone();
    let frame = |i: usize| {
        [
            (&roles.target, Role::Target),
            (&roles.actor, Role::Actor),
            (&roles.instrument, Role::Instrument),
            (&roles.place, Role::Place),
            (&roles.topic, Role::Topic),
        ]
        .into_iter()
        .find(|(list, _)| list.iter().any(|p| p.head == i))
        .map(|(_, role)| role)
    };
    let mut out: Vec<Candidate> = Vec::new();
    for i in sentence {
        let t = doc.token(i);
        let frame = frame(i);
        if frame.is_none() && !may_fill(t, trigger) {
            continue;
        }
        let what = what(t, phrase::classes(t, lexicon), lexicon);
        out.push(Candidate { head: i, frame, what, beside: beside(t, roles), rank: "", among: "" });
    }
    for k in 0..out.len() {
        let (head, what) = (out[k].head, out[k].what);
        let between = |c: &&Candidate| {
            c.what == what
                && if head < trigger.head { c.head > head && c.head < trigger.head } else { c.head < head && c.head > trigger.head }
        };
        out[k].rank = match out.iter().filter(between).count() {
            0 => "1",
            1 => "2",
            _ => "more",
        };
        out[k].among = match out.iter().filter(|c| c.what == what).count() {
            1 => "1",
            2 => "2",
            3..=4 => "3",
            _ => "more",
        };
    }
    out
}

/// Heads of noun phrases, possessors, the modifiers of the trigger itself and names that modify.
fn may_fill(t: Token<'_>, trigger: &Trigger) -> bool {
    if t.i == trigger.head || trigger.words.contains(&t.i) {
        return false;
    }
    let nominal = matches!(t.pos(), "NOUN" | "PROPN" | "PRON") || t.tag() == "PRP$";
    let name = matches!(t.ent_type(), "GPE" | "NORP" | "LOC" | "FAC" | "ORG");
    match t.dep() {
        "compound" | "nmod" | "amod" => {
            let last = t.entity().is_none_or(|m| m.end == t.i + 1);
            (nominal || name) && (t.head().i == trigger.head || name && last)
        }
        "nummod" | "quantmod" | "det" | "expl" | "advmod" | "npadvmod" | "punct" => false,
        "poss" => nominal,
        _ if t.pos() == "NUM" => matches!(t.dep(), "nsubj" | "nsubjpass" | "dobj" | "pobj" | "conj" | "appos") && t.ent_type() != "DATE",
        _ if t.pos() == "ADJ" => matches!(t.dep(), "nsubj" | "nsubjpass" | "dobj" | "pobj"),
        _ => nominal && !matches!(t.tag(), "EX"),
    }
}

/// Whether a word stands in the phrase of a filler, or is coordinated with or explains one.
fn beside(t: Token<'_>, roles: &RawRoles) -> &'static str {
    let lists = [
        (&roles.actor, "in-actor", "with-actor"),
        (&roles.target, "in-target", "with-target"),
        (&roles.place, "in-place", "with-place"),
        (&roles.topic, "in-topic", "with-topic"),
    ];
    for (list, inside, with) in lists {
        for p in list {
            if p.head == t.i {
                continue;
            }
            if p.tokens.contains(&t.i) {
                return inside;
            }
            if matches!(t.dep(), "conj" | "appos") && t.ancestors().take(3).any(|a| a.i == p.head) {
                return with;
            }
        }
    }
    "none"
}
