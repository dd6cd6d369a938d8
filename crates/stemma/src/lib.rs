//! The command line: reports in, claims, records and briefs out.
//!
//! [`verbs`] says what each verb does; [`session`] holds what a run needs and names what goes wrong with single inputs;
//! [`error`] decides how a run that fails ends.

pub mod brief;
pub mod cli;
pub mod error;
pub mod export;
pub mod fetch;
pub mod gazetteer;
pub mod inputs;
pub mod keeping;
pub mod lexicon;
pub mod model;
pub mod pip;
pub mod pipeline;
pub mod progress;
pub mod revision;
pub mod serve;
pub mod session;
mod state;
pub mod stop;
pub mod syndication;
pub mod verbs;
pub mod watch;
