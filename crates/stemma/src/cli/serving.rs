//! The options of `stemma serve` and `stemma token`.

use super::{Inputs, Listed};
use crate::serve::access::token::Role;
use clap::{Args, Subcommand};
use std::net::SocketAddr;
use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;

pub(super) const SERVING: &str = "\
Examples:
  stemma serve reports/                   then open http://127.0.0.1:8181/
  stemma serve --store coast.stemma       pages say so when stemma add brings news
  stemma token new --role coder --name Ada --store coast.stemma
  stemma serve --store coast.stemma --proxied --name desk.example     behind a proxy that speaks TLS

On this machine alone nobody is asked who they are, until a token is made for the store. Whoever comes from elsewhere needs a
token: readers may read, coders review, admins see who has access.";

/// What is served, and to whom.
#[derive(Clone, Debug, Args)]
pub struct Serving {
    /// The reports.
    #[command(flatten)]
    pub inputs: Inputs,
    /// The address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8181")]
    pub listen: SocketAddr,
    /// A name under which browsers may ask for the pages, where others than this machine do (desk.example); may be given more
    /// than once
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// A proxy stands before the site: believe what it says of who asks (X-Forwarded-For, -Proto, -Host). Only where nobody
    /// can get around it
    #[arg(long)]
    pub proxied: bool,
    /// Everyone who reaches the site may read everything, without a token
    #[arg(long)]
    pub public_reading: bool,
    /// The file of tokens [default: that of the store, FILE.tokens]
    #[arg(long, value_name = "FILE")]
    pub tokens: Option<PathBuf>,
    /// So many requests a second are answered to each client, and ten times as many at once; on this machine alone all are
    #[arg(long, value_name = "N", default_value = "20")]
    pub rate: NonZeroU32,
    /// An answer that takes longer than so many seconds is given up; behind a proxy, less than the proxy waits
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub patience: NonZeroU64,
    /// Print the description of the API (OpenAPI 3.1, JSON) and end
    #[arg(long)]
    pub openapi: bool,
    /// Your name in the audit trail, where nobody signs in [default: your name on this machine]
    #[arg(long = "as", value_name = "NAME")]
    pub name_here: Option<String>,
}

/// What to do with the tokens of a store.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token for somebody and print it, once: only its SHA-256 is kept
    New {
        /// What they may do
        #[arg(long, value_enum, default_value = "reader")]
        role: Role,
        /// Whose it is, as it stands in the audit trail
        #[arg(long)]
        name: String,
        /// The file of tokens [default: that of the store, FILE.tokens]
        #[arg(long, value_name = "FILE")]
        tokens: Option<PathBuf>,
    },
    /// Who was given a token
    List {
        /// How it is written
        #[arg(long, default_value = "text")]
        format: Listed,
        /// The file of tokens [default: that of the store, FILE.tokens]
        #[arg(long, value_name = "FILE")]
        tokens: Option<PathBuf>,
    },
    /// Take a token back: at once, also where somebody is signed in with it
    Revoke {
        /// What the token is called (t1a2b3c4); stemma token list says
        #[arg(value_name = "TOKEN")]
        called: String,
        /// The file of tokens [default: that of the store, FILE.tokens]
        #[arg(long, value_name = "FILE")]
        tokens: Option<PathBuf>,
    },
}
