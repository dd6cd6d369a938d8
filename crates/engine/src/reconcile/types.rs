//! What reconciling asks of the lexicon.

use super::items::head_word;
use crate::lexicon::Lexicon;
use serde::Deserialize;
use stemma_model::ScopeOf;

/// The reconciler's own word lists, from `lexicon/reconcile.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Words by which a report says that an earlier value was wrong.
    pub correction_cues: Vec<String>,
    /// Sources without a name of their own.
    pub generic_voices: Vec<String>,
    /// Groups of people that outlets call by different words.
    pub same_groups: Vec<Vec<String>>,
    /// Head nouns of counts that leave nobody out.
    pub everyone: Vec<String>,
    /// Head nouns of firearms.
    pub firearms: Vec<String>,
    /// Headings that announce background.
    pub background_headings: Vec<String>,
    /// Verbs that say next to nothing by themselves.
    pub linking_verbs: Vec<String>,
    /// Types of what is said: two of different speakers are never one happening.
    pub spoken: Vec<String>,
    /// Sets of types that can tell one happening.
    pub alike: Vec<Vec<String>>,
    /// Head nouns that say whom a figure counts.
    pub scopes: Scopes,
}

/// Head nouns, singular, that say whom a figure counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scopes {
    civilians: Vec<String>,
    combatants: Vec<String>,
    security_forces: Vec<String>,
    attackers: Vec<String>,
}

impl Default for Words {
    /// The built-in lists.
    fn default() -> Words {
        match toml::from_str::<Words>(include_str!("../../../../lexicon/reconcile.toml")) {
            Ok(words) => words.stemmed(),
            // The file is part of the program and read by its tests; a fault in it is a fault of the build.
            Err(error) => unreachable!("lexicon/reconcile.toml: {error}"),
        }
    }
}

impl Words {
    /// The lists of head nouns in the form that [`head_word`] gives.
    fn stemmed(mut self) -> Words {
        let scopes = &mut self.scopes;
        let lists = [
            &mut scopes.civilians,
            &mut scopes.combatants,
            &mut scopes.security_forces,
            &mut scopes.attackers,
            &mut self.firearms,
            &mut self.everyone,
        ];
        for word in self.same_groups.iter_mut().flatten().chain(lists.into_iter().flatten()) {
            *word = head_word(word);
        }
        self
    }

    /// Whether claims of two different types can tell one happening.
    pub fn alike(&self, a: &str, b: &str) -> bool {
        self.alike.iter().any(|set| set.iter().any(|t| t == a) && set.iter().any(|t| t == b))
    }

    /// Whom a figure counts whose target has this head noun (lower case, singular).
    pub fn scope_of(&self, head: &str) -> ScopeOf {
        let s = &self.scopes;
        let lists = [
            (&s.security_forces, ScopeOf::SecurityForces),
            (&s.attackers, ScopeOf::Attackers),
            (&s.combatants, ScopeOf::Combatants),
            (&s.civilians, ScopeOf::Civilians),
        ];
        lists.into_iter().find(|(list, _)| list.iter().any(|w| w == head)).map_or(ScopeOf::All, |(_, of)| of)
    }

    /// Whether a count with this head noun (lower case, singular) leaves nobody out: "12 people", not "10 citizens". A
    /// number that stands alone counts everyone.
    pub fn is_everyone(&self, head: &str) -> bool {
        head.chars().all(|c| c.is_ascii_digit()) || self.everyone.iter().any(|w| w == head)
    }

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
    /// What makes two claims tellings of one happening.
    pub align: &'a super::align::weights::Weights,
    /// How figures are fused.
    pub codebook: &'a super::codebook::Codebook,
}

impl Rules<'_> {
    /// Whether claims of two types can tell one happening: in one set, or counting the same victims.
    pub fn alike(&self, a: &str, b: &str) -> bool {
        let measure = |k: &str| self.lexicon.kind_named(k).and_then(|t| t.measure.as_deref());
        self.words.alike(a, b) || measure(a).is_some_and(|m| measure(b) == Some(m))
    }

    /// Whether a type counts victims.
    pub fn is_harm(&self, kind: &str) -> bool {
        self.lexicon.kind_named(kind).and_then(|t| t.measure.as_deref()).is_some_and(|m| stemma_model::Harm::MEASURES.contains(&m))
    }

    /// How likely a type is what a story is about, 0 to 1.
    pub fn weight(&self, kind: &str) -> f64 {
        self.lexicon.kind_named(kind).map_or(0.0, |t| f64::from(t.main))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_lists_tell_groups_and_scopes() {
        let words = Words::default();
        assert!(words.same_group(&head_word("security forces"), &head_word("six policemen")));
        assert!(words.same_group("policeman", "soldier") && !words.same_group("policeman", "supporter"));
        assert_eq!(words.scope_of("policeman"), ScopeOf::SecurityForces);
        assert!(words.alike("raid", "arrest") && !words.alike("raid", "release"));
    }
}
