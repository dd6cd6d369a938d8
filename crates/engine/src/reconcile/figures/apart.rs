//! Totals that are none of the happening, though they are told with it: counts that go back farther, counts over several
//! happenings, and the toll of another one that a report recalls.

use super::Total;
use crate::reconcile::items::Item;
use crate::reconcile::types::{Words, has_words};
use std::collections::BTreeSet;
use stemma_model::{Bound, Claim, Field};

/// Totals of the happening, and those that are compared with none of them.
pub(super) fn split_off(totals: Vec<Total>, items: &[Item<'_>], words: &Words) -> (Vec<Total>, Vec<Total>) {
    let given = |t: &Total, is: &dyn Fn(&Claim) -> bool| !t.given.is_empty() && t.given.iter().all(|&i| is(items[i].claim));
    let (here, mut apart): (Vec<Total>, Vec<Total>) = totals.into_iter().partition(|t| !given(t, &|c| is_long(c, words)));
    // Where every report tells of several happenings, these are the story; and a number that the story has too is no other.
    let (several, one): (Vec<Total>, Vec<Total>) = here.into_iter().partition(|t| given(t, &|c| is_of_several(c, words)));
    if one.is_empty() {
        return (several, apart);
    }
    let same = |t: &Total| one.iter().any(|o| (o.low, o.high) == (t.low, t.high));
    let (mut here, several): (Vec<Total>, Vec<Total>) = several.into_iter().partition(same);
    here.extend(one);
    apart.extend(several);
    (here, apart)
}

/// Whether a claim is a row of a list of happenings: "Marn theatre: 13 dead" with another place's row in the same report.
pub(super) fn is_row(i: usize, own: &[usize], items: &[Item<'_>]) -> bool {
    let label = |i: usize| {
        let (label, rest) = items[i].claim.evidence.text.split_once(": ")?;
        let short = |text: &str, most: usize| text.split_whitespace().count() <= most;
        (short(label, LABEL) && short(rest, ROW)).then_some(label)
    };
    label(i).is_some_and(|mine| own.iter().any(|&o| label(o).is_some_and(|other| other != mine)))
}

/// Most words of the name of a row and of what it says, set by hand.
const LABEL: usize = 5;
const ROW: usize = 4;

/// Parts the claims that count who is still held from those that count who was taken; where all numbers of both are the same,
/// none is parted.
pub(super) fn still_held(measure: &str, members: &[usize], items: &[Item<'_>], words: &Words) -> (Vec<usize>, Vec<usize>) {
    let number = |&i: &usize| items[i].claim.figure.as_ref().filter(|f| f.measure == measure && f.span.is_some()).map(|f| (f.low, f.high));
    let held = |&i: &usize| matches!(measure, "captured" | "arrested") && number(&i).is_some() && is_held(items[i].claim, words);
    let (held, taken): (Vec<usize>, Vec<usize>) = members.iter().partition(|&i| held(i));
    let taken_numbers: BTreeSet<_> = taken.iter().filter_map(number).collect();
    if taken_numbers.is_empty() || held.iter().filter_map(number).all(|n| taken_numbers.contains(&n)) {
        return (Vec::new(), members.to_vec());
    }
    (held, taken)
}

/// Whether a claim tells who is held, not that they were taken: "197 remain captive", "the 218 still held".
fn is_held(claim: &Claim, words: &Words) -> bool {
    let Some(trigger) = &claim.trigger else { return false };
    let before: String = claim.evidence.text.chars().take(trigger.start.saturating_sub(claim.evidence.start)).collect();
    let near = before.rsplit(' ').filter(|w| !w.is_empty()).take(2).any(|w| w.eq_ignore_ascii_case("still"));
    let lower = trigger.text.to_lowercase();
    near || lower.split(|c: char| !c.is_alphanumeric()).any(|w| words.held.iter().any(|x| x == w))
}

/// Whether a claim counts from longer ago than the happening: "14,000 since 2029".
fn is_long(claim: &Claim, words: &Words) -> bool {
    claim.figure.as_ref().is_some_and(|f| f.scope.since.is_some())
        || words.counts_far_back(&claim.evidence.text) && claim.time.as_ref().is_none_or(|t| !t.resolved || t.start != t.end)
}

/// Whether a claim counts the victims of several happenings: "killed in two separate shootings", "shootings that left three
/// dead", "a violent weekend".
fn is_of_several(claim: &Claim, words: &Words) -> bool {
    let lower = claim.evidence.text.to_lowercase();
    let all: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
    let has = |list: &[String], some: &[&str]| some.iter().any(|w| list.iter().any(|x| x == w));
    let several = |k: usize| {
        let before = &all[k.saturating_sub(5)..k];
        let separate = all[k].ends_with('s') && has(&words.separate, &before[before.len().saturating_sub(2)..]);
        let happenings = separate || words.several_happenings.iter().any(|w| w == all[k]);
        happenings && (has(&words.several_in, before) || has(&words.several_do, &all[k + 1..all.len().min(k + 4)]))
    };
    (0..all.len()).any(several) || has_words(&lower, &words.several_spans)
}

/// How many times the story's number another one is that a report only recalls: the dead of a greater disaster. A report of
/// 4 may have counted otherwise than one of 3, and 9 beside 3 may still be the later toll; of 10 such pairs read in
/// `gunviolence` those above this were of another happening.
const RECALLED: i64 = 2;

/// The sentences at the head of a report, the first of them 0, in which a toll of the day would stand.
const HEAD: usize = 3;

/// Parts the totals of one report from those that belong to another happening: a report that gives a number that others give
/// too, and farther down a much larger one that nobody else has, recalls something worse ("the deadliest since …, which killed
/// 49"). `elsewhere` has the numbers of the other reports.
pub(super) fn not_recalled(totals: Vec<Total>, elsewhere: &BTreeSet<i64>, items: &[Item<'_>]) -> (Vec<Total>, Vec<Total>) {
    let exact = |t: &Total| t.low.filter(|low| t.bound == Bound::Exact && *low > 0);
    let told = |low: i64| elsewhere.contains(&low);
    let common: Option<i64> = totals.iter().filter_map(exact).filter(|low| told(*low)).max();
    let at_the_head = |c: &Claim| c.evidence.field == Field::Title || c.sentence < HEAD;
    let recalled = |t: &Total| {
        let far = t.given.iter().all(|&i| !at_the_head(items[i].claim));
        far && exact(t).zip(common).is_some_and(|(low, common)| !told(low) && low > RECALLED * common)
    };
    totals.into_iter().partition(|t| !recalled(t))
}
