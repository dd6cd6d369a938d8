//! Publication dates: checked, never guessed.

/// A date as the interface wants it (`YYYY-MM-DD` or RFC 3339), or why it is not one.
/// A date-time without a zone keeps its date, which is the part that is certain.
pub(crate) fn published(given: &str) -> (Option<String>, Option<String>) {
    let given = given.trim();
    let date = given.get(..10).filter(|d| is_date(d));
    match (date, given.get(10..).unwrap_or("")) {
        (Some(_), "") => (Some(given.to_owned()), None),
        (Some(_), rest) if rest.starts_with(['T', 't', ' ']) && has_zone(rest) && given.parse::<jiff::Timestamp>().is_ok() => {
            (Some(given.replacen(' ', "T", 1)), None)
        }
        (Some(day), rest) if rest.starts_with(['T', 't', ' ']) && !has_zone(rest) && given.parse::<jiff::civil::DateTime>().is_ok() => {
            (Some(day.to_owned()), Some(format!("published {given:?} has no time zone; only its date was kept")))
        }
        _ => (None, Some(format!("published {given:?} is neither YYYY-MM-DD nor RFC 3339 and was left out"))),
    }
}

/// A day that the calendar has, written `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let b = text.as_bytes();
    let digits = |r: std::ops::Range<usize>| b[r].iter().all(u8::is_ascii_digit);
    b.len() == 10
        && b[4] == b'-'
        && b[7] == b'-'
        && digits(0..4)
        && digits(5..7)
        && digits(8..10)
        && text.parse::<jiff::civil::Date>().is_ok()
}

fn has_zone(time: &str) -> bool {
    time.ends_with(['Z', 'z']) || time.len() > 6 && matches!(time.as_bytes()[time.len() - 6], b'+' | b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_dates_are_kept() {
        for good in ["2019-08-08", "2019-08-08T10:00:00Z", "2019-08-08T10:00:00.5+06:00"] {
            assert_eq!(published(good), (Some(good.to_owned()), None), "{good}");
        }
        assert_eq!(published("2019-08-08 10:00:00+00:00").0.as_deref(), Some("2019-08-08T10:00:00+00:00"));
        assert_eq!(published("2019-08-08T10:00:00").0.as_deref(), Some("2019-08-08"));
        for bad in [
            "",
            "08/08/2019",
            "2019-13-01",
            "2019-02-30",
            "2019-8-8",
            "2019",
            "yesterday",
            "2019-08-08x",
            "2019-08-08T99:00:00Z",
            "２０１９-08-08",
        ] {
            let (kept, why) = published(bad);
            assert_eq!(kept, None, "{bad}");
            assert!(why.is_some());
        }
    }
}
