//! Claims → mentions: each phrase that a claim speaks of as harmed, with who it is and what befell it.

use super::who::{self, Who};
use crate::reconcile::items::Item;
use std::collections::BTreeMap;
use stemma_model::{Bound, Claim, EntityKind, Field, Filler, Modality};

/// What befell someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// In hospital or treated: no injury by itself.
    Cared,
    /// Shot, stabbed: injured unless dead.
    Struck,
    /// Said to be hurt.
    Injured,
    /// Dead.
    Killed,
}

/// How sure the telling is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// It happened, in this story.
    Plain,
    /// It happened, and lies before the story.
    Before,
    /// It may have happened, was meant or tried.
    Unsure,
    /// It did not happen.
    Not,
}

/// A phrase that speaks of someone harmed.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Index of the claim among the story's items.
    pub item: usize,
    /// Index of the report.
    pub report: usize,
    /// Where: none for the title, else the sentence.
    pub sentence: Option<usize>,
    /// Where its words begin.
    pub start: usize,
    /// What befell them.
    pub state: State,
    /// How sure the telling is.
    pub told: Told,
    /// Who it is.
    pub who: Who,
    /// Whether the number is stated as such ("two", "at least 3"), no single person.
    pub stated: bool,
    /// Whether it is a part of those already told ("two of them").
    pub part: bool,
}

/// What a type of claims says of its target.
pub fn state(claim: &Claim, measure: Option<&str>) -> Option<State> {
    match (measure, claim.kind.as_str()) {
        (Some("killed"), _) => Some(State::Killed),
        (Some("injured"), "injure") => Some(State::Injured),
        (Some("injured"), _) => Some(State::Struck),
        (Some("hospitalised"), _) => Some(State::Cared),
        // "The bullet hit a boy": the target has to be a person.
        (None, "strike-other") => Some(State::Struck),
        _ => None,
    }
}

/// How sure a claim is put.
pub fn told(claim: &Claim) -> Told {
    match claim.modality {
        Modality::Asserted | Modality::Claimed if claim.negated => Told::Not,
        Modality::Asserted | Modality::Claimed if claim.background => Told::Before,
        Modality::Asserted | Modality::Claimed => Told::Plain,
        Modality::Denied => Told::Not,
        _ => Told::Unsure,
    }
}

/// What is known of the story's entities from all phrases that speak of them: age and sex.
pub fn people(items: &[Item<'_>]) -> BTreeMap<usize, Who> {
    let mut out: BTreeMap<usize, Who> = BTreeMap::new();
    for item in items {
        let roles = &item.claim.roles;
        let sides = [(&roles.actor, &item.actors), (&roles.target, &item.targets)];
        for (fillers, keys) in sides {
            for filler in fillers {
                let Some(key) = keys.iter().find(|k| k.entity.is_some() && k.head == crate::reconcile::items::head_word(&filler.text))
                else {
                    continue;
                };
                let Some(entity) = key.entity else { continue };
                let who = read(filler, item.claim, key.named);
                out.entry(entity).or_default().learn(&who);
            }
        }
    }
    out
}

/// All mentions of a story's items, in order.
pub fn find(items: &[Item<'_>]) -> Vec<Mention> {
    let people = people(items);
    let mut out = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let Some(mut state) = state(item.claim, item.measure) else { continue };
        if state == State::Struck && is_fatal(item, items) {
            state = State::Killed;
        }
        for filler in &item.claim.roles.target {
            let key = item.targets.iter().find(|k| k.head == crate::reconcile::items::head_word(&filler.text));
            let named = key.is_some_and(|k| k.named && k.kind == EntityKind::Person);
            let mut who = read(filler, item.claim, named);
            who.entity = key.filter(|k| k.kind == EntityKind::Person || k.kind == EntityKind::Other).and_then(|k| k.entity);
            if !who.people && !matches!(filler.kind, EntityKind::Person | EntityKind::Group) {
                continue;
            }
            if filler.kind == EntityKind::Place || filler.kind == EntityKind::Organisation {
                continue;
            }
            if let Some(known) = who.entity.and_then(|e| people.get(&e)) {
                who.learn(known);
            }
            let mut stated = who.count.is_some_and(|n| n != 1);
            let mut part = false;
            if let (Some(figure), [_]) = (&item.claim.figure, item.claim.roles.target.as_slice()) {
                who.count = figure.low.or(figure.high).or(who.count);
                stated = figure.span.is_some() || who.count.is_some_and(|n| n > 1);
                let words = figure.text.to_lowercase();
                part = figure.subset_of.is_some()
                    || figure.bound == Bound::AtMost
                    || ["of them", "of those", "of the "].iter().any(|w| words.contains(w));
            }
            let none = who.count == Some(0);
            let told = match told(item.claim) {
                Told::Not if none => Told::Plain,
                told => told,
            };
            out.push(Mention {
                item: i,
                report: item.report,
                sentence: (item.claim.evidence.field == Field::Text).then_some(item.claim.sentence),
                start: filler.start,
                state,
                told,
                who,
                stated,
                part,
            });
        }
    }
    out
}

/// "The fatal shooting of a boy": the dead are those shot.
fn is_fatal(item: &Item<'_>, items: &[Item<'_>]) -> bool {
    let Some(trigger) = &item.claim.trigger else { return false };
    items.iter().any(|o| {
        o.report == item.report
            && o.measure == Some("killed")
            && o.claim.evidence.field == item.claim.evidence.field
            && o.claim.evidence.start == item.claim.evidence.start
            && o.claim.trigger.as_ref().is_some_and(|t| t.end <= trigger.start && t.end + 20 >= trigger.start)
            && o.claim.roles.target.iter().any(|f| f.start <= trigger.start && trigger.end <= f.end)
    })
}

fn read(filler: &Filler, claim: &Claim, named: bool) -> Who {
    let inside = filler.start >= claim.evidence.start && filler.end <= claim.evidence.end;
    let after: String =
        if inside { claim.evidence.text.chars().skip(filler.end - claim.evidence.start).take(16).collect() } else { String::new() };
    who::read(&filler.text, &after, named && filler.text.chars().any(char::is_uppercase))
}
