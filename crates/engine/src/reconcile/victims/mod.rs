//! How many people a story says were killed and injured.
//!
//! 1. [`who`]: what a phrase tells of a person: age, sex, name, someone new or not
//! 2. [`mention`]: claims → phrases that speak of someone harmed, and what befell them
//! 3. [`register`]: each person once, with the worst that befell them
//! 4. [`near`]: numbers and phrases read word by word, for headlines and broken parses
//! 5. [`signals`]: what each report says of the numbers: totals in title, lead and text, the register's counts
//! 6. [`votes`], [`wording`]: how signals agree; which words stand where, and round which number
//! 7. [`choose`]: which pair of numbers all that speaks for

pub mod choose;
pub mod mention;
pub mod near;
pub mod register;
pub mod signals;
pub mod votes;
pub mod who;
pub mod wording;

use super::codebook::Weighed;
use super::codebook::fuse::quote;
use super::items::Item;
use super::types::Rules;
use mention::{Mention, State, Told};
use near::Reading;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Candidate, EntityKind, Event, Field, Harm, HarmFigure, Status};

/// A story that states a number of victims so high at the top of a third of its reports is left to the totals that they give:
/// the weights were fitted on incidents with few victims, told one by one. Set by hand.
const MANY: i64 = 10;

/// How many sentences of a report may tell that it is about harm. Of 2, 3, 5 and 8, five told apart best what `gunviolence`
/// and what `clusters` tell of.
const EARLY: usize = 5;
/// A report also is about harm that one sentence in so many tells of. Set on the same two sets.
const OFTEN: usize = 10;

/// Sets how many were killed and injured in a story, with the claims that say so. `harm` holds what single events give,
/// whose range of values stays; a number that nothing but silence speaks for is left out, and so are pictures that were
/// shot and arguments that were hurt. Where the codebook wants stated numbers to stand, only what nobody states is set.
pub fn set(harm: &mut Harm, events: &[Event], items: &[Item<'_>], rules: Rules<'_>) {
    let book = rules.codebook;
    let reading = near::read(items);
    if !of_people(items, &reading) {
        // "Nobody was hurt" is nought, whatever the story is about.
        let nought = |old: Option<HarmFigure>| old.filter(|f| f.best == Some(0));
        (harm.killed, harm.injured) = (nought(harm.killed.take()), nought(harm.injured.take()));
        return;
    }
    let reports: BTreeSet<usize> = items.iter().map(|i| i.report).collect();
    let stating = |least: i64| -> BTreeSet<usize> {
        let states = |i: &&Item<'_>| i.claim.figure.as_ref().is_some_and(|f| f.span.is_some() && f.low >= Some(least));
        items.iter().filter(|i| hurts(i) && at_top(i)).filter(states).map(|i| i.report).collect()
    };
    if book.best.weighed == Weighed::Never || 3 * stating(MANY).len() >= reports.len() {
        return;
    }
    let mentions = mention::find(items);
    let Some((killed, injured)) = choose::best(&mentions, &reading, items, rules.victims) else { return };
    // A report that says that an earlier number was wrong knows better than any count.
    let corrected = |measure: &str| {
        let slot = format!("figure:{measure}");
        events.iter().flat_map(|e| &e.findings).any(|f| f.slot == slot && f.status == Status::Corrected)
    };
    // Far fewer than most reports state at their top in so many words is no choice, whatever speaks for it; further down stand
    // the victims of other days and towns, and one report alone may tell of a weekend's shootings. Set by hand.
    let far = |old: &Option<HarmFigure>, n: i64| {
        old.as_ref().and_then(|f| Some((f, f.best?))).is_some_and(|(f, best)| {
            let stated = |i: &&Item<'_>| i.claim.figure.as_ref().is_some_and(|x| x.span.is_some() && x.low == f.best);
            best >= 5
                && 2 * n < best
                && items.iter().filter(stated).any(|i| at_top(i) && !i.claim.background && f.claims.contains(&i.claim.id))
                && 2 * stating(best / 2).len() > reports.len()
        })
    };
    // Nor is a number that nobody states where two reports and half of all state so many more, wherever they do.
    let against = |old: &Option<HarmFigure>, n: i64| {
        let stated = |i: &&Item<'_>| i.claim.figure.as_ref().is_some_and(|x| x.span.is_some()) && !i.claim.background;
        let low = |i: &Item<'_>| i.claim.figure.as_ref().and_then(|x| x.low).unwrap_or(0);
        let claims = || items.iter().filter(stated).filter(|i| old.as_ref().is_some_and(|f| f.claims.contains(&i.claim.id)));
        let more: BTreeSet<usize> = claims().filter(|i| low(i) >= 5.max(2 * n + 1)).map(|i| i.report).collect();
        more.len() >= 2 && 2 * more.len() >= reports.len() && !claims().any(|i| low(i) == n)
    };
    let stands = |old: &Option<HarmFigure>| {
        let stated = |i: &Item<'_>| i.claim.figure.as_ref().is_some_and(|f| f.span.is_some());
        book.best.weighed == Weighed::Unstated
            && old.as_ref().is_some_and(|f| items.iter().any(|i| stated(i) && f.claims.contains(&i.claim.id)))
    };
    if !stands(&harm.killed) && !corrected("killed") && !far(&harm.killed, killed) && !against(&harm.killed, killed) {
        harm.killed = figure(killed, State::Killed, harm.killed.take(), (&mentions, &reading), items);
    }
    if !stands(&harm.injured) && !corrected("injured") && !far(&harm.injured, injured) && !against(&harm.injured, injured) {
        harm.injured = figure(injured, State::Injured, harm.injured.take(), (&mentions, &reading), items);
    }
}

/// Whether a claim counts killed or injured.
fn hurts(item: &Item<'_>) -> bool {
    mention::state(item.claim, item.measure).is_some_and(|s| s != State::Cared)
}

/// Whether a claim stands in a headline or in one of the first three sentences.
fn at_top(item: &Item<'_>) -> bool {
    sentence(item).is_none_or(|s| s < 3)
}

/// None for the title, else the sentence.
fn sentence(item: &Item<'_>) -> Option<usize> {
    (item.claim.evidence.field == Field::Text).then_some(item.claim.sentence)
}

/// Whether a story is about people who came to harm: a third of its reports tell of it among their first sentences or in a
/// tenth of all. A war that a report on an election recalls, a film's dead and a player's old wound are no harm of the story.
fn of_people(items: &[Item<'_>], reading: &Reading) -> bool {
    // Of each report: whether it begins with harm, in which sentences it tells of it, how many it has.
    let mut reports: BTreeMap<usize, (bool, BTreeSet<usize>, usize)> = BTreeMap::new();
    let early = |at: Option<usize>| at.is_none_or(|s| s < EARLY);
    for item in items {
        let (begins, told, length) = reports.entry(item.report).or_default();
        if let Some(s) = sentence(item) {
            *length = (*length).max(s + 1);
        }
        if tells_of_people(item) {
            *begins |= early(sentence(item));
            told.extend(sentence(item));
        }
    }
    for n in reading.numbers.iter().filter(|n| early(n.sentence) && n.state.is_some_and(|s| s > State::Cared)) {
        reports.entry(n.report).or_default().0 = true;
    }
    let count = reports.values().filter(|(begins, told, length)| *begins || told.len() >= 2 && OFTEN * told.len() >= *length).count();
    count > 0 && 3 * count >= reports.len()
}

/// Whether a claim tells of people who came to harm: of the dead, of named or counted hurt, of a shooting without saying of whom.
fn tells_of_people(item: &Item<'_>) -> bool {
    let targets = &item.claim.roles.target;
    let pronoun = |text: &str| ["he", "she", "him", "her", "himself", "herself"].iter().any(|p| text.eq_ignore_ascii_case(p));
    let person = || targets.iter().any(|f| matches!(f.kind, EntityKind::Person | EntityKind::Group) || pronoun(&f.text));
    let counted = || item.claim.figure.as_ref().is_some_and(|f| f.span.is_some());
    let dead = || item.measure == Some("killed");
    let happening = || item.claim.trigger.as_ref().is_some_and(|t| near::is_happening(&t.text.to_lowercase()));
    let plain = mention::told(item.claim) == Told::Plain;
    plain && hurts(item) && (dead() || counted() || person() || targets.is_empty() && happening())
}

/// A number with its claims: those that state it, else those that tell of one victim after another. None where nobody
/// was harmed as far as is told, and nobody says so either.
fn figure(
    n: i64,
    state: State,
    old: Option<HarmFigure>,
    (mentions, reading): (&[Mention], &Reading),
    items: &[Item<'_>],
) -> Option<HarmFigure> {
    let of = |m: &&Mention| m.told <= Told::Before && (m.state == state || state == State::Injured && m.state == State::Struck);
    let ids = |list: Vec<&Mention>| {
        let mut out: Vec<String> = Vec::new();
        for m in list {
            let id = &items[m.item].claim.id;
            if !out.contains(id) {
                out.push(id.clone());
            }
        }
        out
    };
    let stated = ids(mentions.iter().filter(of).filter(|m| m.who.count == Some(n) && (m.stated || n == 1)).collect());
    let claims =
        if stated.is_empty() && n > 0 { ids(mentions.iter().filter(of).filter(|m| m.who.count != Some(0)).collect()) } else { stated };
    let claims = if claims.is_empty() && n > 0 {
        let told = |i: &&Item<'_>| {
            mention::told(i.claim) <= Told::Before
                && mention::state(i.claim, i.measure).is_some_and(|s| s == state || state == State::Injured && s != State::Killed)
        };
        items.iter().filter(told).map(|i| i.claim.id.clone()).collect()
    } else {
        claims
    };
    // What only a headline's words tell stands in the claim that its sentence is.
    let claims = if claims.is_empty() && n > 0 {
        let same = |s: State| s == state || state == State::Injured && s == State::Struck;
        let near = reading.numbers.iter().filter(|x| x.count == n && x.state.is_some_and(same));
        near.map(|x| items[x.item].claim.id.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    } else {
        claims
    };
    if claims.is_empty() {
        // "No one was hurt" is nought.
        let nobody = |i: &Item<'_>| i.claim.figure.as_ref().is_some_and(|f| f.high == Some(0));
        return old.filter(|f| f.best == Some(0) && items.iter().any(|i| nobody(i) && f.claims.contains(&i.claim.id)));
    }
    let low = old.as_ref().and_then(|f| f.low).map_or(n, |l| l.min(n));
    let high = old.as_ref().map_or(Some(n), |f| f.high.map(|h| h.max(n)));
    let by = old.as_ref().filter(|f| f.best == Some(n)).and_then(|f| f.by.clone());
    let mut candidates = old.and_then(|f| f.candidates).unwrap_or_default();
    candidates.iter_mut().for_each(|c| c.chosen = c.low == Some(n) && c.high == Some(n));
    if !candidates.iter().any(|c| c.chosen) {
        let told: Vec<&Item<'_>> = items.iter().filter(|i| claims.contains(&i.claim.id)).collect();
        let words = |i: &&Item<'_>| i.claim.figure.as_ref().map(|f| f.text.clone());
        let value = told.iter().filter_map(words).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ");
        let quotes = told.iter().map(|i| quote(i.claim)).collect();
        candidates.push(Candidate { value, low: Some(n), high: Some(n), chosen: true, quotes });
    }
    candidates.sort_by_key(|c| !c.chosen);
    let why = format!("Of all numbers, the wording of the reports taken together speaks most for {n}.");
    Some(HarmFigure {
        best: Some(n),
        low: Some(low),
        high,
        claims,
        by,
        rule: Some("best.weighed".to_owned()),
        why: Some(why),
        candidates: Some(candidates),
        history: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_files_are_read() {
        assert!(choose::has_weights(), "lexicon/harm-weights.toml, harm-words.tsv");
        assert!(near::has_words(), "lexicon/harm.toml");
    }

    #[test]
    fn silence_gives_no_number() {
        let mut harm = Harm::default();
        let engine = crate::Engine::default();
        set(&mut harm, &[], &[], engine.rules());
        assert_eq!((harm.killed, harm.injured), (None, None));
    }
}
