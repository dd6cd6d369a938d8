//! What holds of the lineage of any reports: made of sentences that are invented, in any mixture, order and time.

use super::furniture::Furniture;
use super::trace;
use proptest::prelude::*;
use stemma_model::{Report, ReportClaims};

/// Sentences that share no three words in a row.
const SENTENCES: [&str; 12] = [
    "The ferry to Hesp struck a sandbank in thick fog shortly before seven on Monday morning.",
    "Forty passengers climbed down ladders into fishing boats that had come from Orvel harbour.",
    "A deckhand broke his wrist when the second lifeboat swung against the hull, the line said.",
    "\"We heard one long scrape and then every light on board went out,\" said teacher Ada Quist.",
    "Tugs failed twice to pull her free because the tide was already running off the bank.",
    "The harbour office had warned of shifting sand in a notice to captains last October.",
    "Engineers will look for cracks below the waterline as soon as divers can work safely.",
    "Cars and lorries remain chained on the lower deck and nobody may fetch them for now.",
    "Mayor Lena Orsk opened the school gymnasium so that families could sleep on camp beds.",
    "Bakers sent rolls and a brass band played for children who were waiting at the pier.",
    "The next crossing is planned for Thursday with an older vessel from the northern route.",
    "Insurers put the loss at two million crowns, although much depends on the weather.",
];

fn report(id: usize, outlet: Option<usize>, published: Option<usize>, picks: &[usize]) -> ReportClaims {
    let text = picks.iter().map(|&p| SENTENCES[p]).collect::<Vec<_>>().join(" ");
    let outlet = outlet.map(|o| format!("Outlet{o} Post"));
    let published = published.map(|d| format!("2031-04-{:02}", d + 1));
    ReportClaims { report: Report { id: format!("r{id}"), outlet, published, text, ..Report::default() }, ..ReportClaims::default() }
}

fn count(reports: &[ReportClaims]) -> usize {
    let members: Vec<&ReportClaims> = reports.iter().collect();
    trace(&members, &Furniture::default()).origins
}

/// Without a date, a reprint leaves it open which of the others had the text from which.
#[test]
fn a_reprint_without_a_date_adds_no_origin() {
    let mut reports = vec![
        report(0, Some(0), None, &[5, 0]),
        report(1, Some(1), None, &[2, 8, 4]),
        report(2, Some(1), Some(0), &[2, 8, 9]),
        report(3, None, Some(1), &[4, 9, 2]),
    ];
    let before = count(&reports);
    reports.insert(0, report(99, Some(1), None, &[2, 8, 4]));
    assert_eq!((before, count(&reports)), (1, 1));
}

/// Two texts that each stand before and after the other are not each other's source.
#[test]
fn texts_that_descend_from_each_other_are_one() {
    let reports = [
        report(0, Some(0), Some(0), &[0, 1, 2]),
        report(1, Some(1), Some(1), &[0, 1, 2, 3, 4]),
        report(2, Some(1), Some(2), &[5, 6, 7]),
        report(3, Some(0), Some(3), &[5, 6, 7, 8]),
        report(4, Some(2), Some(0), &[9, 10, 11]),
    ];
    assert_eq!(count(&reports), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_reprint_never_adds_an_origin(
        made in prop::collection::vec((prop::option::of(0usize..9), prop::option::of(0usize..5), prop::collection::vec(0usize..12, 1..7)), 1..6),
        which in 0usize..6,
        dated in any::<bool>(),
        outlet in prop::option::of(0usize..12),
        at in 0usize..7,
    ) {
        // A reprint comes after what it reprints: the earliest dated print of a text can tell who wrote it, and so part texts
        // that were taken together for want of dates.
        let date = dated.then_some(5);
        let mut reports: Vec<ReportClaims> = made.iter().enumerate().map(|(i, (o, d, p))| report(i, *o, *d, p)).collect();
        let before = count(&reports);
        let reprint = report(99, outlet, date, &made[which % made.len()].2);
        reports.insert(at % (reports.len() + 1), reprint);
        prop_assert!(count(&reports) <= before, "{before} before, {} after", count(&reports));
    }

    #[test]
    fn evidence_lies_in_the_texts_and_no_report_descends_from_itself(
        made in prop::collection::vec((prop::option::of(0usize..9), prop::option::of(0usize..5), prop::collection::vec(0usize..12, 0..7)), 0..6),
    ) {
        let reports: Vec<ReportClaims> = made.iter().enumerate().map(|(i, (o, d, p))| report(i, *o, *d, p)).collect();
        let members: Vec<&ReportClaims> = reports.iter().collect();
        for d in trace(&members, &Furniture::default()).descents {
            prop_assert!(d.report != d.from);
            prop_assert!(d.share.is_none_or(|s| s > 0.0 && s <= 1.0));
            for span in &d.evidence {
                let of = reports.iter().find(|r| r.report.id == span.report);
                prop_assert!(of.is_some_and(|r| span.start < span.end && span.end <= r.report.text.chars().count()));
            }
        }
    }
}
