//! All that lies on the table while decisions are made one after another: nothing of it is in the store yet.

use super::super::keeper::Keeper;
use super::super::review::{Changed, Wish, anchor, between, corrections, named, of_claim, rewritten, wanted, words};
use super::super::{Trouble, entities, grouping};
use super::{Given, Outcome};
use crate::error::Failure;
use std::collections::{BTreeMap, BTreeSet};
use stemma_engine::Engine;
use stemma_engine::review::overlay::{Overlaid, overlay};
use stemma_engine::review::standing::withdrawn;
use stemma_model::{Act, Anchor, Attribute, Correction, Decision, ReportClaims, Standing, Story};

/// The table. The decisions about stories, findings and names are those of its keeper, with those that are made here behind them.
pub(super) struct Table<'k> {
    pub(super) keeper: &'k mut Keeper,
    pub(super) engine: &'k Engine,
    /// Whether the keeper has read what placing needs: reports can change their stories.
    pub(super) grouping: bool,
    /// Whether what was decided before is not decided again.
    once: bool,
    /// The number of the first that is made here.
    first: i64,
    /// The decisions that are made here, each with the id that the story it is about had then.
    pub(super) made: Vec<(Decision, Option<String>)>,
    /// The reports that something is decided of, by their ids.
    pub(super) reports: BTreeMap<String, Subject>,
    /// The numbers of the stories whose reports changed.
    pub(super) regrouped: BTreeSet<u32>,
    /// Those decisions of before that something given stands for.
    met: BTreeSet<i64>,
    /// The numbers that decisions have here by those that they have where they come from.
    numbers: BTreeMap<i64, i64>,
    /// Records of stories as they stand now, by their ids.
    records: BTreeMap<String, Story>,
}

/// A report that is decided of.
pub(super) struct Subject {
    pub(super) number: i64,
    pub(super) machine: ReportClaims,
    /// The decisions that name it, with those that are made here behind the others.
    decisions: Vec<Decision>,
    /// What it says by them.
    pub(super) over: Overlaid,
    /// Whether any is made here.
    pub(super) touched: bool,
}

/// What a decision is about.
enum About {
    /// Which reports are in which story.
    Stories,
    /// Claims or names of a report, by its id.
    Report(String),
}

/// Who decides, and why.
type Who = (String, Option<String>);

/// The number and the id of the story that a report is in.
pub(super) fn story(keeper: &Keeper, grouping: bool, report: &Subject) -> Result<(i64, String), Trouble> {
    let lost = || Failure::store(format!("{}: this store is damaged: a report is in no story", keeper.store.path().display()));
    if grouping {
        let at = keeper.numbers.binary_search(&report.number).ok().and_then(|at| u32::try_from(at).ok()).ok_or_else(lost)?;
        let number = keeper.pool.number(at).ok_or_else(lost)?;
        return Ok((i64::from(number) + 1, keeper.pool.story(at).id.clone()));
    }
    let id = keeper.store.report_row(&report.machine.report.id)?.ok_or_else(lost)?.story;
    Ok((keeper.store.shelf(&id)?.ok_or_else(lost)?.number, id))
}

impl<'k> Table<'k> {
    /// With nothing on it.
    pub(super) fn of(keeper: &'k mut Keeper, engine: &'k Engine, grouping: bool, once: bool) -> Result<Self, Trouble> {
        let first = keeper.store.next_decision()?;
        let (made, reports, regrouped) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        let (met, numbers, records) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        Ok(Table { keeper, engine, grouping, once, first, made, reports, regrouped, met, numbers, records })
    }

    /// Decides one.
    pub(super) fn take(&mut self, given: &Given) -> Result<Outcome, Trouble> {
        let outcome = self.decide(given)?;
        if let (Some(there), Outcome::Decided(here) | Outcome::Before(here, _)) = (given.number, &outcome) {
            self.numbers.insert(there, *here);
        }
        Ok(outcome)
    }

    fn decide(&mut self, given: &Given) -> Result<Outcome, Trouble> {
        let who = named(&given.asked)?;
        match &given.asked.wish {
            Wish::Withdraw(of) => {
                let of = self.withdrawn(*of, given.number)?;
                let about = self.about(of)?;
                if let Some(earlier) = self.earlier(&about, &who, |act, _| *act == Act::Withdraw { of }) {
                    return Ok(earlier);
                }
                if withdrawn(self.decisions(&about)).contains_key(&of) {
                    return Err(Failure::usage(format!("decision {of} is withdrawn already")).into());
                }
                self.add(about, given, who, Act::Withdraw { of })
            }
            Wish::Accept(id) => self.verdict(given, who, id, |claim| Act::Accept { claim }),
            Wish::Reject(id) => self.verdict(given, who, id, |claim| Act::Reject { claim }),
            Wish::Correct(id, changes) => self.corrected(given, who, id, changes),
            Wish::Choose(id, slot) => self.chosen(given, who, id, slot.as_deref()),
            wish @ (Wish::Merge(..) | Wish::Split(..) | Wish::Tied(Act::Together { .. } | Act::Apart { .. })) => {
                let act = grouping::decided(self.keeper, wish)?;
                match self.earlier(&About::Stories, &who, |a, _| *a == act) {
                    Some(earlier) => Ok(earlier),
                    None => self.add(About::Stories, given, who, act),
                }
            }
            wish @ (Wish::Same(..) | Wish::Different(..) | Wish::Tied(_)) => {
                let act = match wish {
                    Wish::Tied(act) => entities::tied(act, &self.beside(act)?)?,
                    _ => entities::decided(&self.keeper.store, wish)?,
                };
                let about = About::Report(act.report().cloned().unwrap_or_default());
                match self.earlier(&about, &who, |a, _| *a == act) {
                    Some(earlier) => Ok(earlier),
                    None => self.add(about, given, who, act),
                }
            }
        }
    }

    /// Accepts or rejects a claim.
    fn verdict(&mut self, given: &Given, who: Who, id: &str, act: fn(Anchor) -> Act) -> Result<Outcome, Trouble> {
        let act = act(self.anchored(id)?);
        let about = About::Report(of_claim(id).to_owned());
        let name = act.name();
        match self.earlier(&about, &who, |a, machine| a.name() == name && is_of(a, id, machine)) {
            Some(earlier) => Ok(earlier),
            None => self.add(about, given, who, act),
        }
    }

    fn corrected(&mut self, given: &Given, who: Who, id: &str, changes: &[(Attribute, Option<String>)]) -> Result<Outcome, Trouble> {
        let engine = self.engine;
        let subject = self.subject(of_claim(id))?;
        let (claim, read) = anchor(id, &subject.machine)?;
        let read = read.clone();
        let given_so = wanted(&read, changes, engine)?;
        let has = |list: &[Correction], a: Attribute, v: &Option<String>| list.iter().any(|c| c.attribute == a && c.human == *v);
        let same = |act: &Act, machine: &ReportClaims| match act {
            Act::Correct { changes, .. } => {
                is_of(act, id, machine) && !given_so.is_empty() && given_so.iter().all(|(a, v)| has(changes, *a, v))
            }
            _ => false,
        };
        let about = About::Report(of_claim(id).to_owned());
        if let Some(earlier) = self.earlier(&about, &who, same) {
            return Ok(earlier);
        }
        let subject = self.subject(of_claim(id))?;
        let stands = subject.over.said.as_ref().unwrap_or(&subject.machine);
        let changes = corrections(&read, stands, changes, &subject.machine, engine)?;
        self.add(about, given, who, Act::Correct { claim, changes })
    }

    fn chosen(&mut self, given: &Given, who: Who, id: &str, slot: Option<&str>) -> Result<Outcome, Trouble> {
        let claim = self.anchored(id)?;
        let about = About::Report(of_claim(id).to_owned());
        let same = |act: &Act, machine: &ReportClaims| match act {
            Act::Choose { slot: of, .. } => is_of(act, id, machine) && slot.is_none_or(|slot| slot == of),
            _ => false,
        };
        if let Some(earlier) = self.earlier(&about, &who, same) {
            return Ok(earlier);
        }
        let slot = between(self.record(of_claim(id))?, id, slot)?.1.slot.clone();
        let subject = self.subject(of_claim(id))?;
        let stands = subject.over.said.as_ref().unwrap_or(&subject.machine);
        let value = stands.claims.iter().find(|c| c.id == id).and_then(|c| words(c, &slot));
        if let (Some(wanted), Some(told)) = (given.value.as_deref(), value.as_deref())
            && wanted.trim() != told.trim()
        {
            return Err(Failure::usage(format!("{id:?} tells {told:?} of {slot}, not {wanted:?}"))
                .hint("name the claim that tells the value, or leave the value out")
                .into());
        }
        self.add(about, given, who, Act::Choose { claim, slot, value })
    }

    /// What a claim is known again by.
    fn anchored(&mut self, id: &str) -> Result<Anchor, Trouble> {
        Ok(anchor(id, &self.subject(of_claim(id))?.machine)?.0)
    }

    /// A report by its id, with all that was decided of it.
    fn subject(&mut self, id: &str) -> Result<&mut Subject, Trouble> {
        let store = &self.keeper.store;
        let nothing = || Failure::usage(format!("{}: there is no claim or report {id:?} in it", store.path().display()));
        if !self.reports.contains_key(id) {
            let read = store.report(id)?.ok_or_else(nothing)?;
            let machine = read.machine.unwrap_or(read.said);
            let decisions = store.decisions_about(id)?;
            let over = overlay(&machine, &decisions);
            self.reports.insert(id.to_owned(), Subject { number: read.number, machine, decisions, over, touched: false });
        }
        Ok(self.reports.get_mut(id).ok_or_else(nothing)?)
    }

    /// The decisions about something, with those made here behind the others.
    fn decisions(&self, about: &About) -> &[Decision] {
        match about {
            About::Stories => &self.keeper.laid,
            About::Report(id) => self.reports.get(id).map_or(&[], |r| &r.decisions),
        }
    }

    /// The first decision that was there before, that nothing given stands for yet, and that is the same.
    fn earlier(&mut self, about: &About, who: &Who, same: impl Fn(&Act, &ReportClaims) -> bool) -> Option<Outcome> {
        if !self.once {
            return None;
        }
        let none = ReportClaims::default();
        let machine = if let About::Report(id) = about { self.reports.get(id).map(|r| &r.machine) } else { None }.unwrap_or(&none);
        let is = |d: &&Decision| (&d.coder, &d.reason) == (&who.0, &who.1) && !self.met.contains(&d.decision) && same(&d.act, machine);
        let found = self.decisions(about).iter().take_while(|d| d.decision < self.first).find(is)?.decision;
        self.met.insert(found);
        let entry = self.keeper.store.decision(found).ok().flatten();
        Some(Outcome::Before(found, entry.map_or(Standing::Holds, |e| e.state)))
    }

    /// Makes a decision.
    fn add(&mut self, about: About, given: &Given, (coder, reason): Who, act: Act) -> Result<Outcome, Trouble> {
        let number = self.first + self.made.len() as i64;
        let decision = Decision { decision: number, at: given.asked.at.clone(), coder, reason, act };
        let id = match &about {
            About::Stories => {
                let (changed, story) = grouping::regrouped(self.keeper, &decision);
                self.regrouped.extend(changed);
                self.records.clear();
                story
            }
            About::Report(id) => {
                let own = self.root(&decision)?;
                if !own.is_verdict() {
                    self.keeper.laid.push(decision.clone());
                }
                let subject = self.subject(id)?;
                subject.decisions.push(decision.clone());
                subject.over = overlay(&subject.machine, &subject.decisions);
                subject.touched = true;
                let subject = self.reports.get(id).ok_or_else(|| Failure::usage(format!("there is no report {id:?}")))?;
                let (_, story) = story(self.keeper, self.grouping, subject)?;
                // Which values a finding has does not follow from which of them is chosen.
                if !matches!(own, Act::Choose { .. }) {
                    self.records.remove(&story);
                }
                Some(story)
            }
        };
        self.made.push((decision, id));
        Ok(Outcome::Decided(number))
    }

    /// The number here of the decision that one withdraws.
    fn withdrawn(&self, of: i64, number: Option<i64>) -> Result<i64, Failure> {
        match (self.numbers.get(&of), number) {
            (Some(here), _) => Ok(*here),
            (None, None) => Ok(of),
            (None, Some(_)) => Err(Failure::usage(format!("decision {of}, which it withdraws, is not there, or was not made"))),
        }
    }

    /// A decision by its number, made here or before.
    fn decision(&self, number: i64) -> Result<Decision, Trouble> {
        if let Some((made, _)) = self.made.iter().find(|(d, _)| d.decision == number) {
            return Ok(made.clone());
        }
        let entry = self.keeper.store.decision(number)?.ok_or_else(|| Failure::usage(format!("there is no decision {number}")))?;
        Ok(entry.decision.ok_or_else(|| Failure::usage(format!("what decision {number} was about was forgotten")))?)
    }

    /// What a decision does, or what the withdrawals that it begins lead to.
    fn root(&self, decision: &Decision) -> Result<Act, Trouble> {
        let mut at = decision.clone();
        // A withdrawal is later than what it withdraws, so this ends.
        while let Act::Withdraw { of } = at.act
            && of < at.decision
        {
            at = self.decision(of)?;
        }
        Ok(at.act)
    }

    /// What a decision is about.
    fn about(&mut self, number: i64) -> Result<About, Trouble> {
        let act = self.root(&self.decision(number)?)?;
        if let Act::Together { .. } | Act::Apart { .. } = act {
            return Ok(About::Stories);
        }
        let gone = || Failure::usage(format!("what decision {number} was about was forgotten"));
        let report = act.report().cloned().ok_or_else(gone)?;
        self.subject(&report)?;
        Ok(About::Report(report))
    }

    /// The reports of the story of what is told of names, with these.
    fn beside(&mut self, act: &Act) -> Result<Vec<ReportClaims>, Trouble> {
        let Some(id) = act.report().cloned() else { return Ok(Vec::new()) };
        self.subject(&id)?;
        let Some(subject) = self.reports.get(&id) else { return Ok(Vec::new()) };
        let (number, id) = story(self.keeper, self.grouping, subject)?;
        let reads = match self.shelf(number) {
            Some(shelf) => {
                let numbers: Vec<i64> =
                    self.keeper.pool.shelves()[shelf as usize].members.iter().map(|at| self.keeper.numbers[*at as usize]).collect();
                self.keeper.store.claims_by_number(&numbers)?
            }
            None => self.keeper.store.claims_of(&id)?,
        };
        Ok(reads.into_iter().map(|r| r.said).collect())
    }

    /// The shelf of a story by its number, where its reports changed.
    fn shelf(&self, number: i64) -> Option<u32> {
        u32::try_from(number - 1).ok().filter(|n| self.regrouped.contains(n))
    }

    /// The record of the story that a report is in, with all that is decided up to now.
    fn record(&mut self, report: &str) -> Result<&Story, Trouble> {
        let lost = || Failure::store("this store is damaged: a story has no record".to_owned());
        self.subject(report)?;
        let subject = self.reports.get(report).ok_or_else(lost)?;
        let (number, id) = story(self.keeper, self.grouping, subject)?;
        if !self.records.contains_key(&id) {
            let changed: Changed<'_> = self.reports.values().map(|r| (r.number, (r.over.said.as_ref(), &r.machine))).collect();
            let (keeper, engine) = (&*self.keeper, self.engine);
            let record = match self.shelf(number) {
                Some(shelf) => keeper.reconcile(engine, &BTreeSet::from([shelf]), &changed, false)?.pop().and_then(|s| s.record),
                None if self.made.is_empty() => keeper.store.story(&id)?,
                None => rewritten(&keeper.store, engine, &id, &changed, &keeper.laid, &keeper.recurring.furniture)?.record,
            };
            self.records.insert(id.clone(), record.ok_or_else(lost)?);
        }
        Ok(self.records.get(&id).ok_or_else(lost)?)
    }
}

/// Whether an act is about the claim of this id.
fn is_of(act: &Act, id: &str, machine: &ReportClaims) -> bool {
    act.claim().and_then(|a| a.find(&machine.claims)).is_some_and(|c| c.id == id)
}
