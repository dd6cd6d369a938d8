//! `stemma types`.

use crate::cli::TextJson;
use crate::error::Failure;
use crate::session::Session;

/// `stemma types`
pub fn types(_s: &mut Session, _format: TextJson) -> Result<(), Failure> {
    Err(Failure::usage("the lexicon has not landed"))
}
