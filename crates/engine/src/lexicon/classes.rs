//! Word classes: which nouns are people, weapons, places, …

use std::collections::HashMap;

/// A set of classes, one bit each.
pub type ClassSet = u32;

/// The classes that entries name, and the nouns in them.
#[derive(Debug, Default)]
pub struct Classes {
    nouns: HashMap<String, ClassSet>,
}

macro_rules! classes {
    ($($bit:expr, $name:ident, $file:literal, $doc:literal;)*) => {
        impl Classes {
            $(#[doc = $doc] pub const $name: ClassSet = 1 << $bit;)*

            /// The class of this name, as entries write it.
            pub fn named(name: &str) -> Option<ClassSet> {
                match name { $(stringify!($name) => Some(Self::$name),)* "NUMBER" => Some(Self::NUMBER), _ => None }
            }

            /// The classes of the built-in lists.
            pub(super) fn builtin() -> Classes {
                let mut classes = Classes::default();
                $(classes.add(Self::$name, include_str!(concat!("../../../../lexicon/classes/", $file)));)*
                classes
            }
        }
    };
}

classes! {
    0, PERSON, "person.txt", "People.";
    1, GROUP, "group.txt", "Bodies and groups of people.";
    2, WEAPON, "weapon.txt", "What people are hurt with.";
    3, VEHICLE, "vehicle.txt", "Vehicles.";
    4, BUILDING, "building.txt", "What stands.";
    5, PLACE, "place.txt", "Places that are no buildings.";
    6, DOCUMENT, "document.txt", "Papers and agreements.";
    7, DISEASE, "disease.txt", "Diseases.";
    8, BODY, "body.txt", "Parts of the body.";
    9, CRIME, "crime.txt", "Crimes.";
    10, MONEY, "money.txt", "Sums and units of money.";
    11, CONTEST, "contest.txt", "Games, elections, prizes.";
    12, MEETING, "meeting.txt", "What people hold together.";
}

impl Classes {
    /// Bare numbers ("captured six"); no list.
    pub const NUMBER: ClassSet = 1 << 13;

    /// The classes of a noun by its lemma, lower case.
    pub fn of_noun(&self, lemma: &str) -> ClassSet {
        self.nouns.get(lemma).copied().unwrap_or(0)
    }

    pub(super) fn add(&mut self, class: ClassSet, list: &str) {
        for word in list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            *self.nouns.entry(word.to_owned()).or_default() |= class;
        }
    }
}
