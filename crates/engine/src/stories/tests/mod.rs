//! Invented reports, grouped.

mod apart;
mod arrival;
mod ids;
mod ties;

use super::*;
use stemma_model::Report;

fn report(id: &str, published: &str, title: &str, text: &str) -> ReportClaims {
    let some = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
    let report = Report { id: id.into(), title: some(title), published: some(published), text: text.into(), ..Report::default() };
    ReportClaims { report, ..ReportClaims::default() }
}

fn fire(id: &str, published: &str) -> ReportClaims {
    report(
        id,
        published,
        "",
        "A fire at the Belmar textile mill in Korrin killed nine seamstresses on Tuesday night, the mayor, Ilse Tramm, said. \
         The doors of the mill were locked, according to the Korrin fire brigade.",
    )
}

fn mill(id: &str, published: &str) -> ReportClaims {
    report(
        id,
        published,
        "",
        "Relatives of the women who burned to death in Korrin gathered outside the Belmar works on Thursday. Owner Josip Belmar \
         has been arrested. Ilse Tramm, the mayor, laid a wreath.",
    )
}

fn ferry(id: &str, published: &str) -> ReportClaims {
    report(
        id,
        published,
        "",
        "A ferry with 80 passengers ran aground off the island of Sund in thick fog on Tuesday. Nobody was hurt, the coast guard \
         said. Captain Per Oland had been warned of the shoals.",
    )
}

fn ids(reports: &[ReportClaims]) -> Vec<Vec<String>> {
    group(reports).into_iter().map(|g| g.reports).collect()
}

#[test]
fn reports_in_other_words_with_the_same_names_are_one_story() {
    assert_eq!(ids(&[fire("a", ""), mill("b", "")]), [["a", "b"]]);
}

#[test]
fn different_happenings_are_apart_and_every_report_is_in_one_story() {
    let reports = [fire("a", "2031-03-05"), ferry("b", "2031-03-05"), mill("c", "2031-03-07")];
    assert_eq!(ids(&reports), [vec!["a", "c"], vec!["b"]]);
}

#[test]
fn a_story_is_in_order_of_publication_and_says_its_days() {
    let stories = group(&[mill("late", "2031-03-07T10:00:00Z"), fire("early", "2031-03-05")]);
    assert_eq!(stories[0].reports, ["early", "late"]);
    assert_eq!((stories[0].first.as_deref(), stories[0].last.as_deref()), (Some("2031-03-05"), Some("2031-03-07")));
}

#[test]
fn the_id_is_that_of_the_first_report() {
    let one = group(&[fire("a", ""), mill("b", "")]);
    let other = group(&[mill("b", ""), fire("a", "")]);
    assert_eq!(one[0].id, other[0].id);
    assert_eq!(one[0].id, group(&[fire("a", "")])[0].id);
    assert_ne!(one[0].id, group(&[mill("b", "")])[0].id);
}

#[test]
fn the_headline_is_the_title_else_the_first_line() {
    let headed = report("a", "", "Mill burns", "Smoke rose.");
    assert_eq!(group(&[headed])[0].title, "Mill burns");
    assert!(group(&[fire("a", "")])[0].title.starts_with("A fire at the Belmar"));
}

#[test]
fn empty_and_odd_reports_are_stories_of_their_own() {
    assert!(group(&[]).is_empty());
    let odd = [report("a", "soon", "", ""), report("b", "", "", "\u{202e}"), report("c", "2031-13-45", "?", "1 2 3")];
    assert_eq!(ids(&odd).len(), 3);
}
