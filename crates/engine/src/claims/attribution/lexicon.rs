//! The data files of attribution: cues by manner, learned weights, kinds of sources.

use crate::lexicon::own;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;
use stemma_model::SourceKind;

/// How a cue puts what it brings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// Says it: "said", "according to", a bare quotation.
    #[default]
    Say,
    /// Says it against someone or without proof: "alleged", "accused".
    Claim,
    /// Nobody stands by it: "rumours".
    Rumour,
    /// Thinks, knows or fears it.
    Think,
    /// Asks whether it is so.
    Ask,
    /// Wants someone to do it: "urged", "called for".
    Demand,
    /// Has the power to make someone do it: "ordered".
    Order,
    /// Means to do it: "vowed", "plans".
    Plan,
    /// Says that it is not so.
    Deny,
    /// Will not do it.
    Refuse,
    /// A document or image that bears it out: "showed".
    Show,
    /// Takes sides on it, taking it for granted: "praised", "condemned". Its content is not what the voice says.
    Stance,
    /// It seems so: "appeared".
    Hedge,
}

/// The manners in the order of their declaration.
pub const MANNERS: [(&str, Manner); 13] = [
    ("say", Manner::Say),
    ("claim", Manner::Claim),
    ("rumour", Manner::Rumour),
    ("think", Manner::Think),
    ("ask", Manner::Ask),
    ("demand", Manner::Demand),
    ("order", Manner::Order),
    ("plan", Manner::Plan),
    ("deny", Manner::Deny),
    ("refuse", Manner::Refuse),
    ("show", Manner::Show),
    ("stance", Manner::Stance),
    ("hedge", Manner::Hedge),
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct CueFile {
    verbs: BTreeMap<Manner, String>,
    nouns: BTreeMap<Manner, String>,
    adverbs: BTreeMap<Manner, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SenseFile {
    verbs: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WeightFile {
    bias: f32,
    general: HashMap<String, f32>,
    verbs: HashMap<String, HashMap<String, f32>>,
    nouns: HashMap<String, HashMap<String, f32>>,
}

/// Cue words: manners, and what each word weighs in each construction.
pub struct Cues {
    verbs: HashMap<String, Vec<Manner>>,
    nouns: HashMap<String, Vec<Manner>>,
    adverbs: HashMap<String, Manner>,
    bias: f32,
    /// Weights by [`key`] of the feature.
    weights: HashMap<u64, f32>,
    weighed: HashMap<String, (bool, bool)>,
    /// Verbs and nouns that a user added.
    own: HashSet<(bool, String)>,
    senses: HashMap<String, &'static str>,
}

/// The classes of `lexicon/senses.toml`.
const SENSES: [&str; 6] = ["communication", "cognition", "emotion", "communication-second", "cognition-second", "emotion-second"];

/// The parts of a feature's name as one number (FNV-1a), so that scoring allocates nothing.
pub fn key(parts: &[&str]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for (k, part) in parts.iter().enumerate() {
        let dot: &[u8] = if k > 0 { b"." } else { b"" };
        for &b in dot.iter().chain(part.as_bytes()) {
            h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    h
}

impl Cues {
    /// The manners of a verb lemma; empty when it is not known as a cue.
    pub fn verb(&self, lemma: &str) -> &[Manner] {
        self.verbs.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The manners of a noun lemma.
    pub fn noun(&self, lemma: &str) -> &[Manner] {
        self.nouns.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The manner of an adverb.
    pub fn adverb(&self, lower: &str) -> Option<Manner> {
        self.adverbs.get(lower).copied()
    }

    /// What a verb means by WordNet's classes; empty when none that matters here.
    pub fn sense(&self, lemma: &str) -> &'static str {
        self.senses.get(lemma).copied().unwrap_or("")
    }

    /// Whether training saw the lemma as a cue.
    pub fn is_weighed(&self, lemma: &str, verb: bool) -> bool {
        self.weighed.get(lemma).is_some_and(|w| if verb { w.0 } else { w.1 })
    }

    /// Whether a user added the lemma: no weights were learned for it.
    pub fn is_own(&self, lemma: &str, verb: bool) -> bool {
        !self.own.is_empty() && self.own.contains(&(verb, lemma.to_owned()))
    }

    /// What no candidate's features change.
    pub fn bias(&self) -> f32 {
        self.bias
    }

    /// What a feature weighs.
    pub fn weight(&self, parts: &[&str]) -> f32 {
        self.weights.get(&key(parts)).copied().unwrap_or(0.0)
    }
}

/// The cue words.
pub static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let file: CueFile = read(include_str!("../../../../../lexicon/cues.toml"));
    let learned: WeightFile = read(include_str!("../../../../../lexicon/cue-weights.toml"));
    let extra = &own::own().cues;
    // A user's manner stands before the built-in ones of the same word.
    let table = |own: &BTreeMap<Manner, String>, groups: &BTreeMap<Manner, String>| {
        let mut out: HashMap<String, Vec<Manner>> = HashMap::new();
        for (manner, words) in own.iter().chain(groups) {
            for w in words.split_whitespace() {
                let list = out.entry(w.to_owned()).or_default();
                if !list.contains(manner) {
                    list.push(*manner);
                }
            }
        }
        out
    };
    let adverbs = file.adverbs.iter().chain(&extra.adverbs);
    let adverbs = adverbs.flat_map(|(m, words)| words.split_whitespace().map(|w| (w.to_owned(), *m))).collect();
    let added = |verb: bool, groups: &'static BTreeMap<Manner, String>| {
        groups.values().flat_map(|words| words.split_whitespace()).map(move |w| (verb, w.to_owned()))
    };
    let own = added(true, &extra.verbs).chain(added(false, &extra.nouns)).collect();
    let mut weights: HashMap<u64, f32> = learned.general.iter().map(|(f, w)| (key(&[f]), *w)).collect();
    let mut weighed: HashMap<String, (bool, bool)> = HashMap::new();
    for (mark, words) in [("V", &learned.verbs), ("N", &learned.nouns)] {
        for (lemma, own) in words {
            let seen = weighed.entry(lemma.clone()).or_default();
            if mark == "V" {
                seen.0 = true
            } else {
                seen.1 = true
            }
            weights.extend(own.iter().map(|(f, w)| (key(&[mark, lemma, f]), *w)));
        }
    }
    let classes: SenseFile = read(include_str!("../../../../../lexicon/senses.toml"));
    let mut senses = HashMap::new();
    for class in SENSES {
        for w in classes.verbs.get(class).into_iter().flat_map(|l| l.split_whitespace()) {
            senses.insert(w.to_owned(), class);
        }
    }
    let (verbs, nouns) = (table(&extra.verbs, &file.verbs), table(&extra.nouns, &file.nouns));
    Cues { senses, verbs, nouns, adverbs, bias: learned.bias, weights, weighed, own }
});

/// Kinds of sources by word.
pub struct Kinds {
    heads: HashMap<String, SourceKind>,
    titles: HashMap<String, SourceKind>,
}

impl Kinds {
    /// The kind of a head noun (lemma, lower case).
    pub fn head(&self, lemma: &str) -> Option<SourceKind> {
        self.heads.get(lemma).copied()
    }

    /// The kind that a title before a name gives.
    pub fn title(&self, lower: &str) -> Option<SourceKind> {
        self.titles.get(lower).copied()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct KindFile {
    image: String,
    document: String,
    witness: String,
    expert: String,
    media: String,
    official: String,
    anonymous: String,
    party: String,
    titles: BTreeMap<SourceKind, String>,
}

/// The kinds of sources.
pub static KINDS: LazyLock<Kinds> = LazyLock::new(|| {
    let f: KindFile = read(include_str!("../../../../../lexicon/sources.toml"));
    let own = &own::own().sources;
    let of = |lists: &'static BTreeMap<SourceKind, String>| {
        lists.iter().flat_map(|(kind, words)| words.split_whitespace().map(|w| (w.to_owned(), *kind)))
    };
    let mut heads: HashMap<String, SourceKind> = of(&own.heads).collect();
    let groups = [
        (SourceKind::Image, &f.image),
        (SourceKind::Document, &f.document),
        (SourceKind::Witness, &f.witness),
        (SourceKind::Expert, &f.expert),
        (SourceKind::Media, &f.media),
        (SourceKind::Official, &f.official),
        (SourceKind::Anonymous, &f.anonymous),
        (SourceKind::Party, &f.party),
    ];
    for (kind, words) in groups {
        for w in words.split_whitespace() {
            heads.entry(w.to_owned()).or_insert(kind);
        }
    }
    let titles = f.titles.iter().flat_map(|(k, words)| words.split_whitespace().map(|w| (w.to_owned(), *k)));
    let titles = titles.chain(of(&own.titles)).collect();
    Kinds { heads, titles }
});

/// The data files are part of the program and a test reads them all, so one that cannot be read counts as empty.
fn read<T: for<'de> Deserialize<'de> + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_data_files_can_be_read() {
        toml::from_str::<CueFile>(include_str!("../../../../../lexicon/cues.toml")).unwrap();
        toml::from_str::<WeightFile>(include_str!("../../../../../lexicon/cue-weights.toml")).unwrap();
        let senses = toml::from_str::<SenseFile>(include_str!("../../../../../lexicon/senses.toml")).unwrap();
        assert!(senses.verbs.keys().all(|k| SENSES.contains(&k.as_str())) && CUES.sense("chide") == "communication");
        toml::from_str::<KindFile>(include_str!("../../../../../lexicon/sources.toml")).unwrap();
        assert!(CUES.verb("say").contains(&Manner::Say));
        assert_eq!(KINDS.head("footage"), Some(SourceKind::Image));
    }
}
