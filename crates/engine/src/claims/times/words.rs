//! The words of `lexicon/times.toml`, indexed.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// What a single word says of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TimeWord {
    /// 1 to 12.
    Month(i8),
    /// Monday is 1.
    Weekday(i8),
    /// A unit.
    Unit(Unit),
    /// "morning": TIMEX3 letters.
    Daypart(&'static str),
    /// "summer": TIMEX3 letters.
    Season(&'static str),
    /// Days from publication.
    Deictic(i32),
    /// "daily": a set's value.
    Set(String),
    /// "nineties": the digit.
    Decade(i16),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    fn named(letters: &str) -> Option<Unit> {
        Some(match letters {
            "TS" => Unit::Second,
            "TM" => Unit::Minute,
            "TH" => Unit::Hour,
            "D" => Unit::Day,
            "WE" => Unit::Weekend,
            "W" => Unit::Week,
            "FN" => Unit::Fortnight,
            "M" => Unit::Month,
            "Q" => Unit::Quarter,
            "Y" => Unit::Year,
            "E" => Unit::Decade,
            "C" => Unit::Century,
            _ => return None,
        })
    }

    /// `n` of it as TIMEX3 writes a length: "P2Y", "PT30M", "P20Y" for two decades.
    pub fn length(self, n: f64) -> String {
        let (letter, times) = match self {
            Unit::Second => ("TS", 1.0),
            Unit::Minute => ("TM", 1.0),
            Unit::Hour => ("TH", 1.0),
            Unit::Day | Unit::Weekend => ("D", 1.0),
            Unit::Week => ("W", 1.0),
            Unit::Fortnight => ("W", 2.0),
            Unit::Month => ("M", 1.0),
            Unit::Quarter => ("M", 3.0),
            Unit::Year => ("Y", 1.0),
            Unit::Decade => ("Y", 10.0),
            Unit::Century => ("Y", 100.0),
        };
        let n = n * times;
        let (t, letter) = letter.strip_prefix('T').map_or(("", letter), |l| ("T", l));
        let whole = n.floor();
        let half = match (letter, t, n - whole) {
            (_, _, 0.0) => String::new(),
            ("Y", _, f) => format!("{}M", (f * 12.0).round()),
            ("H", "T", f) => format!("{}M", (f * 60.0).round()),
            ("M", "T", f) => format!("{}S", (f * 60.0).round()),
            _ => return format!("P{t}{n}{letter}"),
        };
        if whole == 0.0 { format!("P{t}{half}") } else { format!("P{t}{whole}{letter}{half}") }
    }

    /// An unknown number of it: "PXY".
    pub fn unknown(self) -> &'static str {
        match self {
            Unit::Second => "PTXS",
            Unit::Minute => "PTXM",
            Unit::Hour => "PTXH",
            Unit::Day | Unit::Weekend => "PXD",
            Unit::Week | Unit::Fortnight => "PXW",
            Unit::Month => "PXM",
            Unit::Quarter => "PXQ",
            Unit::Year => "PXY",
            Unit::Decade => "PXE",
            Unit::Century => "PXC",
        }
    }
}

#[derive(Default, Deserialize)]
struct File {
    months: BTreeMap<String, i8>,
    weekdays: BTreeMap<String, i8>,
    units: BTreeMap<String, String>,
    dayparts: BTreeMap<String, String>,
    seasons: BTreeMap<String, String>,
    deictic: BTreeMap<String, i32>,
    ordinals: BTreeMap<String, i8>,
    references: BTreeMap<String, Vec<String>>,
    sets: BTreeMap<String, String>,
    decades: BTreeMap<String, i16>,
    feasts: BTreeMap<String, (i8, i8)>,
}

/// Phrases with what they mean, by their first word.
type Phrases<T> = HashMap<String, Vec<(Vec<String>, T)>>;

/// The indexed words.
#[derive(Default)]
pub(super) struct Words {
    words: HashMap<String, TimeWord>,
    ordinals: HashMap<String, i8>,
    /// Phrases by first word, longest first, with a reference's value.
    references: Phrases<&'static str>,
    feasts: Phrases<(i8, i8)>,
}

fn fixed(letters: &str) -> Option<&'static str> {
    ["MO", "AF", "EV", "NI", "MI", "DT", "SP", "SU", "FA", "WI", "PRESENT_REF", "PAST_REF", "FUTURE_REF"]
        .into_iter()
        .find(|f| *f == letters)
}

impl Words {
    fn load() -> Words {
        let file: File = toml::from_str(include_str!("../../../../../lexicon/times.toml")).unwrap_or_default();
        let mut words = HashMap::new();
        words.extend(file.months.into_iter().map(|(w, m)| (w, TimeWord::Month(m))));
        words.extend(file.weekdays.into_iter().map(|(w, d)| (w, TimeWord::Weekday(d))));
        words.extend(file.units.into_iter().filter_map(|(w, u)| Some((w, TimeWord::Unit(Unit::named(&u)?)))));
        words.extend(file.dayparts.into_iter().filter_map(|(w, p)| Some((w, TimeWord::Daypart(fixed(&p)?)))));
        words.extend(file.seasons.into_iter().filter_map(|(w, p)| Some((w, TimeWord::Season(fixed(&p)?)))));
        words.extend(file.deictic.into_iter().map(|(w, d)| (w, TimeWord::Deictic(d))));
        words.extend(file.sets.into_iter().map(|(w, v)| (w, TimeWord::Set(v))));
        words.extend(file.decades.into_iter().map(|(w, d)| (w, TimeWord::Decade(d))));
        let mut references: Phrases<&'static str> = HashMap::new();
        for (value, phrases) in &file.references {
            let Some(value) = fixed(value) else { continue };
            for phrase in phrases {
                let list: Vec<String> = phrase.split(' ').map(str::to_string).collect();
                if let Some(first) = list.first().cloned() {
                    references.entry(first).or_default().push((list, value));
                }
            }
        }
        let mut feasts: Phrases<(i8, i8)> = HashMap::new();
        for (phrase, day) in file.feasts {
            let list: Vec<String> = phrase.split(' ').map(str::to_string).collect();
            if let Some(first) = list.first().cloned() {
                feasts.entry(first).or_default().push((list, day));
            }
        }
        references.values_mut().for_each(|l| l.sort_by_key(|(w, _)| std::cmp::Reverse(w.len())));
        feasts.values_mut().for_each(|l| l.sort_by_key(|(w, _)| std::cmp::Reverse(w.len())));
        Words { words, ordinals: file.ordinals.into_iter().collect(), references, feasts }
    }

    /// What a word (lower case) says of time.
    pub fn get(&self, lower: &str) -> Option<&TimeWord> {
        self.words.get(lower)
    }

    /// "third", "3rd": its number.
    pub fn ordinal(&self, lower: &str) -> Option<i8> {
        if let Some(&n) = self.ordinals.get(lower) {
            return Some(n);
        }
        let digits = lower.strip_suffix("st").or(lower.strip_suffix("nd")).or(lower.strip_suffix("rd")).or(lower.strip_suffix("th"))?;
        digits.parse().ok().filter(|n| (1..=100).contains(n))
    }

    /// The longest reference ("right now") that begins with `word(0)`: its length and value.
    pub fn reference<'a>(&self, word: impl Fn(usize) -> &'a str) -> Option<(usize, &'static str)> {
        longest(self.references.get(word(0))?, word)
    }

    /// Whether a reference or feast begins with this word.
    pub fn starts_reference(&self, lower: &str) -> bool {
        self.references.contains_key(lower) || self.feasts.contains_key(lower)
    }

    /// The longest feast that begins with `word(0)`: its length, month and day.
    pub fn feast<'a>(&self, word: impl Fn(usize) -> &'a str) -> Option<(usize, (i8, i8))> {
        longest(self.feasts.get(word(0))?, word)
    }
}

fn longest<'a, T: Copy>(list: &[(Vec<String>, T)], word: impl Fn(usize) -> &'a str) -> Option<(usize, T)> {
    list.iter().find(|(words, _)| words.iter().enumerate().all(|(k, w)| word(k) == w)).map(|(words, v)| (words.len(), *v))
}

/// The words of the lexicon, loaded once.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(Words::load);
    &WORDS
}
