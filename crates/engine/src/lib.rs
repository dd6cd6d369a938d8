//! Reports in, record out; pure and deterministic. The modules follow the data:
//!
//! 1. [`claims`]: an analysed report → its claims and entities
//! 2. [`stories`]: which reports are about the same happening
//! 3. [`lineage`]: which report descends from which, and on which wire
//! 4. [`reconcile`]: claims of a story → events, findings, harm
//!
//! [`review`] lays what coders decided over 1 and 4. [`trees`] asks the learned trees of any of them.
//!
//! Nothing here reads a file, a clock or an environment variable.

pub mod claims;
pub mod lexicon;
pub mod lineage;
pub mod reconcile;
pub mod review;
pub mod stories;
pub mod trees;

use claims::analysis::Analysis;
use claims::places::gazetteer::Gazetteer;
use lexicon::Lexicon;
use lineage::Lineage;
use lineage::furniture::Furniture;
use reconcile::align::weights::Weights;
use reconcile::codebook::Codebook;
use reconcile::revise;
use reconcile::types::{Rules, Words};
use reconcile::victims::choose::{self, Choices};
use reconcile::victims::wording::{self, Spot};
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use stemma_model::{Report, ReportClaims, Story, StoryGroup};
use stemma_nlp::Doc;
use stories::ties::Ties;

/// What the engine needs besides reports.
#[derive(Debug, Default)]
pub struct Engine {
    /// What triggers what.
    pub lexicon: Lexicon,
    /// The reconciler's word lists.
    pub words: Words,
    /// What makes two claims tellings of one happening.
    pub align: Weights,
    /// What speaks for a number of killed and of injured.
    pub victims: choose::Weights,
    /// How figures are fused.
    pub codebook: Codebook,
    /// The known places.
    pub gazetteer: Gazetteer,
    /// On how many threads stories are reconciled side by side: nothing but the time that it takes depends on it.
    pub threads: usize,
}

impl Engine {
    /// The claims of one report. `analyse` turns texts (blocks, quotes normalised) into documents, one each.
    pub fn claims(&self, report: Report, analyse: &dyn Fn(&[&str]) -> Vec<Doc>) -> ReportClaims {
        claims::extract(Analysis::new(report, analyse), &self.lexicon, &self.words, &self.gazetteer)
    }

    /// The reconciled stories of reports whose claims were extracted, the story with most reports first. Only the histories
    /// depend on the order of the reports.
    pub fn record(&self, reports: &[ReportClaims]) -> Vec<Story> {
        self.record_since(reports, &[])
    }

    /// As [`Engine::record`], going on from the stories of an earlier record: ids stay, and histories say what changed. A
    /// report of `old` that is not among `reports` is withdrawn.
    pub fn record_since(&self, reports: &[ReportClaims], old: &[Story]) -> Vec<Story> {
        let by_id: BTreeMap<&str, &ReportClaims> = reports.iter().map(|r| (r.report.id.as_str(), r)).collect();
        let members = |group: &StoryGroup| arrived(group.reports.iter().filter_map(|id| by_id.get(id.as_str()).copied()), old);
        let mut groups = stories::group(reports);
        // A record does not depend on the order of its input.
        groups.sort_by(|a, b| (b.reports.len(), &a.first, &a.id).cmp(&(a.reports.len(), &b.first, &b.id)));
        let furniture = Furniture::of(groups.iter().map(members));
        let mut stories = groups.iter().map(|group| self.story(group, &members(group), &furniture)).collect();
        revise::go_on(&mut stories, old);
        stories
    }

    /// The reconciled stories of `groups`, in that order, going on from stories as they were: those that `groups` continue, by
    /// their ids, and those that went into them. `reports` holds the members of the groups, and `furniture` what stands in
    /// reports of many stories, these or others.
    pub fn stories<R: Borrow<ReportClaims> + Sync>(
        &self,
        groups: &[StoryGroup],
        reports: &[R],
        old: &[Story],
        furniture: &Furniture,
    ) -> Vec<Story> {
        self.stories_named(groups, reports, old, furniture, self.rules().names)
    }

    /// As [`Engine::stories`], where people say of some names which are one and which are not.
    pub fn stories_named<R: Borrow<ReportClaims> + Sync>(
        &self,
        groups: &[StoryGroup],
        reports: &[R],
        old: &[Story],
        furniture: &Furniture,
        names: &Ties,
    ) -> Vec<Story> {
        let by_id: BTreeMap<&str, &ReportClaims> = reports.iter().map(R::borrow).map(|r| (r.report.id.as_str(), r)).collect();
        let members = |group: &StoryGroup| arrived(group.reports.iter().filter_map(|id| by_id.get(id.as_str()).copied()), old);
        let rules = Rules { names, ..self.rules() };
        let mut stories: Vec<Story> = across(self.threads, groups, |group| story_of(group, &members(group), furniture, rules));
        revise::go_on_by_id(&mut stories, old);
        stories.truncate(groups.len());
        stories
    }

    /// As [`Engine::record`], but with all reports taken for one story: for when people know that they belong together.
    pub fn record_as_one(&self, reports: &[ReportClaims]) -> Story {
        let group = stories::together(reports);
        self.story(&group, &ordered(reports, &group, &[]), &Furniture::default())
    }

    /// As [`Engine::record_as_one`], going on from the stories of an earlier record; what is left of those that went into the
    /// one story is in its `withdrawn`.
    pub fn record_as_one_since(&self, reports: &[ReportClaims], old: &[Story]) -> Vec<Story> {
        let group = stories::together(reports);
        let mut stories = vec![self.story(&group, &ordered(reports, &group, old), &Furniture::default())];
        revise::go_on(&mut stories, old);
        stories
    }

    /// What a story's numbers of killed and injured are chosen from, for training; words that are not `known` at their place
    /// are not counted.
    pub fn choices(&self, reports: &[&ReportClaims], known: &dyn Fn(Spot, &str) -> bool) -> Choices {
        let entities = reconcile::entities::join(reports, &Ties::default());
        let (items, _) = reconcile::items::items(reports, &entities, &self.lexicon);
        choose::choices(&reconcile::victims::mention::find(&items), &items, known)
    }

    /// The words of a story's reports by place, each once, for training.
    pub fn wording(&self, reports: &[&ReportClaims]) -> Vec<(Spot, String)> {
        let (items, _) = reconcile::items::items(reports, &[], &self.lexicon);
        let sentences = wording::sentences(&items);
        let read = wording::read(&sentences, &|_, _| true);
        let all: BTreeSet<&(Spot, &str)> = read.words.keys().chain(read.numbers.values().flat_map(|list| list.keys())).collect();
        all.into_iter().map(|(spot, word)| (*spot, (*word).to_owned())).collect()
    }

    /// What reconciling goes by.
    pub fn rules(&self) -> Rules<'_> {
        let Engine { lexicon, words, align, victims, codebook, .. } = self;
        static NOTHING: LazyLock<Ties> = LazyLock::new(Ties::default);
        Rules { lexicon, words, align, victims, codebook, names: &NOTHING }
    }

    /// `members` in the order in which they came.
    fn story(&self, group: &StoryGroup, members: &[&ReportClaims], furniture: &Furniture) -> Story {
        story_of(group, members, furniture, self.rules())
    }
}

fn story_of(group: &StoryGroup, members: &[&ReportClaims], furniture: &Furniture, rules: Rules<'_>) -> Story {
    let Lineage { descents, origins } = lineage_of(members, furniture);
    Story { origins, ..reconcile::reconcile(group, members, descents, rules) }
}

/// The lineage that the record of a story has, whatever the order of its reports.
pub fn lineage_of(members: &[&ReportClaims], furniture: &Furniture) -> Lineage {
    lineage::trace(&reconcile::in_order(members), furniture)
}

/// What `work` makes of each thing, in the order of the things, on so many threads.
fn across<T: Sync, R: Send>(threads: usize, things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.min(things.len());
    if threads < 2 {
        return things.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut made = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(at) else { return made };
            made.push((at, work(thing)));
        }
    };
    let mut made: Vec<(usize, R)> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(take)).collect();
        all.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, made)| made).collect()
}

/// The reports of a group, in the order in which they came.
fn ordered<'r>(reports: &'r [ReportClaims], group: &StoryGroup, old: &[Story]) -> Vec<&'r ReportClaims> {
    let by_id: BTreeMap<&str, &ReportClaims> = reports.iter().map(|r| (r.report.id.as_str(), r)).collect();
    arrived(group.reports.iter().filter_map(|id| by_id.get(id.as_str()).copied()), old)
}

/// Reports in the order in which they came: those of an earlier record first.
fn arrived<'r>(reports: impl Iterator<Item = &'r ReportClaims>, old: &[Story]) -> Vec<&'r ReportClaims> {
    let known: BTreeSet<&str> = old.iter().flat_map(|s| &s.reports).map(|r| r.id.as_str()).collect();
    let (mut first, then): (Vec<_>, Vec<_>) = reports.partition(|r| known.contains(r.report.id.as_str()));
    first.extend(then);
    first
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use claims::attribution::frozen;
    use stemma_model::{Block, BlockKind, SourceKind};

    #[test]
    fn what_is_made_stands_in_the_order_of_the_things_on_any_number_of_threads() {
        let things: Vec<usize> = (0..100).collect();
        let made: Vec<String> = things.iter().map(usize::to_string).collect();
        for threads in [0, 1, 3, 200] {
            assert_eq!(across(threads, &things, usize::to_string), made);
        }
        assert_eq!(across(2, &[], usize::to_string), [""; 0]);
    }

    #[test]
    fn a_person_is_the_kind_of_voice_that_the_text_calls_him_elsewhere() {
        let doc = || {
            frozen::docs(include_str!("../tests/data/voices.jsonl")).into_iter().find(|(id, _)| id.starts_with("Mayor Ann Lee")).unwrap()
        };
        let (text, end) = (doc().0, doc().0.chars().count());
        let report = Report { text, blocks: vec![Block { start: 0, end, kind: BlockKind::Paragraph }], ..Report::default() };
        let found = Engine::default().claims(report, &|_| vec![doc().1]);
        let voices: Vec<_> = found.claims.iter().flat_map(|c| &c.attribution).map(|a| (a.source.as_str(), a.kind)).collect();
        assert_eq!(voices, [("Ann Lee", SourceKind::Official)]);
    }
}
