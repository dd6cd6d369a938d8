//! What triggers what: claim types, the words that trigger them, frames and word classes, from the data files in
//! `lexicon/` (their form is told in `lexicon/README.md`).

mod classes;
mod entry;
mod frame;
mod load;
pub mod own;

pub use classes::{ClassSet, Classes};
pub use entry::{Condition, Entry, Key, Value, Word, WordClass};
pub use frame::{Frame, Role};
pub use load::LexiconError;

use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// The loaded lexicon. [`Lexicon::default`] is the built-in one.
#[derive(Debug)]
pub struct Lexicon {
    types: Vec<ClaimType>,
    frames: Vec<Frame>,
    entries: Vec<Entry>,
    /// How many of them are built in; those behind are a user's.
    builtin: usize,
    /// Entries by the lemma of their head word, the most telling first.
    index: HashMap<(WordClass, String), Vec<u32>>,
    classes: Classes,
    light: Light,
    again: Again,
    object_control: HashSet<String>,
}

/// A kind of thing that a claim can say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimType {
    /// Lower case, words joined by hyphens.
    pub name: String,
    /// What it means, in one line.
    pub gloss: String,
    /// PLOVER event type; "" where it has none.
    pub plover: String,
    /// ACLED sub-events that a claim of this type may be coded as.
    pub acled: Vec<String>,
    /// CAMEO code or root; "" where it has none.
    pub cameo: String,
    /// What a figure about its target counts ("killed"); null where nothing is counted.
    pub measure: Option<String>,
    /// Group of types: violence, death, law, …
    pub family: String,
    /// Whether it does harm.
    pub harm: bool,
    /// How likely an event of this type is what its story is about, 0 to 1; a weight set by hand.
    pub main: f32,
}

/// How what was told before is spoken of again: "it happened at a bar".
#[derive(Debug, Default)]
pub struct Again {
    /// The verbs, by lemma, each with the words that must follow.
    pub verbs: HashMap<String, Vec<Vec<String>>>,
    /// The pronouns.
    pub words: HashSet<String>,
    /// The nouns, with an article.
    pub nouns: HashSet<String>,
    /// The families of the types that they stand for.
    pub families: HashSet<String>,
}

/// Verbs and phrases that only lend their subject to an event noun.
#[derive(Debug, Default)]
pub struct Light {
    /// The subject did it: "carried out an attack". By the verb's lemma, each the words that must follow.
    pub agent: HashMap<String, Vec<Vec<String>>>,
    /// It befell the subject: "suffered injuries".
    pub patient: HashMap<String, Vec<Vec<String>>>,
    /// The event noun is the subject: "the attack took place".
    pub occur: HashMap<String, Vec<Vec<String>>>,
    /// Nouns that an event noun may stand before and still tell of its event: "crash victims".
    pub bearers: HashSet<String>,
    /// Verbs whose object is said to have done what stands after "for", "of" or "in".
    pub blame: HashSet<String>,
    /// Prepositions that a place may follow.
    pub place_prepositions: HashSet<String>,
    /// Prepositions that an instrument may follow.
    pub instrument_prepositions: HashSet<String>,
    /// Nouns that only count what follows their "of": "dozens of", "a group of".
    pub quantifiers: HashSet<String>,
}

impl Lexicon {
    /// All types in the order of the files.
    pub fn types(&self) -> &[ClaimType] {
        &self.types
    }

    /// The type with this id, as a [`crate::claims::triggers::Trigger`] names it.
    pub fn kind(&self, id: usize) -> &ClaimType {
        &self.types[id]
    }

    /// The type of this name.
    pub fn kind_named(&self, name: &str) -> Option<&ClaimType> {
        self.types.iter().find(|t| t.name == name)
    }

    /// The frame with this id.
    pub fn frame(&self, id: usize) -> &Frame {
        &self.frames[id]
    }

    /// The entries whose head word has this lemma (lower case), the most telling first: longer phrases before shorter,
    /// more conditions before fewer.
    pub fn entries(&self, class: WordClass, lemma: &str) -> impl Iterator<Item = &Entry> {
        // A borrowed lookup key of a pair needs an owned string; lemmas are short and most lookups are for content words.
        self.index.get(&(class, lemma.to_owned())).into_iter().flatten().map(|&i| &self.entries[i as usize])
    }

    /// Whether any entry of this word class has this head lemma.
    pub fn knows(&self, class: WordClass, lemma: &str) -> bool {
        self.index.contains_key(&(class, lemma.to_owned()))
    }

    /// The word classes.
    pub fn classes(&self) -> &Classes {
        &self.classes
    }

    /// Light verbs.
    pub fn light(&self) -> &Light {
        &self.light
    }

    /// How what was told before is spoken of again.
    pub fn again(&self) -> &Again {
        &self.again
    }

    /// Whether the subject of an infinitive under this verb is the verb's object ("urged him to leave").
    pub fn controls_object(&self, lemma: &str) -> bool {
        self.object_control.contains(lemma)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_lexicon_loads_and_is_broad() {
        let lexicon = Lexicon::builtin().expect("the files in lexicon/ are well-formed");
        assert!(lexicon.types().len() >= 80, "{} types", lexicon.types().len());
        for plover in [
            "AGREE",
            "CONSULT",
            "SUPPORT",
            "CONCEDE",
            "COOPERATE",
            "AID",
            "RETREAT",
            "REQUEST",
            "ACCUSE",
            "REJECT",
            "THREATEN",
            "PROTEST",
            "SANCTION",
            "MOBILIZE",
            "COERCE",
            "ASSAULT",
        ] {
            assert!(lexicon.types().iter().any(|t| t.plover == plover), "{plover}");
        }
        for measure in ["killed", "injured", "captured", "arrested", "missing", "displaced", "released", "charged", "rescued"] {
            assert!(lexicon.types().iter().any(|t| t.measure.as_deref() == Some(measure)), "{measure}");
        }
    }

    #[test]
    fn errors_name_file_and_line() {
        let mut lexicon = Lexicon::builtin().expect("built in");
        let text = "[[type]]\nname = \"sing\"\nframe = \"act\"\nverbs = \"\"\"sing\nhum | objet=PERSON\"\"\"\n";
        let error = lexicon.extend("mine.toml", text).expect_err("a key that does not exist");
        assert_eq!(error.to_string().split(':').take(2).collect::<Vec<_>>(), ["mine.toml", "5"], "{error}");
        assert!(lexicon.kind_named("sing").is_none(), "a file with an error changes nothing");
    }

    #[test]
    fn a_user_file_adds_types() {
        let mut lexicon = Lexicon::builtin().expect("built in");
        lexicon
            .extend("mine.toml", "[[type]]\nname = \"sing\"\nfamily = \"culture\"\nframe = \"act\"\nverbs = \"sing; belt out\"\n")
            .expect("fine");
        assert_eq!(lexicon.entries(WordClass::Verb, "belt").count(), 1);
    }
}
