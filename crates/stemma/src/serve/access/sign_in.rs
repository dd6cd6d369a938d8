//! The page to sign in: a token becomes a session.

use super::super::http::Site;
use super::super::look::Frame;
use super::super::trouble;
use super::{Asker, session};
use crate::progress::say;
use askama::Template;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

/// The page.
#[derive(Debug, Template)]
#[template(path = "serve/sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// Who is signed in, and what they may do.
    who: Option<(String, &'static str)>,
    /// Whether they came in with a session, which can be ended.
    session: bool,
    /// Where to go then.
    to: String,
    /// What went wrong.
    wrong: Option<&'static str>,
    /// Whether the way here was a link of another site, with which a browser sends no cookie.
    linked: bool,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Sent {
    token: String,
    #[serde(default)]
    to: String,
}

/// The page in the place of one that is not shown to everybody, with the status of that.
pub fn asked(request: &Request) -> Response {
    let to = request.uri().path_and_query().map_or("/", |p| p.as_str());
    let linked = request.headers().get("sec-fetch-site").is_some_and(|v| v == "cross-site");
    let to = if request.method() == axum::http::Method::GET { to } else { "/" };
    page(StatusCode::UNAUTHORIZED, SignInPage { frame: frame(), who: None, session: false, to: to.to_owned(), wrong: None, linked })
}

/// `GET /sign-in`
pub async fn show(asker: Asker) -> Response {
    let session = asker.who.as_ref().is_some_and(|c| c.token.is_some());
    let who = asker.who.map(|c| (c.name, c.role.name()));
    page(StatusCode::OK, SignInPage { frame: frame(), who, session, to: "/".to_owned(), wrong: None, linked: false })
}

/// `POST /sign-in`
pub async fn open(State(site): State<Arc<Site>>, asker: Asker, sent: Result<Form<Sent>, FormRejection>) -> Response {
    let Ok(Form(sent)) = sent else {
        return trouble::answer(
            "/sign-in",
            StatusCode::BAD_REQUEST,
            "Cannot be read",
            "What was sent is not what the page to sign in sends.",
        );
    };
    let opened = site
        .access
        .tokens
        .holder(sent.token.trim())
        .and_then(|holder| holder.map(|h| site.access.sessions.open(&h.token, asker.client.secure)).transpose());
    match opened {
        Ok(Some(cookie)) => moved(within(&sent.to), &cookie),
        Ok(None) => {
            let wrong = Some("Nobody has this token, or it was revoked.");
            let to = within(&sent.to).to_owned();
            page(StatusCode::FORBIDDEN, SignInPage { frame: frame(), who: None, session: false, to, wrong, linked: false })
        }
        Err(failure) => {
            say(&format!("nobody can be let in: {failure}"));
            trouble::answer(
                "/sign-in",
                StatusCode::SERVICE_UNAVAILABLE,
                "Nobody can be let in",
                "Who may come in cannot be read. Whoever runs this site finds the reason where it runs.",
            )
        }
    }
}

/// `POST /sign-out`
pub async fn close(State(site): State<Arc<Site>>, asker: Asker, fields: HeaderMap) -> Response {
    if let Some(cookie) = session::shown(&fields, asker.client.secure) {
        site.access.sessions.close(cookie);
    }
    moved("/sign-in", &session::ended(asker.client.secure))
}

fn frame() -> Frame {
    Frame { title: "Sign in".to_owned(), ..Frame::default() }
}

fn page(status: StatusCode, page: SignInPage) -> Response {
    match page.render() {
        Ok(body) => trouble::html(status, body),
        Err(_) => status.into_response(),
    }
}

/// A page of this site, whatever was sent: an address that a browser could take for another site's is none.
pub fn within(to: &str) -> &str {
    let plain = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && to.bytes().all(|b| b.is_ascii_graphic());
    if plain { to } else { "/" }
}

fn moved(to: &str, cookie: &str) -> Response {
    match (HeaderValue::from_str(to), HeaderValue::from_str(cookie)) {
        (Ok(to), Ok(cookie)) => {
            let fields =
                [(header::LOCATION, to), (header::SET_COOKIE, cookie), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (StatusCode::SEE_OTHER, fields).into_response()
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn signing_in_leads_to_no_other_site() {
        assert_eq!(within("/story/s1?x=%20#f"), "/story/s1?x=%20#f");
        for to in ["//elsewhere.example/", "https://elsewhere.example/", "/\\elsewhere.example", "/\t/elsewhere.example", "", "story"] {
            assert_eq!(within(to), "/", "{to}");
        }
    }
}
