//! Blind double coding in a browser: a coder sees one claim of a sample at a time, as in a sheet, and never what another gave or what
//! the machine read. What is given goes where the sheets' answers go.
//!
//! Who codes a sample sees how far its coders agree when all of them have finished; an admin who does not code it, at any time.
//! From then on the pages take no more answers to it.

mod pages;

use super::access::Coder;
use super::access::token::Role;
use super::desk::{Forms, NO_STORE, moved, unreadable};
use super::http::{Answer, Site, answer, number};
use super::trouble::{html, page as trouble};
use crate::error::Failure;
use crate::fetch::gather::now;
use crate::keeping::coding::{Codings, agreed, codings, differing, found, next, of_coder, unit};
use crate::progress::say;
use askama::Template;
use axum::Router;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Form, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use pages::{AgreementPage, CodingPage, Line, SamplePage, UnitPage, at};
use std::collections::HashMap;
use std::sync::Arc;
use stemma_store::samples::Sample;
use stemma_store::{Result as Stored, Store};

/// Claims that were coded differently, on one page.
const DIFFERING: usize = 20;

type Fields = HashMap<String, String>;

/// The addresses.
pub fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/coding", get(list))
        .route("/coding/{sample}", get(sample))
        .route("/coding/{sample}/agreement", get(agreement))
        .route("/coding/{sample}/{unit}", get(one).post(coded))
}

/// Whether a coder has coded all claims of a sample that are still there.
fn finished(store: &Store, sample: &Sample, own: &Codings) -> Stored<bool> {
    Ok(next(store, sample, own, 0)?.is_none())
}

/// Whether all coders have.
fn all_finished(store: &Store, sample: &Sample) -> Stored<bool> {
    for coder in &sample.coders {
        if !finished(store, sample, &store.codings(sample.number, coder)?)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether somebody may see what the coders of a sample gave.
fn may_compare(store: &Store, sample: &Sample, who: Option<&Coder>) -> Stored<bool> {
    match who {
        Some(who) if sample.coders.contains(&who.name) => Ok(who.may(Role::Coder) && all_finished(store, sample)?),
        Some(who) => Ok(who.may(Role::Admin)),
        None => Ok(false),
    }
}

/// The name under which somebody codes a sample; none where it was not drawn for them.
fn codes<'w>(sample: &Sample, who: Option<&'w Coder>) -> Option<&'w str> {
    who.filter(|w| w.may(Role::Coder) && sample.coders.contains(&w.name)).map(|w| w.name.as_str())
}

/// `GET /coding`
async fn list(State(site): State<Arc<Site>>, who: Option<Coder>, asked: HeaderMap) -> Response {
    let forms = Forms::of(&site, who.as_ref());
    let page = answer(site, asked, move |site| {
        site.library.ask(|store| {
            let mut lines = Vec::new();
            for progress in store.samples()? {
                let Some(sample) = store.sample(Some(progress.sample))? else { continue };
                let compared = may_compare(store, &sample, who.as_ref())?;
                lines.push(Line::of(progress, codes(&sample, who.as_ref()), compared));
            }
            Ok(CodingPage::of(lines, forms).into())
        })
    });
    unkept(page.await)
}

/// `GET /coding/{sample}`: the next claim of whoever asks, else how far all have come.
async fn sample(State(site): State<Arc<Site>>, who: Option<Coder>, n: Result<Path<i64>, PathRejection>, asked: HeaderMap) -> Response {
    let Ok(Path(number)) = n else { return unreadable() };
    unkept(answer(site, asked, move |site| show(site, who.as_ref(), number, None)).await)
}

/// `GET /coding/{sample}/{unit}`
async fn one(
    State(site): State<Arc<Site>>,
    who: Option<Coder>,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    asked: HeaderMap,
) -> Response {
    let Ok(Path((number, unit))) = ids else { return unreadable() };
    unkept(answer(site, asked, move |site| show(site, who.as_ref(), number, Some(unit))).await)
}

fn show(site: &Site, who: Option<&Coder>, number: i64, wanted: Option<i64>) -> Stored<Answer> {
    let forms = Forms::of(site, who);
    site.library.ask(|store| {
        let Some(sample) = store.sample(Some(number))? else { return Ok(Answer::Missing("There is no such sample.")) };
        if wanted.is_some_and(|unit| anchor(&sample, unit).is_none()) {
            return Ok(Answer::Missing("The sample has no such claim."));
        }
        let own = codes(&sample, who).map(|name| store.codings(number, name)).transpose()?;
        let shown = match (&own, wanted) {
            (Some(_), Some(unit)) => Some(unit),
            (Some(own), None) => next(store, &sample, own, 0)?,
            (None, _) => None,
        };
        if let (Some(own), Some(unit)) = (&own, shown) {
            return Ok(unit_page(site, store, &sample, own, unit, None)?.into());
        }
        let progress = store.samples()?.into_iter().find(|p| p.sample == number).unwrap_or_default();
        let compared = may_compare(store, &sample, who)?;
        Ok(SamplePage::of(Line::of(progress, codes(&sample, who), compared), who.map(|w| w.name.clone()), forms).into())
    })
}

fn anchor(sample: &Sample, unit: i64) -> Option<&stemma_model::Anchor> {
    sample.units.get(usize::try_from(unit.checked_sub(1)?).ok()?)
}

/// A unit's page for one coder; with what was sent and what is wrong with it, where it could not be kept.
fn unit_page(site: &Site, store: &Store, sample: &Sample, own: &Codings, n: i64, sent: Option<(&Fields, String)>) -> Stored<UnitPage> {
    let there = match anchor(sample, n) {
        Some(anchor) => unit(store, anchor)?,
        None => None,
    };
    let closed = all_finished(store, sample)?;
    Ok(UnitPage::of(sample, own, n, there.as_ref(), site.desk.as_ref().map(|d| &d.engine.lexicon), sent, closed))
}

/// What came of an answer.
enum Kept {
    /// It is kept; the next page.
    On(String),
    /// It cannot be kept so; the page again.
    Again(Box<UnitPage>),
}

/// `POST /coding/{sample}/{unit}`
async fn coded(
    State(site): State<Arc<Site>>,
    coder: Coder,
    ids: Result<Path<(i64, i64)>, PathRejection>,
    sent: Result<Form<Fields>, FormRejection>,
) -> Response {
    let (Ok(Path((number, unit))), Ok(Form(sent))) = (ids, sent) else { return unreadable() };
    const TITLE: &str = "Nothing was kept";
    match tokio::task::spawn_blocking(move || keep(&site, &coder, number, unit, &sent)).await {
        Ok(Ok(Kept::On(to))) => moved(&to),
        Ok(Ok(Kept::Again(page))) => match page.render() {
            Ok(body) => html(StatusCode::UNPROCESSABLE_ENTITY, body),
            Err(_) => unreadable(),
        },
        Ok(Err(failure)) if failure.is_usage() => trouble(StatusCode::UNPROCESSABLE_ENTITY, TITLE, &failure.told()),
        Ok(Err(failure)) => {
            say(&format!("an answer of a coder was not written: {failure}"));
            let what = "The store could not be written to. Whoever runs this site finds the reason where it runs.";
            trouble(StatusCode::SERVICE_UNAVAILABLE, TITLE, what)
        }
        Err(_) => trouble(StatusCode::INTERNAL_SERVER_ERROR, TITLE, "An error of Stemma's. Please report it."),
    }
}

fn keep(site: &Site, coder: &Coder, number: i64, n: i64, sent: &Fields) -> Result<Kept, Failure> {
    let Some(desk) = &site.desk else { return Err(Failure::usage(NO_STORE)) };
    let mut store = Store::open(&desk.path)?;
    let sample = found(&store, Some(number))?;
    of_coder(&sample, &coder.name)?;
    let there = anchor(&sample, n).map(|a| unit(&store, a)).transpose()?.flatten();
    if there.is_none() {
        return Err(Failure::usage("the claim is not there any more"));
    }
    if all_finished(&store, &sample)? {
        return Err(Failure::usage("everybody has finished this sample: an answer that is given now would not be blind"));
    }
    let given = |name: &str| sent.get(name).map(|v| v.trim()).filter(|v| !v.is_empty());
    let nothing = || Err("Say first whether the sentence tells something there".to_owned());
    let answer = crate::keeping::coding::answer(given, &desk.engine.lexicon).and_then(|values| values.map_or_else(nothing, Ok));
    match answer {
        Ok(values) => {
            store.keep_codings(number, &coder.name, &now(), &[(n, values)])?;
            let own = store.codings(number, &coder.name)?;
            Ok(Kept::On(next(&store, &sample, &own, n)?.map_or_else(|| at(number, None), |next| at(number, Some(next)))))
        }
        Err(wrong) => {
            let own = store.codings(number, &coder.name)?;
            Ok(Kept::Again(Box::new(unit_page(site, &store, &sample, &own, n, Some((sent, wrong)))?)))
        }
    }
}

/// `GET /coding/{sample}/agreement`
async fn agreement(
    State(site): State<Arc<Site>>,
    who: Option<Coder>,
    n: Result<Path<i64>, PathRejection>,
    q: Result<Query<Fields>, QueryRejection>,
    asked: HeaderMap,
) -> Response {
    let (Ok(Path(of)), Ok(Query(q))) = (n, q) else { return unreadable() };
    let Some(number) = number(&q) else { return unreadable() };
    let page = answer(site, asked, move |site| {
        site.library.ask(|store| {
            let Some(sample) = store.sample(Some(of))? else { return Ok(Answer::Missing("There is no such sample.")) };
            if !may_compare(store, &sample, who.as_ref())? {
                return Ok(Answer::Refused(NOT_YET));
            }
            let coded = codings(store, &sample)?;
            let all = differing(&sample, &coded);
            let behind = all.iter().skip((number - 1) * DIFFERING);
            if number > 1 && behind.len() == 0 {
                return Ok(Answer::Missing("There are not so many pages of what was coded differently."));
            }
            let mut shown = Vec::new();
            for one in behind.take(DIFFERING) {
                let there = anchor(&sample, one.unit).map(|a| unit(store, a)).transpose()?.flatten();
                shown.push((one.clone(), there.map(|(_, claim)| claim)));
            }
            let more = all.len() > number * DIFFERING;
            Ok(AgreementPage::of(agreed(&sample, &coded), &coded, all.len(), shown, number, more).into())
        })
    });
    unkept(page.await)
}

/// What is said to who may not compare.
const NOT_YET: &str = "How far the coders of a sample agree is shown to them when all of them have finished, and to an admin who does \
                       not code it: until then nobody who codes it sees what another gave.";

/// An answer that differs from coder to coder, and that nothing keeps.
fn unkept(mut answer: Response) -> Response {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}
