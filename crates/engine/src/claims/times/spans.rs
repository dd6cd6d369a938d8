//! Lengths, sets, distances ("two days ago") and references ("now").

use super::TimeKind;
use super::calendar::shifted;
use super::point::Point;
use super::reader::{Found, Reader};
use super::tense::{Direction, direction};
use super::words::{TimeWord, Unit, words};
use crate::claims::quantities::{Form, numeral_at};
use jiff::civil::Date;

/// A number of units: where it ends, how many (None: unknown), of what.
struct Length {
    end: usize,
    count: Option<f64>,
    unit: Unit,
}

impl Reader<'_> {
    /// "two years", "a week", "several months", "two-and-a-half years", "weeks", "an hour", "15-year".
    fn units_at(&self, i: usize) -> Option<Length> {
        if let Some(TimeWord::Unit(unit)) = self.word(i) {
            let plural = self.lower(i).ends_with('s') && *unit != Unit::Second || self.lower(i) == "seconds";
            return plural.then_some(Length { end: i + 1, count: None, unit: *unit });
        }
        let (mut at, count) = match self.lower(i) {
            "" => return None,
            "a" | "an" | "one" if matches!(self.word(i + 1), Some(TimeWord::Unit(_))) => (i + 1, Some(1.0)),
            "another" if matches!(self.word(i + 1), Some(TimeWord::Unit(_))) => (i + 1, Some(1.0)),
            "half" if matches!(self.lower(i + 1), "a" | "an") => (i + 2, Some(0.5)),
            "many" | "some" => (i + 1, None),
            _ => {
                let n = numeral_at(self.doc, i)?;
                if n.glued.is_some() || n.form == Form::Zero {
                    return None;
                }
                let mut at = n.tokens.end;
                if self.lower(at) == "of" && matches!(n.form, Form::Plural | Form::Indefinite) {
                    at += 1;
                }
                let known = !matches!(n.form, Form::Plural | Form::Indefinite)
                    || self.lower(at.saturating_sub(1)) == "couple"
                    || self.lower(n.tokens.end - 1) == "couple";
                let mut count = known.then_some(n.value);
                // "12 to 18 months", "two or three weeks": the number is open.
                if matches!(self.lower(at), "to" | "or" | "-")
                    && let Some(second) = numeral_at(self.doc, at + 1).filter(|_| at + 1 < self.doc.len())
                {
                    at = second.tokens.end;
                    count = Some(n.value);
                }
                (at, count)
            }
        };
        if self.lower(at) == "-" {
            at += 1;
        }
        if matches!(
            self.lower(at),
            "more"
                | "full"
                | "trading"
                | "straight"
                | "consecutive"
                | "long"
                | "whole"
                | "additional"
                | "calendar"
                | "business"
                | "working"
                | "short"
        ) {
            at += 1;
        }
        let Some(TimeWord::Unit(unit)) = self.word(at) else { return None };
        let mut count = count;
        let mut end = at + 1;
        if self.lower(end) == "and" && matches!(self.lower(end + 1), "a") && self.lower(end + 2) == "half" {
            count = count.map(|c| c + 0.5);
            end += 3;
        }
        Some(Length { end, count, unit: *unit })
    }

    /// "two days ago", "a year earlier", "three weeks later", "a week or so ago".
    pub(super) fn ago(&self, i: usize) -> Option<Found> {
        let hedge = self.hedges(i);
        let l = self.units_at(i + hedge)?;
        let mut at = l.end;
        if self.lower(at) == "or" && self.lower(at + 1) == "so" {
            at += 2;
        }
        let sign = match self.lower(at) {
            "ago" => -1.0,
            "earlier" | "before" | "previously" if self.lower(at) != "before" || !self.opens_clause(at) => -1.0,
            "later" | "afterward" | "afterwards" => 1.0,
            "from" if self.lower(at + 1) == "now" => 1.0,
            _ => return None,
        };
        let end = at + 1 + usize::from(self.lower(at) == "from");
        // "a minute later": no day follows from it.
        if l.unit < Unit::Hour {
            let value = l.count.map_or_else(|| l.unit.unknown().to_string(), |n| l.unit.length(n));
            return Some(Found::of(end, value, TimeKind::Duration));
        }
        let Some(n) = l.count else {
            let value = if sign < 0.0 { "PAST_REF" } else { "FUTURE_REF" };
            return Some(Found::of(end, value, TimeKind::Date));
        };
        let point = if let Some(quarter) = self.quarter_before(l.unit, n).filter(|_| self.lower(at) == "ago") {
            quarter
        } else if matches!(self.lower(at), "ago" | "from") {
            self.distant(self.base, l.unit, sign * n)
        } else {
            self.anchored(l.unit, sign * n)
        };
        Some(Found { end, point, kind: TimeKind::Date, counted: true })
    }

    /// "Profit rose from $3 million a year ago": where a quarter is spoken of, the same quarter.
    fn quarter_before(&self, unit: Unit, n: f64) -> Option<Point> {
        let anchor = self.anchor.as_ref().filter(|p| unit == Unit::Year && n == 1.0 && p.value.contains("-Q"))?;
        Some(self.year_back(anchor.clone()))
    }

    /// Whether "before" begins a clause or phrase of its own ("two days before the vote").
    fn opens_clause(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.children().next().is_some() || t.dep() == "mark")
    }

    /// How far a number of units lies from the date spoken of.
    pub(super) fn anchored(&self, unit: Unit, n: f64) -> Point {
        if let Some(p) = &self.anchor {
            let quarter = p.value.get(5..7).and_then(|q| q.strip_prefix('Q')).and_then(|q| q.parse::<i8>().ok());
            if let (Some(q), Some((a, _)), Unit::Year) = (quarter, p.days, unit) {
                return Point::quarter(a.year() + n as i16, q);
            }
            if let (Unit::Year, Some((a, b))) = (unit, p.days)
                && a.month() == b.month()
                && a.year() == b.year()
                && a != b
            {
                return Point::month(a.year() + n as i16, a.month());
            }
        }
        let from = self.anchor.as_ref().and_then(|p| p.days).map(|(a, _)| a).or(self.base);
        let p = self.distant(from, unit, n);
        // Without a date spoken of nothing says what it is earlier than.
        if self.anchor.is_none() { Point { days: None, ..p } } else { p }
    }

    fn distant(&self, from: Option<Date>, unit: Unit, n: f64) -> Point {
        let Some(from) = from else { return Point::open("") };
        let whole = n.fract() == 0.0;
        let (unit, n) = match unit {
            Unit::Week if whole => (Unit::Day, n * 7.0),
            Unit::Fortnight => (Unit::Day, n * 14.0),
            Unit::Decade => (Unit::Year, n * 10.0),
            Unit::Century => (Unit::Year, n * 100.0),
            Unit::Year if !whole => (Unit::Month, n * 12.0),
            Unit::Hour => (Unit::Day, (n / 24.0).trunc()),
            Unit::Minute | Unit::Second => (Unit::Day, 0.0),
            other => (other, n),
        };
        shifted(from, unit, n.round() as i64).unwrap_or_else(|| Point::open(""))
    }

    /// Words before a length that belong to it: "more than", "nearly", "the past", "at least".
    fn hedges(&self, i: usize) -> usize {
        match (self.lower(i), self.lower(i + 1)) {
            ("more" | "less" | "fewer", "than") | ("at", "least") | ("up", "to") => 2,
            ("over", "the") => 0,
            ("almost" | "nearly" | "about" | "around" | "over" | "roughly" | "approximately" | "just", _) => 1,
            _ => 0,
        }
    }

    /// "two years", "the past three months", "the first nine months", "the next few days", "more than four hours".
    pub(super) fn length_at(&self, i: usize) -> Option<Found> {
        let mut at = i + self.hedges(i);
        let hedged = at > i;
        let the = self.lower(at) == "the" || matches!(self.lower(at), "these" | "those" | "all");
        if the {
            at += 1;
        }
        let mut framed = false;
        while matches!(
            self.lower(at),
            "past" | "last" | "next" | "first" | "coming" | "previous" | "final" | "following" | "latest" | "recent" | "preceding"
        ) && at < i + 4
        {
            at += 1;
            framed = true;
        }
        at += if framed { self.hedges(at) } else { 0 };
        if the
            && !framed
            && matches!(self.word(at), Some(TimeWord::Unit(Unit::Year | Unit::Week | Unit::Month | Unit::Weekend | Unit::Day)))
            && !self.lower(at).ends_with('s')
        {
            return self.the_unit(at);
        }
        let bare = matches!(self.word(at), Some(TimeWord::Unit(_)));
        if bare && the && !framed && self.lower(at).ends_with('s') {
            return None;
        }
        let l = self.units_at(at)?;
        if self.lower(l.end) == "old"
            || self.lower(l.end) == "-" && self.lower(l.end + 1) == "old"
            || self.lower(l.end) == "of" && self.lower(l.end + 1) == "age"
        {
            return None;
        }
        if bare {
            // "weeks" alone: as a length after a preposition or in a frame only.
            let before = self.before(i);
            let fits = framed || hedged || matches!(before, "for" | "in" | "within" | "of" | "after" | "over" | "during");
            if !fits {
                return None;
            }
            if self.lower(at.saturating_sub(1)) == "recent" && at > i && l.unit >= Unit::Year {
                return Some(Found::of(l.end, "PAST_REF", TimeKind::Date));
            }
        }
        if l.unit == Unit::Quarter && l.count.is_some_and(|c| c < 1.0)
            || l.unit == Unit::Second && l.count == Some(1.0) && self.lower(l.end - 1) == "second"
        {
            return None;
        }
        if l.unit == Unit::Weekend && l.count.is_some() && self.lower(i) != "a" {
            return None;
        }
        // "$3 a month", "barrels a day": how often.
        if self.lower(i) == "a" && l.count == Some(1.0) && self.is_rate(i) {
            return Some(Found::of(l.end, l.unit.length(1.0), TimeKind::Set));
        }
        let value = l.count.map_or_else(|| l.unit.unknown().to_string(), |n| l.unit.length(n));
        Some(Found::of(l.end, value, TimeKind::Duration))
    }

    /// "the year", "the week": the one that is spoken of.
    fn the_unit(&self, at: usize) -> Option<Found> {
        let Some(TimeWord::Unit(unit)) = self.word(at) else { return None };
        let next = self.lower(at + 1);
        if *unit == Unit::Day || next == "of" || matches!(next, "before" | "after") {
            return None;
        }
        let from = self.anchor.as_ref().and_then(|p| p.days).map(|(a, _)| a).filter(|_| *unit == Unit::Day).or(self.base);
        // On a Monday "the weekend" is the one that is over.
        let over = *unit == Unit::Weekend
            && from.is_some_and(|b| b.weekday().to_monday_one_offset() < 5)
            && direction(self.doc, at) != Direction::Ahead;
        Some(Found::date(at + 1, from.and_then(|b| shifted(b, *unit, -i64::from(over))).unwrap_or_else(|| Point::open(""))))
    }

    fn is_rate(&self, i: usize) -> bool {
        if i == 0 {
            return false;
        }
        let before = self.doc.token(i - 1);
        matches!(before.tag(), "NNS" | "CD" | "$") || matches!(before.lower(), "%" | "percent" | "once" | "twice" | "times")
    }

    /// "every day", "each Thursday", "daily", "once a week".
    pub(super) fn set_at(&self, i: usize) -> Option<Found> {
        if let Some(TimeWord::Set(value)) = self.word(i) {
            return Some(Found::of(i + 1, value.clone(), TimeKind::Set));
        }
        if !matches!(self.lower(i), "every" | "each") {
            return None;
        }
        let other = usize::from(self.lower(i + 1) == "other");
        let factor = 1.0 + other as f64;
        let at = i + 1 + other;
        match self.word(at) {
            Some(TimeWord::Unit(unit)) => Some(Found::of(at + 1, unit.length(factor), TimeKind::Set)),
            Some(TimeWord::Weekday(d)) => {
                let part = match self.word(at + 1) {
                    Some(TimeWord::Daypart(letters)) => Some(letters),
                    _ => None,
                };
                let value = format!("XXXX-WXX-{d}{}", part.map_or(String::new(), |p| format!("T{p}")));
                Some(Found::of(at + 1 + usize::from(part.is_some()), value, TimeKind::Set))
            }
            Some(TimeWord::Month(m)) => Some(Found::of(at + 1, format!("XXXX-{m:02}"), TimeKind::Set)),
            Some(TimeWord::Season(s)) => Some(Found::of(at + 1, format!("XXXX-{s}"), TimeKind::Set)),
            Some(TimeWord::Daypart(p)) => Some(Found::of(at + 1, format!("XXXX-XX-XXT{p}"), TimeKind::Set)),
            _ => {
                let l = self.units_at(at)?;
                Some(Found { counted: true, ..Found::of(l.end, l.unit.length(l.count?), TimeKind::Set) })
            }
        }
    }

    /// "now", "recently", "the future".
    pub(super) fn reference_at(&self, i: usize) -> Option<Found> {
        let (len, value) = words().reference(|k| self.lower(i + k))?;
        let token = self.token(i)?;
        let fits = match token.lower() {
            "earlier" => token.pos() == "ADV" && !matches!(self.lower(i + 1), "than"),
            "the" | "in" if value == "PAST_REF" => {
                self.word(i + len).is_none() && numeral_at(self.doc, (i + len).min(self.doc.len() - 1)).is_none()
            }
            "once" => {
                token.pos() == "ADV"
                    && token.dep() == "advmod"
                    && !matches!(self.lower(i + 1), "again" | "more" | "a" | "every")
                    && !matches!(self.before(i), "at" | "than" | "more")
            }
            "now" => !matches!(self.lower(i + 1), "-"),
            "future" => token.pos() == "NOUN" && !matches!(self.before(i), "the"),
            "current" | "recent" => token.pos() == "ADJ",
            "the" if value == "PAST_REF" && len == 2 && self.lower(i + 1) == "time" => matches!(self.before(i), "at"),
            _ => true,
        };
        // "recent years", "recent months".
        if token.lower() == "recent"
            && let Some(TimeWord::Unit(unit)) = self.word(i + 1)
        {
            let value = if *unit >= Unit::Year { "PAST_REF" } else { unit.unknown() };
            let kind = if *unit >= Unit::Year { TimeKind::Date } else { TimeKind::Duration };
            return Some(Found::of(i + 2, value, kind));
        }
        if token.lower() == "future" && self.word(i + 1).is_some() {
            return Some(Found::of(i + 2, "FUTURE_REF", TimeKind::Date));
        }
        fits.then(|| Found::of(i + len, value, TimeKind::Date))
    }
}
