//! Deciding: what coders want is worked out one after another, each on top of those before it, and all that can be decided is written
//! in one transaction, with what it makes of reports and stories.

mod table;

use super::keeper::Keeper;
use super::review::{Asked, Changed, Wish, rewritten};
use super::{Trouble, recurring::Change};
use crate::error::Failure;
use std::collections::BTreeSet;
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::review::grouping::about_stories;
use stemma_model::{Act, Standing};
use stemma_store::StoreError;
use stemma_store::batch::{Maker, Shelved, What};
use table::Table;

/// A decision that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The number that it has where it comes from. A withdrawal with such a number withdraws another one from there.
    pub number: Option<i64>,
    /// What a choice is said to choose: it is refused where the claim tells something else.
    pub value: Option<String>,
    /// What is asked.
    pub asked: Asked,
}

/// What came of one.
#[derive(Debug)]
pub enum Outcome {
    /// It is decided: its number in this store.
    Decided(i64),
    /// It was decided before: as this number, which stands so now.
    Before(i64, Standing),
    /// It cannot be decided.
    Refused(Failure),
}

/// Writes a decision, in one transaction: when this returns it is on the disk. Its number.
pub fn decide(path: &Path, engine: &Engine, maker: &Maker, asked: &Asked) -> Result<i64, Failure> {
    let given = Given { number: None, value: None, asked: asked.clone() };
    match all(path, engine, maker, &[given], &asked.at, false)?.pop() {
        Some(Outcome::Decided(number) | Outcome::Before(number, _)) => Ok(number),
        Some(Outcome::Refused(failure)) => Err(failure),
        None => Err(Failure::usage("nothing was asked")),
    }
}

/// Decides all that can be decided, in the order given; when this returns it is on the disk. An outcome for each. A decision that the
/// same coder made before for the same reason counts once for each time that it is given.
pub fn decide_all(path: &Path, engine: &Engine, maker: &Maker, given: &[Given], at: &str) -> Result<Vec<Outcome>, Failure> {
    all(path, engine, maker, given, at, true)
}

/// With `once`, what was decided before is not decided again.
fn all(path: &Path, engine: &Engine, maker: &Maker, given: &[Given], at: &str, once: bool) -> Result<Vec<Outcome>, Failure> {
    let mut keeper = Keeper::unread(path, maker.clone())?;
    loop {
        match decided(&mut keeper, engine, given, at, once) {
            // Another run has written meanwhile: what was worked out does not hold any more.
            Err(Trouble::Store(StoreError::Changed { .. })) => {}
            outcomes => return outcomes.map_err(Trouble::told),
        }
    }
}

fn decided(keeper: &mut Keeper, engine: &Engine, given: &[Given], at: &str, once: bool) -> Result<Vec<Outcome>, Trouble> {
    keeper.load_decided()?;
    let grouping = about_any_story(keeper, given);
    if grouping {
        keeper.load()?;
    }
    let batch = keeper.batch;
    let mut table = Table::of(keeper, engine, grouping, once)?;
    let mut outcomes = Vec::with_capacity(given.len());
    for one in given {
        outcomes.push(match table.take(one) {
            Ok(outcome) => outcome,
            Err(Trouble::Told(failure)) if failure.is_usage() => Outcome::Refused(failure),
            Err(trouble) => return Err(trouble),
        });
    }
    if outcomes.iter().any(|o| matches!(o, Outcome::Decided(_))) {
        write(table, at)?;
    } else if table.keeper.store.batch()? != batch {
        // What was refused may have been read half before and half after what another run wrote.
        return Err(StoreError::Changed { path: table.keeper.store.path().display().to_string() }.into());
    }
    Ok(outcomes)
}

/// Whether anything that is given changes which reports are in which story: then all that placing needs has to be read.
fn about_any_story(keeper: &Keeper, given: &[Given]) -> bool {
    let own = about_stories(&keeper.laid);
    given.iter().any(|g| match &g.asked.wish {
        Wish::Merge(..) | Wish::Split(..) | Wish::Tied(Act::Together { .. } | Act::Apart { .. }) => true,
        Wish::Withdraw(of) => own.contains(of),
        _ => false,
    })
}

/// Writes what was decided, the reports that say something else by it, and the stories that it changes.
fn write(table: Table<'_>, at: &str) -> Result<(), Trouble> {
    let Table { keeper, engine, regrouped, reports, made, grouping, .. } = table;
    let decided: Vec<_> = reports.values().filter(|r| r.touched).collect();
    let changed: Changed<'_> = decided.iter().map(|r| (r.number, (r.over.said.as_ref(), &r.machine))).collect();
    let (mut stories, mut turned, mut founded, mut standing) = (Vec::new(), Change::default(), Vec::new(), Default::default());
    if grouping {
        // What recurs in many stories is counted by story, so reports that change theirs may make it more or less.
        let moved = keeper.moved(&regrouped, &Changed::new())?;
        turned = keeper.recurring.place(&keeper.store, &keeper.pool, &keeper.numbers, &regrouped, &[], &moved)?;
        stories = keeper.reconcile(engine, &regrouped, &changed, false)?;
        let others: BTreeSet<u32> = keeper.with(&BTreeSet::new(), &turned)?.difference(&regrouped).copied().collect();
        stories.extend(keeper.reconcile(engine, &others, &changed, true)?);
        founded = keeper.newly_founded(&regrouped);
        standing = keeper.ties().1;
    }
    let there: BTreeSet<i64> = stories.iter().map(|s: &Shelved| s.number).collect();
    let mut ids = BTreeSet::new();
    for report in &decided {
        let (number, id) = table::story(keeper, grouping, report)?;
        if !there.contains(&number) {
            ids.insert(id);
        }
    }
    for id in ids {
        stories.push(rewritten(&keeper.store, engine, &id, &changed, &keeper.laid, &keeper.recurring.furniture)?);
    }
    let writing = keeper.store.writing(What::Review, at, keeper.batch, &keeper.maker)?;
    made.iter().try_for_each(|(d, story)| writing.decision(d, story.as_deref()))?;
    for report in &decided {
        report.over.standing.iter().try_for_each(|(n, (state, claim))| writing.ruling(*n, *state, claim.as_deref()))?;
        writing.decided(report.number, report.over.said.as_ref(), &report.machine)?;
    }
    stories.iter().try_for_each(|s| writing.story(s))?;
    writing.furniture(&turned.turned)?;
    founded.iter().try_for_each(|&(n, founded)| writing.founded(n, founded))?;
    standing.iter().try_for_each(|(n, (state, claim))| writing.ruling(*n, *state, claim.as_deref()))?;
    writing.commit()?;
    Ok(())
}
