//! Reports that try to be more than text: markup, scripts, terminal codes, addresses that are programs.

use crate::brief::fixture;
use stemma::brief::{harmless, html, layout, markdown, text};

const BAD: &str =
    "<script>alert(1)</script><img src=x onerror=alert(2)> \"quoted\" 'q' & \u{1b}]0;title\u{7} \u{202e}gnp [a](javascript:x) `*_#|";

fn hostile() -> crate::brief::Fixture {
    let mut f = fixture();
    let story = &mut f.record.stories[0];
    story.title = BAD.into();
    for e in &mut story.events {
        e.label = BAD.into();
        for finding in &mut e.findings {
            finding.why = BAD.into();
            for v in &mut finding.values {
                v.value = BAD.into();
                v.origins = vec![BAD.into()];
            }
        }
    }
    for r in &mut f.reports {
        r.report.outlet = Some(BAD.into());
        r.report.title = Some(BAD.into());
        r.report.url = Some("javascript:alert(3)".into());
        r.report.lang = Some("en\" onload=\"x".into());
        for x in &mut r.report.removed {
            x.text = BAD.into();
        }
        r.report.text = format!("{BAD}{}", r.report.text.chars().skip(BAD.chars().count()).collect::<String>());
        for c in &mut r.claims {
            c.evidence.text = format!("{BAD} {}", c.evidence.text);
            for a in &mut c.attribution {
                a.source = BAD.into();
            }
        }
    }
    for p in f.paths.values_mut() {
        *p = format!("dir/{BAD}");
    }
    f
}

#[test]
fn html_holds_no_markup_of_reports() {
    let f = hostile();
    let page = html::render(&layout(&f.record, &f.reports, &f.paths)).unwrap();
    let lower = page.to_lowercase();
    for bad in ["<script", "<img", "href=\"javascript", "onload=\"x"] {
        assert!(!lower.contains(bad), "{bad} is in the page");
    }
    well_formed(&page);
}

#[test]
fn html_is_well_formed_and_every_link_has_its_end() {
    let f = fixture();
    let page = html::render(&layout(&f.record, &f.reports, &f.paths)).unwrap();
    well_formed(&page);
    let ids: Vec<&str> = attributes(&page, " id=\"");
    let mut seen = ids.clone();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), ids.len(), "an id is there twice");
    for href in attributes(&page, " href=\"") {
        if let Some(id) = href.strip_prefix('#') {
            assert!(ids.contains(&id), "nothing has the id {id}");
        }
    }
    for part in ["<script", "http-equiv", "@import", "url("] {
        assert!(!page.contains(part), "{part}: the page must stand alone");
    }
}

#[test]
fn text_and_markdown_cannot_steer_a_terminal() {
    let f = hostile();
    let (record, reports, paths) = harmless((f.record, f.reports, f.paths)).unwrap();
    let brief = layout(&record, &reports, &paths);
    let bare = anstream::adapter::strip_str(&text::render(&brief, 80, text::Caps::ALL)).to_string();
    let marked = markdown::render(&brief, text::Caps::ALL);
    for page in [&bare, &marked] {
        assert!(!page.contains(['\u{1b}', '\u{7}', '\u{202e}']));
    }
    assert!(!marked.contains("<script") && !marked.contains("[a](javascript"));
}

/// The values of an attribute, in order.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.split(name).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Every element that is opened is closed, in order; no bare ampersand or angle bracket is left in text.
fn well_formed(page: &str) {
    const VOID: [&str; 4] = ["meta", "br", "hr", "!doctype"];
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    let page = format!("{before}{after}");
    let mut open: Vec<&str> = Vec::new();
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("a tag without end: {piece}"));
        assert!(!text.contains('>'), "a bare > in {text}");
        let name = tag.split([' ', '\n']).next().unwrap().to_lowercase();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "closed out of turn near {text}"),
            None if VOID.contains(&name.as_str()) => {}
            None => open.push(tag.split([' ', '\n']).next().unwrap()),
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}
