//! `stemma serve`.

use super::record::reconcile;
use crate::cli::Serving;
use crate::error::Failure;
use crate::serve::{http::Site, library::Library, serve as run};
use crate::session::Session;
use std::io::Write as _;

/// The names of this machine that no other machine can answer to.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// `stemma serve`
pub fn serve(s: &mut Session, how: &Serving) -> Result<(), Failure> {
    let local = how.listen.ip().is_loopback();
    if !local && !how.public_reading {
        return Err(Failure::usage(format!(
            "{} can be reached from other machines, and nobody is asked for a password: everyone there could read every report",
            how.listen.ip()
        ))
        .hint("if that is meant, add --public-reading; else listen on 127.0.0.1 and let a proxy with passwords ask there"));
    }
    let corpus = s.corpus(&how.inputs.paths)?;
    let record = reconcile(s, &corpus, how.reconciling.clone())?;
    let mut names = how.names.clone();
    if local {
        names.extend(LOOPBACK.map(str::to_owned));
        names.push(how.listen.ip().to_string());
    }
    let site = Site { library: Library::new(record.stories, corpus.reports, corpus.paths, record.codebook), names };
    if !local {
        s.note("everyone who reaches this address can read everything");
    }
    run(site, how.listen, |at| {
        let mut out = std::io::stdout();
        writeln!(out, "http://{at}/")?;
        out.flush()?;
        s.note("open this address in a browser; Ctrl-C ends it");
        Ok(())
    })
}
