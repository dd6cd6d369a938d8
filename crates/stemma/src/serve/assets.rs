//! The style sheet, the script and the icon: part of the program, with their content's hash in their names, so that a
//! browser may keep them for ever and never has an old one.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A file that pages refer to.
#[derive(Debug)]
pub struct Asset {
    /// `css`, `js` or `svg`.
    pub kind: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// `/assets/stemma-0123456789ab.css`.
    pub address: String,
    /// Its content.
    pub body: String,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    let asset = |kind, media, body: String| {
        let hash: String = Sha256::digest(body.as_bytes()).iter().take(6).map(|b| format!("{b:02x}")).collect();
        Asset { kind, media, address: format!("/assets/stemma-{hash}.{kind}"), body }
    };
    let css = [include_str!("../../templates/brief.css"), include_str!("../../templates/serve/pages.css")].concat();
    [
        asset("css", "text/css; charset=utf-8", css),
        asset("js", "text/javascript; charset=utf-8", include_str!("../../templates/serve/pages.js").to_owned()),
        asset("svg", "image/svg+xml", include_str!("../../templates/serve/icon.svg").to_owned()),
    ]
});

/// All of them.
pub fn all() -> &'static [Asset] {
    &*ASSETS
}

/// The address of the one of a kind.
pub fn address(kind: &str) -> &'static str {
    ASSETS.iter().find(|a| a.kind == kind).map_or("", |a| &a.address)
}
