//! Words that say that something happened, and of which type.
//!
//! One trigger a happening: "carried out an attack" has one, at its noun. Words inside names ("Ministry of Defence")
//! trigger nothing. Whether it happened, is planned or denied is for [`super::modality`].

mod again;
mod conditions;
mod light;
mod words;

pub use light::{LightVerb, Share};

use super::roles::phrase;
use crate::lexicon::{Lexicon, WordClass};
use std::ops::Range;
use stemma_nlp::{Doc, Token};

/// Words that say that something happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// The words, as far as they stand together; they hold the head.
    pub tokens: Range<usize>,
    /// The verb, noun or adjective.
    pub head: usize,
    /// Id of the claim type: [`Lexicon::kind`].
    pub kind: usize,
    /// Id of the frame: [`Lexicon::frame`].
    pub frame: usize,
    /// What kind of word the head is used as.
    pub form: WordClass,
    /// The entry's other words, which may stand apart ("took six men hostage").
    pub words: Vec<usize>,
    /// For an event noun: the verb that lends it its subject.
    pub light: Option<LightVerb>,
    /// Whether it only speaks again of what was told before: "it happened".
    pub again: bool,
}

/// The triggers of a text, in order.
pub fn find(doc: &Doc, lexicon: &Lexicon) -> Vec<Trigger> {
    let capitals: Vec<bool> = doc.sentences().iter().map(|s| in_capitals(doc, s.clone())).collect();
    let mut found: Vec<Trigger> = doc
        .tokens()
        .filter(|t| !t.is_punct() && !t.is_space())
        .filter_map(|t| trigger_at(t, capitals[doc.sentence_of(t.i)], lexicon))
        .collect();
    merge(doc, lexicon, &mut found);
    found.extend(again::find(doc, lexicon, &found));
    found.sort_by_key(|t| t.head);
    found
}

/// Drops triggers that are words of another: nouns inside a verb phrase, and verbs that only carry an event noun.
fn merge(doc: &Doc, lexicon: &Lexicon, found: &mut Vec<Trigger>) {
    // A phrase wins over what its words would say alone ("opened fire" over "fire").
    let mut inside: Vec<usize> = found.iter().flat_map(|t| t.words.iter().copied()).collect();
    inside.sort_unstable();
    found.retain(|t| inside.binary_search(&t.head).is_err());
    // A verb of speech that governs an event noun says something of its own: "ordered an attack".
    let mut light: Vec<usize> =
        found.iter().filter_map(|t| t.light.as_ref()).filter(|l| l.share != Share::Occurrence).map(|l| l.verb).collect();
    light.sort_unstable();
    found.retain(|t| t.form != WordClass::Verb || light.binary_search(&t.head).is_err() || lexicon.kind(t.kind).family == "speech");
    found.dedup_by_key(|t| t.head);
    debug_assert!(found.iter().all(|t| t.head < doc.len()));
}

fn trigger_at(t: Token<'_>, capitals: bool, lexicon: &Lexicon) -> Option<Trigger> {
    let tag = t.tag();
    let used_as = if tag.starts_with("VB") {
        if t.dep() == "amod" && tag != "VB" { WordClass::Adjective } else { WordClass::Verb }
    } else if tag.starts_with("NN") {
        WordClass::Noun
    } else if tag.starts_with("JJ") {
        WordClass::Adjective
    } else {
        return None;
    };
    if named(t, used_as, capitals) {
        return None;
    }
    match used_as {
        WordClass::Verb => best(t, WordClass::Verb, lexicon).or_else(|| best(t, WordClass::Adjective, lexicon)),
        WordClass::Noun => {
            if is_modifier(t, lexicon) {
                return None;
            }
            let noun = best(t, WordClass::Noun, lexicon);
            // "two dead", "the wounded": adjectives that the tagger calls nouns.
            noun.or_else(|| if capitals || counted(t) { best(t, WordClass::Adjective, lexicon) } else { None })
                .or_else(|| if capitals { best(t, WordClass::Verb, lexicon) } else { None })
        }
        // "wounded officers" tells of an event, "armed men", "elected leaders" do not: only what counts people does.
        WordClass::Adjective => best(t, WordClass::Adjective, lexicon).or_else(|| {
            let verb = if tag.starts_with("VB") || tag == "JJ" { best(t, WordClass::Verb, lexicon) } else { None };
            verb.filter(|v| lexicon.kind(v.kind).measure.is_some() && t.lower().ends_with("ed"))
                .map(|v| Trigger { form: WordClass::Adjective, ..v })
        }),
    }
}

fn best(t: Token<'_>, class: WordClass, lexicon: &Lexicon) -> Option<Trigger> {
    let lemma = words::lemma(t, class);
    lexicon.entries(class, &lemma).find_map(|entry| {
        let words = words::matched(t, entry)?;
        if !conditions::hold(t, entry, &words, lexicon) {
            return None;
        }
        Some(Trigger {
            tokens: words::together(t, &words),
            head: t.i,
            kind: entry.kind,
            frame: entry.frame,
            form: class,
            words,
            light: if class == WordClass::Noun { light::verb_of(t, lexicon) } else { None },
            again: false,
        })
    })
}

/// Whether a word is part of a name. In headlines all words look like names, so only recognised ones count there.
fn named(t: Token<'_>, used_as: WordClass, capitals: bool) -> bool {
    let proper = t.tag().starts_with("NNP");
    let in_name = phrase::is_name(t.ent_type()) && t.ent_type() != "NORP";
    match used_as {
        WordClass::Verb => t.ent_type() == "WORK_OF_ART",
        _ if capitals => in_name && t.entity().is_some_and(|m| m.end - m.start <= 4) && proper,
        _ => proper || (in_name && t.text().starts_with(char::is_uppercase)) || matches!(t.ent_type(), "WORK_OF_ART" | "LAW"),
    }
}

/// An event noun before another noun only says which kind, except before words like "victims" and "scene".
fn is_modifier(t: Token<'_>, lexicon: &Lexicon) -> bool {
    if !matches!(t.dep(), "compound" | "nmod" | "amod") {
        return false;
    }
    let head = t.head();
    !lexicon.light().bearers.contains(head.lemma())
}

fn counted(t: Token<'_>) -> bool {
    t.children().any(|c| matches!(c.dep(), "nummod" | "quantmod") || (c.dep() == "det" && c.lower() == "the"))
        || t.dep() == "oprd"
        || t.dep() == "acomp"
}

/// Whether most words of a sentence begin with a capital, as in headlines.
fn in_capitals(doc: &Doc, sentence: Range<usize>) -> bool {
    let (mut words, mut capitals) = (0usize, 0usize);
    for i in sentence {
        let t = doc.token(i);
        if t.text().chars().count() > 3 && t.text().starts_with(char::is_alphabetic) {
            words += 1;
            capitals += usize::from(t.text().starts_with(char::is_uppercase));
        }
    }
    // Four in five: running text with many names stays below, title case and upper case are above.
    words >= 3 && capitals * 5 >= words * 4
}
