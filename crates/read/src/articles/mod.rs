//! Files of many articles, as press databases export them: LexisNexis and Factiva, by the layouts of `lexicon/exports.toml`.
//!
//! Works on the lines of a text, so that the same export is read as plain text, RTF, Word, PDF or HTML once its words are
//! out. What a database says of an article becomes fields or goes to `removed`; the article itself stays as printed.

mod factiva;
mod layouts;
mod nexis;

use crate::row::{Row, Rows};
use crate::{At, ReadError};
use stemma_model::{Removed, RemovedWhy};

/// The articles of a text that is such an export; none when it is not.
pub(crate) fn rows(text: &str) -> Option<Rows<'static>> {
    let lines: Vec<&str> = text.lines().map(|l| l.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')).collect();
    let export = nexis::read(&lines).or_else(|| factiva::read(&lines))?;
    let note = export.note().map(|note| (None, Err(ReadError::note(note))));
    let rows = export.articles.into_iter().enumerate().map(|(n, row)| (Some(At::Article(n as u64 + 1)), Ok(row)));
    Some(Box::new(note.into_iter().chain(rows.collect::<Vec<_>>())))
}

/// What an export held.
#[derive(Debug, Default)]
struct Export {
    articles: Vec<Row>,
    /// How many articles the file says it holds.
    announced: Option<usize>,
    /// Numbers between the first and the last article that are not there.
    missing: Vec<usize>,
    /// Words outside of the articles: cover page, summary of the search.
    around: usize,
}

impl Export {
    /// What is to be said of the file as a whole.
    fn note(&self) -> Option<String> {
        let found = self.articles.len();
        let mut said = Vec::new();
        if let Some(announced) = self.announced.filter(|n| *n != found) {
            said.push(format!("the file announces {announced} articles and holds {found}"));
        }
        if !self.missing.is_empty() {
            let list: Vec<String> = self.missing.iter().take(10).map(usize::to_string).collect();
            let more = if self.missing.len() > 10 { ", …" } else { "" };
            said.push(format!("of the numbered articles are missing {}{more}", list.join(", ")));
        }
        if self.around > 0 {
            said.push(format!("{} words around the articles (cover page, search) were left out", self.around));
        }
        (!said.is_empty()).then(|| said.join("; "))
    }
}

/// How many words some lines have.
fn words(lines: &[&str]) -> usize {
    lines.iter().map(|l| l.split_whitespace().count()).sum()
}

/// Puts what is no part of an article's text to what was removed.
fn remove(row: &mut Row, why: RemovedWhy, text: &str) {
    if !text.trim().is_empty() {
        row.found.removed.push(Removed { text: text.trim().to_owned(), why });
    }
}
