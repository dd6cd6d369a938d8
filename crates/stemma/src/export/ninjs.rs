//! ninjs 3.1 (IPTC): a news item a report. Properties that nothing is known of are left out, as the standard leaves them out.

use super::actors::is_proper;
use super::countries::country;
use super::view::View;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use stemma_model::{EntityKind, ReportClaims};

/// The news items, in input order.
pub fn items(view: &View<'_>) -> Vec<Value> {
    view.reports.iter().map(|r| item(view, r)).collect()
}

fn item(view: &View<'_>, of: &ReportClaims) -> Value {
    let report = &of.report;
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        if !(value.is_null() || value.as_array().is_some_and(Vec::is_empty)) {
            out.insert(name.to_owned(), value);
        }
    };
    put("uri", json!(report.canonical.clone().or_else(|| report.url.clone()).unwrap_or_else(|| urn("report", &report.id))));
    put("standard", json!({"name": "ninjs", "version": "3.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}));
    put("type", json!("text"));
    put("representationType", json!("complete"));
    put("profile", json!("text-only"));
    put("firstCreated", json!(report.published.as_deref().and_then(moment)));
    put("versionCreated", json!(report.updated.as_deref().or(report.published.as_deref()).and_then(moment)));
    put("language", json!(report.lang));
    put("by", json!(report.byline));
    put(
        "headlines",
        json!(report.title.iter().map(|t| json!({"role": "main", "contentType": "text/plain", "value": t})).collect::<Vec<_>>()),
    );
    let words = report.text.split_whitespace().count();
    let body = json!({"role": "main", "contentType": "text/plain", "charCount": report.text.chars().count(), "wordCount": words, "value": report.text});
    put("bodies", json!([body]));
    for (name, kind) in [("people", EntityKind::Person), ("organisations", EntityKind::Organisation)] {
        let all = of.entities.iter().filter(|e| e.kind == kind && is_proper(&e.name));
        put(name, json!(all.map(|e| json!({"name": e.name, "rel": "mentions"})).collect::<Vec<_>>()));
    }
    put("places", json!(places(of)));
    let mut kinds: Vec<&str> = Vec::new();
    for claim in of.claims.iter().filter(|c| c.kind != "statement") {
        if !kinds.contains(&claim.kind.as_str()) {
            kinds.push(&claim.kind);
        }
    }
    let gloss = |kind: &str| view.engine.lexicon.kind_named(kind).map(|t| t.gloss.clone());
    put(
        "subjects",
        json!(
            kinds
                .iter()
                .map(|k| json!({"name": gloss(k).unwrap_or_else(|| (*k).to_owned()), "uri": urn("type", k), "rel": "mentions"}))
                .collect::<Vec<_>>()
        ),
    );
    let stories = view.record.stories.iter().filter(|s| s.reports.iter().any(|r| r.id == report.id));
    put("events", json!(stories.map(|s| json!({"name": s.title, "uri": urn("story", &s.id), "rel": "about"})).collect::<Vec<_>>()));
    let outlet = report.outlet.iter().map(|o| json!({"name": o, "rel": "publisher"}));
    let wires = report.wire.iter().map(|w| json!({"name": w, "rel": "credited"}));
    put("infoSources", json!(outlet.chain(wires).collect::<Vec<_>>()));
    put("altIds", json!([{"role": "stemma", "value": report.id}]));
    Value::Object(out)
}

/// The places that it names, each once: those of its claims with their points, then the others by their names.
fn places(of: &ReportClaims) -> Vec<Value> {
    let mut out: BTreeMap<&str, Value> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for place in of.claims.iter().filter_map(|c| c.place.as_ref()) {
        let name = place.name.as_deref().unwrap_or(&place.text);
        if out.contains_key(name) || !is_proper(name) {
            continue;
        }
        let mut item = json!({"name": name, "rel": "mentions"});
        if let Some(id) = place.geonames {
            item["uri"] = json!(format!("https://sws.geonames.org/{id}/"));
        }
        if let Some((lat, lon)) = place.lat.zip(place.lon) {
            item["geoJSON"] = json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": {}});
        }
        if let Some(country) = place.country.as_deref().and_then(country) {
            item["literal"] = json!(country.iso3);
        }
        order.push(name);
        out.insert(name, item);
    }
    let named = of.entities.iter().filter(|e| e.kind == EntityKind::Place && is_proper(&e.name) && !order.contains(&e.name.as_str()));
    let others: Vec<Value> = named.map(|e| json!({"name": e.name, "rel": "mentions"})).collect();
    order.iter().filter_map(|name| out.remove(name)).chain(others).collect()
}

/// An RFC 3339 moment, which is all that ninjs has a place for: the hour of a day alone is not known.
fn moment(published: &str) -> Option<String> {
    published.parse::<jiff::Timestamp>().is_ok().then(|| published.to_owned())
}

/// A name for something of ours: `urn:stemma:KIND:ID`, with what no URN may hold in percent signs.
pub fn urn(kind: &str, id: &str) -> String {
    let mut out = format!("urn:stemma:{kind}:");
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_moments_and_odd_ids_are_urns() {
        assert_eq!(moment("2031-05-06"), None, "a day is no moment");
        assert_eq!(moment("2031-05-06T07:00:00+02:00").as_deref(), Some("2031-05-06T07:00:00+02:00"));
        assert_eq!(moment("soon"), None);
        assert_eq!(urn("claim", "ä b/c1"), "urn:stemma:claim:%C3%A4%20b/c1");
    }
}
