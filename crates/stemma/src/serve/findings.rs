//! All findings of a story, value by value: what its page leaves out stands here too.

use super::address;
use super::look::Frame;
use crate::brief::words::{capital, slot, status, status_class};
use askama::Template;
use stemma_model::{Finding, Story};

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
    /// Values and where their sentences stand.
    values: Vec<(String, String)>,
}

impl FindingsPage {
    /// Of a story.
    pub fn of(story: &Story) -> Self {
        let rows = story.events.iter().flat_map(|e| e.findings.iter().map(|f| Row::of(&e.label, f)));
        FindingsPage {
            frame: Frame::stories(format!("All findings: {}", story.title)),
            title: story.title.clone(),
            at: address::story(&story.id),
            rows: rows.collect(),
        }
    }
}

impl Row {
    fn of(label: &str, f: &Finding) -> Self {
        Row {
            id: f.id.clone(),
            label: label.to_owned(),
            slot: capital(&slot(&f.slot)),
            class: status_class(f.status),
            status: capital(status(f.status)),
            values: f.values.iter().map(|v| (v.value.clone(), v.claims.first().map(|c| address::claim(c)).unwrap_or_default())).collect(),
        }
    }
}
