//! Times of day: "5:30 p.m.", "17:22", "noon", "10 o'clock".

use super::reader::Reader;

/// A time of day: its tokens' end, and what follows "T" in its value ("22:00", "MO").
pub(super) struct Clock {
    /// The token after it.
    pub end: usize,
    /// "22:00".
    pub value: String,
}

impl Reader<'_> {
    /// The clock time that begins at `i`.
    pub(super) fn clock_at(&self, i: usize) -> Option<Clock> {
        let word = self.lower(i);
        let fixed = match word {
            "noon" => Some("12:00"),
            "midnight" => Some("24:00"),
            _ => None,
        };
        if let Some(v) = fixed {
            return Some(Clock { end: i + 1, value: v.into() });
        }
        let (digits, mut half) = split_half(word);
        let (hour, minute) = hour_minute(digits)?;
        let mut end = i + 1;
        if half.is_none() {
            half = half_of(self.lower(end), self.lower(end + 1));
            if let Some((_, len)) = half {
                end += len;
            }
        }
        let colon = digits.contains(':');
        let military = self.lower(end) == "hours" && digits.len() == 4 && !colon;
        if half.is_none() && (self.lower(end) == "o'clock" || military) {
            end += 1;
        } else if half.is_none() && !colon {
            return None;
        }
        let hour = match half {
            Some((true, _)) if hour < 12 => hour + 12,
            Some((false, _)) if hour == 12 => 0,
            _ => hour,
        };
        // Zones: "EST", "GMT".
        if matches!(
            self.lower(end),
            "est" | "edt" | "gmt" | "pst" | "pdt" | "cst" | "cdt" | "utc" | "et" | "pt" | "bst" | "ist" | "mst" | "hkt" | "cet"
        ) {
            end += 1;
        } else if self.lower(end) == "local" && self.lower(end + 1) == "time" {
            end += 2;
        }
        Some(Clock { end, value: format!("{hour:02}:{minute:02}") })
    }
}

/// "5:30pm" → "5:30" and whether afternoon, with no token of its own.
fn split_half(word: &str) -> (&str, Option<(bool, usize)>) {
    for (suffix, pm) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true), ("a.m", false), ("p.m", true)] {
        if let Some(digits) = word.strip_suffix(suffix)
            && digits.bytes().next().is_some_and(|b| b.is_ascii_digit())
        {
            return (digits, Some((pm, 0)));
        }
    }
    (word, None)
}

fn half_of(word: &str, next: &str) -> Option<(bool, usize)> {
    Some(match word {
        "a.m." | "am" | "a.m" => (false, 1),
        "p.m." | "pm" | "p.m" => (true, 1),
        "a" if next == "m" || next == "m." => (false, 2),
        "p" if next == "m" || next == "m." => (true, 2),
        _ => return None,
    })
}

/// "5", "5:30", "5.30", "1730".
fn hour_minute(digits: &str) -> Option<(u8, u8)> {
    let ascii = digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    if !ascii || digits.is_empty() || digits.len() > 8 {
        return None;
    }
    let (h, m) = match digits.split_once([':', '.']) {
        Some((h, m)) => (h.parse().ok()?, m.get(..2)?.parse().ok()?),
        None if digits.len() == 4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        None => (digits.parse().ok()?, 0),
    };
    (h <= 24 && m < 60).then_some((h, m))
}
