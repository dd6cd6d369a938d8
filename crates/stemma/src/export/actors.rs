//! Who an actor is, by the words for them: `codebooks/actors.toml`.

use super::countries::Country;
use serde::Deserialize;
use std::sync::LazyLock;
use stemma_model::{Entity, EntityKind, Filler};

/// A class of actors.
#[derive(Clone, Debug, Deserialize)]
pub struct Class {
    /// ACLED's type of such an actor; none where the words do not say.
    inter: Option<String>,
    /// ACLED's type where harm is done to them, if that is another.
    harmed: Option<String>,
    /// What ACLED calls such an actor where no group is named.
    generic: Option<String>,
    /// PLOVER's sector.
    pub sector: String,
    words: String,
}

#[derive(Deserialize)]
struct File {
    bounds: Vec<String>,
    articles: Vec<String>,
    class: Vec<Class>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    let read = toml::from_str::<File>(include_str!("../../../../codebooks/actors.toml"));
    read.unwrap_or(File { bounds: Vec::new(), articles: Vec::new(), class: Vec::new() })
});

/// The classes of the file, the first that has a word counts.
pub fn classes() -> &'static [Class] {
    &FILE.class
}

impl Class {
    fn has(&self, word: &str) -> bool {
        let singular = word.strip_suffix('s').filter(|w| w.len() > 2);
        let men = word.strip_suffix("men").map(|w| format!("{w}man"));
        self.words.split_whitespace().any(|w| w == word || Some(w) == singular || Some(w) == men.as_deref())
    }

    /// ACLED's type of actor, doing harm or taking it.
    pub fn inter(&self, harmed: bool) -> Option<&str> {
        self.harmed.as_deref().filter(|_| harmed).or(self.inter.as_deref())
    }

    /// ACLED's name of such an actor in a country.
    pub fn generic(&self, country: Option<&Country>, harmed: bool) -> Option<String> {
        let civilians = harmed && self.harmed.is_some();
        let pattern = if civilians { "Civilians ({country})" } else { self.generic.as_deref()? };
        Some(match country {
            Some(c) => pattern.replace("{country}", c.acled[0]),
            None => pattern.replace(" of {country}", "").replace(" ({country})", ""),
        })
    }
}

/// The class of an actor: by the phrase, else by the names that the report has for it.
pub fn class(filler: &Filler, entity: Option<&Entity>) -> Option<&'static Class> {
    // "His supporters" are not what he is.
    let names = entity.into_iter().filter(|e| e.kind != EntityKind::Group).flat_map(|e| std::iter::once(&e.name).chain(&e.aliases));
    std::iter::once(&filler.text).chain(filler.name.as_ref()).chain(names).find_map(|phrase| class_of(phrase))
}

fn class_of(phrase: &str) -> Option<&'static Class> {
    let lower = phrase.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).collect();
    let end = words.iter().skip(1).position(|w| FILE.bounds.iter().any(|b| b == w)).map_or(words.len(), |at| at + 1);
    words[..end].iter().rev().find_map(|word| classes().iter().find(|c| c.has(word)))
}

/// Whether a name is one of its own, and no description with a capital at its start.
pub fn is_proper(name: &str) -> bool {
    let own = |w: &str| {
        let lower = w.to_lowercase();
        w.starts_with(char::is_uppercase) && !classes().iter().any(|c| c.has(&lower)) && !FILE.articles.contains(&lower)
    };
    name.split(|c: char| !c.is_alphanumeric()).any(own)
}

/// Whether words say what someone is.
pub fn is_title(words: &str) -> bool {
    class_of(words).is_some()
}

/// An actor as ACLED codes it: its name and type. People are never named there; a group is where the report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coded {
    /// Its name.
    pub name: String,
    /// Its type; "" where the words do not say.
    pub inter: String,
}

/// Codes a filler; none where it is nobody, or nobody of whom the codebook knows what to call them.
pub fn coded(filler: &Filler, entity: Option<&Entity>, harmed: bool, country: Option<&Country>) -> Option<Coded> {
    if matches!(filler.kind, EntityKind::Place | EntityKind::Other) && class(filler, entity).is_none() {
        return None;
    }
    let class = class(filler, entity);
    let inter = class.and_then(|c| c.inter(harmed)).unwrap_or_default().to_owned();
    let name = filler.name.as_deref().unwrap_or(&filler.text);
    // A body of which no word says what it is: as one that acts it has a name; harmed, it may be anything.
    let named = name.trim_start_matches("the ").starts_with(char::is_uppercase) && is_proper(name);
    if filler.kind == EntityKind::Organisation && named && inter != "Civilians" && (class.is_some() || !harmed) {
        return Some(Coded { name: name.to_owned(), inter });
    }
    if let Some(generic) = class.and_then(|c| c.generic(country, harmed)) {
        // Only those of whom the type is known have a name of their kind.
        return (!inter.is_empty()).then_some(Coded { name: generic, inter });
    }
    if harmed && filler.kind == EntityKind::Person {
        let civilians = classes().iter().rev().find_map(|c| c.generic(country, true).filter(|_| c.inter(true) == Some("Civilians")));
        return civilians.map(|name| Coded { name, inter: "Civilians".into() });
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::export::countries::country;

    fn filler(text: &str, kind: EntityKind) -> Filler {
        Filler { text: text.into(), kind, ..Filler::default() }
    }

    fn shown(text: &str, kind: EntityKind, harmed: bool) -> Option<(String, String)> {
        coded(&filler(text, kind), None, harmed, country("KG")).map(|c| (c.name, c.inter))
    }

    #[test]
    fn the_classes_are_read() {
        assert!(classes().len() > 20 && FILE.bounds.len() > 10);
        assert_eq!(class_of("four officers of the Oru garrison").unwrap().sector, "COP");
        assert_eq!(class_of("members of parliament").map(|c| c.sector.as_str()), None);
    }

    #[test]
    fn actors_are_named_as_the_codebook_names_them() {
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        use EntityKind::{Group, Organisation, Other, Person};
        assert_eq!(shown("masked gunmen", Group, false), pair("Unidentified Armed Group (Kyrgyzstan)", "Political militia"));
        assert_eq!(shown("two soldiers", Group, true), pair("Military Forces of Kyrgyzstan", "State forces"));
        assert_eq!(shown("the Free Oru Front", Organisation, false), pair("the Free Oru Front", ""));
        assert_eq!(shown("Tessa Birk", Person, true), pair("Civilians (Kyrgyzstan)", "Civilians"));
        assert_eq!(shown("Tessa Birk", Person, false), None, "nobody is named");
        assert_eq!(shown("two women", Group, true), pair("Civilians (Kyrgyzstan)", "Civilians"));
        assert_eq!(shown("two men", Group, false), None, "what they are is not said");
        assert_eq!(shown("a quake", Other, false), None);
        assert_eq!(shown("Oru Airlines", Organisation, true), None, "what it is is not said");
        assert_eq!(shown("the strictest Oru regime", Organisation, false), None, "no name begins like that");
    }
}
