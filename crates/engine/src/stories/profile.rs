//! A report as weighted words, names and numbers.

use std::collections::HashMap;
use std::sync::LazyLock;
use stemma_model::{Report, ReportClaims};

/// How many of so many reports have each word of general news: weights do not depend on the pool at hand alone, so that
/// two reports on their own are compared as in a large pool.
static BACKGROUND: LazyLock<(f32, HashMap<&'static str, u32>)> = LazyLock::new(|| {
    let mut reports = 1.0;
    let mut words = HashMap::new();
    for line in include_str!("../../../../lexicon/words.tsv").lines() {
        let Some((word, count)) = line.split_once('\t') else { continue };
        match (word, count.parse::<u32>()) {
            ("# reports", Ok(n)) => reports = n as f32,
            (_, Ok(n)) => {
                words.insert(word, n);
            }
            _ => {}
        }
    }
    (reports, words)
});

/// Words of the text beyond this many are not looked at: what happened stands before it.
const WORDS: usize = 700;
/// A word in more than this share of reports is too common for a phrase.
const COMMON: f32 = 0.04;
/// How many words from the top count as the opening.
const OPENING: usize = 70;

/// A sparse vector of unit length: term and weight, by term.
pub type Vector = Vec<(u32, f32)>;

/// The profiles of all reports of an input, with what their weights rest on.
#[derive(Debug, Default)]
pub struct Pool {
    /// One a report, in input order.
    pub profiles: Vec<Profile>,
    /// For each term, how many reports of the pool have it.
    pub frequency: Vec<u32>,
    /// For each term, its weight: the rarer the heavier.
    pub rarity: Vec<f32>,
}

/// One report as sparse vectors.
#[derive(Debug, Default)]
pub struct Profile {
    /// Words of title and text.
    pub words: Vector,
    /// Those that are names.
    pub names: Vector,
    /// Those of the title and the opening.
    pub opening: Vector,
    /// Numbers of two and more digits: ages, house numbers, amounts.
    pub numbers: Vector,
    /// Two words in a row, neither of them common: full names, streets, "silo 14".
    pub phrases: Vector,
    /// Days since 1970 of its publication.
    pub day: Option<i32>,
}

/// What is counted in one report before weights are known.
#[derive(Default)]
struct Counts {
    words: HashMap<u32, Seen>,
    day: Option<i32>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    times: u16,
    /// Capitalised where a plain word would not be.
    name: u16,
    opening: bool,
    number: bool,
    phrase: bool,
}

impl Pool {
    /// Profiles of the reports.
    pub fn new(reports: &[ReportClaims]) -> Pool {
        let mut terms = Terms::default();
        let counts: Vec<Counts> = reports.iter().map(|r| count(&r.report, &mut terms)).collect();
        let mut frequency = vec![0u32; terms.background.len()];
        for c in &counts {
            for &t in c.words.keys() {
                frequency[t as usize] += 1;
            }
        }
        let (general, _) = *BACKGROUND;
        let rarity: Vec<f32> = frequency
            .iter()
            .zip(&terms.background)
            .map(|(&here, &there)| ((general + counts.len() as f32 + 1.0) / (here as f32 + there as f32 + 0.5)).ln())
            .collect();
        let profiles = counts.into_iter().map(|c| Profile::new(c, &rarity)).collect();
        Pool { profiles, frequency, rarity }
    }
}

impl Profile {
    fn new(counts: Counts, rarity: &[f32]) -> Profile {
        let mut seen: Vec<(u32, Seen)> = counts.words.into_iter().collect();
        seen.sort_unstable_by_key(|(t, _)| *t);
        let weigh = |keep: &dyn Fn(&Seen) -> bool| -> Vector {
            let kept = seen.iter().filter(|(_, s)| keep(s));
            unit(kept.map(|&(t, s)| (t, (1.0 + f32::from(s.times).ln()) * rarity[t as usize])).collect())
        };
        Profile {
            words: weigh(&|s| !s.phrase),
            names: weigh(&|s| s.name * 2 > s.times && !s.number && !s.phrase),
            opening: weigh(&|s| s.opening && !s.phrase),
            numbers: weigh(&|s| s.number && !s.phrase),
            phrases: weigh(&|s| s.phrase),
            day: counts.day,
        }
    }
}

fn unit(mut v: Vector) -> Vector {
    let length = v.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        v.iter_mut().for_each(|(_, w)| *w /= length);
    }
    v
}

/// The product of two vectors of unit length: 1 for the same direction.
pub fn cosine(a: &[(u32, f32)], b: &[(u32, f32)]) -> f32 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += a[i].1 * b[j].1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// Words as numbers, in order of first sight.
#[derive(Default)]
struct Terms {
    ids: HashMap<String, u32>,
    phrases: HashMap<(u32, u32), u32>,
    background: Vec<u32>,
}

impl Terms {
    fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let id = self.background.len() as u32;
        self.background.push(BACKGROUND.1.get(word).copied().unwrap_or(0));
        self.ids.insert(word.to_owned(), id);
        id
    }

    fn phrase(&mut self, first: u32, second: u32) -> u32 {
        let new = self.background.len() as u32;
        let id = *self.phrases.entry((first, second)).or_insert(new);
        if id == new {
            self.background.push(0);
        }
        id
    }
}

fn count(report: &Report, terms: &mut Terms) -> Counts {
    let mut counts = Counts { day: report.published.as_deref().and_then(day), ..Counts::default() };
    let mut lower = String::new();
    let title = report.title.as_deref().unwrap_or_default();
    // In a headline of capitalised words a capital says nothing.
    let plain_title = title.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count() >= 3;
    for (part, is_title) in [(title, true), (report.text.as_str(), false)] {
        let mut sentence_start = true;
        let mut before: Option<u32> = None;
        for (at, (word, gap)) in words(part).take(WORDS).enumerate() {
            if gap.contains(['.', '!', '?', '\n', '"', '“', ':', '‘', '\u{2022}']) {
                sentence_start = true;
                before = None;
            }
            lower.clear();
            let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
            lower.extend(stem.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
            let number = lower.starts_with(|c: char| c.is_ascii_digit());
            if !(number && lower.len() < 2) {
                let id = terms.id(&lower);
                let uncommon = (terms.background[id as usize] as f32) < COMMON * BACKGROUND.0;
                if let Some(first) = before.replace(id).filter(|_| uncommon) {
                    let seen = counts.words.entry(terms.phrase(first, id)).or_default();
                    seen.times = seen.times.saturating_add(1);
                    seen.phrase = true;
                }
                if !uncommon {
                    before = None;
                }
                let seen = counts.words.entry(id).or_default();
                seen.times = seen.times.saturating_add(1);
                let capital = stem.starts_with(char::is_uppercase);
                // A capital at the start of a sentence does not make a name, but goes on with one.
                let tells = !sentence_start && (plain_title || !is_title);
                if capital && (tells || seen.name > 0) {
                    seen.name = seen.name.saturating_add(1);
                }
                seen.opening |= is_title || at < OPENING;
                seen.number |= number;
            }
            sentence_start = false;
        }
    }
    counts
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
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(date).ok().map(|span| span.get_days())
}
