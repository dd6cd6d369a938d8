//! Which report descends from which, and on which wire.

use stemma_model::{Descent, ReportClaims};

/// The voice of a passage without a named source: the wire that the whole report credits, else its outlet, else its id.
pub fn origin_of_unattributed(report: &ReportClaims) -> String {
    let wire = report.report.credits.iter().find(|c| c.whole).map(|c| c.wire.clone());
    wire.or_else(|| report.report.outlet.clone()).unwrap_or_else(|| report.report.id.clone())
}

/// The descents among the reports of one story, in a fixed order.
pub fn trace(_reports: &[&ReportClaims]) -> Vec<Descent> {
    Vec::new()
}
