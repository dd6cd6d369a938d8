//! "It happened at a bar", "the incident took place at 2 a.m.": a happening told of before, spoken of again for its place or time.

use super::{Trigger, light};
use crate::lexicon::{Lexicon, WordClass};
use stemma_nlp::{Doc, Token};

/// How many sentences back "it" reaches.
const NEAR: usize = 2;

/// The triggers that pronouns and words like "incident" are, in order, each of the type of what it speaks of: the last
/// sentence before it with a happening of a type that such words stand for. `found`: the triggers with words of their own.
pub(super) fn find(doc: &Doc, lexicon: &Lexicon, found: &[Trigger]) -> Vec<Trigger> {
    let subjects = doc.tokens().filter(|t| t.dep() == "nsubj" && found.iter().all(|f| f.head != t.i));
    subjects.filter_map(|t| spoken_of(t, lexicon, found)).collect()
}

fn spoken_of(subject: Token<'_>, lexicon: &Lexicon, found: &[Trigger]) -> Option<Trigger> {
    let doc = subject.doc();
    let again = lexicon.again();
    let pronoun = again.words.contains(subject.lower());
    let verb = subject.head();
    // "The incident"; "an incident" may be any.
    let noun =
        || again.nouns.contains(subject.lemma()) && subject.children().any(|c| c.dep() == "det" && matches!(c.lower(), "the" | "this"));
    if !(pronoun || noun()) || verb.tag() != "VBD" || !light::takes(&again.verbs, verb) || !is_placed(verb) {
        return None;
    }
    let own = doc.sentence_of(subject.i);
    let told = found.iter().filter(|f| doc.sentence_of(f.head) < own && again.families.contains(&lexicon.kind(f.kind).family));
    let last = told.clone().map(|f| doc.sentence_of(f.head)).max().filter(|s| !pronoun || own - s <= NEAR)?;
    // Of several in one sentence the one that makes the story, of those the first.
    let of = told
        .filter(|f| doc.sentence_of(f.head) == last)
        .reduce(|a, b| if lexicon.kind(b.kind).main > lexicon.kind(a.kind).main { b } else { a })?;
    let light = light::verb_of(subject, lexicon)?;
    let next = subject.i + 1 == verb.i;
    Some(Trigger {
        tokens: subject.i..if next { verb.i } else { subject.i } + 1,
        head: subject.i,
        kind: of.kind,
        frame: of.frame,
        form: WordClass::Noun,
        words: Vec::new(),
        light: Some(light),
        again: true,
    })
}

/// Whether a verb has a place or time with it, and is not denied: "it happened so fast" tells nothing more.
fn is_placed(verb: Token<'_>) -> bool {
    let placed = |c: Token<'_>| {
        matches!(c.dep(), "npadvmod")
            || c.dep() == "prep" && !matches!(c.lower(), "to" | "for" | "because" | "with" | "as" | "like" | "without")
            || c.dep() == "advmod" && matches!(c.ent_type(), "DATE" | "TIME")
    };
    verb.children().any(placed) && !verb.children().any(|c| c.dep() == "neg")
}
