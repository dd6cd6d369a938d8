//! `stemma serve`: the stories as pages for a browser.
//!
//! Pages are functions from the model to HTML ([`stories`], [`story`], [`report`], [`search`]); [`library`] finds what they are made
//! from, [`http`] knows requests and answers and nothing of what pages show, [`connections`] how many there are and how long each may
//! take. Pages need no script, load nothing from
//! elsewhere, and have an address for everything ([`address`]). Who may do what is decided in [`access`], before any of them.

pub mod access;
pub mod address;
pub mod api;
pub mod assets;
pub mod chart;
pub mod claim;
pub mod coding;
pub mod compare;
pub mod connections;
pub mod cursor;
pub mod desk;
pub mod entity;
pub mod findings;
pub mod http;
pub mod library;
pub mod live;
pub mod look;
pub mod map;
pub mod marked;
pub mod matrix;
pub mod part;
pub mod report;
pub mod review;
pub mod search;
pub mod stories;
pub mod story;
pub mod trail;
pub mod trouble;

use crate::error::Failure;
use crate::stop;
use http::Site;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Serves a site until Ctrl-C. `ready` is told the address that is listened on, whose port is the system's choice where
/// `listen` gives none.
pub fn serve(site: Site, listen: SocketAddr, ready: impl FnOnce(SocketAddr) -> Result<(), Failure>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::output)?;
    stop::listen();
    let ended = runtime.block_on(async {
        let cannot = |e: std::io::Error| {
            Failure::nothing(format!("{listen} cannot be listened on: {e}"))
                .hint("another program may have it: --listen 127.0.0.1:0 takes a port that is free")
        };
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(cannot)?;
        ready(listener.local_addr().map_err(Failure::output)?)?;
        tokio::spawn(connections::answer(listener, http::router(Arc::new(site))));
        while !stop::wanted() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    });
    runtime.shutdown_timeout(Duration::from_secs(2));
    ended
}
