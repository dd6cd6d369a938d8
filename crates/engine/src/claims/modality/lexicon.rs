//! The words that decide, from `lexicon/modality.toml`.

use crate::claims::attribution;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use stemma_model::Modality;
use stemma_nlp::Token;

/// The interface's order.
pub(super) const ORDER: [Modality; 9] = [
    Modality::Denied,
    Modality::Failed,
    Modality::Attempted,
    Modality::Ordered,
    Modality::Demanded,
    Modality::Planned,
    Modality::Rumoured,
    Modality::Possible,
    Modality::Claimed,
];

/// The words by what they do.
#[derive(Default)]
pub(super) struct Lexicon {
    pub(super) verbs: HashMap<String, Modality>,
    pub(super) nouns: HashMap<String, Modality>,
    pub(super) adjectives: HashMap<String, Modality>,
    pub(super) governing_adjectives: HashMap<String, Modality>,
    pub(super) adverbs: HashMap<String, Modality>,
    pub(super) subjects: HashSet<String>,
    pub(super) preps: HashMap<Modality, HashSet<String>>,
    pub(super) light: HashSet<String>,
    pub(super) occur: HashSet<String>,
    pub(super) transparent: HashSet<String>,
    pub(super) purposeful: HashSet<String>,
    pub(super) refuse: HashSet<String>,
    pub(super) refusal: HashSet<String>,
    pub(super) leads: HashSet<String>,
    pub(super) degrees: HashSet<String>,
    pub(super) possible_modals: HashSet<String>,
    pub(super) demand_modals: HashSet<String>,
    pub(super) hypothetical: HashSet<String>,
    pub(super) none: HashSet<String>,
}

impl Lexicon {
    /// The modality that a verb or noun gives to what it governs.
    pub(super) fn governs(&self, t: Token<'_>) -> Option<Modality> {
        let table = match t.pos() {
            "VERB" => &self.verbs,
            "NOUN" => &self.nouns,
            _ => return None,
        };
        table.get(attribution::lemma(&t)).copied()
    }

    /// The modality that an adjective, participle or adverb gives to what it describes.
    pub(super) fn describing(&self, t: Token<'_>) -> Option<Modality> {
        match t.pos() {
            "ADV" => self.adverbs.get(t.lower()).copied(),
            "ADJ" | "VERB" => self.adjectives.get(t.lower()).copied(),
            "NOUN" | "PROPN" if t.dep() == "amod" => self.adjectives.get(t.lower()).copied(),
            _ => None,
        }
    }
}

/// The words, read once.
pub(super) static LEX: LazyLock<Lexicon> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../../../lexicon/modality.toml")).unwrap_or_default();
    let mut lex = Lexicon::default();
    let groups = [
        &file.denied,
        &file.failed,
        &file.attempted,
        &file.ordered,
        &file.demanded,
        &file.planned,
        &file.rumoured,
        &file.possible,
        &file.claimed,
    ];
    let fill = |into: &mut HashMap<String, Modality>, words: &str, m| {
        for w in words.split_whitespace() {
            into.entry(w.to_owned()).or_insert(m);
        }
    };
    let set = |words: &str| -> HashSet<String> { words.split_whitespace().map(str::to_owned).collect() };
    for (m, g) in ORDER.into_iter().zip(groups) {
        fill(&mut lex.verbs, &g.verbs, m);
        fill(&mut lex.nouns, &g.nouns, m);
        fill(&mut lex.adjectives, &g.adjectives, m);
        fill(&mut lex.governing_adjectives, &g.governing_adjectives, m);
        fill(&mut lex.adverbs, &g.adverbs, m);
        lex.subjects.extend(set(&g.subjects));
        lex.preps.insert(m, set(&g.preps));
    }
    let s = &file.scope;
    lex.light = set(&s.light);
    lex.occur = set(&s.occur);
    lex.transparent = set(&s.transparent);
    lex.purposeful = set(&s.purposeful);
    lex.refuse = set(&s.refuse);
    lex.refusal = set(&s.refusal);
    lex.leads = set(&s.leads);
    lex.degrees = set(&s.degrees);
    lex.possible_modals = set(&s.modals_possible);
    lex.demand_modals = set(&s.modals_demanded);
    lex.hypothetical = set(&s.hypothetical);
    lex.none = set(&s.none);
    lex
});

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Group {
    verbs: String,
    nouns: String,
    adjectives: String,
    governing_adjectives: String,
    adverbs: String,
    subjects: String,
    preps: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Scope {
    light: String,
    occur: String,
    transparent: String,
    purposeful: String,
    refuse: String,
    refusal: String,
    leads: String,
    degrees: String,
    modals_possible: String,
    modals_demanded: String,
    hypothetical: String,
    none: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    denied: Group,
    failed: Group,
    attempted: Group,
    ordered: Group,
    demanded: Group,
    planned: Group,
    rumoured: Group,
    possible: Group,
    claimed: Group,
    scope: Scope,
}
