//! Invented reports with known descent.

use super::*;
use stemma_model::{Basis, Credit, Range, Report};

const WIRE: &str = "A landslide buried eleven houses in the hill town of Orvel on Friday after three days of rain, killing \
     six people, the civil protection service said. Rescuers with dogs searched the mud for a family of four that was still \
     missing in the evening. \"We are digging with our hands because no machine can get up here,\" said fire chief Marta Oll. \
     The only road to the town was cut in two places and the army flew in tents and drinking water. A slide on the same slope \
     destroyed a chapel in 1987.";

fn report(id: &str, outlet: &str, published: &str, text: &str) -> ReportClaims {
    let some = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
    let report = Report { id: id.into(), outlet: some(outlet), published: some(published), text: text.into(), ..Report::default() };
    ReportClaims { report, ..ReportClaims::default() }
}

fn traced(reports: &[ReportClaims]) -> Vec<Descent> {
    trace(&reports.iter().collect::<Vec<_>>(), &Furniture::default()).descents
}

fn edges(descents: &[Descent]) -> Vec<(&str, &str, Basis, bool)> {
    descents.iter().map(|d| (d.report.as_str(), d.from.as_str(), d.basis, d.directed)).collect()
}

/// New top, sentences dropped and moved, one word changed.
fn abridged() -> String {
    let sentences: Vec<&str> = WIRE.split_inclusive(". ").collect();
    format!(
        "Orvel mourns. The mayor has asked all who live below the quarry to leave at once, and schools stay shut. {} {}",
        sentences.last().copied().unwrap_or_default(),
        sentences[0].replace("buried", "engulfed")
    )
}

#[test]
fn a_reprint_descends_from_the_earlier_report() {
    let reports = [report("late", "B", "2031-04-06", &abridged()), report("early", "A", "2031-04-05", WIRE)];
    let descents = traced(&reports);
    assert_eq!(edges(&descents), [("late", "early", Basis::Copy, true)]);
    assert!(descents[0].share.is_some_and(|s| (0.4..0.9).contains(&s)), "{:?}", descents[0].share);
}

#[test]
fn passages_are_the_same_words_on_both_sides() {
    let reports = [report("early", "A", "2031-04-05", WIRE), report("late", "B", "2031-04-06", &abridged())];
    let descents = traced(&reports);
    let words = |s: &stemma_model::Span| -> String {
        let text = &reports.iter().find(|r| r.report.id == s.report).unwrap().report.text;
        text.chars().skip(s.start).take(s.end - s.start).collect()
    };
    for pair in descents[0].evidence.chunks(2) {
        assert_eq!((pair[0].report.as_str(), pair[1].report.as_str()), ("late", "early"));
        assert_eq!(words(&pair[0]).replace("engulfed", "buried"), words(&pair[1]));
    }
    assert_eq!(descents[0].evidence.len(), 4);
}

#[test]
fn without_a_time_a_copy_has_no_direction() {
    let reports = [report("x", "A", "2031-04-05", WIRE), report("y", "B", "", &abridged())];
    assert!(!traced(&reports)[0].directed);
    let same_day = [report("x", "A", "2031-04-05", WIRE), report("y", "B", "2031-04-05T08:00:00Z", &abridged())];
    assert!(!traced(&same_day)[0].directed);
}

#[test]
fn a_credit_shows_the_way_where_no_time_does() {
    let mut reprint = report("paper", "Orvel Post", "", &abridged());
    reprint.report.wire = vec!["CPA".into()];
    reprint.report.credits = vec![Credit { wire: "CPA".into(), text: "(CPA)".into(), span: Some(Range { start: 0, end: 5 }), whole: true }];
    let reports = [reprint, report("wire", "Continental Press Agency", "", WIRE)];
    let descents = traced(&reports);
    assert_eq!(edges(&descents), [("paper", "wire:CPA", Basis::Credit, true), ("paper", "wire", Basis::Copy, true)]);
    assert_eq!(descents[0].share, None);
    assert_eq!((descents[0].evidence[0].start, descents[0].evidence[0].end), (0, 5));
}

#[test]
fn a_copy_of_a_copy_is_linked_once() {
    let third = format!("{} Readers may send pictures.", abridged());
    let reports =
        [report("a", "A", "2031-04-05", WIRE), report("b", "B", "2031-04-06", &abridged()), report("c", "C", "2031-04-07", &third)];
    let descents = traced(&reports);
    assert_eq!(edges(&descents), [("b", "a", Basis::Copy, true), ("c", "b", Basis::Copy, true)]);
    assert!(!independent(&reports[0], &reports[2], &descents));
}

#[test]
fn reports_written_apart_share_at_most_a_quotation() {
    let other = "Six people died when a hillside gave way above Orvel in the rain. \"We are digging with our hands because no \
         machine can get up here,\" fire chief Marta Oll told reporters at the scene. Helicopters brought water, and four \
         members of one family have not been found.";
    let reports = [report("a", "A", "2031-04-05", WIRE), report("b", "B", "2031-04-06", other)];
    let descents = traced(&reports);
    assert_eq!(edges(&descents), [("b", "a", Basis::Quote, true)]);
    assert!(independent(&reports[0], &reports[1], &descents));
}

#[test]
fn what_is_not_known_is_not_independent() {
    let (a, b) = (report("a", "A", "", "Rain fell."), report("b", "", "", "Snow fell."));
    assert!(!independent(&a, &b, &[]));
    let mut c = report("c", "C", "", "Hail fell.");
    c.report.wire = vec!["A".into()];
    assert!(!independent(&a, &c, &[]));
    assert!(independent(&a, &report("d", "D", "", "Wind rose."), &[]));
}

#[test]
fn the_order_of_the_input_does_not_change_the_descents() {
    let third = format!("{} Readers may send pictures.", abridged());
    let mut reports =
        vec![report("a", "A", "2031-04-05", WIRE), report("b", "B", "2031-04-06", &abridged()), report("c", "C", "2031-04-07", &third)];
    let mut forwards = traced(&reports);
    reports.reverse();
    let mut backwards = traced(&reports);
    forwards.sort_by_key(|d| d.report.clone());
    backwards.sort_by_key(|d| d.report.clone());
    assert_eq!(forwards, backwards);
}

#[test]
fn odd_texts_do_no_harm() {
    let odd = ["", "\"", "“”\n\n\n\"\"", "a", "ʼ’'’’", "e\u{301}\u{202e}א", "word word word word word word word word word word word word"];
    let reports: Vec<ReportClaims> = odd.iter().enumerate().map(|(i, t)| report(&i.to_string(), "", "not a date", t)).collect();
    assert!(traced(&reports).is_empty());
}

const OTHER: &str = "Grocer Ida Brand saw the slope move from her kitchen window and rang the church bell until the whole lane was \
     awake. By noon forty neighbours stood in a chain passing buckets of wet earth down to the brook, and the smith brought \
     every shovel that he had. Nobody slept in the upper town that night, and the inn served soup to all who came.";

#[test]
fn two_texts_woven_together_descend_from_both() {
    let (wire, other): (Vec<&str>, Vec<&str>) = (WIRE.split_inclusive(". ").collect(), OTHER.split_inclusive(". ").collect());
    let woven = format!("{} {} {} {}", wire[0], other[0], wire[1], other[1]);
    let reports = [report("a", "A", "2031-04-05", WIRE), report("b", "B", "2031-04-05", OTHER), report("c", "C", "2031-04-07", &woven)];
    let descents = traced(&reports);
    assert_eq!(edges(&descents), [("c", "a", Basis::Copy, true), ("c", "b", Basis::Copy, true)]);
    assert_eq!(trace(&reports.iter().collect::<Vec<_>>(), &Furniture::default()).origins, 2);
}

#[test]
fn what_a_statement_dictates_is_no_copy() {
    let statement = "Ruben Hark, 31, of the 900 block of Quay Street is charged with two counts of theft and one count of \
         burglary while armed. Anyone with information about the case is asked to call the harbour station at 555-0100 or to \
         write to the desk of the investigators.";
    let a = format!("A burglar took the mayor's chain on Sunday while the town was at the fair. {statement} The chain is gold.");
    let b = format!("Police made an arrest in the theft that has kept Orvel talking since the weekend. {statement} He denies it all.");
    assert!(traced(&[report("a", "A", "2031-04-05", &a), report("b", "B", "2031-04-06", &b)]).is_empty());
}

#[test]
fn between_reprints_of_one_wire_time_shows_nothing() {
    let mut reports = vec![report("a", "A", "2031-04-05", WIRE), report("b", "B", "2031-04-06", &abridged())];
    for r in &mut reports {
        r.report.wire = vec!["CPA".into()];
        r.report.credits = vec![Credit { wire: "CPA".into(), text: "(CPA)".into(), span: None, whole: true }];
    }
    let copy = |reports: &[ReportClaims]| traced(reports).iter().find(|d| d.basis == Basis::Copy).map(|d| d.directed);
    assert_eq!(copy(&reports), Some(false));
    assert_eq!(trace(&reports.iter().collect::<Vec<_>>(), &Furniture::default()).origins, 1);
    // An outlet prints again what it has printed.
    reports[1].report.outlet = Some("A".into());
    assert_eq!(copy(&reports), Some(true));
}

#[test]
fn an_outlet_that_is_named_came_first() {
    let text = format!("{} The news was first reported by the Orvel Post.", abridged());
    let reports = [report("late", "Calvessa Courier", "", &text), report("early", "Orvel Post", "", WIRE)];
    assert_eq!(edges(&traced(&reports)), [("late", "early", Basis::Credit, true), ("late", "early", Basis::Copy, true)]);
}

#[test]
fn a_copied_quotation_is_told_by_the_copy() {
    let third = "The fire chief was short with reporters. \"We are digging with our hands because no machine can get up here,\" she said.";
    let reports = [report("a", "A", "2031-04-05", WIRE), report("b", "B", "2031-04-06", WIRE), report("c", "C", "2031-04-07", third)];
    assert_eq!(edges(&traced(&reports)), [("b", "a", Basis::Copy, true), ("c", "a", Basis::Quote, true)]);
}
