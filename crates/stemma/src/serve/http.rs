//! Requests and answers: which address is which page, what every answer carries, and what is refused.

use super::access::Coder;
use super::access::{self, Access, Asker, sign_in};
use super::compare::ComparePage;
use super::connections::{self, MOST};
use super::desk::{self, Desk, Forms};
use super::entity::{EntityPage, NamePage};
use super::findings::FindingsPage;
use super::library::{Kept, Library};
use super::part::{Part, PartPage};
use super::report::ReportPage;
use super::review::{Queue, ReviewPage};
use super::search::{SearchPage, asked as searched};
use super::stories::{Order, Row, StoriesPage, Turn};
use super::story::StoryPage;
use super::trouble::{html, page as trouble};
use super::{address, api, assets, coding, live, look::Frame, trouble as refusal};
use crate::progress::say;
use askama::Template;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use stemma_store::paging::At;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;

/// Stories on one page of the list.
const PAGE: usize = 20;
/// Sentences on one page of what a search finds.
const FOUND: usize = 20;
/// Pages of what a search finds: whoever wants more has not yet said what they look for, and each page costs more than the last.
pub const SEARCHED: usize = 50;
/// Stories on one page of the queue for review: those with most disputes have most reports, and all of them are read for it.
const QUEUES: usize = 5;
/// What is called by one name that a page shows.
const NAMED: usize = 200;
/// The longest address: more than any that a page leads to.
const LONGEST: usize = 4 << 10;
/// How long a request waits until its page is made.
const QUEUE: Duration = Duration::from_secs(10);

/// What is said of an address with bytes that are no text.
const UNREADABLE: &str = "The address cannot be read.";

/// What all requests share.
#[derive(Debug)]
pub struct Site {
    /// What is served.
    pub library: Library,
    /// Room for those who listen for news.
    pub listening: Arc<live::Room>,
    /// Room for answers that are being made: what one costs in memory is bounded, and so is how many there are.
    pub making: Arc<Semaphore>,
    /// The names under which the site may be asked for; where there is none, any address in numbers and `localhost`.
    pub names: Vec<String>,
    /// Who may do what.
    pub access: Access,
    /// How long an answer may take.
    pub patience: Duration,
    /// Where coders decide; none where files are served.
    pub desk: Option<Desk>,
}

/// The routes.
pub fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(stories))
        .route("/story/{id}", get(story))
        .route("/story/{id}/findings", get(findings))
        .route("/story/{id}/choose", post(desk::chosen))
        .route("/story/{id}/merge", post(desk::merged))
        .route("/story/{id}/split", post(desk::split))
        .route("/story/{id}/{part}", get(part))
        .route("/story/{id}/entity/{entity}", get(entity))
        .route("/story/{id}/entity/{entity}/same", post(desk::same))
        .route("/story/{id}/entity/{entity}/different", post(desk::different))
        .route("/report/{id}", get(report))
        .route("/compare/{a}/{b}", get(compare))
        .route("/entity", get(name))
        .route("/review", get(review))
        .route("/report/{id}/claim/{n}", get(desk::claim).post(desk::decided))
        .route("/decisions", get(desk::trail))
        .route("/decision/{n}/withdraw", post(desk::withdrawn))
        .route("/search", get(search))
        .route("/live", get(news))
        .route("/assets/{name}", get(asset))
        .route("/sign-in", get(sign_in::show).post(sign_in::open))
        .route("/sign-out", post(sign_in::close))
        .merge(coding::router())
        .merge(api::router())
        .fallback(async |request: Request| {
            refusal::answer(request.uri().path(), StatusCode::NOT_FOUND, "Not here", "There is no page at this address.")
        })
        .method_not_allowed_fallback(async |request: Request| {
            let what = "What was asked for is not possible at this address; most can only be read.";
            refusal::answer(request.uri().path(), StatusCode::METHOD_NOT_ALLOWED, "Not possible", what)
        })
        .layer(from_fn_with_state(Arc::clone(&site), connections::bounded))
        .layer(from_fn_with_state(Arc::clone(&site), access::enforce))
        .layer(from_fn_with_state(Arc::clone(&site), admitted))
        .layer(DefaultBodyLimit::max(MOST))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| broken()))
        .layer(map_response(guarded))
        .with_state(site)
}

/// What reading gave.
pub enum Answer {
    /// A page.
    Page(String),
    /// It is at this address.
    Moved(String),
    /// It is not here, in words.
    Missing(&'static str),
    /// Whoever asks may not see it, in words.
    Refused(&'static str),
    /// It could not be made.
    Broken,
}

impl<T: Template> From<T> for Answer {
    fn from(page: T) -> Self {
        page.render().map_or(Answer::Broken, Answer::Page)
    }
}

/// Reads off the threads that answer, then answers; 304 where the browser has the page already.
pub async fn answer(
    site: Arc<Site>,
    asked: HeaderMap,
    read: impl FnOnce(&Site) -> stemma_store::Result<Answer> + Send + 'static,
) -> Response {
    // Whoever asked may be gone before the answer is made, so what makes it holds the room.
    let Ok(Ok(room)) = tokio::time::timeout(QUEUE, Arc::clone(&site.making).acquire_owned()).await else { return busy() };
    let read = move || {
        let _room = room;
        // Before the page: what comes while it is made is news to it.
        let batch = site.library.batch();
        let page = batch.and_then(|batch| Ok((batch, read(&site)?)));
        page.unwrap_or_else(|error| {
            say(&format!("a page could not be made: {error}"));
            (0, Answer::Broken)
        })
    };
    let (batch, answer) = tokio::task::spawn_blocking(read).await.unwrap_or((0, Answer::Broken));
    match answer {
        Answer::Page(body) => page(&asked, body, batch),
        Answer::Moved(to) => match HeaderValue::from_str(&to) {
            // A story can be split again: nothing is moved for good.
            Ok(to) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
            Err(_) => broken(),
        },
        Answer::Missing(what) => not_there(what),
        Answer::Refused(what) => trouble(StatusCode::FORBIDDEN, "Not for you", what),
        Answer::Broken => broken(),
    }
}

/// A page, with the batch that it is up to for its script. The tag leaves the batch out: a page that shows the same is the same.
fn page(asked: &HeaderMap, body: String, batch: i64) -> Response {
    const PLACE: &str = "<body class=\"served\"";
    sent(asked, "text/html; charset=utf-8", body, |body| body.replacen(PLACE, &format!("{PLACE} data-batch=\"{batch}\""), 1))
}

/// An answer that is told from an earlier one by its tag; 304 where whoever asks has it already.
pub fn tagged(asked: &HeaderMap, media: &'static str, body: String) -> Response {
    sent(asked, media, body, |body| body)
}

/// The same of a body that gets what its tag leaves out.
fn sent(asked: &HeaderMap, media: &'static str, body: String, more: impl FnOnce(String) -> String) -> Response {
    let hash: String = Sha256::digest(body.as_bytes()).iter().take(12).map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let known = known.is_some_and(|v| v.split(',').any(|t| t.trim().trim_start_matches("W/") == tag || t.trim() == "*"));
    let fields = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, "no-cache")];
    if known {
        return (StatusCode::NOT_MODIFIED, fields).into_response();
    }
    (fields, [(header::CONTENT_TYPE, media)], more(body)).into_response()
}

fn not_there(what: &str) -> Response {
    trouble(StatusCode::NOT_FOUND, "Not here", what)
}

fn broken() -> Response {
    trouble(StatusCode::INTERNAL_SERVER_ERROR, "Something broke", "The page could not be made: an error of Stemma's. Please report it.")
}

fn busy() -> Response {
    let what = "More is asked of this site than it can answer. Try again in a while.";
    let mut answer = trouble(StatusCode::SERVICE_UNAVAILABLE, "Too much at once", what);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
    answer
}

fn wrong(what: &str) -> Response {
    trouble(StatusCode::BAD_REQUEST, "Cannot be read", what)
}

/// What stands behind the question mark of an address.
type Asked = Result<Query<HashMap<String, String>>, QueryRejection>;

async fn stories(State(site): State<Arc<Site>>, q: Asked, asked: HeaderMap) -> Response {
    let Ok(Query(q)) = q else { return wrong(UNREADABLE) };
    let order = match q.get("order") {
        None => Order::default(),
        Some(name) => match Order::named(name) {
            Some(order) => order,
            None => return wrong("Stories can be ordered as newest, disputed, rising or reports."),
        },
    };
    let Some(at) = Turn::asked(&q, order.name()) else { return wrong(PLACES) };
    answer(site, asked, move |site| {
        let leaf = site.library.leaf(order, &at, PAGE)?;
        let turn = Turn::of(&format!("/?order={}&", order.name()), order.name(), &leaf);
        let rows = leaf.stories.into_iter().map(Row::of).collect();
        Ok(StoriesPage { frame: Frame::stories("Stories"), rows, order, turn }.into())
    })
    .await
}

/// What is said of a place in a list that is none.
const PLACES: &str = "This is no place in this list. Begin with its first page, and go on from there.";

/// What is said of a number of a page that is none.
const PAGES: &str = "The number of a page is 1 or more.";

/// The number of the page that is asked for; none where it is no number of a page.
pub fn number(q: &HashMap<String, String>) -> Option<usize> {
    q.get("page").map_or(Some(1), |p| p.parse().ok().filter(|n| (1..=1_000_000).contains(n)))
}

async fn review(State(site): State<Arc<Site>>, who: Option<Coder>, q: Asked, asked: HeaderMap) -> Response {
    let forms = Forms::of(&site, who.as_ref());
    let Ok(Query(q)) = q else { return wrong(UNREADABLE) };
    let Some(at) = Turn::asked(&q, "review") else { return wrong(PLACES) };
    let here = match (q.get("after"), q.get("before")) {
        (Some(place), _) => format!("/review?after={place}"),
        (_, Some(place)) => format!("/review?before={place}"),
        _ => "/review".to_owned(),
    };
    answer(site, asked, move |site| {
        let leaf = site.library.leaf(Order::Disputed, &at, QUEUES)?;
        let turn = Turn::of("/review?", "review", &leaf);
        let mut stories = Vec::new();
        for row in leaf.stories {
            stories.extend(site.library.story(&row.story.id)?.iter().map(Queue::of));
        }
        let frame = Frame { title: "For review".to_owned(), part: "review", query: String::new() };
        Ok(ReviewPage { frame, stories, here, turn, forms }.into())
    })
    .await
}

async fn search(State(site): State<Arc<Site>>, q: Asked, asked: HeaderMap) -> Response {
    let Ok(Query(q)) = q else { return wrong(UNREADABLE) };
    let Some(number) = number(&q) else { return wrong(PAGES) };
    if number > SEARCHED {
        return wrong(&format!("A search shows {SEARCHED} pages at most. Say more of what you look for: one more word, or after: a day."));
    }
    let text = q.get("q").cloned().unwrap_or_default();
    match searched(&text) {
        Err(page) if page.is_wrong() => match page.render() {
            Ok(body) => html(StatusCode::BAD_REQUEST, body),
            Err(_) => broken(),
        },
        Err(help) => {
            answer(site, asked, move |site| {
                let newest = site.library.leaf(Order::Newest, &At::Start, 1)?.stories.pop().map(Row::of).unwrap_or_default();
                Ok(help.with_examples(newest.outlets.first(), newest.dates.as_ref().map(|d| &d.1)).into())
            })
            .await
        }
        Ok(query) => {
            answer(site, asked, move |site| {
                let before = (number - 1) * FOUND;
                let (hits, more) = site.library.search(&query, before, FOUND)?;
                if hits.is_empty() && number > 1 {
                    return Ok(Answer::Missing("There are not so many pages of what was found."));
                }
                Ok(SearchPage::found(&text, &query, hits, number, before, more).into())
            })
            .await
        }
    }
}

async fn compare(State(site): State<Arc<Site>>, ids: Ids, asked: HeaderMap) -> Response {
    let Ok(Path((a, b))) = ids else { return wrong(UNREADABLE) };
    answer(site, asked, move |site| {
        Ok(match (site.library.report(address::id(&a))?, site.library.report(address::id(&b))?) {
            (Some(a), Some(b)) => ComparePage::of(&a.report, &b.report, &a.stories).into(),
            _ => Answer::Missing("One of the two reports is not here."),
        })
    })
    .await
}

/// Two ids in an address.
type Ids = Result<Path<(String, String)>, PathRejection>;

async fn entity(State(site): State<Arc<Site>>, who: Option<Coder>, ids: Ids, asked: HeaderMap) -> Response {
    let forms = Forms::of(&site, who.as_ref());
    let Ok(Path((id, entity))) = ids else { return wrong(UNREADABLE) };
    answer(site, asked, move |site| {
        let (id, entity) = (address::id(&id), address::id(&entity));
        if let Some(now) = site.library.moved(id)? {
            return Ok(Answer::Moved(address::story(&now)));
        }
        let kept = site.library.story(id)?;
        let page = kept.and_then(|kept| EntityPage::of(&kept, entity, forms));
        Ok(page.map_or(Answer::Missing("No story has this id, or it names nobody under this one."), Answer::from))
    })
    .await
}

async fn name(State(site): State<Arc<Site>>, q: Asked, asked: HeaderMap) -> Response {
    let Ok(Query(mut q)) = q else { return wrong(UNREADABLE) };
    let Some(name) = q.remove("name").filter(|n| !n.trim().is_empty()) else { return wrong("Give a name: /entity?name=…") };
    answer(site, asked, move |site| {
        let (found, more) = site.library.namesakes(&name, NAMED)?;
        Ok(NamePage { frame: Frame::stories(name.clone()), name, found, more }.into())
    })
    .await
}

/// The id in an address.
type Id = Result<Path<String>, PathRejection>;

async fn story(State(site): State<Arc<Site>>, who: Option<Coder>, id: Id, asked: HeaderMap) -> Response {
    let forms = Forms::of(&site, who.as_ref());
    of_story(site, id, asked, address::story, move |kept| StoryPage::of(&kept.story, &kept.reports, &kept.paths, forms).into()).await
}

async fn findings(State(site): State<Arc<Site>>, id: Id, asked: HeaderMap) -> Response {
    of_story(site, id, asked, address::findings, |kept| FindingsPage::of(kept).into()).await
}

/// A list of a story, whole.
async fn part(State(site): State<Arc<Site>>, ids: Ids, asked: HeaderMap) -> Response {
    let Ok(Path((id, name))) = ids else { return wrong(UNREADABLE) };
    let Some(part) = Part::named(&name) else { return not_there("A story has no such page.") };
    of_story(site, Ok(Path(id)), asked, move |id| address::part(id, part.name()), move |kept| PartPage::of(kept, part).into()).await
}

/// A page of a story; where the story went into another, the same page of that one.
async fn of_story(
    site: Arc<Site>,
    id: Id,
    asked: HeaderMap,
    address: impl Fn(&str) -> String + Send + 'static,
    page: impl Fn(&Kept) -> Answer + Send + 'static,
) -> Response {
    let Ok(Path(id)) = id else { return wrong(UNREADABLE) };
    answer(site, asked, move |site| {
        let id = address::id(&id);
        if let Some(kept) = site.library.story(id)? {
            return Ok(page(&kept));
        }
        let now = site.library.moved(id)?;
        Ok(now.map_or(Answer::Missing("No story has this id."), |now| Answer::Moved(address(&now))))
    })
    .await
}

async fn report(State(site): State<Arc<Site>>, who: Option<Coder>, id: Id, asked: HeaderMap) -> Response {
    let forms = Forms::of(&site, who.as_ref());
    let Ok(Path(id)) = id else { return wrong(UNREADABLE) };
    answer(site, asked, move |site| {
        let filed = site.library.report(address::id(&id))?;
        let page = filed.map(|filed| ReportPage::of(&filed.report, Some(&filed.path), &filed.stories, forms));
        Ok(page.map_or(Answer::Missing("No report has this id."), Answer::from))
    })
    .await
}

/// News from behind the batch that was heard of last (`Last-Event-ID`), else the one that the page was made at (`?since=`).
async fn news(State(site): State<Arc<Site>>, Extension(asker): Extension<Asker>, q: Asked, fields: HeaderMap) -> Response {
    let heard = live::heard(&fields).or_else(|| q.ok()?.0.get("since")?.parse().ok()).filter(|n: &i64| *n >= 0);
    let Some(place) = site.listening.enter(asker.counted()) else {
        return trouble(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many",
            "Too many pages listen for news; this one shows them when it is opened anew.",
        );
    };
    let asked = Arc::clone(&site);
    match tokio::task::spawn_blocking(move || asked.library.batch()).await {
        Ok(Ok(now)) => live::news(site, heard.map_or(now, |n| n.min(now)), place, live::Form::Pages),
        _ => broken(),
    }
}

async fn asset(name: Id) -> Response {
    let Ok(Path(name)) = name else { return wrong(UNREADABLE) };
    let found = assets::all().iter().find(|a| a.address.strip_prefix("/assets/") == Some(name.as_str()));
    match found {
        Some(a) => {
            let fields = [(header::CONTENT_TYPE, a.media), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (fields, a.body.as_str()).into_response()
        }
        None => not_there("There is no such file."),
    }
}

/// Refuses what no browser of ours asks: addresses beyond measure, and names that are not the site's. A page elsewhere can
/// make its own name lead to this machine; what is asked for under that name is none of its business.
async fn admitted(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if request.uri().path_and_query().is_some_and(|p| p.as_str().len() > LONGEST) {
        return refusal::answer(request.uri().path(), StatusCode::URI_TOO_LONG, "Too long", "The address is longer than any of this site.");
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|n| n > MOST as u64) {
        return refusal::too_much(request.uri().path(), MOST);
    }
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name);
    // No page elsewhere can have an address in numbers as its name.
    let bare = name.trim_matches(['[', ']']);
    let plain = || name.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok();
    let known = if site.names.is_empty() { plain() } else { site.names.iter().any(|n| n.eq_ignore_ascii_case(name)) };
    if !known {
        let what = "This site is not served under the name it was asked for. Whoever runs it can allow the name with --name.";
        return refusal::answer(request.uri().path(), StatusCode::MISDIRECTED_REQUEST, "Not under this name", what);
    }
    next.run(request).await
}

/// What every answer carries. Everything comes from here and nothing else may run, be framed or be asked for.
async fn guarded(mut response: Response<Body>) -> Response<Body> {
    const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                       form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let fields: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fields {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
