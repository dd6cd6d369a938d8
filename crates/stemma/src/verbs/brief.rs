//! `stemma brief`.

use super::record::{reconcile, write_json};
use crate::brief::{harmless, html, layout, markdown, text};
use crate::cli::{BriefFormat, Reconciling};
use crate::error::Failure;
use crate::session::Session;
use std::io::Write;
use std::path::PathBuf;

/// `stemma brief`
pub fn brief(s: &mut Session, paths: &[PathBuf], format: BriefFormat, all: bool, how: Reconciling) -> Result<(), Failure> {
    let corpus = s.corpus(paths)?;
    let record = reconcile(s, &corpus, how)?;
    let caps = if all { text::Caps::ALL } else { text::Caps::READING };
    let page = match format {
        BriefFormat::Json => return write_json(s, &layout(&record, &corpus.reports, &corpus.paths)),
        BriefFormat::Html => {
            html::render(&layout(&record, &corpus.reports, &corpus.paths)).map_err(|e| Failure::output(std::io::Error::other(e)))?
        }
        BriefFormat::Markdown | BriefFormat::Text => {
            let (record, reports, paths) = harmless((record, corpus.reports, corpus.paths))?;
            let brief = layout(&record, &reports, &paths);
            if format == BriefFormat::Text {
                return s.print_styled(&text::render(&brief, s.width(), caps));
            }
            markdown::render(&brief, caps)
        }
    };
    let mut out = s.output()?;
    out.write_all(page.as_bytes())?;
    Ok(out.flush()?)
}
