//! The wording of reports: which words stand where in them, and which stand round each number.
//!
//! Nothing here knows what a word means: what it speaks for is learned (`lexicon/harm-words.tsv`).

use super::near::number;
use crate::reconcile::items::Item;
use std::collections::{BTreeMap, BTreeSet};
use stemma_model::Field;

/// How many sentences make the lead. Set by hand.
const LEAD: usize = 3;
/// How many words to each side of a number are read.
const ROUND: usize = 4;
/// Numbers above this count no victims that the weights know of.
const MOST: i64 = 200;

/// Where a word stands: in the title, the lead or the rest, or how it stands to a number. The letters are those of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// A word of the title, the lead, the rest.
    In(Part),
    /// Right or left of a number, next to it or further off.
    Beside {
        /// Whether it stands after the number.
        right: bool,
        /// Whether it stands next to it.
        next: bool,
    },
    /// At most three words right or left of a number, by part of the report.
    Round {
        /// Whether it stands after the number.
        right: bool,
        /// The part of the report.
        part: Part,
    },
}

/// Part of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The title.
    Title,
    /// The first sentences.
    Lead,
    /// What follows.
    Rest,
}

impl Spot {
    /// All spots with their names.
    pub const ALL: [(Spot, &'static str); 13] = [
        (Spot::In(Part::Title), "title"),
        (Spot::In(Part::Lead), "lead"),
        (Spot::In(Part::Rest), "rest"),
        (Spot::Beside { right: true, next: true }, "n+1"),
        (Spot::Beside { right: true, next: false }, "n+"),
        (Spot::Beside { right: false, next: true }, "n-1"),
        (Spot::Beside { right: false, next: false }, "n-"),
        (Spot::Round { right: true, part: Part::Title }, "title-n+"),
        (Spot::Round { right: true, part: Part::Lead }, "lead-n+"),
        (Spot::Round { right: true, part: Part::Rest }, "rest-n+"),
        (Spot::Round { right: false, part: Part::Title }, "title-n-"),
        (Spot::Round { right: false, part: Part::Lead }, "lead-n-"),
        (Spot::Round { right: false, part: Part::Rest }, "rest-n-"),
    ];

    /// The name in the file.
    pub fn name(self) -> &'static str {
        Spot::ALL.iter().find(|(s, _)| *s == self).map_or("", |(_, name)| name)
    }
}

/// One sentence of a story, lower case.
#[derive(Clone, Debug)]
pub struct Sentence {
    report: usize,
    part: Part,
    lower: String,
}

/// Each sentence of a story once.
pub fn sentences(items: &[Item<'_>]) -> Vec<Sentence> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for item in items {
        let e = &item.claim.evidence;
        if seen.insert((item.report, e.field, e.start)) {
            let part = match e.field {
                Field::Title => Part::Title,
                _ if item.claim.sentence < LEAD => Part::Lead,
                _ => Part::Rest,
            };
            out.push(Sentence { report: item.report, part, lower: e.text.to_lowercase().replace('\u{2019}', "'") });
        }
    }
    out
}

/// What the reports of a story are worded in: the share of them that has each word, and each word round each number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wording<'t> {
    /// By place and word or pair of words.
    pub words: BTreeMap<(Spot, &'t str), f32>,
    /// By number, place and word.
    pub numbers: BTreeMap<i64, BTreeMap<(Spot, &'t str), f32>>,
}

/// Reads the words that are `known` at their place.
pub fn read<'t>(sentences: &'t [Sentence], known: &dyn Fn(Spot, &str) -> bool) -> Wording<'t> {
    let reports: BTreeSet<usize> = sentences.iter().map(|s| s.report).collect();
    let share = 1.0 / reports.len().max(1) as f32;
    let mut out = Wording::default();
    // What the report at hand has had.
    let mut had: BTreeSet<(Option<i64>, Spot, &str)> = BTreeSet::new();
    let mut at = None;
    for sentence in sentences {
        if at.replace(sentence.report) != Some(sentence.report) {
            had.clear();
        }
        let tokens = tokens(&sentence.lower);
        let mut put = |n: Option<i64>, spot: Spot, word: &'t str| {
            if known(spot, word) && had.insert((n, spot, word)) {
                let side = match n {
                    Some(n) => out.numbers.entry(n).or_default(),
                    None => &mut out.words,
                };
                *side.entry((spot, word)).or_default() += share;
            }
        };
        words(&sentence.lower, &tokens, &mut |word| put(None, Spot::In(sentence.part), word));
        for (i, n) in numbers(&tokens) {
            round(&tokens, i, sentence.part, &mut |spot, word| put(Some(n), spot, word));
        }
    }
    out
}

/// Words, and pairs of words with nothing but a space or hyphen between them.
fn words<'t>(lower: &'t str, tokens: &[Token<'t>], put: &mut dyn FnMut(&'t str)) {
    let letters = |t: &Token<'_>| t.text.starts_with(char::is_alphabetic);
    for (i, token) in tokens.iter().enumerate().filter(|(_, t)| letters(t)) {
        put(token.text);
        if let Some(next) = tokens.get(i + 1).filter(|n| letters(n) && n.start == token.start + token.text.len() + 1) {
            put(&lower[token.start..next.start + next.text.len()]);
        }
    }
}

/// The numbers that may count people, with the index of their token.
fn numbers(tokens: &[Token<'_>]) -> Vec<(usize, i64)> {
    let old = |i: usize| {
        let word = |k: usize| tokens.get(k).map_or("", |t| t.text);
        word(i + 1).starts_with("year") && word(i + 2) == "old" || word(i + 1).starts_with("month") && word(i + 2) == "old"
    };
    let list = tokens.iter().enumerate().filter_map(|(i, t)| Some((i, count(t.text)?)));
    list.filter(|(i, n)| (0..=MOST).contains(n) && !old(*i)).collect()
}

/// What a word counts.
fn count(word: &str) -> Option<i64> {
    Some(match word {
        "both" | "couple" | "pair" | "double" => 2,
        "triple" => 3,
        "quadruple" => 4,
        "dozen" => 12,
        _ => return number(word),
    })
}

/// The words round the number at `i` of its sentence; another number is "#".
fn round<'t>(tokens: &[Token<'t>], i: usize, part: Part, put: &mut dyn FnMut(Spot, &'t str)) {
    for right in [true, false] {
        for off in 1..=ROUND {
            let Some(token) = (if right { tokens.get(i + off) } else { i.checked_sub(off).and_then(|k| tokens.get(k)) }) else { break };
            if matches!(token.text, "." | ";" | "!" | "?") {
                break;
            }
            let word = if token.text.starts_with(|c: char| c.is_ascii_digit()) || count(token.text).is_some() { "#" } else { token.text };
            put(Spot::Beside { right, next: off == 1 }, word);
            if off < ROUND {
                put(Spot::Round { right, part }, word);
            }
        }
    }
}

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token<'t> {
    start: usize,
    text: &'t str,
}

fn tokens(lower: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = lower;
    while let Some(first) = rest.chars().next() {
        let start = lower.len() - rest.len();
        let end = if first.is_alphabetic() {
            rest.find(|c: char| !(c.is_alphabetic() || c == '\'')).unwrap_or(rest.len())
        } else if first.is_ascii_digit() {
            rest.find(|c: char| !(c.is_ascii_digit() || c == ',')).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let text = rest[..end].trim_end_matches([',', '\'']);
        if !text.is_empty() && (first.is_alphanumeric() || matches!(first, '.' | ';' | ':' | '!' | '?' | '"')) {
            out.push(Token { start, text });
        }
        // A comma that ends a number is a mark of its own.
        let past = if text.is_empty() { end } else { text.len() };
        if first == ',' {
            out.push(Token { start, text: &rest[..1] });
        }
        rest = &rest[past..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording(text: &str) -> Vec<(Option<i64>, &'static str, String)> {
        let sentence = Sentence { report: 0, part: Part::Lead, lower: text.to_lowercase() };
        let all = [sentence];
        let read = read(&all, &|_, _| true);
        let numbers = read.numbers.iter().flat_map(|(n, list)| list.keys().map(|(s, w)| (Some(*n), s.name(), (*w).to_owned())));
        read.words.keys().map(|(s, w)| (None, s.name(), (*w).to_owned())).chain(numbers).collect()
    }

    #[test]
    fn words_are_read_with_their_neighbours_and_numbers_with_what_stands_round_them() {
        let read = wording("Two men, 19 and 23, died. A 12-year-old was hurt.");
        let has = |n: Option<i64>, spot: &str, word: &str| read.iter().any(|(m, s, w)| (*m, *s, w.as_str()) == (n, spot, word));
        assert!(has(None, "lead", "men") && has(None, "lead", "was hurt") && has(None, "lead", "year-old"));
        assert!(!has(None, "lead", "men and") && !has(None, "lead", "died a"));
        assert!(has(Some(2), "n+1", "men") && has(Some(2), "n+", ",") && has(Some(2), "lead-n+", "#"));
        assert!(has(Some(23), "n-1", "and") && !has(Some(23), "n+", "a"));
        assert!(!read.iter().any(|(n, ..)| *n == Some(12)));
    }

    #[test]
    fn a_word_counts_once_for_each_report() {
        let sentence = |report: usize, lower: &str| Sentence { report, part: Part::Rest, lower: lower.to_owned() };
        let all = [sentence(0, "shot. shot"), sentence(0, "shot"), sentence(1, "hurt")];
        let read = read(&all, &|_, word| word == "shot");
        assert_eq!(read.words.into_iter().collect::<Vec<_>>(), [((Spot::In(Part::Rest), "shot"), 0.5)]);
    }
}
