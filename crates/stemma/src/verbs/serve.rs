//! `stemma serve`.

use crate::cli::Serving;
use crate::error::Failure;
use crate::keeping::{
    keeper::{Fresh, Keeper},
    maker,
};
use crate::serve::{
    http::{LISTENERS, Site},
    library::Library,
    serve as run,
};
use crate::session::Session;
use crate::syndication::Print;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use stemma_engine::stories::sketch::Sketch;
use tokio::sync::Semaphore;

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
    let (path, _folder) = match (s.store().map(Path::to_owned), how.inputs.paths.is_empty()) {
        (Some(path), true) => (path, None),
        (Some(_), false) => return Err(Failure::usage("give files or --store, not both")),
        (None, _) => {
            // Files go into a store of this run, so that pages are made from a store alone. It goes with the run.
            let folder = tempfile::tempdir()?;
            let path = folder.path().join("served.stemma");
            fill(s, &path, &how.inputs.paths)?;
            (path, Some(folder))
        }
    };
    let library = Library::open(&path)?;
    let mut names = how.names.clone();
    if local {
        names.extend(LOOPBACK.map(str::to_owned));
        names.push(how.listen.ip().to_string());
    }
    let site = Site { library, listening: Arc::new(Semaphore::new(LISTENERS)), names };
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

/// Makes a store of some files.
fn fill(s: &mut Session, path: &Path, files: &[PathBuf]) -> Result<(), Failure> {
    let mut corpus = s.corpus(files)?;
    let mut keeper = Keeper::open(path, maker(s)?)?;
    let fresh = corpus.reports.into_iter().map(|said| Fresh {
        place: corpus.paths.remove(&said.report.id).unwrap_or_default(),
        print: Print::of(&said.report),
        sketch: Sketch::new(&said),
        said,
    });
    keeper.add(&s.engine, fresh.collect())?;
    keeper.note_inputs(&corpus.inputs)
}
