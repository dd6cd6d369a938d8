//! What reconciling asks of the lexicon.

use crate::lexicon::Lexicon;
use serde::Deserialize;

/// The reconciler's own word lists, from `lexicon/reconcile.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Words by which a report says that an earlier value was wrong.
    pub correction_cues: Vec<String>,
    /// Sources without a name of their own.
    pub generic_voices: Vec<String>,
    /// Groups of people that outlets call by different words.
    pub same_groups: Vec<Vec<String>>,
    /// Headings that announce background.
    pub background_headings: Vec<String>,
}

impl Words {
    /// Whether two head words can be words for one group of people.
    pub fn same_group(&self, a: &str, b: &str) -> bool {
        a == b || self.same_groups.iter().any(|g| g.iter().any(|w| w == a) && g.iter().any(|w| w == b))
    }

    /// Whether a source has no name of its own.
    pub fn is_generic(&self, source: &str) -> bool {
        let lower = source.to_lowercase();
        self.generic_voices.contains(&lower)
    }
}

/// What stays the same from story to story.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The types of claims.
    pub lexicon: &'a Lexicon,
    /// The reconciler's word lists.
    pub words: &'a Words,
    /// How figures are fused.
    pub codebook: super::harm::Codebook,
}

impl Lexicon {
    /// What a figure about the target of a type counts.
    pub fn measure(&self, _kind: &str) -> Option<&str> {
        None
    }
    /// Whether a type counts victims.
    pub fn is_harm(&self, _kind: &str) -> bool {
        false
    }
    /// Whether two types can tell one happening.
    pub fn alike(&self, _a: &str, _b: &str) -> bool {
        false
    }
    /// How likely a type is what a story is about.
    pub fn weight(&self, _kind: &str) -> f64 {
        1.0
    }
}
