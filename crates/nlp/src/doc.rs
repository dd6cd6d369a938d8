//! The analysed text: tokens with tags, lemmas, a dependency tree, sentences and entity mentions.

use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

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

/// The annotations of a text, token by token, as any analyser may give them: what [`Doc::from_annotations`] reads.
/// Frozen test expectations are kept in this form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotations {
    /// The text that was analysed.
    pub text: String,
    /// Its tokens in order, white-space tokens included.
    pub tokens: Vec<TokenAnnotation>,
}

/// One token of [`Annotations`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenAnnotation {
    /// First scalar value.
    pub start: u32,
    /// One past the last scalar value.
    pub end: u32,
    /// Fine-grained tag.
    pub tag: String,
    /// Universal tag.
    pub pos: String,
    /// Morphology in UD form, "" for none.
    pub morph: String,
    /// Lemma.
    pub lemma: String,
    /// Token index of the head; its own for a root.
    pub head: u32,
    /// Dependency label.
    pub dep: String,
    /// Whether a sentence begins here.
    pub sent_start: bool,
    /// `O`, `B` or `I`.
    pub iob: String,
    /// Entity type, "" outside entities.
    pub ent_type: String,
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

    /// Builds a document from annotations made elsewhere. Offsets must be ascending and inside the text and heads
    /// inside the document; what is not is clamped to the text, and a head outside becomes a root.
    pub fn from_annotations(a: &Annotations) -> Doc {
        let mut builder = DocBuilder::new(Arc::new(Labels::default()));
        let mut labels = Labels::default();
        for t in &a.tokens {
            builder.push(RawToken {
                start: t.start,
                end: t.end,
                tag: intern(&mut labels.tags, &t.tag),
                pos: intern(&mut labels.pos, &t.pos),
                morph: intern(&mut labels.morphs, &t.morph),
                dep: intern(&mut labels.deps, &t.dep),
                head: t.head,
                lemma: &t.lemma,
                sent_start: t.sent_start,
            });
        }
        let mut entities: Vec<EntityMention> = Vec::new();
        for (i, t) in a.tokens.iter().enumerate() {
            match t.iob.as_str() {
                "B" => {
                    let label = intern(&mut labels.entity_types, &t.ent_type);
                    entities.push(EntityMention { start: i, end: i + 1, label });
                }
                "I" => {
                    if let Some(last) = entities.last_mut().filter(|m| m.end == i) {
                        last.end = i + 1;
                    }
                }
                _ => {}
            }
        }
        builder.labels = Arc::new(labels);
        builder.finish(a.text.clone(), entities)
    }

    /// The annotations of this document, in the form that [`Doc::from_annotations`] reads.
    pub fn to_annotations(&self) -> Annotations {
        let mut tokens: Vec<TokenAnnotation> = self
            .tokens()
            .map(|t| TokenAnnotation {
                start: t.start() as u32,
                end: t.end() as u32,
                tag: t.tag().into(),
                pos: t.pos().into(),
                morph: t.morph().into(),
                lemma: t.lemma().into(),
                head: t.head().i as u32,
                dep: t.dep().into(),
                sent_start: self.sentences[self.sentence_of(t.i)].start == t.i,
                iob: "O".into(),
                ent_type: String::new(),
            })
            .collect();
        for m in &self.entities {
            for (k, t) in tokens[m.start..m.end].iter_mut().enumerate() {
                t.iob = if k == 0 { "B" } else { "I" }.into();
                t.ent_type = self.entity_label(m).into();
            }
        }
        Annotations { text: self.text.clone(), tokens }
    }

    /// Joins documents that were analysed apart (the blocks of one report) into one over `text`. Each part begins at
    /// the given scalar offset; parts are in order, do not overlap, and come from one pipeline. A part's own text may
    /// differ from `text` in characters (normalised quotes) but not in their number.
    pub fn concat(text: String, parts: &[(usize, Doc)]) -> Doc {
        let labels = parts.first().map(|(_, d)| d.labels.clone()).unwrap_or_default();
        let mut builder = DocBuilder::new(labels);
        let mut entities = Vec::new();
        for (offset, d) in parts {
            let base = builder.tokens.len();
            for t in d.tokens() {
                let data = &d.tokens[t.i];
                builder.push(RawToken {
                    start: data.start + *offset as u32,
                    end: data.end + *offset as u32,
                    tag: data.tag,
                    pos: data.pos,
                    morph: data.morph,
                    dep: data.dep,
                    head: data.head + base as u32,
                    lemma: t.lemma(),
                    sent_start: d.sentences[d.sentence_of(t.i)].start == t.i,
                });
            }
            entities.extend(d.entities.iter().map(|m| EntityMention { start: m.start + base, end: m.end + base, label: m.label }));
        }
        builder.finish(text, entities)
    }
}

fn intern(table: &mut Vec<String>, value: &str) -> u16 {
    let at = table.iter().position(|x| x == value).unwrap_or_else(|| {
        table.push(value.to_owned());
        table.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// One token as an analyser hands it to [`DocBuilder`]; labels are indices into its [`Labels`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawToken<'a> {
    pub start: u32,
    pub end: u32,
    pub tag: u16,
    pub pos: u16,
    pub morph: u16,
    pub dep: u16,
    pub head: u32,
    pub lemma: &'a str,
    pub sent_start: bool,
}

/// Collects tokens, then works out sentences, children, edges and byte offsets once.
pub(crate) struct DocBuilder {
    pub labels: Arc<Labels>,
    tokens: Vec<TokenData>,
    arena: String,
    starts: Vec<bool>,
}

impl DocBuilder {
    pub fn new(labels: Arc<Labels>) -> Self {
        DocBuilder { labels, tokens: Vec::new(), arena: String::new(), starts: Vec::new() }
    }

    /// Number of tokens so far.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn push(&mut self, t: RawToken<'_>) {
        let from = self.arena.len() as u32;
        self.arena.push_str(t.lemma);
        self.tokens.push(TokenData {
            start: t.start,
            end: t.end,
            byte_start: 0,
            byte_end: 0,
            lemma: (from, self.arena.len() as u32),
            lower: (0, 0),
            head: t.head,
            tag: t.tag,
            pos: t.pos,
            morph: t.morph,
            dep: t.dep,
            entity: u32::MAX,
            space_after: false,
        });
        self.starts.push(t.sent_start);
    }

    pub fn finish(mut self, text: String, entities: Vec<EntityMention>) -> Doc {
        let n = self.tokens.len();
        // Byte offsets: one walk over the text.
        let ascii = text.is_ascii();
        let (mut scalar, mut byte) = (0u32, 0usize);
        let mut to_byte = |want: u32| -> u32 {
            if ascii {
                return want.min(text.len() as u32);
            }
            while scalar < want {
                match text[byte..].chars().next() {
                    Some(c) => byte += c.len_utf8(),
                    None => break,
                }
                scalar += 1;
            }
            byte as u32
        };
        for t in &mut self.tokens {
            t.byte_start = to_byte(t.start);
            t.byte_end = to_byte(t.end).max(t.byte_start);
        }
        for t in &mut self.tokens {
            t.space_after = text[t.byte_end as usize..].starts_with(' ');
            let form = &text[t.byte_start as usize..t.byte_end as usize];
            let from = self.arena.len() as u32;
            if form.is_ascii() {
                self.arena.extend(form.bytes().map(|b| b.to_ascii_lowercase() as char));
            } else {
                self.arena.push_str(&form.to_lowercase());
            }
            t.lower = (from, self.arena.len() as u32);
        }
        for (k, m) in entities.iter().enumerate() {
            for t in &mut self.tokens[m.start..m.end.min(n)] {
                t.entity = k as u32;
            }
        }
        let mut sentences: Vec<Range<usize>> = Vec::new();
        let mut sentence_of = Vec::with_capacity(n);
        for i in 0..n {
            if i == 0 || self.starts[i] {
                sentences.push(i..i);
            }
            if let Some(last) = sentences.last_mut() {
                last.end = i + 1;
            }
            sentence_of.push(sentences.len() as u32 - 1);
        }
        for i in 0..n {
            if self.tokens[i].head as usize >= n {
                self.tokens[i].head = i as u32;
            }
        }
        let mut child_start = vec![0u32; n + 1];
        for (i, t) in self.tokens.iter().enumerate() {
            if t.head as usize != i {
                child_start[t.head as usize + 1] += 1;
            }
        }
        for i in 0..n {
            child_start[i + 1] += child_start[i];
        }
        let mut fill = child_start.clone();
        let mut children = vec![0u32; child_start[n] as usize];
        for (i, t) in self.tokens.iter().enumerate() {
            let h = t.head as usize;
            if h != i {
                children[fill[h] as usize] = i as u32;
                fill[h] += 1;
            }
        }
        // Subtree edges: climb from each token, widening every ancestor; a step bound keeps a cycle from hanging.
        let mut edges: Vec<(u32, u32)> = (0..n as u32).map(|i| (i, i)).collect();
        for i in 0..n {
            let mut at = i;
            for _ in 0..n {
                let h = self.tokens[at].head as usize;
                if h == at {
                    break;
                }
                let (lo, hi) = edges[h];
                if lo <= i as u32 && hi >= i as u32 && i != at {
                    break;
                }
                edges[h] = (lo.min(i as u32), hi.max(i as u32));
                at = h;
            }
        }
        Doc {
            text,
            tokens: self.tokens,
            arena: self.arena,
            labels: self.labels,
            sentences,
            sentence_of,
            entities,
            children,
            child_start,
            edges,
        }
    }
}

/// A token of a [`Doc`]: a cheap view, compared by position.
#[derive(Clone, Copy)]
pub struct Token<'a> {
    doc: &'a Doc,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn annotated(text: &str, rows: &[(u32, u32, &str, u32, &str)]) -> Doc {
        let tokens = rows
            .iter()
            .enumerate()
            .map(|(i, &(start, end, dep, head, iob))| TokenAnnotation {
                start,
                end,
                dep: dep.into(),
                head,
                iob: iob.into(),
                sent_start: i == 0,
                ent_type: if iob == "O" { "".into() } else { "GPE".into() },
                ..Default::default()
            })
            .collect();
        Doc::from_annotations(&Annotations { text: text.into(), tokens })
    }

    #[test]
    fn offsets_count_scalars_and_slices_are_the_text() {
        let d = annotated(
            "Ünï fell — badly",
            &[(0, 3, "nsubj", 1, "B"), (4, 8, "ROOT", 1, "O"), (9, 10, "punct", 1, "O"), (11, 16, "advmod", 1, "O")],
        );
        assert_eq!(d.token(3).text(), "badly");
        assert_eq!(d.slice(0..2), "Ünï fell");
        assert_eq!(d.token(1).subtree(), 0..4);
        assert_eq!(d.token(1).children().map(|t| t.i).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(d.token(0).ent_type(), "GPE");
    }

    #[test]
    fn concat_shifts_heads_sentences_and_entities() {
        let a = annotated("Go on", &[(0, 2, "ROOT", 0, "O"), (3, 5, "prt", 0, "O")]);
        let b = annotated("In Rome", &[(0, 2, "ROOT", 0, "O"), (3, 7, "pobj", 0, "B")]);
        let joined = Doc::concat("Go on\n\nIn Rome".into(), &[(0, a), (7, b)]);
        assert_eq!(joined.sentences(), [0..2, 2..4]);
        assert_eq!(joined.token(3).head().text(), "In");
        assert_eq!(joined.offsets(3..4), (10, 14));
        assert_eq!(joined.entities()[0].start, 3);
    }

    #[test]
    fn annotations_round_trip() {
        let d = annotated("In Rome", &[(0, 2, "ROOT", 0, "O"), (3, 7, "pobj", 0, "B")]);
        assert_eq!(Doc::from_annotations(&d.to_annotations()).to_annotations(), d.to_annotations());
    }
}
