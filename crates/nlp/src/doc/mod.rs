//! The analysed text: tokens with tags, lemmas, a dependency tree, sentences and entity mentions.

mod annotations;
mod build;
mod token;

use std::ops::Range;
use std::sync::Arc;

pub use annotations::{Annotations, TokenAnnotation};
pub(crate) use build::{DocBuilder, RawToken};
pub use token::Token;

/// An analysed text.
///
/// Token indices are `usize` positions in the document; offsets are counts of Unicode scalar values in
/// [`Doc::text`] (Python string indexes), bytes only where a name says so. Every token has a head; a root is its
/// own head. Sentences are contiguous, cover all tokens, and no arc leaves one.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    text: String,
    tokens: Vec<TokenData>,
    /// Lemmas and lower-case forms, one after another; tokens hold byte ranges into it.
    arena: String,
    labels: Arc<Labels>,
    sentences: Vec<Range<usize>>,
    sentence_of: Vec<u32>,
    entities: Vec<EntityMention>,
    /// Children of token i: `children[child_start[i]..child_start[i + 1]]`, in text order.
    children: Vec<u32>,
    child_start: Vec<u32>,
    edges: Vec<(u32, u32)>,
}

/// The label sets that token data index into; shared by all documents of a pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Fine-grained part-of-speech tags (Penn Treebank for English).
    pub tags: Vec<String>,
    /// Universal part-of-speech tags.
    pub pos: Vec<String>,
    /// Morphological features in UD's `Name=Value|…` form; the empty analysis is "".
    pub morphs: Vec<String>,
    /// Dependency labels; a root has `ROOT`.
    pub deps: Vec<String>,
    /// Entity types.
    pub entity_types: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct TokenData {
    start: u32,
    end: u32,
    byte_start: u32,
    byte_end: u32,
    lemma: (u32, u32),
    lower: (u32, u32),
    head: u32,
    tag: u16,
    pos: u16,
    morph: u16,
    dep: u16,
    /// Index into `entities`, or `u32::MAX`.
    entity: u32,
    space_after: bool,
}

/// One entity mention: tokens `start..end` and its type (`PERSON`, `GPE`, `ORG`, …).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntityMention {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// Index into [`Labels::entity_types`].
    pub label: u16,
}

impl Doc {
    /// The text that the offsets count in.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Token `i`. Panics when `i >= len()`.
    pub fn token(&self, i: usize) -> Token<'_> {
        debug_assert!(i < self.tokens.len());
        Token { doc: self, i }
    }

    /// All tokens in order.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Token<'_>> + ExactSizeIterator {
        (0..self.len()).map(|i| Token { doc: self, i })
    }

    /// Token ranges of the sentences, in order.
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The index of the sentence that holds token `i`.
    pub fn sentence_of(&self, i: usize) -> usize {
        self.sentence_of[i] as usize
    }

    /// Entity mentions in order; they do not overlap.
    pub fn entities(&self) -> &[EntityMention] {
        &self.entities
    }

    /// The type of an entity mention of this document, e.g. `PERSON`.
    pub fn entity_label(&self, mention: &EntityMention) -> &str {
        self.labels.entity_types.get(mention.label as usize).map_or("", String::as_str)
    }

    /// Text of the tokens `range`, without the white space after the last one; "" for an empty range.
    pub fn slice(&self, range: Range<usize>) -> &str {
        if range.is_empty() {
            return "";
        }
        &self.text[self.tokens[range.start].byte_start as usize..self.tokens[range.end - 1].byte_end as usize]
    }

    /// Offsets (scalar values) of the tokens `range`; (0, 0) for an empty range.
    pub fn offsets(&self, range: Range<usize>) -> (usize, usize) {
        if range.is_empty() {
            return (0, 0);
        }
        (self.tokens[range.start].start as usize, self.tokens[range.end - 1].end as usize)
    }

    /// Joins documents that were analysed apart (the blocks of one report) into one over `text`. Parts are in order, do
    /// not overlap, and come from one pipeline. A part's own text may differ from `text` in characters (normalised quotes)
    /// but not in their number.
    pub fn concat(text: String, parts: &[Part]) -> Doc {
        let labels = parts.first().map(|p| p.doc.labels.clone()).unwrap_or_default();
        let loose = labels.deps.iter().position(|d| d == "dep").map(|d| d as u16);
        let mut builder = DocBuilder::new(labels);
        let mut entities = Vec::new();
        let mut led = false;
        for (n, Part { offset, doc: d, leads }) in parts.iter().enumerate() {
            let base = builder.len();
            // Where the words of a leading part hang: on the root of the first sentence of the next.
            let next = parts.get(n + 1).filter(|_| *leads).and_then(|p| p.doc.tokens().find(|t| t.head().i == t.i));
            let anchor = next.map(|root| (base + d.tokens.len() + root.i) as u32);
            for t in d.tokens() {
                let data = &d.tokens[t.i];
                let hangs = anchor.filter(|_| data.head as usize == t.i);
                builder.push(RawToken {
                    start: data.start + *offset as u32,
                    end: data.end + *offset as u32,
                    tag: data.tag,
                    pos: data.pos,
                    morph: data.morph,
                    dep: hangs.and(loose).unwrap_or(data.dep),
                    head: hangs.unwrap_or(data.head + base as u32),
                    lemma: t.lemma(),
                    sent_start: d.sentences[d.sentence_of(t.i)].start == t.i && !(led && t.i == 0) && !(anchor.is_some() && t.i > 0),
                });
            }
            led = anchor.is_some() || led && d.tokens.is_empty();
            entities.extend(d.entities.iter().map(|m| EntityMention { start: m.start + base, end: m.end + base, label: m.label }));
        }
        builder.finish(text, entities)
    }
}

/// A document that is a part of another.
#[derive(Clone, Debug)]
pub struct Part {
    /// The scalar offset where it begins.
    pub offset: usize,
    /// The part.
    pub doc: Doc,
    /// Whether it only opens the sentence that the next part begins with, as a dateline does: it has no sentence of its
    /// own then, and hangs loosely (`dep`) on that sentence's root.
    pub leads: bool,
}

#[cfg(test)]
mod tests;
