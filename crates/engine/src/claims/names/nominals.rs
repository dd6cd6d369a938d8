//! Descriptions: noun phrases for people, groups, bodies and places ("the former president", "his supporters").

use super::spans::Title;
use super::spelling;
use super::words::{Class, WORDS};
use std::ops::Range;
use stemma_model::EntityKind;
use stemma_nlp::{Doc, Token};

/// How a noun phrase is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Det {
    /// the, this, that, these, those; a superlative or ordinal without "a".
    Definite,
    /// a, an, another, some, any, no.
    Indefinite,
    /// A number or a quantity: part of a group or a group of its own.
    Counted,
    /// His, her, NAME's.
    Owned,
    /// None.
    Bare,
}

/// A noun phrase for people, a body or a place.
#[derive(Clone, Debug)]
pub(super) struct Nominal {
    pub tokens: Range<usize>,
    pub head: usize,
    pub kind: EntityKind,
    pub plural: bool,
    pub det: Det,
    pub title: Title,
    /// The token that heads the owner: a possessive, or what "of" governs.
    pub owner: Option<usize>,
    pub class: Class,
}

/// Singular of a noun by its lemma; proper-noun tags keep the plural, so it is taken off by rule.
pub(super) fn lemma_class(t: Token<'_>) -> (String, Class) {
    let lemma = t.lemma().to_lowercase();
    let c = WORDS.class(&lemma);
    if c == Class::default() || t.tag() == "NNPS" || t.tag() == "NNP" {
        if let Some(s) = lemma.strip_suffix('s').filter(|s| s.len() > 2) {
            let cs = WORDS.class(s);
            if cs.is(Class::PERSON.or(Class::GROUP).or(Class::BODY)) {
                return (s.to_owned(), cs);
            }
        }
        if let Some(s) = lemma.strip_suffix("men").filter(|s| s.len() > 2) {
            let s = format!("{s}man");
            let cs = WORDS.class(&s);
            if cs.is(Class::PERSON) {
                return (s, cs);
            }
        }
    }
    (lemma, c)
}

/// "a 13-year-old" with no noun after it.
fn aged(t: Token<'_>) -> bool {
    matches!(t.lower(), "old" | "olds")
        && t.i >= 4
        && t.doc().token(t.i - 1).text() == "-"
        && !matches!(t.dep(), "amod" | "acomp" | "nmod" | "compound")
}

/// The years in "13-year-old" that ends at token `i`.
fn age(doc: &Doc, i: usize) -> Option<String> {
    let years = i.checked_sub(2).map(|k| doc.token(k).lower()).is_some_and(|w| w.starts_with("year") || w.starts_with("month"));
    let number = i.checked_sub(4).map(|k| doc.token(k))?;
    (years && number.text().chars().next().is_some_and(|c| c.is_ascii_digit())).then(|| format!("{}-year", number.text()))
}

const THINGS: Class = Class::PERSON.or(Class::GROUP).or(Class::BODY).or(Class::PLACE);

/// The description that token `i` heads, if it heads one.
pub(super) fn nominal(doc: &Doc, i: usize) -> Option<Nominal> {
    let t = doc.token(i);
    if !matches!(t.tag(), "NN" | "NNS" | "NNP" | "NNPS") && !aged(t) || matches!(t.dep(), "compound" | "amod" | "nmod" | "npadvmod") {
        return None;
    }
    let (mut lemma, mut class) = lemma_class(t);
    if aged(t) {
        (lemma, class) = ("old".to_owned(), Class::PERSON);
    }
    // "the Vellin Liberation front": a word of bodies' names after a name.
    if class.is(Class::BODY_WORD) && !class.is(THINGS) && i > 0 && named_before(t) {
        class = Class::BODY;
    }
    if !class.is(THINGS) {
        return None;
    }
    // "Man of the Woods": a capitalised common noun in a title of something else.
    if t.tag() == "NNP" && !class.is(Class::OFFICE.or(Class::GROUP).or(Class::BODY)) && t.text().chars().skip(1).any(char::is_lowercase) {
        return None;
    }
    let plural_form = matches!(t.tag(), "NNS" | "NNPS") || t.lower() != lemma && t.lower().ends_with('s') || t.lower().ends_with("men");
    let plural =
        plural_form || class.is(Class::GROUP) && matches!(lemma.as_str(), "police" | "people" | "personnel" | "clergy" | "military");
    let group_like = class.is(Class::GROUP) && !class.is(Class::PERSON) || class.is(Class::GROUP) && plural;
    // "The army", "the armed forces" are bodies; "12 forces" are people.
    let counted = t.children().any(|c| matches!(c.dep(), "nummod" | "quantmod"));
    let forces = class.is(Class::GROUP) && class.is(Class::BODY) && !class.is(Class::PERSON) && !counted;
    let kind = if class.is(Class::PERSON) && !plural {
        EntityKind::Person
    } else if forces {
        EntityKind::Organisation
    } else if class.is(Class::PERSON) || group_like {
        EntityKind::Group
    } else if class.is(Class::PLACE) && (!class.is(Class::BODY) || in_place(t)) {
        EntityKind::Place
    } else {
        EntityKind::Organisation
    };
    let mut n = Nominal {
        tokens: i..i + 1,
        head: i,
        kind,
        plural: plural || kind == EntityKind::Group,
        det: Det::Bare,
        title: Title { head: WORDS.canon(&lemma).to_owned(), ..Default::default() },
        owner: None,
        class,
    };
    read_modifiers(doc, &mut n);
    Some(n)
}

/// Whether a proper noun stands right before a noun and says which one it is.
fn named_before(t: Token<'_>) -> bool {
    t.children().any(|c| c.i + 1 == t.i && c.dep() == "compound" && c.tag().starts_with("NNP"))
}

fn in_place(t: Token<'_>) -> bool {
    t.dep() == "pobj" && matches!(t.head().lower(), "in" | "at" | "near" | "to" | "from" | "outside" | "inside" | "into")
}

fn read_modifiers(doc: &Doc, n: &mut Nominal) {
    let head = doc.token(n.head);
    let mut superlative = false;
    for c in head.children() {
        if c.i > n.head {
            if c.dep() == "prep" && c.lower() == "of" && n.owner.is_none() {
                if let Some(o) = c.child("pobj") {
                    n.owner = Some(o.i);
                }
            } else if c.dep() == "prep" && c.lower() == "of" {
            }
            continue;
        }
        if !matches!(c.dep(), "det" | "amod" | "compound" | "nummod" | "poss" | "nmod" | "quantmod" | "predet" | "advmod" | "neg") {
            continue;
        }
        if c.is_punct() {
            continue;
        }
        n.tokens.start = n.tokens.start.min(c.subtree().start);
        match c.dep() {
            "det" | "predet" => match c.lower() {
                "the" | "this" | "that" | "these" | "those" => n.det = Det::Definite,
                "a" | "an" | "another" | "any" | "no" => n.det = Det::Indefinite,
                _ => n.det = Det::Counted,
            },
            "nummod" | "quantmod" => n.det = Det::Counted,
            "poss" => {
                n.det = Det::Owned;
                n.owner = Some(c.i);
            }
            _ => {
                let lower = c.lower();
                let cc = WORDS.class(lower);
                if cc.is(Class::FORMER) {
                    n.title.former = true;
                } else if matches!(lower, "current" | "sitting" | "new" | "incumbent" | "same" | "young" | "-")
                    || lower == "old" && age(doc, c.i).is_none()
                {
                } else if matches!(
                    lower,
                    "several" | "many" | "more" | "most" | "other" | "few" | "numerous" | "various" | "some" | "additional" | "two" | "all"
                ) {
                    if n.det == Det::Bare || lower == "other" {
                        n.det = Det::Counted;
                    }
                } else if c.tag() == "JJS" {
                    superlative = true;
                    n.title.modifiers.push(lower.to_owned());
                } else if matches!(c.ent_type(), "NORP" | "GPE") {
                    n.title.owner.get_or_insert_with(|| spelling::key(c.text()));
                } else if c.ent_type() == "CARDINAL" {
                    n.det = Det::Counted;
                } else {
                    // "ex" + "-" hang on the next word.
                    if let Some(a) = age(doc, c.i).filter(|_| lower == "old") {
                        n.title.modifiers.push(a);
                        continue;
                    }
                    n.title.former |= c.children().any(|x| WORDS.class(x.lower()).is(Class::FORMER));
                    n.title.modifiers.push(lower.to_owned());
                }
            }
        }
    }
    if aged(head) {
        n.tokens.start = n.tokens.start.min(n.head.saturating_sub(4));
        n.det = match n.tokens.start.checked_sub(1).map(|k| doc.token(k).lower()) {
            Some("the") => Det::Definite,
            Some("a" | "an" | "another") => Det::Indefinite,
            _ => n.det,
        };
        n.title.modifiers = age(doc, n.head).into_iter().collect();
    }
    if superlative && n.det == Det::Bare {
        n.det = Det::Definite;
    }
    n.title.modifiers.sort_unstable();
}

/// Whether an apposition or copula may tie a description to a name of this kind.
pub(super) fn may_be(n: &Nominal, kind: EntityKind) -> bool {
    match kind {
        EntityKind::Person => n.kind == EntityKind::Person,
        EntityKind::Organisation | EntityKind::Group => {
            !n.class.is(Class::PERSON) && n.class.is(Class::BODY.or(Class::GROUP)) || n.kind == EntityKind::Group && n.plural
        }
        EntityKind::Place => n.class.is(Class::PLACE),
        EntityKind::Other => false,
    }
}
