//! Which reports are about the same happening.
//!
//! 1. [`sketch`]: what is kept of each report: its words ([`terms`]), and who, where, when and what ([`facts`])
//! 2. [`rarity`]: how much a word weighs, by how few reports have it
//! 3. [`index`]: heavy words within a time window name the reports worth a look; never all pairs
//! 4. [`figures`]: what a pair has in common and what sets it apart; [`decide`]: how likely it tells one story
//! 5. [`link`]: likely pairs become stories, guarded against a report that glues two together
//! 6. [`ties`]: what people say of which reports are one story
//! 7. [`pool`]: the reports so far: each new one is placed at once, and stories keep their ids
//! 8. [`explain`]: why two reports are together or apart

pub mod decide;
pub mod explain;
pub mod facts;
pub mod figures;
pub mod index;
pub mod link;
pub mod pool;
pub mod rarity;
pub mod sketch;
pub mod terms;
pub mod ties;

#[cfg(test)]
mod tests;

use pool::{Pool, Shelf};
use sha2::{Digest, Sha256};
use sketch::Sketch;
use std::collections::BTreeMap;
use stemma_model::{ReportClaims, StoryGroup};

/// Puts every report into exactly one story; the story with most reports first, then by first report of the input.
/// The reports of a story are in order of publication, those without a date last, then in input order.
///
/// The stories depend on the reports and neither on their order nor on that of a hash table.
pub fn group(reports: &[ReportClaims]) -> Vec<StoryGroup> {
    let place: BTreeMap<&str, usize> = reports.iter().enumerate().rev().map(|(i, r)| (r.report.id.as_str(), i)).collect();
    let pool = Pool::of(reports.iter().map(Sketch::new).collect(), index::WINDOW);
    list(&pool, |report| place.get(report).copied().unwrap_or(usize::MAX))
}

/// The stories of a pool as they are written, `place` being a report's place in the input.
pub fn list(pool: &Pool, place: impl Fn(&str) -> usize) -> Vec<StoryGroup> {
    let mut stories: Vec<(usize, StoryGroup)> = pool.stories().map(|(shelf, merged)| of_shelf(pool, shelf, &merged, &place)).collect();
    stories.sort_by(|a, b| (b.1.reports.len(), a.0, &a.1.id).cmp(&(a.1.reports.len(), b.0, &b.1.id)));
    stories.into_iter().map(|(_, story)| story).collect()
}

/// One story of a pool as [`list`] writes it, but for the stories that went into it.
pub fn one(pool: &Pool, shelf: &Shelf, place: impl Fn(&str) -> usize) -> StoryGroup {
    of_shelf(pool, shelf, &[], &place).1
}

/// A story and the place of its first report.
fn of_shelf(pool: &Pool, shelf: &Shelf, merged: &[&str], place: &impl Fn(&str) -> usize) -> (usize, StoryGroup) {
    let mut members: Vec<&Sketch> = shelf.members.iter().map(|&i| &pool.sketches[i as usize]).collect();
    members.sort_by_cached_key(|s| (s.published.is_none(), s.published.clone(), place(&s.report), s.report.clone()));
    let first = members.iter().map(|s| place(&s.report)).min().unwrap_or_default();
    (first, story(shelf, merged, &members))
}

/// All reports as one story, whatever they say.
pub fn together(reports: &[ReportClaims]) -> StoryGroup {
    let sketches: Vec<Sketch> = reports.iter().map(Sketch::new).collect();
    let mut members: Vec<&Sketch> = sketches.iter().collect();
    members.sort_by_key(|s| (s.published.is_none(), s.published.as_deref()));
    let founder = sketches.iter().map(|s| s.order()).min().map(|o| o.2).unwrap_or_default();
    story(&Shelf { id: id(founder, 0), ..Shelf::default() }, &[], &members)
}

fn story(shelf: &Shelf, merged: &[&str], members: &[&Sketch]) -> StoryGroup {
    let dates = || members.iter().filter_map(|s| s.published.as_deref()).map(|d| d.get(..10).unwrap_or(d));
    StoryGroup {
        id: shelf.id.clone(),
        title: members.iter().map(|s| s.title.as_str()).find(|t| !t.is_empty()).unwrap_or_default().to_owned(),
        first: dates().min().map(str::to_owned),
        last: dates().max().map(str::to_owned),
        reports: members.iter().map(|s| s.report.clone()).collect(),
        merged: merged.iter().map(|&id| id.to_owned()).collect(),
        split_from: shelf.split_from.clone(),
    }
}

/// The id of the n-th story that a report founds: it depends on that report's id alone, and never changes.
fn id(report: &str, n: u32) -> String {
    let mut hash = Sha256::new();
    hash.update(report.as_bytes());
    hash.update(n.to_le_bytes());
    hash.finalize().iter().take(6).fold("s".to_owned(), |id, byte| format!("{id}{byte:02x}"))
}
