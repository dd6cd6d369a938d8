//! `stemma model`.

use crate::cli::Model;
use crate::error::Failure;
use crate::session::Session;

/// `stemma model list|install|path`
pub fn model(s: &mut Session, what: Model) -> Result<(), Failure> {
    let mut out = s.output()?;
    match what {
        Model::List => {
            for line in crate::model::list() {
                writeln!(out, "{line}")?;
            }
        }
        Model::Install { path } => writeln!(out, "{}", crate::model::install(path.as_deref(), s.is_quiet())?.display())?,
        Model::Path => writeln!(out, "{}", crate::model::path()?.display())?,
    }
    Ok(out.flush()?)
}
