//! The list of stories.

use super::look::{Frame, Tally, between, count, span};
use super::{address, cursor};
use crate::brief::words::capital;
use askama::Template;
use std::collections::HashMap;
use stemma_store::listing::{Bounds, Listing, Rise};
use stemma_store::paging::{At, Leaf, Place};

/// How stories are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Latest report first.
    #[default]
    Newest,
    /// Most disputed findings first.
    Disputed,
    /// Whose number of dead rose most since it was first told.
    Rising,
    /// Most reports first.
    Reports,
}

impl Order {
    /// All, with their names in addresses and for people.
    pub const ALL: [(Order, &'static str, &'static str); 4] = [
        (Order::Newest, "newest", "Newest"),
        (Order::Disputed, "disputed", "Most disputed"),
        (Order::Rising, "rising", "Rising tolls"),
        (Order::Reports, "reports", "Most reports"),
    ];

    /// By its name in an address.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|o| o.1 == name).map(|o| o.0)
    }

    /// The store's name for it.
    pub fn kept(self) -> stemma_store::stories::Order {
        use stemma_store::stories::Order as Kept;
        match self {
            Order::Newest => Kept::Newest,
            Order::Disputed => Kept::Disputed,
            Order::Rising => Kept::Rising,
            Order::Reports => Kept::Largest,
        }
    }

    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|o| o.0 == self).map_or("", |o| o.1)
    }
}

/// A story as a row of the list.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The story's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many reports.
    pub reports: usize,
    /// How many texts written apart.
    pub origins: usize,
    /// First and last day of publication, where any is known.
    pub dates: Option<(String, String)>,
    /// Outlets, each once, in order of publication.
    pub outlets: Vec<String>,
    /// Its findings.
    pub tally: Tally,
    /// Harm: measure, number, what it lies between.
    pub harm: Vec<(String, String, Option<String>)>,
    /// The last rise of a number.
    pub rise: Option<Rise>,
}

impl Row {
    /// The row of a story.
    pub fn of(listing: Listing) -> Self {
        let Listing { story, outlets, agreed, denied, updated, single, harm, rise } = listing;
        let figure = |b: Bounds| {
            let number = b.best.map_or_else(|| "not known".to_owned(), |n| n.to_string());
            (capital(&b.measure), number, between(b.low, b.high))
        };
        Row {
            id: story.id,
            title: story.title,
            reports: story.reports,
            origins: story.origins,
            dates: story.first.zip(story.last),
            outlets,
            tally: Tally { agreed, disputed: story.disputed + denied, updated, single },
            harm: harm.into_iter().map(figure).collect(),
            rise,
        }
    }

    fn address(&self) -> String {
        address::story(&self.id)
    }

    fn when(&self) -> String {
        self.dates.as_ref().map_or_else(|| "no dates given".to_owned(), |(a, b)| span(a, b))
    }

    fn texts(&self) -> String {
        count(self.origins, "text")
    }

    fn by(&self) -> String {
        match self.outlets.as_slice() {
            [a, b, c, more @ ..] if !more.is_empty() => format!("{a}, {b}, {c} and {} more", more.len()),
            some => some.join(", "),
        }
    }
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/stories.html")]
pub struct StoriesPage {
    /// Its frame.
    pub frame: Frame,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// Their order.
    pub order: Order,
    /// Its neighbours.
    pub turn: Turn,
}

/// The pages before and behind one of a list that goes on by its rows: what comes in meanwhile moves nothing from one to the other.
#[derive(Debug, Default)]
pub struct Turn {
    /// The address of the page before.
    pub before: Option<String>,
    /// The address of the page behind.
    pub behind: Option<String>,
}

impl Turn {
    /// Of a page of a list, whose address begins so.
    pub fn of(address: &str, list: &str, leaf: &Leaf) -> Self {
        Turn::between(address, list, leaf.first.as_ref(), leaf.last.as_ref())
    }

    /// Of a page that begins and ends with these rows, each where there are others past it.
    pub fn between(address: &str, list: &str, first: Option<&Place>, last: Option<&Place>) -> Self {
        let at = |word: &str, place: &Place| format!("{address}{word}={}", cursor::text(list, place));
        Turn { before: first.map(|p| at("before", p)), behind: last.map(|p| at("after", p)) }
    }

    /// Where a page begins by what was asked for; none where that is no place of the list.
    pub fn asked(q: &HashMap<String, String>, list: &str) -> Option<At> {
        match (q.get("after"), q.get("before")) {
            (None, None) => Some(At::Start),
            (Some(text), None) => cursor::place(list, text).map(At::Behind),
            (None, Some(text)) => cursor::place(list, text).map(At::Ahead),
            _ => None,
        }
    }
}

impl StoriesPage {
    fn orders(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        Order::ALL.into_iter().map(|(o, name, words)| (name, words, o == self.order))
    }
}
