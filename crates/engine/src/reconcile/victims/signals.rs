//! What reports say of how many were killed and injured: numbers and circumstances, each with a name that weights go by.

use super::mention::{Mention, State, Told, state, told};
use super::near::Reading;
use super::register::{Entry, enter};
use super::who::Start;
use crate::reconcile::items::Item;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::{Field, Modality};

/// What one report, or all of a story together, say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// Numbers by name.
    pub numbers: Vec<(&'static str, i64)>,
    /// Circumstances.
    pub flags: Vec<&'static str>,
    /// Phrases, and where: 0 title, 1 lead, 2 further down.
    pub cues: Vec<(u8, &'static str)>,
}

/// Names of all numbers, so that a missing one can be told.
pub const NUMBERS: [&str; 74] = [
    "k-title",
    "k-lead",
    "k-max",
    "k-first",
    "k-fresh",
    "k-one",
    "k-dead",
    "k-named",
    "k-lead-dead",
    "k-sum",
    "k-group",
    "k-old",
    "i-title",
    "i-lead",
    "i-max",
    "i-first",
    "i-fresh",
    "i-hurt",
    "i-hurt-lead",
    "i-sum",
    "s-title",
    "s-lead",
    "s-max",
    "s-fresh",
    "s-rest",
    "s-all",
    "c-max",
    "nk-title",
    "nk-lead",
    "nk-max",
    "nk-fresh",
    "ni-title",
    "ni-lead",
    "ni-max",
    "ni-fresh",
    "ns-title",
    "ns-lead",
    "ns-max",
    "ns-fresh",
    "nc-max",
    "nv-max",
    "nv-title",
    "ordinal",
    "ages",
    "o-ages",
    "k-self",
    "k-sure",
    "i-sure",
    "k-both",
    "i-old",
    "s-old",
    "k-ever",
    "i-ever",
    "s-ever",
    "k-any",
    "i-any",
    "s-any",
    "i-fresh-any",
    "k-any-all",
    "i-any-all",
    "k-here",
    "i-here",
    "s-here",
    "k-here-title",
    "i-here-title",
    "k-here-lead",
    "i-here-lead",
    "s-here-lead",
    "pk-first",
    "pi-first",
    "pk-max",
    "pi-max",
    "qk-first",
    "qi-first",
];

/// How many sentences make the lead. Set by hand.
const LEAD: usize = 3;

/// The signals of some mentions and items: those that `own` picks by report.
pub fn of(mentions: &[Mention], reading: &Reading, items: &[Item<'_>], own: &dyn Fn(usize) -> bool) -> Signals {
    let mut out = Signals::default();
    let here: Vec<&Mention> = mentions.iter().filter(|m| own(m.report)).collect();
    let stated = |s: State, at: &dyn Fn(&Mention) -> bool| {
        here.iter()
            .filter(|m| m.state == s && m.told == Told::Plain && m.stated && !m.part && m.who.start != Start::Fresh && at(m))
            .filter_map(|m| m.who.count)
            .filter(|n| *n > 0)
            .collect::<Vec<i64>>()
    };
    let everywhere = |_: &Mention| true;
    let title = |m: &Mention| m.sentence.is_none();
    let lead = |m: &Mention| m.sentence.is_some_and(|s| s < LEAD);
    let fresh = |s: State| {
        let list = here.iter().filter(|m| m.state == s && m.told == Told::Plain && m.who.start == Start::Fresh).filter_map(|m| m.who.count);
        list.max()
    };
    let mut put = |name: &'static str, n: Option<i64>| {
        if let Some(n) = n {
            out.numbers.push((name, n));
        }
    };
    for (s, names) in [
        (State::Killed, ["k-title", "k-lead", "k-max", "k-first"]),
        (State::Injured, ["i-title", "i-lead", "i-max", "i-first"]),
        (State::Struck, ["s-title", "s-lead", "s-max", ""]),
        (State::Cared, ["", "", "c-max", ""]),
    ] {
        let lists = [stated(s, &title), stated(s, &lead), stated(s, &everywhere)];
        for (name, list) in names.iter().zip(&lists) {
            if !name.is_empty() {
                put(name, list.iter().copied().max());
            }
        }
        if !names[3].is_empty() {
            put(names[3], lists[2].first().copied());
        }
    }
    put("k-fresh", fresh(State::Killed));
    put("i-fresh", fresh(State::Injured));
    put("s-fresh", fresh(State::Struck));
    let plain = |m: &Mention| own(m.report) && m.told == Told::Plain && m.state > State::Cared;
    let entries = enter(mentions, &plain);
    let dead = |e: &&Entry| e.state == State::Killed;
    let hurt = |e: &&Entry| e.state != State::Killed;
    let count = |n: usize| (n > 0).then_some(n as i64);
    let (killed, wounded) = (entries.iter().filter(dead).count(), entries.iter().filter(hurt).count());
    put("k-dead", count(killed));
    put("i-hurt", count(wounded));
    put("s-all", count(killed + wounded));
    put("k-named", count(entries.iter().filter(dead).filter(|e| !e.who.name.is_empty()).count()));
    let early = enter(mentions, &|m| plain(m) && (title(m) || lead(m)));
    put("k-lead-dead", count(early.iter().filter(dead).count()));
    put("i-hurt-lead", count(early.iter().filter(hurt).count()));
    let k_max = stated(State::Killed, &everywhere).into_iter().max();
    let i_max = stated(State::Injured, &everywhere).into_iter().max();
    let s_max = stated(State::Struck, &everywhere).into_iter().max();
    let of_fresh = |e: &&Entry| e.who.start != Start::Fresh;
    if let Some(n) = fresh(State::Killed).filter(|_| killed > 0 || k_max.is_some()) {
        let others = entries.iter().filter(dead).filter(of_fresh).count() as i64;
        put("k-sum", Some(n + others.max(k_max.unwrap_or(0))));
    }
    let others = fresh(State::Injured).max(fresh(State::Struck));
    if let Some(n) = others {
        let rest = entries.iter().filter(hurt).filter(of_fresh).count() as i64;
        put("i-sum", Some(n + rest.max(i_max.unwrap_or(0))));
    }
    if let Some(n) = s_max {
        put("s-rest", Some((n - k_max.unwrap_or(0).max(killed as i64)).max(0)));
    }
    let ever = enter(mentions, &|m| own(m.report) && m.state > State::Cared);
    put("k-old", count(ever.iter().filter(dead).count()));
    put("i-old", count(ever.iter().filter(hurt).count()));
    put("s-old", count(ever.len()));
    let def = |m: &&&Mention| m.state == State::Killed && m.told <= Told::Before && m.stated && m.who.start == Start::Definite;
    put("k-both", here.iter().filter(def).filter_map(|m| m.who.count).max());
    near(reading, own, &mut put);
    anyhow(&here, &mut put);
    let ever = enter(mentions, &|m| own(m.report) && m.state > State::Cared && m.told != Told::Not);
    put("k-any-all", count(ever.iter().filter(dead).count()));
    put("i-any-all", count(ever.iter().filter(hurt).count()));
    together(&here, reading, own, &mut put);
    let mut ages: Vec<u16> = here.iter().filter(|m| m.told <= Told::Before && m.who.count == Some(1)).filter_map(|m| m.who.age).collect();
    ages.sort_unstable();
    ages.dedup();
    put("ages", count(ages.len()));
    let has = |words: &[&str]| reading.cues.iter().any(|(r, _, c)| own(*r) && words.contains(c));
    put("ordinal", (2..=4).rev().find(|n| has(&[["second victim", "third victim", "fourth victim"][n - 2]])).map(|n| n as i64));
    let mut near_ages: Vec<i64> = reading.ages.iter().filter(|(r, _)| own(*r)).map(|(_, age)| *age).collect();
    near_ages.sort_unstable();
    near_ages.dedup();
    put("o-ages", count(near_ages.len()));
    // Whoever killed and then died by his own hand is one more.
    if killed > 0
        && has(&[
            "then himself",
            "then herself",
            "self",
            "murder-suicide",
            "murder suicide",
            "turned the gun",
            "self-inflicted",
            "shot himself",
            "killed himself",
        ])
    {
        let others = entries
            .iter()
            .filter(dead)
            .filter(|e| e.who.name.is_empty() || !e.mentions.iter().any(|&m| is_self(&items[mentions[m].item])))
            .count();
        put("k-self", Some(others as i64 + 1));
    }
    put("k-sure", count(sure(&entries.iter().filter(dead).collect::<Vec<_>>(), &[])));
    put("i-sure", count(sure(&entries.iter().filter(hurt).collect::<Vec<_>>(), &entries.iter().filter(dead).collect::<Vec<_>>())));
    let mut flag = |name: &'static str, holds: bool| {
        if holds {
            out.flags.push(name);
        }
    };
    let told_of = |f: &dyn Fn(&Item<'_>, State) -> bool| {
        items.iter().filter(|i| own(i.report)).any(|i| state(i.claim, i.measure).is_some_and(|s| f(i, s)))
    };
    let in_title = |i: &Item<'_>| i.claim.evidence.field == Field::Title;
    let in_lead = |i: &Item<'_>| !in_title(i) && i.claim.sentence < LEAD;
    let plain = |i: &Item<'_>| told(i.claim) == Told::Plain;
    let noun = |i: &Item<'_>, words: &[&str]| {
        i.claim.trigger.as_ref().is_some_and(|t| {
            let lower = t.text.to_lowercase();
            words.iter().any(|w| lower.contains(w))
        })
    };
    flag("dead", told_of(&|i, s| s == State::Killed && plain(i)));
    flag("dead-title", told_of(&|i, s| s == State::Killed && plain(i) && in_title(i)));
    flag("dead-lead", told_of(&|i, s| s == State::Killed && plain(i) && in_lead(i)));
    flag("dead-who", told_of(&|i, s| s == State::Killed && plain(i) && !i.claim.roles.target.is_empty()));
    flag("dead-before", told_of(&|i, s| s == State::Killed && told(i.claim) == Told::Before));
    flag("dead-unsure", told_of(&|i, s| s == State::Killed && told(i.claim) == Told::Unsure));
    flag("dead-tried", told_of(&|i, s| s == State::Killed && matches!(i.claim.modality, Modality::Attempted | Modality::Failed)));
    flag("dead-not", told_of(&|i, s| s == State::Killed && told(i.claim) == Told::Not));
    flag("homicide", told_of(&|i, s| s == State::Killed && noun(i, &["homicide"])));
    flag("murder", told_of(&|i, s| s == State::Killed && noun(i, &["murder"])));
    flag("suicide", told_of(&|i, s| s == State::Killed && noun(i, &["suicide", "kill himself", "killed himself", "killed herself"])));
    flag("fatal", told_of(&|i, s| s == State::Killed && noun(i, &["fatal", "deadly"])));
    flag("fatal-title", told_of(&|i, s| s == State::Killed && in_title(i) && noun(i, &["fatal", "deadly", "homicide", "murder"])));
    flag("die", told_of(&|i, s| s == State::Killed && plain(i) && noun(i, &["die", "dead", "death"])));
    flag("body", items.iter().any(|i| own(i.report) && i.claim.kind == "find-body"));
    flag("hurt", told_of(&|i, s| s == State::Injured && plain(i)));
    flag("hurt-title", told_of(&|i, s| s == State::Injured && plain(i) && in_title(i)));
    flag("hurt-lead", told_of(&|i, s| s == State::Injured && plain(i) && in_lead(i)));
    flag("hurt-who", told_of(&|i, s| s == State::Injured && plain(i) && !i.claim.roles.target.is_empty()));
    flag("hurt-not", told_of(&|i, s| s == State::Injured && told(i.claim) == Told::Not));
    flag("struck-who", told_of(&|i, s| s == State::Struck && plain(i) && !i.claim.roles.target.is_empty()));
    flag("struck-title", told_of(&|i, s| s == State::Struck && plain(i) && in_title(i) && !i.claim.roles.target.is_empty()));
    flag("struck-lead", told_of(&|i, s| s == State::Struck && plain(i) && in_lead(i) && !i.claim.roles.target.is_empty()));
    flag("cared", told_of(&|i, s| s == State::Cared && plain(i)));
    flag("zero-dead", here.iter().any(|m| m.state == State::Killed && m.who.count == Some(0)));
    flag("zero-hurt", here.iter().any(|m| matches!(m.state, State::Injured | State::Struck) && m.who.count == Some(0)));
    out.cues = reading.cues.iter().filter(|(r, _, _)| own(*r)).map(|(_, at, cue)| (place(*at), *cue)).collect();
    out.cues.sort_unstable();
    out.cues.dedup();
    out
}

/// Whether a claim tells of someone who harms himself.
fn is_self(item: &Item<'_>) -> bool {
    let target = item.claim.roles.target.first().map(|f| f.text.to_lowercase());
    target.is_some_and(|t| t == "himself" || t == "herself")
        || item
            .claim
            .trigger
            .as_ref()
            .is_some_and(|t| t.text.contains("himself") || t.text.contains("herself") || t.text.contains("suicide"))
}

/// How many entries are surely people apart: each differs in name, age or sex from those counted before and from `others`.
fn sure(entries: &[&Entry], others: &[&Entry]) -> usize {
    let mut kept: Vec<&Entry> = Vec::new();
    for e in entries {
        let told = !e.who.name.is_empty() || e.who.age.is_some() || e.who.female.is_some();
        if told && !kept.iter().chain(others).any(|k| k.who.fits(&e.who)) {
            kept.push(e);
        }
    }
    kept.len()
}

/// 0 for the title, 1 for the lead, 2 for what follows.
fn place(sentence: Option<usize>) -> u8 {
    match sentence {
        None => 0,
        Some(s) if s < LEAD => 1,
        Some(_) => 2,
    }
}

/// Stated numbers of what a report says of other days or only thinks possible: a trial tells of the deed as past or charged.
fn anyhow(here: &[&Mention], put: &mut dyn FnMut(&'static str, Option<i64>)) {
    let most = |s: State, worst: Told, fresh: bool| {
        let list = here.iter().filter(move |m| m.state == s && m.told <= worst && !m.part);
        list.filter(|m| if fresh { m.who.start == Start::Fresh } else { m.stated && m.who.start != Start::Fresh })
            .filter_map(|m| m.who.count)
            .max()
    };
    for (s, ever, any) in [(State::Killed, "k-ever", "k-any"), (State::Injured, "i-ever", "i-any"), (State::Struck, "s-ever", "s-any")] {
        put(ever, most(s, Told::Before, false));
        put(any, most(s, Told::Unsure, false));
    }
    put("i-fresh-any", most(State::Injured, Told::Unsure, true).max(most(State::Struck, Told::Unsure, true)));
}

/// What one sentence tells together: all whom it has as dead, as hurt, as struck, and numbers of both that stand side by side.
fn together(here: &[&Mention], reading: &Reading, own: &dyn Fn(usize) -> bool, put: &mut dyn FnMut(&'static str, Option<i64>)) {
    type Sums = BTreeMap<(usize, Option<usize>), [i64; 3]>;
    // Each phrase once: whether it is a number, a name or another single person.
    let mut phrases: BTreeMap<(usize, Option<usize>), [[i64; 3]; 3]> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for m in here.iter().filter(|m| m.state > State::Cared && m.told <= Told::Before) {
        let side = match m.state {
            State::Killed => 0,
            State::Injured => 1,
            _ => 2,
        };
        let kind = if m.stated { 0 } else { 1 + usize::from(m.who.name.is_empty()) };
        if seen.insert((m.report, m.sentence, m.start)) {
            phrases.entry((m.report, m.sentence)).or_default()[side][kind] += m.who.count.unwrap_or(0);
        }
    }
    // "Two reporters, Brook and Jones": those named are those counted.
    let sum = |[stated, named, others]: [i64; 3]| others + if stated > 0 { stated } else { named };
    let sums: Sums = phrases.into_iter().map(|(at, sides)| (at, sides.map(sum))).collect();
    let most = |side: usize, at: &dyn Fn(Option<usize>) -> bool| {
        sums.iter().filter(|((_, s), _)| at(*s)).map(|(_, n)| n[side]).max().filter(|n| *n > 0)
    };
    for (names, at) in [
        (["k-here", "i-here", "s-here"], &(|_: Option<usize>| true) as &dyn Fn(Option<usize>) -> bool),
        (["k-here-title", "i-here-title", ""], &|s| place(s) == 0),
        (["k-here-lead", "i-here-lead", "s-here-lead"], &|s| place(s) == 1),
    ] {
        for (side, name) in names.into_iter().enumerate().filter(|(_, n)| !n.is_empty()) {
            put(name, most(side, at));
        }
    }
    let both = sums.values().find(|n| n[0] > 0 && n[1] + n[2] > 0);
    put("qk-first", both.map(|n| n[0]));
    put("qi-first", both.map(|n| n[1].max(n[2])));
    let mut near = Sums::new();
    for n in reading.numbers.iter().filter(|n| own(n.report)) {
        let side = match n.state {
            Some(State::Killed) => 0,
            Some(State::Injured) => 1,
            Some(State::Struck) => 2,
            _ => continue,
        };
        let sum = &mut near.entry((n.report, n.sentence)).or_default()[side];
        *sum = (*sum).max(n.count);
    }
    let pairs: Vec<(i64, i64)> = near.values().filter(|n| n[0] > 0 && n[1] > 0).map(|n| (n[0], n[1])).collect();
    put("pk-first", pairs.first().map(|p| p.0));
    put("pi-first", pairs.first().map(|p| p.1));
    let most = pairs.iter().max_by_key(|p| p.0 + p.1);
    put("pk-max", most.map(|p| p.0));
    put("pi-max", most.map(|p| p.1));
}

/// Numbers read word by word: the largest in title, lead and all, and of others.
fn near(reading: &Reading, own: &dyn Fn(usize) -> bool, put: &mut dyn FnMut(&'static str, Option<i64>)) {
    for (state, names) in [
        (Some(State::Killed), ["nk-title", "nk-lead", "nk-max", "nk-fresh"]),
        (Some(State::Injured), ["ni-title", "ni-lead", "ni-max", "ni-fresh"]),
        (Some(State::Struck), ["ns-title", "ns-lead", "ns-max", "ns-fresh"]),
        (Some(State::Cared), ["", "", "nc-max", ""]),
        (None, ["nv-title", "", "nv-max", ""]),
    ] {
        let list = || reading.numbers.iter().filter(move |n| own(n.report) && n.state == state);
        let picks = [
            list().filter(|n| place(n.sentence) == 0).map(|n| n.count).max(),
            list().filter(|n| place(n.sentence) == 1 && !n.fresh).map(|n| n.count).max(),
            list().filter(|n| !n.fresh).map(|n| n.count).max(),
            list().filter(|n| n.fresh).map(|n| n.count).max(),
        ];
        for (name, n) in names.into_iter().zip(picks) {
            if !name.is_empty() {
                put(name, n);
            }
        }
    }
}
