//! `stemma model`.

use crate::cli::Model;
use crate::error::Failure;
use crate::model::{self, Step};
use crate::progress::say;
use crate::session::Session;

/// `stemma model list|install|path`
pub fn model(s: &mut Session, what: Model) -> Result<(), Failure> {
    let quiet = s.is_quiet();
    let mut tell = |step: Step| {
        if !quiet {
            say(&step.to_string());
        }
    };
    let mut out = s.output()?;
    match what {
        Model::List => {
            for m in model::list()? {
                writeln!(out, "{}\t{}{}", m.name, m.path.display(), if m.default { "\t(in use)" } else { "" })?;
            }
        }
        Model::Install { path: Some(path) } => writeln!(out, "{}", model::install(&path, &mut tell)?.display())?,
        Model::Install { path: None } => writeln!(out, "{}", model::repair(&mut tell)?.display())?,
        Model::Path => writeln!(out, "{}", model::path()?.display())?,
    }
    Ok(out.flush()?)
}
