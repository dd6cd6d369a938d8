//! What coders decide of stories: two are one, or reports of one do not belong into it. Stories are grouped by it at once, and
//! whenever they are grouped again.

use super::Trouble;
use super::keeper::Keeper;
use super::review::Wish;
use crate::error::Failure;
use std::collections::BTreeSet;
use stemma_engine::review::grouping::root;
use stemma_engine::stories::pool::Shelf;
use stemma_model::{Act, Decision};

/// A decision names at most so many reports of a side: enough for what is found with them to go with them.
const NAMED: usize = 200;

/// What a wish about stories comes to. The keeper has read what placing needs.
pub(super) fn decided(keeper: &Keeper, wish: &Wish) -> Result<Act, Trouble> {
    match wish {
        Wish::Merge(one, other) => merged(keeper, one, other),
        Wish::Split(story, reports) => split(keeper, story, reports),
        Wish::Tied(act) => tied(keeper, act),
        _ => Err(Failure::usage("this is not decided of stories").into()),
    }
}

/// Groups stories by a decision too. The numbers of those that it changes, and the id of the one that it is about.
pub(super) fn regrouped(keeper: &mut Keeper, decision: &Decision) -> (BTreeSet<u32>, Option<String>) {
    keeper.laid.push(decision.clone());
    keeper.pool.ties = keeper.ties().0;
    let about = &root(&keeper.laid, decision).act;
    let about_these: BTreeSet<String> = about.reports().into_iter().cloned().collect();
    let leaves: BTreeSet<String> =
        if let Act::Apart { reports, .. } = &decision.act { reports.iter().cloned().collect() } else { BTreeSet::new() };
    let stays = if let Act::Apart { from, .. } = about { from.first() } else { about_these.first() };
    let stays = stays.cloned();
    keeper.pool.regroup(&about_these, matches!(decision.act, Act::Withdraw { .. }), &leaves);
    let story = stays.and_then(|id| keeper.pool.position(&id)).map(|at| keeper.pool.story(at).id.clone());
    (keeper.pool.take_changed(), story)
}

/// What is told of reports by their ids, where it can be so.
fn tied(keeper: &Keeper, act: &Act) -> Result<Act, Trouble> {
    let (Act::Together { reports, with: others } | Act::Apart { reports, from: others }) = act else {
        return Err(Failure::usage("this is not decided of stories").into());
    };
    for side in [reports, others] {
        if side.is_empty() {
            return Err(Failure::usage("it names no reports on one of its sides").into());
        }
        if side.len() > NAMED {
            return Err(Failure::usage(format!("at most {NAMED} reports are named on a side")).into());
        }
        // One that was forgotten is known: nothing more is said of it.
        if let Some(strange) = side.iter().find(|r| keeper.knows(r).is_none()) {
            return Err(Failure::usage(format!("{}: there is no report {strange:?} in it", keeper.store.path().display())).into());
        }
    }
    if let Some(both) = reports.iter().find(|r| others.contains(r)) {
        return Err(Failure::usage(format!("the report {both:?} stands on both sides")).into());
    }
    Ok(act.clone())
}

/// The reports of two stories are of one.
fn merged(keeper: &Keeper, one: &str, other: &str) -> Result<Act, Trouble> {
    let (a, b) = (shelf(keeper, one)?, shelf(keeper, other)?);
    if a.id == b.id {
        return Err(Failure::usage(format!("{one} and {other} are one story already: {}", a.id)).into());
    }
    let ids = |s: &Shelf| names(keeper, s).into_iter().take(NAMED).collect();
    Ok(Act::Together { reports: ids(a), with: ids(b) })
}

/// Some reports of a story are apart from the others.
fn split(keeper: &Keeper, story: &str, reports: &[String]) -> Result<Act, Trouble> {
    let shelf = shelf(keeper, story)?;
    let all = names(keeper, shelf);
    let wanted: BTreeSet<&String> = reports.iter().collect();
    if let Some(strange) = wanted.iter().find(|r| !all.contains(r)) {
        return Err(Failure::usage(format!("the report {strange:?} is not in the story {}", shelf.id)).into());
    }
    let (reports, from): (Vec<String>, Vec<String>) = all.into_iter().partition(|r| wanted.contains(r));
    if reports.is_empty() || from.is_empty() {
        return Err(Failure::usage("a split takes some of a story's reports out of it, and leaves some in it").into());
    }
    if reports.len() > NAMED {
        return Err(Failure::usage(format!("at most {NAMED} reports are taken out of a story at once")).into());
    }
    Ok(Act::Apart { reports, from: from.into_iter().take(NAMED).collect() })
}

/// The story that an id, or the address of its page, leads to.
fn shelf<'k>(keeper: &'k Keeper, story: &str) -> Result<&'k Shelf, Trouble> {
    let id = story.trim().rsplit("/story/").next().unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
    let now = keeper.store.moved(id)?;
    let found = now.and_then(|now| keeper.pool.shelves().iter().find(|s| s.id == now && !s.members.is_empty()));
    Ok(found.ok_or_else(|| {
        Failure::usage(format!("there is no story {story:?}")).hint("stemma stories --store FILE --format text lists them with their ids")
    })?)
}

/// The reports of a story, in its order.
fn names(keeper: &Keeper, shelf: &Shelf) -> Vec<String> {
    shelf.members.iter().map(|&at| keeper.pool.sketches[at as usize].report.clone()).collect()
}
