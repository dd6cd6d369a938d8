//! The options of `stemma serve`.

use super::Inputs;
use clap::Args;
use std::net::SocketAddr;

/// What is served, and to whom.
#[derive(Clone, Debug, Args)]
pub struct Serving {
    /// The reports.
    #[command(flatten)]
    pub inputs: Inputs,
    /// The address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8181")]
    pub listen: SocketAddr,
    /// A name under which browsers may ask for the pages, for use behind a proxy (desk.example); may be given more than once
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// Listen on an address that other machines reach: everyone who reaches it can read everything, without a password
    #[arg(long)]
    pub public_reading: bool,
}
