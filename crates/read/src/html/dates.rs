//! When a page says it was published and updated, and where it says so. What is ambiguous is left out, never guessed.

use super::json_ld::Article;
use super::walk::Page;
use super::words::WORDS;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use regex::{Captures, Regex};
use std::sync::LazyLock;
use stemma_model::PublishedFrom;

/// The dates of a page, as `YYYY-MM-DD` or RFC 3339.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub published: Option<(String, PublishedFrom)>,
    pub updated: Option<String>,
}

/// How many blocks before and behind the first of the article a date line may stand.
const NEAR: usize = 12;

/// The dates of a page: JSON-LD first, then `meta`, then the byline or a `time` element, then the address. `first` is
/// the first block of the article.
pub(super) fn dates(page: &Page, article: Option<&Article>, first: usize, url: Option<&str>) -> Dates {
    let found = |value: Option<String>, from| value.map(|v| (v, from));
    let published = found(article.and_then(|a| a.published.as_deref()).and_then(date), PublishedFrom::JsonLd)
        .or_else(|| found(meta(page, &WORDS.dates.published), PublishedFrom::Meta))
        .or_else(|| found(in_times(page, first, false).or_else(|| in_lines(page, first, false)), PublishedFrom::Byline))
        .or_else(|| found(url.and_then(in_address), PublishedFrom::Url));
    let updated = article
        .and_then(|a| a.updated.as_deref())
        .and_then(date)
        .or_else(|| meta(page, &WORDS.dates.updated))
        .or_else(|| in_times(page, first, true))
        .or_else(|| in_lines(page, first, true));
    Dates { published, updated }
}

/// The first of these `meta` elements, in the order of the names, that holds a date.
fn meta(page: &Page, names: &[String]) -> Option<String> {
    names.iter().find_map(|name| page.metas.iter().filter(|(n, _)| n == name).find_map(|(_, content)| date(content)))
}

/// A `time` element near the start of the article; of those that say nothing else, the first is the publication's.
fn in_times(page: &Page, first: usize, updated: bool) -> Option<String> {
    let near = page.times.iter().filter(|t| t.at + NEAR >= first && t.at <= first + 2);
    let says = |role: &str, words: &[&str]| words.iter().any(|w| role.contains(w));
    let of_update = |role: &str| says(role, &["updat", "modif", "edited"]);
    if updated {
        return near.filter(|t| of_update(&t.role)).find_map(|t| date(&t.value));
    }
    let named = near.clone().filter(|t| says(&t.role, &["datepublished", "pubdate", "publish", "posted"]) && !of_update(&t.role));
    named.chain(near.filter(|t| !of_update(&t.role))).find_map(|t| date(&t.value))
}

/// A line near the start of the article that says a date, with or without a word that says of what.
fn in_lines(page: &Page, first: usize, updated: bool) -> Option<String> {
    let patterns = PATTERNS.as_ref()?;
    let from = first.saturating_sub(NEAR);
    // The nearest line above the article first: a date further up may be today's.
    let lines = page.pieces.iter().take(first + 3).skip(from).rev().map(|p| p.text.as_str()).filter(|t| t.len() <= 200);
    let mut bare = None;
    for line in lines {
        for found in patterns.written.captures_iter(line).filter_map(|c| Some((c.get(0)?.start(), c))) {
            let before = line[..found.0].to_lowercase();
            let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
            let cued = |cues: &[String]| cues.iter().any(|cue| before.ends_with(cue.as_str()) || before.starts_with(cue.as_str()));
            let of_update = cued(&WORDS.dates.updated_cues);
            let Some(value) = written(&found.1, line) else { continue };
            if updated == of_update && (updated || cued(&WORDS.dates.published_cues)) {
                return Some(value);
            }
            // A sentence or caption may tell of any day; a line of little else but names and the date is the page's.
            let told = before.split(' ').count() > 6 || line[found.1.get(0).map_or(0, |m| m.end())..].starts_with('.');
            if !updated && !of_update && bare.is_none() && line.len() <= 100 && !told {
                bare = Some(value);
            }
        }
    }
    bare
}

/// A date in the path of an address: `/2019/08/08/`, `/2019-08-08`, `20190808`.
fn in_address(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let found = PATTERNS.as_ref()?.address.captures(path)?;
    let part = |i: usize| found.get(i).map_or("", |m| m.as_str());
    let month = part(2).parse().ok().or_else(|| month(part(2)))?;
    day(part(1).parse().ok()?, month, part(3).parse().ok()?).map(|d| d.to_string())
}

struct Patterns {
    iso: Regex,
    written: Regex,
    numbers: Regex,
    clock: Regex,
    address: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let months: Vec<String> = WORDS.dates.months.iter().flatten().map(|m| regex::escape(m)).collect();
    let months = months.join("|");
    let regex = |pattern: &str| Regex::new(pattern).ok();
    Some(Patterns {
        iso: regex(
            r"^\D{0,3}(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})(?:[Tt ,]+(.*))?$|^(\d{4})(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(\d{2})?(.*))?$",
        )?,
        written: regex(&format!(
            r"(?i)\b(?:(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s.-]*(?:de |of )?({months})\.?,?[\s.-]*(?:de )?(\d{{4}})|({months})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})|(\d{{4}})-(\d{{2}})-(\d{{2}}))\b"
        ))?,
        numbers: regex(r"^\D{0,12}(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b(.*)$")?,
        clock: regex(
            r"(?i)^\W*(?:at |, )?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?\s*\(?([+-]\d{2}:?\d{0,2}|[a-z]{1,4})?\b",
        )?,
        address: regex(&format!(r"(?i)[/_-]((?:19|20)\d{{2}})[/-]?(0[1-9]|1[0-2]|{months})[/-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)"))?,
    })
});

/// A date as machines and people write it; none when it is no date or could be two.
pub(super) fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > 120 {
        return None;
    }
    let patterns = PATTERNS.as_ref()?;
    if let Some(found) = patterns.iso.captures(text) {
        let part = |i: usize| found.get(i).map_or("", |m| m.as_str());
        if found.get(1).is_some() {
            let day = day(part(1).parse().ok()?, part(3).parse().ok()?, part(4).parse().ok()?)?;
            return Some(with_time(day, part(5)));
        }
        let day = day(part(6).parse().ok()?, part(7).parse().ok()?, part(8).parse().ok()?);
        if let Some(day) = day {
            return Some(with_time(
                day,
                &format!("{}:{}:{}{}", part(9), part(10), if part(11).is_empty() { "00" } else { part(11) }, part(12)),
            ));
        }
    }
    if text.bytes().all(|b| b.is_ascii_digit()) && matches!(text.len(), 10 | 13) {
        let number: i64 = text.parse().ok()?;
        let seconds = if text.len() == 13 { number / 1000 } else { number };
        return jiff::Timestamp::from_second(seconds).ok().map(|t| t.to_string());
    }
    if let Some(found) = patterns.written.captures(text) {
        return written(&found, text);
    }
    let found = patterns.numbers.captures(text)?;
    let (a, b, year) = (found[1].parse().ok()?, found[2].parse().ok()?, found[3].parse().ok()?);
    // Which is the month can only be told when one is above twelve, or both are the same.
    let (day_of, month_of): (i8, i8) = match (a, b) {
        (a, b) if a == b => (a, b),
        (13.., _) => (a, b),
        (_, 13..) => (b, a),
        _ => return None,
    };
    day(year, month_of, day_of).map(|d| with_time(d, &found[4]))
}

/// A date with the month as a word, and the time behind it.
fn written(found: &Captures, line: &str) -> Option<String> {
    let part = |i: usize| found.get(i).map_or("", |m| m.as_str());
    let (y, m, d) = if found.get(1).is_some() {
        (part(3), month(part(2))?, part(1))
    } else if found.get(4).is_some() {
        (part(6), month(part(4))?, part(5))
    } else {
        (part(7), part(8).parse().ok()?, part(9))
    };
    let rest = found.get(0).and_then(|whole| line.get(whole.end()..)).unwrap_or("");
    day(y.parse().ok()?, m, d.parse().ok()?).map(|day| with_time(day, rest))
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    WORDS.dates.months.iter().position(|names| names.contains(&word)).and_then(|m| i8::try_from(m + 1).ok())
}

/// A day that the calendar has, of a year in which there were web pages or papers put on the web.
fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    (1850..=2100).contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

/// The day with the time behind it when that has a zone; a time without one is left out, since the day is what is
/// certain.
fn with_time(day: Date, rest: &str) -> String {
    timed(day, rest).unwrap_or_else(|| day.to_string())
}

fn timed(day: Date, rest: &str) -> Option<String> {
    let found = PATTERNS.as_ref()?.clock.captures(rest)?;
    let number = |i: usize| found.get(i).map_or(Some(0), |m| m.as_str().parse::<i8>().ok());
    let mut hour = number(1)?;
    match found.get(4).map(|m| m.as_str().to_ascii_lowercase()).as_deref() {
        Some("p") if hour < 12 => hour += 12,
        Some("a") if hour == 12 => hour = 0,
        _ => {}
    }
    let time = DateTime::new(day.year(), day.month(), day.day(), hour, number(2)?, number(3)?.min(59), 0).ok()?;
    let zone = found.get(5)?.as_str().to_ascii_lowercase();
    let minutes: i32 = if let Some(sign) = zone.strip_prefix('+').map(|_| 1).or_else(|| zone.strip_prefix('-').map(|_| -1)) {
        let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
        let hours: i32 = digits.get(..2)?.parse().ok()?;
        let minutes: i32 = digits.get(2..4).map_or(Some(0), |m| m.parse().ok())?;
        sign * (hours * 60 + minutes)
    } else {
        i32::from(*WORDS.dates.zones.get(&zone)?) * 60
    };
    let offset = Offset::from_seconds(minutes * 60).ok()?;
    offset.to_timestamp(time).ok()?;
    let sign = if minutes < 0 { '-' } else { '+' };
    Some(match minutes {
        0 => format!("{}Z", time.strftime("%Y-%m-%dT%H:%M:%S")),
        m => format!("{}{sign}{:02}:{:02}", time.strftime("%Y-%m-%dT%H:%M:%S"), m.abs() / 60, m.abs() % 60),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_pages_write_them() {
        for (given, wanted) in [
            ("2019-08-08", Some("2019-08-08")),
            ("2019-08-08T10:00:00+06:00", Some("2019-08-08T10:00:00+06:00")),
            ("2019-08-08T10:00:00.123Z", Some("2019-08-08T10:00:00Z")),
            ("2019-08-08T10:00:00+0600", Some("2019-08-08T10:00:00+06:00")),
            ("2019-08-08T10:00", Some("2019-08-08")),
            ("2019-08-08 10:00:00 -0500", Some("2019-08-08T10:00:00-05:00")),
            ("20190808T100000Z", Some("2019-08-08T10:00:00Z")),
            ("20190808", Some("2019-08-08")),
            ("Thu, 08 Aug 2019 10:00:00 GMT", Some("2019-08-08T10:00:00Z")),
            ("August 8, 2019", Some("2019-08-08")),
            ("Aug. 8, 2019 at 3:05 p.m. EDT", Some("2019-08-08T15:05:00-04:00")),
            ("8th August 2019, 12:30", Some("2019-08-08")),
            ("8 de agosto de 2019", Some("2019-08-08")),
            ("1565258400", Some("2019-08-08T10:00:00Z")),
            ("1565258400000", Some("2019-08-08T10:00:00Z")),
            ("25/12/2019", Some("2019-12-25")),
            ("12/25/2019", Some("2019-12-25")),
            ("05/06/2019", None),
            ("2019-02-30", None),
            ("2019", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(date(given).as_deref(), wanted, "{given}");
        }
    }

    #[test]
    fn lines_that_say_a_date() {
        let lines = |lines: &[&str]| {
            let pieces = lines.iter().map(|l| super::super::walk::Piece { text: (*l).to_owned(), ..Default::default() }).collect();
            let page = Page { pieces, ..Page::default() };
            (in_lines(&page, lines.len(), false), in_lines(&page, lines.len(), true))
        };
        let day = |d: &str| Some(d.to_owned());
        assert_eq!(lines(&["Posted on March 4, 2024", "Last updated: March 5, 2024"]), (day("2024-03-04"), day("2024-03-05")));
        assert_eq!(lines(&["By Ada Roe, 4 March 2024 (Updated 5 March 2024)"]), (day("2024-03-04"), day("2024-03-05")));
        assert_eq!(lines(&["Updated 5 March 2024"]), (None, day("2024-03-05")));
        assert_eq!(lines(&["A ship leaves the harbour of Port Maren, on Aug. 31, 2019. (AFP)"]), (None, None));
    }

    #[test]
    fn addresses_that_hold_a_day() {
        for (url, wanted) in [
            ("https://a.example/2019/08/08/fire", Some("2019-08-08")),
            ("https://a.example/news/2019-08-08-fire.html", Some("2019-08-08")),
            ("https://a.example/2019/aug/08/fire", Some("2019-08-08")),
            ("https://a.example/news/20190808/fire", Some("2019-08-08")),
            ("https://a.example/2019/08/fire", None),
            ("https://a.example/news/48212019080801", None),
            ("https://a.example/fire?d=/2019/08/08/", None),
        ] {
            assert_eq!(in_address(url).as_deref(), wanted, "{url}");
        }
    }
}
