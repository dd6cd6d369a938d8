//! Years, decades, centuries and quarters.

use super::point::{Point, add_months, quarter_of};
use super::reader::{Found, Reader};
use super::tense::{Direction, direction};
use super::words::{TimeWord, Unit, words};

impl Reader<'_> {
    /// "last year", ", this year": a year that is relative to publication.
    pub(super) fn relative_year(&self, at: usize) -> Option<(usize, i16)> {
        let at = at + usize::from(matches!(self.lower(at), "," | "of"));
        let step = match self.lower(at) {
            "last" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        (self.lower(at + 1) == "year").then_some(())?;
        self.base.map(|b| (at + 2, b.year() + step))
    }

    /// "90" after a month, in a dateline.
    pub(super) fn short_year(&self, i: usize) -> Option<i16> {
        let word = self.lower(i);
        let n: i16 = (word.len() == 2).then(|| word.parse().ok())??;
        Some(if n >= 30 { 1900 + n } else { 2000 + n })
    }

    /// "the third quarter", "third-quarter", "fiscal first quarter", "the 1988 second quarter", "the quarter", "year-earlier quarter".
    pub(super) fn quarter(&self, i: usize) -> Option<Found> {
        let mut at = i + usize::from(self.lower(i) == "the" || self.lower(i) == "a");
        let mut back = 0;
        loop {
            match self.lower(at) {
                "fiscal" | "latest" | "current" | "flat" | "comparable" | "corresponding" | "full" | "entire" => at += 1,
                "year-ago" | "year-earlier" => {
                    back = 1;
                    at += 1;
                }
                "year" if self.lower(at + 1) == "-" && matches!(self.lower(at + 2), "ago" | "earlier") => {
                    back = 1;
                    at += 3;
                }
                _ => break,
            }
            if at > i + 6 {
                return None;
            }
        }
        let year = self.plain_year(at, true);
        if year.is_some() {
            at += 1;
        }
        if back == 1 && !matches!(self.word(at), Some(TimeWord::Unit(Unit::Quarter))) && words().ordinal(self.lower(at)).is_none() {
            let period = usize::from(self.lower(at) == "period");
            let point = self.anchored(Unit::Year, -1.0);
            return Some(Found::date(at + period, point));
        }
        if let Some(f) = self.quarter_of_year(at, year) {
            return Some(Found { point: if back == 1 { self.year_back(f.point) } else { f.point }, ..f });
        }
        // "the quarter", "the latest quarter", "the period": the one spoken of, else the last that is over.
        let quarter = matches!(self.word(at), Some(TimeWord::Unit(Unit::Quarter))) && self.lower(at) == "quarter";
        if !quarter || at == i || self.lower(at + 1) == "of" {
            return None;
        }
        let point = match (year, &self.anchor) {
            (Some(y), Some(p)) => p
                .value
                .get(4..7)
                .filter(|q| q.starts_with("-Q"))
                .and_then(|q| q[2..].parse().ok())
                .map_or(Point::open(format!("{y}-QX")), |q| Point::quarter(y, q)),
            (None, _) if self.ends_on(at - 1).is_some() && self.base.is_some() => {
                let (month, base) = (self.ends_on(at - 1).unwrap_or(1), self.base);
                base.map_or(Point::open("XXXX-QX"), |b| Point::quarter(b.year() - i16::from(month > b.month()), (month + 2) / 3))
            }
            (None, Some(p)) if p.value.contains("-Q") => p.clone(),
            (None, _) => {
                self.base.and_then(|b| add_months(b, -3)).map_or(Point::open("XXXX-QX"), |b| Point::quarter(b.year(), quarter_of(b)))
            }
            (Some(y), None) => Point::open(format!("{y}-QX")),
        };
        Some(Found::date(at + 1, if back == 1 { self.year_back(point) } else { point }))
    }

    /// "The year ended March 31", "the quarter ending June 30": the month in which a period that begins at `i` ends.
    fn ends_on(&self, i: usize) -> Option<i8> {
        match self.word(i + 3) {
            Some(TimeWord::Month(m)) if self.lower(i) == "the" && matches!(self.lower(i + 2), "ended" | "ending") => Some(*m),
            _ => None,
        }
    }

    pub(super) fn year_back(&self, point: Point) -> Point {
        let quarter = point.value.get(5..7).and_then(|q| q.strip_prefix('Q')).and_then(|q| q.parse().ok());
        match (quarter, point.days) {
            (Some(q), Some((a, _))) => Point::quarter(a.year() - 1, q),
            _ => point,
        }
    }

    /// "third quarter", "third-quarter", "third quarter of 1989", "second half".
    pub(super) fn quarter_of_year(&self, at: usize, year: Option<i16>) -> Option<Found> {
        let (n, mut end) = match self.lower(at).strip_suffix("-quarter") {
            Some(word) => (words().ordinal(word)?, at + 1),
            None => {
                let n = words().ordinal(self.lower(at))?;
                let hyphen = usize::from(self.lower(at + 1) == "-");
                let fiscal = usize::from(self.lower(at + 1) == "fiscal");
                (self.lower(at + 1 + hyphen + fiscal) == "quarter").then_some((n, at + 2 + hyphen + fiscal))?
            }
        };
        if !(1..=4).contains(&n) {
            return None;
        }
        let mut year = year;
        if year.is_none() {
            let of = usize::from(matches!(self.lower(end), "of" | ","));
            if let Some(y) = self.plain_year(end + of, true) {
                year = Some(y);
                end += of + 1;
            } else if let Some((after, y)) = self.relative_year(end) {
                year = Some(y);
                end = after;
            }
        }
        let point = match (year, self.base) {
            (Some(y), _) => Point::quarter(y, n),
            (None, Some(b)) => {
                let ahead = direction(self.doc, at) == Direction::Ahead;
                let this = quarter_of(b);
                let y = if ahead && n + 1 < this {
                    b.year() + 1
                } else if !ahead && n > this {
                    b.year() - 1
                } else {
                    b.year()
                };
                Point::quarter(y, n)
            }
            _ => Point::open(format!("XXXX-Q{n}")),
        };
        Some(Found::date(end, point))
    }

    /// "2013", "fiscal 1989", "the 1990s", "1980s", "'90s", "nineteen ninety-six", "the year 2000".
    pub(super) fn year(&self, i: usize) -> Option<Found> {
        let mut at = i;
        if self.ends_on(i).is_some_and(|_| self.lower(i + 1) == "year") {
            return Some(Found { end: i + 2, point: Point::open("P1Y"), kind: super::TimeKind::Duration, counted: false });
        }
        if self.lower(at) == "the" && self.lower(at + 1) == "year" {
            at += 2;
        } else if matches!(self.lower(at), "fiscal") {
            at += 1 + usize::from(self.lower(at + 1) == "year");
        } else if self.lower(at) == "the" && matches!(self.lower(at + 1), w if w.ends_with('s')) {
            at += 1;
        } else if self.lower(at) == "the" {
            // "the 20th century"
            let n = words().ordinal(self.lower(at + 1))?;
            let hyphen = usize::from(self.lower(at + 2) == "-");
            return (self.lower(at + 2 + hyphen) == "century").then(|| Found::date(at + 3 + hyphen, Point::century(n.into())));
        }
        if let Some(n) = words().ordinal(self.lower(at)).filter(|_| at == i) {
            let hyphen = usize::from(self.lower(at + 1) == "-");
            return (self.lower(at + 1 + hyphen) == "century").then(|| Found::date(at + 2 + hyphen, Point::century(n.into())));
        }
        if let Some((end, y)) = self.spoken_year(at) {
            return Some(Found::date(end, Point::year(y)));
        }
        if let Some(TimeWord::Decade(digit)) = self.word(at) {
            return (at > i).then(|| Found::date(at + 1, Point::decade(1900 + digit * 10)));
        }
        if (at == i || self.lower(i) == "the")
            && let Some(p) = self.year_form(self.lower(at)).filter(|p| p.value.len() == 3)
            // "In his 20s", "her early 30s" are ages; a decade of two digits has an article or an apostrophe.
            && (at > i || self.lower(at).len() > 3)
        {
            return Some(Found::date(at + 1, p));
        }
        let sure = at > i;
        let y = self.plain_year(at, sure)?;
        let end = at + 1;
        // "2011-12", "2015/16" are seasons or fiscal years; the span is kept, its first year is the value.
        Some(Found::date(end, Point::year(y)))
    }

    /// One token: "1996", "1990s", "'90s", "90s".
    pub(super) fn year_form(&self, form: &str) -> Option<Point> {
        if let Some(decade) = form.strip_suffix("'s").or(form.strip_suffix('s')) {
            let decade = decade.trim_start_matches('\'');
            let n: i16 = decade.parse().ok()?;
            return match decade.len() {
                4 if n % 10 == 0 && (1000..2100).contains(&n) => Some(Point::decade(n)),
                2 if n % 10 == 0 && n >= 20 => Some(Point::decade(1900 + n)),
                _ => None,
            };
        }
        let n: i16 = form.parse().ok()?;
        (form.len() == 4 && (1000..2100).contains(&n)).then(|| Point::year(n))
    }

    /// A year in four digits. Without `sure` the grammar must speak for it.
    pub(super) fn plain_year(&self, i: usize, sure: bool) -> Option<i16> {
        let word = self.lower(i);
        if word.len() != 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let n: i16 = word.parse().ok()?;
        if !(1000..2100).contains(&n) {
            return None;
        }
        if sure {
            return (1000..2100).contains(&n).then_some(n);
        }
        let before = self.before(i);
        let next = self.token(i + 1);
        let preposition = matches!(
            before,
            "in" | "since"
                | "by"
                | "until"
                | "till"
                | "from"
                | "during"
                | "before"
                | "after"
                | "through"
                | "between"
                | "late"
                | "early"
                | "circa"
                | "to"
                | "of"
        );
        if before.contains(['$', '£', '€'])
            || matches!(
                before,
                "no." | "number" | "#" | "least" | "than" | "about" | "some" | "approximately" | "nearly" | "almost" | "over"
            )
        {
            return None;
        }
        if next.is_some_and(|t| {
            matches!(
                t.lower(),
                "%" | "percent"
                    | "block"
                    | "people"
                    | "years"
                    | "miles"
                    | "feet"
                    | "meters"
                    | "metres"
                    | "kilometers"
                    | "kilometres"
                    | "km"
                    | "tons"
                    | "dollars"
                    | "hours"
                    | "degrees"
                    | "points"
                    | "troops"
                    | "soldiers"
                    | "-"
            )
        }) && !preposition
        {
            return None;
        }
        let likely = (1900..2040).contains(&n);
        if preposition {
            let counted = next.is_some_and(|t| t.tag() == "NNS") && self.token(i).is_some_and(|t| t.dep() == "nummod");
            return (!counted && (likely || n >= 1400 && before == "in")).then_some(n);
        }
        let counted = next.is_some_and(|t| t.tag() == "NNS") && self.token(i).is_some_and(|t| t.dep() == "nummod") && before != "the";
        (likely && !counted).then_some(n)
    }

    /// "nineteen ninety-six", "two thousand" after "the year".
    pub(super) fn spoken_year(&self, i: usize) -> Option<(usize, i16)> {
        if self.lower(i) == "two" && self.lower(i + 1) == "thousand" && self.before(i) == "year" {
            return Some((i + 2, 2000));
        }
        let first = match self.lower(i) {
            "nineteen" => 1900,
            "eighteen" => 1800,
            "twenty" => 2000,
            _ => return None,
        };
        let tail = crate::claims::quantities::numeral_at(self.doc, i + 1).filter(|_| i + 1 < self.doc.len())?;
        let n = tail.value as i16;
        let fits = (10..100).contains(&n) && tail.value.fract() == 0.0 && self.lower(i + 1) != "-";
        fits.then_some((tail.tokens.end, first + n))
    }
}
