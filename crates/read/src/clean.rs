//! A raw text → the report's own words in blocks, and what was removed.

use crate::furniture::{Edge, RULES};
use crate::kinds::{kinds, states_something};
use crate::units::{ends_sentence, is_item, units};
use std::collections::HashSet;
use stemma_model::{Block, BlockKind, Removed, RemovedWhy};

/// A cleaned text.
#[derive(Debug, Default)]
pub(crate) struct Cleaned {
    /// The report's own words, paragraphs separated by one blank line.
    pub text: String,
    /// The blocks of `text`.
    pub blocks: Vec<Block>,
    /// The rest, in the order of the input.
    pub removed: Vec<Removed>,
    /// Who wrote it, when a byline stands at the top.
    pub byline: Option<String>,
}

/// One unit on its way: what is left of it, and what was taken from it.
struct Piece {
    text: String,
    /// What the input's own structure says it is.
    kind: Option<BlockKind>,
    caption: bool,
    /// Set when all that is left is not the report.
    why: Option<RemovedWhy>,
    opens: bool,
    /// Taken off its start and its end.
    taken: Vec<Removed>,
}

/// A paragraph of at least this many bytes that ends like a sentence is the body of a report; bylines and links at
/// its edges are shorter or unfinished.
const BODY: usize = 80;

/// Cleans a text. Every character that is not white space or a control character ends in the text or in `removed`.
pub(crate) fn clean(raw: &str) -> Cleaned {
    // Short blocks repeat with reason: questions of an interview, rows of a table.
    finish(units(raw).into_iter().map(|unit| sort(unit, None)).collect(), 25)
}

/// Cleans blocks, whose kinds are kept where they are known. A block is one line: white space in it is single spaces.
pub(crate) fn clean_blocks(blocks: Vec<(String, Option<BlockKind>)>) -> Cleaned {
    // A page's own blocks repeat less by mistake: lines of recipes and tables do so with reason (181 pages: F1 .002 more
    // when only whole paragraphs count as told twice).
    finish(blocks.into_iter().map(|(text, kind)| sort(text, kind)).collect(), 150)
}

fn finish(mut pieces: Vec<Piece>, repeats: usize) -> Cleaned {
    edges(&mut pieces);
    links(&mut pieces);
    duplicates(&mut pieces, repeats);
    let byline = byline(&pieces);
    assemble(pieces, byline)
}

/// Says of a unit whether it is the report: as a whole, else what is left when labels and credits are off.
fn sort(text: String, kind: Option<BlockKind>) -> Piece {
    let mut piece = Piece { text, kind, caption: kind == Some(BlockKind::Caption), why: None, opens: false, taken: Vec::new() };
    piece.whole();
    if piece.why.is_none() {
        piece.trim();
        if !piece.taken.is_empty() && piece.kept() {
            piece.whole();
        }
    }
    piece
}

impl Piece {
    /// Whether the words that are left are not the report as a whole line.
    fn whole(&mut self) {
        if !self.text.chars().any(char::is_alphanumeric) {
            self.why = Some(RemovedWhy::Navigation);
        } else if let Some(rule) = RULES.line(&self.text, |_| false) {
            self.why = Some(rule.why);
            self.opens = rule.opens;
        }
    }

    /// Takes labels and credits off.
    fn trim(&mut self) {
        // Each turn takes something off; glued captions have a handful of labels and credits, not more.
        for _ in 0..8 {
            if let Some((rule, end)) = RULES.label(&self.text) {
                let rest = self.text.split_off(end);
                self.take(rule.why, rule.caption, rest);
            } else {
                break;
            }
        }
        for _ in 0..8 {
            if let Some((rule, at)) = RULES.credit(&self.text) {
                let mut rest = self.text[..at.start].trim_end().to_owned();
                let behind = self.text[at.end..].trim_start();
                let last = behind.is_empty();
                if !rest.is_empty() && !last {
                    rest.push(' ');
                }
                rest.push_str(behind);
                self.text = self.text[at].to_owned();
                self.take(rule.why, rule.caption && last, rest);
            } else {
                break;
            }
        }
        if self.caption && !self.text.is_empty() && !states_something(&self.text) {
            self.why = Some(RemovedWhy::CaptionCredit);
        }
    }

    /// Moves the present text to what was taken, and goes on with `rest`.
    fn take(&mut self, why: RemovedWhy, caption: bool, rest: String) {
        let words = std::mem::replace(&mut self.text, rest.trim().to_owned());
        self.taken.push(Removed { text: words.trim().to_owned(), why });
        self.caption |= caption;
    }

    fn kept(&self) -> bool {
        self.why.is_none() && !self.text.is_empty()
    }
}

/// Finds the lines that are not the report because of where they stand: above or below its body.
fn edges(pieces: &mut [Piece]) {
    let is_body = |p: &Piece| p.kept() && p.text.len() >= BODY && ends_sentence(&p.text);
    let (Some(first), Some(last)) = (pieces.iter().position(is_body), pieces.iter().rposition(is_body)) else { return };
    for (i, piece) in pieces.iter_mut().enumerate().filter(|(i, p)| (*i < first || *i > last) && p.kept()) {
        let at = |edge: Edge| edge == if i < first { Edge::Start } else { Edge::End };
        if let Some(rule) = RULES.line(&piece.text, at) {
            piece.why = Some(rule.why);
        }
    }
}

/// The title-like lines behind a "Related stories" are links.
fn links(pieces: &mut [Piece]) {
    let mut open = false;
    for piece in pieces.iter_mut().filter(|p| !p.text.is_empty()) {
        if piece.why.is_some() {
            open = piece.opens || open && piece.why == Some(RemovedWhy::Related);
        } else if open && is_link(&piece.text) {
            piece.why = Some(RemovedWhy::Related);
        } else {
            open = false;
        }
    }
}

/// A headline: no full stop, and long enough not to be a cross-heading, or a list item.
fn is_link(text: &str) -> bool {
    text.len() <= 160 && !ends_sentence(text) && !text.ends_with([':', ',']) && (text.split(' ').count() >= 5 || is_item(text))
}

/// The second and later copies of a block of at least this many characters.
fn duplicates(pieces: &mut [Piece], least: usize) {
    let mut seen: HashSet<String> = HashSet::new();
    for piece in pieces.iter_mut().filter(|p| p.kept()) {
        if piece.text.chars().count() >= least && !seen.insert(piece.text.clone()) {
            piece.why = Some(RemovedWhy::Duplicate);
        }
    }
}

/// The names of the first "By …" line near the top.
fn byline(pieces: &[Piece]) -> Option<String> {
    let lines = pieces.iter().take(8).filter(|p| p.why == Some(RemovedWhy::Byline)).map(|p| p.text.as_str());
    let mut named = lines.filter_map(|line| line.get(..2).filter(|by| by.eq_ignore_ascii_case("by")).and(line.get(2..)));
    let names = named.next()?.trim_start_matches([':', ' ']);
    // "By Jane Doe | Staff Writer | Updated: 5 May": the names end where the stamps begin.
    let end = [" Updated", " UPDATED", " Posted", " POSTED", " Published", " PUBLISHED", " CREATED", " | ", " on "];
    let end = end.iter().filter_map(|stop| names.find(stop)).min().unwrap_or(names.len());
    let names = names[..end].trim_end_matches([' ', '.', '-', '|', ',']);
    (!names.is_empty()).then(|| names.to_owned())
}

fn assemble(pieces: Vec<Piece>, byline: Option<String>) -> Cleaned {
    let kept: Vec<(&str, bool)> = pieces.iter().filter(|p| p.kept()).map(|p| (p.text.as_str(), p.caption)).collect();
    let mut kinds = kinds(&kept).into_iter();
    let mut cleaned = Cleaned { byline, ..Cleaned::default() };
    let mut at = 0;
    for piece in pieces {
        let kept = piece.kept();
        cleaned.removed.extend(piece.taken.into_iter().filter(|r| !r.text.is_empty()));
        if let (true, Some(kind)) = (kept, if kept { kinds.next() } else { None }) {
            if !cleaned.text.is_empty() {
                cleaned.text.push_str("\n\n");
                at += 2;
            }
            let end = at + piece.text.chars().count();
            cleaned.blocks.push(Block { start: at, end, kind: piece.kind.unwrap_or(kind) });
            cleaned.text.push_str(&piece.text);
            at = end;
        } else if let Some(why) = piece.why {
            cleaned.removed.push(Removed { text: piece.text, why });
        }
    }
    cleaned
}
