//! Which report descends from which, and on which wire.
//!
//! - [`credits`]: a report names the agency whose copy it carries, or the outlet that it has something from
//! - [`copies`]: two reports share passages, found by local alignment; [`furniture`] and what is [`dictated`] do not count
//! - [`quotes`]: two reports carry the same quotation, and no report before them
//! - [`ties`]: which came first, by time or by a credit
//! - [`origins`]: how many texts were written apart, [`groups`] of them taken together

pub mod copies;
pub mod credits;
pub mod dictated;
pub mod furniture;
pub mod groups;
pub mod origins;
pub mod outlets;
pub mod passages;
pub mod quotes;
pub mod ties;
pub mod tree;
pub mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use origins::{independent, of_unattributed};

use furniture::Furniture;
use stemma_model::{Descent, ReportClaims};
use ties::Ties;
use words::Words;

/// How the reports of one story hang together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lineage {
    /// By report in the order given, then credit before copy before quote.
    pub descents: Vec<Descent>,
    /// How many texts were written apart.
    pub origins: usize,
}

/// The lineage of the reports of one story.
///
/// A copy or quotation is directed only where times of publication, or a credit of the other's outlet, show the way; else
/// the later report of the input is put as the descendant and [`Descent::directed`] is false. A report that carries
/// words of several others descends from those that account for words of its own; a copy of a copy is linked once.
/// `furniture` is what stands in reports of many stories and is nobody's copy.
pub fn trace(reports: &[&ReportClaims], furniture: &Furniture) -> Lineage {
    let words: Vec<Words> = reports.iter().map(|r| Words::new(&r.report.text)).collect();
    let marks: Vec<Vec<bool>> = words.iter().map(|w| furniture.marks(w)).collect();
    let ties = Ties::new(reports);
    let mut descents = credits::find(reports, &ties);
    let texts: Vec<Text> =
        words.iter().zip(marks).map(|(words, furniture)| Text { words, own: own(words, &furniture), furniture }).collect();
    let copies = copies::find(reports, &texts, &ties);
    let quotes = quotes::find(reports, &words, &copies.descents, &ties);
    let origins = origins::origins(reports, &copies.pairs, &ties);
    descents.extend(copies.descents);
    descents.extend(quotes);
    let place = |id: &str| reports.iter().position(|r| r.report.id == id);
    descents.sort_by_cached_key(|d| (place(&d.report), d.basis, place(&d.from), d.from.clone()));
    Lineage { descents, origins }
}

/// A report's words, and which of them tell who wrote them.
#[derive(Debug)]
pub struct Text<'a> {
    /// Its words.
    pub words: &'a Words,
    /// One a word: whether it stands in reports of many stories.
    pub furniture: Vec<bool>,
    /// One a word: whether it is the writer's own: no furniture, not quoted, not dictated.
    pub own: Vec<bool>,
}

impl Text<'_> {
    /// How many words are no furniture.
    pub fn plain(&self) -> usize {
        self.furniture.iter().filter(|f| !**f).count()
    }
}

fn own(words: &Words, furniture: &[bool]) -> Vec<bool> {
    let dictated = dictated::marks(words);
    (0..words.len()).map(|w| !furniture[w] && !words.quoted[w] && !dictated[w]).collect()
}
