//! Exports of press databases: invented articles in the layouts that LexisNexis and Factiva are known to write.

use crate::reader;
use stemma_model::{RemovedWhy, Report};
use stemma_read::At;

/// The articles of an export, and what is said of it.
pub fn read(bytes: &[u8], name: &str) -> (Vec<Report>, Vec<String>) {
    let (mut reports, mut said) = (Vec::new(), Vec::new());
    for read in reader().reports(bytes, name) {
        match read {
            Ok(read) => {
                assert_eq!(read.at, Some(At::Article(reports.len() as u64 + 1)));
                assert!(read.warnings.is_empty(), "{:?}", read.warnings);
                reports.push(read.report);
            }
            Err(e) => {
                assert!(e.is_note(), "{e}");
                said.push(e.to_string());
            }
        }
    }
    (reports, said)
}

/// Title, outlet, date, byline, language.
fn fields(report: &Report) -> [&str; 5] {
    [&report.title, &report.outlet, &report.published, &report.byline, &report.lang].map(|f| f.as_deref().unwrap_or("-"))
}

fn removed(report: &Report, why: RemovedWhy) -> Vec<&str> {
    report.removed.iter().filter(|r| r.why == why).map(|r| r.text.as_str()).collect()
}

/// Every word of the file is in a report, or counted in the note.
fn nothing_vanishes(file: &str, reports: &[Report], around: &[&str]) {
    let all: Vec<String> = reports
        .iter()
        .flat_map(|r| {
            let fields = [&r.title, &r.outlet, &r.byline, &r.published].into_iter().flatten().cloned();
            fields.chain([r.text.clone(), r.id.clone()]).chain(r.removed.iter().map(|r| r.text.clone())).collect::<Vec<_>>()
        })
        .collect();
    let all = all.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    for line in file.lines().map(str::trim).filter(|l| !l.is_empty() && !around.iter().any(|a| l.contains(a))) {
        let words = line.split_whitespace().collect::<Vec<_>>();
        assert!(
            words.windows(2.min(words.len())).all(|w| all.contains(&w.join(" "))) || all.contains(words.last().unwrap()),
            "{line:?} is lost"
        );
    }
}

#[test]
fn the_old_lexisnexis_numbers_its_documents() {
    let file = include_str!("../exports/nexis-old.txt");
    let (reports, said) = read(file.as_bytes(), "a.txt");
    assert_eq!(reports.len(), 3);
    assert_eq!(
        fields(&reports[0]),
        ["Two hurt as fire sweeps the ferry terminal of Port Maren", "The Corvan Post", "2019-08-08", "Ada Lindqvist;Oru Belan", "en"]
    );
    assert!(reports[0].text.starts_with("Two people were hurt when a fire swept through the ferry terminal of Port Maren on"));
    assert!(reports[0].text.ends_with("according to the fire chief, Mila Torsen.") && reports[0].blocks.len() == 2, "{}", reports[0].text);
    assert_eq!(fields(&reports[1]), ["Velmara sends help after terminal fire", "Velmara Times", "2019-08-09", "By Tessa Arn", "en"]);
    assert!(
        reports[1].text.starts_with("Velmara sent 20") && reports[1].text.ends_with("only for word from the island."),
        "{}",
        reports[1].text
    );
    assert_eq!(reports[2].text, "The ferry terminal of Port Maren opened again on Friday.");
    assert!(removed(&reports[0], RemovedWhy::Rights)[0].contains("Corvan Post Publishing"));
    assert!(removed(&reports[0], RemovedWhy::Metadata).contains(&"LOAD-DATE: August 9, 2019"));
    assert_eq!(removed(&reports[0], RemovedWhy::CaptionCredit), ["GRAPHIC: Photo, Smoke over the terminal, Jon Vey"]);
    assert!(said[0].contains("announces 4 articles and holds 3") && said[0].contains("missing 3"), "{said:?}");
    nothing_vanishes(file, &reports, &["DOCUMENTS", "Request", "Terms", "HEADLINE", "BYLINE", "BODY", "LANGUAGE"]);
}

#[test]
fn nexis_uni_closes_its_documents() {
    let file = include_str!("../exports/nexis-uni.txt");
    let (reports, said) = read(file.as_bytes(), "a.txt");
    assert_eq!(reports.len(), 2);
    assert_eq!(
        fields(&reports[0]),
        ["Two hurt as fire sweeps ferry terminal", "The Corvan Post (Port Maren)", "2019-08-08", "Ada Lindqvist", "en"]
    );
    assert!(reports[0].text.ends_with("it was bright as day.") && reports[0].blocks.len() == 2, "{}", reports[0].text);
    assert_eq!(removed(&reports[0], RemovedWhy::CaptionCredit), ["Graphic", "Smoke over the terminal, Jon Vey"]);
    assert_eq!(fields(&reports[1]), ["Velmara sends help", "Velmara Times", "2019-08-09", "-", "en"]);
    assert_eq!(reports[1].text, "Velmara sent 20 firefighters to Port Maren on Thursday, its government said.");
    assert!(!said[0].contains("announces") && said[0].contains("words around the articles"), "{said:?}");
    let cover = ["Date and Time", "Job", "Documents (", "1. ", "2. ", "Client", "Search", "End of", "Body", "Byline", "Language"];
    nothing_vanishes(file, &reports, &cover);
}

#[test]
fn factiva_tags_its_fields() {
    let file = include_str!("../exports/factiva-tags.txt");
    let (reports, said) = read(file.as_bytes(), "a.txt");
    assert!(reports.len() == 2 && said.is_empty(), "{said:?}");
    assert_eq!(fields(&reports[0]), ["Two hurt as fire sweeps ferry terminal", "Corvan Post", "2019-08-08", "Ada Lindqvist", "en"]);
    assert_eq!(reports[0].id, "CVPOST0020190808EF880000X");
    assert!(
        reports[0].text.starts_with("Two people") && reports[0].text.ends_with("IN THE town nobody slept, she said."),
        "{}",
        reports[0].text
    );
    assert_eq!(fields(&reports[1]), ["Velmara sends help", "Velmara Times", "2019-08-09", "-", "fr"]);
    nothing_vanishes(file, &reports, &["HD", "BY", "PD", "SN", "LA", "LP", "TD", "WC", "AN", "French"]);
}

#[test]
fn factivas_plain_layout_is_read_by_the_order_of_its_lines() {
    let file = include_str!("../exports/factiva-plain.txt");
    let (reports, said) = read(file.as_bytes(), "a.txt");
    assert_eq!(reports.len(), 2);
    assert_eq!(fields(&reports[0]), ["Two hurt as fire sweeps ferry terminal", "Corvan Post", "2019-08-08", "Ada Lindqvist", "en"]);
    assert!(reports[0].text.starts_with("Two people") && reports[0].text.ends_with("the fire chief said."), "{}", reports[0].text);
    assert_eq!(fields(&reports[1]), ["Velmara sends help after the fire", "Velmara Times", "2019-08-09", "-", "en"]);
    assert_eq!(reports[1].text, "Velmara sent 20 firefighters to Port Maren on Thursday, its government said.\n\nThey came by ship.");
    assert!(said[0].contains("announces 3 articles and holds 2"), "{said:?}");
    nothing_vanishes(
        file,
        &reports,
        &["English", "By Ada", "Page 2", "Search", "Text", "Results", "All Dates", "fire and", "Document", "Date", "3"],
    );
}

#[test]
fn reports_about_documents_are_no_exports() {
    for text in [
        "The clerk read 1 of 4 documents.\n\n1 of 4 DOCUMENTS\n\nThe rest stays shut, the court said on Monday.",
        "Nobody knew what it meant.\n\nEnd of Document\n\nThe paper was torn, police said.",
        "Document ABCDEFGHIJKL1234\n\nThe paper was torn, police said.",
    ] {
        let read = reader().reports(text.as_bytes(), "a.txt").next().unwrap().unwrap();
        assert_eq!(read.at, None, "{text}");
    }
}
