//! Noun phrases: from a head token to the words that belong to it, without clauses.

use super::clause::is_nominal;
use crate::lexicon::{ClassSet, Classes, Lexicon};
use std::ops::Range;
use stemma_nlp::Token;

/// A noun phrase that fills a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    /// Its words: no relative clauses, no participles after the noun, no appositions; an "of" phrase belongs to it.
    pub tokens: Range<usize>,
    /// Its head token.
    pub head: usize,
    /// Whether it counts or names people, as far as its words show.
    pub people: bool,
    /// The words that say how many: "more than 50", "several", "dozens".
    pub number: Option<Range<usize>>,
    /// Whether it is one of a headline's list ("man, two children"), which adds up.
    pub listed: bool,
}

impl Phrase {
    /// The phrase of a head token.
    pub fn of(head: Token<'_>, lexicon: &Lexicon) -> Phrase {
        Phrase {
            tokens: extent(head, 0),
            head: head.i,
            people: classes(head, lexicon) & (Classes::PERSON | Classes::GROUP | Classes::NUMBER) != 0 && head.ent_type() != "MONEY",
            number: number(head, lexicon),
            listed: false,
        }
    }
}

/// A head and its conjuncts: "a driver and two guards" has two.
pub fn conjuncts<'a>(head: Token<'a>) -> Vec<Token<'a>> {
    let mut out = vec![head];
    let mut at = 0;
    while at < out.len() && out.len() < 12 {
        let next = out[at];
        let mut barred = false;
        for c in next.children().filter(|c| c.i > next.i) {
            // "rubber bullets rather than live rounds", "police, not soldiers": what follows is no filler.
            barred |= matches!(c.lower(), "than" | "not" | "instead" | "nor") || (c.dep() == "cc" && c.lower() == "but");
            if c.dep() == "conj" && is_nominal(c) && !barred && !c.children().any(|n| n.dep() == "neg") {
                out.push(c);
            }
        }
        at += 1;
    }
    out.sort_by_key(|t| t.i);
    out
}

/// The words of a head's noun phrase.
pub fn extent(head: Token<'_>, depth: usize) -> Range<usize> {
    let (mut start, mut end) = (head.i, head.i + 1);
    let before: Vec<Token<'_>> = head.children().filter(|c| c.i < head.i).collect();
    for c in before.into_iter().rev() {
        match c.dep() {
            "det" | "amod" | "nummod" | "compound" | "poss" | "nmod" | "predet" | "quantmod" | "npadvmod" | "neg" | "case" => {
                start = start.min(c.subtree().start);
            }
            "advmod" if head.pos() != "PRON" => start = start.min(c.subtree().start),
            "punct" if c.text() == "-" || c.text() == "$" || c.text() == "," => {}
            _ => break,
        }
    }
    for c in head.children().filter(|c| c.i > head.i) {
        match c.dep() {
            // Persons' names take no "of": it belongs to the verb ("stripped Mr X of his immunity").
            "prep" if c.i == end && c.lower() == "of" && depth < 3 && head.ent_type() != "PERSON" && head.pos() != "PRON" => {
                if let Some(inner) = c.child("pobj") {
                    end = end.max(extent(inner, depth + 1).end);
                }
            }
            "nummod" | "case" | "quantmod" if c.i == end => end = end.max(c.subtree().end),
            "compound" if c.i == end => end = c.i + 1,
            _ => break,
        }
    }
    if let Some(m) = head.entity()
        && m.end - m.start <= 8
        && is_name(head.ent_type())
    {
        start = start.min(m.start);
        end = end.max(m.end);
    }
    let doc = head.doc();
    while start < head.i && (doc.token(start).is_punct() || doc.token(start).is_space() || doc.token(start).pos() == "CCONJ") {
        start += 1;
    }
    start..end
}

/// Whether an entity type is of names (rather than dates and numbers).
pub fn is_name(ent_type: &str) -> bool {
    matches!(ent_type, "PERSON" | "NORP" | "FAC" | "ORG" | "GPE" | "LOC" | "PRODUCT" | "WORK_OF_ART" | "LAW")
}

/// The noun that a phrase is about: after "dozens of", "a group of" the one that is counted.
pub fn content<'a>(head: Token<'a>, lexicon: &Lexicon) -> Token<'a> {
    let mut at = head;
    for _ in 0..3 {
        if !lexicon.light().quantifiers.contains(at.lemma()) && at.pos() != "NUM" {
            break;
        }
        match at.children().find(|c| c.dep() == "prep" && c.lower() == "of").and_then(|p| p.child("pobj")) {
            Some(inner) => at = inner,
            None => break,
        }
    }
    at
}

/// The word classes of a noun phrase's head.
pub fn classes(head: Token<'_>, lexicon: &Lexicon) -> ClassSet {
    let noun = content(head, lexicon);
    if head.pos() == "NUM" && noun.i == head.i {
        return match head.ent_type() {
            "MONEY" | "PERCENT" => Classes::NUMBER | Classes::MONEY,
            "DATE" | "TIME" | "QUANTITY" => 0,
            _ => Classes::NUMBER,
        };
    }
    if noun.pos() == "PRON" || noun.tag().starts_with("PRP") || matches!(noun.tag(), "WP") {
        return match noun.lower() {
            "it" | "itself" | "this" | "that" | "these" | "those" | "which" | "its" | "what" | "anything" | "something" | "nothing" => 0,
            "they" | "them" | "their" => Classes::PERSON | Classes::GROUP,
            _ => Classes::PERSON,
        };
    }
    let listed = lexicon.classes().of_noun(noun.lemma()) | lexicon.classes().of_noun(noun.lower());
    match noun.ent_type() {
        "PERSON" => Classes::PERSON,
        "NORP" => Classes::PERSON | Classes::GROUP,
        "ORG" => listed & !Classes::PERSON | Classes::GROUP,
        "GPE" => Classes::PLACE | Classes::GROUP,
        "LOC" => Classes::PLACE,
        "FAC" => Classes::BUILDING | Classes::PLACE,
        "MONEY" => Classes::MONEY,
        "DATE" | "TIME" => listed & Classes::PERSON,
        "" if noun.pos() == "PROPN" && listed == 0 => Classes::PERSON | Classes::GROUP,
        _ if matches!(
            noun.lower(),
            "several" | "others" | "many" | "some" | "dozens" | "hundreds" | "thousands" | "scores" | "dead" | "wounded" | "injured"
        ) =>
        {
            Classes::PERSON | Classes::NUMBER
        }
        _ => listed,
    }
}

/// The words that say how many.
fn number(head: Token<'_>, lexicon: &Lexicon) -> Option<Range<usize>> {
    if let Some(n) = head.children().find(|c| c.dep() == "nummod" && c.i < head.i && c.pos() == "NUM") {
        return Some(n.subtree().start..n.i + 1);
    }
    if head.pos() == "NUM" {
        let start = head
            .children()
            .filter(|c| c.i < head.i && matches!(c.dep(), "quantmod" | "advmod" | "amod" | "nummod" | "compound" | "prep" | "pobj"))
            .map(|c| c.subtree().start)
            .min();
        return Some(start.unwrap_or(head.i).min(head.i)..head.i + 1);
    }
    if let Some(q) = head
        .children()
        .find(|c| c.i < head.i && matches!(c.lower(), "several" | "many" | "few" | "no" | "numerous" | "multiple" | "both" | "countless"))
    {
        return Some(q.i..q.i + 1);
    }
    let counted = content(head, lexicon);
    let counts =
        matches!(head.lemma(), "dozen" | "hundred" | "thousand" | "million" | "score" | "several" | "many" | "couple" | "handful" | "pair");
    if counts && (counted.i != head.i || head.pos() == "NOUN" || head.pos() == "ADJ") {
        let start = head.children().filter(|c| c.i < head.i).map(|c| c.subtree().start).min().unwrap_or(head.i);
        return Some(start..head.i + 1);
    }
    None
}
