//! Which claims count the same victims, in whatever words and under whatever type: one story tells one toll, of "four
//! shot", "two hurt" and "a man who was struck", though these are different happenings of the story.

use super::items::{Item, Key, Vocabulary};
use super::types::Rules;
use std::collections::BTreeSet;
use stemma_model::{Claim, EntityKind, Field, Modality, TimeValue};

/// Claims that count the same victims.
#[derive(Debug, Default)]
pub struct Toll {
    /// Indices into the story's items, in story order.
    pub items: Vec<usize>,
    actors: Vec<Key>,
    targets: Vec<Key>,
    places: Vec<Key>,
    days: Option<(String, String)>,
    background: bool,
    kinds: BTreeSet<String>,
}

/// A claim joins the toll that fits it best when their likeness reaches this: types that count victims are told once a
/// story unless something speaks against it. Set by hand, never swept.
const JOIN: f64 = 0.30;

/// "No one was killed in the operation" is told of one happening of a story beside the dead of another: it joins these only where
/// more speaks for it. Set by hand so that the two cases `nobody-arrested` and `another-operation` hold, never swept.
const JOIN_NOBODY: f64 = 0.60;

/// Whether a claim counts nobody.
fn is_nobody(item: &Item<'_>) -> bool {
    item.claim.figure.as_ref().is_some_and(|f| f.high == Some(0))
}

/// The tolls of a story: every claim that speaks of victims is in exactly one. One pass in story order.
pub fn pool(items: &[Item<'_>], vocabulary: &Vocabulary, rules: Rules<'_>) -> Vec<Toll> {
    let mut out: Vec<Toll> = Vec::new();
    for (i, item) in items.iter().enumerate().filter(|(_, item)| harmful(item, rules)) {
        let best = out
            .iter()
            .enumerate()
            .filter_map(|(t, toll)| Some((likeness(item, toll, items, vocabulary, rules)?, t)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let needed = |t: usize| if is_nobody(item) == is_nobody(&items[out[t].items[0]]) { JOIN } else { JOIN_NOBODY };
        match best.filter(|(score, t)| *score >= needed(*t)) {
            Some((_, t)) => out[t].add(i, item),
            None => {
                let mut toll = Toll { background: item.claim.background, ..Toll::default() };
                toll.add(i, item);
                out.push(toll);
            }
        }
    }
    out
}

impl Toll {
    fn add(&mut self, i: usize, item: &Item<'_>) {
        self.items.push(i);
        for (have, new) in [(&mut self.actors, &item.actors), (&mut self.targets, &item.targets), (&mut self.places, &item.places)] {
            for key in new {
                if !have.contains(key) {
                    have.push(key.clone());
                }
            }
        }
        if self.days.is_none() {
            self.days = item.days.map(|(a, b)| (a.to_owned(), b.to_owned()));
        }
        self.kinds.insert(item.claim.kind.clone());
    }
}

/// How much a claim looks like one more telling of a toll; none when it cannot be. The shares are set by hand.
fn likeness(item: &Item<'_>, toll: &Toll, items: &[Item<'_>], vocabulary: &Vocabulary, rules: Rules<'_>) -> Option<f64> {
    let kind = item.claim.kind.as_str();
    let same_kind = toll.kinds.contains(kind);
    if !same_kind && !toll.kinds.iter().any(|k| rules.alike(k, kind)) {
        return None;
    }
    // Another day is another toll; but who was hurt on one day may die on a later one.
    if let (Some((a, b)), Some((c, d))) = (item.days, &toll.days)
        && (b < c.as_str() || d.as_str() < a)
        && !plans(item, items, toll)
        && !(item.claim.kind == "die" && d.as_str() < a && !item.claim.background)
    {
        return None;
    }
    if toll.items.iter().any(|&o| super::align::years_and_weekdays(item, &items[o])) {
        return None;
    }
    let words = toll.items.iter().rev().take(24).map(|&o| vocabulary.likeness(&item.words, &items[o].words)).fold(0.0, f64::max);
    let targets = overlap(&item.targets, &toll.targets, rules);
    let actors = overlap(&item.actors, &toll.actors, rules);
    let places = overlap(&item.places, &toll.places, rules);
    let conflict = |a: &[Key], b: &[Key]| {
        !a.is_empty()
            && !b.is_empty()
            && a.iter().all(|x| b.iter().any(|y| x.conflicts(y)))
            && !a.iter().any(|x| b.iter().any(|y| x.same(y)))
    };
    let mut score = 0.35 + 0.35 * targets.unwrap_or(0.0) + 0.25 * actors.unwrap_or(0.0) + 0.1 * places.unwrap_or(0.0) + 0.6 * words;
    if item.instruments.iter().any(|k| toll.items.iter().any(|&o| items[o].instruments.iter().any(|x| x.same(k)))) {
        score += 0.25;
    }
    let inside = toll.items.iter().any(|&o| items[o].content.iter().any(|c| item.content.contains(c)));
    score += if inside { 0.25 } else { 0.0 };
    // Another report's only victims of this type, on a day that fits.
    if same_kind && toll.items.iter().all(|&o| items[o].report != item.report) {
        score += 0.1;
    }
    if same_time(item, toll, items) {
        score += 0.15;
    }
    // Harm that was only meant or ordered is not the harm that was done.
    if toll.items.iter().all(|&o| done(items[o].claim) != done(item.claim)) {
        score -= 0.4;
    }
    // Victims are listed one by one, so another victim is no other toll, though it makes one likelier.
    if conflict(&item.targets, &toll.targets) {
        score -= 0.1;
    }
    if actors == Some(0.0) {
        score -= 0.1;
    }
    // Victims of years ago are no part of today's toll, and tolls are told in like words.
    if item.claim.background != toll.background {
        score -= 0.4;
    }
    if conflict(&item.actors, &toll.actors) {
        score -= 0.3;
    }
    if places == Some(0.0) && item.places.iter().any(|p| p.kind == EntityKind::Place) {
        score -= 0.1;
    }
    // A headline tells the main happening.
    if item.claim.evidence.field == Field::Title || toll.items.iter().any(|&o| items[o].claim.evidence.field == Field::Title) {
        score += 0.1;
    }
    Some(score)
}

/// Whether a claim speaks of victims. "They fired back" has none.
pub fn harmful(item: &Item<'_>, rules: Rules<'_>) -> bool {
    (item.claim.figure.is_some() || !item.targets.is_empty()) && rules.is_harm(&item.claim.kind)
}

/// Whether a claim and a toll are told of the same day, resolved or by its weekday's name.
fn same_time(item: &Item<'_>, toll: &Toll, items: &[Item<'_>]) -> bool {
    let name = |t: &TimeValue| super::slots::weekday(&t.text);
    toll.items.iter().any(|&o| match (&item.claim.time, &items[o].claim.time) {
        (Some(a), Some(b)) => (a.resolved && a.start == b.start) || (name(a).is_some() && name(a) == name(b)),
        _ => false,
    })
}

/// Whether a claim tells something that took place.
fn done(claim: &Claim) -> bool {
    matches!(claim.modality, Modality::Asserted | Modality::Claimed)
}

/// Whether either side is a plan: its day may differ from the day it was carried out.
fn plans(item: &Item<'_>, items: &[Item<'_>], toll: &Toll) -> bool {
    let plan = |m: Modality| matches!(m, Modality::Planned | Modality::Ordered | Modality::Demanded);
    plan(item.claim.modality) || toll.items.iter().any(|&o| plan(items[o].claim.modality))
}

/// Share of fillers that the other side has too; another word for the same group of people counts half. None when one
/// side is empty.
fn overlap(a: &[Key], b: &[Key], rules: Rules<'_>) -> Option<f64> {
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let found = |x: &Key| {
        if b.iter().any(|y| x.same(y)) {
            1.0
        } else if !x.named && b.iter().any(|y| !y.named && rules.words.same_group(&x.head, &y.head)) {
            0.5
        } else {
            0.0
        }
    };
    Some(a.iter().map(found).sum::<f64>() / a.len() as f64)
}
