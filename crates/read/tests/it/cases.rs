//! The cases of `tests/cases`: an input, `---`, then what must come out.
//!
//! A line of what comes out is a block (`kind | words`), something removed (`- why | words`), the byline
//! (`byline | names`) or a credit (`$ wire whole | words`, `$ wire passage | words`), in this order. The cases of `html.txt`
//! are web pages; what a page says about its article comes first.

use std::fmt::Write;
use std::path::Path;
use stemma_model::Report;
use stemma_read::Read;

#[test]
fn every_case_reads_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, String::new());
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for case in source.split("\n=== ").skip(1) {
            let (title, case) = case.split_once('\n').unwrap();
            let (input, expected) = case.split_once("\n---\n").unwrap();
            let page = file.file_stem().is_some_and(|stem| stem == "html");
            let read = if page { super::reader().page(input.as_bytes(), None).unwrap() } else { super::text(input) };
            let actual = if page { about(&read.report) + &shown(&read) } else { shown(&read) };
            count += 1;
            if actual.trim() != expected.trim() {
                writeln!(wrong, "{}: {title}\n-- expected\n{}\n-- actual\n{}", file.display(), expected.trim(), actual.trim()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 25, "only {count} cases were found");
}

/// What a page says about its article: a line for each field that has a value.
fn about(report: &Report) -> String {
    let mut about = String::new();
    let from = serde_json::to_value(report.published_from).unwrap();
    let published = report.published.as_ref().map(|p| format!("{p} ({})", from.as_str().unwrap()));
    let fields = [
        ("title", &report.title),
        ("outlet", &report.outlet),
        ("published", &published),
        ("updated", &report.updated),
        ("canonical", &report.canonical),
        ("lang", &report.lang),
    ];
    for (name, value) in fields.iter().filter_map(|(n, v)| v.as_ref().map(|v| (n, v))) {
        writeln!(about, "{name} | {value}").unwrap();
    }
    let page = serde_json::to_value(report.page).unwrap();
    writeln!(about, "page | {}", page.as_str().unwrap()).unwrap();
    about
}

fn shown(read: &Read) -> String {
    let report = &read.report;
    let scalars: Vec<char> = report.text.chars().collect();
    let words = |start: usize, end: usize| scalars[start..end].iter().collect::<String>();
    let mut shown = String::new();
    for block in &report.blocks {
        writeln!(shown, "{} | {}", format!("{:?}", block.kind).to_lowercase(), words(block.start, block.end)).unwrap();
    }
    for removed in &report.removed {
        writeln!(shown, "- {} | {}", serde_json::to_value(removed.why).unwrap().as_str().unwrap(), removed.text).unwrap();
    }
    if let Some(byline) = &report.byline {
        writeln!(shown, "byline | {byline}").unwrap();
    }
    for credit in &report.credits {
        let extent = if credit.whole { "whole" } else { "passage" };
        writeln!(shown, "$ {} {extent} | {}", credit.wire, credit.text).unwrap();
        if let Some(span) = credit.span {
            assert_eq!(words(span.start, span.end), credit.text);
        }
    }
    shown
}
