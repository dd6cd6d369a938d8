//! A report with its analysed text and title.

use super::{ages, casing};
use std::borrow::Cow;
use stemma_model::{BlockKind, Range, Report};
use stemma_nlp::{Doc, Part};

/// A report with its analysed text and title; `report.sentences` is filled.
#[derive(Debug)]
pub struct Analysis {
    /// The report.
    pub report: Report,
    /// Its whole text with plain quotes, and with small letters where a block is in capitals: blocks analysed apart, then joined.
    pub text: Doc,
    /// Its headline.
    pub title: Option<Doc>,
    /// For each sentence of `text`, the index of its block in `report.blocks`.
    pub block_of: Vec<usize>,
}

impl Analysis {
    /// Analyses the blocks and the title of a report in one batch. `analyse` returns one document a text.
    pub fn new(mut report: Report, analyse: &dyn Fn(&[&str]) -> Vec<Doc>) -> Analysis {
        let mut plain: Vec<char> = report.text.chars().map(plain_quote).collect();
        let mut blocks: Vec<String> = Vec::with_capacity(report.blocks.len());
        for b in &report.blocks {
            let (start, end) = (b.start.min(plain.len()), b.end.min(plain.len()));
            if let Some(small) = casing::restored(&plain[start..end]) {
                plain[start..end].copy_from_slice(&small);
            }
            blocks.push(plain[start..end].iter().collect());
        }
        let title: Option<String> = report.title.as_deref().map(|t| running(t.chars().map(plain_quote).collect()).iter().collect());
        let mut pieces: Vec<(usize, bool, &str)> = Vec::with_capacity(blocks.len());
        for (b, block) in report.blocks.iter().zip(&blocks) {
            match dateline(block) {
                Some((bytes, chars)) => {
                    pieces.push((b.start, true, &block[..bytes]));
                    pieces.push((b.start + chars, false, &block[bytes..]));
                }
                None => pieces.push((b.start, false, block)),
            }
        }
        let inputs: Vec<Cow<'_, str>> = pieces.iter().map(|p| p.2).chain(title.as_deref()).map(parsed_as).collect();
        let mut docs = analyse(&inputs.iter().map(AsRef::as_ref).collect::<Vec<&str>>());
        let title = title.and_then(|title| {
            let doc = docs.pop()?;
            Some(Doc::concat(title, &[Part { offset: 0, doc, leads: false }]))
        });
        let parts: Vec<Part> = pieces.iter().zip(docs).map(|(&(offset, leads, _), doc)| Part { offset, doc, leads }).collect();
        let text = Doc::concat(plain.iter().collect(), &parts);
        report.sentences = text
            .sentences()
            .iter()
            .map(|s| {
                let (start, end) = text.offsets(s.clone());
                Range { start, end }
            })
            .collect();
        let block_of =
            report.sentences.iter().map(|s| report.blocks.partition_point(|b| b.end <= s.start).min(report.blocks.len() - 1)).collect();
        Analysis { report, text, title, block_of }
    }

    /// The kind of block that a sentence of the text stands in.
    pub fn block_kind(&self, sentence: usize) -> BlockKind {
        self.block_of.get(sentence).and_then(|&b| self.report.blocks.get(b)).map_or(BlockKind::Paragraph, |b| b.kind)
    }
}

/// How much of a block is a dateline ("BELMO, Osmeria (ONA) — "), in bytes and in scalar values, its dash and space
/// included: a parser takes it for the subject of what follows. None where there is none.
fn dateline(block: &str) -> Option<(usize, usize)> {
    const LONGEST: usize = 70;
    let is_dash = |c: char| matches!(c, '-' | '–' | '—');
    let mut dash = None;
    let mut before = ' ';
    for (at, c) in block.char_indices().take(LONGEST) {
        // "AL-SHABAAB": a hyphen inside a word is no dash.
        let spaced = before == ' ' || before == ')' || c != '-' || block[at + 1..].starts_with(['-', ' ']);
        if is_dash(c) && spaced {
            dash = Some(at);
            break;
        }
        if !(c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '(' | ')' | '/' | '\'' | '-')) {
            return None;
        }
        before = c;
    }
    let at = dash?;
    let end = at + block[at..].find(|c: char| !is_dash(c) && c != ' ')?;
    let (place, rest) = (block[..at].trim_end(), &block[end..]);
    let word = place.split([' ', ',']).next()?;
    let shouted = word.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !word.contains(char::is_lowercase);
    let words = || place.split([' ', ',', '(', ')', '/']).filter(|w| !w.is_empty());
    let credited = place.ends_with(')') && place.contains(" (");
    let named = words().all(|w| !w.starts_with(char::is_lowercase)) && words().count() <= 8;
    let running = rest.starts_with(|c: char| c.is_uppercase() || c == '"') && rest.chars().take(60).any(char::is_lowercase);
    (named && running && (shouted || credited)).then(|| (end, block[..end].chars().count()))
}

/// What the parser reads in the place of a text: as long, scalar for scalar.
fn parsed_as(text: &str) -> Cow<'_, str> {
    ages::as_nouns(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A title as running text, if it is in capitals.
fn running(title: Vec<char>) -> Vec<char> {
    casing::restored(&title).unwrap_or(title)
}

/// Typographic quotes and no-break spaces become plain ones, one scalar for one, since the parser was trained on plain
/// ones; offsets stay as they are.
fn plain_quote(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201F}' | '\u{00AB}' | '\u{00BB}' => '"',
        '\u{00A0}' | '\u{202F}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::dateline;

    #[test]
    fn datelines_are_told_from_sentences() {
        let of = |block: &str| dateline(block).map(|(bytes, _)| block[..bytes].to_owned());
        for line in ["BELMO, Osmeria — ", "BELMO (ONA) - ", "BELMO, March 3 (ONA) -- ", "Belmo (ONA) — "] {
            assert_eq!(of(&format!("{line}Two men were held, police said.")).as_deref(), Some(line));
        }
        for block in [
            "Belmo — Two men were held.",
            "Two men — both from Belmo — were held.",
            "AL-NAHR militia men were held.",
            "POLICE HELD TWO MEN - MAYOR",
            "BELMO —",
            "",
        ] {
            assert_eq!(of(block), None, "{block}");
        }
    }
}
