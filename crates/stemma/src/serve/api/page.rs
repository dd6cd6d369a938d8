//! The page that explains the API to people.

use super::{Act, Endpoint, all, asked::Parameter};
use crate::serve::access::Coder;
use crate::serve::http::Site;
use crate::serve::look::Frame;
use crate::serve::trouble;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use std::sync::Arc;

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/api.html")]
struct ApiPage {
    frame: Frame,
    /// Whether a token has to be sent.
    token: bool,
    /// What to try, and how.
    examples: Vec<(&'static str, String)>,
    /// Method, path, what it gives, parameters, who may.
    rows: Vec<(String, String, &'static [Parameter], Option<&'static str>)>,
}

/// `GET /api`
pub async fn show(State(site): State<Arc<Site>>, who: Option<Coder>, fields: HeaderMap) -> Response {
    let host = fields.get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("127.0.0.1:8181");
    // Behind a proxy that is named, the way there is TLS.
    let scheme = if site.access.proxied { "https" } else { "http" };
    let asked = Arc::clone(&site);
    let newest = tokio::task::spawn_blocking(move || asked.library.ask(|s| s.stories(stemma_store::stories::Order::Newest, 0, 1)));
    let newest = newest.await.ok().and_then(Result::ok).and_then(|mut s| s.pop());
    let token = !site.access.public_reading && who.is_none_or(|c| c.token.is_some());
    let story = newest.map(|s| crate::serve::address::segment(&s.id));
    let page = ApiPage {
        frame: Frame { title: "For programs".to_owned(), ..Frame::default() },
        token,
        examples: examples(&format!("{scheme}://{host}"), token, story.as_deref()),
        rows: all()
            .map(|e| (format!("{} {}", method(e), e.path), e.about.replace('`', ""), e.parameters, e.role.map(|r| r.name())))
            .collect(),
    };
    match page.render() {
        Ok(body) => crate::serve::http::tagged(&fields, "text/html; charset=utf-8", body),
        Err(_) => trouble::page(StatusCode::INTERNAL_SERVER_ERROR, "Something broke", "The page could not be made: an error of Stemma's."),
    }
}

fn method(endpoint: &Endpoint) -> &'static str {
    if let Act::Write(..) = endpoint.act { "POST" } else { "GET" }
}

/// Commands that work as they stand, on this site and with a story that it has.
fn examples(at: &str, token: bool, story: Option<&str>) -> Vec<(&'static str, String)> {
    let with = if token { " -H \"Authorization: Bearer $STEMMA_TOKEN\"" } else { "" };
    // Between single quotation marks a shell takes everything as it stands but these.
    let at = at.replace('\'', "%27");
    let mut out = vec![("The stories, the newest first:", format!("curl{with} '{at}/api/v1/stories?limit=5'"))];
    if let Some(story) = story {
        out.push(("One of them, reconciled:", format!("curl{with} '{at}/api/v1/stories/{story}'")));
        out.push(("Only what its reports dispute:", format!("curl{with} '{at}/api/v1/stories/{story}/findings?status=disputed'")));
    }
    let query = "--data-urlencode 'q=status:disputed killed:>0'";
    out.push(("Sentences, as the search box finds them:", format!("curl{with} -G '{at}/api/v1/search' {query}")));
    out.push(("What changed, as it changes; the line stays open until you end it:", format!("curl{with} -N '{at}/api/v1/live'")));
    out
}
