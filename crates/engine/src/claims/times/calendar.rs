//! Points of the calendar: dates, weekdays, months, years, and what is relative to the day of publication.

use super::TimeKind;
use super::point::{self, Point, add, add_months, quarter_of, weekday_after, weekday_before};
use super::reader::{Found, Reader};
use super::tense::{Direction, direction};
use super::words::{TimeWord, Unit, words};
use jiff::civil::Date;

impl Reader<'_> {
    /// The calendar expression that begins at `i`.
    pub(super) fn calendar_at(&self, i: usize) -> Option<Found> {
        match self.word(i) {
            Some(TimeWord::Month(m)) => self.month_first(i, *m),
            Some(TimeWord::Weekday(d)) => self.weekday(i, *d),
            Some(TimeWord::Deictic(days)) => Some(self.deictic(i, *days)),
            Some(TimeWord::Season(letters)) => self.season(i, i, letters),
            Some(TimeWord::Decade(digit)) if self.before(i) == "the" => Some(Found::date(i + 1, Point::decade(1900 + digit * 10))),
            _ => None,
        }
        .or_else(|| self.numeric(i))
        .or_else(|| self.relative(i))
        .or_else(|| self.quarter(i))
        .or_else(|| self.year(i))
        .or_else(|| self.feast(i))
    }

    fn deictic(&self, i: usize, days: i32) -> Found {
        let day = self.base.and_then(|b| add(b, days.into()));
        Found::date(i + 1, day.map_or_else(|| Point::open("XXXX-XX-XX"), Point::day))
    }

    /// "Wednesday", "Saturday, April 25", "Fridays".
    fn weekday(&self, i: usize, weekday: i8) -> Option<Found> {
        let word = self.lower(i);
        if word.len() <= 3 && !matches!(word, "mon" | "tue" | "thu" | "fri") {
            return None;
        }
        let comma = usize::from(self.lower(i + 1) == ",");
        let at = i + 1 + comma;
        let named = match self.word(at) {
            Some(TimeWord::Month(m)) => self.month_first(at, *m),
            _ => self.day_first(at),
        };
        if let Some(f) = named.filter(|f| super::reader::is_day(&f.point)) {
            return Some(f);
        }
        if word.ends_with("days") {
            return Some(Found::of(i + 1, format!("XXXX-WXX-{weekday}"), TimeKind::Set));
        }
        let end = i + 1;
        let point = match (self.base, self.lower(end)) {
            (Some(b), "last") if self.lower(end + 1) == "week" => {
                return Some(Found::date(end + 2, day_of_week(b, -1, weekday)));
            }
            (Some(b), "next") if self.lower(end + 1) == "week" => {
                return Some(Found::date(end + 2, day_of_week(b, 1, weekday)));
            }
            (Some(b), _) => match direction(self.doc, i) {
                Direction::Ahead => add(b, 1).and_then(|b| weekday_after(b, weekday)),
                _ => weekday_before(b, weekday),
            }
            .map(Point::day),
            (None, _) => None,
        };
        Some(Found::date(end, point.unwrap_or_else(|| Point::open(format!("XXXX-WXX-{weekday}")))))
    }

    /// "March", "March 5", "March 5, 1996", "March 1996", "March eighth", "June last year", "September of 2014".
    fn month_first(&self, i: usize, month: i8) -> Option<Found> {
        let token = self.token(i)?;
        let capital = token.text().starts_with(char::is_uppercase);
        if !capital || matches!(self.lower(i), "may" | "march" | "mar" | "jan" | "dec" | "august") && !self.is_month_name(i) {
            return None;
        }
        // "March Lane", "May Smith".
        let name = self
            .token(i + 1)
            .is_some_and(|t| t.pos() == "PROPN" && t.text().starts_with(char::is_uppercase) && t.text().chars().any(char::is_lowercase));
        if name && self.word(i + 1).is_none() && token.head().i == i + 1 {
            return None;
        }
        let mut at = i + 1;
        if self.lower(at) == "." {
            at += 1;
        }
        if self.lower(at) == "the" {
            at += usize::from(words().ordinal(self.lower(at + 1)).is_some());
        }
        let day = self.day_number(at).filter(|_| !self.lower(at + 1).starts_with('%') && !matches!(self.lower(at + 1), ":"));
        if let Some(day) = day {
            let mut end = at + 1;
            if self.lower(at).contains("ty") && self.lower(end) == "-" {
                end = at + 1;
            }
            let after = end + usize::from(self.lower(end) == "," || self.lower(end) == "of");
            if let Some(year) = self.plain_year(after, true) {
                return Some(Found::date(after + 1, exact_day(year, month, day)));
            }
            if let Some((end, year)) = self.relative_year(end) {
                return Some(Found::date(end, exact_day(year, month, day)));
            }
            end = at + 1;
            let point = self.day_without_year(i, month, day);
            // "Sept. 20-24": the days up to the second.
            if matches!(self.lower(end), "-" | "–")
                && let Some(last) = self.day_number(end + 1).filter(|&d| d > day)
            {
                let days = point.days.and_then(|(first, _)| Some((first, first.with().day(last).build().ok()?)));
                return Some(Found::date(end + 2, Point { days, ..point }));
            }
            return Some(Found::date(end, point));
        }
        let after = at + usize::from(matches!(self.lower(at), "," | "of"));
        if let Some(year) = self.plain_year(after, true).or_else(|| self.spoken_year(after).map(|(_, y)| y)) {
            let end = self.spoken_year(after).map_or(after + 1, |(end, _)| end);
            return Some(Found::date(end, Point::month(year, month)));
        }
        if let Some((end, year)) = self.relative_year(at) {
            return Some(Found::date(end, Point::month(year, month)));
        }
        Some(Found::date(i + 1, self.month_without_year(i, month)))
    }

    /// Whether an ambiguous word is a month: before a number or year, or after a preposition of time.
    fn is_month_name(&self, i: usize) -> bool {
        let next = self.lower(i + 1);
        let number = next.bytes().next().is_some_and(|b| b.is_ascii_digit()) || words().ordinal(next).is_some();
        let before = self.before(i);
        let preposition = matches!(
            before,
            "in" | "since"
                | "by"
                | "until"
                | "till"
                | "last"
                | "next"
                | "this"
                | "from"
                | "to"
                | "of"
                | "early"
                | "late"
                | "during"
                | "between"
                | "before"
                | "after"
                | "through"
                | "for"
                | "and"
                | "-"
                | "every"
        );
        let tagged = self.token(i).is_some_and(|t| t.pos() == "PROPN" || matches!(t.ent_type(), "DATE"));
        let all_caps = self.token(i).is_some_and(|t| t.text().len() > 1 && t.text().bytes().all(|b| b.is_ascii_uppercase()));
        number && before.parse::<f64>().is_err()
            || preposition && tagged && !all_caps
            || preposition && !all_caps && self.lower(i) != "march"
            || tagged && self.token(i).is_some_and(|t| t.ent_type() == "DATE")
    }

    /// 1 to 31 in digits or as an ordinal.
    fn day_number(&self, i: usize) -> Option<i8> {
        let word = self.lower(i);
        let n: i8 = match word.parse() {
            Ok(n) if word.bytes().all(|b| b.is_ascii_digit()) => n,
            _ => words().ordinal(word)?,
        };
        (1..=31).contains(&n).then_some(n)
    }

    /// "5 March 1996", "the 5th of March", "3 JAN 90"; or a bare year-less "7 August".
    fn day_first(&self, i: usize) -> Option<Found> {
        let start = i + usize::from(self.lower(i) == "the");
        let day = self.day_number(start)?;
        let of = usize::from(self.lower(start + 1) == "of");
        let at = start + 1 + of;
        let Some(TimeWord::Month(month)) = self.word(at) else { return None };
        let text = self.token(at)?.text();
        if !text.starts_with(char::is_uppercase)
            || words().ordinal(self.lower(start)).is_some() && start == i && of == 0 && self.lower(start).len() > 4
        {
            return None;
        }
        let after = at + 1 + usize::from(matches!(self.lower(at + 1), "," | "."));
        if let Some(year) = self.plain_year(after, true).or_else(|| self.short_year(at + 1)) {
            return Some(Found::date(after.max(at + 1) + 1, exact_day(year, *month, day)));
        }
        if let Some((end, year)) = self.relative_year(at + 1) {
            return Some(Found::date(end, exact_day(year, *month, day)));
        }
        Some(Found::date(at + 1, self.day_without_year(i, *month, day)))
    }

    /// "2019-08-07", "8/7/2019", "07.08.2019", "8/7".
    fn numeric(&self, i: usize) -> Option<Found> {
        let word = self.lower(i);
        if !word.bytes().next().is_some_and(|b| b.is_ascii_digit()) {
            return None;
        }
        if let Some(f) = self.day_first(i) {
            return Some(f);
        }
        // The tokenizer cuts "2019-08-07" at its hyphens.
        if word.len() == 4 && self.lower(i + 1) == "-" && self.lower(i + 3) == "-" && self.lower(i + 2).len() == 2 {
            let d = Date::new(word.parse().ok()?, self.lower(i + 2).parse().ok()?, self.lower(i + 4).get(..2)?.parse().ok()?).ok()?;
            return Some(Found::date(i + 5, Point::day(d)));
        }
        if let Ok(d) = word.get(..10).unwrap_or(word).parse::<Date>() {
            return Some(Found::date(i + 1, Point::day(d)));
        }
        let separator = ['/', '.'].into_iter().find(|c| word.matches(*c).count() == 2)?;
        let parts: Vec<i16> = word.split(separator).map_while(|p| p.parse().ok()).collect();
        let [a, b, y] = parts[..] else { return None };
        let year = if y < 100 { if y >= 50 { 1900 + y } else { 2000 + y } } else { y };
        // Month first with slashes unless that cannot be; day first with dots. Where both can be, nothing is resolved.
        let (a, b) = (i8::try_from(a).ok()?, i8::try_from(b).ok()?);
        let (month, day) = if a > 12 || separator == '.' { (b, a) } else { (a, b) };
        let sure = a == b || a > 12 || b > 12 || separator == '.';
        let point = Point::day(Date::new(year, month, day).ok()?);
        Some(Found::date(i + 1, if sure { point } else { Point { days: None, ..point } }))
    }

    /// "last week", "this year", "next Monday", "the past year", "the previous day", "that year", "the following week".
    fn relative(&self, i: usize) -> Option<Found> {
        let the = usize::from(self.lower(i) == "the");
        let mut at = i + the;
        let word = self.lower(at);
        let step: i64 = match word {
            "last" | "previous" | "preceding" => -1,
            "past" if self.lower(i) == "this" || the == 1 => -1,
            "this" => match self.lower(at + 1) {
                "past" => {
                    at += 1;
                    -1
                }
                "coming" => {
                    at += 1;
                    1
                }
                _ => 0,
            },
            "current" | "same" if the == 1 => 0,
            "next" | "coming" | "following" | "upcoming" => 1,
            "that" if the == 0 => 0,
            _ => return None,
        };
        let mut unit_at = at + 1;
        if matches!(self.lower(unit_at), "fiscal" | "calendar" | "full") {
            unit_at += 1;
        }
        let end = unit_at + 1;
        let to_anchor =
            matches!(word, "previous" | "preceding" | "following" | "same" | "that") || the == 1 && matches!(word, "next" | "last");
        let base = if to_anchor { self.anchor.as_ref().and_then(|p| p.days).map(|(a, _)| a).or(self.base) } else { self.base };
        match self.word(unit_at)? {
            TimeWord::Unit(unit) => {
                let unit = *unit;
                let plural = self.lower(unit_at).ends_with('s');
                if plural {
                    return None;
                }
                if word == "past" || matches!(word, "last" | "next") && the == 1 && unit > Unit::Week && !to_anchor {
                    return (unit != Unit::Day).then(|| Found {
                        end,
                        point: Point::open(unit.length(1.0)),
                        kind: TimeKind::Duration,
                        counted: true,
                    });
                }
                let point = match base {
                    Some(b) => shifted(b, unit, step)?,
                    None => Point::open(unresolved(unit)?),
                };
                // "last year's third quarter", "this year's second quarter"
                if unit == Unit::Year
                    && self.lower(end) == "'s"
                    && let Some(f) = self.quarter_of_year(end + 1, point.days.map(|(a, _)| a.year()))
                {
                    return Some(f);
                }
                Some(Found::date(end, point))
            }
            TimeWord::Month(m) => {
                if !self.token(unit_at)?.text().starts_with(char::is_uppercase) {
                    return None;
                }
                let year = self.base.map(|b| match step {
                    -1 if *m >= b.month() => b.year() - 1,
                    1 if *m <= b.month() => b.year() + 1,
                    _ => b.year(),
                });
                let day = self.day_number(end);
                match (year, day) {
                    (Some(y), Some(d)) => Some(Found::date(end + 1, exact_day(y, *m, d))),
                    (Some(y), None) => Some(Found::date(end, Point::month(y, *m))),
                    (None, _) => Some(Found::date(end, Point::open(format!("XXXX-{m:02}")))),
                }
            }
            TimeWord::Weekday(d) => {
                let point = self.base.and_then(|b| match step {
                    -1 => add(b, -1).and_then(|y| weekday_before(y, *d)),
                    1 => add(b, 1).and_then(|t| weekday_after(t, *d)),
                    _ => match direction(self.doc, i) {
                        Direction::Back => weekday_before(b, *d),
                        _ => weekday_after(b, *d),
                    },
                });
                let named = self.weekday(unit_at, *d).filter(|f| f.end > end + 1);
                Some(named.unwrap_or_else(|| Found::date(end, point.map_or_else(|| Point::open(format!("XXXX-WXX-{d}")), Point::day))))
            }
            TimeWord::Season(letters) => self.season(i, unit_at, letters),
            _ => None,
        }
    }

    /// "summer", "last winter", "the summer of 1994", "spring 2011".
    fn season(&self, i: usize, at: usize, letters: &str) -> Option<Found> {
        let of = usize::from(self.lower(at + 1) == "of");
        if let Some(year) = self.plain_year(at + 1 + of, true) {
            return Some(Found::date(at + 2 + of, Point::season(year, letters)));
        }
        if let Some((end, year)) = self.spoken_year(at + 1 + of) {
            return Some(Found::date(end, Point::season(year, letters)));
        }
        if let Some((end, year)) = self.relative_year(at + 1) {
            return Some(Found::date(end, Point::season(year, letters)));
        }
        // Bare "fall" and "spring" are mostly other words.
        if i == at
            && !(matches!(self.before(i), "the" | "in") && self.token(i)?.pos() == "NOUN" && !matches!(self.lower(at), "fall" | "spring"))
        {
            return None;
        }
        let first = match letters {
            "SP" => 3,
            "SU" => 6,
            "FA" => 9,
            _ => 12,
        };
        let year = self.base.map(|b| match self.lower(i) {
            "last" if first + 2 >= b.month() => b.year() - 1,
            "next" if first <= b.month() => b.year() + 1,
            _ if i == at && direction(self.doc, i) == Direction::Back && first > b.month() => b.year() - 1,
            _ => b.year(),
        });
        Some(Found::date(at + 1, year.map_or_else(|| Point::open(format!("XXXX-{letters}")), |y| Point::season(y, letters))))
    }

    fn feast(&self, i: usize) -> Option<Found> {
        let (len, month, day) = match words().feast(|k| self.lower(i + k)) {
            Some((len, (month, day))) => (len, month, day),
            None if self.lower(i) == "thanksgiving" => {
                let y = self.base?.year();
                let d = point::thanksgiving(y)?;
                (1, d.month(), d.day())
            }
            None => return None,
        };
        if !self.token(i)?.text().starts_with(char::is_uppercase) {
            return None;
        }
        let end = i + len;
        if let Some(y) = self.plain_year(end, true) {
            return Some(Found::date(end + 1, exact_day(y, month, day)));
        }
        Some(Found::date(end, self.day_without_year(i, month, day)))
    }

    /// A month whose year the text leaves out: the latest that is not ahead, or the next one where the clause looks ahead.
    pub(super) fn month_without_year(&self, i: usize, month: i8) -> Point {
        let Some(b) = self.base else { return Point::open(format!("XXXX-{month:02}")) };
        let ahead = direction(self.doc, i) == Direction::Ahead;
        let year = match (ahead, month.cmp(&b.month())) {
            (true, std::cmp::Ordering::Less) => b.year() + 1,
            (false, std::cmp::Ordering::Greater) if month > b.month() + 1 => b.year() - 1,
            _ => b.year(),
        };
        Point::month(year, month)
    }

    /// A day whose year the text leaves out. Without a verb that tells, the nearest such day.
    fn day_without_year(&self, i: usize, month: i8, day: i8) -> Point {
        let Some(b) = self.base else { return Point::open(format!("XXXX-{month:02}-{day:02}")) };
        let dated = |y: i16| Date::new(y, month, day).ok();
        let (last, this, next) = (dated(b.year() - 1), dated(b.year()), dated(b.year() + 1));
        let candidates = [last, this, next].into_iter().flatten();
        let pick = match direction(self.doc, i) {
            // A day just ahead beats one eleven months back, whatever the tense: "met on Tuesday to prepare the Nov. 20 vote".
            Direction::Back => candidates.filter(|d| (*d - b).get_days() <= NEAR).max(),
            Direction::Ahead => candidates.filter(|d| *d >= b).min(),
            Direction::Unknown => candidates.min_by_key(|d| (b - *d).get_days().abs()),
        };
        pick.map_or_else(|| Point::open(format!("XXXX-{month:02}-{day:02}")), Point::day)
    }
}

/// Days ahead that a date without year may lie although its clause looks back: on one half of TimeBank such dates lay up to
/// 38 days ahead, and none meant the year before.
const NEAR: i32 = 46;

fn exact_day(year: i16, month: i8, day: i8) -> Point {
    Date::new(year, month, day).map_or_else(|_| Point::open(""), Point::day)
}

fn day_of_week(base: Date, weeks: i64, weekday: i8) -> Point {
    add(point::start_of_week(base), weeks * 7 + i64::from(weekday) - 1).map_or_else(|| Point::open(""), Point::day)
}

/// The unit that holds the day `step` units from `base`.
pub(super) fn shifted(base: Date, unit: Unit, step: i64) -> Option<Point> {
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Day => Point::day(add(base, step)?),
        Unit::Weekend => Point::weekend(add(base, step * 7)?),
        Unit::Week => Point::week(add(base, step * 7)?),
        Unit::Fortnight => Point::week(add(base, step * 14)?),
        Unit::Month => {
            let d = add_months(base, step)?;
            Point::month(d.year(), d.month())
        }
        Unit::Quarter => {
            let d = add_months(base, step * 3)?;
            Point::quarter(d.year(), quarter_of(d))
        }
        Unit::Year => Point::year(base.year().checked_add(i16::try_from(step).ok()?)?),
        Unit::Decade => Point::decade(base.year().checked_add(i16::try_from(step * 10).ok()?)?),
        Unit::Century => Point::century((base.year() - 1) / 100 + 1 + i16::try_from(step).ok()?),
    })
}

fn unresolved(unit: Unit) -> Option<&'static str> {
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Day => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
    })
}
