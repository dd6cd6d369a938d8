//! The API: what pages show, as JSON for programs, under `/api/v1/`.
//!
//! [`ENDPOINTS`] is the one list of all there is: [`router`] makes the routes of it and [`describe`] the OpenAPI description, so
//! neither can have what the other lacks. An endpoint that reads is a function from the site and what was [`asked`] to a value;
//! the schema of its answer is read from the type of that value. Objects of the interface are answered as every verb writes them.

pub mod answer;
pub mod asked;
pub mod decisions;
pub mod describe;
pub mod page;
pub mod reports;
pub mod shape;
pub mod site;
pub mod stories;

use super::access::token::Role;
use super::access::{Asker, Coder};
use super::http::Site;
use answer::Given;
use asked::{Asked, Parameter};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::routing::{get, post};
use axum::{Extension, Router};
use schemars::{Schema, SchemaGenerator};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One address of the API.
#[derive(Debug)]
pub struct Endpoint {
    /// Its path, with `{name}` where an id stands.
    pub path: &'static str,
    /// What the description calls it.
    pub name: &'static str,
    /// What it gives, for people.
    pub about: &'static str,
    /// What may stand behind the question mark.
    pub parameters: &'static [Parameter],
    /// What somebody must be to use it; none where whoever may read may.
    pub role: Option<Role>,
    /// What it does.
    pub act: Act,
    /// The schema of its answer.
    pub shape: fn(&mut SchemaGenerator) -> Schema,
}

/// What an endpoint does.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Answers once.
    Read(fn(&Site, &Asked) -> Given),
    /// Takes a JSON object of some form from a coder.
    Write(fn(&Site, &Coder, &[u8]) -> Given, fn(&mut SchemaGenerator) -> Schema),
    /// Sends events until whoever listens goes.
    Listen,
}

/// All there is.
pub static ENDPOINTS: &[&[Endpoint]] = &[site::ENDPOINTS, stories::ENDPOINTS, reports::ENDPOINTS, decisions::ENDPOINTS];

/// All there is, one after another.
pub fn all() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().copied().flatten()
}

/// The routes.
pub fn router() -> Router<Arc<Site>> {
    let router = Router::new().route("/api", get(page::show)).route("/api/openapi.json", get(describe::show));
    all().fold(router, |router, endpoint| {
        if let Act::Write(write, _) = endpoint.act {
            let handler = move |State(site), coder, query, fields, body| written(write, site, coder, query, fields, body);
            return router.route(endpoint.path, post(handler));
        }
        let handler =
            move |State(site), asker, path, query, who, uri, fields| respond(endpoint, site, asker, path, query, who, uri, fields);
        router.route(endpoint.path, get(handler))
    })
}

/// The ids in the path.
type Ids = Result<Path<BTreeMap<String, String>>, PathRejection>;

#[allow(clippy::too_many_arguments)]
async fn respond(
    endpoint: &'static Endpoint,
    site: Arc<Site>,
    Extension(asker): Extension<Asker>,
    path: Ids,
    RawQuery(query): RawQuery,
    who: Option<Coder>,
    uri: Uri,
    fields: HeaderMap,
) -> axum::response::Response {
    if let Some(role) = endpoint.role
        && !who.as_ref().is_some_and(|c| c.may(role))
    {
        return answer::forbidden(who.as_ref(), role);
    }
    let media = match endpoint.act {
        Act::Read(_) | Act::Write(..) => answer::JSON,
        Act::Listen => answer::EVENTS,
    };
    if !answer::accepts(&fields, media) {
        return answer::not_acceptable(media);
    }
    let Ok(Path(ids)) = path else { return answer::Wrong::Bad("The address cannot be read.".to_owned()).into_response("") };
    let asked = match Asked::read(endpoint.parameters, ids, query.as_deref().unwrap_or_default(), who) {
        Ok(asked) => asked,
        Err(wrong) => return wrong.into_response(""),
    };
    match endpoint.act {
        Act::Listen => site::listen(site, asker.counted(), &fields).await,
        // Has a way of its own.
        Act::Write(..) => answer::Wrong::Broken.into_response(""),
        Act::Read(read) => {
            let permit = Arc::clone(&site.making).acquire_owned().await;
            let make = move || {
                let _permit = permit;
                read(&site, &asked)
            };
            let given = tokio::task::spawn_blocking(make).await;
            answer::respond(given.unwrap_or(Err(answer::Wrong::Broken)), &uri, &fields)
        }
    }
}

async fn written(
    write: fn(&Site, &Coder, &[u8]) -> Given,
    site: Arc<Site>,
    coder: Coder,
    RawQuery(query): RawQuery,
    fields: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> axum::response::Response {
    if !answer::accepts(&fields, answer::JSON) {
        return answer::not_acceptable(answer::JSON);
    }
    if !answer::is_json(&fields) {
        return answer::not_json();
    }
    if let Err(wrong) = Asked::read(&[], BTreeMap::new(), query.as_deref().unwrap_or_default(), None) {
        return wrong.into_response("");
    }
    let Ok(body) = body else { return answer::too_much() };
    let given = tokio::task::spawn_blocking(move || write(&site, &coder, &body)).await;
    answer::made(given.unwrap_or(Err(answer::Wrong::Broken)))
}
