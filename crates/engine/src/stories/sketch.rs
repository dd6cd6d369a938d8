//! A report as stories remember it: weighted words, names, numbers and its day, apart from all other reports.

use super::rarity::{Rarity, hash, pair};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use stemma_model::{Report, ReportClaims};

/// Words of the text beyond this many are not looked at: what happened stands before it.
const WORDS: usize = 700;
/// How many words from the top count as the opening.
const OPENING: usize = 70;

/// All that stories keep of a report. It is made from the report alone; [`Sketch::weigh`] then fits its weights to a pool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// The report's id.
    pub report: String,
    /// Its headline, else words that stand for one.
    pub title: String,
    /// When it was published, as given.
    pub published: Option<String>,
    /// Days since 1970 of its publication.
    pub day: Option<i32>,
    /// Its words, by hash.
    pub terms: Vec<Term>,
    /// The length of the vector of each [`View`].
    #[serde(skip)]
    pub lengths: [f32; VIEWS],
    /// How many stories it gave their id.
    pub founded: u32,
}

/// A word, number or pair of words of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "(u32, u8, u8)", into = "(u32, u8, u8)")]
pub struct Term {
    /// Of its letters in lower case.
    pub hash: u32,
    /// How heavy it is in the report: the rarer and the more often, the heavier. Nothing before [`Sketch::weigh`].
    pub weight: f32,
    /// How often it stands in the report, 255 at most.
    pub times: u8,
    /// The views that it belongs to, a bit each.
    pub views: u8,
}

impl From<(u32, u8, u8)> for Term {
    fn from((hash, times, views): (u32, u8, u8)) -> Term {
        Term { hash, weight: 0.0, times, views }
    }
}

impl From<Term> for (u32, u8, u8) {
    fn from(term: Term) -> Self {
        (term.hash, term.times, term.views)
    }
}

/// How many views there are.
pub const VIEWS: usize = 5;

/// A side of a report that is compared by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Words of title and text.
    Words,
    /// Those that are names.
    Names,
    /// Those of the title and the opening.
    Opening,
    /// Numbers of two and more digits: ages, house numbers, amounts.
    Numbers,
    /// Two words in a row, neither of them common: full names, streets, "silo 14".
    Phrases,
}

impl View {
    /// Its bit in [`Term::views`].
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl Sketch {
    /// The sketch of a report; its weights are still nothing.
    pub fn new(report: &ReportClaims) -> Sketch {
        let mut seen = Seen::default();
        seen.read(&report.report);
        Sketch {
            report: report.report.id.clone(),
            title: title(report),
            published: report.report.published.clone(),
            day: report.report.published.as_deref().and_then(day),
            terms: seen.terms.into_iter().map(|(hash, t)| Term { hash, weight: 0.0, times: t.times, views: t.views() }).collect(),
            lengths: [0.0; VIEWS],
            founded: 0,
        }
    }

    /// The words behind the terms of a report's sketch, as they are spelled in lower case, by hash.
    pub fn spelled(report: &Report) -> BTreeMap<u32, String> {
        let mut seen = Seen { spelled: Some(BTreeMap::new()), ..Seen::default() };
        seen.read(report);
        seen.spelled.unwrap_or_default()
    }

    /// What reports are ordered by: publication, those without a date last, then id.
    pub fn order(&self) -> (bool, Option<&str>, &str) {
        (self.published.is_none(), self.published.as_deref(), &self.report)
    }

    /// Gives each term its weight in a pool of so rare words.
    pub fn weigh(&mut self, rarity: &Rarity) {
        let mut squares = [0.0f32; VIEWS];
        for term in &mut self.terms {
            term.weight = (1.0 + f32::from(term.times).ln()) * rarity.of(term.hash);
            for (_, square) in squares.iter_mut().enumerate().filter(|(v, _)| term.views & (1 << v) != 0) {
                *square += term.weight * term.weight;
            }
        }
        self.lengths = squares.map(f32::sqrt);
    }
}

impl Term {
    /// How rare it is in the pool that it was weighed for.
    pub fn rarity(&self) -> f32 {
        self.weight / (1.0 + f32::from(self.times.max(1)).ln())
    }

    /// Whether it belongs to a view.
    pub fn is(&self, view: View) -> bool {
        self.views & view.bit() != 0
    }
}

/// The headline; without one the first claim's words, or the first line.
fn title(report: &ReportClaims) -> String {
    let headline = report.report.title.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let claim = || report.claims.iter().find(|c| c.kind != "statement" && !c.background).map(|c| c.evidence.text.as_str());
    let line = || report.report.text.lines().map(str::trim).find(|l| !l.is_empty());
    headline.or_else(claim).or_else(line).unwrap_or_default().to_owned()
}

/// Terms being counted; by hash, so that the sketch is the same in every run.
#[derive(Default)]
struct Seen {
    terms: BTreeMap<u32, Counted>,
    /// Their spelling, where it is wanted.
    spelled: Option<BTreeMap<u32, String>>,
}

#[derive(Clone, Copy, Default)]
struct Counted {
    times: u8,
    /// Capitalised where a plain word would not be.
    name: u8,
    opening: bool,
    number: bool,
    phrase: bool,
}

impl Counted {
    fn views(&self) -> u8 {
        if self.phrase {
            return View::Phrases.bit();
        }
        let mut views = View::Words.bit();
        if self.opening {
            views |= View::Opening.bit();
        }
        if self.number {
            views |= View::Numbers.bit();
        } else if u16::from(self.name) * 2 > u16::from(self.times) {
            views |= View::Names.bit();
        }
        views
    }
}

impl Seen {
    fn read(&mut self, report: &Report) {
        let title = report.title.as_deref().unwrap_or_default();
        // In a headline of capitalised words a capital says nothing.
        let plain_title = title.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count() >= 3;
        self.part(title, true, plain_title);
        self.part(&report.text, false, true);
    }

    /// Counts the words of the title or the text; `plain` where capitals mark names.
    fn part(&mut self, text: &str, is_title: bool, plain: bool) {
        let mut lower = String::new();
        let mut sentence_start = true;
        let mut before: Option<u32> = None;
        for (at, (word, gap)) in words(text).take(WORDS).enumerate() {
            if gap.contains(['.', '!', '?', '\n', '"', '“', ':', '‘', '\u{2022}']) {
                sentence_start = true;
                before = None;
            }
            lower.clear();
            let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            lower.extend(stem.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
            let number = lower.starts_with(|c: char| c.is_ascii_digit());
            if !(number && lower.len() < 2) {
                let term = hash(&lower);
                let uncommon = Rarity::uncommon(term);
                if let Some(first) = before.replace(term).filter(|_| uncommon) {
                    let both = pair(first, term);
                    let phrase = self.terms.entry(both).or_default();
                    phrase.times = phrase.times.saturating_add(1);
                    phrase.phrase = true;
                    if let Some(spelled) = &mut self.spelled {
                        let first = spelled.get(&first).cloned().unwrap_or_default();
                        spelled.insert(both, format!("{first} {lower}"));
                    }
                }
                if !uncommon {
                    before = None;
                }
                if let Some(spelled) = &mut self.spelled {
                    spelled.entry(term).or_insert_with(|| lower.clone());
                }
                let seen = self.terms.entry(term).or_default();
                seen.times = seen.times.saturating_add(1);
                // A capital at the start of a sentence does not make a name, but goes on with one.
                if stem.starts_with(char::is_uppercase) && (!sentence_start && plain || seen.name > 0) {
                    seen.name = seen.name.saturating_add(1);
                }
                seen.opening |= is_title || at < OPENING;
                seen.number |= number;
            }
            sentence_start = false;
        }
    }
}

/// Words of letters and digits, apostrophes inside, each with what stands before it.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let from = rest.find(char::is_alphanumeric)?;
        let (gap, tail) = rest.split_at(from);
        let end = tail
            .char_indices()
            .find(|&(i, c)| {
                let inner = matches!(c, '\'' | '’') && tail[i + c.len_utf8()..].starts_with(char::is_alphanumeric);
                !(c.is_alphanumeric() || inner)
            })
            .map_or(tail.len(), |(i, _)| i);
        let (word, after) = tail.split_at(end);
        rest = after;
        Some((word, gap))
    })
}

/// Days since 1970 of a date or date-time; none when it is neither.
fn day(published: &str) -> Option<i32> {
    let date: jiff::civil::Date = published.get(..10)?.parse().ok()?;
    jiff::civil::date(1970, 1, 1).until(date).ok().map(|span| span.get_days())
}
