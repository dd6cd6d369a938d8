//! Matching the words of an entry around its head.

use crate::lexicon::{Entry, WordClass};
use std::borrow::Cow;
use std::ops::Range;
use stemma_nlp::Token;

/// How far the next word of a phrase may stand over a gap ("took six members of the crew hostage").
const GAP: usize = 9;

/// The lemma to look an entry up by, in lower case.
pub fn lemma(t: Token<'_>, class: WordClass) -> Cow<'_, str> {
    let lemma = if class == WordClass::Adjective { t.lower() } else { t.lemma() };
    if lemma.chars().any(char::is_uppercase) { Cow::Owned(lemma.to_lowercase()) } else { Cow::Borrowed(lemma) }
}

/// The positions of the entry's other words, in order, if all are there.
pub fn matched(head: Token<'_>, entry: &Entry) -> Option<Vec<usize>> {
    let doc = head.doc();
    let mut out = Vec::new();
    // Words before the head stand right before it.
    for (k, word) in entry.words[..entry.head].iter().enumerate() {
        let i = head.i.checked_sub(entry.head - k)?;
        let t = doc.token(i);
        if !is(t, &word.form) || doc.sentence_of(i) != doc.sentence_of(head.i) {
            return None;
        }
        out.push(i);
    }
    let end = doc.sentences()[doc.sentence_of(head.i)].end;
    let mut at = head.i;
    for word in &entry.words[entry.head + 1..] {
        at = if word.gap { over_gap(head, at, &word.form, end)? } else { next(head, at, &word.form, end, entry.class)? };
        out.push(at);
    }
    Some(out)
}

/// The word right after, or after an article or adverb; a verb's particle or complement may stand further off.
fn next(head: Token<'_>, at: usize, form: &str, end: usize, class: WordClass) -> Option<usize> {
    let doc = head.doc();
    let mut i = at + 1;
    while i < end && i <= at + 3 {
        let t = doc.token(i);
        if is(t, form) {
            return Some(i);
        }
        if !matches!(t.pos(), "DET" | "ADV") && (t.tag() != "PRP$") {
            break;
        }
        i += 1;
    }
    if class != WordClass::Verb || at != head.i {
        return None;
    }
    head.children().find(|c| c.i > at && c.dep() == "prt" && is(*c, form)).map(|c| c.i)
}

/// A word further right that hangs on the head.
fn over_gap(head: Token<'_>, at: usize, form: &str, end: usize) -> Option<usize> {
    let doc = head.doc();
    // Only a noun phrase may fill it: no comma and no finite verb ("seven were shot, with six dead").
    let gap = (at + 1..end.min(at + 1 + GAP)).take_while(|&i| {
        let t = doc.token(i);
        is(t, form) || !(matches!(t.text(), "," | ";" | ":") || matches!(t.tag(), "VBD" | "VBZ" | "VBP" | "MD"))
    });
    let mut gap = gap;
    gap.find(|&i| {
        let t = doc.token(i);
        is(t, form) && t.ancestors().take(4).any(|a| a.i == head.i)
    })
}

fn is(t: Token<'_>, form: &str) -> bool {
    t.lower() == form || t.lemma() == form
}

/// The head with those of its words that stand next to it, at most one word apart.
pub fn together(head: Token<'_>, words: &[usize]) -> Range<usize> {
    let (mut start, mut end) = (head.i, head.i + 1);
    for &w in words {
        if w < start && start - w <= 2 {
            start = w;
        } else if w >= end && w - end <= 1 {
            end = w + 1;
        }
    }
    for &w in words.iter().rev() {
        if w < start && start - w <= 2 {
            start = w;
        }
    }
    start..end
}
