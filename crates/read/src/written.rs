//! Dates as people and press databases write them, with the words of `lexicon/months.toml`.

use serde::Deserialize;
use std::sync::LazyLock;

static MONTHS: LazyLock<Months> = LazyLock::new(|| toml::from_str(include_str!("../../../lexicon/months.toml")).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Months {
    names: Vec<Vec<String>>,
}

/// Which of two numbers is the day in a date like 08/09/2019.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// The longest text that is taken for a date, with weekday, time and time zone.
const LONGEST: usize = 80;

/// The date of a text that is one, in the form of the interface. None where it is none, or where its numbers can be read
/// two ways and `order` does not say which: 08/09/2019 is never guessed at.
pub(crate) fn written(text: &str, order: Option<Order>) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if let (Some(date), _) = crate::dates::published(text) {
        return Some(date);
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(text) {
        return Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    named(&words).or_else(|| numeric(text, order)).map(|d| d.to_string())
}

/// A date with the month in words: "8 August 2019", "Thursday, August 8th, 2019 10:00".
fn named(words: &[&str]) -> Option<jiff::civil::Date> {
    let (at, month) = words.iter().enumerate().find_map(|(at, w)| Some((at, month(w)?)))?;
    let year = words.iter().position(|w| is_year(w))?;
    let day = |at: usize| words.get(at).and_then(|w| day(w));
    // The day stands beside the month: before it, else behind it.
    let day = at.checked_sub(1).filter(|b| *b != year).and_then(day).or_else(|| day(at + 1).filter(|_| at + 1 != year));
    // German and Spanish: "8. August 2019", "8 de agosto de 2019".
    let day = day.or_else(|| at.checked_sub(2).filter(|_| words[at - 1] == "de").and_then(|at| words[at].parse().ok()))?;
    jiff::civil::Date::new(words[year].parse().ok()?, month, day).ok()
}

/// A date in numbers.
fn numeric(text: &str, order: Option<Order>) -> Option<jiff::civil::Date> {
    // A time may stand behind it, nothing before it.
    let first = text.split([' ', 'T', ',']).next()?;
    if first.len() == 8 && first.bytes().all(|b| b.is_ascii_digit()) && first == text {
        return jiff::civil::Date::new(first[..4].parse().ok()?, first[4..6].parse().ok()?, first[6..].parse().ok()?).ok();
    }
    let parts: Vec<&str> = first.split(['/', '-', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    if parts.iter().any(|p| p.is_empty() || p.len() > 4 || !p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    if is_year(a) {
        return jiff::civil::Date::new(a.parse().ok()?, b.parse().ok()?, c.parse().ok()?).ok();
    }
    if !is_year(c) {
        return None;
    }
    let (a, b): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
    // With full stops between them the day is first, wherever such dates are written.
    let order = if first.contains('.') { Some(Order::DayFirst) } else { order_of(a, b).or(order) };
    let (day, month) = match order {
        Some(Order::DayFirst) => (a, b),
        Some(Order::MonthFirst) => (b, a),
        None if a == b => (a, b),
        None => return None,
    };
    jiff::civil::Date::new(c.parse().ok()?, month, day).ok()
}

fn order_of(a: i8, b: i8) -> Option<Order> {
    match (a > 12, b > 12) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// The order that a text's own numbers prove: 25/08/2019 can only have its day first.
pub(crate) fn proven(text: &str) -> Option<Order> {
    let first = text.trim().split([' ', 'T', ',']).next()?;
    let parts: Vec<i8> = first.split(['/', '-']).take(2).map_while(|p| p.parse().ok()).collect();
    if let [a, b] = parts[..] { order_of(a, b) } else { None }
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) && (word.starts_with("19") || word.starts_with("20"))
}

fn day(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (matches!(digits.len(), 1 | 2) && (digits.len() == word.len() || ["st", "nd", "rd", "th", "er"].contains(&&word[digits.len()..])))
        .then(|| digits.parse().ok())?
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.names.iter().position(|names| names.contains(&word))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_words_and_numbers() {
        for (text, want) in [
            ("August 8, 2019 Thursday", "2019-08-08"),
            ("Thursday, August 8th, 2019 10:00 AM GMT", "2019-08-08"),
            ("8 August 2019", "2019-08-08"),
            ("08-Aug-2019", "2019-08-08"),
            ("Aug. 8, 2019", "2019-08-08"),
            ("8 août 2019", "2019-08-08"),
            ("8 de agosto de 2019", "2019-08-08"),
            ("2019-08-08", "2019-08-08"),
            ("2019/08/08 10:00", "2019-08-08"),
            ("20190808", "2019-08-08"),
            ("8.8.2019", "2019-08-08"),
            ("25/08/2019", "2019-08-25"),
            ("08/25/2019 11:30", "2019-08-25"),
            ("8/8/2019", "2019-08-08"),
            ("Thu, 08 Aug 2019 10:00:00 +0600", "2019-08-08T10:00:00+06:00"),
        ] {
            assert_eq!(written(text, None).as_deref(), Some(want), "{text}");
        }
        for text in [
            "08/09/2019",
            "2019",
            "August 2019",
            "yesterday",
            "32 August 2019",
            "8/8/19",
            "the 8 August 2019 was a long day in the whole of the old town of Port Maren, they say",
        ] {
            assert_eq!(written(text, None), None, "{text}");
        }
        assert_eq!(written("08/09/2019", Some(Order::DayFirst)).as_deref(), Some("2019-09-08"));
        assert_eq!(written("08/09/2019", Some(Order::MonthFirst)).as_deref(), Some("2019-08-09"));
        assert_eq!(
            (proven("25/08/2019"), proven("08/25/2019 10:00"), proven("08/09/2019")),
            (Some(Order::DayFirst), Some(Order::MonthFirst), None)
        );
    }

    #[test]
    fn every_month_is_named() {
        assert_eq!(MONTHS.names.len(), 12);
    }
}
