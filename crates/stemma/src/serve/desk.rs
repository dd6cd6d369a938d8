//! Where coders decide: what forms send becomes a decision in the store, and the page that it was sent from is shown anew.

use super::access::Coder;
use super::access::token::Role;
use super::http::{Answer, Site, answer};
use super::stories::Turn;
use super::trouble::page as trouble;
use super::{address, claim::ClaimPage, trail::LIST, trail::TrailPage};
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::keeping::deciding::decide;
use crate::keeping::review::{Asked, Wish};
use crate::progress::say;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use stemma_engine::Engine;
use stemma_model::Attribute;
use stemma_store::batch::Maker;
use stemma_store::decisions::Wanted;
use stemma_store::paging::At;

/// Decisions on one page of the audit trail.
const ENTRIES: usize = 40;

/// What deciding needs.
#[derive(Debug)]
pub struct Desk {
    /// The store.
    pub path: PathBuf,
    /// What stories are reconciled by.
    pub engine: Engine,
    /// What is derived here is derived by.
    pub maker: Maker,
}

/// Whether forms are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forms {
    /// The reader may decide.
    Open,
    /// The reader may only read.
    #[default]
    NotYours,
    /// What is served are files: there is no store that could keep a decision.
    NoStore,
}

impl Forms {
    /// For whoever asks.
    pub fn of(site: &Site, who: Option<&Coder>) -> Forms {
        match (&site.desk, who) {
            (None, _) => Forms::NoStore,
            (Some(_), Some(coder)) if coder.may(Role::Coder) => Forms::Open,
            _ => Forms::NotYours,
        }
    }

    /// Whether there is nothing that could keep a decision.
    pub fn no_store(self) -> bool {
        self == Forms::NoStore
    }

    /// Whether the reader may decide.
    pub fn open(self) -> bool {
        self == Forms::Open
    }
}

type Fields = HashMap<String, String>;
type Sent = Result<Form<Fields>, FormRejection>;

/// `POST /report/{id}/claim/{n}`
pub async fn decided(
    State(site): State<Arc<Site>>,
    coder: Coder,
    ids: Result<Path<(String, String)>, PathRejection>,
    sent: Sent,
) -> Response {
    let (Ok(Path((report, n))), Ok(Form(sent))) = (ids, sent) else { return unreadable() };
    let claim = format!("{}/{n}", address::id(&report));
    let wish = match sent.get("verdict").map(String::as_str) {
        Some("accept") => Wish::Accept(claim.clone()),
        Some("reject") => Wish::Reject(claim.clone()),
        Some("correct") => {
            let value = |a: Attribute| sent.get(a.name()).map(|v| (a, Some(v.clone()).filter(|v| !v.trim().is_empty())));
            Wish::Correct(claim.clone(), Attribute::ALL.into_iter().filter_map(value).collect())
        }
        _ => return unreadable(),
    };
    let to = sent.get("to").cloned().unwrap_or_else(|| address::of_claim(&claim));
    write(site, coder, &sent, wish, to).await
}

/// `POST /story/{id}/choose`
pub async fn chosen(State(site): State<Arc<Site>>, coder: Coder, id: Result<Path<String>, PathRejection>, sent: Sent) -> Response {
    let (Ok(Path(id)), Ok(Form(sent))) = (id, sent) else { return unreadable() };
    let (Some(claim), slot) = (sent.get("claim").cloned(), sent.get("slot").cloned()) else { return unreadable() };
    let to = sent.get("to").cloned().unwrap_or_else(|| address::story(address::id(&id)));
    write(site, coder, &sent, Wish::Choose(claim, slot), to).await
}

/// `POST /story/{id}/merge`
pub async fn merged(State(site): State<Arc<Site>>, coder: Coder, id: Result<Path<String>, PathRejection>, sent: Sent) -> Response {
    let (Ok(Path(id)), Ok(Form(sent))) = (id, sent) else { return unreadable() };
    let (id, Some(other)) = (address::id(&id), sent.get("other")) else { return unreadable() };
    // The page of either leads to both.
    write(site, coder, &sent, Wish::Merge(id.to_owned(), other.clone()), address::story(id)).await
}

/// `POST /story/{id}/split`: a field `report` for each.
pub async fn split(
    State(site): State<Arc<Site>>,
    coder: Coder,
    id: Result<Path<String>, PathRejection>,
    sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let (Ok(Path(id)), Ok(Form(sent))) = (id, sent) else { return unreadable() };
    let id = address::id(&id);
    let reports = sent.iter().filter(|(name, _)| name == "report").map(|(_, id)| id.clone()).collect();
    write(site, coder, &sent.into_iter().collect(), Wish::Split(id.to_owned(), reports), address::story(id)).await
}

/// `POST /story/{id}/entity/{entity}/same`
pub async fn same(State(site): State<Arc<Site>>, coder: Coder, ids: Result<Path<(String, String)>, PathRejection>, sent: Sent) -> Response {
    let (Ok(Path((id, entity))), Ok(Form(sent))) = (ids, sent) else { return unreadable() };
    let (id, entity, Some(other)) = (address::id(&id), address::id(&entity), sent.get("other")) else { return unreadable() };
    // Entities are numbered anew: the story leads to what is one now.
    write(site, coder, &sent, Wish::Same(id.to_owned(), entity.to_owned(), other.clone()), address::story(id)).await
}

/// `POST /story/{id}/entity/{entity}/different`: a field `member` for each.
pub async fn different(
    State(site): State<Arc<Site>>,
    coder: Coder,
    ids: Result<Path<(String, String)>, PathRejection>,
    sent: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let (Ok(Path((id, entity))), Ok(Form(sent))) = (ids, sent) else { return unreadable() };
    let (id, entity) = (address::id(&id), address::id(&entity));
    let members = sent.iter().filter(|(name, _)| name == "member").map(|(_, id)| id.clone()).collect();
    write(site, coder, &sent.into_iter().collect(), Wish::Different(id.to_owned(), entity.to_owned(), members), address::story(id)).await
}

/// `POST /decision/{n}/withdraw`
pub async fn withdrawn(State(site): State<Arc<Site>>, coder: Coder, n: Result<Path<i64>, PathRejection>, sent: Sent) -> Response {
    let (Ok(Path(n)), Ok(Form(sent))) = (n, sent) else { return unreadable() };
    let to = sent.get("to").cloned().unwrap_or_else(|| "/decisions".to_owned());
    write(site, coder, &sent, Wish::Withdraw(n), to).await
}

async fn write(site: Arc<Site>, coder: Coder, sent: &Fields, wish: Wish, to: String) -> Response {
    let asked = Asked { coder: coder.name, at: now(), reason: sent.get("reason").cloned(), wish };
    let written = tokio::task::spawn_blocking(move || -> Result<(), Failure> {
        let Some(desk) = &site.desk else { return Err(Failure::usage(NO_STORE)) };
        decide(&desk.path, &desk.engine, &desk.maker, &asked).map(drop)
    });
    match written.await {
        Ok(Ok(())) => moved(within(&to)),
        Ok(Err(failure)) if failure.is_usage() => trouble(StatusCode::UNPROCESSABLE_ENTITY, "Nothing was decided", &failure.told()),
        Ok(Err(failure)) => {
            say(&format!("a decision was not written: {failure}"));
            trouble(
                StatusCode::SERVICE_UNAVAILABLE,
                "Nothing was decided",
                "The store could not be written to. Whoever runs this site finds the reason where it runs.",
            )
        }
        Err(_) => {
            trouble(StatusCode::INTERNAL_SERVER_ERROR, "Something broke", "Nothing was decided: an error of Stemma's. Please report it.")
        }
    }
}

/// What is said where files are served.
pub const NO_STORE: &str = "What is served are files, and no store that could keep a decision. stemma add puts the files into a store; stemma serve --store FILE serves it.";

pub(super) fn unreadable() -> Response {
    trouble(StatusCode::BAD_REQUEST, "Cannot be read", "What was sent is not what the forms of this site send, so nothing was done.")
}

/// The page that a form was sent from, to be read anew (RFC 9110, section 15.4.4).
pub(super) fn moved(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(to) => {
            (StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]).into_response()
        }
        Err(_) => unreadable(),
    }
}

/// A page of this site, whatever was sent.
fn within(to: &str) -> &str {
    super::access::sign_in::within(to)
}

/// `GET /report/{id}/claim/{n}`
pub async fn claim(
    State(site): State<Arc<Site>>,
    who: Option<Coder>,
    ids: Result<Path<(String, String)>, PathRejection>,
    asked: HeaderMap,
) -> Response {
    let Ok(Path((report, n))) = ids else { return unreadable() };
    let forms = Forms::of(&site, who.as_ref());
    answer(site, asked, move |site| {
        let report = address::id(&report);
        let id = format!("{report}/{n}");
        let Some(read) = site.library.reviewed(report)? else { return Ok(Answer::Missing("No report has this id.")) };
        let entries = site.library.trail(&Wanted { report: Some(report.to_owned()), ..Wanted::default() }, 0, usize::MAX >> 1)?;
        let page = ClaimPage::of(&read, &id, &entries, forms, site.desk.as_ref().map(|d| &d.engine.lexicon));
        Ok(page.map_or(Answer::Missing("The report has no such claim."), Answer::from))
    })
    .await
}

/// `GET /decisions`
pub async fn trail(
    State(site): State<Arc<Site>>,
    who: Option<Coder>,
    q: Result<Query<Fields>, QueryRejection>,
    asked: HeaderMap,
) -> Response {
    let Ok(Query(q)) = q else { return unreadable() };
    let Some(at) = Turn::asked(&q, LIST) else { return unreadable() };
    let forms = Forms::of(&site, who.as_ref());
    let given = |name: &str| q.get(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let wanted = Wanted { coder: given("coder"), story: given("story"), report: given("report"), act: given("act") };
    answer(site, asked, move |site| {
        // A story that went into another has its decisions there.
        let now = wanted.story.as_deref().map(|id| site.library.moved(id)).transpose()?.flatten();
        let wanted = Wanted { story: now.or(wanted.story), ..wanted };
        let leaf = site.library.trail_leaf(&wanted, &at, ENTRIES)?;
        if leaf.entries.is_empty() && at != At::Start {
            return Ok(Answer::Missing("There are no decisions past this place."));
        }
        let behind = site.library.behind(&leaf.entries)?;
        let coders = site.library.coders()?;
        Ok(TrailPage::of(&leaf, &at, &behind, coders, wanted, forms).into())
    })
    .await
}
