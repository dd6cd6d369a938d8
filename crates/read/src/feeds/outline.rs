//! Lists of feeds (OPML 1.0 and 2.0), as feed readers export them.

use super::{characters, tree};
use crate::ReadError;
use tree::Node;

/// Subscriptions that are read from one list.
const MAX_SUBSCRIPTIONS: usize = 10_000;

/// A feed in a list of feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The feed's address, as written.
    pub url: String,
    /// What the list calls it.
    pub title: Option<String>,
}

/// The feeds that an OPML list names, in its order, none twice; folders within it make no difference.
///
/// # Errors
/// What is no OPML, or names no feed.
pub fn subscriptions(bytes: &[u8]) -> Result<Vec<Subscription>, ReadError> {
    let (source, _) = characters(bytes)?;
    let found = tree::read(&source, |_| false, &mut |_, _| ());
    if !found.root.name.eq_ignore_ascii_case("opml") {
        return Err(ReadError::new("it is no list of feeds: OPML is wanted, as feed readers export it"));
    }
    let mut all = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    collect(&found.root, &mut |outline| {
        let attribute =
            |wanted: &str| outline.attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(wanted)).map(|(_, v)| v.trim().to_owned());
        if let Some(url) = attribute("xmlUrl").filter(|u| !u.is_empty() && seen.insert(u.clone())) {
            all.push(Subscription { url, title: attribute("title").or_else(|| attribute("text")).filter(|t| !t.is_empty()) });
        }
        all.len() < MAX_SUBSCRIPTIONS
    });
    if all.is_empty() {
        return Err(ReadError::new("it is a list of feeds that names none (no outline has an xmlUrl)"));
    }
    Ok(all)
}

/// Visits the outlines of a list; the tree is not deeper than the parser allows. Stops when told so.
fn collect(node: &Node, visit: &mut dyn FnMut(&Node) -> bool) -> bool {
    node.children.iter().all(|child| (!child.name.eq_ignore_ascii_case("outline") || visit(child)) && collect(child, visit))
}
