//! Claims of a story → events, findings, harm.
//!
//! 1. [`entities`]: entities of reports joined across the story; [`naming`]: what each is called then
//! 2. [`items`], [`align`]: claims that speak of the same happening are aligned; [`tolls`]: those that count the same victims
//! 3. [`figures`], [`numbers`], [`slots`], [`exclusive`]: values of one slot compared
//! 4. [`origins`]: how many independent voices stand behind a value
//! 5. [`codebook`], [`harm`], [`victims`]: fused by a codebook; [`sides`]: whom a number counts, side by side
//! 6. [`history`]: what each finding and figure was, report by report; [`revise`]: a record that goes on from an earlier one

pub mod align;
pub mod codebook;
pub mod entities;
pub mod exclusive;
pub mod figures;
pub mod harm;
pub mod history;
pub mod items;
mod naming;
pub mod numbers;
pub mod origins;
mod replay;
pub mod revise;
pub mod sides;
pub mod slots;
pub mod tolls;
pub mod types;
pub mod values;
pub mod victims;

#[cfg(test)]
mod properties;

use align::Happening;
use codebook::fuse::Choice;
use history::Known;
use items::{Item, Vocabulary};
use numbers::Given;
use origins::Voices;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use stemma_model::{Claim, ClaimIndex, Descent, Entity, Event, Field, Finding, Harm, ReportClaims, Story, StoryGroup, StoryReport, Unique};
use tolls::Toll;
use types::Rules;

/// The reports of a story in the order in which they are reconciled and listed: by publication, those without a date last,
/// then by id, so that a record does not depend on the order of its input.
pub fn in_order<'a>(reports: &[&'a ReportClaims]) -> Vec<&'a ReportClaims> {
    let mut ordered = reports.to_vec();
    ordered.sort_by_cached_key(|r| {
        let published = r.report.published.as_deref();
        let time = published.and_then(|p| p.parse::<jiff::Timestamp>().ok());
        (
            published.is_none(),
            published.and_then(|p| p.get(..10).map(str::to_owned)),
            time,
            published.map(str::to_owned),
            r.report.id.clone(),
        )
    });
    ordered
}

/// The reconciled story: every claim in exactly one event, every event with its findings. `reports` are the group's, in
/// the order in which they came: only the history depends on it.
pub fn reconcile(group: &StoryGroup, reports: &[&ReportClaims], lineage: Vec<Descent>, rules: Rules<'_>) -> Story {
    let ordered = in_order(reports);
    let entities = entities::join(&ordered, rules.names);
    let (items, vocabulary) = items::items(&ordered, &entities, rules.lexicon);
    let voices = Voices::new(&ordered, &entities, &lineage, rules.words);
    let happenings = align::align(&items, &vocabulary, rules);
    let tolls = tolls::pool(&items, &vocabulary, rules);
    let mut happening_of = vec![0; items.len()];
    happenings.iter().enumerate().for_each(|(h, happening)| happening.items.iter().for_each(|&i| happening_of[i] = h));
    let numbers = numbers::pool(&ordered, &items, &entities, &happening_of, &vocabulary);
    let homes = homes(&tolls, &numbers, &happening_of, &items);
    let main = main_event(&happenings, &items, rules);
    let published: Vec<Option<&str>> = ordered.iter().map(|r| r.report.published.as_deref()).collect();
    let told = Told { items: &items, vocabulary: &vocabulary, published: &published, voices: &voices, rules };
    let mut made: Vec<Made<'_>> = happenings.iter().map(|happening| Made { happening, tolls: Vec::new(), numbers: Vec::new() }).collect();
    tolls.iter().zip(&homes.0).for_each(|(toll, &home)| made[home].tolls.push(toll.items.as_slice()));
    numbers.iter().zip(&homes.1).for_each(|(group, &home)| made[home].numbers.push(group.as_slice()));
    let mut events: Vec<Event> = made.iter().enumerate().map(|(i, made)| told.event(made, main == Some(i))).collect();
    exclusive::dispute(&mut events, &items, &voices, rules.words);
    // Main first, then by how many reports and claims tell it, then by where it is first told.
    let report_of: HashMap<&str, usize> = items.iter().map(|i| (i.claim.id.as_str(), i.report)).collect();
    let order = |e: &Event| {
        let told: BTreeSet<usize> = e.claims.iter().filter_map(|c| report_of.get(c.as_str()).copied()).collect();
        (!e.main, e.kind == "statement", e.background, std::cmp::Reverse(told.len()), std::cmp::Reverse(e.claims.len()))
    };
    let mut keyed: Vec<_> = events.into_iter().zip(&made).map(|(e, made)| (order(&e), e, made)).collect();
    keyed.sort_by_key(|(order, ..)| *order);
    let (mut events, made): (Vec<Event>, Vec<_>) = keyed.into_iter().map(|(_, e, made)| (e, made)).unzip();
    for (i, event) in events.iter_mut().enumerate() {
        event.id = format!("ev{}", i + 1);
        for (k, finding) in event.findings.iter_mut().enumerate() {
            finding.id = format!("{}/f{}", event.id, k + 1);
        }
    }
    let mut harm = harm::of_story(&events, &items);
    victims::set(&mut harm, &events, &items, rules);
    told.histories(&mut events, &mut harm, reports, &made);
    Story {
        id: group.id.clone(),
        title: title(&ordered, &events),
        reports: ordered.iter().map(|r| story_report(r)).collect(),
        lineage,
        origins: 0,
        unique: unique(&events, &ordered, &report_of),
        entities: mentioned(entities, &ordered),
        harm,
        events,
        withdrawn: Vec::new(),
    }
}

/// The first headline; without any, the words of the main event.
fn title(reports: &[&ReportClaims], events: &[Event]) -> String {
    let mut headlines = reports.iter().filter_map(|r| r.report.title.as_deref()).map(str::trim).filter(|t| !t.is_empty());
    let main = || events.iter().find(|e| e.main).map(|e| e.label.clone());
    headlines.next().map(str::to_owned).or_else(main).unwrap_or_default()
}

fn story_report(r: &ReportClaims) -> StoryReport {
    StoryReport {
        id: r.report.id.clone(),
        outlet: r.report.outlet.clone(),
        published: r.report.published.clone(),
        wire: r.report.wire.clone(),
        title: r.report.title.clone(),
    }
}

/// The happenings that each toll and each group of numbers is told with: the one that has most of the claims that give the
/// numbers, then most of its claims, then the first.
fn homes(tolls: &[Toll], numbers: &[Vec<Given<'_>>], happening_of: &[usize], items: &[Item<'_>]) -> (Vec<usize>, Vec<usize>) {
    let home = |told: &mut dyn Iterator<Item = (usize, bool)>| {
        let mut votes: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (i, gives) in told {
            let vote = votes.entry(happening_of[i]).or_default();
            vote.0 += usize::from(gives);
            vote.1 += 1;
        }
        votes.into_iter().max_by_key(|(h, vote)| (*vote, std::cmp::Reverse(*h))).map_or(0, |(h, _)| h)
    };
    let gives = |i: usize| items[i].claim.figure.as_ref().is_some_and(|f| f.span.is_some());
    (
        tolls.iter().map(|t| home(&mut t.items.iter().map(|&i| (i, gives(i))))).collect(),
        numbers.iter().map(|n| home(&mut n.iter().map(|g| (g.item, true)))).collect(),
    )
}

/// What an event is made of.
struct Made<'a> {
    happening: &'a Happening,
    /// The claims of each toll that is told with it.
    tolls: Vec<&'a [usize]>,
    /// The numbers of each thing that is told with it.
    numbers: Vec<&'a [Given<'a>]>,
}

/// The happening that the story is about: told by most reports, in headlines and early, of a type that makes stories.
fn main_event(happenings: &[Happening], items: &[Item<'_>], rules: Rules<'_>) -> Option<usize> {
    let score = |h: &Happening| {
        let first = &items[h.items[0]].claim;
        if first.kind == "statement" || first.background {
            return 0.0;
        }
        let reports: BTreeSet<usize> = h.items.iter().map(|&i| items[i].report).collect();
        let early = h
            .items
            .iter()
            .map(|&i| match items[i].claim.evidence.field {
                Field::Title => 2.0,
                Field::Text => 1.0 / (1.0 + items[i].claim.sentence as f64 / 3.0),
            })
            .fold(0.0, f64::max);
        let weight = h.items.iter().map(|&i| rules.weight(&items[i].claim.kind)).fold(0.0, f64::max);
        weight * (reports.len() as f64 + early + (h.items.len() as f64).ln_1p())
    };
    let best = happenings.iter().enumerate().max_by(|(i, a), (j, b)| score(a).total_cmp(&score(b)).then(j.cmp(i)))?;
    (score(best.1) > 0.0).then_some(best.0)
}

/// What all events of a story are made from.
struct Told<'a> {
    items: &'a [Item<'a>],
    vocabulary: &'a Vocabulary,
    /// When each report was published.
    published: &'a [Option<&'a str>],
    voices: &'a Voices<'a>,
    rules: Rules<'a>,
}

impl Told<'_> {
    /// What comparing some claims of a happening of a type gives, and who came to harm; `tolls` are the claims of each toll
    /// that is told with it, `numbers` the other numbers.
    fn compared(&self, kind: &str, members: &[usize], tolls: &[&[usize]], numbers: &[&[Given<'_>]]) -> Known {
        let Told { items, published, voices, rules, .. } = *self;
        let counts: Vec<usize> = members.iter().copied().filter(|&i| !tolls::harmful(&items[i], rules)).collect();
        let mut counted: Vec<&[usize]> = tolls.to_vec();
        counted.sort_by_key(|t| std::cmp::Reverse(t.len()));
        counted.push(&counts);
        let mut fused: Vec<(Finding, Option<Choice>)> = Vec::new();
        for members in &counted {
            let measures: BTreeSet<&str> = members.iter().filter_map(|&i| items[i].measure).collect();
            for measure in measures {
                let found = figures::compare(measure, members, items, published, voices, rules.words);
                let fuse = |mut f: figures::Compared| {
                    let own: ClaimIndex<'_> = members.iter().map(|&i| (items[i].claim.id.as_str(), items[i].claim)).collect();
                    let choice = rules.codebook.fuse(&mut f.finding, &f.replaced, &own);
                    (f.finding, choice)
                };
                fused.extend(found.into_iter().map(fuse));
            }
        }
        let mut harm = harm::of_event(&fused);
        let all: BTreeSet<usize> = members.iter().chain(tolls.iter().copied().flatten()).copied().collect();
        let all: Vec<usize> = all.into_iter().collect();
        let sides = sides::of(&all, items, rules);
        for measure in Harm::MEASURES {
            // The members of the toll that the number is from.
            let own = counted.iter().find(|m| m.iter().any(|&i| items[i].measure == Some(measure)));
            if let (Some(figure), Some(own)) = (harm.get_mut(measure), own) {
                harm::with_the_first(figure, measure, own, items);
                sides::split(figure, measure, own, items, sides.as_ref(), rules.codebook.count.attackers, rules.words);
            }
        }
        let mut findings: Vec<Finding> = fused.into_iter().map(|(f, _)| f).collect();
        findings.extend(numbers.iter().filter_map(|group| numbers::compare(group, items, voices, rules)));
        findings.extend(slots::compare(kind, members, items, voices, rules.words));
        Known { findings, harm, sides }
    }

    /// The event that a happening is, with what is counted with it. It has no id yet.
    fn event(&self, made: &Made<'_>, main: bool) -> Event {
        let h = made.happening;
        let Told { items, rules, .. } = *self;
        let lead = self.lead(h);
        let first = lead.map_or(items[h.items[0]].claim, |i| items[i].claim);
        let Known { findings, harm, sides } = self.compared(&first.kind, &h.items, &made.tolls, &made.numbers);
        let background = h.items.iter().filter(|&&i| items[i].claim.background).count() * 2 >= h.items.len();
        // What tells that it took place goes before what only plans, denies or charges it; and what lies before the story has
        // another time than what the story tells.
        let (told, other): (Vec<&Claim>, Vec<&Claim>) =
            h.items.iter().map(|&i| items[i].claim).partition(|c| c.says_so() && c.background == background);
        let claims = || told.iter().chain(other.iter().filter(|c| c.background == background));
        let mut event = Event {
            id: String::new(),
            kind: first.kind.clone(),
            main,
            background,
            label: label(first),
            claims: h.items.iter().map(|&i| items[i].claim.id.clone()).collect(),
            time: claims().find_map(|c| c.time.clone().filter(|t| t.resolved)).or_else(|| claims().find_map(|c| c.time.clone())),
            place: claims().find_map(|c| c.place.clone()),
            roles: first.roles.clone(),
            harm,
            sides,
            codes: None,
            findings,
            withdrawn: Vec::new(),
        };
        let told: Vec<&Claim> = h.items.iter().map(|&i| items[i].claim).collect();
        event.codes = rules.codebook.codes.as_ref().map(|table| table.of(&event, &told, rules.words));
        event
    }

    /// The claim that an event is named after: of the type that most of its claims have, in the sentence that is most like
    /// the others that tell of it, with many roles filled; near the top of its report before others.
    fn lead(&self, h: &Happening) -> Option<usize> {
        let Told { items, vocabulary, rules, .. } = *self;
        let common = |k: &str| h.items.iter().filter(|&&i| items[i].claim.kind == k).count();
        let score = |i: usize| {
            let c = items[i].claim;
            let filled = c.roles.each().iter().filter(|(_, f)| !f.is_empty()).count() + usize::from(c.time.is_some());
            let like: f64 =
                h.items.iter().take(24).filter(|&&o| o != i).map(|&o| vocabulary.likeness(&items[i].words, &items[o].words)).sum();
            let typical = common(&c.kind) as f64 * (0.5 + rules.weight(&c.kind)) / h.items.len() as f64;
            // What a report tells first it tells as the news. The shares of all five are set by hand.
            let first = if c.evidence.field == Field::Title { 0.5 } else { 1.0 / (1.0 + c.sentence as f64 / 2.0) };
            2.0 * typical + like / h.items.len() as f64 + 0.2 * filled as f64 + first
        };
        // What is denied, charged or only thought of names an event only where nobody tells that it took place.
        let told = h.items.iter().any(|&i| items[i].claim.says_so());
        let able = h.items.iter().copied().filter(|&i| !told || items[i].claim.says_so());
        able.max_by(|&a, &b| score(a).total_cmp(&score(b)).then(b.cmp(&a)))
    }
}

/// The words of a sentence from the first of a claim's trigger and roles to the last: an excerpt, never new words.
pub fn label(claim: &stemma_model::Claim) -> String {
    let Some(trigger) = claim.trigger.as_ref().filter(|_| claim.kind != "statement") else { return claim.evidence.text.clone() };
    let spans = claim
        .roles
        .each()
        .into_iter()
        .filter(|(role, _)| matches!(*role, "actor" | "target"))
        .flat_map(|(_, f)| f.iter().map(|x| (x.start, x.end)));
    let inside = spans.filter(|s| s.0 >= claim.evidence.start && s.1 <= claim.evidence.end);
    let (start, end) = inside.fold((trigger.start, trigger.end), |(a, b), (s, e)| (a.min(s), b.max(e)));
    let words: String = claim.evidence.text.chars().skip(start - claim.evidence.start).take(end - start).collect();
    // A word or two say too little: then the sentence.
    if words.split_whitespace().count() < 3 { claim.evidence.text.clone() } else { words }
}

/// What only one report says: the claims of events that no other report tells.
fn unique(events: &[Event], reports: &[&ReportClaims], report_of: &HashMap<&str, usize>) -> Vec<Unique> {
    let of = |id: &str| report_of.get(id).copied();
    // The report of an event that only one report tells.
    let alone = |e: &Event| {
        let first = of(e.claims.first()?)?;
        e.claims.iter().all(|c| of(c) == Some(first)).then_some(first)
    };
    let by: Vec<Option<usize>> = events.iter().map(alone).collect();
    reports
        .iter()
        .enumerate()
        .map(|(r, report)| Unique {
            report: report.report.id.clone(),
            claims: events.iter().zip(&by).filter(|(_, by)| **by == Some(r)).flat_map(|(e, _)| e.claims.iter().cloned()).collect(),
        })
        .filter(|u| reports.len() > 1 && !u.claims.is_empty())
        .collect()
}

/// Entities that a claim of the story mentions, renumbered in order.
fn mentioned(entities: Vec<Entity>, reports: &[&ReportClaims]) -> Vec<Entity> {
    let used: BTreeSet<&str> = reports
        .iter()
        .flat_map(|r| &r.claims)
        .flat_map(|c| {
            c.roles
                .each()
                .into_iter()
                .flat_map(|(_, f)| f.iter().filter_map(|x| x.entity.as_deref()))
                .chain(c.attribution.iter().filter_map(|a| a.entity.as_deref()))
                .collect::<Vec<_>>()
        })
        .collect();
    let kept = entities.iter().filter(|e| e.members.iter().any(|m| used.contains(m.as_str())));
    kept.enumerate().map(|(i, e)| Entity { id: format!("E{}", i + 1), ..e.clone() }).collect()
}
