//! What pages are made from: stories and reports out of a store, as it is when a page is asked for.

use super::entity::Namesake;
use super::stories::Order;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use stemma_model::{ReportClaims, Story};
use stemma_store::decisions::{Entry, Wanted};
use stemma_store::paging::{At, Leaf, TrailLeaf};
use stemma_store::reports::Read;
use stemma_store::search::{Hit, query::Query};
use stemma_store::stories::StoryRow;
use stemma_store::{Result, Store};

/// Connections that are kept for the next request.
const KEPT: usize = 8;

/// A store that many read at once.
#[derive(Debug)]
pub struct Library {
    path: PathBuf,
    /// Connections that nobody uses now.
    free: Mutex<Vec<Store>>,
}

/// A story with all that its page shows.
#[derive(Debug)]
pub struct Kept {
    /// The story.
    pub story: Story,
    /// Its reports.
    pub reports: Vec<ReportClaims>,
    /// Where they were read.
    pub paths: BTreeMap<String, String>,
}

/// A report with the stories that it belongs to.
#[derive(Debug)]
pub struct Filed {
    /// The report.
    pub report: ReportClaims,
    /// Its stories.
    pub stories: Vec<Story>,
    /// Where it was read.
    pub path: String,
}

/// A report with what coders decided of it, and its story.
#[derive(Debug)]
pub struct Reviewed {
    /// The report.
    pub read: Read,
    /// The story's id and title.
    pub story: (String, String),
}

/// Words for the ids that decisions name.
#[derive(Debug, Default)]
pub struct Behind {
    /// The sentences of claims.
    pub sentences: BTreeMap<String, String>,
    /// The titles of stories.
    pub titles: BTreeMap<String, String>,
    /// The titles of reports that a decision about stories names, else their outlets.
    pub reports: BTreeMap<String, String>,
}

impl Library {
    /// Of a store, which must be there.
    pub fn open(path: &Path) -> Result<Self> {
        let first = Store::read(path)?;
        Ok(Library { path: path.to_owned(), free: Mutex::new(vec![first]) })
    }

    /// One page of stories.
    pub fn leaf(&self, order: Order, at: &At, most: usize) -> Result<Leaf> {
        self.ask(|s| s.leaf(order.kept(), at, most))
    }

    /// A story by its id.
    pub fn story(&self, id: &str) -> Result<Option<Kept>> {
        self.ask(|s| {
            let Some(story) = s.story(id)? else { return Ok(None) };
            let mut kept = Kept { story, reports: Vec::new(), paths: BTreeMap::new() };
            for read in s.claims_of(id)? {
                kept.paths.insert(read.said.report.id.clone(), read.read_from);
                kept.reports.push(read.said);
            }
            Ok(Some(kept))
        })
    }

    /// Where the id of a story that went into another leads; none where it leads nowhere else.
    pub fn moved(&self, id: &str) -> Result<Option<String>> {
        Ok(self.ask(|s| s.moved(id))?.filter(|now| now != id))
    }

    /// What is called by a name, in the newest stories first; whether there is more.
    pub fn namesakes(&self, name: &str, most: usize) -> Result<(Vec<Namesake>, bool)> {
        let mut found = self.ask(|s| s.called(name, most.saturating_add(1)))?;
        let more = found.len() > most;
        found.truncate(most);
        Ok((found.into_iter().map(Namesake::from).collect(), more))
    }

    /// A report by its id.
    pub fn report(&self, id: &str) -> Result<Option<Filed>> {
        self.ask(|s| {
            let (Some(read), Some(row)) = (s.report(id)?, s.report_row(id)?) else { return Ok(None) };
            let stories = s.story(&row.story)?.into_iter().collect();
            Ok(Some(Filed { report: read.said, stories, path: read.read_from }))
        })
    }

    /// A report by its id, with what the machine read in it.
    pub fn reviewed(&self, id: &str) -> Result<Option<Reviewed>> {
        self.ask(|s| {
            let (Some(read), Some(row)) = (s.report(id)?, s.report_row(id)?) else { return Ok(None) };
            let title = s.story_row(&row.story)?.map(|r| r.title).unwrap_or_default();
            Ok(Some(Reviewed { read, story: (row.story, title) }))
        })
    }

    /// The audit trail, the latest first.
    pub fn trail(&self, wanted: &Wanted, from: usize, most: usize) -> Result<Vec<Entry>> {
        self.ask(|s| s.trail(wanted, from, most))
    }

    /// A page of it.
    pub fn trail_leaf(&self, wanted: &Wanted, at: &At, most: usize) -> Result<TrailLeaf> {
        self.ask(|s| s.trail_leaf(wanted, at, most))
    }

    /// Who decided anything.
    pub fn coders(&self) -> Result<Vec<String>> {
        self.ask(Store::coders)
    }

    /// What decisions are about.
    pub fn behind(&self, entries: &[Entry]) -> Result<Behind> {
        self.ask(|s| {
            let Behind { mut sentences, mut titles, mut reports } = Behind::default();
            let named = entries.iter().filter_map(|e| e.decision.as_ref()).flat_map(|d| super::trail::shown(&d.act));
            for id in named.collect::<BTreeSet<_>>() {
                if let Some(row) = s.report_row(id)? {
                    reports.extend(row.title.or(row.outlet).map(|name| (id.clone(), name)));
                }
            }
            for id in entries.iter().filter_map(|e| e.report.as_ref()).collect::<BTreeSet<_>>() {
                let Some(read) = s.report(id)? else { continue };
                let said = read.said.claims.into_iter().chain(read.said.rejected);
                sentences.extend(said.map(|c| (c.id, c.evidence.text)));
            }
            for id in entries.iter().filter_map(|e| e.story.as_ref()) {
                if let Some(now) = s.moved(id)?
                    && let Some(row) = s.story_row(&now)?
                {
                    titles.insert(id.clone(), row.title);
                }
            }
            Ok(Behind { sentences, titles, reports })
        })
    }

    /// The sentences that answer a query, with the titles of their stories; whether there are more behind them.
    pub fn search(&self, query: &Query, from: usize, most: usize) -> Result<(Vec<(Hit, String)>, bool)> {
        self.ask(|s| {
            let (hits, more) = s.search(query, from, most)?;
            let mut titles: BTreeMap<String, String> = BTreeMap::new();
            for hit in &hits {
                if !titles.contains_key(&hit.story) {
                    titles.insert(hit.story.clone(), s.story_row(&hit.story)?.map(|r| r.title).unwrap_or_default());
                }
            }
            let titled = |hit: Hit| {
                let title = titles.get(&hit.story).filter(|t| !t.trim().is_empty()).cloned();
                (title.unwrap_or_else(|| hit.story.clone()), hit)
            };
            Ok((hits.into_iter().map(titled).map(|(title, hit)| (hit, title)).collect(), more))
        })
    }

    /// The number of the last batch that was added.
    pub fn batch(&self) -> Result<i64> {
        self.ask(Store::batch)
    }

    /// The stories that batches after one changed.
    pub fn changed_since(&self, batch: i64) -> Result<Vec<StoryRow>> {
        self.ask(|s| s.stories_changed_since(batch))
    }

    /// Asks on a free connection, at one moment of the store.
    pub fn ask<T>(&self, question: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let store = free.map_or_else(|| Store::read(&self.path), Ok)?;
        let answer = store.snapshot(question)?;
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if free.len() < KEPT {
            free.push(store);
        }
        Ok(answer)
    }
}
