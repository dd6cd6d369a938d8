//! Values of options, read and checked.

use std::path::PathBuf;
use stemma_engine::reconcile::codebook::Codebook;

/// A number from 0 to 1.
pub fn probability(text: &str) -> Result<f64, String> {
    let value = text.parse::<f64>().ok().filter(|p| (0.0..=1.0).contains(p));
    value.ok_or_else(|| "give a number from 0 to 1".to_owned())
}

/// Which columns of a table hold what.
pub fn columns(text: &str) -> Result<stemma_read::Columns, String> {
    stemma_read::Columns::parse(text).map_err(|e| e.to_string())
}

/// The codebook of a name, else that of a file.
pub fn codebook(text: &str) -> Result<Codebook, String> {
    if let Some(book) = Codebook::named(text) {
        return Ok(book);
    }
    let names = Codebook::names().collect::<Vec<_>>().join(", ");
    let read = std::fs::read_to_string(text).map_err(|e| format!("it is none of {names}, and as a file: {e}"))?;
    let name = PathBuf::from(text).file_stem().map_or_else(|| text.to_owned(), |n| n.to_string_lossy().into_owned());
    Codebook::parse(&name, text, &read).map_err(|e| e.to_string())
}
