//! The reports so far and their stories: each new report is placed at once, whatever the order of arrival.

use super::decide;
use super::index::{Index, WINDOW};
use super::link::{LINK, Link, join};
use super::rarity::Rarity;
use super::sketch::Sketch;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Stories that together hold no more reports than this are grouped afresh when a new report links them; larger ones
/// only take it in or join, so that placing a report costs the same however large its story is.
const AFRESH: usize = 48;

/// Reports and the stories that they make.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The reports, in order of arrival.
    pub sketches: Vec<Sketch>,
    /// How rare their words are.
    pub rarity: Rarity,
    /// Reports further apart than this many days are not compared.
    pub window: i32,
    /// What speaks for any two reports before they are compared.
    prior: f32,
    index: Index,
    /// For each report, those that it is likely one story with.
    links: Vec<Vec<(u32, f32)>>,
    /// For each report, the number of its story.
    story_of: Vec<u32>,
    stories: Vec<Shelf>,
}

/// One story of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Its permanent id.
    pub id: String,
    /// Positions of its reports by date, then id. None: it went into another story.
    pub members: Vec<u32>,
    /// The story that it was split from.
    pub split_from: Option<String>,
    /// The number of the story that it went into.
    pub(super) into: Option<u32>,
}

impl Default for Pool {
    fn default() -> Pool {
        Pool {
            sketches: Vec::new(),
            rarity: Rarity::default(),
            window: WINDOW,
            prior: 0.0,
            index: Index::default(),
            links: Vec::new(),
            story_of: Vec::new(),
            stories: Vec::new(),
        }
    }
}

impl Pool {
    /// A pool of all these reports at once, each with an id of its own: the same stories whatever their order. Few
    /// reports were picked to be read together, which speaks for their being one story.
    pub fn of(sketches: Vec<Sketch>, window: i32) -> Pool {
        let prior = decide::prior(sketches.len());
        let mut pool = Pool { sketches, window, prior, ..Pool::default() };
        pool.settle();
        pool
    }

    /// Places a report. It joins a story, starts one, or makes stories join or split; ids of stories stay.
    pub fn place(&mut self, mut sketch: Sketch) {
        let at = self.sketches.len() as u32;
        self.rarity.count(&sketch);
        sketch.weigh(&self.rarity);
        let near = self.index.near(&sketch, &self.rarity, self.window);
        self.index.add(at, &sketch, &self.rarity, 1);
        self.sketches.push(sketch);
        self.links.push(Vec::new());
        self.connect(at, near);
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
        let groups = join(&self.sketches, self.prior, groups, links);
        self.shelve(&touched, groups);
        if self.stories.last().is_some_and(|s| s.id.is_empty()) {
            self.stories.pop();
        }
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
        self.rarity = Rarity::default();
        self.index = Index::default();
        self.sketches.iter().for_each(|s| self.rarity.count(s));
        self.sketches.iter_mut().for_each(|s| s.weigh(&self.rarity));
        self.links = vec![Vec::new(); self.sketches.len()];
        let all: Vec<u32> = (0..self.sketches.len() as u32).collect();
        for &at in &all {
            let sketch = &self.sketches[at as usize];
            let near = self.index.near(sketch, &self.rarity, self.window);
            self.index.add(at, sketch, &self.rarity, 2);
            self.connect(at, near);
        }
        let groups = join(&self.sketches, self.prior, all.iter().map(|&i| vec![i]).collect(), self.links_of(&all));
        let touched = self.story_of.iter().copied().collect();
        self.shelve(&touched, groups);
        self.tidy();
    }

    /// The stories, each with the ids of those that went into it.
    pub fn stories(&self) -> impl Iterator<Item = (&Shelf, Vec<&str>)> {
        let mut merged: HashMap<usize, Vec<&str>> = HashMap::new();
        for gone in self.stories.iter().filter(|s| s.members.is_empty() && !s.id.is_empty()) {
            let mut story = gone;
            // A chain of stories that went into each other ends: each was alive when the one before went into it.
            while let Some(next) = story.into.filter(|_| story.members.is_empty()) {
                story = &self.stories[next as usize];
                if !story.members.is_empty() {
                    merged.entry(next as usize).or_default().push(&gone.id);
                }
            }
        }
        let alive = self.stories.iter().enumerate().filter(|(_, s)| !s.members.is_empty());
        alive.map(move |(i, s)| (s, merged.remove(&i).unwrap_or_default()))
    }

    /// Notes which of some reports a report is likely one story with.
    fn connect(&mut self, at: u32, near: Vec<u32>) {
        for other in near {
            let (a, b) = (&self.sketches[at as usize], &self.sketches[other as usize]);
            let likelihood = decide::likelihood(self.prior, a, b);
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
    fn shelve(&mut self, touched: &BTreeSet<u32>, mut groups: Vec<Vec<u32>>) {
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
            y.0.cmp(&x.0).then(x.1.cmp(&y.1)).then_with(|| first(x.2).cmp(&first(y.2)))
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
        touched.iter().for_each(|&s| self.stories[s as usize].members.clear());
        // The later shelf first, so that a free one is taken from the end.
        let mut free: Vec<u32> = touched.iter().copied().filter(|&s| self.stories[s as usize].id.is_empty()).rev().collect();
        let mut numbers = Vec::with_capacity(groups.len());
        for (g, members) in groups.into_iter().enumerate() {
            let number = keeps.get(&g).copied().unwrap_or_else(|| self.found(&members, source.get(&g).copied(), free.pop()));
            members.iter().for_each(|&i| self.story_of[i as usize] = number);
            self.stories[number as usize].members = members;
            numbers.push(number);
        }
        for (story, group) in leads {
            let gone = &mut self.stories[story as usize];
            if !gone.id.is_empty() && gone.members.is_empty() {
                gone.into = Some(numbers[group]);
            }
        }
    }

    /// A new story of some reports, on a shelf that has no id yet where there is one; its number.
    fn found(&mut self, members: &[u32], split: Option<u32>, free: Option<u32>) -> u32 {
        let number = free.unwrap_or_else(|| {
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
    }
}
