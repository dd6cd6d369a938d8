//! Building a [`Doc`]: tokens are collected one by one; everything that follows from them is worked out once.

use super::{Doc, EntityMention, Labels, TokenData};
use std::ops::Range;
use std::sync::Arc;

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
        // Subtree edges: every token once, after all of its children. What is on a cycle is never reached.
        let mut edges: Vec<(u32, u32)> = (0..n as u32).map(|i| (i, i)).collect();
        let mut pending: Vec<u32> = child_start.windows(2).map(|w| w[1] - w[0]).collect();
        let mut ready: Vec<u32> = (0..n as u32).filter(|&i| pending[i as usize] == 0).collect();
        while let Some(i) = ready.pop() {
            let h = self.tokens[i as usize].head;
            if h == i {
                continue;
            }
            let ((lo, hi), of_head) = (edges[i as usize], &mut edges[h as usize]);
            *of_head = (of_head.0.min(lo), of_head.1.max(hi));
            pending[h as usize] -= 1;
            if pending[h as usize] == 0 {
                ready.push(h);
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
