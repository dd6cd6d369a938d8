//! The four renderings of a brief, over an invented story whose record is fixed in `fixtures/ferry.json`.

use std::collections::BTreeMap;
use stemma::brief::{Brief, html, layout, markdown, text};
use stemma_model::{Record, ReportClaims};

/// The story as it would come from the engine.
#[derive(serde::Deserialize)]
pub struct Fixture {
    pub reports: Vec<ReportClaims>,
    pub paths: BTreeMap<String, String>,
    pub record: Record,
}

pub fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../fixtures/ferry.json")).unwrap()
}

fn brief() -> Brief {
    let f = fixture();
    layout(&f.record, &f.reports, &f.paths)
}

/// The text without its styles.
fn bare(styled: &str) -> String {
    anstream::adapter::strip_str(styled).to_string()
}

#[test]
fn text_reads_as_expected() {
    insta::assert_snapshot!(bare(&text::render(&brief(), 80, text::Caps::READING)));
}

#[test]
fn markdown_reads_as_expected() {
    insta::assert_snapshot!(markdown::render(&brief(), text::Caps::READING));
}

#[test]
fn html_reads_as_expected() {
    insta::assert_snapshot!(html::render(&brief()).unwrap());
}

#[test]
fn json_reads_as_expected() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&brief()).unwrap());
}
