//! What different totals of one scope mean: two ways to say one thing, an update, a correction, a stale print, a dispute.
//!
//! Three times are kept apart: when a count held (as-of), when it was printed (published), and when the thing happened,
//! which is no matter here.

use super::bounds;
use crate::reconcile::types::{Words, words_in};
use crate::reconcile::values::{Relation, relation};
use jiff::Timestamp;
use std::cmp::Ordering;
use stemma_model::Status;

/// One claim that gives a total.
#[derive(Clone, Debug)]
pub struct Telling<'a> {
    /// When the count held, as far as is told: its as-of, else when it was printed.
    pub as_of: Option<&'a str>,
    /// When it was printed.
    pub published: Option<&'a str>,
    /// Whether the report itself says when the count held.
    pub stated: bool,
    /// The sentence.
    pub sentence: &'a str,
}

/// One total and who tells it.
#[derive(Clone, Debug)]
pub struct Total<'a> {
    /// The least.
    pub low: Option<i64>,
    /// The most.
    pub high: Option<i64>,
    /// What it may be of everyone: "four others" are four or more. Its bounds where it counts whom the others count.
    pub holds: Bounds,
    /// Its tellings.
    pub told: Vec<Telling<'a>>,
}

/// Where the totals are from.
#[derive(Clone, Copy, Debug)]
pub struct Story {
    /// How many reports give any of them.
    pub reports: usize,
    /// Whether these are copies of one text.
    pub copies: bool,
    /// Whether such a count can fall: of those still held, not of those who were taken.
    pub falls: bool,
}

/// The bounds of a total.
pub type Bounds = (Option<i64>, Option<i64>);

/// What a set of totals means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How they relate.
    pub status: Status,
    /// The sentence that says so.
    pub why: String,
    /// The bounds of those that do not hold any more: of an update all that were lower, of a correction what was taken back.
    pub replaced: Vec<Bounds>,
}

/// What a set of different totals means. The order of the totals and of their tellings changes nothing but the order in
/// which the sentence names them.
pub fn judge(totals: &[Total<'_>], story: Story, words: &Words) -> Verdict {
    let (status, why, replaced) = judged(totals, story, words);
    let mut replaced: Vec<Bounds> = replaced.into_iter().map(|t| (t.low, t.high)).collect();
    replaced.sort_unstable();
    replaced.dedup();
    Verdict { status, why, replaced }
}

fn judged<'t, 'a>(totals: &'t [Total<'a>], story: Story, words: &Words) -> (Status, String, Vec<&'t Total<'a>>) {
    let said = |t: &Total<'_>| bounds(t.low, t.high);
    let mut totals: Vec<&'t Total<'a>> = totals.iter().collect();
    totals.sort_by_key(|t| (t.low, t.high));
    if let [one] = totals[..] {
        let value = said(one);
        let (status, why) = match (story.reports, story.copies) {
            (1, _) => (Status::Single, format!("One report gives {value}.")),
            (n, true) => (Status::Single, format!("{n} reports give {value} in copies of one text.")),
            (n, false) => (Status::Agreed, format!("{n} reports give {value}.")),
        };
        return (status, why, Vec::new());
    }
    let list = join(&totals.iter().map(|t| said(t)).collect::<Vec<_>>());
    let apart: Vec<(&'t Total<'a>, &'t Total<'a>)> = totals
        .iter()
        .enumerate()
        .flat_map(|(i, a)| totals[i + 1..].iter().map(move |b| (*a, *b)))
        .filter(|(a, b)| relation(a.holds, b.holds) == Relation::Incompatible)
        .collect();
    if apart.is_empty() {
        let status = if story.reports > 1 && !story.copies { Status::Refined } else { Status::Single };
        let wide = totals.iter().any(|t| t.holds != (t.low, t.high));
        let why = if wide { "they may not count the same people" } else { "one is more exact" };
        return (status, format!("{list} can hold together: {why}."), Vec::new());
    }
    let turns: Vec<(Turn, &'t Total<'a>, &'t Total<'a>)> = apart.iter().map(|(a, b)| (turn(a, b, words), *a, *b)).collect();
    let overtaken = || turns.iter().filter(|(turn, ..)| matches!(turn, Turn::Risen | Turn::Stale));
    if story.falls && turns.iter().all(|(turn, ..)| matches!(turn, Turn::Risen | Turn::Fallen)) {
        let old = turns.iter().map(|(turn, low, high)| if *turn == Turn::Risen { *low } else { *high });
        return (Status::Updated, format!("{list}: such a count rises and falls, and these are of different days."), old.collect());
    }
    if let Some((cue, wrong)) = correction(&totals, &apart, words) {
        let Some((old, new)) = wrong else {
            let why = format!("{list} cannot both hold, and a report says \u{201c}{cue}\u{201d} of one of them.");
            return (Status::Corrected, why, overtaken().map(|(_, low, _)| *low).collect());
        };
        let why = format!("{} replaces {}, of which a report says \u{201c}{cue}\u{201d}.", said(new), said(old));
        // What was taken back has replaced nothing.
        let others = overtaken().filter(|(_, _, high)| !std::ptr::eq(*high, old)).map(|(_, low, _)| *low);
        return (Status::Corrected, why, others.chain([old]).collect());
    }
    // The worst pair decides: it is in the order of `Turn`.
    let Some((worst, low, high)) = turns.iter().copied().max_by_key(|t| t.0) else {
        return (Status::Disputed, format!("{list} cannot both hold."), Vec::new());
    };
    let (a, b) = (said(low), said(high));
    let (status, why) = match worst {
        Turn::Risen => (Status::Updated, format!("{list}: the count rose from {a} to {b}{}.", when(low, high))),
        Turn::Stale => (Status::Lagged, format!("{list}: {a} was printed again after {b} was public.")),
        Turn::Together => (Status::Disputed, format!("{a} and {b} cannot both hold{}.", same_time(low))),
        Turn::Undated => {
            (Status::Disputed, format!("{a} and {b} cannot both hold; without dates a later count cannot be told from a different one."))
        }
        Turn::Fallen => (Status::Disputed, format!("{a} and {b} cannot both hold: {a} came after {b}, and such a count does not fall.")),
    };
    (status, why, overtaken().map(|(_, low, _)| *low).collect())
}

/// How a higher total follows a lower one, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// The higher one is later.
    Risen,
    /// The higher one is later, and the lower one was printed again.
    Stale,
    /// Both as of one time.
    Together,
    /// When they held is not known.
    Undated,
    /// The lower one is later.
    Fallen,
}

/// How the higher total follows the lower one.
fn turn(low: &Total<'_>, high: &Total<'_>, words: &Words) -> Turn {
    match by_time(low, high) {
        // A report that says that the count rose says which came first.
        Turn::Together | Turn::Undated if high.told.iter().any(|t| words_in(t.sentence, &words.rise_cues).is_some()) => Turn::Risen,
        turn => turn,
    }
}

/// How the higher total follows the lower one by when they were told.
fn by_time(low: &Total<'_>, high: &Total<'_>) -> Turn {
    let times = |t: &Total<'_>| t.told.iter().map(|x| x.as_of.map(Moment::new)).collect::<Option<Vec<Moment>>>();
    let (Some(lows), Some(highs)) = (times(low), times(high)) else { return Turn::Undated };
    let all_before = |x: &Moment, list: &[Moment]| list.iter().all(|y| x.before(y));
    // Told after a time at which the higher one was told already.
    let late: Vec<usize> = (0..lows.len()).filter(|&i| highs.iter().any(|h| h.before(&lows[i]))).collect();
    if late.is_empty() {
        let last = highs.iter().any(|h| lows.iter().all(|l| l.before(h)));
        let reprinted = low.told.iter().any(|t| t.stated && printed_after(t, high));
        return match (last, reprinted) {
            (false, _) => Turn::Together,
            (true, false) => Turn::Risen,
            (true, true) => Turn::Stale,
        };
    }
    // Told before the higher one, and again after it.
    if lows.iter().any(|l| all_before(l, &highs)) { Turn::Stale } else { Turn::Fallen }
}

/// Whether a telling was printed after a total had been.
fn printed_after(t: &Telling<'_>, other: &Total<'_>) -> bool {
    let published = |t: &Telling<'_>| t.published.map(Moment::new);
    published(t).is_some_and(|p| other.told.iter().filter_map(published).any(|o| o.before(&p)))
}

/// A day, or a moment of one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Moment {
    day: String,
    at: Option<Timestamp>,
}

impl Moment {
    fn new(iso: &str) -> Moment {
        Moment { day: crate::reconcile::items::day(iso).to_owned(), at: iso.parse().ok() }
    }

    /// Whether this is known to be earlier: by the clock where both have one with its zone, else by the day.
    fn before(&self, other: &Moment) -> bool {
        match (self.at, other.at) {
            (Some(a), Some(b)) => a.cmp(&b) == Ordering::Less,
            _ => self.day < other.day,
        }
    }
}

/// Words by which a report takes a total back, with the old and the new one where that can be told: the old one is told in
/// that sentence. That a lower number was said earlier takes nothing back: such counts rise.
fn correction<'w, 't, 'a>(
    totals: &[&'t Total<'a>],
    apart: &[(&'t Total<'a>, &'t Total<'a>)],
    words: &'w Words,
) -> Option<(&'w str, Option<(&'t Total<'a>, &'t Total<'a>)>)> {
    let has = |t: &Total<'_>, cues: &'w [String]| {
        let mut found: Vec<&str> = t.told.iter().filter_map(|x| words_in(x.sentence, cues)).collect();
        found.sort_unstable();
        found.first().copied()
    };
    let wrong: Vec<(&str, &&Total<'a>)> = totals.iter().filter_map(|t| Some((has(t, &words.correction_cues)?, t))).collect();
    // What was said before the lower total was is no word that was taken back: that count is the earlier one.
    let mut earlier = apart
        .iter()
        .filter(|(low, high)| by_time(low, high) != Turn::Risen)
        .filter_map(|(low, high)| Some((has(high, &words.earlier_cues)?, Some((*high, *low)))));
    match wrong[..] {
        [] => earlier.next(),
        [(cue, t)] => {
            let others: Vec<&Total<'a>> = apart
                .iter()
                .filter_map(|(a, b)| if std::ptr::eq(*a, *t) { Some(*b) } else { std::ptr::eq(*b, *t).then_some(*a) })
                .collect();
            let pair = if let [one] = others[..] { Some(old_and_new(t, one, words)) } else { None };
            Some((cue, pair))
        }
        [(cue, _), ..] => Some((cue, None)),
    }
}

/// Which of two totals is the old one, when the first is told in a sentence that takes something back: "revised the toll to
/// seven" tells the new one, "its figure of nine was wrong" the old one.
fn old_and_new<'t, 'a>(told: &'t Total<'a>, other: &'t Total<'a>, words: &Words) -> (&'t Total<'a>, &'t Total<'a>) {
    let new = told.told.iter().any(|t| words_in(t.sentence, &words.new_value_cues).is_some());
    if new { (other, told) } else { (told, other) }
}

/// ", as of the same day" where that is known.
fn same_time(t: &Total<'_>) -> String {
    let days: Vec<&str> = t.told.iter().filter_map(|x| x.as_of).map(crate::reconcile::items::day).collect();
    days.iter().max().map_or_else(String::new, |day| format!(" as of one time, {day}"))
}

/// " (2031-05-05, then 2031-05-06)" where the days are known and differ.
fn when(low: &Total<'_>, high: &Total<'_>) -> String {
    let days =
        |t: &Total<'_>| t.told.iter().filter_map(|x| x.as_of).map(|d| crate::reconcile::items::day(d).to_owned()).collect::<Vec<_>>();
    match (days(low).into_iter().min(), days(high).into_iter().max()) {
        (Some(a), Some(b)) if a < b => format!(" between {a} and {b}"),
        _ => String::new(),
    }
}

/// "3", "3 and 5", "3, 5 and 8".
fn join(values: &[String]) -> String {
    match values {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total<'a>(n: i64, days: &[&'a str], sentence: &'a str) -> Total<'a> {
        let told = days.iter().map(|d| Telling { as_of: Some(*d).filter(|d| !d.is_empty()), published: None, stated: false, sentence });
        Total { low: Some(n), high: Some(n), holds: (Some(n), Some(n)), told: told.collect() }
    }

    /// The status of totals, which is the same in every order.
    fn status(totals: &[Total<'_>]) -> Status {
        let story = Story { reports: 2, copies: false, falls: false };
        let words = Words::default();
        let mut other = totals.to_vec();
        other.reverse();
        other.iter_mut().for_each(|t| t.told.reverse());
        let (a, b) = (judge(totals, story, &words), judge(&other, story, &words));
        assert_eq!(a, b);
        a.status
    }

    #[test]
    fn a_count_that_rises_is_updated() {
        assert_eq!(status(&[total(3, &["2031-05-05"], ""), total(5, &["2031-05-06"], "")]), Status::Updated);
        // Both on the first day, in an order that nobody tells; on the second day the higher one stands alone.
        assert_eq!(status(&[total(2, &["2031-05-05"], ""), total(4, &["2031-05-05", "2031-05-06"], "")]), Status::Updated);
        assert_eq!(status(&[total(2, &[""], ""), total(4, &[""], "The toll rose to four.")]), Status::Updated);
        // The clock decides where both have one: half past eleven in New York is after one in London.
        let (london, york) = ("2031-05-06T01:00:00+01:00", "2031-05-05T23:30:00-04:00");
        assert_eq!(status(&[total(3, &[london], ""), total(5, &[york], "")]), Status::Updated);
    }

    #[test]
    fn two_counts_of_one_time_and_one_that_falls_are_disputed() {
        assert_eq!(status(&[total(3, &["2031-05-05"], ""), total(5, &["2031-05-05"], "")]), Status::Disputed);
        assert_eq!(status(&[total(3, &["2031-05-06"], ""), total(5, &["2031-05-05"], "")]), Status::Disputed);
        assert_eq!(status(&[total(3, &[""], ""), total(5, &["2031-05-05"], "")]), Status::Disputed);
        let three = [total(3, &["2031-05-05"], ""), total(5, &["2031-05-06"], ""), total(4, &["2031-05-07"], "")];
        assert_eq!(status(&three), Status::Disputed);
    }

    #[test]
    fn a_count_of_those_still_held_can_fall() {
        let story = Story { reports: 2, copies: false, falls: true };
        let of = |a: &str, b: &str| judge(&[total(3, &[a], ""), total(5, &[b], "")], story, &Words::default());
        assert_eq!(of("2031-05-07", "2031-05-05").status, Status::Updated);
        assert_eq!(of("2031-05-07", "2031-05-05").replaced, [(Some(5), Some(5))]);
        assert_eq!(of("2031-05-05", "2031-05-07").replaced, [(Some(3), Some(3))]);
        assert_eq!(of("2031-05-05", "2031-05-05").status, Status::Disputed);
    }

    #[test]
    fn an_old_count_printed_again_lags() {
        assert_eq!(status(&[total(3, &["2031-05-05", "2031-05-07"], ""), total(5, &["2031-05-06"], "")]), Status::Lagged);
        let told = |as_of, published| Telling { as_of: Some(as_of), published: Some(published), stated: true, sentence: "" };
        let one = |n, t| Total { low: Some(n), high: Some(n), holds: (Some(n), Some(n)), told: vec![t] };
        let stale = one(3, told("2031-05-05", "2031-05-07"));
        assert_eq!(status(&[stale, one(5, told("2031-05-06", "2031-05-06"))]), Status::Lagged);
        let fresh = one(3, told("2031-05-05", "2031-05-05"));
        assert_eq!(status(&[fresh, one(5, told("2031-05-06", "2031-05-06"))]), Status::Updated);
    }

    #[test]
    fn a_count_taken_back_is_corrected_and_one_said_earlier_is_not() {
        let old = "It had initially said that nine people were killed.";
        let totals = [total(9, &["2031-05-05"], old), total(7, &["2031-05-06"], "")];
        assert_eq!(status(&totals), Status::Corrected);
        let why = judge(&totals, Story { reports: 2, copies: false, falls: false }, &Words::default()).why;
        assert!(why.starts_with("7 replaces 9"), "{why}");
        assert_eq!(
            status(&[total(9, &["2031-05-05"], ""), total(7, &["2031-05-06"], "The toll was revised down to seven.")]),
            Status::Corrected
        );
        // A higher number that had been said, after the lower one was printed: nobody took it back.
        let more = [total(3, &["2031-05-05"], ""), total(5, &["2031-05-06"], "The hospital had said that there were five.")];
        assert_eq!(status(&more), Status::Updated);
        // Words of a correction that are no words for one.
        let none = [
            total(12, &["2031-05-05"], "Twelve people were killed when soldiers mistakenly bombed a bus."),
            total(15, &["2031-05-06"], "Fifteen people were killed near the Marn Correctional Facility."),
        ];
        assert_eq!(status(&none), Status::Updated);
        // A lower number that was said earlier is an update.
        assert_eq!(status(&[total(3, &["2031-05-06"], "Police had earlier said three."), total(5, &["2031-05-07"], "")]), Status::Updated);
    }

    #[test]
    fn what_does_not_hold_any_more_is_what_the_status_says() {
        let replaced = |totals: &[Total<'_>]| {
            let all = judge(totals, Story { reports: 2, copies: false, falls: false }, &Words::default()).replaced;
            all.into_iter().filter_map(|(low, _)| low).collect::<Vec<_>>()
        };
        // The higher count was told on the first day too, and stands alone on the second.
        let days = ["2031-05-05", "2031-05-05", "2031-05-05"];
        assert_eq!(replaced(&[total(2, &days, ""), total(5, &["2031-05-05", "2031-05-06"], "")]), [2]);
        // Later by the clock, earlier by the day of its zone.
        let (london, york) = ("2031-05-06T01:00:00+01:00", "2031-05-05T23:30:00-04:00");
        assert_eq!(replaced(&[total(3, &[london], ""), total(5, &[york], "")]), [3]);
        let note = "An earlier version incorrectly said that nine people were killed.";
        assert_eq!(replaced(&[total(9, &["2031-05-06"], note), total(7, &["2031-05-06"], "")]), [9]);
        assert_eq!(replaced(&[total(3, &["2031-05-05"], ""), total(5, &["2031-05-05"], "")]), [0; 0]);
        // A count of a day before is overtaken, also where another is taken back for one that nothing names.
        let three = [total(3, &["2031-05-04"], ""), total(9, &["2031-05-05"], note), total(7, &["2031-05-06"], "")];
        assert_eq!(replaced(&three), [3]);
    }

    #[test]
    fn what_fits_an_open_bound_refines_it() {
        let open = Total { low: Some(3), high: None, holds: (Some(3), None), told: total(3, &["2031-05-05"], "").told };
        assert_eq!(status(&[open, total(5, &["2031-05-05"], "")]), Status::Refined);
    }

    #[test]
    fn no_order_changes_a_status_and_no_confirmation_lowers_agreement() {
        let days = ["2031-05-05", "2031-05-06", "2031-05-07"];
        let words = Words::default();
        let of = |totals: &[Total<'_>], reports| judge(totals, Story { reports, copies: false, falls: false }, &words);
        for a in days {
            // What one report gives alone, two give together, whenever the second is printed.
            assert_eq!(of(&[total(3, &[a], "")], 1).status, Status::Single);
            for b in days {
                assert_eq!(of(&[total(3, &[a, b], "")], 2).status, Status::Agreed);
                for c in days {
                    let totals = [total(3, &[a, c], ""), total(5, &[b], ""), total(5, &[c], "")];
                    let turned: Vec<Total<'_>> = totals.iter().rev().cloned().collect();
                    assert_eq!(of(&totals, 3), of(&turned, 3));
                    // Of an update, one more report of the new count on a later day makes no dispute.
                    if of(&[total(3, &[a], ""), total(5, &[b], "")], 2).status == Status::Updated && b <= c {
                        assert_eq!(of(&[total(3, &[a], ""), total(5, &[b, c], "")], 3).status, Status::Updated);
                    }
                }
            }
        }
    }
}
