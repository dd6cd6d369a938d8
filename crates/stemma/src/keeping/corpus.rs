//! Reports out of a store, as verbs take them from files.

pub use super::entities::decided_names;
use super::recurring;
use super::review::LAID;
use crate::error::Failure;
use crate::inputs::{Item, Untold};
use crate::session::Corpus;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use stemma_engine::lineage::furniture::Furniture;
use stemma_engine::reconcile::codebook::Codebook;
use stemma_engine::review::chosen::{Choice, lay};
use stemma_model::{ClaimIndex, Input, ReportClaims, Story, StoryGroup};
use stemma_read::Read;
use stemma_store::Store;

/// So many reports are held at once while they are read one after another.
const HELD: usize = 256;

/// Reads a store, or one story of it. An id of a story that went into another leads there.
pub fn read(path: &Path, story: Option<&str>) -> Result<Corpus, Failure> {
    let store = Store::read(path)?;
    let (reports, stories, inputs) = store.snapshot(|s| {
        let inputs = s.inputs()?;
        let Some(id) = story else {
            return Ok((s.claims_after(0, usize::try_from(i64::MAX).unwrap_or(usize::MAX))?, s.records()?, inputs));
        };
        let id = s.moved(id)?.unwrap_or_default();
        Ok((s.claims_of(&id)?, s.story(&id)?.into_iter().collect(), inputs))
    })?;
    if reports.is_empty() {
        return Err(match story {
            Some(id) => Failure::usage(format!("{}: there is no story {id:?} in it", path.display()))
                .hint("stemma stories --store FILE --format text lists them with their ids"),
            None => {
                Failure::nothing(format!("{}: there are no reports in it", path.display())).hint("stemma add PATH… --store FILE adds some")
            }
        });
    }
    let paths = reports.iter().map(|r| (r.said.report.id.clone(), r.read_from.clone())).collect();
    let reports = reports.into_iter().map(|r| r.said).collect();
    Ok(Corpus { reports, paths, inputs, kept: Some(stories), afresh: false })
}

/// What stands in reports of many stories, as the store counted it last.
pub fn furniture(path: &Path) -> Result<Furniture, Failure> {
    Ok(recurring::furniture(&Store::read(path)?)?)
}

/// Lays over stories that were reconciled again from a store's reports what coders chose between values of findings.
pub fn lay_choices(path: &Path, stories: &mut [Story], reports: &[ReportClaims], codebook: &Codebook) -> Result<(), Failure> {
    let held = Store::read(path)?.holding(LAID)?;
    let choices: Vec<Choice<'_>> = held.iter().map(|(decision, claim)| (decision, claim.clone())).collect();
    let said: ClaimIndex<'_> = reports.iter().flat_map(|r| &r.claims).map(|c| (c.id.as_str(), c)).collect();
    stories.iter_mut().for_each(|story| lay(story, &choices, &said, codebook));
    Ok(())
}

/// The stories of a store as groups of reports, with the ids that lead to each.
pub fn groups(path: &Path, stories: &[Story]) -> Result<Vec<StoryGroup>, Failure> {
    let store = Store::read(path)?;
    let mut leading: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let shelves = store.shelves()?;
    for shelf in shelves.iter().filter(|s| s.into.is_some()) {
        if let Some(now) = store.moved(&shelf.id)? {
            leading.entry(now).or_default().push(shelf.id.clone());
        }
    }
    let mut split: BTreeMap<String, String> = shelves.into_iter().filter_map(|s| Some((s.id, s.split_from?))).collect();
    let group = |s: &Story| StoryGroup { merged: leading.remove(&s.id).unwrap_or_default(), split_from: split.remove(&s.id), ..group(s) };
    Ok(stories.iter().map(group).collect())
}

/// The places of reports in the order in which they arrived.
pub fn arrival<'r>(reports: impl Iterator<Item = &'r ReportClaims>) -> HashMap<&'r str, usize> {
    reports.enumerate().map(|(at, r)| (r.report.id.as_str(), at)).collect()
}

/// A story before reconciling. Its reports of one day, and those of none, are as they arrived: histories follow that.
pub fn group_of(story: &Story, arrived: &HashMap<&str, usize>) -> StoryGroup {
    let mut reports: Vec<_> = story.reports.iter().collect();
    reports.sort_by_key(|r| (r.published.is_none(), &r.published, arrived.get(r.id.as_str()).copied().unwrap_or(usize::MAX)));
    StoryGroup { reports: reports.into_iter().map(|r| r.id.clone()).collect(), ..group(story) }
}

fn group(story: &Story) -> StoryGroup {
    let days = || story.reports.iter().filter_map(|r| r.published.as_deref()).map(|d| d.get(..10).unwrap_or(d));
    StoryGroup {
        id: story.id.clone(),
        title: story.title.clone(),
        reports: story.reports.iter().map(|r| r.id.clone()).collect(),
        first: days().min().map(str::to_owned),
        last: days().max().map(str::to_owned),
        ..StoryGroup::default()
    }
}

/// The reports of a store as they were read, for verbs that look at their words.
#[derive(Debug)]
pub struct Reports {
    store: Store,
    story: Option<String>,
}

impl Reports {
    /// Opens a store.
    pub fn open(path: &Path) -> Result<Reports, Failure> {
        Ok(Reports { store: Store::read(path)?, story: None })
    }

    /// Only those of one story.
    pub fn of_story(self, story: Option<&str>) -> Reports {
        Reports { story: story.map(str::to_owned), ..self }
    }

    /// Hands on the reports in order of arrival until the sink says `false`.
    pub fn read(self, sink: &mut dyn FnMut(Item) -> bool) -> Vec<Input> {
        let told = self.store.snapshot(|s| {
            let members = match &self.story {
                Some(id) => Some(s.reports_of(&s.moved(id)?.unwrap_or_default())?.into_iter().map(|r| r.number).collect::<Vec<_>>()),
                None => None,
            };
            let mut last = 0;
            loop {
                let rows = s.as_read(last, HELD)?;
                let Some((number, ..)) = rows.last() else { return s.inputs() };
                last = *number;
                for (number, report, path) in rows {
                    let wanted = members.as_ref().is_none_or(|m| m.contains(&number));
                    if wanted && !sink(Item { path, at: None, read: Ok(Read { report, at: None, warnings: Vec::new() }) }) {
                        return s.inputs();
                    }
                }
            }
        });
        told.unwrap_or_else(|error| {
            let path = self.store.path().display().to_string();
            sink(Item { path, at: None, read: Err(Untold::Skipped(error.to_string())) });
            Vec::new()
        })
    }
}
