//! The words of a report, counted for its sketch.

use super::rarity::{Rarity, hash, pair};
use super::sketch::View;
use std::collections::BTreeMap;
use stemma_model::{Field, ReportClaims};

/// Words of the text beyond this many are not looked at: what happened stands before it.
const WORDS: usize = 700;
/// How many words from the top count as the opening.
const OPENING: usize = 70;
/// How many stand for a title where there is none.
const TITLE: usize = 14;
/// An address with fewer words than this in a part of its path has no words that stand for a title.
const SLUG: usize = 3;

/// Terms being counted; by hash, so that the sketch is the same in every run.
#[derive(Default)]
pub struct Seen {
    /// The terms.
    pub terms: BTreeMap<u32, Counted>,
    /// Their spelling, where it is wanted.
    pub spelled: Option<BTreeMap<u32, String>>,
    /// Ages in years, as they come.
    pub ages: Vec<u8>,
    /// How many words were looked at.
    pub words: u16,
    /// Whether there was a title or an address with words.
    titled: bool,
}

/// How often a term came, and where.
#[derive(Clone, Copy, Default)]
pub struct Counted {
    /// How often.
    pub times: u8,
    /// Capitalised where a plain word would not be.
    name: u8,
    views: u8,
    number: bool,
}

impl Counted {
    /// The views that it belongs to, a bit each.
    pub fn views(&self) -> u8 {
        let mut views = self.views;
        if self.views & View::Phrases.bit() != 0 {
            return views;
        }
        views |= View::Words.bit();
        if self.number {
            views |= View::Numbers.bit();
        } else if u16::from(self.name) * 2 > u16::from(self.times) {
            views |= View::Names.bit();
        }
        views
    }

    fn again(&mut self, views: u8) {
        self.times = self.times.saturating_add(1);
        self.views |= views;
    }
}

impl Seen {
    /// Counts the words of a report: address, title, text.
    pub fn read(&mut self, report: &ReportClaims) {
        let claims = report.claims.iter().filter(|c| c.evidence.field == Field::Text && c.trigger.is_some() && !c.background);
        let mut told: Vec<(usize, usize)> = claims.filter(|c| c.kind != "statement").map(|c| (c.evidence.start, c.evidence.end)).collect();
        told.sort_unstable();
        told.dedup();
        let report = &report.report;
        let title = report.title.as_deref().unwrap_or_default();
        // In a headline of capitalised words a capital says nothing.
        let plain_title = title.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count() >= 3;
        self.part(&report.url.as_deref().map(slug).unwrap_or_default(), true, false, &[]);
        self.part(title, true, plain_title, &[]);
        self.titled = self.words > 0;
        self.part(&report.text, false, true, &told);
    }

    /// Counts the words of the title or the text; `capitals` where they mark names, `told` where something is claimed.
    fn part(&mut self, text: &str, is_title: bool, capitals: bool, told: &[(usize, usize)]) {
        let mut sentence_start = true;
        let mut before: Option<u32> = None;
        let (mut offset, mut sentence) = (0, 0);
        let mut ages = Ages::default();
        for (at, (word, gap)) in words(text).take(WORDS).enumerate() {
            offset += gap.chars().count();
            while told.get(sentence).is_some_and(|s| s.1 <= offset) {
                sentence += 1;
            }
            let claimed = is_title || told.get(sentence).is_some_and(|s| s.0 <= offset);
            offset += word.chars().count();
            if gap.contains(['.', '!', '?', '\n', '"', '“', ':', '‘', '\u{2022}']) {
                sentence_start = true;
                before = None;
            }
            let lower = plain(word);
            let number = lower.starts_with(|c: char| c.is_ascii_digit());
            self.ages.extend(ages.read(&lower, gap, word.starts_with(char::is_uppercase)));
            if !(number && lower.len() < 2) {
                let one = |yes: bool, view: View| if yes { view.bit() } else { 0 };
                let views = one(is_title || at < OPENING, View::Opening)
                    | one(is_title || !self.titled && at < TITLE, View::Title)
                    | one(claimed, View::Claims);
                let term = hash(&lower);
                let uncommon = Rarity::uncommon(term);
                if let Some(first) = before.replace(term).filter(|_| uncommon) {
                    let both = pair(first, term);
                    self.terms.entry(both).or_default().again(views | View::Phrases.bit());
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
                seen.again(views);
                // A capital at the start of a sentence does not make a name, but goes on with one.
                if word.starts_with(char::is_uppercase) && (!sentence_start && capitals || seen.name > 0) {
                    seen.name = seen.name.saturating_add(1);
                }
                seen.number |= number;
                self.words = self.words.saturating_add(1);
            }
            sentence_start = false;
        }
    }
}

/// Finds ages: "17-year-old", "17 years old", "Tramm, 17, of".
#[derive(Default)]
struct Ages {
    /// A number that may be one, and whether it stands after a name and a comma.
    open: Option<(u8, bool)>,
    after_name: bool,
}

impl Ages {
    /// The age that the next word, with what stands before it, shows the word before to be.
    fn read(&mut self, word: &str, gap: &str, capital: bool) -> Option<u8> {
        let found = self.open.take().filter(|(_, apposed)| {
            let years = matches!(gap.trim(), "" | "-") && matches!(word, "year" | "years");
            years || *apposed && gap.starts_with([',', ')'])
        });
        self.open = word.parse().ok().filter(|n| (1..110).contains(n)).map(|n| (n, self.after_name && matches!(gap, ", " | " (")));
        self.after_name = capital;
        found.map(|(n, _)| n)
    }
}

/// The words at the end of an address, or none.
fn slug(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.rsplit_once("//").map_or(path, |(_, p)| p).split_once('/').map_or("", |(_, p)| p);
    let words = |part: &str| part.split(|c: char| !c.is_alphabetic()).filter(|w| w.len() > 2).count();
    let best = path.split('/').max_by_key(|part| words(part)).filter(|part| words(part) >= SLUG).unwrap_or_default();
    best.trim_end_matches(".html").trim_end_matches(".htm").replace(['-', '_', '+', '.'], " ")
}

/// A word in lower case, without its genitive.
pub fn plain(word: &str) -> String {
    let stem = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    stem.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect()
}

/// Words of letters and digits, apostrophes inside, each with what stands before it.
pub fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
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
