//! One function a verb: what it reads, what it writes.

mod add;
mod apply;
mod brief;
mod coding;
mod diff;
mod export;
mod fetch;
mod gazetteer;
pub(crate) mod lineage;
mod lists;
mod model;
pub(crate) mod record;
mod review;
mod search;
mod serve;
mod store;
mod stories;
mod token;
mod types;
mod watch;

use crate::cli::{Cli, Kept, Verb};
use crate::error::Failure;
use crate::session::Session;

/// Does what the command line says; the exit status of a run that came to its end.
pub fn run(cli: Cli) -> Result<u8, Failure> {
    let mut session = Session::new(cli.global)?;
    let s = &mut session;
    match cli.verb {
        Verb::Brief { inputs, format, reconciling, all } => brief::brief(s, &inputs.paths, format, all, reconciling),
        Verb::Fetch(how) => fetch::fetch(s, &how),
        Verb::Watch(how) => watch::watch(s, &how),
        Verb::Add(how) => add::add(s, &how),
        Verb::Kept(Kept::Search(how)) => search::search(s, &how),
        Verb::Kept(Kept::Rebuild { format }) => store::rebuild(s, format),
        Verb::Kept(Kept::Backup { to }) => store::backup(s, &to),
        Verb::Kept(Kept::Review(what)) => review::review(s, &what),
        Verb::Kept(Kept::Verify) => store::verify(s),
        Verb::Kept(Kept::Forget { reports, reason }) => store::forget(s, &reports, reason.as_deref()),
        Verb::Read { inputs, .. } => lists::read(s, &inputs.paths),
        Verb::Claims { inputs, .. } => lists::claims(s, &inputs.paths),
        Verb::Stories { inputs, format, grouping } => stories::stories(s, &inputs.paths, format, &grouping),
        Verb::Record { inputs, format, explain, reconciling, since } => {
            record::record(s, &inputs.paths, format, explain, reconciling, since.as_deref())
        }
        Verb::Export { inputs, exporting } => export::export(s, &inputs.paths, &exporting),
        Verb::Diff { a, b, format } => diff::diff(s, &a, &b, format),
        Verb::Serve(how) => serve::serve(s, &how),
        Verb::Token(what) => token::token(s, what),
        Verb::Types { format } => types::types(s, format),
        Verb::Times(m) => lists::times(s, &m.inputs.paths),
        Verb::Quantities(m) => lists::quantities(s, &m.inputs.paths),
        Verb::Places(m) => lists::places(s, &m.inputs.paths),
        Verb::Lineage { inputs, format, passages, reconciling } => lineage::lineage(s, &inputs.paths, format, passages, reconciling),
        Verb::Model(what) => model::model(s, what),
        Verb::Gazetteer(what) => gazetteer::gazetteer(s, what),
    }?;
    Ok(session.status())
}
