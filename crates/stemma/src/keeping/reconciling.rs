//! Which stories a batch makes worth reconciling, and their records.

use super::Trouble;
use super::keeper::Keeper;
use super::recurring::Change;
use super::review::{Changed, as_said, told};
use crate::verbs::record::without_candidates;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use stemma_engine::Engine;
use stemma_engine::lineage::Lineage;
use stemma_engine::stories::one;
use stemma_engine::stories::pool::Shelf;
use stemma_model::{Record, ReportClaims, Story, StoryGroup};
use stemma_store::batch::Shelved;
use stemma_store::reports::Read;

impl Keeper {
    /// The stories of some shelves, reconciled from the reports that are kept and those that are new or said to say something else;
    /// `onward` from what they were, else afresh.
    pub(super) fn reconcile(
        &self,
        engine: &Engine,
        changed: &BTreeSet<u32>,
        new: &Changed<'_>,
        onward: bool,
    ) -> Result<Vec<Shelved>, Trouble> {
        let number = |at: &u32| self.numbers[*at as usize];
        let shelves: Vec<(i64, &Shelf)> = changed.iter().map(|&n| (i64::from(n) + 1, &self.pool.shelves()[n as usize])).collect();
        let members: BTreeSet<i64> = shelves.iter().flat_map(|(_, s)| s.members.iter().map(number)).collect();
        let kept: Vec<i64> = members.iter().copied().filter(|n| !new.contains_key(n)).collect();
        let mut reads: BTreeMap<i64, Read> = new
            .iter()
            .filter(|(n, _)| members.contains(n))
            .map(|(n, said)| (*n, as_said(Read { number: *n, ..Read::default() }, said)))
            .collect();
        reads.extend(self.store.claims_by_number(&kept)?.into_iter().map(|r| (r.number, r)));
        let reports: Vec<&ReportClaims> = reads.values().map(|r| r.machine.as_ref().unwrap_or(&r.said)).collect();
        let numbers: HashMap<String, usize> = reads.iter().map(|(n, r)| (r.said.report.id.clone(), *n as usize)).collect();
        let place = |id: &str| numbers.get(id).copied().unwrap_or(usize::MAX);
        let before = shelves.iter().filter(|_| onward);
        let old: Vec<Story> = before.filter_map(|(n, _)| self.store.machine_story(*n).transpose()).collect::<Result<_, _>>()?;
        let alive: Vec<&(i64, &Shelf)> = shelves.iter().filter(|(_, s)| !s.members.is_empty()).collect();
        let groups: Vec<StoryGroup> = alive.iter().map(|(_, s)| one(&self.pool, s, place)).collect();
        let mut record = Record { stories: engine.stories(&groups, &reports, &old, &self.recurring.furniture), ..Record::default() };
        without_candidates(&mut record);
        let mut records: BTreeMap<i64, (Story, StoryGroup)> =
            alive.iter().zip(record.stories.into_iter().zip(groups)).map(|((n, _), both)| (*n, both)).collect();
        let shelved = |(n, shelf): (i64, &Shelf)| {
            let (record, group) = records.remove(&n).unzip();
            let group = group.unwrap_or_default();
            let members: Vec<&Read> = shelf.members.iter().filter_map(|at| reads.get(&number(at))).collect();
            let told = record.as_ref().map(|r| told(engine, &group, &members, r, &self.laid, &self.recurring.furniture));
            let (told, rulings) = told.unwrap_or_default();
            let (record, machine) = if told.is_some() { (told, record) } else { (record, None) };
            Shelved {
                number: n,
                id: shelf.id.clone(),
                split_from: shelf.split_from.clone(),
                into: shelf.into.filter(|_| shelf.members.is_empty()).map(|n| i64::from(n) + 1),
                members: shelf.members.iter().map(number).collect(),
                days: (group.first, group.last),
                record,
                machine,
                rulings,
            }
        };
        Ok(shelves.into_iter().map(shelved).collect())
    }

    /// Some shelves, and those whose lineage is another by what is furniture now. Furniture changes nothing of a story but its
    /// lineage, and mostly not even that: to look takes a tenth of the time of reconciling.
    pub(super) fn with(&self, changed: &BTreeSet<u32>, recurring: &Change) -> Result<BTreeSet<u32>, Trouble> {
        let mut all = changed.clone();
        for &n in recurring.stories.iter().filter(|n| !changed.contains(n)) {
            let shelf = &self.pool.shelves()[n as usize];
            // Where there is one report, nothing is copied.
            if shelf.members.len() < 2 {
                continue;
            }
            // What coders decided may be of the lineage too: such a story is reconciled whole.
            let is_as_it_was = match self.store.machine_lineage(i64::from(n) + 1)? {
                Some((descents, origins)) => {
                    let numbers: Vec<i64> = shelf.members.iter().map(|at| self.numbers[*at as usize]).collect();
                    let reads = self.store.claims_by_number(&numbers)?;
                    let reports: Vec<&ReportClaims> = reads.iter().map(|r| &r.said).collect();
                    let now = stemma_engine::lineage_of(&reports, &self.recurring.furniture);
                    now == Lineage { descents, origins }
                }
                None => false,
            };
            if !is_as_it_was {
                all.insert(n);
            }
        }
        Ok(all)
    }
}
