//! Word classes from the data files `lexicon/{titles,people,bodies}.toml`.

use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use stemma_model::EntityKind;

/// What a word is; a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class(u32);

impl Class {
    pub const PERSON: Class = Class(1);
    pub const MALE: Class = Class(1 << 1);
    pub const FEMALE: Class = Class(1 << 2);
    pub const GROUP: Class = Class(1 << 3);
    pub const COLLECTIVE: Class = Class(1 << 4);
    pub const LOOSE: Class = Class(1 << 5);
    pub const LEADER: Class = Class(1 << 6);
    pub const BODY: Class = Class(1 << 7);
    pub const PLACE: Class = Class(1 << 8);
    pub const BODY_WORD: Class = Class(1 << 9);
    pub const COMPANY: Class = Class(1 << 10);
    pub const PLACE_END: Class = Class(1 << 11);
    pub const PLACE_START: Class = Class(1 << 12);
    pub const ADDRESS: Class = Class(1 << 13);
    pub const ADDRESS_MALE: Class = Class(1 << 14);
    pub const ADDRESS_FEMALE: Class = Class(1 << 15);
    pub const OFFICE: Class = Class(1 << 16);
    pub const FORMER: Class = Class(1 << 17);
    pub const PLAIN: Class = Class(1 << 18);
    pub const MALE_NAME: Class = Class(1 << 19);
    pub const FEMALE_NAME: Class = Class(1 << 20);
    pub const SAYS: Class = Class(1 << 21);

    pub const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    /// Whether it is in any of these classes.
    pub const fn is(self, any: Class) -> bool {
        self.0 & any.0 != 0
    }
}

/// The loaded word classes.
pub(crate) struct Words {
    classes: HashMap<String, Class>,
    canon: HashMap<String, String>,
    same_names: HashMap<String, (usize, EntityKind)>,
}

#[derive(Deserialize)]
struct Titles {
    male: String,
    female: String,
    neutral: String,
    offices: String,
    says: String,
    short: BTreeMap<String, String>,
    change: Change,
}

#[derive(Deserialize)]
struct Change {
    former: String,
    plain: String,
}

#[derive(Deserialize)]
struct People {
    persons: String,
    male: String,
    female: String,
    groups: String,
    collectives: String,
    loose: String,
    leaders: String,
    same: Vec<Vec<String>>,
    male_names: String,
    female_names: String,
}

#[derive(Deserialize)]
struct Bodies {
    organisations: String,
    places: String,
    body_words: String,
    company_suffixes: String,
    place_ends: String,
    place_starts: String,
    same_places: Vec<Vec<String>>,
    same_bodies: Vec<Vec<String>>,
}

/// The word classes; a data file that does not parse counts as empty (a test reads each).
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let titles = toml::from_str::<Titles>(include_str!("../../../../../lexicon/titles.toml")).ok();
    let people = toml::from_str::<People>(include_str!("../../../../../lexicon/people.toml")).ok();
    let bodies = toml::from_str::<Bodies>(include_str!("../../../../../lexicon/bodies.toml")).ok();
    let mut w = Words { classes: HashMap::new(), canon: HashMap::new(), same_names: HashMap::new() };
    if let Some(t) = titles {
        w.add(&t.male, Class::ADDRESS.or(Class::ADDRESS_MALE));
        w.add(&t.female, Class::ADDRESS.or(Class::ADDRESS_FEMALE));
        w.add(&t.neutral, Class::ADDRESS);
        w.add(&t.offices, Class::OFFICE.or(Class::PERSON));
        w.add(&t.says, Class::SAYS);
        w.add(&t.change.former, Class::FORMER);
        w.add(&t.change.plain, Class::PLAIN);
        for (short, full) in t.short {
            w.add(&short, Class::OFFICE);
            w.canon.insert(short, full);
        }
    }
    let own = &crate::lexicon::own::own().titles;
    w.add(&own.male, Class::ADDRESS.or(Class::ADDRESS_MALE));
    w.add(&own.female, Class::ADDRESS.or(Class::ADDRESS_FEMALE));
    w.add(&own.neutral, Class::ADDRESS);
    w.add(&own.offices, Class::OFFICE.or(Class::PERSON));
    for (short, full) in &own.short {
        w.add(short, Class::OFFICE);
        w.canon.insert(short.clone(), full.clone());
    }
    if let Some(p) = people {
        w.add(&p.persons, Class::PERSON);
        w.add(&p.male, Class::MALE.or(Class::PERSON));
        w.add(&p.female, Class::FEMALE.or(Class::PERSON));
        w.add(&p.groups, Class::GROUP);
        w.add(&p.collectives, Class::COLLECTIVE);
        w.add(&p.loose, Class::LOOSE);
        w.add(&p.leaders, Class::LEADER);
        w.add(&p.male_names, Class::MALE_NAME);
        w.add(&p.female_names, Class::FEMALE_NAME);
        for set in p.same {
            for word in &set[1..] {
                w.canon.insert(word.clone(), set[0].clone());
            }
        }
    }
    if let Some(b) = bodies {
        w.add(&b.organisations, Class::BODY);
        w.add(&b.places, Class::PLACE);
        w.add(&b.body_words, Class::BODY_WORD);
        w.add(&b.company_suffixes, Class::COMPANY);
        w.add(&b.place_ends, Class::PLACE_END);
        w.add(&b.place_starts, Class::PLACE_START);
        let places = b.same_places.into_iter().map(|s| (EntityKind::Place, s));
        let bodies = b.same_bodies.into_iter().map(|s| (EntityKind::Organisation, s));
        for (i, (kind, set)) in places.chain(bodies).enumerate() {
            for name in set {
                w.same_names.insert(super::spelling::key(&name), (i, kind));
            }
        }
    }
    w
});

impl Words {
    fn add(&mut self, list: &str, class: Class) {
        for word in list.split_whitespace() {
            let at = self.classes.entry(word.to_owned()).or_default();
            *at = at.or(class);
        }
    }

    /// The classes of a word in lower case.
    pub fn class(&self, lower: &str) -> Class {
        self.classes.get(lower).copied().unwrap_or_default()
    }

    /// The word that stands for all words of the same meaning.
    pub fn canon<'a>(&'a self, lower: &'a str) -> &'a str {
        self.canon.get(lower).map_or(lower, String::as_str)
    }

    /// The number of the set of names of one thing that a name (as [`super::spelling::key`] gives it) is in, and what
    /// they name.
    pub fn same_name(&self, key: &str) -> Option<(usize, EntityKind)> {
        self.same_names.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_data_file_is_read() {
        let w = &*WORDS;
        assert!(w.class("mrs").is(Class::ADDRESS_FEMALE));
        assert!(w.class("protester").is(Class::PERSON));
        assert!(w.class("ministry").is(Class::BODY));
        assert_eq!(w.canon("follower"), "supporter");
        assert_eq!(w.same_name(&super::super::spelling::key("U.S.")), w.same_name(&super::super::spelling::key("United States")));
    }
}
