//! All findings of a story, value by value: what its page leaves out stands here too.

use super::address;
use super::library::Kept;
use super::look::Frame;
use crate::brief::Value;
use crate::brief::put::{Sayings, footing};
use crate::brief::words::{capital, chosen, slot};
use askama::Template;
use stemma_model::Finding;

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/findings.html")]
pub struct FindingsPage {
    frame: Frame,
    title: String,
    at: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    id: String,
    label: String,
    slot: String,
    class: &'static str,
    status: String,
    /// Who chose one of the values; empty where nobody did.
    chosen: String,
    /// Values, whose word each is and how it is put, and where its sentence stands.
    values: Vec<(String, String, String)>,
}

impl FindingsPage {
    /// Of a story.
    pub fn of(kept: &Kept) -> Self {
        let story = &kept.story;
        let sayings = Sayings::of(story, &kept.reports, &kept.paths);
        let rows = story.events.iter().flat_map(|e| e.findings.iter().map(|f| Row::of(&e.label, f, &sayings)));
        FindingsPage {
            frame: Frame::stories(format!("All findings: {}", story.title)),
            title: story.title.clone(),
            at: address::story(&story.id),
            rows: rows.collect(),
        }
    }
}

impl Row {
    fn of(label: &str, f: &Finding, sayings: &Sayings<'_>) -> Self {
        let values: Vec<Value> = f.values.iter().map(|v| sayings.value(v, &f.slot)).collect();
        let (class, status) = footing(f.status, &values);
        let shown = values.into_iter().zip(&f.values).map(|(value, v)| {
            let whose = sayings.whose(&value);
            (value.value, whose, v.claims.first().map(|c| address::claim(c)).unwrap_or_default())
        });
        Row {
            id: f.id.clone(),
            label: label.to_owned(),
            slot: capital(&slot(&f.slot)),
            class,
            status: capital(&status),
            chosen: f.decided.as_deref().map_or_else(String::new, chosen),
            values: shown.collect(),
        }
    }
}
