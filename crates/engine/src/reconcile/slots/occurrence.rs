//! Whether it happened: agreed, denied, planned and then done, disputed.

use super::reports;
use crate::reconcile::items::{Item, day};
use crate::reconcile::origins::Voices;
use crate::reconcile::types::{Words, has_words};
use crate::reconcile::values::{finding, value};
use stemma_model::{Filler, Finding, Modality, Status};

/// The finding on whether the happening of some claims took place.
pub fn compare(kind: &str, own: &[&Item<'_>], voices: &Voices<'_>, lists: &Words) -> Finding {
    let slot = if kind == "statement" { "statement" } else { "occurrence" };
    let told = Told::of(own);
    let mut values = Vec::new();
    for group in [&told.done, &told.failed, &told.planned, &told.not_planned, &told.denied, &told.not_done, &told.unsure] {
        if !group.is_empty() {
            values.push(value(words(group), group, voices));
        }
    }
    let (status, why) = judge(kind, own, &told, voices, lists);
    finding(slot.to_owned(), status, values, own, voices, why)
}

/// The claims of a happening by how they put it.
struct Told<'i, 'a> {
    done: Vec<&'i Item<'a>>,
    failed: Vec<&'i Item<'a>>,
    planned: Vec<&'i Item<'a>>,
    not_planned: Vec<&'i Item<'a>>,
    denied: Vec<&'i Item<'a>>,
    not_done: Vec<&'i Item<'a>>,
    unsure: Vec<&'i Item<'a>>,
}

impl<'i, 'a> Told<'i, 'a> {
    fn of(own: &[&'i Item<'a>]) -> Told<'i, 'a> {
        use Modality::*;
        let pick = |modes: &[Modality], negated: &[bool]| -> Vec<&'i Item<'a>> {
            own.iter().copied().filter(|i| modes.contains(&i.claim.modality) && negated.contains(&i.claim.negated)).collect()
        };
        Told {
            done: pick(&[Asserted, Claimed], &[false]),
            failed: pick(&[Failed, Attempted], &[false, true]),
            planned: pick(&[Planned, Ordered, Demanded], &[false]),
            // "He will not go" says nothing of what was done.
            not_planned: pick(&[Planned, Ordered, Demanded], &[true]),
            denied: pick(&[Denied], &[false, true]),
            not_done: pick(&[Asserted, Claimed], &[true]),
            unsure: pick(&[Possible, Rumoured], &[false, true]),
        }
    }
}

fn judge(kind: &str, own: &[&Item<'_>], told: &Told<'_, '_>, voices: &Voices<'_>, lists: &Words) -> (Status, String) {
    let all = reports(own).len();
    // Someone's rejection of an accusation denies it, though the rejection itself is a fact.
    let rejects = |i: &&&Item<'_>| matches!(i.claim.kind.as_str(), "deny" | "reject") && !i.claim.negated;
    let rejected: Vec<&Item<'_>> = own.iter().filter(rejects).copied().collect();
    let rejection = told.denied.is_empty() && rejected.len() < own.len() && kind != "deny" && kind != "reject";
    let denied = if rejection { &rejected } else { &told.denied };
    let denied: Vec<&Item<'_>> = denied.iter().filter(|i| !is_refused(i, lists)).copied().collect();
    if !denied.is_empty() {
        return (Status::Denied, format!("{}, and it is denied by {}.", count(all, "tells it", "tell it"), denier(own, &denied)));
    }
    if told.done.is_empty() && reports(&told.failed).len() > 1 {
        let failed = told.failed.iter().all(|i| i.claim.modality == Modality::Failed);
        let how = if failed { "an attempt that failed" } else { "an attempt" };
        return (Status::Agreed, format!("{} reports tell it as {how}.", reports(&told.failed).len()));
    }
    if let Some((yes, no)) = failure(told, lists) {
        return (Status::Disputed, format!("{} says that it happened, {} that it failed.", voices.report(yes), voices.report(no)));
    }
    if let Some((plan, deed)) = carried_out(told, voices, lists).filter(|_| told.failed.is_empty()) {
        return (Status::Fulfilled, format!("{} tells it as a plan, {} as done.", voices.report(plan), voices.report(deed)));
    }
    if let Some((yes, no)) = contradiction(told, lists).filter(|_| kind != "statement") {
        if is_so_far(no, lists) && before(no, yes, voices) {
            return (
                Status::Updated,
                format!("{} says that it had not happened so far, {} later that it did.", voices.report(no), voices.report(yes)),
            );
        }
        // Whose word it is that it did not happen denies it; a report that says so itself disputes it.
        if let Some(voice) = no.claim.attribution.iter().find(|a| !a.source.is_empty()) {
            return (Status::Denied, format!("{} says that it happened, and {} says that it did not.", voices.report(yes), voice.source));
        }
        return (Status::Disputed, format!("{} says that it happened, {} that it did not.", voices.report(yes), voices.report(no)));
    }
    match (all, voices.all_copies(own)) {
        (1, _) => (Status::Single, "One report tells it.".to_owned()),
        (n, true) => (Status::Single, format!("{n} reports tell it in copies of one text.")),
        (n, false) => (Status::Agreed, format!("{n} reports tell it.")),
    }
}

/// Whether what a claim tells was turned down, not denied: "rejected the offer" says that there was one.
fn is_refused(item: &Item<'_>, lists: &Words) -> bool {
    let claim = item.claim;
    let Some(trigger) = claim.trigger.as_ref().filter(|_| lists.refusable.contains(&claim.kind)) else { return false };
    let before: String = claim.evidence.text.chars().take(trigger.start.saturating_sub(claim.evidence.start)).collect();
    has_words(&before, &lists.refusals)
}

/// Whether a claim says of its day alone that something did not happen: "no arrests have been made".
fn is_so_far(item: &Item<'_>, lists: &Words) -> bool {
    item.claim.figure.as_ref().is_some_and(|f| f.high == Some(0)) || has_words(&item.claim.evidence.text, &lists.so_far)
}

/// Whether the report of one claim is of an earlier day than that of another.
fn before(first: &Item<'_>, then: &Item<'_>, voices: &Voices<'_>) -> bool {
    let of = |i: &Item<'_>| voices.published(i.report).map(day);
    of(first).zip(of(then)).is_some_and(|(a, b)| a < b)
}

/// A plan and its deed: told by different reports, the deed not before the plan. What the report of the plan tells as done
/// by the same word goes on ("the talks will continue"); a demand is nobody's plan.
fn carried_out<'i, 'a>(told: &Told<'i, 'a>, voices: &Voices<'_>, lists: &Words) -> Option<(&'i Item<'a>, &'i Item<'a>)> {
    let going_on = |p: &Item<'_>| told.done.iter().any(|d| d.report == p.report && d.stem == p.stem);
    let meant = |p: &&&'i Item<'a>| p.claim.modality != Modality::Demanded && lists.plans(&p.claim.evidence.text) && !going_on(p);
    let follows = |p: &Item<'_>, d: &Item<'_>| {
        let (planned, done) = (voices.published(p.report), voices.published(d.report));
        let printed = planned.zip(done).is_none_or(|(a, b)| day(a) <= day(b));
        let took_place = planned.zip(d.days).is_none_or(|(a, (_, end))| day(a) <= end);
        p.report != d.report && p.claim.kind == d.claim.kind && printed && took_place
    };
    told.planned.iter().filter(meant).find_map(|p| told.done.iter().find(|d| follows(p, d)).map(|d| (*p, *d)))
}

/// A claim that it happened and one that it did not, of different reports and of the same people. A report that says both
/// speaks of two things.
fn contradiction<'i, 'a>(told: &Told<'i, 'a>, lists: &Words) -> Option<(&'i Item<'a>, &'i Item<'a>)> {
    against(&told.done, &told.not_done, lists)
}

/// A claim that it happened and one that it failed, likewise. Who tells of an attempt does not say that it failed, and a coup
/// that failed is called a coup too: only of what is done to someone who is counted is it one or the other.
fn failure<'i, 'a>(told: &Told<'i, 'a>, lists: &Words) -> Option<(&'i Item<'a>, &'i Item<'a>)> {
    let failed: Vec<&'i Item<'a>> =
        told.failed.iter().filter(|i| i.claim.modality == Modality::Failed && i.measure.is_some()).copied().collect();
    against(&told.done, &failed, lists)
}

fn against<'i, 'a>(yes: &[&'i Item<'a>], no: &[&'i Item<'a>], lists: &Words) -> Option<(&'i Item<'a>, &'i Item<'a>)> {
    let (of_yes, of_no) = (reports(yes), reports(no));
    let both = |i: &Item<'_>| of_yes.contains(&i.report) && of_no.contains(&i.report);
    let same = |a: &Item<'_>, b: &Item<'_>| {
        let meet = |x: &[crate::reconcile::items::Key], y: &[crate::reconcile::items::Key]| {
            x.is_empty() || y.is_empty() || x.iter().any(|k| y.iter().any(|l| k.same(l)))
        };
        // Much is announced and much is not: it is one matter where it is of one thing.
        let of_one = || a.targets.iter().chain(&a.topics).any(|k| b.targets.iter().chain(&b.topics).any(|l| k.same(l)));
        let spoken = lists.spoken.contains(&a.claim.kind) && a.claim.kind != "claim-responsibility";
        a.claim.kind == b.claim.kind && meet(&a.actors, &b.actors) && meet(&a.targets, &b.targets) && (!spoken || of_one())
    };
    let sure: Vec<&'i Item<'a>> = yes.iter().filter(|i| !both(i)).copied().collect();
    no.iter().filter(|i| !both(i)).find_map(|n| sure.iter().find(|y| same(y, n)).map(|y| (*y, *n)))
}

/// Who denies: of the claims that are denials the actor, else the voice that one is cited from; without either, who rejects
/// it in another claim.
fn denier(own: &[&Item<'_>], denied: &[&Item<'_>]) -> String {
    let rejects = |i: &&&Item<'_>| matches!(i.claim.kind.as_str(), "deny" | "reject") && !i.claim.negated;
    let actor = |list: &[&Item<'_>]| list.iter().filter(rejects).find_map(|i| i.claim.roles.actor.first()).map(name_of);
    let voice = || denied.iter().flat_map(|i| &i.claim.attribution).find(|a| !a.source.is_empty()).map(|a| a.source.clone());
    actor(denied).or_else(voice).or_else(|| actor(own)).unwrap_or_else(|| "a report".to_owned())
}

fn name_of(filler: &Filler) -> String {
    filler.name.clone().unwrap_or_else(|| filler.text.clone())
}

/// "One report tells it", "3 reports tell it".
fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("One report {one}") } else { format!("{n} reports {many}") }
}

/// The words of the claim that says most: its trigger with the sentence's own words around it.
fn words(group: &[&Item<'_>]) -> String {
    group
        .iter()
        .filter(|i| i.claim.kind != "statement")
        .filter_map(|i| i.claim.trigger.as_ref())
        .map(|t| t.text.clone())
        .next()
        .or_else(|| group.first().map(|i| i.claim.evidence.text.clone()))
        .unwrap_or_default()
}
