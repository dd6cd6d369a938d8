//! Sources set before or after what they say by a colon alone: "Mayor: the bridge is safe", "Two hurt in crash: police",
//! "The judge put it so: '…'".

use super::lexicon::Manner;
use super::quotes::Quotes;
use super::{Voice, kind_of, phrase};
use std::ops::Range;
use stemma_model::SourceKind;
use stemma_nlp::{Doc, Token};

/// The longest label, in words: "Deputy Mayor Ann Lee of Hill Town". Set by hand.
const LONGEST: usize = 7;

/// The voices that colons set off, where no cue does it. `block_of` gives the block of each sentence.
pub fn find(doc: &Doc, block_of: &[usize], quotes: &Quotes, list: &[Voice]) -> Vec<Voice> {
    let block = |i: usize| block_of.get(doc.sentence_of(i)).copied().unwrap_or(0);
    let mut out = Vec::new();
    for colon in doc.tokens().filter(|t| t.text() == ":" && t.i > 0 && t.i + 1 < doc.len()) {
        let i = colon.i;
        if quotes.at(i).is_some() || block(i - 1) != block(i) {
            continue;
        }
        let sentence = doc.sentences()[doc.sentence_of(i - 1)].clone();
        let cued = list.iter().any(|v| v.cue_head.is_some_and(|h| sentence.contains(&h) && h < i && v.manner != Manner::Stance));
        let quoted = doc.token(i + 1).text().starts_with(['"', '\'', '`']);
        if !cued && let Some(voice) = label(doc, sentence.start..i, block(i) == block(i + 1)) {
            out.push(voice);
        } else if !cued
            && quoted
            && let Some(voice) = led(doc, sentence.start..i)
        {
            out.push(voice);
        } else if let Some(voice) = trailing(doc, i, &|k| block(k)) {
            out.push(voice);
        }
    }
    out
}

/// "Mayor: …": a name or a word for who speaks, and a sentence after it.
fn label(doc: &Doc, words: Range<usize>, same_block: bool) -> Option<Voice> {
    let colon = words.end;
    let words = (words.start..colon).find(|&i| !doc.token(i).is_punct() && !doc.token(i).is_space())?..colon;
    if words.len() > LONGEST
        || !same_block
        || doc.slice(colon..colon + 2).contains('\n')
        || words.clone().any(|i| matches!(doc.token(i).pos(), "VERB" | "AUX" | "NUM"))
    {
        return None;
    }
    let head = head_of(doc, words.clone())?;
    let kind = kind_of(doc, head);
    let shouted = words.clone().all(|i| !doc.token(i).text().chars().any(char::is_lowercase));
    let named = doc.token(head).ent_type() == "PERSON" || doc.token(head).ent_type() == "ORG" && !shouted;
    if !(named || speaks(kind)) || matches!(doc.token(head).ent_type(), "GPE" | "LOC" | "FAC" | "DATE" | "WORK_OF_ART" | "EVENT") {
        return None;
    }
    let sentence = doc.sentences()[doc.sentence_of(colon + 1)].clone();
    let said = colon + 1..sentence.end;
    let tells = |t: Token<'_>| matches!(t.pos(), "VERB" | "AUX");
    if !said.clone().any(|i| tells(doc.token(i))) {
        return None;
    }
    Some(voice(doc, head, colon..colon + 1, said, kind))
}

/// "She put it so: '…'": the verb before the colon brings the quotation that the colon leads to.
fn led(doc: &Doc, before: Range<usize>) -> Option<Voice> {
    let verb = before.clone().rev().map(|i| doc.token(i)).find(|t| t.pos() == "VERB" && t.tag() != "VBN")?;
    let speaker = super::sources::of_verb(doc, verb.i).filter(|s| before.contains(&s.word))?;
    let mut v = voice(doc, speaker.head, verb.i..verb.i + 1, 0..0, kind_of(doc, speaker.head));
    v.source = Some(phrase(doc, speaker.word));
    v.content.clear();
    Some(v)
}

/// "Two hurt in crash: police", at the end of a line.
fn trailing(doc: &Doc, colon: usize, block: &dyn Fn(usize) -> usize) -> Option<Voice> {
    let end = (colon + 1..doc.len()).find(|&k| block(k) != block(colon)).unwrap_or(doc.len());
    let words = colon + 1..end;
    let start = doc.sentences()[doc.sentence_of(colon - 1)].start;
    if words.len() > 4 || words.clone().any(|i| matches!(doc.token(i).pos(), "VERB" | "AUX" | "NUM" | "PUNCT")) {
        return None;
    }
    let head = head_of(doc, words)?;
    let kind = kind_of(doc, head);
    (matches!(kind, SourceKind::Official | SourceKind::Media | SourceKind::Document | SourceKind::Witness)
        && (start..colon).any(|i| matches!(doc.token(i).pos(), "VERB" | "AUX")))
    .then(|| voice(doc, head, colon..colon + 1, start..colon, kind))
}

/// The noun that the others hang on: the last that is nobody's "of".
fn head_of(doc: &Doc, words: Range<usize>) -> Option<usize> {
    let stop = words.clone().find(|&i| doc.token(i).text() == "," || doc.token(i).text() == "(" || doc.token(i).dep() == "prep");
    (words.start..stop.unwrap_or(words.end)).rev().find(|&i| matches!(doc.token(i).pos(), "NOUN" | "PROPN"))
}

fn speaks(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Official | SourceKind::Expert | SourceKind::Document | SourceKind::Witness | SourceKind::Media)
}

fn voice(doc: &Doc, head: usize, cue: Range<usize>, content: Range<usize>, kind: SourceKind) -> Voice {
    Voice {
        source: Some(phrase(doc, head)),
        source_head: Some(head),
        cue_head: Some(cue.start),
        cue: Some(cue),
        content: vec![content],
        kind,
        ..Voice::default()
    }
}
