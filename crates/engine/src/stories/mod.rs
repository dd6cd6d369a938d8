//! Which reports are about the same happening.
//!
//! 1. [`profile`]: each report becomes weighted words, names and numbers, with its day
//! 2. [`candidates`]: an index over heavy words within a time window names the pairs worth a look; never all pairs
//! 3. [`decide`]: how likely a pair tells one story, from what the two share
//! 4. [`link`]: likely pairs become stories, guarded against a report that glues two together

pub mod candidates;
pub mod decide;
pub mod link;
pub mod profile;

#[cfg(test)]
mod tests;

use profile::Pool;
use sha2::{Digest, Sha256};
use stemma_model::{ReportClaims, StoryGroup};

/// Puts every report into exactly one story; the story with most reports first, then by first report of the input.
/// The reports of a story are in order of publication, those without a date last, then in input order.
///
/// The result depends on the reports and not on the order of a hash table; a story's id depends on its reports alone.
pub fn group(reports: &[ReportClaims]) -> Vec<StoryGroup> {
    let pool = Pool::new(reports);
    let pairs = candidates::pairs(&pool);
    let members = link::link(&pool, &pairs);
    let mut stories: Vec<(usize, Vec<usize>)> = members.into_iter().filter_map(|m| Some((*m.iter().min()?, m))).collect();
    stories.sort_by_key(|(first, m)| (std::cmp::Reverse(m.len()), *first));
    stories.into_iter().map(|(_, m)| story(reports, m)).collect()
}

/// All reports as one story, whatever they say.
pub fn together(reports: &[ReportClaims]) -> StoryGroup {
    story(reports, (0..reports.len()).collect())
}

fn story(reports: &[ReportClaims], mut members: Vec<usize>) -> StoryGroup {
    let published = |i: &usize| reports[*i].report.published.as_deref();
    members.sort_by_key(|i| (published(i).is_none(), published(i), *i));
    let dates = || members.iter().filter_map(published).map(|d| d.get(..10).unwrap_or(d));
    StoryGroup {
        id: id(members.iter().map(|&i| reports[i].report.id.as_str())),
        title: members.iter().map(|&i| title(&reports[i])).find(|t| !t.is_empty()).unwrap_or_default(),
        first: dates().min().map(str::to_owned),
        last: dates().max().map(str::to_owned),
        reports: members.iter().map(|&i| reports[i].report.id.clone()).collect(),
    }
}

/// The headline; without one the first claim's words, or the first line.
fn title(report: &ReportClaims) -> String {
    let headline = report.report.title.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let claim = || report.claims.iter().find(|c| c.kind != "statement" && !c.background).map(|c| c.evidence.text.as_str());
    let line = || report.report.text.lines().map(str::trim).find(|l| !l.is_empty());
    headline.or_else(claim).or_else(line).unwrap_or_default().to_owned()
}

/// An id that depends on the set of report ids alone.
fn id<'a>(reports: impl Iterator<Item = &'a str>) -> String {
    let mut ids: Vec<&str> = reports.collect();
    ids.sort_unstable();
    let mut hash = Sha256::new();
    for id in ids {
        // The length keeps ["ab", "c"] and ["a", "bc"] apart.
        hash.update((id.len() as u64).to_le_bytes());
        hash.update(id.as_bytes());
    }
    hash.finalize().iter().take(6).fold("s".to_owned(), |id, byte| format!("{id}{byte:02x}"))
}
