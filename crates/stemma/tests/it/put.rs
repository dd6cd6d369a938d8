//! How reports put what they tell stands beside it on every served page: nobody is said to have done what is only charged, denied
//! or thought possible.

use crate::program::folder;
use crate::site::{Page, Site};
use std::sync::OnceLock;

/// A man who denies what police say of him, and what others charge him with.
const REPORTS: &str = r#"
{"id":"post-1","outlet":"Corvan Post (invented)","title":"Man charged over Ada Sorel killing","published":"2031-05-06","lang":"en","text":"Tomas Verrin denied killing Ada Sorel in Corvan on Tuesday. Police said that Verrin shot Sorel at her home. A court in Corvan charged Tomas Verrin with murder. Officials said that eight people were injured."}
{"id":"gull-1","outlet":"Maren Gull (invented)","title":"Verrin did not shoot Sorel, lawyer says","published":"2031-05-07","lang":"en","text":"Tomas Verrin did not shoot Ada Sorel at her home in Corvan on Tuesday, his lawyer said. Prosecutors allege that Tomas Verrin killed Ada Sorel."}
{"id":"inland-1","outlet":"Inland Wire (invented)","title":"Neighbours speak of Verrin","published":"2031-05-07","lang":"en","text":"Neighbours accused Tomas Verrin of setting fire to the house of Ada Sorel in Corvan. Tomas Verrin might have shot Ada Sorel, they said."}
"#;

/// The pages of the site by their addresses, read once.
fn pages() -> &'static [(String, Page)] {
    static PAGES: OnceLock<Vec<(String, Page)>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let dir = folder(&[("case.jsonl", REPORTS.trim_start().as_bytes())]);
        let site = Site::of(dir.path(), &["case.jsonl"]);
        site.crawl().into_iter().chain([("/compare/post-1/gull-1".to_owned(), site.get("/compare/post-1/gull-1"))]).collect()
    })
}

/// The words of the page whose address has some words and whose text has others, tags taken out.
fn page(address: &str, has: &str) -> String {
    let words = |p: &Page| {
        let main = p.body.split_once("<main").map_or("", |m| m.1);
        let text: String = main.split('<').filter_map(|s| s.split_once('>')).map(|s| s.1).collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let found = pages().iter().filter(|(at, _)| at.contains(address)).map(|(_, p)| words(p)).find(|w| w.contains(has));
    found.unwrap_or_else(|| panic!("no page {address} has {has}"))
}

/// What stands between two words of a text.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from} is not in {text}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is not in {rest}")).0
}

#[test]
fn an_entity_is_only_said_to_do_what_others_say_and_what_is_denied_stands_apart() {
    let page = page("/entity/", "Said to be done by Tomas Verrin");
    let told = between(&page, "Said to be done by Tomas Verrin", "Denied, or said not to be done by Tomas Verrin");
    let shot = between(told, "denied Verrin shot Sorel", "Police said that Verrin shot");
    assert_eq!(shot.trim(), "shoot Police, in Corvan Post (invented); told as possible by they, in Inland Wire (invented)");
    for words in ["told as alleged by Prosecutors, in Maren Gull", "Corvan Post (invented) · told as alleged by court"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("did not shoot") && !told.contains("denied killing Ada Sorel in Corvan on Tuesday. Corvan Post (invented) · "));
    let denied = between(&page, "Denied, or said not to be done by Tomas Verrin", "Said to be done to");
    for words in
        ["Verrin did not shoot Sorel, lawyer says Maren Gull (invented) · denied by lawyer", "denied by Tomas Verrin, in Corvan Post"]
    {
        assert!(denied.contains(words), "{words}: {denied}");
    }
    assert!(!denied.contains("Police said") && !denied.contains("allege"), "{denied}");
}

#[test]
fn findings_review_matrix_and_cards_say_how_each_value_is_put() {
    let findings = page("/findings", "All findings");
    for words in [
        "killing Corvan Post (invented); told as alleged by Prosecutors, in Maren Gull (invented) killing denied by Tomas Verrin, in Corvan Post",
        // They give the same name, and do not agree that it was he.
        "Verrin shot Sorel Who Tomas Verrin Police, in Corvan Post (invented); denied by lawyer, in Maren Gull (invented); told as possible by they, in Inland Wire (invented) Put differently",
    ] {
        assert!(findings.contains(words), "{words}: {findings}");
    }
    let review = page("/review", "For review");
    assert!(review.contains("killing denied by Tomas Verrin, in Corvan Post (invented)"), "{review}");
    let story = page("/story/", "Which report says what In a row");
    let card = between(&story, "Killed 1", "What happened");
    assert!(card.contains("Ada Sorel told as alleged by Prosecutors, in Maren Gull (invented)"), "{card}");
    let matrix = between(&story, "Which report says what In a row", "Who says what");
    assert!(matrix.contains("killing denied by Tomas Verrin") && matrix.contains("shot told as possible by they"), "{matrix}");
    // A report that tells it of its own and has it denied is not read as if he had said so.
    let times = between(&story, "Timeline", "What only one report says");
    assert!(times.contains("denied by Tomas Verrin, in Corvan Post (invented)"), "{times}");
}

#[test]
fn two_reports_of_which_one_has_it_denied_do_not_tell_it_alike() {
    let page = page("/compare/post-1/gull-1", "What both speak of");
    let row = between(&page, "Verrin shot Sorel Whether it happened · they differ", "Denied");
    assert!(row.contains("Police") && row.contains("denied by lawyer"), "{row}");
    let row = between(&page, "Verrin shot Sorel Who · they put it differently", "To whom");
    assert!(row.contains("denied by lawyer") && row.contains("Put differently") && !row.contains("Agreed"), "{row}");
    // Other words are no dispute.
    assert!(page.contains("Where · in other words her home"), "{page}");
}

#[test]
fn only_what_is_charged_is_called_alleged() {
    let page = page("/report/post-1", "Officials");
    let eight = between(&page, "How many eight injured", "Its sentence");
    assert!(!eight.contains("alleged") && !eight.contains("Put as"), "{eight}");
    assert!(page.contains("Put as alleged") && page.contains("Put as denied"), "{page}");
}
