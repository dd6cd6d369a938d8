//! What all pages share: their frame, the shape of a status, and the words of a count.

use stemma_model::Status;

/// The frame around a page.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// What the browser calls the page.
    pub title: String,
    /// The part of the site that it belongs to: `stories`, `review`, `coding`, `decisions`, `search` or nothing.
    pub part: &'static str,
    /// What is in the search box.
    pub query: String,
}

impl Frame {
    /// A page of the stories' part.
    pub fn stories(title: impl Into<String>) -> Self {
        Frame { title: title.into(), part: "stories", query: String::new() }
    }

    /// The address of the style sheet.
    pub fn css(&self) -> &'static str {
        super::assets::address("css")
    }

    /// The address of the script.
    pub fn js(&self) -> &'static str {
        super::assets::address("js")
    }

    /// The address of the icon.
    pub fn icon(&self) -> &'static str {
        super::assets::address("svg")
    }
}

/// The shape of a status by its class, as a path in a square of 16: a tick, a sign for unequal, an arrow onward, a dot.
pub fn shape(class: &str) -> &'static str {
    match class {
        "agreed" => "M2.5 8.5l3.5 4l7.5-9",
        "disputed" => "M3 5.5h10M3 10.5h10M11 2L5 14",
        "updated" => "M2 8h11M9 4l4 4l-4 4",
        _ => "M8 5a3 3 0 1 0 .01 0z",
    }
}

/// The gravest of some statuses: what is disputed is never shown as agreed, nor what is in one report only before either.
pub fn gravest(statuses: impl Iterator<Item = Status>) -> Option<Status> {
    const ORDER: [&str; 4] = ["single", "agreed", "updated", "disputed"];
    statuses.max_by_key(|s| ORDER.iter().position(|c| *c == crate::brief::words::status_class(*s)))
}

/// How many findings stand on what footing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Compatible in two or more reports.
    pub agreed: usize,
    /// Disputed or denied.
    pub disputed: usize,
    /// Updated, corrected, done since, or printed late.
    pub updated: usize,
    /// In one report only.
    pub single: usize,
}

impl Tally {
    /// Counts statuses.
    pub fn of(statuses: impl Iterator<Item = Status>) -> Self {
        let mut out = Tally::default();
        for status in statuses {
            match crate::brief::words::status_class(status) {
                "agreed" => out.agreed += 1,
                "disputed" => out.disputed += 1,
                "updated" => out.updated += 1,
                _ => out.single += 1,
            }
        }
        out
    }

    /// The parts with their classes, from the left.
    pub fn parts(&self) -> [(&'static str, usize); 4] {
        [("agreed", self.agreed), ("disputed", self.disputed), ("updated", self.updated), ("single", self.single)]
    }

    /// What two or more reports tell, drawn as a bar: class, start and width of each part that is there, in a bar of 1000.
    /// What one report tells alone is most of every story, and would leave no room for the rest.
    pub fn bar(&self) -> Vec<(&'static str, usize, usize)> {
        let shared = &self.parts()[..3];
        let sum: usize = shared.iter().map(|p| p.1).sum();
        let (mut out, mut before) = (Vec::new(), 0);
        for (class, n) in shared.iter().copied().filter(|p| p.1 > 0) {
            let (from, to) = (before * 1000 / sum, (before + n) * 1000 / sum);
            out.push((class, from, (to - from).saturating_sub(4).max(1)));
            before += n;
        }
        out
    }

    /// The bar in words: `12 agreed, 3 disputed`.
    pub fn words(&self) -> String {
        let parts = self.parts().into_iter().filter(|p| p.1 > 0);
        let named = parts.map(|(class, n)| format!("{n} {}", if class == "single" { "by one report only" } else { class }));
        named.collect::<Vec<_>>().join(", ")
    }
}

/// `1 report`, `5 reports`.
pub fn count(n: impl std::borrow::Borrow<usize>, one: &str) -> String {
    match n.borrow() {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    }
}

/// The day of a date or moment, for people.
pub fn day(iso: &str) -> String {
    crate::brief::date(iso.split('T').next().unwrap_or(iso))
}

/// Two days as a span: `5 to 8 March 2024`; one where they are the same.
pub fn span(first: &str, last: &str) -> String {
    let (from, to) = (day(first), day(last));
    if from == to {
        return from;
    }
    match (from.split_once(' '), to.split_once(' ')) {
        (Some((d, month)), Some((_, same))) if month == same => format!("{d} to {to}"),
        _ => format!("{from} to {to}"),
    }
}

/// What a figure lies between, for people: `20 or more`, `4 to 8`; nothing where it is one number.
pub fn between(low: Option<i64>, high: Option<i64>) -> Option<String> {
    match (low, high) {
        (Some(l), Some(h)) if l == h => None,
        (Some(l), Some(h)) => Some(format!("{l} to {h}")),
        (Some(l), None) => Some(format!("{l} or more")),
        (None, Some(h)) => Some(format!("up to {h}")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Tally, between, span};

    #[test]
    fn a_tally_fills_its_bar_and_says_so_in_words() {
        let tally = Tally { agreed: 3, disputed: 1, updated: 0, single: 4 };
        assert_eq!(tally.bar(), [("agreed", 0, 746), ("disputed", 750, 246)]);
        assert_eq!(tally.words(), "3 agreed, 1 disputed, 4 by one report only");
        assert!(Tally::default().bar().is_empty());
    }

    #[test]
    fn spans_and_bounds_read_as_people_say_them() {
        assert_eq!(span("2024-03-05T19:40:00Z", "2024-03-08"), "5 to 8 March 2024");
        assert_eq!(span("2024-03-05", "2024-04-01"), "5 March 2024 to 1 April 2024");
        assert_eq!(span("2024-03-05", "2024-03-05T23:00:00Z"), "5 March 2024");
        assert_eq!(between(Some(20), None).as_deref(), Some("20 or more"));
        assert_eq!(between(Some(4), Some(4)), None);
    }
}
