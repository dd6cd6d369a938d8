//! Which body of a state a voice speaks for, by its name and by what a report says of it: "Sgt. Ann Roe of the Marn
//! police" is the word of the Marn police.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Longest phrase of `lexicon/voices.toml`, in words.
const LONGEST: usize = 4;
/// How many words before and after a name can say whom it speaks for.
const WINDOW: usize = 9;
/// How many places of a report are asked who a name is.
const PLACES: usize = 6;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| match toml::from_str::<File>(include_str!("../../../../../lexicon/voices.toml")) {
    Ok(file) => file.index(),
    // The file is part of the program and read by its tests; a fault in it is a fault of the build.
    Err(error) => unreachable!("lexicon/voices.toml: {error}"),
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    body: Vec<Class>,
    words: Words,
    same: Same,
}

/// Words that say the same of whose a body is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    /// One line an office or field.
    offices: String,
    /// Endings with which a place's name becomes an adjective.
    endings: String,
}

/// What of `lexicon/places.toml` is read here: countries and what is called after them.
#[derive(Default, Deserialize)]
struct Places {
    countries: BTreeMap<String, Vec<String>>,
}

/// One kind of body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Class {
    name: String,
    #[serde(default)]
    family: String,
    /// May be any of its family.
    #[serde(default)]
    general: bool,
    /// May be any of its family when nothing says whose it is.
    #[serde(default)]
    bare: bool,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    plain: String,
    past: String,
    outside: String,
}

struct Lexicon {
    classes: Vec<Class>,
    /// Phrases and the class that they name.
    phrases: BTreeMap<String, usize>,
    plain: BTreeSet<String>,
    past: BTreeSet<String>,
    /// Words with a capital that are no part of a name.
    outside: BTreeSet<String>,
    /// Words and the number of the line that has them as one.
    same: BTreeMap<String, usize>,
    endings: Vec<String>,
    /// All words that can stand in a title.
    titular: BTreeSet<String>,
}

impl File {
    fn index(self) -> Lexicon {
        let set = |list: &str| list.split_whitespace().map(str::to_owned).collect();
        let phrases = self.body.iter().enumerate().flat_map(|(i, c)| c.words.iter().map(move |w| (w.clone(), i))).collect();
        let (plain, past): (BTreeSet<String>, BTreeSet<String>) = (set(&self.words.plain), set(&self.words.past));
        let spoken = self.body.iter().flat_map(|c| &c.words).flat_map(|p| p.split(' ').map(str::to_owned));
        let titular = spoken.chain(plain.iter().cloned()).chain(past.iter().cloned()).collect();
        let outside = set(&self.words.outside);
        // A file that does not parse counts as empty (a test of its own reads it).
        let places: Places = toml::from_str(include_str!("../../../../../lexicon/places.toml")).unwrap_or_default();
        let countries = places.countries.into_iter().map(|(name, after)| [vec![name], after].concat());
        let offices = self.same.offices.lines().map(|line| line.split_whitespace().map(str::to_owned).collect());
        let one_word = |w: String| Some(w.to_lowercase()).filter(|w| !w.contains(' '));
        let lines = countries.chain(offices).enumerate();
        let same = lines.flat_map(|(i, line)| line.into_iter().filter_map(one_word).map(move |w| (w, i))).collect();
        let endings = self.same.endings.split_whitespace().map(str::to_owned).collect();
        Lexicon { phrases, plain, past, outside, same, endings, titular, classes: self.body }
    }
}

/// The body that a voice speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    class: usize,
    /// What says which one of its kind it is: "marn", "state".
    marks: BTreeSet<String>,
    /// Initials of such words, of a name made of initials ("MPD").
    initials: Option<String>,
}

impl Body {
    /// The body that a name or description is one of; none when no word of it names a kind of body.
    pub fn named(phrase: &str) -> Option<Body> {
        let words = words(phrase);
        let lexicon = &*LEXICON;
        if words.iter().any(|w| lexicon.past.contains(w)) {
            return None;
        }
        let spans = (0..words.len()).flat_map(|i| (1..=LONGEST.min(words.len() - i)).map(move |n| (i, n)));
        let found = spans.filter_map(|(i, n)| Some((*lexicon.phrases.get(&words[i..i + n].join(" "))?, i, n)));
        // The longest phrase, a special body before a general one, then the last: the head of a name ends it.
        let best = found.max_by_key(|&(class, i, n)| (!lexicon.classes[class].general, n, i));
        let Some((class, at, length)) = best else { return initials(phrase) };
        let rest = words.iter().enumerate().filter(|(i, _)| *i < at || *i >= at + length).map(|(_, w)| w);
        let marks = rest.filter(|w| !lexicon.plain.contains(*w) && !lexicon.phrases.contains_key(*w) && w.len() > 1).cloned().collect();
        Some(Body { class, marks, initials: None })
    }

    /// The body that someone speaks for, by what stands beside the name where a text has it: a title before, an
    /// apposition behind.
    pub fn of(name: &str, text: &str) -> Option<Body> {
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let whole = |at: &usize| !inside(text[..*at].chars().next_back()) && !inside(text[*at + name.len()..].chars().next());
        let places: Vec<usize> = text.match_indices(name).map(|(at, _)| at).filter(whole).take(PLACES).collect();
        let before = places.iter().filter_map(|&at| Body::named(title(&text[..at])));
        let behind = places.iter().filter_map(|&at| Body::named(apposition(&text[at + name.len()..])?));
        // Special bodies before general ones, the most exact before others, then the first.
        let mut all: Vec<Body> = before.chain(behind).collect();
        all.sort_by_key(|b| (LEXICON.classes[b.class].general, std::cmp::Reverse(b.marks.len())));
        all.into_iter().next()
    }

    /// Whether two names may be those of one body: of one kind, or one general for the other's family, and nothing in them
    /// speaks against it.
    pub fn may_be(&self, other: &Body) -> bool {
        let lexicon = &*LEXICON;
        let (a, b) = (&lexicon.classes[self.class], &lexicon.classes[other.class]);
        let general = |c: &Class, body: &Body| c.general || c.bare && body.marks.is_empty() && body.initials.is_none();
        let related = self.class == other.class || !a.family.is_empty() && a.family == b.family && (general(a, self) || general(b, other));
        related && self.fits(other)
    }

    /// Whether what says which body it is can be said of one: all that one name says, the other says too.
    fn fits(&self, other: &Body) -> bool {
        let firsts = |b: &Body| b.marks.iter().filter_map(|m| m.chars().next()).collect::<BTreeSet<char>>();
        match (&self.initials, &other.initials) {
            (Some(a), Some(b)) => a == b,
            (Some(a), None) => other.marks.is_empty() || a.chars().collect::<BTreeSet<char>>() == firsts(other),
            (None, Some(b)) => self.marks.is_empty() || b.chars().collect::<BTreeSet<char>>() == firsts(self),
            (None, None) => {
                let (few, many) = if self.marks.len() <= other.marks.len() { (self, other) } else { (other, self) };
                few.marks.iter().all(|m| many.marks.iter().any(|n| alike(m, n)))
            }
        }
    }

    /// How much a name says of which body it is.
    pub fn exactness(&self) -> usize {
        usize::from(!LEXICON.classes[self.class].general) + self.marks.len() + usize::from(self.initials.is_some())
    }
}

/// A source with the words before it in its sentence that are one name with it: "Marn County Sheriff's Office" for "Office".
/// A sentence begins with a capital whatever its first word is, so before a word in lower case that is no name.
pub fn with_name(before: &str, source: &str) -> String {
    let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase) && !w.ends_with([',', '.', ';', ':']);
    let all: Vec<&str> = before.split_whitespace().collect();
    let from = all.len() - all.iter().rev().take_while(|w| capital(w)).count();
    let first = usize::from(from == 0 && !all.is_empty() && !source.starts_with(char::is_uppercase));
    let name = |w: &&&str| !LEXICON.outside.contains(&w.to_lowercase());
    let mut words: Vec<&str> = all[from + first..].iter().rev().take_while(name).copied().collect();
    words.reverse();
    words.push(source);
    words.join(" ")
}

/// Whether two words are one, or name one place or one office: "China" and "Chinese", "defence" and "defense". Of places that
/// are in no list one is the other with an ending: "Velmara" and "Velmaran".
fn alike(a: &str, b: &str) -> bool {
    let sense = |w: &str| LEXICON.same.get(w).copied();
    let derived = |long: &str, short: &str| {
        short.chars().count() >= 4 && long.strip_prefix(short).is_some_and(|rest| LEXICON.endings.iter().any(|e| e == rest))
    };
    match (sense(a), sense(b)) {
        (Some(x), Some(y)) => x == y,
        _ => a == b || derived(a, b) || derived(b, a),
    }
}

/// The police or sheriff's office whose initials a name is: "MPD", "MCSO".
fn initials(name: &str) -> Option<Body> {
    let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
    if !(3..=6).contains(&name.len()) || !name.chars().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let (class, whose) = if let Some(whose) = name.strip_suffix("PD") {
        ("police", whose)
    } else {
        ("sheriff", name.strip_suffix("SO").or_else(|| name.strip_suffix("SD"))?)
    };
    let class = LEXICON.classes.iter().position(|c| c.name == class)?;
    Some(Body { class, marks: BTreeSet::new(), initials: Some(whose.to_lowercase()) })
}

/// The words of a phrase, lower case, without possessive s and marks.
fn words(phrase: &str) -> Vec<String> {
    let plain = phrase.replace('\u{2019}', "'").to_lowercase();
    let bare = |w: &str| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        w.strip_suffix("'s").unwrap_or(w).replace('.', "")
    };
    plain.split_whitespace().map(bare).filter(|w| !w.is_empty()).collect()
}

/// Whether a word can stand in a title: capital, or a word of bodies and titles.
fn titular(word: &str) -> bool {
    let small = words(word);
    word.chars().next().is_some_and(char::is_uppercase) || small.first().is_some_and(|w| LEXICON.titular.contains(w))
}

/// The title that ends a stretch of text: "…, Marn Police Sgt. ", "… the foreign ministry spokeswoman, ".
fn title(before: &str) -> &str {
    let trimmed = before.trim_end();
    let trimmed = trimmed.strip_suffix(',').unwrap_or(trimmed);
    let mut from = trimmed.len();
    for (n, word) in trimmed.rsplit(char::is_whitespace).enumerate() {
        let at = from.saturating_sub(word.len());
        // The end of a sentence or clause is no part of a title; the dot of a short form is.
        let ends =
            n > 0 && (word.ends_with([',', ';', ':', '!', '?', '"', '\u{201d}', ')']) || word.ends_with('.') && word.chars().count() > 5);
        if n >= WINDOW || ends || word.is_empty() || !titular(word) {
            break;
        }
        from = at;
        if word.starts_with(['"', '\u{201c}', '(']) {
            break;
        }
        from = from.saturating_sub(trimmed[..from].chars().next_back().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8));
    }
    trimmed.get(from..).unwrap_or_default().trim_start()
}

/// What stands behind a name and says who its bearer is: " of the Marn police", ", a spokeswoman for the ministry".
fn apposition(behind: &str) -> Option<&str> {
    const OPENS: [&str; 10] = [" of ", " with ", " from ", ", a ", ", an ", ", the ", ", spokes", ", chief", ", head", ", who heads "];
    let open = OPENS.iter().find(|o| behind.starts_with(**o))?;
    let skip = open.find(char::is_alphabetic)?;
    let rest = &behind[skip..];
    let end = rest.find([',', ';', ':', '!', '?', '"', '\u{201d}', '\n']).unwrap_or(rest.len());
    let stop = rest[..end].find(". ").unwrap_or(end).min(end);
    let stop = [" said", " told", " says", " was ", " is ", " and "].iter().filter_map(|w| rest[..stop].find(w)).min().unwrap_or(stop);
    let words = rest[..stop].char_indices().filter(|(_, c)| c.is_whitespace()).nth(WINDOW).map_or(stop, |(i, _)| i);
    Some(&rest[..words])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let body = |n: &str| Body::named(n).unwrap_or_else(|| panic!("no body: {n}"));
        assert_eq!(body(a).may_be(&body(b)), body(b).may_be(&body(a)));
        body(a).may_be(&body(b))
    }

    #[test]
    fn names_of_one_body_are_one() {
        assert!(same("Marn Police", "MPD"));
        assert!(same("police", "the Marn Police Department"));
        assert!(same("state police", "Oskian State Police"));
        assert!(same("investigators", "Tolm County Sheriff's Office"));
        assert!(same("the health minister", "Ministry of Health"));
        assert!(same("Chinese government", "China's Foreign Ministry"));
    }

    #[test]
    fn bodies_of_one_kind_are_told_apart_by_name() {
        assert!(!same("Marn police", "state police"));
        assert!(!same("Marn police", "Tolm County deputies"));
        assert!(!same("the defence ministry", "the foreign ministry"));
        assert!(!same("the president", "the vice president"));
        assert!(!same("the Niger army", "the Nigerian army") && !same("Austrian police", "Australian police"));
        assert!(!same("the foreign ministry", "the forestry ministry") && !same("the interior ministry", "the intelligence ministry"));
        assert!(same("the Velmaran government", "the government of Velmara"));
        assert!(same("the defence ministry", "the Defense Department") && same("Nigeria's army", "the Nigerian army"));
        assert!(!same("police", "the fire department"));
        assert!(Body::named("Ann Roe").is_none() && Body::named("the former president").is_none());
    }

    #[test]
    fn a_name_before_a_source_is_told_from_other_capitals() {
        assert_eq!(with_name("The fire was out, the Marn County Sheriff's ", "Office"), "Marn County Sheriff's Office");
        assert_eq!(with_name("Marn County Sheriff's ", "Office"), "Marn County Sheriff's Office");
        assert_eq!(with_name("He was held, Marn ", "police"), "Marn police");
        assert_eq!(with_name("But ", "police"), "police");
        assert_eq!(with_name("But ", "Marn Police"), "Marn Police");
        assert_eq!(with_name("It burned, and on Tuesday ", "police"), "police");
    }

    #[test]
    fn a_name_is_found_as_whole_words() {
        assert_eq!(Body::of("Lee", "Leeds police said so."), None);
        assert_eq!(Body::of("Lee", "The suspect fled to police chief Leeson's house."), None);
        assert!(Body::of("Lee", "It was police chief Lee's house.").is_some());
    }

    #[test]
    fn a_report_says_whom_a_name_speaks_for() {
        let of = |name: &str, text: &str| Body::of(name, text);
        let police = Body::named("Marn police").unwrap();
        let text = "Nobody was held, Marn Police Sgt. Ann Roe said.";
        assert_eq!(of("Ann Roe", text), Some(police.clone()));
        assert_eq!(of("Roe", "\"We have no motive,\" said Lt. Roe of the Marn police."), Some(police.clone()));
        assert_eq!(of("Ann Roe", "Ann Roe, a spokeswoman for the Marn Police Department, said so."), Some(police));
        assert_eq!(of("Ann Roe", "The bank was shut. Ann Roe saw it."), None);
        assert_eq!(of("Roe", "Roe"), None);
    }
}
