//! How exactly an event is known, in a codebook's codes: clarity, date, place. What nothing tells has no code.

use crate::reconcile::types::Words;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use stemma_model::{Claim, Codes, Event};

/// A codebook's codes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Table {
    /// Where the published codebook says so.
    pub from: Option<String>,
    /// Whether an event is told as one happening.
    pub clarity: Option<Clarity>,
    /// Up to so many days, this code; in rising order. A longer time has no code.
    pub date: Vec<(i64, u8)>,
    /// By what the place is (`country`, `state`, `county`, `city`, `region`), and `near` for a city that it lies near.
    pub place: BTreeMap<String, u8>,
}

/// Codes of clarity.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clarity {
    /// Of one happening of its own.
    pub one: u8,
    /// Of a sum of happenings.
    pub sum: u8,
    /// What is told of more days than these is a sum.
    pub days: i64,
}

impl Table {
    /// The codes of an event that `claims` tell of.
    pub fn of(&self, event: &Event, claims: &[&Claim], words: &Words) -> Codes {
        let days = days(event);
        Codes { clarity: self.clarity(days, claims), date: days.and_then(|n| self.date(n)), place: self.place_of(event, claims, words) }
    }

    /// The code of a time of so many days, from 1 for a day.
    pub fn date(&self, days: i64) -> Option<u8> {
        self.date.iter().find(|(most, _)| days <= *most).map(|(_, code)| *code)
    }

    /// The code of a place by what it is in the gazetteer; `near` where a report says only that it was near it.
    pub fn place(&self, kind: &str, near: bool) -> Option<u8> {
        self.place.get(if kind == "city" && near { "near" } else { kind }).copied()
    }

    /// The code of what is told of so many days, or as a sum by one of these claims.
    pub fn clarity(&self, days: Option<i64>, claims: &[&Claim]) -> Option<u8> {
        let since = claims.iter().filter_map(|c| c.figure.as_ref()).any(|f| f.scope.since.is_some());
        let c = self.clarity.as_ref()?;
        match days {
            _ if since => Some(c.sum),
            Some(n) => Some(if n > c.days { c.sum } else { c.one }),
            None => None,
        }
    }

    fn place_of(&self, event: &Event, claims: &[&Claim], words: &Words) -> Option<u8> {
        let place = event.place.as_ref()?;
        let kind = place.kind.as_deref()?;
        let told = claims.iter().find(|c| c.place.as_ref() == Some(place));
        self.place(kind, told.is_some_and(|c| is_near(c, words)))
    }
}

/// How many days the time of an event covers; none where it is not resolved.
fn days(event: &Event) -> Option<i64> {
    let time = event.time.as_ref()?;
    let day = |iso: &Option<String>| super::super::items::day(iso.as_deref()?).parse::<Date>().ok();
    let (start, end) = (day(&time.start)?, day(&time.end)?);
    let days = start.until(end).ok()?.get_days();
    Some(i64::from(days).max(0) + 1)
}

/// Whether a claim says of its place only that it happened near it: "near Orlin", "12 km from Orlin".
pub fn is_near(claim: &Claim, words: &Words) -> bool {
    let Some(text) = claim.place.as_ref().map(|p| p.text.as_str()) else { return false };
    let Some(filler) = claim.roles.place.iter().find(|f| f.text == text) else { return false };
    let Some(before) = filler.start.checked_sub(claim.evidence.start) else { return false };
    let head: String = claim.evidence.text.chars().take(before).collect();
    let (head, text) = (head.to_lowercase(), text.to_lowercase());
    let ends = |w: &str| head.trim_end().strip_suffix(w).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric));
    let begins = |w: &str| text.strip_prefix(w).is_some_and(|rest| rest.starts_with(' '));
    words.near.iter().any(|w| ends(w) || begins(w))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::Codebook;
    use super::*;
    use stemma_model::{PlaceValue, TimeValue};

    fn event(start: &str, end: &str, kind: Option<&str>) -> Event {
        let iso = |s: &str| Some(s.to_owned());
        let time = TimeValue { start: iso(start), end: iso(end), resolved: true, ..TimeValue::default() };
        let place = PlaceValue { kind: kind.map(str::to_owned), ..PlaceValue::default() };
        Event { time: Some(time), place: Some(place), ..Event::default() }
    }

    #[test]
    fn codes_follow_the_codebook() {
        let of = |book: &str, e: &Event| Codebook::named(book).unwrap().codes.map(|t| t.of(e, &[], &Words::default()));
        let day = event("2031-05-04", "2031-05-04", Some("city"));
        assert_eq!(of("ucdp", &day), Some(Codes { clarity: Some(1), date: Some(1), place: Some(1) }));
        let month = event("2031-05-01", "2031-05-31", Some("state"));
        assert_eq!(of("ucdp", &month), Some(Codes { clarity: Some(2), date: Some(4), place: Some(4) }));
        assert_eq!(of("acled", &month), Some(Codes { clarity: None, date: Some(3), place: Some(3) }));
        assert_eq!(of("ucdp", &Event::default()), Some(Codes::default()));
        assert_eq!(of("default", &day), None);
    }
}
