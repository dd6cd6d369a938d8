//! Which claims, of one report or many, speak of the same happening (event coreference).

use super::items::{Item, Key, Vocabulary};
use super::types::Rules;
use std::collections::BTreeSet;
use stemma_model::{Claim, EntityKind, Field, Modality, TimeValue};

/// One happening: the items that refer to it, in story order.
#[derive(Debug, Default)]
pub struct Happening {
    /// Indices into the story's items.
    pub items: Vec<usize>,
    actors: Vec<Key>,
    targets: Vec<Key>,
    places: Vec<Key>,
    days: Option<(String, String)>,
    background: bool,
    kinds: BTreeSet<String>,
}

/// A claim joins the event that fits it best when their likeness reaches this. Set by hand,
/// never swept: no figure stands behind this value or the two below.
const JOIN: f64 = 0.55;
/// Types that count victims are told once a story unless something speaks against it.
const JOIN_HARM: f64 = 0.30;
/// Statements join only when they say nearly the same.
const JOIN_STATEMENT: f64 = 0.50;

/// Puts every item into exactly one happening. One pass in story order: a claim is compared with happenings, not with
/// all other claims, so the cost is claims times happenings of like type.
pub fn align(items: &[Item<'_>], vocabulary: &Vocabulary, rules: Rules<'_>) -> Vec<Happening> {
    let mut out: Vec<Happening> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let best = out
            .iter()
            .enumerate()
            .filter_map(|(e, event)| Some((likeness(item, event, items, vocabulary, rules)?, e)))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let wanted = if item.claim.kind == "statement" {
            JOIN_STATEMENT
        } else if harmful(item, rules) {
            JOIN_HARM
        } else {
            JOIN
        };
        match best.filter(|(score, _)| *score >= wanted) {
            Some((_, e)) => out[e].add(i, item),
            None => {
                let mut event = Happening { background: item.claim.background, ..Happening::default() };
                event.add(i, item);
                out.push(event);
            }
        }
    }
    out
}

impl Happening {
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

/// How much a claim looks like one more telling of a happening; none when it cannot be.
fn likeness(item: &Item<'_>, event: &Happening, items: &[Item<'_>], vocabulary: &Vocabulary, rules: Rules<'_>) -> Option<f64> {
    let kind = item.claim.kind.as_str();
    let same_kind = event.kinds.contains(kind);
    let like_kind = same_kind || event.kinds.iter().any(|k| rules.alike(k, kind));
    if !like_kind {
        return None;
    }
    if kind == "statement" && item.claim.evidence.text.trim_end().ends_with('?') {
        return None;
    }
    // One sentence does not tell the same thing twice, unless in other words of another type.
    let twice = |o: usize| {
        let other = &items[o];
        other.report == item.report
            && other.claim.evidence.start == item.claim.evidence.start
            && other.claim.evidence.field == item.claim.evidence.field
            && other.claim.kind == kind
    };
    if event.items.iter().any(|&o| twice(o)) && !harmful(item, rules) {
        return None;
    }
    if let (Some((a, b)), Some((c, d))) = (item.days, &event.days)
        && (b < c.as_str() || d.as_str() < a)
        && !plans(item, items, event)
    {
        return None;
    }
    let words = event.items.iter().rev().take(24).map(|&o| vocabulary.likeness(&item.words, &items[o].words)).fold(0.0, f64::max);
    if kind == "statement" {
        return Some(words);
    }
    let targets = overlap(&item.targets, &event.targets, rules);
    let actors = overlap(&item.actors, &event.actors, rules);
    let places = overlap(&item.places, &event.places, rules);
    // Who denies is whom the accusation is about.
    let denial = |k: &str| matches!(k, "deny" | "reject");
    let accused = |k: &str| matches!(k, "accuse" | "charge" | "crime");
    let denies = denial(kind) && event.kinds.iter().any(|k| accused(k));
    let is_denied = accused(kind) && event.kinds.iter().any(|k| denial(k));
    if denies || is_denied {
        let about = if denies { overlap(&item.actors, &event.targets, rules) } else { overlap(&item.targets, &event.actors, rules) };
        return Some(if about.unwrap_or(0.0) > 0.0 { JOIN + 0.01 + 0.4 * words } else { 0.0 });
    }
    let conflict = |a: &[Key], b: &[Key]| {
        !a.is_empty()
            && !b.is_empty()
            && a.iter().all(|x| b.iter().any(|y| x.conflicts(y)))
            && !a.iter().any(|x| b.iter().any(|y| x.same(y)))
    };
    let harm = harmful(item, rules);
    // One story tells one toll, in whatever words: "shot", "wounded".
    let mut score = if same_kind || harm { 0.35 } else { 0.2 };
    score += 0.35 * targets.unwrap_or(0.0) + 0.25 * actors.unwrap_or(0.0) + 0.1 * places.unwrap_or(0.0) + 0.6 * words;
    if item.instruments.iter().any(|k| event.items.iter().any(|&o| items[o].instruments.iter().any(|x| x.same(k)))) {
        score += 0.25;
    }
    let inside = event.items.iter().any(|&o| items[o].content.iter().any(|c| item.content.contains(c)));
    score += if inside { 0.25 } else { 0.0 };
    // Another report's only happening of this type, on a day that fits.
    if same_kind && event.items.iter().all(|&o| items[o].report != item.report) {
        score += 0.1;
    }
    if same_time(item, event, items) {
        score += 0.15;
    }
    // "The raid": a mention without roles points back to the happening of its type.
    if same_kind && item.actors.is_empty() && item.targets.is_empty() {
        score += 0.2;
    }
    // Harm that was only meant or ordered is not the harm that was done.
    if harm && event.items.iter().all(|&o| done(items[o].claim) != done(item.claim)) {
        score -= 0.4;
    }
    if conflict(&item.targets, &event.targets) {
        // Victims are listed one by one; elsewhere another person is another happening.
        score -= if harmful(item, rules) { 0.1 } else { 0.5 };
    } else if targets == Some(0.0) {
        // Victims are told one by one.
        score -= if harm { 0.0 } else { 0.2 };
    }
    if actors == Some(0.0) {
        score -= 0.1;
    }
    // The same act told as history and as news: possible, but then in like words. Victims of years ago are no part of
    // today's toll, and tolls are told in like words.
    if item.claim.background != event.background {
        score -= if harm { 0.4 } else { 0.15 };
    }
    if conflict(&item.actors, &event.actors) {
        score -= 0.3;
    }
    if places == Some(0.0) && item.places.iter().any(|p| p.kind == EntityKind::Place) {
        score -= 0.1;
    }
    // A headline tells the main happening.
    if item.claim.evidence.field == Field::Title || event.items.iter().any(|&o| items[o].claim.evidence.field == Field::Title) {
        score += 0.1;
    }
    Some(score)
}

/// Whether a claim speaks of victims, so that one story tells one toll. "They fired back" has none.
fn harmful(item: &Item<'_>, rules: Rules<'_>) -> bool {
    (item.claim.figure.is_some() || !item.targets.is_empty()) && rules.is_harm(&item.claim.kind)
}

/// Whether a claim and a happening are told of the same day, resolved or by its weekday's name.
fn same_time(item: &Item<'_>, event: &Happening, items: &[Item<'_>]) -> bool {
    let name = |t: &TimeValue| super::slots::weekday(&t.text);
    event.items.iter().any(|&o| match (&item.claim.time, &items[o].claim.time) {
        (Some(a), Some(b)) => (a.resolved && a.start == b.start) || (name(a).is_some() && name(a) == name(b)),
        _ => false,
    })
}

/// Whether a claim tells something that took place.
fn done(claim: &Claim) -> bool {
    matches!(claim.modality, Modality::Asserted | Modality::Claimed)
}

/// Whether either side is a plan: its day may differ from the day it was carried out.
fn plans(item: &Item<'_>, items: &[Item<'_>], event: &Happening) -> bool {
    let plan = |m: Modality| matches!(m, Modality::Planned | Modality::Ordered | Modality::Demanded);
    plan(item.claim.modality) || event.items.iter().any(|&o| plan(items[o].claim.modality))
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
