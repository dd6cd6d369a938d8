//! Many decisions at once: those that can be made are written in one transaction, in their order, and what was decided before is not
//! decided again.

use super::grouping::is_about_stories;
use super::review::{Asked, Trouble, Wish, anchor, corrections, named, of_claim, rewritten};
use crate::error::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use stemma_engine::Engine;
use stemma_engine::review::overlay::{Overlaid, overlay};
use stemma_model::{Act, Anchor, Attribute, Correction, Decision, ReportClaims, Standing};
use stemma_store::batch::{Maker, What};
use stemma_store::{Store, StoreError};

/// A decision that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The number that it has where it comes from. A withdrawal with such a number withdraws another one from there.
    pub number: Option<i64>,
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

/// Decides all that can be decided, in the order given; when this returns it is on the disk. An outcome for each. A decision that the
/// same coder made before for the same reason counts once for each time that it is given.
pub fn decide_all(path: &Path, engine: &Engine, maker: &Maker, given: &[Given], at: &str) -> Result<Vec<Outcome>, Failure> {
    let mut store = Store::open(path)?;
    loop {
        match once(&mut store, engine, maker, given, at) {
            // Another run has written meanwhile: what was worked out does not hold any more.
            Err(Trouble::Store(StoreError::Changed { .. })) => {}
            Err(Trouble::Store(error)) => return Err(error.into()),
            Err(Trouble::Told(failure)) => return Err(failure),
            Ok(outcomes) => return Ok(outcomes),
        }
    }
}

fn once(store: &mut Store, engine: &Engine, maker: &Maker, given: &[Given], at: &str) -> Result<Vec<Outcome>, Trouble> {
    let worked = store.snapshot(|s| Ok(work(s, engine, given)))??;
    let Worked { batch, outcomes, reports, stories } = worked;
    if !outcomes.iter().any(|o| matches!(o, Outcome::Decided(_))) {
        return Ok(outcomes);
    }
    let mut all: Vec<(&Decision, &str)> = reports.iter().flat_map(|r| r.made().map(|d| (d, r.story.as_str()))).collect();
    all.sort_by_key(|(d, _)| d.decision);
    let writing = store.writing(What::Review, at, batch, maker)?;
    all.into_iter().try_for_each(|(d, story)| writing.decision(d, Some(story)))?;
    for r in &reports {
        r.over.standing.iter().try_for_each(|(n, (state, claim))| writing.ruling(*n, *state, claim.as_deref()))?;
        writing.decided(r.number, r.over.said.as_ref(), &r.machine)?;
    }
    stories.iter().try_for_each(|s| writing.story(s))?;
    writing.commit()?;
    Ok(outcomes)
}

/// What was worked out before the lock is taken.
struct Worked {
    batch: i64,
    outcomes: Vec<Outcome>,
    /// The reports that something was decided of.
    reports: Vec<Subject>,
    /// Their stories, anew.
    stories: Vec<stemma_store::batch::Shelved>,
}

fn work(store: &Store, engine: &Engine, given: &[Given]) -> Result<Worked, Trouble> {
    let batch = store.batch()?;
    let first = store.next_decision()?;
    let mut table = Table { store, engine, first, next: first, reports: BTreeMap::new(), numbers: BTreeMap::new() };
    let mut outcomes = Vec::with_capacity(given.len());
    for one in given {
        outcomes.push(match table.take(one) {
            Ok(outcome) => outcome,
            Err(Trouble::Told(failure)) if failure.is_usage() => Outcome::Refused(failure),
            Err(trouble) => return Err(trouble),
        });
    }
    let reports: Vec<Subject> = table.reports.into_values().filter(|r| r.made().next().is_some()).collect();
    let ids: BTreeSet<&str> = reports.iter().map(|r| r.story.as_str()).collect();
    let mut stories = Vec::new();
    for id in ids {
        let own = reports.iter().filter(|r| r.story == id);
        let changed = own.map(|r| (r.number, (r.over.said.as_ref(), &r.machine))).collect();
        let new: Vec<Decision> = reports.iter().filter(|r| r.story == id).flat_map(Subject::made).cloned().collect();
        stories.push(rewritten(store, engine, id, &changed, &new)?);
    }
    Ok(Worked { batch, outcomes, reports, stories })
}

/// A report that is decided of.
struct Subject {
    number: i64,
    story: String,
    machine: ReportClaims,
    /// The decisions about it, with those that are made here behind the others.
    decisions: Vec<Decision>,
    /// So many were there before.
    before: usize,
    /// Those of them that something given stands for.
    met: BTreeSet<i64>,
    over: Overlaid,
}

impl Subject {
    fn made(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().skip(self.before)
    }

    /// The first decision that was there before, that nothing given stands for yet, and that is the same.
    fn earlier(&mut self, coder: &str, reason: Option<&str>, same: impl Fn(&Act) -> bool) -> Option<Outcome> {
        let is = |d: &&Decision| d.coder == coder && d.reason.as_deref() == reason && same(&d.act) && !self.met.contains(&d.decision);
        let found = self.decisions.iter().take(self.before).find(is)?.decision;
        self.met.insert(found);
        Some(Outcome::Before(found, self.over.standing.get(&found).map_or(Standing::Holds, |s| s.0)))
    }

    fn add(&mut self, decision: Decision) -> Outcome {
        let number = decision.decision;
        self.decisions.push(decision);
        self.over = overlay(&self.machine, &self.decisions);
        Outcome::Decided(number)
    }
}

/// All that is on the table while decisions are made one after another.
struct Table<'s> {
    store: &'s Store,
    engine: &'s Engine,
    /// The number of the first that is made here.
    first: i64,
    next: i64,
    reports: BTreeMap<String, Subject>,
    /// The numbers that decisions have here by those that they have where they come from.
    numbers: BTreeMap<i64, i64>,
}

impl Table<'_> {
    fn take(&mut self, given: &Given) -> Result<Outcome, Trouble> {
        let (coder, reason) = named(&given.asked)?;
        let decision =
            |decision: i64, act: Act| Decision { decision, at: given.asked.at.clone(), coder: coder.clone(), reason: reason.clone(), act };
        let (next, engine) = (self.next, self.engine);
        let outcome = match &given.asked.wish {
            Wish::Withdraw(of) => {
                let of = self.withdrawn(*of, given.number)?;
                if is_about_stories(self.store, &Wish::Withdraw(of))? {
                    let hint = format!("stemma review withdraw {of} --store FILE takes it back");
                    return Err(Failure::usage(format!("decision {of} is about stories: these are decided one at a time"))
                        .hint(hint)
                        .into());
                }
                let subject = self.of_decision(of)?;
                let earlier = subject.earlier(&coder, reason.as_deref(), |act| *act == Act::Withdraw { of });
                match (earlier, subject.over.standing.get(&of)) {
                    (Some(earlier), _) => earlier,
                    (None, Some((Standing::Withdrawn, _))) => {
                        return Err(Failure::usage(format!("decision {of} is withdrawn already")).into());
                    }
                    (None, _) => subject.add(decision(next, Act::Withdraw { of })),
                }
            }
            Wish::Accept(id) => self.of_claim(id, next, &coder, reason.as_deref(), "accept", &decision, |claim| Act::Accept { claim })?,
            Wish::Reject(id) => self.of_claim(id, next, &coder, reason.as_deref(), "reject", &decision, |claim| Act::Reject { claim })?,
            Wish::Choose(..) | Wish::Merge(..) | Wish::Split(..) | Wish::Same(..) | Wish::Different(..) => {
                let what =
                    "values, stories and names are decided one at a time: only verdicts on claims and withdrawals are taken from a file";
                return Err(Failure::usage(what).into());
            }
            Wish::Correct(id, changes) => {
                let subject = self.subject(of_claim(id))?;
                let (claim, read) = anchor(id, &subject.machine)?;
                let read = read.clone();
                let wanted = super::review::wanted(&read, changes, engine)?;
                let machine = subject.machine.claims.clone();
                let has = |list: &[Correction], a: Attribute, v: &Option<String>| list.iter().any(|c| c.attribute == a && c.human == *v);
                let same = |act: &Act| match act {
                    Act::Correct { claim, changes } => {
                        claim.find(&machine).is_some_and(|c| c.id == *id)
                            && !wanted.is_empty()
                            && wanted.iter().all(|(a, v)| has(changes, *a, v))
                    }
                    _ => false,
                };
                match subject.earlier(&coder, reason.as_deref(), same) {
                    Some(earlier) => earlier,
                    None => {
                        let stands = subject.over.said.as_ref().unwrap_or(&subject.machine);
                        let changes = corrections(&read, stands, changes, &subject.machine, engine)?;
                        subject.add(decision(next, Act::Correct { claim, changes }))
                    }
                }
            }
        };
        if let Outcome::Decided(_) = outcome {
            self.next += 1;
        }
        if let (Some(there), Outcome::Decided(here) | Outcome::Before(here, _)) = (given.number, &outcome) {
            self.numbers.insert(there, *here);
        }
        Ok(outcome)
    }

    /// Accepts or rejects a claim.
    #[allow(clippy::too_many_arguments)]
    fn of_claim(
        &mut self,
        id: &str,
        next: i64,
        coder: &str,
        reason: Option<&str>,
        name: &str,
        decision: &dyn Fn(i64, Act) -> Decision,
        act: fn(Anchor) -> Act,
    ) -> Result<Outcome, Trouble> {
        let subject = self.subject(of_claim(id))?;
        let (claim, _) = anchor(id, &subject.machine)?;
        let claims = subject.machine.claims.clone();
        let same = |act: &Act| act.name() == name && act.claim().and_then(|a| a.find(&claims)).is_some_and(|c| c.id == id);
        Ok(match subject.earlier(coder, reason, same) {
            Some(earlier) => earlier,
            None => subject.add(decision(next, act(claim))),
        })
    }

    /// A report by its id, with all that was decided of it.
    fn subject(&mut self, id: &str) -> Result<&mut Subject, Trouble> {
        if !self.reports.contains_key(id) {
            let nothing = || Failure::usage(format!("{}: there is no claim or report {id:?} in it", self.store.path().display()));
            let read = self.store.report(id)?.ok_or_else(nothing)?;
            let story = self.store.report_row(id)?.ok_or_else(nothing)?.story;
            let machine = read.machine.unwrap_or(read.said);
            let decisions = self.store.decisions_about(id)?;
            let over = overlay(&machine, &decisions);
            let (before, met) = (decisions.len(), BTreeSet::new());
            self.reports.insert(id.to_owned(), Subject { number: read.number, story, machine, decisions, before, met, over });
        }
        self.reports.get_mut(id).ok_or_else(|| Failure::usage(format!("there is no report {id:?}")).into())
    }

    /// The number here of the decision that one withdraws.
    fn withdrawn(&self, of: i64, number: Option<i64>) -> Result<i64, Failure> {
        match (self.numbers.get(&of), number) {
            (Some(here), _) => Ok(*here),
            (None, None) => Ok(of),
            (None, Some(_)) => Err(Failure::usage(format!("decision {of}, which it withdraws, is not there, or was not made"))),
        }
    }

    /// The report that a decision is about, whether it was there before or is made here.
    fn of_decision(&mut self, n: i64) -> Result<&mut Subject, Trouble> {
        if n >= self.first {
            let made = self.reports.values_mut().find(|r| r.made().any(|d| d.decision == n));
            return made.ok_or_else(|| Failure::usage(format!("there is no decision {n}")).into());
        }
        let entry = self.store.decision(n)?.ok_or_else(|| Failure::usage(format!("there is no decision {n}")))?;
        let report = super::review::subject(self.store, &entry)?;
        let report = report.ok_or_else(|| Failure::usage(format!("what decision {n} was about was forgotten")))?;
        self.subject(&report)
    }
}
