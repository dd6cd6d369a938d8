//! A report's page: its text with the claims marked in it, each beside the words it was read from.

use super::address;
use super::desk::Forms;
use super::look::Frame;
use super::marked::{Note, Piece, Row, Told, rows};
use crate::brief::words::{capital, why_removed};
use askama::Template;
use stemma_model::{Field, PublishedFrom, ReportClaims, Story};

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/report.html")]
pub struct ReportPage {
    frame: Frame,
    title: Vec<Piece>,
    title_notes: Vec<Note>,
    untitled: bool,
    /// What is known of the report: name, value, address.
    about: Vec<(&'static str, String, Option<String>)>,
    rows: Vec<Row>,
    removed: Vec<(&'static str, Vec<String>)>,
    stories: Vec<(String, String)>,
    lang: String,
    claims: usize,
    forms: Forms,
    /// The decisions about it.
    decisions: Option<String>,
}

impl ReportPage {
    /// Of a report, the place that it was read from, and the stories that it belongs to.
    pub fn of(rc: &ReportClaims, path: Option<&str>, stories: &[Story], forms: Forms) -> Self {
        let r = &rc.report;
        let told = Told::of(stories);
        let decided = !rc.rejected.is_empty() || rc.claims.iter().any(|c| c.decided.is_some());
        let shown = r.title.clone().unwrap_or_else(|| r.outlet.clone().unwrap_or_else(|| r.id.clone()));
        let mut heading = rows(rc, Field::Title, &told);
        let first = if heading.is_empty() { Row::default() } else { heading.remove(0) };
        let mut removed: Vec<(&'static str, Vec<String>)> = Vec::new();
        for piece in &r.removed {
            let why: &'static str = why_removed(piece.why);
            match removed.iter_mut().find(|g| g.0 == why) {
                Some(group) => group.1.push(piece.text.clone()),
                None => removed.push((why, vec![piece.text.clone()])),
            }
        }
        ReportPage {
            frame: Frame::stories(shown.clone()),
            untitled: r.title.is_none(),
            title: if r.title.is_some() { first.pieces } else { vec![Piece::plain(shown)] },
            title_notes: first.notes,
            about: about(rc, path),
            rows: rows(rc, Field::Text, &told),
            removed,
            stories: stories.iter().map(|s| (address::story(&s.id), s.title.clone())).collect(),
            lang: r.lang.clone().filter(|l| l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).unwrap_or_default(),
            claims: rc.claims.len(),
            forms,
            decisions: decided.then(|| format!("/decisions?report={}", address::encoded(&r.id))),
        }
    }

    fn counted(&self) -> String {
        super::look::count(self.claims, "claim")
    }

    fn taken(&self) -> String {
        super::look::count(self.removed.iter().map(|g| g.1.len()).sum::<usize>(), "piece")
    }

    fn kind(&self, words: &str) -> String {
        capital(words)
    }
}

fn about(rc: &ReportClaims, path: Option<&str>) -> Vec<(&'static str, String, Option<String>)> {
    let r = &rc.report;
    let mut out = Vec::new();
    let mut put = |name, value: Option<String>, link: Option<String>| {
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            out.push((name, value, link));
        }
    };
    put("Outlet", r.outlet.clone(), None);
    put("By", r.byline.clone(), None);
    let published = match &r.published {
        Some(p) => format!("{} ({})", crate::brief::date(p), dated(r.published_from)),
        None => "no date given; none is guessed".to_owned(),
    };
    put("Published", Some(published), None);
    put("Changed", r.updated.as_deref().map(crate::brief::date), None);
    let safe = |u: &&String| u.starts_with("https://") || u.starts_with("http://");
    put("Address", r.url.clone(), r.url.as_ref().filter(safe).cloned());
    put("Canonical", r.canonical.clone().filter(|c| Some(c) != r.url.as_ref()), r.canonical.as_ref().filter(safe).cloned());
    put("A later version of", r.version_of.clone(), r.version_of.as_deref().map(address::report));
    put("Credits", (!r.wire.is_empty()).then(|| r.wire.join(", ")), None);
    put("Language", r.lang.clone(), None);
    put("Read from", path.map(str::to_owned), None);
    put("Id", Some(r.id.clone()), None);
    out
}

fn dated(from: PublishedFrom) -> &'static str {
    match from {
        PublishedFrom::Given => "given with it",
        PublishedFrom::JsonLd => "from the page's JSON-LD",
        PublishedFrom::Meta => "from a meta element of the page",
        PublishedFrom::Byline => "from the byline or dateline",
        PublishedFrom::Url => "from the address",
        PublishedFrom::Feed => "from the feed",
        PublishedFrom::None => "it is not told where it comes from",
    }
}
