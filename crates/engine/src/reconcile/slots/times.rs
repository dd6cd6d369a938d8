//! When it happened: times that are equal, that lie in one another, that differ.

use super::reports;
use crate::reconcile::items::Item;
use crate::reconcile::origins::Voices;
use crate::reconcile::types::{Words, has_words, words_in};
use crate::reconcile::values::{finding, value};
use jiff::civil::Date;
use stemma_model::{Finding, Modality, Status};

/// How far two clock times may be apart that tell of one happening, in minutes: reports round, and tell of its start or of
/// a call to the police. Set by hand.
const ROUND: i64 = 60;

/// A time in words, and the claims that tell it.
struct Told<'i, 'a> {
    text: String,
    days: Option<(&'i str, &'i str)>,
    minute: Option<i64>,
    /// Whether it was before or after that time: "before 4 a.m.", "after midnight".
    edge: Option<Edge>,
    items: Vec<&'i Item<'a>>,
}

/// On which side of a time something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Before,
    After,
}

/// How long before or after a time it may be that is told by it, in minutes: "after midnight" is the same night. Set by hand.
const BESIDE: i64 = 360;

/// The side that the word before a claim's time tells; none for "just before".
fn edge(item: &Item<'_>) -> Option<Edge> {
    let (claim, span) = (item.claim, item.claim.time.as_ref()?.span.as_ref()?);
    let before: String = claim.evidence.text.chars().take(span.start.checked_sub(claim.evidence.start)?).collect::<String>().to_lowercase();
    let mut words = before.split(|c: char| !c.is_alphanumeric()).rev().filter(|w| !w.is_empty());
    let side = match words.next()? {
        "before" | "by" | "until" | "till" => Edge::Before,
        "after" | "past" | "since" => Edge::After,
        _ => return None,
    };
    let near = words.next().is_some_and(|w| matches!(w, "just" | "shortly" | "right" | "soon" | "minutes" | "moments"));
    (!near).then_some(side)
}

/// How two times relate, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Times {
    Same,
    /// One may lie in the other.
    Finer,
    Apart,
}

/// The finding on the time; none where no claim has one.
pub fn compare(own: &[&Item<'_>], voices: &Voices<'_>, words: &Words) -> Option<Finding> {
    let dated: Vec<&Item<'_>> = own.iter().copied().filter(|i| i.claim.time.is_some() && i.claim.modality != Modality::Planned).collect();
    let mut groups: Vec<Told<'_, '_>> = Vec::new();
    for &item in &dated {
        let Some(time) = &item.claim.time else { continue };
        let told = Told {
            text: time.text.clone(),
            days: item.days,
            minute: time.start.as_deref().map_or_else(|| clock(&time.text), minute),
            edge: edge(item),
            items: vec![item],
        };
        match groups.iter_mut().find(|g| relation(g, &told, words) == Times::Same) {
            Some(g) => g.items.push(item),
            None => groups.push(told),
        }
    }
    if groups.is_empty() {
        return None;
    }
    let list = groups.iter().map(|g| format!("\u{201c}{}\u{201d}", g.text)).collect::<Vec<_>>().join(", ");
    let pairs = groups.iter().enumerate().flat_map(|(i, a)| groups[..i].iter().map(move |b| (b, a)));
    let apart = pairs.clone().find(|(a, b)| relation(a, b, words) == Times::Apart);
    let (status, why) = match (reports(&dated).len(), groups.len()) {
        (1, _) => (Status::Single, format!("One report: {list}.")),
        (n, 1) if voices.all_copies(&dated) => (Status::Single, format!("{n} reports, in copies of one text: {list}.")),
        (n, 1) => (Status::Agreed, format!("{n} reports: {list}.")),
        _ => match apart {
            Some((a, b)) => (
                Status::Disputed,
                format!("The times differ: \u{201c}{}\u{201d}{} and \u{201c}{}\u{201d}{}.", a.text, a.on(), b.text, b.on()),
            ),
            None => (Status::Refined, format!("The times can hold together: {list}.")),
        },
    };
    let values = groups.iter().map(|g| value(g.text.clone(), &g.items, voices)).collect();
    Some(finding("time".to_owned(), status, values, &dated, voices, why))
}

impl Told<'_, '_> {
    /// " (2031-05-05)" where the day is known and is not its words.
    fn on(&self) -> String {
        match self.days {
            Some((a, b)) if a == b && !self.text.contains(a) => format!(" ({a})"),
            _ => String::new(),
        }
    }

    /// The weekday, of its words or of its day.
    fn weekday(&self) -> Option<usize> {
        let of_day = || {
            let (start, _) = self.days.filter(|(a, b)| a == b)?;
            Some(usize::try_from(start.parse::<Date>().ok()?.weekday().to_monday_zero_offset()).unwrap_or_default())
        };
        weekday(&self.text).or_else(of_day)
    }
}

fn relation(a: &Told<'_, '_>, b: &Told<'_, '_>, words: &Words) -> Times {
    let Some(((s, e), (t, f))) = a.days.zip(b.days) else {
        // A weekday that nothing resolves is that weekday's day.
        return match (a.weekday(), b.weekday()) {
            (Some(x), Some(y)) if x == y => clocks(a, b, words),
            // One night has two weekdays, one after the other.
            (Some(x), Some(y)) if near_midnight(a, b, words) && ((x + 1) % 7 == y || (y + 1) % 7 == x) => Times::Finer,
            (Some(_), Some(_)) => Times::Apart,
            _ if a.minute.is_some() && b.minute.is_some() => clocks(a, b, words),
            _ if a.text.eq_ignore_ascii_case(&b.text) => Times::Same,
            _ => Times::Finer,
        };
    };
    if s == t && e == f {
        return clocks(a, b, words);
    }
    if e < t || f < s {
        let gap = if e < t { between(e, t) } else { between(f, s) };
        let zone = [a, b].iter().any(|t| has_words(&t.text, &words.relative_times));
        return if gap == Some(1) && (zone || near_midnight(a, b, words)) { Times::Finer } else { Times::Apart };
    }
    Times::Finer
}

/// How two times of one day relate by the clock.
fn clocks(a: &Told<'_, '_>, b: &Told<'_, '_>, words: &Words) -> Times {
    // From one time of day to a later one, over midnight where it must.
    let on = |from: i64, to: i64| (to - from).rem_euclid(24 * 60);
    let beside = |edge: Option<Edge>, of: i64, other: i64| match edge {
        Some(Edge::Before) => on(other, of) <= BESIDE,
        Some(Edge::After) => on(of, other) <= BESIDE,
        None => false,
    };
    match (a.minute, b.minute) {
        (Some(x), Some(y)) if x == y && a.edge == b.edge => Times::Same,
        (Some(x), Some(y)) if beside(a.edge, x, y) || beside(b.edge, y, x) => Times::Finer,
        (Some(x), Some(y)) if on(x, y).min(on(y, x)) > ROUND => Times::Apart,
        (None, None) if words.parts_of_day.iter().all(|p| part(a, p) == part(b, p)) => Times::Same,
        _ => Times::Finer,
    }
}

/// Whether a time has a word for a part of a day.
fn part(t: &Told<'_, '_>, word: &String) -> bool {
    words_in(&t.text, std::slice::from_ref(word)).is_some()
}

/// Whether both are told as at night or early: one night has two dates.
fn near_midnight(a: &Told<'_, '_>, b: &Told<'_, '_>, words: &Words) -> bool {
    [a, b].iter().all(|t| has_words(&t.text, &words.night_times))
}

/// The days from one to another.
fn between(from: &str, to: &str) -> Option<i32> {
    let (from, to) = (from.parse::<Date>().ok()?, to.parse::<Date>().ok()?);
    from.until(to).ok().map(|span| span.get_days())
}

/// The minute of the day of an ISO date-time; none for a day, or for a part of one.
fn minute(iso: &str) -> Option<i64> {
    let (_, clock) = iso.split_once('T')?;
    let mut parts = clock.get(..5)?.split(':').map(|p| p.parse::<i64>().ok());
    Some(parts.next()?? * 60 + parts.next()??)
}

/// The minute of the day that a time tells in words without a day: "9:15 p.m.", "4 a.m.", "noon".
fn clock(text: &str) -> Option<i64> {
    let lower = text.to_lowercase().replace('.', "");
    match lower.trim() {
        "noon" | "midday" => return Some(12 * 60),
        "midnight" => return Some(24 * 60 - 1),
        _ => {}
    }
    let half = if lower.contains("pm") { 12 * 60 } else { 0 };
    let mut digits = lower.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty()).map(|d| d.parse::<i64>().ok());
    let hour = digits.next()??;
    let minute = if lower.contains(':') { digits.next()?? } else { 0 };
    let told = lower.contains("am") || lower.contains("pm") || lower.contains(':');
    let hour = if told && hour == 12 && (half > 0 || lower.contains("am")) { 0 } else { hour };
    (told && hour < 24 && minute < 60).then_some(hour * 60 + minute + half)
}

/// The weekday that a time names, 0 for Monday.
pub fn weekday(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].iter().position(|d| lower.contains(d))
}

/// Whether a time names a month and no day of it: "September", "in late May".
pub fn is_month(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let named = words.clone().any(|w| MONTHS.contains(&w));
    named && weekday(text).is_none() && words.all(|w| w.parse::<u32>().is_err())
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

#[cfg(test)]
mod tests {
    use super::*;

    fn told<'i>(text: &str, days: Option<(&'i str, &'i str)>, minute: Option<i64>) -> Told<'i, 'i> {
        Told { text: text.into(), days, minute, edge: None, items: Vec::new() }
    }

    fn of(a: &Told<'_, '_>, b: &Told<'_, '_>) -> Times {
        let words = Words::default();
        assert_eq!(relation(a, b, &words), relation(b, a, &words));
        relation(a, b, &words)
    }

    #[test]
    fn a_month_is_told_without_a_day_of_it() {
        assert!(is_month("September") && is_month("in late May") && is_month("last September"));
        assert!(!is_month("September 3") && !is_month("Sunday in May") && !is_month("May 2031") && !is_month("Monday"));
    }

    #[test]
    fn a_clock_without_a_day_is_read_from_its_words() {
        assert_eq!((clock("9:15 p.m."), clock("4 a.m."), clock("12:05 am")), (Some(21 * 60 + 15), Some(240), Some(5)));
        assert_eq!((clock("noon"), clock("12 p.m."), clock("17:06")), (Some(720), Some(720), Some(17 * 60 + 6)));
        assert_eq!((clock("Sunday night"), clock("2031"), clock("the morning")), (None, None, None));
    }

    #[test]
    fn a_day_lies_in_its_week_and_is_its_weekday() {
        let day = told("May 7", Some(("2031-05-07", "2031-05-07")), None);
        let week = told("this week", Some(("2031-05-05", "2031-05-11")), None);
        assert_eq!(of(&day, &week), Times::Finer);
        assert_eq!(of(&day, &told("Wednesday", None, None)), Times::Same);
        assert_eq!(of(&day, &told("Thursday", None, None)), Times::Apart);
        assert_eq!(of(&day, &told("May 9", Some(("2031-05-09", "2031-05-09")), None)), Times::Apart);
        assert_eq!(of(&day, &told("recently", None, None)), Times::Finer);
    }

    #[test]
    fn an_hour_lies_in_its_day_and_reports_round() {
        let on = Some(("2031-05-07", "2031-05-07"));
        let day = told("Wednesday", on, None);
        assert_eq!(of(&day, &told("Wednesday night", on, None)), Times::Finer);
        let evening = told("about 5:30 p.m. Wednesday", on, Some(1050));
        assert_eq!(of(&day, &evening), Times::Finer);
        assert_eq!(of(&evening, &told("6 p.m. Wednesday", on, Some(1080))), Times::Finer);
        assert_eq!(of(&evening, &told("9 p.m. Wednesday", on, Some(1260))), Times::Apart);
    }

    #[test]
    fn a_day_apart_by_zones_or_by_midnight_is_no_dispute() {
        let wednesday = told("Wednesday", Some(("2031-05-07", "2031-05-07")), None);
        assert_eq!(of(&wednesday, &told("today", Some(("2031-05-08", "2031-05-08")), None)), Times::Finer);
        assert_eq!(of(&wednesday, &told("today", Some(("2031-05-09", "2031-05-09")), None)), Times::Apart);
        let night = told("late Wednesday", Some(("2031-05-07", "2031-05-07")), None);
        assert_eq!(of(&night, &told("early Thursday", Some(("2031-05-08", "2031-05-08")), None)), Times::Finer);
        // Nothing resolves them: nights that follow each other may be one, others are not.
        assert_eq!(of(&told("Monday night", None, None), &told("early Tuesday", None, None)), Times::Finer);
        assert_eq!(of(&told("late Sunday", None, None), &told("early Monday", None, None)), Times::Finer);
        assert_eq!(of(&told("Monday night", None, None), &told("Friday night", None, None)), Times::Apart);
        // "Later" is not late, nor "nearly" early.
        assert_eq!(of(&told("later on Monday", None, None), &told("nearly noon on Tuesday", None, None)), Times::Apart);
    }
}
