//! Answers: JSON with a tag, or what is the matter (RFC 9457).

use super::super::access::Coder;
use super::super::access::token::Role;
use super::super::{http::tagged, trouble};
use crate::progress::say;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use stemma_store::StoreError;

/// The media type of most answers.
pub const JSON: &str = "application/json";
/// That of events.
pub const EVENTS: &str = "text/event-stream";

/// What an endpoint gives.
pub type Given = Result<Reply, Wrong>;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    body: String,
    /// The cursor of the page behind this one.
    next: Option<String>,
}

impl Reply {
    /// A value on one line, as `jsonl` has it.
    pub fn of<T: Serialize>(value: &T) -> Given {
        Reply::page(value, None)
    }

    /// A page of a list, and the cursor of the one behind it.
    pub fn page<T: Serialize>(value: &T, next: Option<String>) -> Given {
        let body = serde_json::to_string(value).map_err(|_| Wrong::Broken)?;
        Ok(Reply { body: body + "\n", next })
    }

    /// A value indented, as `json` has it.
    pub fn indented<T: Serialize>(value: &T) -> Given {
        let body = serde_json::to_string_pretty(value).map_err(|_| Wrong::Broken)?;
        Ok(Reply { body: body + "\n", next: None })
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Wrong {
    /// What was asked cannot be read; what is possible.
    Bad(String),
    /// There is no such thing.
    NotHere(&'static str),
    /// It goes by another id now: the old one, and the new.
    Moved(String, String),
    /// What was decided cannot be; why.
    Undecided(String),
    /// More than can be done at once.
    Busy(&'static str),
    /// The store cannot be read.
    Store(StoreError),
    /// An error of ours.
    Broken,
}

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Self {
        Wrong::Store(error)
    }
}

impl Wrong {
    /// As an answer to a request for a path.
    pub fn into_response(self, path: &str) -> Response {
        match self {
            Wrong::Bad(what) => trouble::problem(StatusCode::BAD_REQUEST, "Cannot be read", &what),
            Wrong::NotHere(what) => trouble::problem(StatusCode::NOT_FOUND, "Not here", what),
            Wrong::Moved(from, to) => {
                let encode = super::super::address::segment;
                let to = path.replacen(&format!("/stories/{}", encode(&from)), &format!("/stories/{}", encode(&to)), 1);
                let location = HeaderValue::from_str(&to).unwrap_or(HeaderValue::from_static("/api"));
                let what = "This story went into another one.";
                let mut answer = trouble::problem(StatusCode::TEMPORARY_REDIRECT, "Moved", what);
                answer.headers_mut().insert(header::LOCATION, location);
                answer
            }
            Wrong::Undecided(what) => trouble::problem(StatusCode::UNPROCESSABLE_ENTITY, "Nothing was decided", &what),
            Wrong::Busy(what) => trouble::problem(StatusCode::SERVICE_UNAVAILABLE, "Too many", what),
            Wrong::Store(error) => {
                say(&format!("an answer could not be made: {error}"));
                broken()
            }
            Wrong::Broken => broken(),
        }
    }
}

fn broken() -> Response {
    trouble::problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something broke",
        "The answer could not be made: an error of Stemma's. Please report it.",
    )
}

/// The answer to a request.
pub fn respond(given: Given, uri: &Uri, fields: &HeaderMap) -> Response {
    match given {
        Ok(Reply { body, next }) => {
            let mut answer = tagged(fields, JSON, body);
            let link = next.and_then(|next| HeaderValue::from_str(&format!("<{}>; rel=\"next\"", onward(uri, &next))).ok());
            if let Some(link) = link {
                answer.headers_mut().insert(header::LINK, link);
            }
            answer
        }
        Err(wrong) => wrong.into_response(uri.path()),
    }
}

/// The answer to something that was written: 201.
pub fn made(given: Given) -> Response {
    match given {
        Ok(Reply { body, .. }) => {
            (StatusCode::CREATED, [(header::CONTENT_TYPE, JSON), (header::CACHE_CONTROL, "no-store")], body).into_response()
        }
        Err(wrong) => wrong.into_response(""),
    }
}

/// Whether what was sent says that it is JSON.
pub fn is_json(fields: &HeaderMap) -> bool {
    let kind = fields.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case(JSON))
}

/// 415
pub fn not_json() -> Response {
    let what = "What is sent here has to be JSON, and say so: Content-Type: application/json.";
    trouble::problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not in this form", what)
}

/// 413
pub fn too_much() -> Response {
    trouble::problem(StatusCode::PAYLOAD_TOO_LARGE, "Too much", "More was sent than this site takes, or it did not come to its end.")
}

/// The address of the page behind this one (RFC 8288).
fn onward(uri: &Uri, next: &str) -> String {
    let query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut to = url::form_urlencoded::Serializer::new(String::new());
    to.extend_pairs(query.filter(|(name, _)| name != "cursor")).append_pair("cursor", next);
    format!("{}?{}", uri.path(), to.finish())
}

/// Whether a media type is among those that a request takes (RFC 9110, section 12.5.1). Without the field it takes all.
pub fn accepts(fields: &HeaderMap, media: &str) -> bool {
    let mut ranges = fields.get_all(header::ACCEPT).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).peekable();
    if ranges.peek().is_none() {
        return true;
    }
    let group = media.split('/').next().unwrap_or_default();
    ranges.any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.filter_map(|p| p.strip_prefix("q=")).any(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        let fits = kind == "*/*" || kind == media || kind.strip_suffix("/*") == Some(group) || kind.is_empty();
        fits && !refused
    })
}

/// 406
pub fn not_acceptable(media: &str) -> Response {
    let what = format!("What is here comes as {media} only, and the request does not take that (Accept).");
    trouble::problem(StatusCode::NOT_ACCEPTABLE, "Not in this form", &what)
}

/// 403, or 401 where nobody is known.
pub fn forbidden(who: Option<&Coder>, role: Role) -> Response {
    match who {
        Some(coder) => {
            let what = format!(
                "This takes the token of a person with the role {}; {} has the role {}.",
                role.name(),
                coder.name,
                coder.role.name()
            );
            trouble::problem(StatusCode::FORBIDDEN, "Not allowed", &what)
        }
        None => {
            let what = "This takes a token. Send one as Authorization: Bearer …";
            let mut answer = trouble::problem(StatusCode::UNAUTHORIZED, "Not known", what);
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"stemma\""));
            answer.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_takes_is_read_as_written() {
        let takes = |accept: &str| {
            let mut fields = HeaderMap::new();
            fields.insert(header::ACCEPT, accept.parse().unwrap());
            accepts(&fields, JSON)
        };
        for accept in ["*/*", "application/*;q=0.8", "text/html, Application/JSON", "text/html,*/*;q=0.1"] {
            assert!(takes(accept), "{accept}");
        }
        for accept in ["text/html", "application/json;q=0", "text/*", "application/xml"] {
            assert!(!takes(accept), "{accept}");
        }
        assert!(accepts(&HeaderMap::new(), JSON));
    }

    #[test]
    fn the_next_page_keeps_what_was_asked_for() {
        let uri: Uri = "/api/v1/search?q=a%26b&cursor=search.20&limit=5".parse().unwrap();
        assert_eq!(onward(&uri, "search.25"), "/api/v1/search?q=a%26b&limit=5&cursor=search.25");
    }
}
