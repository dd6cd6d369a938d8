//! Reports, what they say, and what a search finds in them.

use super::answer::{Given, Reply, Wrong};
use super::asked::{Asked, CURSOR, Kind, LIMIT, Parameter, no_cursor};
use super::shape::{ClaimList, HitList, ReportItem, ReportList};
use super::{Act, Endpoint};
use crate::serve::http::Site;
use crate::serve::search::LONGEST;
use stemma_model::Report;
use stemma_store::search::query::Query;

const Q: Parameter = Parameter {
    name: "q",
    kind: Kind::Text(LONGEST),
    about: "Words, \"words in a row\", and parts like type:injure injured:>30 place:Velmara status:disputed, as `stemma search` takes them.",
    needed: true,
};

/// Sentences of a search that can be gone through: as many as its pages show.
const FOUND: usize = 1000;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/v1/reports",
        name: "listReports",
        about: "Reports without their text, the last that was added first.",
        parameters: &[LIMIT, CURSOR],
        role: None,
        act: Act::Read(list),
        shape: |g| g.subschema_for::<ReportList>(),
    },
    Endpoint {
        path: "/api/v1/reports/{report}",
        name: "getReport",
        about: "A report as it was read: clean text, blocks, sentences, and what was taken out and why, as `stemma read` writes it.",
        parameters: &[],
        role: None,
        act: Act::Read(|site, asked| Reply::of(&said(site, asked)?.report)),
        shape: |g| g.subschema_for::<Report>(),
    },
    Endpoint {
        path: "/api/v1/reports/{report}/claims",
        name: "listClaims",
        about: "What a report says: its claims, each as `stemma claims` writes it, and its entities.",
        parameters: &[],
        role: None,
        act: Act::Read(|site, asked| {
            let said = said(site, asked)?;
            Reply::of(&ClaimList { report: said.report.id, claims: said.claims, entities: said.entities })
        }),
        shape: |g| g.subschema_for::<ClaimList>(),
    },
    Endpoint {
        path: "/api/v1/search",
        name: "search",
        about: "Sentences that answer a query: those with most of its words first, then those of the latest reports; about the first 1000.",
        parameters: &[Q, LIMIT, CURSOR],
        role: None,
        act: Act::Read(search),
        shape: |g| g.subschema_for::<HitList>(),
    },
];

fn said(site: &Site, asked: &Asked) -> Result<stemma_model::ReportClaims, Wrong> {
    let read = site.library.ask(|s| s.report(asked.id("report")))?;
    read.map(|r| r.said).ok_or(Wrong::NotHere("No report has this id."))
}

fn list(site: &Site, asked: &Asked) -> Given {
    let before = match asked.cursor::<1>("reports")? {
        Some([number]) => Some(number.parse().map_err(|_| no_cursor())?),
        None => None,
    };
    let limit = asked.limit();
    let mut rows = site.library.ask(|s| s.reports_before(before, limit + 1))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|r| format!("reports.{}", r.number));
    let page = ReportList { reports: rows.into_iter().map(ReportItem::from).collect(), next: next.clone() };
    Reply::page(&page, next)
}

fn search(site: &Site, asked: &Asked) -> Given {
    let query = Query::parse(asked.text("q").unwrap_or_default());
    let query = query.map_err(|e| Wrong::Bad(format!("The query cannot be read: {e}.")))?;
    // What is found is put in order by how much of it fits, so a page begins after so many.
    let from = match asked.cursor::<1>("search")? {
        Some([from]) => from.parse::<u32>().map_err(|_| no_cursor())? as usize,
        None => 0,
    };
    if from > FOUND {
        return Err(Wrong::Bad(format!("A search gives {FOUND} sentences at most. Say more of what you look for.")));
    }
    let (hits, more) = site.library.ask(|s| s.search(&query, from, asked.limit()))?;
    let next = (more && from + hits.len() <= FOUND).then(|| format!("search.{}", from + hits.len()));
    let page = HitList { sentences: hits.into_iter().map(Into::into).collect(), next: next.clone() };
    Reply::page(&page, next)
}
