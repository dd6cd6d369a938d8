//! Quotations: which tokens stand between quotation marks.
//!
//! The text has plain marks (`"` and `'`), so direction is told from white space: an opening mark follows white space
//! (or a bracket, a dash, nothing) and touches what comes next; a closing mark touches what comes before. A quotation
//! does not run on over the end of its block: one left open there ends with the block, and is marked so.

use std::ops::Range;
use stemma_nlp::Doc;

/// One quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Its tokens, marks included.
    pub span: Range<usize>,
    /// Its tokens without the marks.
    pub inner: Range<usize>,
    /// Whether the block ended before a closing mark came: the next block may go on with it.
    pub open: bool,
}

impl Quote {
    /// Whether it is too short to be someone's sentence: a name, a nickname, one or two words in scare quotes.
    pub fn is_scare(&self, doc: &Doc) -> bool {
        let words = self.inner.clone().filter(|&i| !doc.token(i).is_punct()).count();
        let last_is_stop = self.inner.clone().next_back().is_some_and(|i| matches!(doc.token(i).text(), "." | "," | "!" | "?"));
        words <= 2 && !last_is_stop
    }
}

/// The quotations of a text, outermost only, in order; and for every token the one that holds it.
#[derive(Clone, Debug, Default)]
pub struct Quotes {
    /// In order, not overlapping.
    pub list: Vec<Quote>,
    inside: Vec<u32>,
}

impl Quotes {
    /// The quotation whose inner tokens hold token `i`.
    pub fn at(&self, i: usize) -> Option<usize> {
        self.inside.get(i).filter(|&&q| q != u32::MAX).map(|&q| q as usize)
    }

    /// Finds the quotations. `block_of` gives the block of each sentence; empty when the text is one block.
    pub fn find(doc: &Doc, block_of: &[usize]) -> Quotes {
        let mut list: Vec<Quote> = Vec::new();
        let mut open: Option<(usize, char)> = None;
        let block = |i: usize| block_of.get(doc.sentence_of(i)).copied().unwrap_or(0);
        for t in doc.tokens() {
            let i = t.i;
            if let Some((from, _)) = open
                && block(from) != block(i)
            {
                close(&mut list, from, i, i, true);
                open = None;
            }
            let Some(mark) = mark(t.text()) else { continue };
            if mark == '\'' && t.tag() == "POS" {
                continue;
            }
            let first = i == 0 || block(i - 1) != block(i);
            let before = first || gap(doc, i) || matches!(doc.token(i - 1).text(), "(" | "[" | "-" | "--" | "—" | "–" | "/");
            let last = i + 1 >= doc.len() || block(i + 1) != block(i);
            let after = last || gap(doc, i + 1);
            match open {
                None if mark == '"' && (!after || first) && !last => open = Some((i, mark)),
                None if before && !after && closes_soon(doc, i, &block) => open = Some((i, mark)),
                Some((from, m)) if m == mark && i > from + 1 && (m == '"' || !before) => {
                    close(&mut list, from, i, i + 1, false);
                    open = None;
                }
                // A double mark opens inside a single-quoted stretch that never closed: the single one was an apostrophe.
                Some((_, '\'')) if mark == '"' && before => open = Some((i, mark)),
                _ => {}
            }
        }
        if let Some((from, m)) = open
            && m == '"'
        {
            close(&mut list, from, doc.len(), doc.len(), true);
        }
        let mut inside = vec![u32::MAX; doc.len()];
        for (k, q) in list.iter().enumerate() {
            inside[q.inner.clone()].fill(k as u32);
        }
        Quotes { list, inside }
    }
}

fn close(list: &mut Vec<Quote>, from: usize, inner_end: usize, end: usize, open: bool) {
    if inner_end > from + 1 {
        list.push(Quote { span: from..end, inner: from + 1..inner_end, open });
    }
}

/// Whether white space stands before token `i`.
fn gap(doc: &Doc, i: usize) -> bool {
    doc.token(i).start() > doc.token(i - 1).end() || doc.token(i - 1).is_space()
}

fn mark(text: &str) -> Option<char> {
    match text {
        "\"" | "``" | "''" => Some('"'),
        "'" | "`" => Some('\''),
        _ => None,
    }
}

/// Whether a single mark has its partner within 80 tokens of its block; else it is an apostrophe.
fn closes_soon(doc: &Doc, i: usize, block: &dyn Fn(usize) -> usize) -> bool {
    (i + 2..doc.len().min(i + 80))
        .take_while(|&j| block(j) == block(i))
        .any(|j| mark(doc.token(j).text()) == Some('\'') && doc.token(j).tag() != "POS" && !gap(doc, j))
}
