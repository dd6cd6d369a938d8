//! The number words and hedges of `lexicon/numbers.toml`, indexed.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
use stemma_nlp::Token;

/// What a single word says of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum NumberWord {
    /// "seven", "forty".
    Cardinal(f64),
    /// "hundred", "dozen": multiplies.
    Scale(f64),
    /// "dozens": an unknown multiple.
    Plural(f64),
    /// "several": the least it can mean.
    Indefinite(f64),
    /// "third": the denominator.
    Fraction(f64),
    /// "½".
    Symbol(f64),
    /// "none".
    Zero,
}

/// What a hedge does to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hedge {
    /// More than.
    Above,
    /// At least.
    Least,
    /// Fewer than.
    Below,
    /// Up to.
    Most,
    /// About.
    About,
    /// Almost.
    Almost,
    /// Nothing: "some 197" is 197.
    Exact,
}

#[derive(Default, Deserialize)]
struct List {
    words: Vec<String>,
}

#[derive(Default, Deserialize)]
struct File {
    cardinals: BTreeMap<String, f64>,
    scales: BTreeMap<String, f64>,
    suffixes: BTreeMap<String, f64>,
    plurals: BTreeMap<String, f64>,
    indefinite: BTreeMap<String, f64>,
    fractions: BTreeMap<String, f64>,
    symbols: BTreeMap<String, f64>,
    before: BTreeMap<String, Vec<String>>,
    after: BTreeMap<String, Vec<String>>,
    between: List,
    zero: List,
    labels: List,
    ranks: List,
    streets: List,
    people: List,
    change: List,
    quakes: List,
    parents: List,
}

/// The indexed words.
#[derive(Default)]
pub(crate) struct Words {
    numbers: HashMap<String, NumberWord>,
    /// Letters glued to digits and what they multiply by.
    pub suffixes: HashMap<String, f64>,
    before: PhraseIndex,
    after: PhraseIndex,
    between: HashSet<String>,
    labels: HashSet<String>,
    ranks: HashSet<String>,
    streets: HashSet<String>,
    people: HashSet<String>,
    change: HashSet<String>,
    quakes: HashSet<String>,
    parents: HashSet<String>,
}

/// Phrases by the word that is met first when reading away from the number, longest phrase first.
#[derive(Default)]
struct PhraseIndex(HashMap<String, Vec<(Vec<String>, Hedge)>>);

impl PhraseIndex {
    fn new(lists: &BTreeMap<String, Vec<String>>, backwards: bool) -> PhraseIndex {
        let mut index: HashMap<String, Vec<(Vec<String>, Hedge)>> = HashMap::new();
        for (name, phrases) in lists {
            let Some(hedge) = hedge_named(name) else { continue };
            for phrase in phrases {
                let mut words: Vec<String> = phrase.split(' ').map(str::to_string).collect();
                if backwards {
                    words.reverse();
                }
                if let Some(first) = words.first().cloned() {
                    index.entry(first).or_default().push((words, hedge));
                }
            }
        }
        for list in index.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        PhraseIndex(index)
    }

    /// The longest phrase whose words are `word(0)`, `word(1)`, …, and its length.
    fn longest<'a>(&self, word: impl Fn(usize) -> &'a str) -> Option<(usize, Hedge)> {
        let list = self.0.get(word(0))?;
        list.iter().find(|(words, _)| words.iter().enumerate().all(|(k, w)| word(k) == w)).map(|(words, hedge)| (words.len(), *hedge))
    }
}

fn hedge_named(name: &str) -> Option<Hedge> {
    Some(match name {
        "above" => Hedge::Above,
        "least" => Hedge::Least,
        "below" => Hedge::Below,
        "most" => Hedge::Most,
        "about" => Hedge::About,
        "almost" => Hedge::Almost,
        "exact" => Hedge::Exact,
        _ => return None,
    })
}

impl Words {
    fn load() -> Words {
        let file: File = toml::from_str(include_str!("../../../../../lexicon/numbers.toml")).unwrap_or_default();
        let mut numbers = HashMap::new();
        type Make = fn(f64) -> NumberWord;
        let lists: [(&BTreeMap<String, f64>, Make); 6] = [
            (&file.fractions, NumberWord::Fraction),
            (&file.indefinite, NumberWord::Indefinite),
            (&file.plurals, NumberWord::Plural),
            (&file.scales, NumberWord::Scale),
            (&file.cardinals, NumberWord::Cardinal),
            (&file.symbols, NumberWord::Symbol),
        ];
        for (list, make) in lists {
            numbers.extend(list.iter().map(|(w, &v)| (w.clone(), make(v))));
        }
        numbers.extend(file.zero.words.into_iter().map(|w| (w, NumberWord::Zero)));
        Words {
            numbers,
            suffixes: file.suffixes.into_iter().collect(),
            before: PhraseIndex::new(&file.before, true),
            after: PhraseIndex::new(&file.after, false),
            between: file.between.words.into_iter().collect(),
            labels: file.labels.words.into_iter().collect(),
            ranks: file.ranks.words.into_iter().collect(),
            streets: file.streets.words.into_iter().collect(),
            people: file.people.words.into_iter().collect(),
            change: file.change.words.into_iter().collect(),
            quakes: file.quakes.words.into_iter().collect(),
            parents: file.parents.words.into_iter().collect(),
        }
    }

    /// What a word (lower case) says of a number.
    pub fn number(&self, lower: &str) -> Option<NumberWord> {
        self.numbers.get(lower).copied()
    }

    /// The hedge that ends just before a number: `word(0)` is the word before it, `word(1)` the one before that.
    pub fn hedge_before<'a>(&self, word: impl Fn(usize) -> &'a str) -> Option<(usize, Hedge)> {
        self.before.longest(word)
    }

    /// The hedge that begins just after a number.
    pub fn hedge_after<'a>(&self, word: impl Fn(usize) -> &'a str) -> Option<(usize, Hedge)> {
        self.after.longest(word)
    }

    /// Whether a word may stand between a hedge and its number ("just under", "over a").
    pub fn is_between(&self, lower: &str) -> bool {
        self.between.contains(lower)
    }

    /// Whether a number after this noun is a name ("section 4").
    pub fn is_label(&self, lower: &str) -> bool {
        self.labels.contains(lower)
    }

    /// Whether a number after this word is a rank ("the top three").
    pub fn is_rank(&self, lower: &str) -> bool {
        self.ranks.contains(lower)
    }

    /// Whether a number before this noun is an address.
    pub fn is_street(&self, lower: &str) -> bool {
        self.streets.contains(lower)
    }

    /// Whether a verb or noun (its lemma) tells that a number changed.
    pub fn is_change(&self, lemma: &str) -> bool {
        self.change.contains(lemma)
    }

    /// Whether a noun (its lemma) is an earthquake, whose strength a number before it gives.
    pub fn is_quake(&self, lemma: &str) -> bool {
        self.quakes.contains(lemma)
    }

    /// Whether a noun (its lemma) is a parent, whose children a number after "of" counts.
    pub fn is_parent(&self, lemma: &str) -> bool {
        self.parents.contains(lemma)
    }

    /// Whether a noun counts people.
    pub fn is_people(&self, token: &Token<'_>) -> bool {
        let lower = token.lower();
        let by_ending = lower.len() > 4 && ["man", "men", "person", "people", "sman"].iter().any(|e| lower.ends_with(e));
        by_ending && token.pos() == "NOUN" || self.people.contains(lower) || self.people.contains(&token.lemma().to_lowercase())
    }
}

/// The words of the lexicon, loaded once.
pub(crate) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(Words::load);
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_loads() {
        assert_eq!(words().number("forty"), Some(NumberWord::Cardinal(40.0)));
        assert_eq!(words().hedge_before(|k| ["than", "more"].get(k).copied().unwrap_or("")), Some((2, Hedge::Above)));
        assert_eq!(words().hedge_after(|k| ["or", "more"].get(k).copied().unwrap_or("")), Some((2, Hedge::Least)));
    }
}
