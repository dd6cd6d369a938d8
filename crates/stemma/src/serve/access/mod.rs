//! Who may do what: every request passes [`enforce`] before any page or answer is made.
//!
//! **A handler that changes something** takes a [`Coder`] among its arguments: who asks, with name and role. It is not called for
//! anyone who may not review; they are told to sign in (401) or that they may not (403). [`Option<Coder>`] is for pages that
//! everyone may read and that show a form to those who may use it. `Coder::may(Role::Admin)` asks for more.
//! A form needs nothing of its own against other sites: what they send is refused before ([`origin`]).
//!
//! The rules, in this order:
//! - On this machine alone, while no token was ever made, whoever reaches the site is let in and may do everything, under the
//!   name of the run (`--as`). What came through a proxy is not from this machine, whatever its address.
//! - Else a [token](token) is shown: as `Authorization: Bearer …` (RFC 6750), or once to sign in, and then by a
//!   [session](session)'s cookie. Roles are reader, coder and admin; each may do what those before may.
//! - With `--public-reading` nobody needs a token to read.
//! - A client that asks more often than [`limit`] allows waits (429). On this machine alone nothing is counted.

pub mod client;
pub mod limit;
pub mod origin;
pub mod session;
pub mod sign_in;
pub mod token;
pub mod tokens;

use super::http::Site;
use super::trouble;
use crate::progress::say;
use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use client::Client;
use limit::{Limit, Who};
use session::Sessions;
use std::net::SocketAddr;
use std::sync::Arc;
use token::Role;
use tokens::{Holder, Tokens};

/// What holds for a site.
#[derive(Debug)]
pub struct Access {
    /// Who was given a token.
    pub tokens: Tokens,
    /// Under what name whoever is on this machine works; none where the site is not for this machine alone.
    pub local: Option<String>,
    /// Whether everyone may read.
    pub public_reading: bool,
    /// Whether a proxy stands before the site, whose word on who asks is taken.
    pub proxied: bool,
    /// How often one client may ask.
    pub limit: Limit,
    /// Who is signed in.
    pub sessions: Sessions,
}

/// Who asks. As an argument of a handler: somebody who may review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coder {
    /// The name, as it stands in the audit trail.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What their token is called; none on this machine alone.
    pub token: Option<String>,
}

impl Coder {
    /// Whether they may do what a role may.
    pub fn may(&self, role: Role) -> bool {
        self.role >= role
    }
}

impl From<Holder> for Coder {
    fn from(holder: Holder) -> Self {
        Coder { name: holder.name, role: holder.role, token: Some(holder.token) }
    }
}

/// What is known of whoever sent a request; stands among the request's extensions.
#[derive(Clone, Debug)]
pub struct Asker {
    /// Who it is, where it is known.
    pub who: Option<Coder>,
    /// The client.
    pub client: Client,
}

impl Asker {
    /// Whom limits count.
    pub fn counted(&self) -> Who {
        Who::of(self.who.as_ref(), &self.client)
    }
}

/// What is shown to be let in.
enum Shown {
    Nothing,
    Bearer(Option<Coder>),
    Cookie(Coder),
    Local(Coder),
}

/// The addresses that are open to everyone: to sign in, what pages need to be shown, and whether the site works.
fn is_open(path: &str) -> bool {
    matches!(path, "/sign-in" | "/sign-out" | "/api/v1/health") || path.starts_with("/assets/")
}

/// Lets a request through, with its [`Asker`], or says why not.
pub async fn enforce(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let access = &site.access;
    let path = request.uri().path().to_owned();
    let refuse = |status, title: &str, what: &str| trouble::answer(&path, status, title, what);
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0);
    let client = Client::of(peer, request.headers(), access.proxied);
    let shown = match access.shown(&request, &client) {
        Ok(shown) => shown,
        Err(failure) => {
            say(&format!("nobody can be let in: {failure}"));
            return refuse(
                StatusCode::SERVICE_UNAVAILABLE,
                "Nobody can be let in",
                "Who may come in cannot be read. Whoever runs this site finds the reason where it runs.",
            );
        }
    };
    let (who, ambient, counted) = match shown {
        Shown::Local(coder) => (Some(coder), true, false),
        Shown::Cookie(coder) => (Some(coder), true, true),
        Shown::Bearer(coder) => (coder, false, true),
        Shown::Nothing if access.local.is_some() && !access.proxied && Client::forwarded(request.headers()) => {
            return refuse(
                StatusCode::FORBIDDEN,
                "Not through a proxy",
                "This site was started for the machine that it runs on, and this request came through a proxy. Whoever runs it can allow that with --proxied.",
            );
        }
        Shown::Nothing => (None, false, true),
    };
    if counted && let Err(wait) = access.limit.count(&Who::of(who.as_ref(), &client)) {
        let mut answer = refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "Too often",
            "So many requests at once are more than this site answers. Ask again in a moment.",
        );
        let seconds = HeaderValue::from(wait.as_secs() + 1);
        answer.headers_mut().insert(header::RETRY_AFTER, seconds);
        return answer;
    }
    if !origin::is_safe(request.method()) {
        let from = origin::of(request.headers(), &client.host);
        // What a cookie or this machine lets in could be sent by any page that is open in the same browser.
        if from == origin::From::Elsewhere || (from == origin::From::Untold && ambient && !is_json(&request)) {
            return refuse(StatusCode::FORBIDDEN, "Not from here", "This was not sent from a page of this site, so nothing was done.");
        }
    }
    let reads = origin::is_safe(request.method());
    let may = match &who {
        Some(coder) => reads || coder.may(Role::Coder),
        None => reads && access.public_reading,
    };
    if !may && !is_open(&path) {
        return match who {
            Some(coder) => forbidden(&path, &coder),
            None => unknown(&path, &request, "Nobody is let in here without a token."),
        };
    }
    let private = !access.public_reading && access.local.is_none();
    request.extensions_mut().insert(Asker { who, client });
    let mut answer = next.run(request).await;
    if private && answer.headers().get(header::CACHE_CONTROL).is_some_and(|v| v == "no-cache") {
        // A cache between must not hand one reader's page to another.
        answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    answer
}

/// A form cannot send JSON, and a script of another site only with this site's leave, which it does not give.
fn is_json(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json"))
}

impl Access {
    /// Who whoever sent a request is, by what it shows. A token that is not ours is none.
    fn shown(&self, request: &Request, client: &Client) -> Result<Shown, crate::error::Failure> {
        let fields = request.headers();
        if let Some(given) = fields.get(header::AUTHORIZATION) {
            let given = given.to_str().unwrap_or_default();
            let token = given.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
            let holder = token.map(|t| self.tokens.holder(t)).transpose()?.flatten();
            return Ok(Shown::Bearer(holder.map(Coder::from)));
        }
        if let Some(cookie) = session::shown(fields, client.secure)
            && let Some(token) = self.sessions.token(cookie)
            && let Some(holder) = self.tokens.called(&token)?
        {
            return Ok(Shown::Cookie(holder.into()));
        }
        match &self.local {
            Some(name) if !Client::forwarded(fields) && self.tokens.all()?.is_empty() => {
                Ok(Shown::Local(Coder { name: name.clone(), role: Role::Admin, token: None }))
            }
            _ => Ok(Shown::Nothing),
        }
    }
}

/// 401: who asks is not known.
fn unknown(path: &str, request: &Request, what: &str) -> Response {
    let mut answer = match path.starts_with("/api/") {
        true => trouble::answer(path, StatusCode::UNAUTHORIZED, "Not known", &format!("{what} Send one as Authorization: Bearer …")),
        false => sign_in::asked(request),
    };
    let shown = request.headers().contains_key(header::AUTHORIZATION);
    let challenge = if shown { "Bearer realm=\"stemma\", error=\"invalid_token\"" } else { "Bearer realm=\"stemma\"" };
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    answer
}

/// 403: who asks may not.
fn forbidden(path: &str, coder: &Coder) -> Response {
    let what = format!("{} may read here, and not change anything: that takes the token of a coder.", coder.name);
    trouble::answer(path, StatusCode::FORBIDDEN, "Not allowed", &what)
}

impl<S: Sync> FromRequestParts<S> for Coder {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let who = parts.extensions.get::<Asker>().and_then(|a| a.who.clone());
        match who {
            Some(coder) if coder.may(Role::Coder) => Ok(coder),
            Some(coder) => Err(forbidden(parts.uri.path(), &coder)),
            None => {
                let request = Request::from_parts(parts.clone(), axum::body::Body::empty());
                Err(unknown(parts.uri.path(), &request, "To change something takes the token of a coder."))
            }
        }
    }
}

/// Whoever is known, whatever they may do.
impl<S: Sync> OptionalFromRequestParts<S> for Coder {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Asker>().and_then(|a| a.who.clone()))
    }
}

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let missing = || trouble::answer(parts.uri.path(), StatusCode::INTERNAL_SERVER_ERROR, "Something broke", "An error of Stemma's.");
        parts.extensions.get::<Asker>().cloned().ok_or_else(|| missing().into_response())
    }
}
