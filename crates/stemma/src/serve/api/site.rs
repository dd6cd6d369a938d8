//! What holds for the whole site: whether it works, who asks, what changed, and who has a token.

use super::answer::{Given, Reply, Wrong};
use super::asked::{Asked, CURSOR, Kind, LIMIT, Parameter, no_cursor};
use super::shape::{Changes, GoneStory, Health, Me, StoryChange, TokenItem, TokenList};
use super::{Act, Endpoint};
use crate::serve::access::limit::Who;
use crate::serve::access::token::Role;
use crate::serve::http::Site;
use crate::serve::live;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use std::sync::Arc;

const SINCE: Parameter = Parameter {
    name: "since",
    kind: Kind::Number(0, i64::MAX as u64, 0),
    about: "What batches after this one changed; `batch` of the answer is what to ask from the next time.",
    needed: false,
};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        path: "/api/v1/health",
        name: "getHealth",
        about: "Whether the site works. Needs no token.",
        parameters: &[],
        role: None,
        act: Act::Read(health),
        shape: |g| g.subschema_for::<Health>(),
    },
    Endpoint {
        path: "/api/v1/me",
        name: "getMe",
        about: "Who asks, as far as the site knows.",
        parameters: &[],
        role: None,
        act: Act::Read(|_, asked| {
            let who = asked.who.as_ref();
            Reply::of(&Me { name: who.map(|c| c.name.clone()), role: who.map(|c| c.role.name().to_owned()) })
        }),
        shape: |g| g.subschema_for::<Me>(),
    },
    Endpoint {
        path: "/api/v1/changes",
        name: "listChanges",
        about: "Stories that were changed since a batch, the earliest change first: for copies that are kept up to date.",
        parameters: &[SINCE, LIMIT, CURSOR],
        role: None,
        act: Act::Read(changes),
        shape: |g| g.subschema_for::<Changes>(),
    },
    Endpoint {
        path: "/api/v1/live",
        name: "listen",
        about: "Events while stories change (server-sent events): each is named `changes`, its id is the batch, its data one object as below. \
                With `Last-Event-ID`, as browsers send it when they come back, it begins behind that batch.",
        parameters: &[],
        role: None,
        act: Act::Listen,
        shape: |g| {
            #[derive(JsonSchema)]
            #[allow(dead_code)]
            /// What an event of `/api/v1/live` tells.
            struct LiveChanges {
                /// The number of the last batch.
                batch: i64,
                /// Stories that changed, the latest change last; at most 50.
                stories: Vec<StoryChange>,
            }
            g.subschema_for::<LiveChanges>()
        },
    },
    Endpoint {
        path: "/api/v1/tokens",
        name: "listTokens",
        about: "Who was given a token, without the tokens themselves. For admins.",
        parameters: &[],
        role: Some(Role::Admin),
        act: Act::Read(tokens),
        shape: |g| g.subschema_for::<TokenList>(),
    },
];

fn health(site: &Site, _: &Asked) -> Given {
    site.library.batch()?;
    Reply::of(&Health { status: "ok", version: concat!("stemma ", env!("CARGO_PKG_VERSION")) })
}

fn changes(site: &Site, asked: &Asked) -> Given {
    let since = i64::try_from(asked.number(&SINCE)).unwrap_or(i64::MAX);
    let (batch, number) = match asked.cursor::<2>("changes")? {
        Some([batch, number]) => {
            let read = |t: &str| t.parse::<i64>().map_err(|_| no_cursor());
            (read(batch)?, read(number)?)
        }
        None => (since, i64::MAX),
    };
    let limit = asked.limit();
    let (last, mut rows, gone) =
        site.library.ask(|s| Ok((s.batch()?, s.changed_after(batch, number, limit + 1)?, s.gone_after(since)?)))?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(row, number)| format!("changes.{}.{number}", row.batch));
    let page = Changes {
        batch: last,
        stories: rows.into_iter().map(|(row, _)| row.into()).collect(),
        gone: gone.into_iter().map(|(id, is_now)| GoneStory { id, is_now }).collect(),
        next: next.clone(),
    };
    Reply::page(&page, next)
}

impl From<stemma_store::stories::StoryRow> for StoryChange {
    fn from(row: stemma_store::stories::StoryRow) -> Self {
        StoryChange { id: row.id, title: row.title, batch: row.batch, changed: row.changed }
    }
}

fn tokens(site: &Site, _: &Asked) -> Given {
    let all = site.access.tokens.all().map_err(|_| Wrong::Broken)?;
    let item = |h: &crate::serve::access::tokens::Holder| TokenItem {
        token: h.token.clone(),
        name: h.name.clone(),
        role: h.role.name().to_owned(),
        made: h.made.clone(),
        revoked: h.revoked.clone(),
    };
    Reply::of(&TokenList { tokens: all.iter().map(item).collect() })
}

/// Events from now on, or from behind the batch that was heard of last.
pub async fn listen(site: Arc<Site>, who: Who, fields: &HeaderMap) -> Response {
    let heard = live::heard(fields);
    let Some(place) = site.listening.enter(who) else {
        return Wrong::Busy(
            "As many listen as the site has room for, all together or of one client. Ask /api/v1/changes now and then instead.",
        )
        .into_response("");
    };
    let asked = Arc::clone(&site);
    match tokio::task::spawn_blocking(move || asked.library.batch()).await {
        Ok(Ok(now)) => live::news(site, heard.map_or(now, |n| n.min(now)), place, live::Form::Batches),
        _ => Wrong::Broken.into_response(""),
    }
}
