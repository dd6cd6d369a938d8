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
fn lemma_class(t: Token<'_>) -> (String, Class) {
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

const THINGS: Class = Class::PERSON.or(Class::GROUP).or(Class::BODY).or(Class::PLACE);

/// The description that token `i` heads, if it heads one.
pub(super) fn nominal(doc: &Doc, i: usize) -> Option<Nominal> {
    let t = doc.token(i);
    if !matches!(t.tag(), "NN" | "NNS" | "NNP" | "NNPS") || matches!(t.dep(), "compound" | "amod" | "nmod" | "npadvmod") {
        return None;
    }
    let (lemma, class) = lemma_class(t);
    if !class.is(THINGS) {
        return None;
    }
    let plural_form = matches!(t.tag(), "NNS" | "NNPS") || t.lower() != lemma && t.lower().ends_with('s') || t.lower().ends_with("men");
    let plural =
        plural_form || class.is(Class::GROUP) && matches!(lemma.as_str(), "police" | "people" | "personnel" | "clergy" | "military");
    let group_like = class.is(Class::GROUP) && !class.is(Class::PERSON) || class.is(Class::GROUP) && plural;
    let kind = if class.is(Class::PERSON) && !plural {
        EntityKind::Person
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
                } else if matches!(lower, "current" | "sitting" | "new" | "incumbent" | "same" | "young" | "old" | "-") {
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
                    n.title.former |= c.children().any(|x| WORDS.class(x.lower()).is(Class::FORMER));
                    n.title.modifiers.push(lower.to_owned());
                }
            }
        }
    }
    if n.tokens.start > n.head {
        n.tokens.start = n.head;
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
