//! News while a page is open: server-sent events (WHATWG HTML, section 9.2) that say which stories others have changed.

use super::address;
use super::http::Site;
use crate::stop;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;

/// Between two looks at the store: a batch is written at most once a second.
const PAUSE: Duration = Duration::from_secs(1);
/// The most stories that one event names.
const MOST: usize = 50;

/// Who listens, and the last batch that it knows.
struct Listener {
    site: Arc<Site>,
    batch: i64,
    _permit: OwnedSemaphorePermit,
}

/// Events from now on. Each is named `news`; its data is a list of `{"at": address, "title": title}`.
pub fn news(site: Arc<Site>, batch: i64, permit: OwnedSemaphorePermit) -> Response {
    let listener = Listener { site, batch, _permit: permit };
    Sse::new(unfold(listener, next)).keep_alive(KeepAlive::default()).into_response()
}

async fn next(mut listener: Listener) -> Option<(Result<Event, Infallible>, Listener)> {
    loop {
        tokio::time::sleep(PAUSE).await;
        if stop::wanted() {
            return None;
        }
        let (site, known) = (Arc::clone(&listener.site), listener.batch);
        let look = move || {
            let batch = site.library.batch()?;
            let changed = if batch > known { site.library.changed_since(known)? } else { Vec::new() };
            stemma_store::Result::Ok((batch, changed))
        };
        let (batch, changed) = tokio::task::spawn_blocking(look).await.ok()?.ok()?;
        listener.batch = batch;
        if !changed.is_empty() {
            let item = |(id, title): &(String, String)| serde_json::json!({"at": address::story(id), "title": title});
            let list: Vec<serde_json::Value> = changed.iter().rev().take(MOST).map(item).collect();
            let event = Event::default().event("news").data(serde_json::Value::Array(list).to_string());
            return Some((Ok(event), listener));
        }
    }
}
