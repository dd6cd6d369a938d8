//! A report with its analysed text and title.

use stemma_model::{BlockKind, Range, Report};
use stemma_nlp::Doc;

/// A report with its analysed text and title; `report.sentences` is filled.
#[derive(Debug)]
pub struct Analysis {
    /// The report.
    pub report: Report,
    /// Its whole text with plain quotes: blocks analysed apart, then joined.
    pub text: Doc,
    /// Its headline.
    pub title: Option<Doc>,
    /// For each sentence of `text`, the index of its block in `report.blocks`.
    pub block_of: Vec<usize>,
}

impl Analysis {
    /// Analyses the blocks and the title of a report in one batch. `analyse` returns one document a text.
    pub fn new(mut report: Report, analyse: &dyn Fn(&[&str]) -> Vec<Doc>) -> Analysis {
        let plain: Vec<char> = report.text.chars().map(plain_quote).collect();
        let blocks: Vec<String> =
            report.blocks.iter().map(|b| plain[b.start.min(plain.len())..b.end.min(plain.len())].iter().collect()).collect();
        let title: Option<String> = report.title.as_deref().map(|t| t.chars().map(plain_quote).collect());
        let inputs: Vec<&str> = blocks.iter().map(String::as_str).chain(title.as_deref()).collect();
        let mut docs = analyse(&inputs);
        let title = title.and_then(|_| docs.pop());
        let parts: Vec<(usize, Doc)> = report.blocks.iter().map(|b| b.start).zip(docs).collect();
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
