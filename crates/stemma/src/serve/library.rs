//! What pages are made from: the stories and reports that are served.

use super::entity::{Namesake, namesakes};
use super::stories::{Order, Row, sort};
use std::collections::{BTreeMap, HashMap};
use stemma_model::{ReportClaims, Story};

/// Stories with their reports, held in memory.
#[derive(Debug, Default)]
pub struct Library {
    stories: Vec<Story>,
    /// Where a story stands in `stories`.
    places: HashMap<String, usize>,
    reports: HashMap<String, ReportClaims>,
    /// The stories of each report, by their places.
    homes: HashMap<String, Vec<usize>>,
    /// Where each report was read.
    paths: BTreeMap<String, String>,
    /// The codebook that fused the figures.
    codebook: String,
}

/// A story with all that its page shows.
#[derive(Debug)]
pub struct Kept {
    /// The story.
    pub story: Story,
    /// Its reports, in its order.
    pub reports: Vec<ReportClaims>,
    /// Where they were read.
    pub paths: BTreeMap<String, String>,
    /// The codebook that fused its figures.
    pub codebook: String,
}

/// A report with the stories that it belongs to.
#[derive(Debug)]
pub struct Filed {
    /// The report.
    pub report: ReportClaims,
    /// Its stories.
    pub stories: Vec<Story>,
    /// Where it was read.
    pub path: Option<String>,
}

impl Library {
    /// Of the stories of some reports.
    pub fn new(stories: Vec<Story>, reports: Vec<ReportClaims>, paths: BTreeMap<String, String>, codebook: String) -> Self {
        let mut homes: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, story) in stories.iter().enumerate() {
            story.reports.iter().for_each(|r| homes.entry(r.id.clone()).or_default().push(i));
        }
        let places = stories.iter().enumerate().map(|(i, s)| (s.id.clone(), i)).collect();
        let reports = reports.into_iter().map(|r| (r.report.id.clone(), r)).collect();
        Library { stories, places, reports, homes, paths, codebook }
    }

    /// The rows of one page of stories, and how many stories there are.
    pub fn rows(&self, order: Order, from: usize, most: usize) -> (Vec<Row>, usize) {
        let mut rows: Vec<Row> = self.stories.iter().map(Row::of).collect();
        sort(&mut rows, order);
        (rows.into_iter().skip(from).take(most).collect(), self.stories.len())
    }

    /// A story by its id.
    pub fn story(&self, id: &str) -> Option<Kept> {
        let story = self.stories.get(*self.places.get(id)?)?.clone();
        let reports: Vec<ReportClaims> = story.reports.iter().filter_map(|r| self.reports.get(&r.id)).cloned().collect();
        let path = |r: &ReportClaims| Some((r.report.id.clone(), self.paths.get(&r.report.id)?.clone()));
        Some(Kept { paths: reports.iter().filter_map(path).collect(), story, reports, codebook: self.codebook.clone() })
    }

    /// What is called by a name, in the newest stories first; at most so many.
    pub fn namesakes(&self, name: &str, most: usize) -> Vec<Namesake> {
        self.rows(Order::Newest, 0, usize::MAX)
            .0
            .iter()
            .filter_map(|r| self.stories.get(*self.places.get(&r.id)?))
            .flat_map(|s| namesakes(s, name))
            .take(most)
            .collect()
    }

    /// A report by its id.
    pub fn report(&self, id: &str) -> Option<Filed> {
        let report = self.reports.get(id)?.clone();
        let stories = self.homes.get(id).into_iter().flatten().filter_map(|&i| self.stories.get(i)).cloned().collect();
        Some(Filed { report, stories, path: self.paths.get(id).cloned() })
    }
}
