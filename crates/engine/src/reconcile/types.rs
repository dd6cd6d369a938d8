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
    /// Words by which a report says that a value was told before.
    pub earlier_cues: Vec<String>,
    /// Words of correction that stand with the new value.
    pub new_value_cues: Vec<String>,
    /// Words by which a report says that a count rose.
    pub rise_cues: Vec<String>,
    /// Words in whose sentence something is meant to be done.
    pub plan_cues: Vec<String>,
    /// Words with which a count goes back farther than to the happening of the day.
    pub long_count_cues: Vec<String>,
    /// Spans so short that a count over one is of the happening of the day.
    pub short_spans: Vec<String>,
    /// Plural nouns of happenings: a count of victims in several is of none of them alone.
    pub several_happenings: Vec<String>,
    /// Words before any plural by which it is of several happenings.
    pub separate: Vec<String>,
    /// Verbs by which several happenings bring harm.
    pub several_do: Vec<String>,
    /// Prepositions before several happenings in which there was harm.
    pub several_in: Vec<String>,
    /// Stretches of time named by the harm that was done in them.
    pub several_spans: Vec<String>,
    /// Words that a phrase begins with that speaks of one.
    pub one: Vec<String>,
    /// Words that a phrase begins with that speaks of one who was not spoken of before.
    pub one_more: Vec<String>,
    /// Words before a happening by which it is one more than was spoken of before.
    pub another: Vec<String>,
    /// Words for those who are left.
    pub rest_words: Vec<String>,
    /// Words with which a figure counts some of a group spoken of before.
    pub part_cues: Vec<String>,
    /// Types of what can be turned down.
    pub refusable: Vec<String>,
    /// Words that turn something down.
    pub refusals: Vec<String>,
    /// Words by which it is only so far that something did not happen.
    pub so_far: Vec<String>,
    /// Words of a trigger that counts who is held, not who was taken.
    pub held: Vec<String>,
    /// Words that begin a group spoken of before: "three of the".
    pub known_groups: Vec<String>,
    /// Words by which nobody is only nobody there.
    pub there: Vec<String>,
    /// Words by which nobody is only nobody so badly.
    pub degrees: Vec<String>,
    /// Types that count whoever was struck, dead or alive.
    pub strikes: Vec<String>,
    /// Words with which a number of dead is told by where or when they died.
    pub partial_cues: Vec<String>,
    /// Words before a number that say nothing of whom it counts.
    pub before_numbers: Vec<String>,
    /// Words for a time that only the day and place of writing tell.
    pub relative_times: Vec<String>,
    /// Words for a time near midnight.
    pub night_times: Vec<String>,
    /// Words for a part of a day.
    pub parts_of_day: Vec<String>,
    /// Words that say that it was not the place itself but near it.
    pub near: Vec<String>,
    /// Head nouns of weapons, one list a kind.
    pub weapons: Vec<Vec<String>>,
    /// Head nouns of places that shut each other out as the place of one death.
    pub places_of_death: Vec<Vec<String>>,
    /// Head nouns of a body and of who holds it, one line a pair.
    pub offices: Vec<[String; 2]>,
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
    /// Types of claims whose content is only charged: "charged with murder".
    pub accusing: Vec<String>,
    /// Prepositions that lead from such a claim to its content.
    pub accusing_prepositions: Vec<String>,
    /// Types of happenings that make counts grow while they are told.
    pub growing: Vec<String>,
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
        self.offices.iter_mut().flatten().for_each(|word| *word = head_word(word));
        let kinds = self.same_groups.iter_mut().chain(&mut self.weapons).chain(&mut self.places_of_death);
        for word in kinds.flatten().chain(lists.into_iter().flatten()) {
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

    /// Whether two head words can be no words for one thing: weapons of two kinds, places of death of two kinds, soldiers and
    /// rebels.
    pub fn exclude(&self, slot: &str, a: &str, b: &str) -> bool {
        let kinds = |lists: &[Vec<String>]| {
            let of = |w: &str| lists.iter().position(|l| l.iter().any(|x| x == w));
            of(a).zip(of(b)).is_some_and(|(x, y)| x != y)
        };
        let sides = |x: &str, y: &str| self.scope_of(x) == ScopeOf::SecurityForces && self.scope_of(y) == ScopeOf::Combatants;
        match slot {
            "instrument" => kinds(&self.weapons),
            "place" => kinds(&self.places_of_death),
            "actor" => sides(a, b) || sides(b, a),
            _ => false,
        }
    }

    /// Whether of two head words one is a body's and the other its holder's: a minister is no ministry.
    pub fn office_and_holder(&self, a: &str, b: &str) -> bool {
        self.offices.iter().any(|[body, holder]| a == body && b == holder || a == holder && b == body)
    }

    /// Whether a sentence has words by which something is meant to be done.
    pub fn plans(&self, sentence: &str) -> bool {
        has_words(sentence, &self.plan_cues)
    }

    /// Whether a sentence has words with which a count goes back farther than to the happening of the day: "in the past year",
    /// not "in the past 24 hours".
    pub fn counts_far_back(&self, sentence: &str) -> bool {
        let lower = sentence.to_lowercase();
        let short = |rest: &str| {
            let next = rest.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(2);
            next.into_iter().any(|w| self.short_spans.iter().any(|s| s == w))
        };
        let far = |cue: &String| lower.match_indices(cue.as_str()).any(|(at, m)| !short(&lower[at + m.len()..]));
        self.long_count_cues.iter().any(far)
    }

    /// Whether a source has no name of its own: "officials", or what came from them ("initial reports from authorities").
    pub fn is_generic(&self, source: &str) -> bool {
        let lower = source.to_lowercase();
        let from = lower.split_once(" from ").map_or("", |(_, from)| from.strip_prefix("the ").unwrap_or(from));
        self.generic_voices.iter().any(|v| *v == lower || *v == from)
    }
}

/// Whether a phrase begins with one of some words.
pub fn begins(phrase: &str, words: &[String]) -> bool {
    let lower = phrase.to_lowercase();
    words.iter().any(|w| lower.strip_prefix(w.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// Whether a sentence has one of some phrases, as whole words.
pub fn has_words(sentence: &str, phrases: &[String]) -> bool {
    words_in(sentence, phrases).is_some()
}

/// The first of some phrases, in their order, that a sentence has as whole words.
pub fn words_in<'w>(sentence: &str, phrases: &'w [String]) -> Option<&'w str> {
    let lower = sentence.to_lowercase().replace('\u{2019}', "'");
    let inside = |c: char| c.is_alphanumeric();
    let whole = |at: usize, length: usize| {
        !lower[..at].chars().next_back().is_some_and(inside) && !lower[at + length..].chars().next().is_some_and(inside)
    };
    let has = |p: &&str| lower.match_indices(*p).any(|(at, m)| p.starts_with('\'') || whole(at, m.len()));
    phrases.iter().map(String::as_str).find(has)
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
    /// What speaks for a number of killed and of injured.
    pub victims: &'a super::victims::choose::Weights,
    /// How figures are fused.
    pub codebook: &'a super::codebook::Codebook,
    /// What people say of which names are one.
    pub names: &'a crate::stories::ties::Ties,
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
        let head = head_word;
        assert!(words.exclude("instrument", &head("a knife"), &head("an axe")) && !words.exclude("instrument", "gun", &head("rifles")));
        assert!(
            words.exclude("place", &head("the scene"), &head("the Olm hospital"))
                && words.exclude("actor", &head("rebels"), &head("soldiers"))
        );
        assert!(words.office_and_holder(&head("the ministry"), &head("Minister")) && !words.office_and_holder("military", "militant"));
        assert!(
            words.counts_far_back("40 people were killed in the past year.") && words.counts_far_back("12 died in the last two months.")
        );
        assert!(!words.counts_far_back("40 people were killed in the past 24 hours."));
        assert!(words.plans("They said they would free him.") && !words.plans("The city opened a sluice to repair the dam."));
        assert!(words.alike("raid", "arrest") && !words.alike("raid", "release"));
    }
}
