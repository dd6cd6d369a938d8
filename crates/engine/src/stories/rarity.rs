//! How rare a word is: in news at large and in the reports at hand.

use super::sketch::Sketch;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// A word in more than this share of reports of general news is too common for a phrase.
const COMMON: f32 = 0.04;
/// Counts of one are forgotten when so many terms are held, and again whenever twice as many are as were left: a word that stands in one report of thousands helps to
/// find nothing (Manku and Motwani, "Approximate frequency counts over data streams", 2002).
const HELD: usize = 2_000_000;

/// How many of so many reports have each word of general news: weights do not depend on the pool at hand alone, so that
/// two reports on their own are compared as in a large pool.
static GENERAL: LazyLock<(f32, Hashed<u32>)> = LazyLock::new(|| {
    let mut reports = 1.0;
    let mut words = Hashed::default();
    for line in include_str!("../../../../lexicon/words.tsv").lines() {
        let Some((word, count)) = line.split_once('\t') else { continue };
        match (word, count.parse::<u32>()) {
            ("# reports", Ok(n)) => reports = n as f32,
            (_, Ok(n)) => {
                words.insert(hash(word), n);
            }
            _ => {}
        }
    }
    (reports, words)
});

/// In how many reports of a pool each term stands.
#[derive(Clone, Debug, Default)]
pub struct Rarity {
    reports: u32,
    frequency: Hashed<u32>,
    /// How many terms were left when counts of one were last forgotten.
    left: usize,
}

impl Rarity {
    /// Counts a report in.
    pub fn count(&mut self, sketch: &Sketch) {
        self.reports += 1;
        for term in &sketch.terms {
            *self.frequency.entry(term.hash).or_default() += 1;
        }
        if self.frequency.len() > HELD.max(2 * self.left) {
            self.frequency.retain(|_, n| *n > 1);
            self.left = self.frequency.len();
        }
    }

    /// How many reports were counted.
    pub fn reports(&self) -> usize {
        self.reports as usize
    }

    /// In how many of them a term stands, as far as is remembered.
    pub fn frequency(&self, term: u32) -> u32 {
        self.frequency.get(&term).copied().unwrap_or(0)
    }

    /// Its rarity: the logarithm of how many reports there are to one that has it.
    pub fn of(&self, term: u32) -> f32 {
        let (general, words) = &*GENERAL;
        let with = self.frequency(term) as f32 + words.get(&term).copied().unwrap_or(0) as f32;
        ((general + self.reports as f32 + 1.0) / (with + 0.5)).ln()
    }

    /// Whether a word is rare enough in general news to be half of a phrase.
    pub fn uncommon(term: u32) -> bool {
        let (general, words) = &*GENERAL;
        (words.get(&term).copied().unwrap_or(0) as f32) < COMMON * general
    }
}

/// A map by the numbers of [`hash`] and [`pair`].
pub type Hashed<T> = HashMap<u32, T, BuildHasherDefault<AsIs>>;

/// Takes a number that is a hash already as it is, spread over the upper bits, which tell the places of a map apart.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().copied().fold(self.0, step);
    }

    fn write_u32(&mut self, hash: u32) {
        self.0 = u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A word as a number (FNV-1a, folded to 32 bits): the same on every machine. Of a million different words some hundred
/// share a number with another, which adds a shared word to one pair of reports in thousands.
pub fn hash(word: &str) -> u32 {
    fold(word.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

/// Two words in a row as a number.
pub fn pair(first: u32, second: u32) -> u32 {
    fold(first.to_le_bytes().into_iter().chain(second.to_le_bytes()).fold(0x8422_2325_cbf2_9ce4, step))
}

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn fold(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}
