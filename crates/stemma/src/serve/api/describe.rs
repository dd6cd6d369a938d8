//! The OpenAPI description (version 3.1.0), made from the list of endpoints and the types of their answers.
//!
//! Schemas are read from the types by schemars, since it reads serde's attributes as serde does and writes the JSON Schema 2020-12
//! that OpenAPI 3.1 has. By the way a value is written a field is always there, so that all are required and may be null.

use super::asked::Kind;
use super::shape::Problem;
use super::{Act, Endpoint, all};
use crate::serve::http::tagged;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static DESCRIPTION: LazyLock<String> = LazyLock::new(|| format!("{:#}\n", description()));

/// The description, indented, with a line's end.
pub fn text() -> &'static str {
    &DESCRIPTION
}

/// `GET /api/openapi.json`
pub async fn show(fields: HeaderMap) -> Response {
    tagged(&fields, "application/json", text().to_owned())
}

/// What an id in a path is.
const IDS: [(&str, &str); 2] = [("story", "A story's id. One that went into another leads on (307)."), ("report", "A report's id.")];

/// Where an id can be had: the list, its name in the answer, and what the id is for.
const LINKS: [(&str, &str, &str, &[&str]); 4] = [
    (
        "listStories",
        "/stories/0/id",
        "story",
        &["getStory", "getRecord", "listFindings", "listEntities", "listLineage", "listStoryReports"],
    ),
    ("getStory", "/reports/0/id", "report", &["getReport", "listClaims"]),
    ("listReports", "/reports/0/id", "report", &["getReport", "listClaims"]),
    ("search", "/sentences/0/report", "report", &["getReport", "listClaims"]),
];

fn description() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize().with(|s| {
        s.definitions_path = "/components/schemas".into();
        s.meta_schema = None;
    });
    let mut schemas = settings.into_generator();
    schemas.subschema_for::<Problem>();
    let mut paths = Map::new();
    for endpoint in all() {
        let method = if let Act::Write(..) = endpoint.act { "post" } else { "get" };
        let at = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        at[method] = operation(endpoint, &mut schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Stemma",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Many news reports of one happening in, one checked record out.",
            "description": "What the pages of stemma serve show, as JSON. A field without a value is null, never absent (but for a claim's and a finding's \
                            `decided`, which is there where a coder decided, and a claim's `again`, where it speaks again of another). Offsets count Unicode \
                            scalar values. Every value opens onto the words it came from: claims lead to reports, spans to their text. New \
                            fields may be added; none is changed or taken away within /api/v1.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "responses": problems(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "A token that stemma token new made."}},
        },
    })
}

fn operation(endpoint: &Endpoint, schemas: &mut SchemaGenerator) -> Value {
    let ids = endpoint.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let id = |name: &str| {
        let about = IDS.iter().find(|i| i.0 == name).map_or("", |i| i.1);
        json!({"name": name, "in": "path", "required": true, "description": about, "schema": {"type": "string", "minLength": 1}})
    };
    let of_query = endpoint
        .parameters
        .iter()
        .map(|p| json!({"name": p.name, "in": "query", "required": p.needed, "description": p.about, "schema": p.kind.schema()}));
    let mut parameters: Vec<Value> = ids.clone().map(id).chain(of_query).collect();
    let has_ids = ids.count() > 0;
    let pages = endpoint.parameters.iter().any(|p| matches!(p.kind, Kind::Cursor));
    let mut fields = Map::new();
    if let Act::Listen = endpoint.act {
        let about = "The `id` of the last event that was heard.";
        parameters
            .push(json!({"name": "Last-Event-ID", "in": "header", "required": false, "description": about, "schema": {"type": "string"}}));
    } else if let Act::Read(_) = endpoint.act {
        let tag = json!({"required": true, "description": "What this answer is told by: sent again as If-None-Match, it saves the answer.", "schema": {"type": "string"}});
        fields.insert("ETag".to_owned(), tag);
    }
    if pages {
        let link = json!({"required": false, "description": "The address of the page behind this one, rel=\"next\".", "schema": {"type": "string"}});
        fields.insert("Link".to_owned(), link);
    }
    let media = if let Act::Listen = endpoint.act { super::answer::EVENTS } else { super::answer::JSON };
    let shape = (endpoint.shape)(schemas).to_value();
    // What events hold is no JSON document; its schema is told beside it.
    let content = if let Act::Listen = endpoint.act {
        json!({"schema": {"type": "string"}, "x-event-data": shape})
    } else {
        json!({"schema": shape})
    };
    let mut found = json!({"description": endpoint.about, "content": {media: content}});
    if !fields.is_empty() {
        found["headers"] = fields.into();
    }
    let links = LINKS.iter().filter(|l| l.0 == endpoint.name).flat_map(|(_, at, id, to)| {
        to.iter().map(move |to| ((*to).to_owned(), json!({"operationId": to, "parameters": {*id: format!("$response.body#{at}")}})))
    });
    let links: Map<String, Value> = links.collect();
    if !links.is_empty() {
        found["links"] = links.into();
    }
    let (status, mut may) = match endpoint.act {
        Act::Write(..) => ("201", vec!["415", "422"]),
        _ => ("200", vec!["304"]),
    };
    let mut answers = Map::from_iter([(status.to_owned(), found)]);
    may.extend(["400", "401", "403", "406", "413", "414", "421", "429", "500", "503", "504"]);
    if has_ids {
        may.push("404");
    }
    if endpoint.path.contains("{story}") {
        may.push("307");
    }
    may.sort_unstable();
    answers.extend(may.into_iter().map(|status| (status.to_owned(), json!({"$ref": format!("#/components/responses/{status}")}))));
    let mut out = json!({
        "operationId": endpoint.name,
        "summary": endpoint.about,
        "parameters": parameters,
        "responses": answers,
    });
    if let Act::Write(_, body) = endpoint.act {
        // What is sent is read otherwise than what is answered: what may be absent need not be there.
        let settings = SchemaSettings::draft2020_12().for_deserialize().with(|s| {
            s.inline_subschemas = true;
            s.meta_schema = None;
        });
        let schema = body(&mut settings.into_generator()).to_value();
        out["requestBody"] = json!({"required": true, "content": {super::answer::JSON: {"schema": schema}}});
    }
    if endpoint.role.is_some() {
        out["security"] = json!([{}, {"token": []}]);
    }
    out
}

/// What may be the matter at any address.
fn problems() -> Value {
    let problem = json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}});
    let mut all = Map::new();
    for (status, about) in [
        ("307", "The story went into another one, whose address is in Location."),
        ("400", "What was asked cannot be read; the answer says what is possible."),
        ("401", "No token was sent, or one that nobody has or that was revoked."),
        ("403", "Whoever asks may not."),
        ("404", "There is no such thing."),
        ("406", "The request takes no form that this comes in."),
        ("413", "More was sent than is taken."),
        ("414", "The address is longer than any of this site."),
        ("415", "What was sent is not in the form that is taken here."),
        ("421", "The site is not served under this name."),
        ("422", "What was decided cannot be; nothing was done."),
        ("429", "Too many requests; Retry-After says for how many seconds to wait."),
        ("500", "An error of Stemma's."),
        ("503", "Not now."),
        ("504", "It took too long."),
    ] {
        let mut answer = json!({"description": about, "content": problem});
        let text = |required: bool| json!({"required": required, "schema": {"type": "string"}});
        match status {
            "307" => answer["headers"] = json!({"Location": text(true)}),
            "401" => answer["headers"] = json!({"WWW-Authenticate": text(true)}),
            "429" => answer["headers"] = json!({"Retry-After": {"required": true, "schema": {"type": "integer"}}}),
            _ => {}
        }
        all.insert(status.to_owned(), answer);
    }
    let fields = json!({"ETag": {"required": true, "schema": {"type": "string"}}});
    all.insert("304".to_owned(), json!({"description": "The same as the answer that If-None-Match names.", "headers": fields}));
    all.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_endpoint_is_described_and_every_reference_leads_somewhere() {
        let all_of_it = description();
        let described: usize = all_of_it["paths"].as_object().unwrap().values().map(|p| p.as_object().unwrap().len()).sum();
        assert_eq!(described, all().count(), "an address stands twice");
        let names: BTreeSet<&str> = all().map(|e| e.name).collect();
        assert_eq!(names.len(), described, "a name stands twice");
        for (_, _, _, to) in LINKS {
            assert!(to.iter().all(|t| names.contains(t)), "{to:?}");
        }
        let text = text();
        for reference in text.split("\"$ref\": \"").skip(1).filter_map(|r| r.split('"').next()) {
            let at = reference.strip_prefix('#').unwrap();
            assert!(all_of_it.pointer(at).is_some(), "{reference}");
        }
    }

    #[test]
    fn nothing_is_absent_and_everything_says_what_it_is() {
        let all_of_it = description();
        for (name, schema) in all_of_it["components"]["schemas"].as_object().unwrap() {
            let Some(fields) = schema["properties"].as_object() else { continue };
            let required: BTreeSet<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            for (field, of) in fields {
                // Records of stores in which nobody decided anything are those of before there were decisions; few claims only
                // speak again of another.
                let sparing = matches!((name.as_str(), field.as_str()), ("Claim" | "Finding", "decided") | ("Claim", "again"));
                assert!(sparing || required.contains(field.as_str()), "{name}.{field} is not required");
                assert!(of.get("description").is_some(), "{name}.{field} says nothing");
            }
        }
    }
}
