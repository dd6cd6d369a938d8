//! Where the names of a document stand: entity mentions of the analyser, trimmed, split and joined, and runs of proper
//! nouns that it missed.

mod before;
mod cut;

use super::words::{Class, WORDS};
use before::{aged, place_cue, titles_before};
use cut::{joins, pieces};
use std::collections::HashSet;
use std::ops::Range;
use stemma_model::EntityKind;
use stemma_nlp::{Doc, Token};

/// What stands before a name, or beside it, and says who its bearer is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    /// The noun ("president"), as [`super::words::Words::canon`] gives it.
    pub head: String,
    /// Whether it is a past office ("former", "ex-").
    pub former: bool,
    /// The key of the name that owns it ("Russian", "Kyrgyzstan's").
    pub owner: Option<String>,
    /// Its other modifiers.
    pub modifiers: Vec<String>,
}

/// A name as it stands in a document.
#[derive(Clone, Debug)]
pub(super) struct NameSpan {
    /// Tokens with the titles that are printed as part of it ("Mr Verlind").
    pub tokens: Range<usize>,
    /// Tokens of the name alone.
    pub name: Range<usize>,
    /// The token that heads it.
    pub head: usize,
    /// The analyser's type, "" when it saw none.
    pub label: &'static str,
    /// Titles before it.
    pub titles: Vec<Title>,
    /// The possessive pronoun that owns its title ("his successor NAME").
    pub of_pronoun: Option<usize>,
    /// Whether a form of address says that it is a person; and of which gender.
    pub address: Option<Gender>,
    /// Set by "in NAME", "the village of NAME", "NAME village".
    pub place_cue: bool,
    /// Set by an age: "NAME, 23,".
    pub aged: bool,
}

/// What pronouns a person goes by, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
    /// Not known.
    #[default]
    Unknown,
}

/// Type names are static so that spans need not borrow the document.
fn static_label(label: &str) -> &'static str {
    match label {
        "PERSON" => "PERSON",
        "ORG" => "ORG",
        "GPE" => "GPE",
        "LOC" => "LOC",
        "FAC" => "FAC",
        "NORP" => "NORP",
        "PRODUCT" => "PRODUCT",
        "EVENT" => "EVENT",
        "WORK_OF_ART" => "WORK_OF_ART",
        "LAW" => "LAW",
        _ => "",
    }
}

/// What the analyser's type says a thing is.
pub(super) fn kind_of_label(label: &str) -> Option<EntityKind> {
    match label {
        "PERSON" => Some(EntityKind::Person),
        "ORG" => Some(EntityKind::Organisation),
        "GPE" | "LOC" | "FAC" => Some(EntityKind::Place),
        "NORP" => Some(EntityKind::Group),
        "PRODUCT" | "EVENT" | "WORK_OF_ART" | "LAW" => Some(EntityKind::Other),
        _ => None,
    }
}

/// Whether most letters of a document are capitals, so that case says nothing.
pub(super) fn all_caps(doc: &Doc) -> bool {
    let (mut upper, mut lower) = (0usize, 0usize);
    for c in doc.text().chars().take(2000) {
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    upper > lower
}

pub(super) fn is_proper(t: Token<'_>) -> bool {
    matches!(t.tag(), "NNP" | "NNPS")
}

fn number_like(label: &str) -> bool {
    matches!(label, "DATE" | "TIME" | "MONEY" | "PERCENT" | "CARDINAL" | "ORDINAL" | "QUANTITY" | "LANGUAGE")
}

/// Whether a token may be part of a name.
fn namely(t: Token<'_>, caps: bool) -> bool {
    let label = t.ent_type();
    if number_like(label) || t.is_space() {
        return false;
    }
    if label == "NORP" {
        // "Russian" in "the Russian leader" is no thing; "the Taliban" is.
        let plural = t.tag() == "NNPS" || t.i > 0 && t.doc().token(t.i - 1).lower() == "the";
        return is_proper(t) && plural && !matches!(t.dep(), "amod" | "compound" | "nmod" | "advmod");
    }
    if !label.is_empty() && !static_label(label).is_empty() {
        return true;
    }
    if caps {
        return false;
    }
    // A first name that the tagger does not know.
    let unknown = t.dep() == "compound"
        && t.head().i > t.i
        && is_proper(t.head())
        && matches!(t.tag(), "JJ" | "NN" | "NNS" | "VBN" | "FW")
        && t.text().starts_with(char::is_uppercase)
        && class(t) == Class::default();
    unknown || is_proper(t) && t.text().chars().next().is_some_and(char::is_alphanumeric)
}

fn class(t: Token<'_>) -> Class {
    WORDS.class(t.lower())
}

const TITLE: Class = Class::ADDRESS.or(Class::OFFICE);
const BEFORE_TITLE: Class = Class::FORMER.or(Class::PLAIN);

/// The names of a document, in order.
pub(super) fn names(doc: &Doc) -> Vec<NameSpan> {
    let caps = all_caps(doc);
    let mut out = Vec::new();
    let mut i = 0;
    while i < doc.len() {
        if !namely(doc.token(i), caps) {
            i += 1;
            continue;
        }
        let sentence = doc.sentence_of(i);
        let mut end = i + 1;
        while end < doc.len() && doc.sentence_of(end) == sentence && joins(doc, end, caps) {
            end += 1;
        }
        pieces(doc, i..end, caps, &mut out);
        i = end;
    }
    missed(doc, caps, &mut out);
    out
}

/// Adds words that are a known name, or the surname of one, where the analyser saw none.
fn missed(doc: &Doc, caps: bool, out: &mut Vec<NameSpan>) {
    if caps {
        return;
    }
    let mut known: HashSet<&str> = HashSet::new();
    let mut covered = vec![false; doc.len()];
    for n in out.iter() {
        covered[n.tokens.clone()].fill(true);
        if n.label == "PERSON" || n.address.is_some() || n.aged || !n.titles.is_empty() {
            known.insert(doc.token(n.name.end - 1).text());
        }
    }
    let before = out.len();
    for i in (0..doc.len()).filter(|&i| !covered[i]) {
        let t = doc.token(i);
        if !known.contains(t.text()) || !t.text().starts_with(char::is_uppercase) || t.text().len() < 3 {
            continue;
        }
        let determined = i > 0 && matches!(doc.token(i - 1).tag(), "DT" | "PRP$" | "POS");
        // At the start of a sentence any word has a capital: what follows must be its verb.
        let verb = i + 1 < doc.len() && matches!(doc.token(i + 1).tag(), "VBD" | "VBZ" | "MD" | "POS");
        if !determined && (is_proper(t) || verb) && doc.sentence_of(i) == doc.sentence_of(t.head().i) {
            out.extend(plain(doc, i..i + 1, "", 0));
        }
    }
    if out.len() > before {
        out.sort_by_key(|n| n.name.start);
    }
}

/// Trims a part and collects what stands before it.
fn finish(doc: &Doc, range: Range<usize>, label: &'static str, caps: bool, floor: usize) -> Option<NameSpan> {
    let (mut start, mut end) = (range.start, range.end);
    let trim = |t: Token<'_>| {
        !t.text().chars().any(char::is_alphanumeric)
            || matches!(t.pos(), "DET" | "PUNCT" | "SPACE" | "PART" | "PRON" | "SYM" | "CCONJ" | "ADP")
            || matches!(t.text(), "'s" | "'" | "\"" | "-" | "&" | "(" | ")" | "'S" | "THE" | "the" | "The")
    };
    while start < end && trim(doc.token(start)) {
        start += 1;
    }
    while start < end && trim(doc.token(end - 1)) {
        end -= 1;
    }
    if start >= end || !(start..end).any(|i| doc.token(i).text().chars().any(char::is_alphabetic)) {
        return None;
    }
    // The analyser labels common words ("police") and times now and then; a name has a capital.
    if !caps && !(start..end).any(|i| doc.token(i).text().chars().any(char::is_uppercase)) {
        return None;
    }
    if end - start == 1 && !caps {
        let t = doc.token(start);
        let (_, c) = super::nominals::lemma_class(t);
        // One capitalised noun for people or a body ("Police", "Parliament") is a description.
        if c.is(Class::GROUP) || c.is(Class::PERSON.or(Class::BODY)) && (label.is_empty() || label == "ORG") {
            return None;
        }
        // A lone title or common noun with a capital is a description, not a name.
        if c.is(TITLE.or(Class::FORMER)) || (!is_proper(t) && (c.is(Class::PERSON.or(Class::GROUP)) || label.is_empty())) || common(t) {
            return None;
        }
        if matches!(t.tag(), "PRP" | "PRP$" | "UH" | "WP" | "RB" | "VBD" | "VBZ" | "VB" | "MD" | "IN" | "DT") {
            return None;
        }
        if label.is_empty() && matches!(t.dep(), "amod" | "compound" | "nmod") && WORDS.class(t.lower()).is(Class::PLAIN) {
            return None;
        }
    }
    plain(doc, start..end, label, floor)
}

/// The name at these tokens.
fn plain(doc: &Doc, range: Range<usize>, label: &'static str, floor: usize) -> Option<NameSpan> {
    let (start, end) = (range.start, range.end);
    let head = (start..end).find(|&i| !(start..end).contains(&doc.token(i).head().i) || doc.token(i).is_root()).unwrap_or(end - 1);
    let mut span = NameSpan {
        tokens: start..end,
        name: start..end,
        head,
        label,
        titles: Vec::new(),
        of_pronoun: None,
        address: None,
        place_cue: false,
        aged: aged(doc, end),
    };
    titles_before(doc, &mut span, floor);
    place_cue(doc, &mut span);
    Some(span)
}

/// A capitalised common noun at the start of a sentence or in a headline.
fn common(t: Token<'_>) -> bool {
    matches!(t.tag(), "NN" | "NNS" | "JJ") && t.ent_type().is_empty()
}
