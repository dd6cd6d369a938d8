//! The list of stories.

use super::address;
use super::look::{Frame, Tally, between, count, span};
use crate::brief::words::capital;
use askama::Template;
use stemma_model::{Harm, State, Story};

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

    fn name(self) -> &'static str {
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
    /// First and last publication, where any is known.
    pub dates: Option<(String, String)>,
    /// Outlets, each once, in order of publication.
    pub outlets: Vec<String>,
    /// Its findings.
    pub tally: Tally,
    /// Harm: measure, number, what it lies between.
    pub harm: Vec<(String, String, Option<String>)>,
    /// The last rise of a number: measure, from, to, when.
    pub rise: Option<Rise>,
}

/// A number that rose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rise {
    /// `killed`, …
    pub measure: String,
    /// What it was.
    pub from: i64,
    /// What it became.
    pub to: i64,
    /// When the report that says so was published.
    pub since: Option<String>,
}

impl Row {
    /// The row of a story.
    pub fn of(story: &Story) -> Self {
        let mut dates: Vec<&String> = story.reports.iter().filter_map(|r| r.published.as_ref()).collect();
        dates.sort();
        let mut outlets: Vec<String> = Vec::new();
        for name in story.reports.iter().filter_map(|r| r.outlet.as_ref()) {
            if !outlets.contains(name) {
                outlets.push(name.clone());
            }
        }
        let harm = Harm::MEASURES.iter().filter_map(|m| {
            let f = story.harm.get(m)?;
            let number = f.best.map_or_else(|| "not known".to_owned(), |n| n.to_string());
            Some((capital(m), number, between(f.low, f.high)))
        });
        Row {
            id: story.id.clone(),
            title: story.title.clone(),
            reports: story.reports.len(),
            origins: story.origins,
            dates: dates.first().zip(dates.last()).map(|(a, b)| ((*a).clone(), (*b).clone())),
            outlets,
            tally: Tally::of(story.events.iter().flat_map(|e| &e.findings).map(|f| f.status)),
            harm: harm.collect(),
            rise: rise(story),
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

/// The latest rise of a story's harm; of the dead before others.
fn rise(story: &Story) -> Option<Rise> {
    Harm::MEASURES.iter().find_map(|measure| {
        let history = &story.harm.get(measure)?.history;
        let up = |pair: &[State]| Some((pair[0].best?, pair[1].best?)).filter(|(from, to)| to > from);
        history.windows(2).rev().find_map(|pair| {
            let (from, to) = up(pair)?;
            Some(Rise { measure: (*measure).to_owned(), from, to, since: pair[1].since.clone() })
        })
    })
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
    /// The number of this page, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl StoriesPage {
    fn orders(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        Order::ALL.into_iter().map(|(o, name, words)| (name, words, o == self.order))
    }

    fn at(&self, page: usize) -> String {
        format!("/?order={}&page={page}", self.order.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Row;
    use stemma_model::{Harm, HarmFigure, State, Story, StoryReport};

    fn story(id: &str, published: &str, tolls: &[i64]) -> Story {
        let state = |n: &i64| State { best: Some(*n), since: Some(published.into()), ..State::default() };
        let figure = HarmFigure { best: tolls.last().copied(), history: tolls.iter().map(state).collect(), ..HarmFigure::default() };
        Story {
            id: id.into(),
            reports: vec![StoryReport { published: Some(published.into()), ..StoryReport::default() }],
            harm: Harm { killed: Some(figure), ..Harm::default() },
            ..Story::default()
        }
    }

    #[test]
    fn the_last_rise_of_a_toll_is_told() {
        let rise = |tolls: &[i64]| Row::of(&story("a", "2031-01-03", tolls)).rise.map(|r| (r.from, r.to));
        assert_eq!(rise(&[4, 7, 6]), Some((4, 7)));
        assert_eq!((rise(&[4]), rise(&[7, 6])), (None, None));
    }
}
