//! Text to tokens: white space, then prefixes, suffixes and infixes by patterns, with exceptions before and after.

use crate::chars::is_space;
use crate::error::LoadError;
use crate::files::{File, Node, text_of};
use crate::hash::string_id;
use crate::pattern::Pattern;
use rustc_hash::FxHashMap;
use std::path::Path;

/// One token: a byte range of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub start: usize,
    pub end: usize,
    /// Whether a space follows that is no token of its own.
    pub spacy: bool,
    /// The normal form that an exception gives the token.
    pub norm: Option<u64>,
}

/// The tokenizer of a pipeline; also `Sync`, as it has no state between calls.
#[derive(Debug)]
pub struct Tokenizer {
    prefix: Option<Pattern>,
    suffix: Option<Pattern>,
    infix: Option<Pattern>,
    token_match: Option<Pattern>,
    url_match: Option<Pattern>,
    exceptions: FxHashMap<String, Vec<Part>>,
    phrases: Phrases,
}

/// A token of an exception: its length in bytes, and its normal form.
#[derive(Clone, Copy, Debug)]
struct Part {
    len: usize,
    norm: Option<u64>,
}

/// Token sequences of exceptions that patterns would have split, as a trie over known token texts.
#[derive(Debug, Default)]
struct Phrases {
    words: FxHashMap<String, u32>,
    /// From node and word to node; node 0 is the root.
    next: FxHashMap<(u32, u32), u32>,
    ends: Vec<bool>,
}

impl Tokenizer {
    pub fn load(dir: &Path) -> Result<Tokenizer, LoadError> {
        let file = File::msgpack(dir.join("tokenizer"))?;
        let root = file.root();
        let mut t = Tokenizer {
            prefix: pattern(root, "prefix_search")?,
            suffix: pattern(root, "suffix_search")?,
            infix: pattern(root, "infix_finditer")?,
            token_match: pattern(root, "token_match")?,
            url_match: pattern(root, "url_match")?,
            exceptions: FxHashMap::default(),
            phrases: Phrases { ends: vec![false], ..Default::default() },
        };
        let everything = root.find("faster_heuristics").and_then(|n| n.value.as_bool()) == Some(false);
        // ORTH and NORM, spaCy's attribute ids 65 and 67.
        let part = |token: &Node<'_>| -> Result<Part, LoadError> {
            let (mut len, mut norm) = (None, None);
            for (key, value) in token.entries()? {
                match (key.as_u64(), text_of(key)) {
                    (Some(65), _) | (_, Some("ORTH" | "65")) => len = Some(value.text()?.len()),
                    (Some(67), _) | (_, Some("NORM" | "67")) => norm = Some(string_id(value.text()?)),
                    _ => {}
                }
            }
            Ok(Part { len: len.ok_or_else(|| token.error("an exception's token has no text"))?, norm })
        };
        for (chunk, tokens) in root.get("exceptions")?.entries()? {
            let chunk = text_of(chunk).ok_or_else(|| tokens.error("an exception is no text"))?;
            let parts: Vec<Part> = tokens.items()?.iter().map(part).collect::<Result<_, _>>()?;
            let mut at = 0;
            for p in &parts {
                at += p.len;
                if p.len == 0 || !chunk.is_char_boundary(at) {
                    return Err(tokens.error(format!("the tokens of the exception '{chunk}' are not its text")));
                }
            }
            if at != chunk.len() {
                return Err(tokens.error(format!("the tokens of the exception '{chunk}' are not its text")));
            }
            t.exceptions.insert(chunk.to_owned(), parts);
        }
        let mut chunks: Vec<String> = t.exceptions.keys().cloned().collect();
        chunks.sort_unstable();
        for chunk in chunks {
            if everything || t.find_prefix(&chunk) > 0 || t.has_infix(&chunk) || t.find_suffix(&chunk) > 0 || chunk.contains(' ') {
                let mut pieces = Vec::new();
                t.split_all(&chunk, false, &mut pieces);
                t.phrases.insert(pieces.iter().map(|p| &chunk[p.start..p.end]));
            }
        }
        Ok(t)
    }

    /// The tokens of a text, in order.
    pub fn tokens(&self, text: &str) -> Vec<Piece> {
        let mut out = Vec::with_capacity(text.len() / 4);
        self.split_all(text, true, &mut out);
        self.apply_phrases(text, &mut out);
        out
    }

    /// Splits at white space. Chunks are separated by a single space or by nothing: of a longer run of white space
    /// what follows its first space is a token.
    fn split_all(&self, text: &str, exceptions: bool, out: &mut Vec<Piece>) {
        let Some(first) = text.chars().next() else { return };
        let mut in_space = is_space(first);
        let mut start = 0;
        for (i, c) in text.char_indices() {
            if is_space(c) == in_space {
                continue;
            }
            if start < i {
                self.chunk(text, start, i, exceptions, out);
            }
            if c == ' ' {
                if let Some(last) = out.last_mut() {
                    last.spacy = true;
                }
                start = i + 1;
            } else {
                start = i;
            }
            in_space = !in_space;
        }
        if start < text.len() {
            self.chunk(text, start, text.len(), exceptions, out);
            if let Some(last) = out.last_mut() {
                last.spacy = text.ends_with(' ') && !in_space;
            }
        }
    }

    fn chunk(&self, text: &str, mut start: usize, mut end: usize, exceptions: bool, out: &mut Vec<Piece>) {
        if exceptions && self.push_exception(&text[start..end], start, out) {
            return;
        }
        let mut suffixes: Vec<Piece> = Vec::new();
        let piece = |start, end| Piece { start, end, spacy: false, norm: None };
        let special = |s: &str| exceptions && !s.is_empty() && self.exceptions.contains_key(s);
        let mut last_len = 0;
        while start < end && end - start != last_len {
            let s = &text[start..end];
            if matches(&self.token_match, s) || special(s) {
                break;
            }
            last_len = s.len();
            let pre = self.find_prefix(s);
            if pre > 0 && special(&s[pre..]) {
                out.push(piece(start, start + pre));
                start += pre;
                break;
            }
            let suf = self.find_suffix(&s[pre..]);
            if suf > 0 && special(&s[..s.len() - suf]) {
                suffixes.push(piece(end - suf, end));
                end -= suf;
                break;
            }
            if pre > 0 {
                out.push(piece(start, start + pre));
                start += pre;
            }
            if suf > 0 && (pre == 0 || pre + suf <= s.len()) {
                suffixes.push(piece(end - suf, end));
                end -= suf;
            }
        }
        if start < end {
            let s = &text[start..end];
            if exceptions && self.push_exception(s, start, out) {
            } else if matches(&self.token_match, s) || matches(&self.url_match, s) {
                out.push(piece(start, end));
            } else {
                let mut from = 0;
                if let Some(infix) = &self.infix {
                    for (a, b) in infix.find_all(s).filter(|&(a, _)| a > 0) {
                        if a != from {
                            out.push(piece(start + from, start + a));
                        }
                        if a != b {
                            out.push(piece(start + a, start + b));
                        }
                        from = b;
                    }
                }
                if from < s.len() {
                    out.push(piece(start + from, end));
                }
            }
        }
        out.extend(suffixes.into_iter().rev());
    }

    fn push_exception(&self, s: &str, start: usize, out: &mut Vec<Piece>) -> bool {
        let Some(parts) = self.exceptions.get(s) else { return false };
        let mut at = start;
        for p in parts {
            out.push(Piece { start: at, end: at + p.len, spacy: false, norm: p.norm });
            at += p.len;
        }
        true
    }

    fn find_prefix(&self, s: &str) -> usize {
        length(&self.prefix, s)
    }

    fn find_suffix(&self, s: &str) -> usize {
        length(&self.suffix, s)
    }

    fn has_infix(&self, s: &str) -> bool {
        self.infix.as_ref().is_some_and(|p| p.find(s, 0).is_some())
    }

    /// Puts exceptions back together that the patterns have split: longest first, then leftmost; one that touches
    /// another's ends with its own is left alone.
    fn apply_phrases(&self, text: &str, tokens: &mut Vec<Piece>) {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for i in 0..tokens.len() {
            self.phrases.matches(text, tokens, i, &mut found);
        }
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|&(s, e)| (std::cmp::Reverse(e - s), s));
        let mut seen = vec![false; tokens.len()];
        let mut kept: Vec<(usize, usize)> = Vec::new();
        for (s, e) in found {
            if !seen[s] && !seen[e - 1] {
                kept.push((s, e));
            }
            seen[s..e].fill(true);
        }
        kept.sort_unstable();
        let mut out = Vec::with_capacity(tokens.len());
        let mut i = 0;
        for (s, e) in kept {
            out.extend_from_slice(&tokens[i..s]);
            let (first, last) = (tokens[s], tokens[e - 1]);
            if self.push_exception(&text[first.start..last.end], first.start, &mut out) {
                if let Some(p) = out.last_mut() {
                    p.spacy = last.spacy;
                }
            } else {
                out.extend_from_slice(&tokens[s..e]);
            }
            i = e;
        }
        out.extend_from_slice(&tokens[i..]);
        *tokens = out;
    }
}

impl Phrases {
    fn insert<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        let mut node = 0;
        for w in words {
            let fresh = self.words.len() as u32;
            let word = *self.words.entry(w.to_owned()).or_insert(fresh);
            let fresh = self.ends.len() as u32;
            node = *self.next.entry((node, word)).or_insert(fresh);
            if node == fresh {
                self.ends.push(false);
            }
        }
        if node != 0 {
            self.ends[node as usize] = true;
        }
    }

    fn matches(&self, text: &str, tokens: &[Piece], from: usize, found: &mut Vec<(usize, usize)>) {
        let mut node = 0;
        for (k, t) in tokens[from..].iter().enumerate() {
            let Some(&word) = self.words.get(&text[t.start..t.end]) else { return };
            let Some(&next) = self.next.get(&(node, word)) else { return };
            node = next;
            if self.ends[node as usize] {
                found.push((from, from + k + 1));
            }
        }
    }
}

fn pattern(root: Node<'_>, key: &str) -> Result<Option<Pattern>, LoadError> {
    let Some(node) = root.find(key).filter(|n| !n.value.is_nil()) else { return Ok(None) };
    Pattern::new(node.text()?).map(Some).map_err(|e| node.error(format!("{key}: {e}")))
}

fn length(pattern: &Option<Pattern>, s: &str) -> usize {
    pattern.as_ref().and_then(|p| p.find(s, 0)).map_or(0, |(start, end)| end - start)
}

fn matches(pattern: &Option<Pattern>, s: &str) -> bool {
    pattern.as_ref().is_some_and(|p| p.matches_start(s))
}
