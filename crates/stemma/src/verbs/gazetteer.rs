//! `stemma gazetteer`.

use crate::cli::Gazetteer;
use crate::error::Failure;
use crate::gazetteer::{self, Step};
use crate::progress::say;
use crate::session::Session;

/// `stemma gazetteer list|install|path`
pub fn gazetteer(s: &mut Session, what: Gazetteer) -> Result<(), Failure> {
    let quiet = s.is_quiet();
    let mut tell = |step: Step| {
        if !quiet {
            say(&step.to_string());
        }
    };
    let mut out = s.output()?;
    match what {
        Gazetteer::List => {
            for (name, path, used) in gazetteer::list()? {
                writeln!(out, "{name}\t{}{}", path.display(), if used { "\t(in use)" } else { "" })?;
            }
        }
        Gazetteer::Install { path } => writeln!(out, "{}", gazetteer::install(path.as_deref(), &mut tell)?.display())?,
        Gazetteer::Path => writeln!(out, "{}", gazetteer::path()?.display())?,
    }
    Ok(out.flush()?)
}
