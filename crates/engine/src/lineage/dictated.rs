//! Sentences that are dictated: by a police statement, a charge sheet, a tip line. Reports written apart share them.

use super::words::{Words, hash};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static PHRASES: LazyLock<HashMap<u64, Vec<Vec<u64>>>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../../lexicon/dictated.toml")).unwrap_or_default();
    let mut by_first: HashMap<u64, Vec<Vec<u64>>> = HashMap::new();
    for phrase in file.phrases {
        let words: Vec<u64> = phrase.split(' ').map(hash).collect();
        if let Some(&first) = words.first() {
            by_first.entry(first).or_default().push(words);
        }
    }
    by_first
});

/// `lexicon/dictated.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    phrases: Vec<String>,
}

/// One a word of a text: whether it stands in a dictated sentence.
pub fn marks(words: &Words) -> Vec<bool> {
    let mut sentences: HashSet<u32> = HashSet::new();
    for at in 0..words.len() {
        let phrases = PHRASES.get(&words.hashes[at]).map(Vec::as_slice).unwrap_or_default();
        let phrase = phrases.iter().any(|p| words.hashes[at..].starts_with(p));
        // 555-0100, 253-555-0100
        if phrase || words.digits[at..].starts_with(&[3, 4]) {
            sentences.insert(words.sentence[at]);
        }
    }
    words.sentence.iter().map(|s| sentences.contains(s)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charges_and_tip_lines_are_dictated() {
        let text = "Rain fell. He was charged with arson of Mr. Oll's barn! Call 555-0100 with news.\n\nSnow fell in 1987";
        let words = Words::new(text);
        let plain: Vec<String> = (0..words.len())
            .zip(marks(&words))
            .filter(|(_, m)| !m)
            .map(|(w, _)| text.chars().skip(words.ranges[w].start).take(words.ranges[w].end - words.ranges[w].start).collect())
            .collect();
        // An abbreviation ends a sentence too soon: part of it stays.
        assert_eq!(plain, ["Rain", "fell", "Oll's", "barn", "Snow", "fell", "in", "1987"]);
    }
}
