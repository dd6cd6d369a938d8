//! Documents of word processors → their words: Word's `.docx`, OpenDocument's `.odt`, RTF, and PDF.

mod pdf;
mod pdf_limits;
mod rtf;
mod xml;

use crate::ReadError;
use crate::row::{Row, Rows};
use crate::zipped::Zip;
use stemma_model::{Removed, RemovedWhy};

/// The words of a document, with a blank line between paragraphs.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub text: String,
    /// Headers, footers, notes and comments of the page, each once.
    pub around: Vec<String>,
    /// What was left out, for people.
    pub warnings: Vec<String>,
}

/// The rows of a Word or OpenDocument file; none when the zip file is neither.
pub(crate) fn zipped(zip: &mut Zip<'_>) -> Option<Result<Rows<'static>, ReadError>> {
    let words = if zip.has("word/document.xml") {
        xml::word(zip)
    } else if zip.has("content.xml") && zip.file("mimetype").is_ok_and(|m| m.starts_with(b"application/vnd.oasis.opendocument.text")) {
        xml::open_document(zip)
    } else {
        return None;
    };
    Some(words.map(rows))
}

/// The rows of an RTF file.
pub(crate) fn rich_text(bytes: &[u8]) -> Rows<'static> {
    rows(rtf::words(bytes))
}

/// The rows of a PDF.
pub(crate) fn pdf(bytes: Vec<u8>) -> Result<Rows<'static>, ReadError> {
    pdf::words(bytes).map(rows)
}

/// A document is a report, or an export of many articles.
fn rows(words: Words) -> Rows<'static> {
    if let Some(rows) = crate::articles::rows(&words.text) {
        return rows;
    }
    let mut row = Row { text: Some(words.text), ..Row::default() };
    row.found.removed = words.around.into_iter().map(|text| Removed { text, why: RemovedWhy::Navigation }).collect();
    row.found.warnings = words.warnings;
    Box::new(std::iter::once((None, Ok(row))))
}
