//! A learned second opinion on roles: every noun phrase of the trigger's sentence is a candidate for every role, and what
//! the frame says of it is one feature among others.
//!
//! The weights (`lexicon/role-weights.tsv`) are made by `cargo xtask train roles`.

mod candidates;
mod features;
mod weights;

pub use candidates::Candidate;
pub use features::{View, name};
pub use weights::{LABELS, Weights, choose, softmax};

use super::{Phrase, RawRoles};
use crate::claims::triggers::Trigger;
use crate::lexicon::{Lexicon, Role};
use stemma_nlp::Doc;

/// What takes features, each a template with its parts.
pub trait Sink {
    /// One feature that holds.
    fn put(&mut self, template: &'static str, parts: &[&str]);
}

/// The candidates of a trigger's sentence: every noun phrase, with the role that the frame gave it.
pub fn candidates(doc: &Doc, trigger: &Trigger, roles: &RawRoles, lexicon: &Lexicon) -> Vec<Candidate> {
    candidates::of(doc, trigger, roles, lexicon)
}

/// The roles after the classifier: what the frame gave unless another role is surer, and what the
/// classifier is sure of itself. Targets that are counted are the frame's alone.
pub fn settle(doc: &Doc, trigger: &Trigger, roles: RawRoles, lexicon: &Lexicon) -> RawRoles {
    let weights = Weights::builtin();
    if weights.is_empty() {
        return roles;
    }
    let counts = lexicon.kind(trigger.kind).measure.is_some();
    let candidates = candidates(doc, trigger, &roles, lexicon);
    let view = View::new(doc, trigger, lexicon, &candidates);
    let mut out =
        RawRoles { topic: roles.topic.clone(), subset: roles.subset.clone(), uncounted: roles.uncounted.clone(), ..RawRoles::default() };
    let mut chosen: Vec<Option<Role>> = Vec::with_capacity(candidates.len());
    for c in &candidates {
        let t = doc.token(c.head);
        // The training sets mark the name and not the pronoun, so pronouns stay as the frame has them.
        let sure = c.frame.is_some() && (counts && c.frame == Some(Role::Target) || t.pos() == "PRON" || t.tag() == "PRP$");
        chosen.push(if sure { c.frame } else { weights.choose(&weights.judge(&view, c), c.frame) });
    }
    for (k, c) in candidates.iter().enumerate() {
        let chosen = first_conjunct(doc, &candidates, k).map_or(chosen[k], |first| chosen[first]);
        let added = chosen != c.frame;
        if added && chosen.is_some_and(|role| inside(c, &roles, role)) {
            continue;
        }
        if added && counts && chosen == Some(Role::Target) && !roles.target.is_empty() {
            continue;
        }
        let list = match chosen {
            Some(Role::Actor) => &mut out.actor,
            Some(Role::Target) => &mut out.target,
            Some(Role::Place) => &mut out.place,
            Some(Role::Instrument) => &mut out.instrument,
            Some(Role::Topic) | None => continue,
        };
        list.push(phrase_of(doc, c, &roles, lexicon));
        if added {
            out.topic.retain(|p| p.head != c.head);
            if chosen == Some(Role::Target) {
                out.uncounted.push(c.head);
            }
        }
    }
    // "Ann Roe, the head of the union, said": one actor.
    let actors: Vec<usize> = out.actor.iter().map(|p| p.head).collect();
    out.actor.retain(|p| {
        let t = doc.token(p.head);
        !(t.dep() == "appos" && t.pos() == "NOUN" && t.head().pos() == "PROPN" && actors.contains(&t.head().i))
    });
    out
}

/// The phrase of a candidate, as the frame cut it if it did.
pub fn phrase_of(doc: &Doc, candidate: &Candidate, roles: &RawRoles, lexicon: &Lexicon) -> Phrase {
    let of_frame = [&roles.actor, &roles.target, &roles.place, &roles.instrument].into_iter().flatten().find(|p| p.head == candidate.head);
    of_frame.cloned().unwrap_or_else(|| Phrase::of(doc.token(candidate.head), lexicon))
}

/// The candidate that this one is coordinated with, if the frame gave both one role: they share what is decided.
fn first_conjunct(doc: &Doc, candidates: &[Candidate], k: usize) -> Option<usize> {
    let mut t = doc.token(candidates[k].head);
    let mut found = None;
    while t.dep() == "conj" && candidates[k].frame.is_some() {
        t = t.head();
        found = candidates.iter().position(|c| c.head == t.i && c.frame == candidates[k].frame).or(found);
    }
    found
}

/// Whether a candidate stands in a phrase that the frame gave this role: "the coast of X" needs no "X" beside it.
fn inside(candidate: &Candidate, roles: &RawRoles, role: Role) -> bool {
    let list = match role {
        Role::Actor => &roles.actor,
        Role::Target => &roles.target,
        Role::Place => &roles.place,
        Role::Instrument => &roles.instrument,
        Role::Topic => return false,
    };
    list.iter().any(|p| p.head != candidate.head && p.tokens.contains(&candidate.head))
}
