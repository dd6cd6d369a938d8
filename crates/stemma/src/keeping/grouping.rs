//! What coders decide of stories: two are one, or reports of one do not belong into it. Stories are grouped by it at once, and
//! whenever they are grouped again.

use super::keeper::{Keeper, Trouble};
use super::review::{Asked, LAID, Wish, named};
use crate::error::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::review::grouping::{about_stories, root};
use stemma_engine::stories::pool::Shelf;
use stemma_model::{Act, Decision, Standing};
use stemma_store::batch::{Maker, What};
use stemma_store::{Store, StoreError};

/// A decision names at most so many reports of a side: enough for what is found with them to go with them.
const NAMED: usize = 200;

/// Whether a wish is about stories, also where it withdraws such a decision.
pub(super) fn is_about_stories(store: &Store, wish: &Wish) -> Result<bool, Failure> {
    Ok(match wish {
        Wish::Merge(..) | Wish::Split(..) => true,
        Wish::Withdraw(of) => about_stories(&store.decisions_of(LAID)?).contains(of),
        _ => false,
    })
}

/// Writes a decision about stories, in one transaction with the stories that it changes. Its number.
pub(super) fn decide(path: &Path, engine: &Engine, maker: &Maker, asked: &Asked) -> Result<i64, Failure> {
    let mut keeper = Keeper::open(path, maker.clone())?;
    loop {
        match once(&mut keeper, engine, asked) {
            // Another run has written meanwhile: what was worked out does not hold any more.
            Err(Trouble::Store(StoreError::Changed { .. })) => keeper.load()?,
            outcome => return outcome.map_err(Trouble::told),
        }
    }
}

fn once(keeper: &mut Keeper, engine: &Engine, asked: &Asked) -> Result<i64, Trouble> {
    let (coder, reason) = named(asked)?;
    let act = match &asked.wish {
        Wish::Merge(one, other) => merged(keeper, one, other)?,
        Wish::Split(story, reports) => split(keeper, story, reports)?,
        Wish::Withdraw(of) => withdrawn(keeper, *of)?,
        _ => return Err(Failure::usage("this is not decided of stories").into()),
    };
    let decision = Decision { decision: keeper.store.next_decision()?, at: asked.at.clone(), coder, reason, act };
    keeper.laid.push(decision.clone());
    let (ties, standing) = keeper.ties();
    keeper.pool.ties = ties;
    let about = &root(&keeper.laid, &decision).act;
    let about_these: BTreeSet<String> = about.reports().into_iter().cloned().collect();
    let leaves: BTreeSet<String> =
        if let Act::Apart { reports, .. } = &decision.act { reports.iter().cloned().collect() } else { BTreeSet::new() };
    let stays = if let Act::Apart { from, .. } = about { from.first() } else { about_these.first() };
    let stays = stays.cloned();
    keeper.pool.regroup(&about_these, matches!(decision.act, Act::Withdraw { .. }), &leaves);
    let changed = keeper.pool.take_changed();
    // What recurs in many stories is counted by story, so reports that change theirs may make it more or less.
    let moved = keeper.moved(&changed, &BTreeMap::new())?;
    let recurring = keeper.recurring.place(&keeper.store, &keeper.pool, &keeper.numbers, &changed, &[], &moved)?;
    let mut stories = keeper.reconcile(engine, &changed, &BTreeMap::new(), false)?;
    let others = keeper.with(&BTreeSet::new(), &recurring)?;
    stories.extend(keeper.reconcile(engine, &others, &BTreeMap::new(), true)?);
    let founded = keeper.newly_founded(&changed);
    let story = stays.and_then(|id| keeper.pool.position(&id)).map(|at| keeper.pool.story(at).id.clone());
    let writing = keeper.store.writing(What::Review, &asked.at, keeper.batch, &keeper.maker)?;
    writing.decision(&decision, story.as_deref())?;
    stories.iter().try_for_each(|s| writing.story(s))?;
    writing.furniture(&recurring.turned)?;
    founded.iter().try_for_each(|&(n, founded)| writing.founded(n, founded))?;
    standing.iter().try_for_each(|(n, (state, claim))| writing.ruling(*n, *state, claim.as_deref()))?;
    keeper.batch = writing.commit()?;
    Ok(decision.decision)
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

fn withdrawn(keeper: &Keeper, of: i64) -> Result<Act, Trouble> {
    let entry = keeper.store.decision(of)?.ok_or_else(|| Failure::usage(format!("there is no decision {of}")))?;
    if entry.state == Standing::Withdrawn {
        return Err(Failure::usage(format!("decision {of} is withdrawn already")).into());
    }
    Ok(Act::Withdraw { of })
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
