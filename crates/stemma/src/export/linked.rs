//! JSON-LD: events as SEM, where things come from as PROV, claims and reports as schema.org, with the context inside the
//! document, so that nobody needs the network to read it.

use super::ninjs::urn;
use super::view::{View, word};
use crate::brief::words::chosen;
use oxjsonld::JsonLdParser;
use oxrdf::NamedNode;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use stemma_model::{EntityKind, Event, Filler, Finding, State, Story};

/// What every document holds as its context.
const CONTEXT: &str = include_str!("../../../../codebooks/context.jsonld");

/// The type of what reports speak of and nobody says took place.
const UNTOLD: &str = "stemma:Unconfirmed";

/// One document of all stories.
pub fn document(view: &View<'_>) -> Value {
    framed(view.record.stories.iter().flat_map(|s| story(view, s)).collect())
}

/// A document for each story.
pub fn documents(view: &View<'_>) -> Vec<Value> {
    view.record.stories.iter().map(|s| framed(story(view, s))).collect()
}

/// How many statements a document makes; what is wrong with it where it is no JSON-LD.
pub fn statements(document: &Value) -> Result<usize, String> {
    let text = document.to_string();
    JsonLdParser::new().for_slice(&text).try_fold(0, |n, quad| quad.map(|_| n + 1)).map_err(|e| e.to_string())
}

fn framed(graph: Vec<Value>) -> Value {
    let context: Value = serde_json::from_str(CONTEXT).unwrap_or_default();
    json!({"@context": context["@context"], "@graph": graph})
}

/// An object without what is not known.
fn node(fields: Vec<(&str, Value)>) -> Value {
    let known = |v: &Value| !(v.is_null() || v.as_array().is_some_and(Vec::is_empty) || v.as_str().is_some_and(str::is_empty));
    Value::Object(fields.into_iter().filter(|(_, v)| known(v)).map(|(k, v)| (k.to_owned(), v)).collect::<Map<_, _>>())
}

fn day(iso: Option<&str>) -> Value {
    json!(iso.and_then(|t| t.get(..10)).filter(|t| t.parse::<jiff::civil::Date>().is_ok()))
}

/// A publication date: a moment where it is one, a day where no more is known.
fn moment(published: Option<&str>) -> Value {
    match published.and_then(|p| p.parse::<jiff::Timestamp>().ok()) {
        Some(moment) => json!(moment.to_string()),
        None => match day(published) {
            Value::Null => Value::Null,
            day => json!({"@value": day, "@type": "xsd:date"}),
        },
    }
}

fn story(view: &View<'_>, story: &Story) -> Vec<Value> {
    let mut out = Vec::new();
    let event_of = |e: &Event| urn("event", &format!("{}/{}", story.id, e.id));
    // What is only denied, planned, charged or thought of is no event of anybody's: it has its claims and findings, and nobody in it.
    let matters: Vec<&Event> = story.events.iter().filter(|e| e.kind != "statement").collect();
    let happened = |e: &Event| view.claims(e).any(|c| c.says_so());
    out.push(node(vec![
        ("id", json!(urn("story", &story.id))),
        ("type", json!("sem:Event")),
        ("label", json!(story.title)),
        ("subEvent", json!(matters.iter().filter(|e| happened(e)).map(|e| event_of(e)).collect::<Vec<_>>())),
    ]));
    for report in view.of_story(story) {
        out.push(node(vec![
            ("id", json!(urn("report", &report.id))),
            ("type", json!(["schema:NewsArticle", "prov:Entity"])),
            ("headline", json!(report.title)),
            ("publisher", report.outlet.as_ref().map_or(Value::Null, |o| json!({"type": "schema:Organization", "name": o}))),
            ("published", moment(report.published.as_deref())),
            ("url", json!(report.url.as_ref().filter(|u| NamedNode::new(u.as_str()).is_ok()))),
            ("inLanguage", json!(report.lang)),
            ("derivedFrom", json!(descents(story, &report.id))),
        ]));
    }
    // An entity of a report is one of the story's.
    let joined: BTreeMap<&str, String> = story
        .entities
        .iter()
        .flat_map(|e| e.members.iter().map(|m| (m.as_str(), urn("entity", &format!("{}/{}", story.id, e.id)))))
        .collect();
    for entity in &story.entities {
        let kind = if entity.kind == EntityKind::Place { "sem:Place" } else { "sem:Actor" };
        out.push(node(vec![
            ("id", json!(urn("entity", &format!("{}/{}", story.id, entity.id)))),
            ("type", json!(kind)),
            ("name", json!(entity.name)),
            ("alternateName", json!(entity.aliases)),
        ]));
    }
    for event in matters {
        let told = happened(event);
        let who = |fillers: &[Filler]| -> Vec<Value> {
            let of = |f: &Filler| match f.entity.as_deref().and_then(|id| joined.get(id)) {
                Some(id) => json!(id),
                None => json!({"type": "sem:Actor", "name": f.name.clone().unwrap_or_else(|| f.text.clone())}),
            };
            fillers.iter().map(of).collect()
        };
        let kind = view.engine.lexicon.kind_named(&event.kind);
        let roles = if told { [who(&event.roles.actor), who(&event.roles.target)].concat() } else { Vec::new() };
        let days = super::occurrences::days(view, event).filter(|_| told);
        out.push(node(vec![
            ("id", json!(event_of(event))),
            ("type", json!(if told { "sem:Event" } else { UNTOLD })),
            ("label", json!(event.label)),
            ("eventType", json!({"id": urn("type", &event.kind), "type": "sem:EventType", "label": kind.map_or(event.kind.clone(), |k| k.gloss.clone())})),
            ("actor", json!(roles)),
            ("place", event.place.as_ref().filter(|_| told).map_or(Value::Null, place)),
            ("begin", day(days.map(|d| d.0.to_string()).as_deref())),
            ("end", day(days.map(|d| d.1.to_string()).as_deref())),
            ("claim", json!(event.claims.iter().map(|c| urn("claim", c)).collect::<Vec<_>>())),
        ]));
        for (at, finding) in event.findings.iter().enumerate() {
            out.extend(found(finding, &event_of(event), at));
        }
        out.extend(view.claims(event).map(|claim| {
            let said: Vec<Value> = claim.attribution.iter().map(|a| json!({"type": "prov:Agent", "name": a.source})).collect();
            node(vec![
                ("id", json!(urn("claim", &claim.id))),
                ("type", json!(["schema:Claim", "prov:Entity"])),
                ("text", json!(claim.evidence.text)),
                ("appearance", json!(urn("report", &claim.report))),
                ("quotedFrom", json!(urn("report", &claim.report))),
                ("about", json!(event_of(event))),
                ("attributedTo", json!(said)),
                ("start", json!(claim.evidence.start)),
                ("endOffset", json!(claim.evidence.end)),
                ("in", json!(word(&claim.evidence.field))),
                ("modality", json!(word(&claim.modality))),
                ("says", json!(claim.says_so())),
                ("confidence", json!(claim.confidence)),
            ])
        }));
    }
    out
}

fn descents(story: &Story, report: &str) -> Vec<String> {
    let from = story.lineage.iter().filter(|d| d.report == report && d.directed);
    let is_report = |id: &str| story.reports.iter().any(|r| r.id == id);
    from.map(|d| if is_report(&d.from) { urn("report", &d.from) } else { urn("source", &d.from) }).collect()
}

fn place(place: &stemma_model::PlaceValue) -> Value {
    node(vec![
        ("id", json!(place.geonames.map(|id| format!("https://sws.geonames.org/{id}/")))),
        ("type", json!("sem:Place")),
        ("name", json!(place.name.clone().unwrap_or_else(|| place.text.clone()))),
        ("lat", json!(place.lat)),
        ("long", json!(place.lon)),
        ("country", json!(place.country)),
    ])
}

/// Why a finding is what it is, and who chose one of its values.
fn why(finding: &Finding) -> String {
    finding.decided.as_deref().map_or_else(|| finding.why.clone(), |c| format!("{} {}", finding.why, chosen(c)))
}

/// A finding and what it was before, each state a revision of the one before it.
fn found(finding: &Finding, event: &str, at: usize) -> Vec<Value> {
    let id = format!("{event}/finding{}", at + 1);
    let claims: Vec<String> = finding.values.iter().flat_map(|v| v.claims.iter().map(|c| urn("claim", c))).collect();
    let state_id = |n: usize| format!("{id}/state{}", n + 1);
    let mut out = vec![node(vec![
        ("id", json!(id)),
        ("type", json!("prov:Entity")),
        ("about", json!(event)),
        ("slot", json!(finding.slot)),
        ("status", json!(word(&finding.status))),
        ("value", json!(finding.values.iter().map(|v| v.value.as_str()).collect::<Vec<_>>())),
        ("best", json!(finding.best)),
        ("low", json!(finding.low)),
        ("high", json!(finding.high)),
        ("origins", json!(finding.origins)),
        ("why", json!(why(finding))),
        ("derivedFrom", json!(claims)),
        ("revisionOf", finding.history.len().checked_sub(2).map_or(Value::Null, |n| json!(state_id(n)))),
    ])];
    // The last state is the finding itself.
    let earlier = finding.history.len().saturating_sub(1);
    out.extend(finding.history.iter().take(earlier).enumerate().map(|(n, state): (usize, &State)| {
        node(vec![
            ("id", json!(state_id(n))),
            ("type", json!("prov:Entity")),
            ("about", json!(event)),
            ("slot", json!(finding.slot)),
            ("status", state.status.map_or(Value::Null, |s| json!(word(&s)))),
            ("value", json!(state.values)),
            ("best", json!(state.best)),
            ("low", json!(state.low)),
            ("high", json!(state.high)),
            ("generated", moment(state.since.as_deref())),
            (
                "derivedFrom",
                json!(
                    state.report.iter().map(|r| urn("report", r)).chain(state.claims.iter().map(|c| urn("claim", c))).collect::<Vec<_>>()
                ),
            ),
            ("revisionOf", n.checked_sub(1).map_or(Value::Null, |n| json!(state_id(n)))),
        ])
    }));
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_term_of_the_context_means_something() {
        let context = framed(Vec::new())["@context"].clone();
        let terms: Vec<&String> = context.as_object().unwrap().keys().collect();
        assert!(terms.len() > 25, "{terms:?}");
        assert!(!CONTEXT.contains("\"@import\""), "nothing is fetched");
    }

    #[test]
    fn what_a_finding_was_before_is_a_chain_of_revisions() {
        let state = |best| State { best: Some(best), report: Some("r1".into()), since: Some("2031-05-05".into()), ..State::default() };
        let finding = Finding {
            id: "f1".into(),
            slot: "figure:killed".into(),
            status: stemma_model::Status::Updated,
            values: Vec::new(),
            best: Some(9),
            low: Some(4),
            high: None,
            origins: 1,
            confidence: 0.5,
            why: "told later".into(),
            history: vec![state(4), state(7), state(9)],
            decided: None,
        };
        let nodes = found(&finding, "urn:stemma:event:s1/ev1", 0);
        let of = |n: usize, term: &str| nodes[n][term].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned();
        assert_eq!(nodes.len(), 3, "the last state is the finding");
        assert_eq!([of(0, "revisionOf"), of(1, "revisionOf"), of(2, "revisionOf")], ["state2", "", "state1"]);
        assert_eq!((nodes[2]["best"].as_i64(), nodes[2]["generated"]["@value"].as_str()), (Some(7), Some("2031-05-05")));
        assert!(statements(&framed(nodes)).unwrap() > 15);
    }

    #[test]
    fn a_document_is_read_as_statements_and_a_wrong_one_is_refused() {
        let one = framed(vec![json!({"id": "urn:stemma:story:s1", "type": "sem:Event", "label": "A \"quoted\" \u{202b}line\n"})]);
        assert_eq!(statements(&one), Ok(2));
        assert!(statements(&json!({"@context": 7, "@graph": [{"id": "urn:x:y", "label": "z"}]})).is_err());
    }
}
