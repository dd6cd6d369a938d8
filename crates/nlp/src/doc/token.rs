//! One token of an analysed text: its form, its labels and its place in the dependency tree.

use super::{Doc, EntityMention, TokenData};
use std::ops::Range;

/// A token of a [`Doc`]: a cheap view, compared by position.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    pub(super) doc: &'a Doc,
    /// Position in the document.
    pub i: usize,
}

impl<'a> Token<'a> {
    fn data(&self) -> &'a TokenData {
        &self.doc.tokens[self.i]
    }

    fn arena(&self, (from, to): (u32, u32)) -> &'a str {
        &self.doc.arena[from as usize..to as usize]
    }

    /// The document.
    pub fn doc(&self) -> &'a Doc {
        self.doc
    }

    /// The form as it stands in the text.
    pub fn text(&self) -> &'a str {
        &self.doc.text[self.data().byte_start as usize..self.data().byte_end as usize]
    }

    /// The form in lower case.
    pub fn lower(&self) -> &'a str {
        self.arena(self.data().lower)
    }

    /// The lemma.
    pub fn lemma(&self) -> &'a str {
        self.arena(self.data().lemma)
    }

    /// Fine-grained tag, e.g. `VBD`.
    pub fn tag(&self) -> &'a str {
        &self.doc.labels.tags[self.data().tag as usize]
    }

    /// Universal tag, e.g. `VERB`.
    pub fn pos(&self) -> &'a str {
        &self.doc.labels.pos[self.data().pos as usize]
    }

    /// Morphology, e.g. `Number=Sing|Tense=Past`.
    pub fn morph(&self) -> &'a str {
        &self.doc.labels.morphs[self.data().morph as usize]
    }

    /// Dependency label, e.g. `nsubjpass`.
    pub fn dep(&self) -> &'a str {
        &self.doc.labels.deps[self.data().dep as usize]
    }

    /// The head; the token itself for a root.
    pub fn head(&self) -> Token<'a> {
        Token { doc: self.doc, i: self.data().head as usize }
    }

    /// Whether it is a root.
    pub fn is_root(&self) -> bool {
        self.data().head as usize == self.i
    }

    /// Direct dependents in text order.
    pub fn children(&self) -> impl DoubleEndedIterator<Item = Token<'a>> + ExactSizeIterator + use<'a> {
        let doc = self.doc;
        let (from, to) = (doc.child_start[self.i] as usize, doc.child_start[self.i + 1] as usize);
        doc.children[from..to].iter().map(move |&c| Token { doc, i: c as usize })
    }

    /// The first dependent with this label.
    pub fn child(&self, dep: &str) -> Option<Token<'a>> {
        self.children().find(|c| c.dep() == dep)
    }

    /// Heads from the nearest up to the root, without the token itself.
    pub fn ancestors(&self) -> impl Iterator<Item = Token<'a>> + use<'a> {
        let mut at = *self;
        let mut left = self.doc.len();
        std::iter::from_fn(move || {
            let up = at.head();
            if up.i == at.i || left == 0 {
                return None;
            }
            left -= 1;
            at = up;
            Some(up)
        })
    }

    /// Tokens from the leftmost to the rightmost descendant.
    pub fn subtree(&self) -> Range<usize> {
        let (lo, hi) = self.doc.edges[self.i];
        lo as usize..hi as usize + 1
    }

    /// First scalar value.
    pub fn start(&self) -> usize {
        self.data().start as usize
    }

    /// One past the last scalar value.
    pub fn end(&self) -> usize {
        self.data().end as usize
    }

    /// Whether a single space follows.
    pub fn space_after(&self) -> bool {
        self.data().space_after
    }

    /// The entity mention that covers the token.
    pub fn entity(&self) -> Option<&'a EntityMention> {
        self.doc.entities.get(self.data().entity as usize)
    }

    /// The type of the entity that covers the token, "" outside entities.
    pub fn ent_type(&self) -> &'a str {
        self.entity().map_or("", |m| self.doc.entity_label(m))
    }

    /// Whether it is punctuation by its universal tag.
    pub fn is_punct(&self) -> bool {
        self.pos() == "PUNCT"
    }

    /// Whether it is white space only.
    pub fn is_space(&self) -> bool {
        self.pos() == "SPACE"
    }
}

impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.i == other.i
    }
}

impl std::fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.i, self.text())
    }
}
