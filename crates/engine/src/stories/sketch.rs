//! A report as stories remember it: weighted words, names, numbers and its day, apart from all other reports.

use super::facts::Facts;
use super::rarity::Rarity;
use super::terms::Seen;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use stemma_model::{Report, ReportClaims};

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
    /// The length of each vector.
    #[serde(skip)]
    pub lengths: [f32; VECTORS],
    /// How much weight each [`Part`] has.
    #[serde(skip)]
    pub parts: [f32; PARTS],
    /// The heaviest names and the heaviest names of the opening: hash and weight, 0 where there are fewer.
    #[serde(skip)]
    pub heaviest: [[(u32, f32); NAMES]; 2],
    /// Who, where, when, what and how many.
    pub facts: Facts,
    /// Ages that it gives, in years.
    pub ages: Vec<u8>,
    /// How many of its words were looked at.
    pub words: u16,
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

/// How many vectors a report is compared by: one a view, and one more for the phrases of claims.
pub const VECTORS: usize = 8;
/// The last of them.
pub const CLAIM_PHRASES: usize = 7;
/// How many parts there are.
pub const PARTS: usize = 8;
/// How many heaviest names are kept at hand.
pub const NAMES: usize = 6;

/// How much heavier a word is for standing so many times in a report.
static HEAVIER: LazyLock<[f32; 256]> = LazyLock::new(|| std::array::from_fn(|n| 1.0 + (n.max(1) as f32).ln()));

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
    /// Words and phrases of the title and the address; without them, of the first line.
    Title,
    /// Words and phrases of sentences that claim that something happened.
    Claims,
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
        seen.read(report);
        seen.ages.sort_unstable();
        seen.ages.dedup();
        Sketch {
            report: report.report.id.clone(),
            title: title(report),
            published: report.report.published.clone(),
            day: report.report.published.as_deref().and_then(day),
            terms: seen.terms.into_iter().map(|(hash, t)| Term { hash, weight: 0.0, times: t.times, views: t.views() }).collect(),
            facts: Facts::new(report),
            ages: seen.ages,
            words: seen.words,
            ..Sketch::default()
        }
    }

    /// The words behind the terms of a report's sketch, as they are spelled in lower case, by hash.
    pub fn spelled(report: &Report) -> BTreeMap<u32, String> {
        let mut seen = Seen::default();
        seen.spelled = Some(BTreeMap::new());
        seen.read(&ReportClaims { report: report.clone(), ..ReportClaims::default() });
        seen.spelled.unwrap_or_default()
    }

    /// What reports are ordered by: publication, those without a date last, then id.
    pub fn order(&self) -> (bool, Option<&str>, &str) {
        (self.published.is_none(), self.published.as_deref(), &self.report)
    }

    /// Gives each term its weight in a pool of so rare words.
    pub fn weigh(&mut self, rarity: &Rarity) {
        let mut squares = [0.0f32; VECTORS];
        self.parts = [0.0; PARTS];
        for term in &mut self.terms {
            term.weight = HEAVIER[usize::from(term.times.max(1))] * rarity.of(term.hash);
            for (_, square) in squares.iter_mut().enumerate().filter(|(v, _)| term.vectors() & (1 << v) != 0) {
                *square += term.weight * term.weight;
            }
            for (sum, part) in self.parts.iter_mut().zip(term.parts()) {
                *sum += part;
            }
        }
        self.lengths = squares.map(f32::sqrt);
        self.heaviest = [View::Names, View::Opening].map(|view| self.heaviest_names(view));
        self.facts.weigh(rarity);
    }

    fn heaviest_names(&self, view: View) -> [(u32, f32); NAMES] {
        let names = self.terms.iter().filter(|t| t.is(View::Names) && t.is(view));
        let mut names: Vec<(u32, f32)> = names.map(|t| (t.hash, t.weight)).collect();
        names.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut out = [(0, 0.0); NAMES];
        out.iter_mut().zip(names).for_each(|(place, name)| *place = name);
        out
    }

    /// The weight of a term in the report; none when it is not there.
    pub fn weight(&self, hash: u32) -> Option<f32> {
        self.terms.binary_search_by_key(&hash, |t| t.hash).ok().map(|i| self.terms[i].weight)
    }
}

impl Term {
    /// How rare it is in the pool that it was weighed for.
    pub fn rarity(&self) -> f32 {
        self.weight / HEAVIER[usize::from(self.times.max(1))]
    }

    /// What it adds to each part of its report: words of the title, words of claims, names, names of the opening, words,
    /// phrases of the opening, numbers of the opening, numbers.
    pub fn parts(&self) -> [f32; PARTS] {
        let rarity = self.rarity();
        let (phrase, opening) = (self.is(View::Phrases), self.is(View::Opening));
        let one = |yes: bool, weight: f32| if yes { weight } else { 0.0 };
        [
            one(!phrase && self.is(View::Title), rarity),
            one(!phrase && self.is(View::Claims), self.weight),
            one(self.is(View::Names), self.weight),
            one(self.is(View::Names) && opening, self.weight),
            one(!phrase, self.weight),
            one(phrase && opening, rarity),
            one(self.is(View::Numbers) && opening, rarity),
            one(self.is(View::Numbers), rarity),
        ]
    }

    /// The vectors that it is part of, a bit each: a phrase is not a word of the opening, the title or a claim.
    pub fn vectors(&self) -> u8 {
        match (self.is(View::Phrases), self.is(View::Claims)) {
            (false, _) => self.views,
            (true, claims) => View::Phrases.bit() | u8::from(claims) << CLAIM_PHRASES,
        }
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

/// Days since 1970 of a date or date-time; none when it is neither.
pub fn day(published: &str) -> Option<i32> {
    let date: jiff::civil::Date = published.get(..10)?.parse().ok()?;
    jiff::civil::date(1970, 1, 1).until(date).ok().map(|span| span.get_days())
}
