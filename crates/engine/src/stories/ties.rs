//! What people say of which reports are one story and which are not, laid over the stories that were found.
//!
//! Where nobody says anything, stories stay as they were found. Stories with reports that belong together become one. A story with
//! reports that belong apart is divided along them; its other reports go each where it is likelier at home.

use super::link::mean;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One thing that somebody says: each report of one side is in one story with each of the other, or in none with any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Whether they are one story.
    pub together: bool,
    /// Ids of reports.
    pub one: Vec<String>,
    /// Ids of reports.
    pub other: Vec<String>,
}

/// All that is said, without what contradicts something that was said later.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// The cluster of each report that belongs together with others.
    cluster: HashMap<String, usize>,
    /// For each report those that it is not in one story with.
    apart: HashMap<String, BTreeSet<String>>,
    /// Reports that were on one side of others that they belong apart from: they stay together where nothing else is said.
    beside: Vec<Vec<String>>,
}

impl Ties {
    /// Of what was said, in order: of two that contradict each other in some reports the later holds for these. Beside it, for
    /// each whether anything of it holds.
    pub fn of(said: &[Tie]) -> (Ties, Vec<bool>) {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for name in said.iter().flat_map(|t| t.one.iter().chain(&t.other)) {
            let next = names.len();
            names.entry(name).or_insert(next);
        }
        let at = |name: &String| names.get(name.as_str()).copied().unwrap_or_default();
        let mut sets = Sets::new(names.len());
        let mut holds = vec![false; said.len()];
        let mut beside = Vec::new();
        // The latest first: what is said earlier yields.
        for (n, tie) in said.iter().enumerate().rev() {
            for a in tie.one.iter().map(at) {
                for b in tie.other.iter().map(at) {
                    holds[n] |= if tie.together { sets.join(a, b) } else { sets.part(a, b) };
                }
            }
            if !tie.together && holds[n] {
                beside.extend([tie.one.clone(), tie.other.clone()]);
            }
        }
        let mut ties = Ties { beside, ..Ties::default() };
        let name_of: BTreeMap<usize, &str> = names.iter().map(|(name, at)| (*at, *name)).collect();
        let name = |at: &usize| name_of.get(at).map(|n| (*n).to_owned()).unwrap_or_default();
        for i in 0..names.len() {
            if sets.members[sets.set_of[i]].len() > 1 {
                ties.cluster.insert(name(&i), sets.set_of[i]);
            }
            if !sets.foes[i].is_empty() {
                ties.apart.insert(name(&i), sets.foes[i].iter().map(name).collect());
            }
        }
        (ties, holds)
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.cluster.is_empty() && self.apart.is_empty()
    }

    /// The reports that belong together with any of some, these too.
    pub fn with(&self, reports: &BTreeSet<String>) -> BTreeSet<String> {
        let clusters: BTreeSet<usize> = reports.iter().filter_map(|r| self.cluster.get(r).copied()).collect();
        let more = self.cluster.iter().filter(|(_, c)| clusters.contains(c)).map(|(r, _)| r.clone());
        reports.iter().cloned().chain(more).collect()
    }

    /// Groups of positions as people have them. `id` gives what stands at a position, `likely` tells of two positions how likely
    /// they are one. The same groups come out whatever their order.
    pub fn lay<'i>(&self, groups: Vec<Vec<u32>>, id: &impl Fn(u32) -> &'i String, likely: &impl Fn(u32, u32) -> f32) -> Vec<Vec<u32>> {
        if self.is_empty() {
            return groups;
        }
        let mut sets = Sets::new(groups.len());
        let mut of_cluster: HashMap<usize, usize> = HashMap::new();
        for (g, members) in groups.iter().enumerate() {
            for cluster in members.iter().filter_map(|at| self.cluster.get(id(*at))) {
                let first = *of_cluster.entry(*cluster).or_insert(g);
                sets.join(first, g);
            }
        }
        let mut out = Vec::new();
        for set in sets.members.iter().filter(|s| !s.is_empty()) {
            let own: Vec<Vec<u32>> = set.iter().map(|&g| groups[g].clone()).collect();
            let there: HashMap<&String, u32> = own.iter().flatten().map(|at| (id(*at), *at)).collect();
            let foes = |at: &u32| self.apart.get(id(*at)).into_iter().flatten().filter_map(|f| there.get(f).copied()).collect::<Vec<_>>();
            if own.iter().flatten().all(|at| foes(at).is_empty()) {
                out.push(own.concat());
            } else {
                out.extend(self.divided(&own, id, &foes, likely));
            }
        }
        out
    }

    /// Groups that hold together by what is said, divided where reports of them belong apart.
    fn divided<'i>(
        &self,
        groups: &[Vec<u32>],
        id: &impl Fn(u32) -> &'i String,
        foes: &impl Fn(&u32) -> Vec<u32>,
        likely: &impl Fn(u32, u32) -> f32,
    ) -> Vec<Vec<u32>> {
        let mut all: Vec<(u32, usize)> = groups.iter().enumerate().flat_map(|(g, m)| m.iter().map(move |&at| (at, g))).collect();
        all.sort_by_key(|m| (id(m.0), m.0));
        let place: HashMap<u32, usize> = all.iter().enumerate().map(|(n, m)| (m.0, n)).collect();
        let by_id: HashMap<&String, usize> = all.iter().enumerate().map(|(n, m)| (id(m.0), n)).collect();
        let mut sets = Sets::new(all.len());
        for (n, (at, _)) in all.iter().enumerate() {
            for foe in foes(at).iter().filter_map(|f| place.get(f).copied()) {
                sets.part(n, foe);
            }
        }
        let contested: Vec<bool> = (0..all.len()).map(|n| !sets.foes[n].is_empty()).collect();
        let mut first: HashMap<usize, usize> = HashMap::new();
        for (n, (at, _)) in all.iter().enumerate() {
            if let Some(cluster) = self.cluster.get(id(*at)) {
                let one = *first.entry(*cluster).or_insert(n);
                sets.join(one, n);
            }
        }
        for side in &self.beside {
            let mut first: HashMap<usize, usize> = HashMap::new();
            for n in side.iter().filter_map(|id| by_id.get(id).copied()).filter(|&n| contested[n]) {
                let one = *first.entry(all[n].1).or_insert(n);
                sets.join(one, n);
            }
        }
        let is_part = |set: &Vec<usize>| set.iter().any(|&n| contested[n]);
        let (mut parts, mut free): (Vec<Vec<usize>>, Vec<Vec<usize>>) =
            sets.members.into_iter().filter(|s| !s.is_empty()).partition(is_part);
        // Those who were found with one of a part go where they are likelier at home; those found with these after them.
        loop {
            let before = free.len();
            for unit in std::mem::take(&mut free) {
                let found: BTreeSet<usize> = unit.iter().map(|&n| all[n].1).collect();
                let positions = |set: &[usize], with: bool| -> Vec<u32> {
                    set.iter().filter(|&&n| !with || found.contains(&all[n].1)).map(|&n| all[n].0).collect()
                };
                let own = positions(&unit, false);
                let near = parts.iter().enumerate().map(|(p, part)| (p, positions(part, true))).filter(|(_, m)| !m.is_empty());
                let best = near.map(|(p, m)| (mean(likely, &own, &m), p)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
                match best {
                    Some((_, p)) => parts[p].extend(unit),
                    None => free.push(unit),
                }
            }
            if free.len() == before || free.is_empty() {
                break;
            }
        }
        parts.into_iter().chain(free).map(|part| part.into_iter().map(|n| all[n].0).collect()).collect()
    }
}

/// Disjoint sets of numbers, some of which are to stay apart.
struct Sets {
    set_of: Vec<usize>,
    members: Vec<Vec<usize>>,
    foes: Vec<BTreeSet<usize>>,
}

impl Sets {
    fn new(count: usize) -> Sets {
        Sets { set_of: (0..count).collect(), members: (0..count).map(|n| vec![n]).collect(), foes: vec![BTreeSet::new(); count] }
    }

    /// Puts two into one set, unless that brings together what is to stay apart. Whether they are in one.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (x, y) = (self.set_of[a], self.set_of[b]);
        if x == y {
            return true;
        }
        let (small, large) = if self.members[x].len() < self.members[y].len() { (x, y) } else { (y, x) };
        if self.members[small].iter().any(|&n| self.foes[n].iter().any(|&f| self.set_of[f] == large)) {
            return false;
        }
        let moved = std::mem::take(&mut self.members[small]);
        moved.iter().for_each(|&n| self.set_of[n] = large);
        self.members[large].extend(moved);
        true
    }

    /// Notes that two are to stay apart, unless they are in one set. Whether they are apart.
    fn part(&mut self, a: usize, b: usize) -> bool {
        if self.set_of[a] == self.set_of[b] {
            return false;
        }
        self.foes[a].insert(b);
        self.foes[b].insert(a);
        true
    }
}
