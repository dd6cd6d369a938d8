//! The names and cues of `lexicon/places.toml`, indexed.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// What a known name is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// A country, continent or region of the world.
    Country,
    /// A state or province, spelled out or short.
    State,
    /// A town.
    City,
    /// What is called after a country, with the country's name.
    Adjective(String),
}

#[derive(Default, Deserialize)]
struct List {
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    short: Vec<String>,
    #[serde(default)]
    verbs: Vec<String>,
}

#[derive(Default, Deserialize)]
struct File {
    countries: BTreeMap<String, Vec<String>>,
    states: List,
    cities: List,
    institutions: List,
    features: List,
    prepositions: List,
    titles: List,
    people: List,
    governments: List,
}

/// The indexed names and cues; names by their first word in lower case, longest first.
#[derive(Default)]
pub(super) struct Names {
    names: HashMap<String, Vec<(Vec<String>, Known)>>,
    /// Nouns of bodies that are named after the place they serve.
    pub institutions: HashSet<String>,
    /// Nouns of what lies or stands on the ground.
    pub features: HashSet<String>,
    /// Words after which a capitalised name is a place.
    pub prepositions: HashSet<String>,
    /// Words before a person's name.
    pub titles: HashSet<String>,
    /// Verbs of people.
    pub people: HashSet<String>,
    /// Verbs of governments.
    pub governments: HashSet<String>,
}

impl Names {
    fn load() -> Names {
        let file: File = toml::from_str(include_str!("../../../../../lexicon/places.toml")).unwrap_or_default();
        let mut names: HashMap<String, Vec<(Vec<String>, Known)>> = HashMap::new();
        let mut add = |name: &str, known: Known| {
            let words: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
            if let Some(first) = words.first().cloned() {
                names.entry(first).or_default().push((words, known));
            }
        };
        for (country, adjectives) in &file.countries {
            add(country, Known::Country);
            for adjective in adjectives {
                add(adjective, Known::Adjective(country.clone()));
            }
        }
        file.states.names.iter().chain(&file.states.short).for_each(|n| add(n, Known::State));
        file.cities.names.iter().for_each(|n| add(n, Known::City));
        names.values_mut().for_each(|l| l.sort_by_key(|(w, _)| std::cmp::Reverse(w.len())));
        Names {
            names,
            institutions: file.institutions.words.into_iter().collect(),
            features: file.features.words.into_iter().collect(),
            prepositions: file.prepositions.words.into_iter().collect(),
            titles: file.titles.words.into_iter().collect(),
            people: file.people.verbs.into_iter().collect(),
            governments: file.governments.verbs.into_iter().collect(),
        }
    }

    /// The longest known name whose words (lower case) are `word(0)`, `word(1)`, …: its length and what it is.
    pub fn known<'a>(&self, word: impl Fn(usize) -> &'a str) -> Option<(usize, &Known)> {
        let list = self.names.get(word(0))?;
        list.iter().find(|(words, _)| words.iter().enumerate().all(|(k, w)| word(k) == w)).map(|(words, known)| (words.len(), known))
    }
}

/// The names of the lexicon, loaded once.
pub(super) fn names() -> &'static Names {
    static NAMES: LazyLock<Names> = LazyLock::new(Names::load);
    &NAMES
}
