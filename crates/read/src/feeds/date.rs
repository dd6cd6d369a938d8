//! The dates of feeds: RFC 822 with the liberties that feeds take, RFC 3339, and W3C dates. Never guessed: of a time whose
//! zone is not certain, the day is kept.

use crate::dates;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date as the interface wants it, or why it is not one.
pub(super) fn date(given: &str) -> (Option<String>, Option<String>) {
    let given = given.trim();
    if given.as_bytes().first().is_some_and(u8::is_ascii_digit) && given.as_bytes().get(4) == Some(&b'-') {
        // RFC 3339 wants seconds and a colon in the zone; W3C's profile and many feeds leave them out.
        return dates::published(&completed(given));
    }
    match rfc822(given) {
        Some((date, true)) => (Some(date), None),
        Some((date, false)) => (Some(date), Some(format!("date {given:?} has no certain time zone; only its day was kept"))),
        None => (None, Some(format!("date {given:?} is in no form that feeds use and was left out"))),
    }
}

/// `2019-08-08T10:00Z` and `2019-08-08T10:00:00+0600` as RFC 3339 writes them.
fn completed(given: &str) -> String {
    let Some((day, time)) = given.split_once(['T', 't', ' ']) else { return given.to_owned() };
    let time = time.trim();
    let at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(at);
    let clock = clock.trim();
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    let zone = match zone.len() {
        5 if zone.is_ascii() => format!("{}:{}", &zone[..3], &zone[3..]),
        3 => format!("{zone}:00"),
        _ => zone.to_owned(),
    };
    format!("{day}T{clock}{seconds}{zone}")
}

/// RFC 822 section 5 and RFC 2822 section 3.3, with or without the weekday, seconds and zone, in any order of day and month.
/// The second value says whether its moment is certain.
fn rfc822(given: &str) -> Option<(String, bool)> {
    let (mut day, mut month, mut year, mut clock, mut zone) = (None, None, None, None, None);
    for word in given.split(|c: char| c.is_whitespace() || c == ',' || c == '(' || c == ')').filter(|w| !w.is_empty()).take(12) {
        let digits = word.trim_end_matches(['.', ',']);
        if word.contains(':') && clock.is_none() {
            let (time, glued) = word.split_at(word.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(word.len()));
            clock = Some(time.to_owned());
            if !glued.is_empty() {
                zone = Some(glued.to_owned());
            }
        } else if digits.len() <= 4 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
            match (day, year) {
                (None, _) if digits.len() <= 2 => day = digits.parse::<i8>().ok(),
                (_, None) => year = Some((digits.parse::<i16>().ok()?, digits.len())),
                _ => return None,
            }
        } else if let Some(found) = month_of(word).filter(|_| month.is_none()) {
            month = Some(found);
        } else if clock.is_some() {
            zone = zone.or(Some(word.to_owned()));
        } else if let Some((d, m, y)) = dashed(word) {
            (day, month, year) = (Some(d), Some(m), Some(y));
        }
    }
    let year = match year? {
        // RFC 2822, section 4.3.
        (y, 2) if y < 50 => y + 2000,
        (y, 2 | 3) => y + 1900,
        (y, _) => y,
    };
    let day = jiff::civil::Date::new(year, month?, day?).ok()?.to_string();
    let Some((clock, zone)) = clock.and_then(|c| Some((time(&c)?, offset(&zone?)?))) else { return Some((day, false)) };
    let whole = format!("{day}T{clock}{zone}");
    match whole.parse::<jiff::Timestamp>() {
        Ok(_) => Some((whole, true)),
        Err(_) => Some((day, false)),
    }
}

fn month_of(word: &str) -> Option<i8> {
    let word = word.to_ascii_lowercase();
    let at = MONTHS.iter().position(|m| word.starts_with(m))?;
    // "Mon" is no month, "Sept" and "September" are.
    const WHOLE: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let bare = word.trim_end_matches('.');
    (WHOLE[at].starts_with(bare)).then_some(at as i8 + 1)
}

/// `08-Aug-2019`
fn dashed(word: &str) -> Option<(i8, i8, (i16, usize))> {
    let mut parts = word.split('-');
    let (day, month, year) = (parts.next()?.parse().ok()?, month_of(parts.next()?)?, parts.next()?);
    (parts.next().is_none() && year.len() <= 4).then_some((day, month, (year.parse().ok()?, year.len())))
}

fn time(clock: &str) -> Option<String> {
    let parts: Vec<&str> = clock.split(':').collect();
    let two = |s: &str| (!s.is_empty() && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{s:0>2}"));
    match parts.as_slice() {
        [h, m] => Some(format!("{}:{}:00", two(h)?, two(m)?)),
        [h, m, s] => Some(format!("{}:{}:{}", two(h)?, two(m)?, two(s.split('.').next()?)?)),
        _ => None,
    }
}

/// The zones that RFC 822 names, and offsets. Other names are those of several zones ("IST", "BST").
fn offset(zone: &str) -> Option<String> {
    let named = match zone.to_ascii_uppercase().as_str() {
        "Z" | "UT" | "UTC" | "GMT" => "+00:00",
        "EDT" => "-04:00",
        "EST" | "CDT" => "-05:00",
        "CST" | "MDT" => "-06:00",
        "MST" | "PDT" => "-07:00",
        "PST" => "-08:00",
        _ => "",
    };
    if !named.is_empty() {
        return Some(named.to_owned());
    }
    let upper = zone.to_ascii_uppercase();
    let zone = upper.strip_prefix("GMT").or_else(|| upper.strip_prefix("UTC")).unwrap_or(&upper);
    let digits: String = zone.get(1..)?.chars().filter(|c| *c != ':').collect();
    let sign = zone.get(..1).filter(|s| matches!(*s, "+" | "-"))?;
    (digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| format!("{sign}{}:{}", &digits[..2], &digits[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_feeds_write_them() {
        for (given, want) in [
            ("Thu, 08 Aug 2019 10:00:00 GMT", "2019-08-08T10:00:00+00:00"),
            ("Thu, 8 Aug 2019 10:00 +0600", "2019-08-08T10:00:00+06:00"),
            ("08 Aug 19 10:00:00 EST", "2019-08-08T10:00:00-05:00"),
            ("Thursday, 08 August 2019 10:00:00 +06:00", "2019-08-08T10:00:00+06:00"),
            ("Thu Aug 08 2019 10:00:00 GMT+0600 (Corvan Time)", "2019-08-08T10:00:00+06:00"),
            ("08-Aug-2019 10:00:00 UTC", "2019-08-08T10:00:00+00:00"),
            ("2019-08-08T10:00:00Z", "2019-08-08T10:00:00Z"),
            ("2019-08-08T10:00+0600", "2019-08-08T10:00:00+06:00"),
            ("2019-08-08 10:00:00 +0600", "2019-08-08T10:00:00+06:00"),
            ("2019-08-08", "2019-08-08"),
            ("Aug 8, 2019", "2019-08-08"),
            // Several zones are called so.
            ("Thu, 08 Aug 2019 10:00:00 IST", "2019-08-08"),
            ("Thu, 08 Aug 2019 10:00:00", "2019-08-08"),
            ("Thu, 08 Aug 2019 29:00:00 GMT", "2019-08-08"),
        ] {
            assert_eq!(date(given).0.as_deref(), Some(want), "{given}");
        }
        for bad in
            ["", "yesterday", "8/8/2019", "Thu, 31 Feb 2019 10:00:00 GMT", "Aug 2019", "08 08 2019", "\u{663}\u{663}", "é-é-é", "1-é"]
        {
            let (kept, why) = date(bad);
            assert_eq!(kept, None, "{bad}");
            assert!(why.is_some());
        }
    }
}
