//! The reports so far and their stories: each new report is placed at once, whatever the order of arrival.

use super::decide;
use super::index::Index;
use super::link::{JOIN, LINK, Link, join, mean};
use super::rarity::Rarity;
use super::sketch::Sketch;
use super::ties::Ties;
use serde::{Deserialize, Serialize};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Stories that together hold no more reports than this are grouped afresh when a new report links them; larger ones
/// only take it in or join, so that placing a report costs the same however large its story is.
const AFRESH: usize = 48;

/// Reports and the stories that they make.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// The reports, in order of arrival.
    pub sketches: Vec<Sketch>,
    /// How rare their words are.
    pub rarity: Rarity,
    /// Reports further apart than this many days are not compared.
    pub window: i32,
    /// What people say of which reports are one story: it is laid over what is found whenever stories are grouped.
    pub ties: Ties,
    index: Index,
    /// For each report, those that it is likely one story with.
    links: Vec<Vec<(u32, f32)>>,
    /// For each report, the number of its story.
    story_of: Vec<u32>,
    stories: Vec<Shelf>,
    changed: BTreeSet<u32>,
}

/// One story of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// Its permanent id.
    pub id: String,
    /// Positions of its reports by date, then id. None: it went into another story.
    pub members: Vec<u32>,
    /// The story that it was split from.
    pub split_from: Option<String>,
    /// The number of the story that it went into.
    pub into: Option<u32>,
}

impl Pool {
    /// A pool of no reports yet, in which those further apart than so many days will not be compared.
    pub fn new(window: i32) -> Pool {
        Pool { window, ..Pool::default() }
    }

    /// A pool of all these reports at once, each with an id of its own: the same stories whatever their order.
    pub fn of(sketches: Vec<Sketch>, window: i32) -> Pool {
        let mut pool = Pool { sketches, ..Pool::new(window) };
        pool.settle();
        pool
    }

    /// Takes up where another pool was left: its reports by position, their links and its stories. None if a position or
    /// number in them is of no report or story, a report is not in exactly one story, or ids lead in a circle.
    pub fn resume(sketches: Vec<Sketch>, links: Vec<Vec<(u32, f32)>>, stories: Vec<Shelf>, window: i32) -> Option<Pool> {
        let mut pool = Pool { sketches, ..Pool::new(window) };
        let mut story_of = vec![None; pool.sketches.len()];
        for (number, shelf) in stories.iter().enumerate() {
            shelf.members.iter().try_for_each(|&at| story_of.get_mut(at as usize)?.replace(number as u32).is_none().then_some(()))?;
            if shelf.into.is_some_and(|n| n as usize >= stories.len()) {
                return None;
            }
        }
        if leads_in_a_circle(&stories) {
            return None;
        }
        let known = |at: &u32| (*at as usize) < story_of.len();
        if links.len() != story_of.len() || !links.iter().flatten().all(|(at, _)| known(at)) {
            return None;
        }
        pool.story_of = story_of.into_iter().collect::<Option<_>>()?;
        pool.stories = stories;
        pool.count();
        pool.links = links;
        for (at, sketch) in pool.sketches.iter().enumerate() {
            pool.index.add(at as u32, sketch, &pool.rarity, 1);
        }
        Some(pool)
    }

    /// The stories by number, those that went into others too: with [`Pool::sketches`], what [`Pool::resume`] needs.
    pub fn shelves(&self) -> &[Shelf] {
        &self.stories
    }

    /// The numbers of the stories that got or lost reports, or their id, since this was last asked.
    pub fn take_changed(&mut self) -> BTreeSet<u32> {
        let all = std::mem::take(&mut self.changed);
        all.into_iter().filter(|&n| (n as usize) < self.stories.len()).collect()
    }

    /// Places a report. It joins a story, starts one, or makes stories join or split; ids of stories stay.
    pub fn place(&mut self, mut sketch: Sketch) {
        let at = self.sketches.len() as u32;
        self.rarity.count(&sketch);
        sketch.weigh(&self.rarity);
        self.sketches.push(sketch);
        self.links.push(Vec::new());
        self.take_in(at, 1);
        let mut touched: BTreeSet<u32> = self.links[at as usize].iter().map(|&(j, _)| self.story_of[j as usize]).collect();
        let alone = self.stories.len() as u32;
        self.story_of.push(alone);
        self.stories.push(Shelf { members: vec![at], ..Shelf::default() });
        touched.insert(alone);
        let members: Vec<u32> = touched.iter().flat_map(|&s| self.stories[s as usize].members.iter().copied()).collect();
        let (groups, from) = if members.len() <= AFRESH {
            (members.iter().map(|&i| vec![i]).collect(), members)
        } else {
            (touched.iter().map(|&s| self.stories[s as usize].members.clone()).collect(), vec![at])
        };
        let links = self.links_of(&from);
        let groups = join(&self.sketches, &|a, b| self.likelihood(a, b), groups, links, JOIN);
        self.shelve(&touched, self.tied(groups));
        if self.stories.last().is_some_and(|s| s.id.is_empty()) {
            self.stories.pop();
        }
    }

    /// Takes the report at a position out of its story, which may be left with none. Its sketch stays until the pool is left.
    pub fn withdraw(&mut self, at: u32) {
        let number = self.story_of[at as usize];
        self.stories[number as usize].members.retain(|&m| m != at);
        self.changed.insert(number);
    }

    /// Groups all reports afresh, with what is known of the rarity of words by now; ids of stories stay. The stories
    /// depend on the reports alone, not on the order in which they came. Reports change their positions.
    pub fn settle(&mut self) {
        // Reports that were never placed have no story yet.
        for _ in self.story_of.len()..self.sketches.len() {
            self.story_of.push(self.stories.len() as u32);
            self.stories.push(Shelf::default());
        }
        let mut both: Vec<(Sketch, u32)> = std::mem::take(&mut self.sketches).into_iter().zip(self.story_of.drain(..)).collect();
        both.sort_by(|a, b| a.0.order().cmp(&b.0.order()));
        (self.sketches, self.story_of) = both.into_iter().unzip();
        self.count();
        let all: Vec<u32> = (0..self.sketches.len() as u32).collect();
        all.iter().for_each(|&at| self.take_in(at, 2));
        let groups = join(&self.sketches, &|a, b| self.likelihood(a, b), all.iter().map(|&i| vec![i]).collect(), self.links_of(&all), JOIN);
        let touched = self.story_of.iter().copied().collect();
        self.shelve(&touched, self.tied(groups));
        self.tidy();
    }

    /// Groups the stories of some reports by what people say now, and those that this brings together with them. Where something
    /// new is said, stories stay as they are but for it; where something does not hold any more they are grouped `afresh`.
    /// What `leaves` its story leaves it its id too.
    pub fn regroup(&mut self, reports: &BTreeSet<String>, afresh: bool, leaves: &BTreeSet<String>) {
        let mut touched: BTreeSet<u32> = BTreeSet::new();
        let mut named = reports.clone();
        loop {
            let wanted = self.ties.with(&named);
            let before = touched.len();
            touched.extend((0..self.sketches.len()).filter(|&at| wanted.contains(&self.sketches[at].report)).map(|at| self.story_of[at]));
            if touched.len() == before {
                break;
            }
            let members = touched.iter().flat_map(|&s| &self.stories[s as usize].members);
            named.extend(members.map(|&at| self.sketches[at as usize].report.clone()));
        }
        let of = |s: &u32| self.stories[*s as usize].members.clone();
        let groups: Vec<Vec<u32>> = if afresh {
            let members: Vec<u32> = touched.iter().flat_map(of).collect();
            let alone = members.iter().map(|&at| vec![at]).collect();
            join(&self.sketches, &|a, b| self.likelihood(a, b), alone, self.links_of(&members), JOIN)
        } else {
            touched.iter().map(of).filter(|m| !m.is_empty()).collect()
        };
        let leaving = |at: &u32| leaves.contains(&self.sketches[*at as usize].report);
        let groups = self.tied(groups);
        let last: BTreeSet<usize> = (0..groups.len()).filter(|&g| groups[g].iter().any(leaving)).collect();
        self.shelve_after(&touched, groups, &last);
    }

    /// Groups as people have them.
    fn tied(&self, groups: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
        self.ties.lay(groups, &|at| &self.sketches[at as usize].report, &|a, b| self.likelihood(a, b))
    }

    /// The stories, each with the ids of those that went into it.
    pub fn stories(&self) -> impl Iterator<Item = (&Shelf, Vec<&str>)> {
        let mut merged: HashMap<usize, Vec<&str>> = HashMap::new();
        for gone in self.stories.iter().filter(|s| s.members.is_empty() && !s.id.is_empty()) {
            // As many steps as there are stories follow any chain to its end.
            let mut at = gone.into;
            for _ in 0..self.stories.len() {
                match at.and_then(|n| self.stories.get(n as usize)) {
                    Some(next) if next.members.is_empty() => at = next.into,
                    _ => break,
                }
            }
            if let Some(at) = at.filter(|&n| !self.stories[n as usize].members.is_empty()) {
                merged.entry(at as usize).or_default().push(&gone.id);
            }
        }
        let alive = self.stories.iter().enumerate().filter(|(_, s)| !s.members.is_empty());
        alive.map(move |(i, s)| (s, merged.remove(&i).unwrap_or_default()))
    }

    /// The position of a report.
    pub fn position(&self, report: &str) -> Option<u32> {
        self.sketches.iter().position(|s| s.report == report).map(|at| at as u32)
    }

    /// The story of the report at a position.
    pub fn story(&self, at: u32) -> &Shelf {
        &self.stories[self.story_of[at as usize] as usize]
    }

    /// The number of the story of the report at a position; none where it was taken out.
    pub fn number(&self, at: u32) -> Option<u32> {
        let number = *self.story_of.get(at as usize)?;
        self.stories.get(number as usize)?.members.contains(&at).then_some(number)
    }

    /// The reports that the one at a position is likely one story with, and how likely.
    pub fn links(&self, at: u32) -> &[(u32, f32)] {
        &self.links[at as usize]
    }

    /// How likely two reports tell one story, from 0 to 1.
    pub fn likelihood(&self, a: u32, b: u32) -> f32 {
        decide::likelihood(&self.sketches[a as usize], &self.sketches[b as usize])
    }

    /// How likely the stories of two reports are one, as wholes.
    pub fn mean(&self, a: u32, b: u32) -> f32 {
        mean(&|a, b| self.likelihood(a, b), &self.story(a).members, &self.story(b).members)
    }

    /// Counts and weighs all reports, none of them linked.
    fn count(&mut self) {
        self.rarity = Rarity::default();
        self.index = Index::default();
        self.sketches.iter().for_each(|s| self.rarity.count(s));
        self.sketches.iter_mut().for_each(|s| s.weigh(&self.rarity));
        self.links = vec![Vec::new(); self.sketches.len()];
    }

    /// Links a weighed report to those taken in before it; words in fewer reports than `least` do not find it later.
    fn take_in(&mut self, at: u32, least: u32) {
        let sketch = &self.sketches[at as usize];
        let near = self.index.near(sketch, &self.rarity, self.window);
        self.index.add(at, sketch, &self.rarity, least);
        self.connect(at, near);
    }

    /// Notes which of some reports a report is likely one story with.
    fn connect(&mut self, at: u32, near: Vec<u32>) {
        for other in near {
            let likelihood = self.likelihood(at, other);
            if likelihood >= LINK {
                self.links[at as usize].push((other, likelihood));
                self.links[other as usize].push((at, likelihood));
            }
        }
    }

    /// The links that start from some reports, each once.
    fn links_of(&self, reports: &[u32]) -> Vec<Link> {
        let from: BTreeSet<u32> = reports.iter().copied().collect();
        let all = reports.iter().flat_map(|&a| self.links[a as usize].iter().map(move |&(b, likelihood)| Link { likelihood, a, b }));
        all.filter(|l| l.a < l.b || !from.contains(&l.b)).collect()
    }

    /// Puts groups in the place of the stories whose reports they hold. A group keeps the id of the story that most of
    /// its reports come from, and a story's id goes to the group that most of its reports go to; other ids of a group
    /// lead to it, and what is left gets an id of its own.
    pub(super) fn shelve(&mut self, touched: &BTreeSet<u32>, groups: Vec<Vec<u32>>) {
        self.shelve_after(touched, groups, &BTreeSet::new());
    }

    /// As [`Pool::shelve`]; the groups in `last` get an id only after the others have theirs.
    fn shelve_after(&mut self, touched: &BTreeSet<u32>, mut groups: Vec<Vec<u32>>, last: &BTreeSet<usize>) {
        groups.iter_mut().for_each(|g| g.sort_by(|&a, &b| self.sketches[a as usize].order().cmp(&self.sketches[b as usize].order())));
        let mut overlaps: Vec<(usize, u32, usize)> = Vec::new();
        for (g, members) in groups.iter().enumerate() {
            let mut count: BTreeMap<u32, usize> = BTreeMap::new();
            members.iter().for_each(|&i| *count.entry(self.story_of[i as usize]).or_default() += 1);
            overlaps.extend(count.into_iter().map(|(story, n)| (n, story, g)));
        }
        // Largest overlap first; of equal ones the older story, then the group whose first report is earlier.
        overlaps.sort_by(|x, y| {
            let first = |g: usize| self.sketches[groups[g][0] as usize].order();
            let order = last.contains(&x.2).cmp(&last.contains(&y.2)).then(y.0.cmp(&x.0));
            order.then(x.1.cmp(&y.1)).then_with(|| first(x.2).cmp(&first(y.2)))
        });
        let mut keeps: BTreeMap<usize, u32> = BTreeMap::new();
        let mut leads: BTreeMap<u32, usize> = BTreeMap::new();
        let mut source: BTreeMap<usize, u32> = BTreeMap::new();
        for (_, story, group) in overlaps {
            let named = !self.stories[story as usize].id.is_empty();
            if let Entry::Vacant(entry) = leads.entry(story) {
                entry.insert(group);
                // A story without an id yet is a report that has just come.
                if named {
                    keeps.entry(group).or_insert(story);
                }
            } else if named {
                source.entry(group).or_insert(story);
            }
        }
        self.changed.extend(touched);
        touched.iter().for_each(|&s| self.stories[s as usize].members.clear());
        // The later shelf first, so that a free one is taken from the end.
        let mut free: Vec<u32> = touched.iter().copied().filter(|&s| self.stories[s as usize].id.is_empty()).rev().collect();
        let mut numbers = Vec::with_capacity(groups.len());
        for (g, members) in groups.into_iter().enumerate() {
            let number = keeps.get(&g).copied().unwrap_or_else(|| self.found(&members, source.get(&g).copied(), &mut free));
            members.iter().for_each(|&i| self.story_of[i as usize] = number);
            self.stories[number as usize].members = members;
            self.changed.insert(number);
            numbers.push(number);
        }
        for (story, group) in leads {
            let gone = &mut self.stories[story as usize];
            if !gone.id.is_empty() && gone.members.is_empty() {
                gone.into = Some(numbers[group]);
            }
        }
    }

    /// A new story of some reports, on a shelf that has no id yet where there is one; its number. What its first report founded once
    /// and went into the story that it leaves now is that story again.
    fn found(&mut self, members: &[u32], split: Option<u32>, free: &mut Vec<u32>) -> u32 {
        if let Some(number) = self.went_into(members, split) {
            self.stories[number as usize].into = None;
            return number;
        }
        let number = free.pop().unwrap_or_else(|| {
            self.stories.push(Shelf::default());
            self.stories.len() as u32 - 1
        });
        let mut id = String::new();
        if let Some(first) = members.first().map(|&i| &mut self.sketches[i as usize]) {
            id = super::id(&first.report, first.founded);
            first.founded += 1;
        }
        let split_from = split.map(|s| self.stories[s as usize].id.clone());
        let shelf = &mut self.stories[number as usize];
        (shelf.id, shelf.split_from) = (id, split_from);
        number
    }

    /// The story that the first of some reports founded and that went into another.
    fn went_into(&self, members: &[u32], other: Option<u32>) -> Option<u32> {
        let first = members.first().map(|&at| &self.sketches[at as usize])?;
        let ids: Vec<String> = (0..first.founded).map(|n| super::id(&first.report, n)).collect();
        let gone = |s: &Shelf| s.members.is_empty() && s.into == other && other.is_some() && ids.contains(&s.id);
        self.stories.iter().position(gone).map(|n| n as u32)
    }

    /// Drops shelves that hold nothing and that no id leads to.
    fn tidy(&mut self) {
        let mut number = 0;
        let mut moved = vec![0u32; self.stories.len()];
        for (i, shelf) in self.stories.iter().enumerate() {
            moved[i] = number;
            number += u32::from(!shelf.id.is_empty());
        }
        self.stories.retain(|s| !s.id.is_empty());
        self.story_of.iter_mut().for_each(|s| *s = moved[*s as usize]);
        self.stories.iter_mut().for_each(|s| s.into = s.into.map(|n| moved[n as usize]));
        self.changed = self.changed.iter().filter_map(|&n| moved.get(n as usize).copied()).collect();
    }
}

/// Whether some story that went into another would be come back to: each is followed once, as far as no earlier one went.
fn leads_in_a_circle(stories: &[Shelf]) -> bool {
    // On the way of which story each was met first.
    let mut met = vec![usize::MAX; stories.len()];
    (0..stories.len()).any(|start| {
        let mut at = start;
        loop {
            match std::mem::replace(&mut met[at], start) {
                usize::MAX => {}
                way if way == start => return true,
                way => {
                    met[at] = way;
                    return false;
                }
            }
            match stories[at].into {
                Some(next) if stories[at].members.is_empty() => at = next as usize,
                _ => return false,
            }
        }
    })
}
