//! A brief as one self-contained HTML file: no scripts, nothing fetched, every value leading to its sentence.

use super::put::footing;
use super::words::{capital, date, range, slot, voice_kind, why_removed};
use super::{Brief, HarmLine, Moment, Point, Source, StoryBrief, Voice};
use askama::Template;
use stemma_model::Removed;

#[derive(Template)]
#[template(path = "brief.html")]
struct Page<'a> {
    brief: &'a Brief,
    title: &'a str,
}

/// The brief as HTML. Everything that comes from reports is escaped by the template.
pub fn render(brief: &Brief) -> Result<String, askama::Error> {
    let title = match brief.stories.as_slice() {
        [one] => one.title.as_str(),
        _ => "Stories",
    };
    Page { brief, title }.render()
}

impl Page<'_> {
    /// An anchor for a part of a story, by its place in the brief.
    fn id(&self, story: impl std::fmt::Display, part: &str) -> String {
        format!("{part}-{story}")
    }

    /// A date for people.
    fn day(&self, iso: &str) -> String {
        date(iso)
    }

    /// The date that programs read: of a range its first.
    fn first<'i>(&self, iso: &'i str) -> &'i str {
        iso.split(" to ").next().unwrap_or(iso)
    }

    fn removed_words(&self, removed: &Removed) -> &'static str {
        why_removed(removed.why)
    }
}

impl Source {
    /// The address, where it is one that a browser may safely follow.
    pub(crate) fn link(&self) -> Option<&str> {
        self.url.as_deref().filter(|u| u.starts_with("https://") || u.starts_with("http://"))
    }

    pub(crate) fn language(&self) -> &str {
        self.lang.as_deref().filter(|l| l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).unwrap_or("")
    }
}

impl StoryBrief {
    pub(crate) fn name(&self, label: &str) -> String {
        self.names(&[label.to_owned()])
    }

    /// What a moment's times lack.
    pub(crate) fn undated(&self) -> bool {
        self.timeline.iter().any(|m| m.date.is_none()) && self.sources.iter().any(|s| s.published.is_none())
    }
}

impl Point {
    pub(crate) fn class(&self) -> &'static str {
        footing(self.status, &self.values).0
    }

    pub(crate) fn status_words(&self) -> String {
        capital(&footing(self.status, &self.values).1)
    }

    pub(crate) fn slot_words(&self) -> String {
        capital(&slot(&self.slot))
    }
}

impl Moment {
    pub(crate) fn status_words(&self) -> String {
        self.status.map_or(String::new(), |s| footing(s, [&self.told]).1)
    }

    pub(crate) fn class(&self) -> &'static str {
        self.status.map_or("single", |s| footing(s, [&self.told]).0)
    }
}

impl HarmLine {
    pub(crate) fn name(&self) -> String {
        capital(&self.measure)
    }

    pub(crate) fn has_range(&self) -> bool {
        !self.range_words().is_empty()
    }

    pub(crate) fn range_words(&self) -> String {
        capital(&range(self.best, self.low, self.high))
    }
}

impl Voice {
    pub(crate) fn kind_words(&self) -> &'static str {
        voice_kind(self.kind)
    }
}
