//! What cannot be shown, said in plain words: as a page, or to programs as RFC 9457 has it.

use super::look::Frame;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The page for what is not there or went wrong.
#[derive(Debug, Template)]
#[template(path = "serve/trouble.html")]
pub struct TroublePage {
    frame: Frame,
    what: String,
}

impl TroublePage {
    /// A page with a heading and what to do.
    pub fn new(title: &str, what: impl Into<String>) -> Self {
        TroublePage { frame: Frame { title: title.to_owned(), ..Frame::default() }, what: what.into() }
    }
}

/// The answer at a path: a page, or under `/api/` a problem.
pub fn answer(path: &str, status: StatusCode, title: &str, what: &str) -> Response {
    if path.starts_with("/api/") { problem(status, title, what) } else { page(status, title, what) }
}

/// 413: more than so many bytes.
pub fn too_much(path: &str, most: usize) -> Response {
    let what = format!("More was sent than this site takes: {} KiB at most.", most >> 10);
    answer(path, StatusCode::PAYLOAD_TOO_LARGE, "Too much", &what)
}

/// A page that says what is the matter.
pub fn page(status: StatusCode, title: &str, what: &str) -> Response {
    html(status, TroublePage::new(title, what).render().unwrap_or_else(|_| what.to_owned()))
}

/// A page that no browser keeps.
pub fn html(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// Problem details (RFC 9457). The types are told apart by their status, so `about:blank` says enough.
pub fn problem(status: StatusCode, title: &str, what: &str) -> Response {
    let body = serde_json::json!({"type": "about:blank", "title": title, "status": status.as_u16(), "detail": what});
    let fields = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    (status, fields, format!("{body}\n")).into_response()
}
