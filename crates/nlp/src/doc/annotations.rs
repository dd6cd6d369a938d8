//! The annotations of a text as plain data: how analyses made elsewhere become a [`Doc`], and how one is written down.

use super::{Doc, DocBuilder, EntityMention, Labels, RawToken};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
}

fn intern(table: &mut Vec<String>, value: &str) -> u16 {
    let at = table.iter().position(|x| x == value).unwrap_or_else(|| {
        table.push(value.to_owned());
        table.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}
