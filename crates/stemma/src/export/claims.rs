//! `claims`: one long table, a row a claim, with its evidence and offsets. The other tables are views of it and the record:
//! its `event_id` and `story_id` are those of `stemma record`.
//!
//! Where a cell holds several things (the fillers of a role, the voices) they are in text order, separated by `; `, and the
//! columns beside it (`…_start`, `…_entity`) have as many, in the same order.

use super::table::{Cell, Column, Row, Table, int, real, text, yes};
use super::view::{View, word};
use std::collections::BTreeMap;
use stemma_model::{Claim, Filler};

/// The columns.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    text("claim_id"), text("report_id"), text("story_id"), text("event_id"), yes("event_main"),
    text("outlet"), text("published"), text("title"), text("url"), text("language"),
    text("type"), text("modality"), yes("negated"), text("accusation"), text("mode"), yes("background"), real("confidence"),
    int("sentence"), text("evidence_in"), int("evidence_start"), int("evidence_end"), text("evidence"),
    text("trigger"), int("trigger_start"), int("trigger_end"),
    text("actor"), text("actor_name"), text("actor_kind"), text("actor_entity"), text("actor_start"), text("actor_end"),
    text("target"), text("target_name"), text("target_kind"), text("target_entity"), text("target_start"), text("target_end"),
    text("instrument"), text("instrument_name"), text("instrument_kind"), text("instrument_entity"), text("instrument_start"), text("instrument_end"),
    text("topic"), text("topic_name"), text("topic_kind"), text("topic_entity"), text("topic_start"), text("topic_end"),
    text("place"), text("place_name"), text("place_kind"), text("place_entity"), text("place_start"), text("place_end"),
    text("place_text"), text("place_resolved_name"), text("country"), real("latitude"), real("longitude"), int("geonames_id"),
    text("figure"), text("measure"), int("figure_low"), int("figure_high"), text("figure_bound"), text("figure_unit"),
    text("figure_of"), text("figure_side"), text("figure_place"), text("figure_since"), yes("figure_cumulative"),
    text("figure_subset_of"), int("figure_start"), int("figure_end"),
    text("time"), text("time_from"), text("time_to"), int("time_start"), int("time_end"),
    text("as_of"), text("as_of_from"), text("as_of_to"),
    text("source"), text("source_kind"), text("source_cue"), text("source_entity"), text("source_start"), text("source_end"),
    text("verdict"), text("coder"), text("decided_at"), text("reason"),
];

/// All claims of all reports, in input order, then text order.
pub fn table(view: &View<'_>) -> Table {
    let mut table = Table::new(COLUMNS);
    let homes: BTreeMap<&str, (&str, &str, bool)> = view
        .record
        .stories
        .iter()
        .flat_map(|s| s.events.iter().flat_map(move |e| e.claims.iter().map(move |c| (c.as_str(), (s.id.as_str(), e.id.as_str(), e.main)))))
        .collect();
    for of_report in view.reports {
        let report = &of_report.report;
        for claim in &of_report.claims {
            let mut row = table.row();
            row.set("claim_id", claim.id.as_str()).set("report_id", claim.report.as_str());
            if let Some((story, event, main)) = homes.get(claim.id.as_str()) {
                row.set("story_id", *story).set("event_id", *event).set("event_main", Cell::Bool(*main));
            }
            row.set("outlet", report.outlet.clone()).set("published", report.published.clone());
            row.set("title", report.title.clone()).set("url", report.url.clone()).set("language", report.lang.clone());
            fill(&mut row, claim);
            table.push(row);
        }
    }
    table
}

fn fill(row: &mut Row, claim: &Claim) {
    row.set("type", claim.kind.as_str()).set("modality", word(&claim.modality)).set("negated", Cell::Bool(claim.negated));
    row.set("accusation", claim.accusation.clone());
    row.set("mode", claim.mode.map(|m| word(&m))).set("background", Cell::Bool(claim.background));
    row.set("confidence", Cell::real(claim.confidence));
    row.int("sentence", claim.sentence as i64).set("evidence_in", word(&claim.evidence.field));
    row.int("evidence_start", claim.evidence.start as i64).int("evidence_end", claim.evidence.end as i64);
    row.set("evidence", claim.evidence.text.as_str());
    if let Some(trigger) = &claim.trigger {
        row.set("trigger", trigger.text.as_str()).int("trigger_start", trigger.start as i64).int("trigger_end", trigger.end as i64);
    }
    for (role, fillers) in claim.roles.each() {
        let all = |of: &dyn Fn(&Filler) -> String| joined(fillers.iter().map(of));
        row.set(role, all(&|f| f.text.clone()));
        row.set(&format!("{role}_name"), all(&|f| f.name.clone().unwrap_or_default()));
        row.set(&format!("{role}_kind"), all(&|f| word(&f.kind)));
        row.set(&format!("{role}_entity"), all(&|f| f.entity.clone().unwrap_or_default()));
        row.set(&format!("{role}_start"), all(&|f| f.start.to_string()));
        row.set(&format!("{role}_end"), all(&|f| f.end.to_string()));
    }
    if let Some(place) = &claim.place {
        row.set("place_text", place.text.as_str()).set("country", place.country.clone());
        row.set("place_resolved_name", place.name.clone().filter(|_| place.resolved));
        row.set("latitude", place.lat).set("longitude", place.lon).set("geonames_id", place.geonames.map(|id| id as i64));
    }
    if let Some(figure) = &claim.figure {
        row.set("figure", figure.text.as_str()).set("measure", figure.measure.as_str());
        row.set("figure_low", figure.low).set("figure_high", figure.high).set("figure_bound", word(&figure.bound));
        row.set("figure_unit", figure.unit.clone()).set("figure_of", word(&figure.scope.of));
        row.set("figure_side", figure.scope.side.clone()).set("figure_place", figure.scope.place.clone());
        row.set("figure_since", figure.scope.since.clone());
        row.set("figure_cumulative", figure.cumulative.map_or(Cell::None, Cell::Bool));
        row.set("figure_subset_of", figure.subset_of.clone());
        if let Some(span) = figure.span {
            row.int("figure_start", span.start as i64).int("figure_end", span.end as i64);
        }
    }
    if let Some(time) = &claim.time {
        row.set("time", time.text.as_str()).set("time_from", time.start.clone()).set("time_to", time.end.clone());
        if let Some(span) = time.span {
            row.int("time_start", span.start as i64).int("time_end", span.end as i64);
        }
    }
    if let Some(time) = &claim.as_of {
        row.set("as_of", time.text.as_str()).set("as_of_from", time.start.clone()).set("as_of_to", time.end.clone());
    }
    let voices = &claim.attribution;
    let end =
        |span: Option<(usize, usize)>, last: bool| span.map(|(from, to)| if last { to } else { from }.to_string()).unwrap_or_default();
    row.set("source", joined(voices.iter().map(|v| v.source.clone())));
    row.set("source_kind", joined(voices.iter().map(|v| word(&v.kind))));
    row.set("source_cue", joined(voices.iter().map(|v| v.cue.clone())));
    row.set("source_entity", joined(voices.iter().map(|v| v.entity.clone().unwrap_or_default())));
    row.set("source_start", joined(voices.iter().map(|v| end(v.source_span, false))));
    row.set("source_end", joined(voices.iter().map(|v| end(v.source_span, true))));
    if let Some(decided) = &claim.decided {
        row.set("verdict", decided.verdict.name()).set("coder", decided.coder.as_str());
        row.set("decided_at", decided.at.as_str()).set("reason", decided.reason.clone());
    }
}

/// Several values in one cell. A semicolon inside one of them becomes a comma, so that the cell splits where it was joined.
fn joined(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.map(|v| v.replace(';', ",")).collect();
    if values.iter().all(String::is_empty) { String::new() } else { values.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn joined_values_split_where_they_were_joined() {
        let of = |values: &[&str]| joined(values.iter().map(|v| (*v).to_owned()));
        assert_eq!(of(&["two men", "a boy; 12"]), "two men; a boy, 12");
        assert_eq!(of(&["", "E1"]), "; E1");
        assert_eq!(of(&["", ""]), "");
    }
}
