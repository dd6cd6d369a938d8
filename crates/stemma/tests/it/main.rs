//! What users of the program rely on.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod archives;
mod brief;
mod browser;
mod cases;
mod claims;
mod codebooks;
mod examples;
mod exports;
mod fetch;
mod gazetteer;
mod hostile;
mod kill;
mod model;
mod offsets;
mod program;
mod revise;
mod run;
mod serve;
mod server;
mod site;
mod store;
mod stories;
mod syndication;
mod watch;
