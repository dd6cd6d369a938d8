//! Reads the time expression that begins at a token, the longest first.

use super::point::{Point, add};
use super::words::{TimeWord, words};
use super::{TimeKind, TimeMention};
use jiff::civil::Date;
use stemma_nlp::{Doc, Token};

/// How many words may stand before the first word of time in an expression ("more than two hundred and fifty thousand years").
const REACH: u8 = 8;

/// Whether an expression of time can have its core in this token: a word of time, or digits.
fn is_time_word(token: Token<'_>) -> bool {
    let word = token.lower();
    let first = word.as_bytes().first().copied().unwrap_or_default();
    first.is_ascii_digit()
        || first == b'\''
        || words().get(word).is_some()
        || words().starts_reference(word)
        || matches!(word, "overnight" | "noon" | "midnight" | "thanksgiving" | "nineteen" | "quarter" | "century" | "ago")
        || word.contains('-') && (word.starts_with("mid-") || word.ends_with("-quarter") || word.starts_with("year-"))
}

/// A document with the day that its times are relative to, and the last date that was read: what "a year earlier" is earlier than.
pub(super) struct Reader<'a> {
    pub doc: &'a Doc,
    pub base: Option<Date>,
    pub anchor: Option<Point>,
    limit: usize,
    /// For each token, how far ahead the next word of time or digit is; most tokens are far from any.
    ahead: Vec<u8>,
}

/// A point with the token after it.
pub(super) struct Found {
    pub end: usize,
    pub point: Point,
    pub kind: TimeKind,
    pub counted: bool,
}

impl Found {
    pub fn date(end: usize, point: Point) -> Found {
        Found { end, point, kind: TimeKind::Date, counted: false }
    }

    pub fn of(end: usize, value: impl Into<String>, kind: TimeKind) -> Found {
        Found { end, point: Point::open(value), kind, counted: matches!(kind, TimeKind::Duration) }
    }
}

impl<'a> Reader<'a> {
    pub fn new(doc: &'a Doc, base: Option<Date>) -> Reader<'a> {
        let mut ahead = vec![u8::MAX; doc.len()];
        let mut next = u8::MAX;
        for token in doc.tokens().rev() {
            next = if is_time_word(token) { 0 } else { next.saturating_add(1) };
            ahead[token.i] = next;
        }
        Reader { doc, base, anchor: None, limit: 0, ahead }
    }

    /// The lower-case form of token `i`; "" past the end of the sentence that is read.
    pub fn lower(&self, i: usize) -> &'a str {
        if i < self.limit { self.doc.token(i).lower() } else { "" }
    }

    /// Token `i` of the sentence that is read.
    pub fn token(&self, i: usize) -> Option<Token<'a>> {
        (i < self.limit).then(|| self.doc.token(i))
    }

    /// What token `i` says of time.
    pub fn word(&self, i: usize) -> Option<&'static TimeWord> {
        words().get(self.lower(i))
    }

    /// The form before token `i` in its sentence.
    pub fn before(&self, i: usize) -> &'a str {
        if i > 0 && i < self.doc.len() && self.doc.sentence_of(i - 1) == self.doc.sentence_of(i) {
            self.doc.token(i - 1).lower()
        } else {
            ""
        }
    }

    /// The time expression that begins at token `i`.
    pub fn mention_at(&mut self, i: usize) -> Option<TimeMention> {
        if self.ahead[i] > REACH {
            return None;
        }
        self.limit = self.doc.sentences().get(self.doc.sentence_of(i)).map_or(self.doc.len(), |s| s.end);
        if !self.may_begin(i) {
            return None;
        }
        let found = self.read(i)?;
        if found.kind == TimeKind::Date && found.point.days.is_some() && !self.compares(i..found.end) {
            self.anchor = Some(found.point.clone());
        }
        let (start, end) = match (&found.point.days, found.kind) {
            (Some((a, b)), TimeKind::Date | TimeKind::Time) => {
                let clock = found.point.value.split_once('T').map(|(_, t)| t).filter(|t| t.contains(':'));
                match clock {
                    Some("24:00") => (Some(format!("{a}T23:59")), Some(format!("{b}T23:59"))),
                    Some(t) => (Some(format!("{a}T{t}")), Some(format!("{b}T{t}"))),
                    None => (Some(a.to_string()), Some(b.to_string())),
                }
            }
            _ => (None, None),
        };
        let value = Some(found.point.value).filter(|v| !v.is_empty());
        Some(TimeMention { tokens: i..found.end, kind: found.kind, value, start, end, counted: found.counted })
    }

    /// "A year ago", "year-earlier": what is spoken of stays the period that it is compared with.
    fn compares(&self, tokens: std::ops::Range<usize>) -> bool {
        let mut words = tokens.clone().map(|i| self.lower(i));
        words.clone().any(|w| matches!(w, "ago" | "earlier" | "year-ago" | "year-earlier"))
            && words.any(|w| w.starts_with("year") && w != "years")
            && tokens.clone().all(|i| !self.lower(i).starts_with(|c: char| c.is_ascii_digit()))
    }

    /// A quick look at the first word: most tokens begin no time.
    fn may_begin(&self, i: usize) -> bool {
        let Some(token) = self.token(i) else { return false };
        let word = token.lower();
        if self.ahead[i] == 0 || words().ordinal(word).is_some() || crate::claims::words().number(word).is_some() {
            return true;
        }
        matches!(
            word,
            "a" | "an"
                | "the"
                | "this"
                | "that"
                | "these"
                | "last"
                | "next"
                | "past"
                | "previous"
                | "following"
                | "coming"
                | "early"
                | "late"
                | "mid"
                | "later"
                | "every"
                | "each"
                | "overnight"
                | "noon"
                | "midnight"
                | "fiscal"
                | "half"
                | "several"
                | "thanksgiving"
                | "some"
                | "many"
                | "begin"
                | "first"
                | "year"
                | "latest"
                | "more"
                | "one"
                | "ten"
                | "six"
                | "two"
                | "all"
                | "end"
                | "current"
                | "same"
                | "another"
                | "mid-"
                | "almost"
                | "nearly"
                | "about"
                | "around"
                | "over"
                | "'"
                | "mid-day"
                | "mid-afternoon"
                | "mid-morning"
                | "year-ago"
                | "year-earlier"
                | "third-quarter"
                | "year-end"
                | "on"
                | "recent"
        ) || word.starts_with("mid-")
    }

    fn read(&self, i: usize) -> Option<Found> {
        self.prefixed(i)
            .or_else(|| self.timed(i))
            .or_else(|| self.set_at(i))
            .or_else(|| self.ago(i))
            .or_else(|| self.date_then_time(i))
            .or_else(|| self.length_at(i))
            .or_else(|| self.reference_at(i))
    }

    /// "early Tuesday", "late on Wednesday evening", "earlier this month", "mid-November", "the end of 1990".
    fn prefixed(&self, i: usize) -> Option<Found> {
        let word = self.lower(i);
        let mut at = i + 1;
        match word {
            "early" | "late" | "earlier" | "later" | "mid" => {
                if self.lower(at) == "-" {
                    at += 1;
                }
                if matches!(self.lower(at), "on" | "in") {
                    at += 1;
                }
            }
            "the" | "end" | "year" => {
                let from = i + usize::from(word == "the");
                let part = matches!(self.lower(from), "end" | "start" | "beginning" | "middle" | "rest" | "remainder");
                if part && self.lower(from + 1) == "of" {
                    at = from + 2;
                } else if word == "the" && matches!(self.lower(from), "early" | "late" | "mid") {
                    at = from + 1 + usize::from(self.lower(from + 1) == "-");
                } else {
                    return None;
                }
            }
            _ => {
                let rest = word.strip_prefix("mid-")?;
                return self.glued_mid(i, rest);
            }
        }
        let mut found = self.date_then_time(at)?;
        if word == "later" && self.lower(i + 1) == "in" {
            return Some(found);
        }
        if matches!(found.kind, TimeKind::Duration | TimeKind::Set) {
            return None;
        }
        found.counted = false;
        Some(found)
    }

    /// One token: "mid-1990s", "mid-November", "mid-afternoon".
    fn glued_mid(&self, i: usize, rest: &str) -> Option<Found> {
        if let Some(TimeWord::Daypart(letters)) = words().get(rest) {
            let day = self.day_after_part(i + 1);
            let open = || self.base.map_or(Point::open("XXXX-XX-XX"), |b| Point::open(b.to_string()));
            let (end, point) = day.map_or_else(|| (i + 1, open()), |f| (f.end, f.point));
            return Some(Found { end, point: with_time(point, letters), kind: TimeKind::Time, counted: false });
        }
        if let Some(TimeWord::Month(m)) = words().get(rest) {
            return Some(Found::date(i + 1, self.month_without_year(i, *m)));
        }
        self.year_form(rest).map(|p| Found::date(i + 1, p))
    }

    /// A clock time or part of a day first: "10 p.m. Wednesday", "noon on Thursday", "the morning of Aug. 7", "this morning".
    fn timed(&self, i: usize) -> Option<Found> {
        if let Some(clock) = self.clock_at(i) {
            let day = self.day_after_part(clock.end);
            let (end, point) = match day {
                Some(f) => (f.end, f.point),
                // No day is told: TIMEX3 writes that of publication, but nobody says that it was that day.
                None => (
                    clock.end,
                    self.anchor_day(i).unwrap_or_else(|| self.base.map_or(Point::open("XXXX-XX-XX"), |b| Point::open(b.to_string()))),
                ),
            };
            return Some(Found { end, point: with_time(point, &clock.value), kind: TimeKind::Time, counted: false });
        }
        let mut at = i;
        let deictic = matches!(self.lower(at), "this" | "last" | "that" | "the");
        if deictic {
            at += 1;
        }
        if matches!(self.lower(at), "early" | "late" | "same" | "previous" | "following") && deictic {
            at += 1;
        }
        if self.lower(i) == "overnight" {
            return self.overnight(i);
        }
        if self.lower(i) == "tonight" {
            let point = self.base.map_or(Point::open("XXXX-XX-XX"), Point::day);
            return Some(Found { end: i + 1, point: with_time(point, "NI"), kind: TimeKind::Time, counted: false });
        }
        let Some(TimeWord::Daypart(letters)) = self.word(at) else { return None };
        let end = at + 1;
        if let Some(f) = self.day_after_part(end)
            && self.lower(i) != "that"
        {
            return Some(Found { end: f.end, point: with_time(f.point, letters), kind: TimeKind::Time, counted: false });
        }
        let day = match self.lower(i) {
            "this" => self.base,
            "last" => self.base.and_then(|b| add(b, -1)),
            "the" | "that" => None,
            _ => return None,
        };
        let point = match (self.lower(i), day) {
            ("the" | "that", _) => self.anchor.clone().filter(is_day).unwrap_or_else(|| Point::open("XXXX-XX-XX")),
            (_, Some(d)) => Point::day(d),
            _ => Point::open("XXXX-XX-XX"),
        };
        Some(Found { end, point: with_time(point, letters), kind: TimeKind::Time, counted: false })
    }

    fn overnight(&self, i: usize) -> Option<Found> {
        if self.token(i).is_some_and(|t| t.pos() == "ADJ" && t.dep() == "amod") {
            return None;
        }
        let days = self.base.and_then(|b| Some((add(b, -1)?, b)));
        let value = days.map_or("XXXX-XX-XXTNI".to_string(), |(a, _)| format!("{a}TNI"));
        Some(Found { end: i + 1, point: Point { value, days }, kind: TimeKind::Time, counted: false })
    }

    /// The day of the last date read, for a clock time that names none.
    fn anchor_day(&self, _i: usize) -> Option<Point> {
        self.anchor.clone().filter(is_day).map(|p| Point { value: p.value.split('T').next().unwrap_or_default().to_string(), days: p.days })
    }

    /// The day that follows a clock time or part of a day: "Wednesday", "on Wednesday", "of Aug. 7", ", Nov. 6".
    fn day_after_part(&self, end: usize) -> Option<Found> {
        let mut at = end;
        if matches!(self.lower(at), "on" | "of" | ",") {
            at += 1;
        }
        let f = self.calendar_at(at)?;
        let comma = self.lower(end) == ",";
        let day = is_day(&f.point) || f.point.value.starts_with("XXXX-WXX-");
        (day && !(comma && matches!(self.word(at), Some(TimeWord::Deictic(_))))).then_some(f)
    }

    /// "Wednesday evening", "yesterday afternoon", "Thursday at 5 p.m.", "Jan. 3 at noon", or the date alone.
    pub fn date_then_time(&self, i: usize) -> Option<Found> {
        let f = self.calendar_at(i)?;
        let day = is_day(&f.point) || f.point.value.starts_with("XXXX-WXX-") && f.kind == TimeKind::Date;
        if !day {
            return Some(f);
        }
        if let Some(TimeWord::Daypart(letters)) = self.word(f.end) {
            return Some(Found { end: f.end + 1, point: with_time(f.point, letters), kind: TimeKind::Time, counted: false });
        }
        let mut at = f.end;
        if self.lower(at) == "," {
            at += 1;
        }
        if self.lower(at) == "at" {
            at += 1;
            if matches!(self.lower(at), "about" | "around" | "approximately") {
                at += 1;
            }
        }
        if (at > f.end && self.lower(at - 1) != "," || at == f.end)
            && let Some(clock) = self.clock_at(at)
        {
            return Some(Found { end: clock.end, point: with_time(f.point, &clock.value), kind: TimeKind::Time, counted: false });
        }
        Some(f)
    }
}

/// Whether a value is one calendar day.
pub(super) fn is_day(p: &Point) -> bool {
    p.value.len() >= 10 && p.value.as_bytes().get(4) == Some(&b'-') && !p.value.contains('W') || p.days.is_some_and(|(a, b)| a == b)
}

/// A day with a time of day.
fn with_time(mut p: Point, time: &str) -> Point {
    p.value.push('T');
    p.value.push_str(time);
    p
}
