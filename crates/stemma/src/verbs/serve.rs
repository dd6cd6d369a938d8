//! `stemma serve`.

use crate::cli::Serving;
use crate::error::Failure;
use crate::keeping::{
    keeper::{Fresh, Keeper},
    maker,
};
use crate::serve::access::{Access, limit::Limit, session::Sessions, tokens::Tokens, tokens::beside};
use crate::serve::api::describe;
use crate::serve::{desk::Desk, http::Site, library::Library, serve as run};
use crate::session::Session;
use crate::syndication::Print;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use stemma_engine::stories::sketch::Sketch;
use tokio::sync::Semaphore;

/// The names of this machine that no other machine can answer to.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// `stemma serve`
pub fn serve(s: &mut Session, how: &Serving) -> Result<(), Failure> {
    if how.openapi {
        let mut out = s.output()?;
        out.write_all(describe::text().as_bytes())?;
        return Ok(out.flush()?);
    }
    let loopback = how.listen.ip().is_loopback();
    // A name or a proxy says that others than this machine ask.
    let local = loopback && how.names.is_empty() && !how.proxied;
    let tokens = how.tokens.clone().or_else(|| s.store().map(beside));
    let tokens = Tokens::of(tokens.unwrap_or_default());
    if !local && !how.public_reading && tokens.all()?.iter().all(|t| t.revoked.is_some()) {
        return Err(Failure::usage(format!(
            "{} is for others than this machine, and nobody has a token: without one, everyone there could read every report",
            if loopback { how.names.first().map_or("a proxy", String::as_str).to_owned() } else { how.listen.ip().to_string() }
        ))
        .hint("make tokens: stemma token new --role coder --name Ada --store FILE; or let everyone read with --public-reading"));
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
    let desk = match _folder {
        Some(_) => None,
        None => Some(Desk { path: path.clone(), maker: maker(s)?, engine: std::mem::take(&mut s.engine) }),
    };
    let mut names = how.names.clone();
    if loopback {
        names.extend(LOOPBACK.map(str::to_owned));
        names.push(how.listen.ip().to_string());
    }
    let access = Access {
        tokens,
        local: local.then(|| how.name_here.clone().unwrap_or_else(login)),
        public_reading: how.public_reading,
        proxied: how.proxied,
        limit: Limit::new(how.rate),
        sessions: Sessions::default(),
    };
    if !local && how.public_reading {
        s.note("everyone who reaches this address can read everything");
    } else if !access.tokens.all()?.is_empty() {
        s.note("everybody needs a token to come in: stemma token list says who has one");
    }
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let site = Site {
        library,
        listening: Arc::default(),
        making: Arc::new(Semaphore::new(2 * cores)),
        names,
        access,
        patience: Duration::from_secs(how.patience.get()),
        desk,
    };
    run(site, how.listen, |at| {
        let mut out = std::io::stdout();
        writeln!(out, "http://{at}/")?;
        out.flush()?;
        s.note("open this address in a browser; Ctrl-C ends it");
        Ok(())
    })
}

/// What whoever runs the program is called on this machine.
fn login() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|n| std::env::var(n).ok());
    named.map(|n| n.trim().to_owned()).find(|n| !n.is_empty()).unwrap_or_else(|| "somebody on this machine".to_owned())
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
