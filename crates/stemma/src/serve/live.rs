//! News while a page is open: server-sent events (WHATWG HTML, section 9.2) that say which stories others have changed.

use super::access::limit::Who;
use super::address;
use super::api::shape::StoryChange;
use super::http::Site;
use crate::stop;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use stemma_store::stories::StoryRow;

/// Between two looks at the store: a batch is written at most once a second.
const PAUSE: Duration = Duration::from_secs(1);
/// The most stories that one event names.
const MOST: usize = 50;

/// What events look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For pages: named `news`, with the batch as their id, a list of `{"at": address, "title": title}`.
    Pages,
    /// For programs: named `changes`, with the batch as their id, `{"batch": …, "stories": […]}`.
    Batches,
}

/// Who listens, and the last batch that it knows.
struct Listener {
    site: Arc<Site>,
    batch: i64,
    form: Form,
    _place: Place,
}

/// The most pages that may listen for news at once.
const LISTENERS: usize = 64;
/// The most of them that one client has: a desk's windows, and nobody keeps the others from listening.
const EACH: usize = 16;

/// Room for those who listen.
#[derive(Debug, Default)]
pub struct Room {
    /// How many listen, by client; nobody who does not.
    taken: Mutex<HashMap<Who, usize>>,
}

/// A place in the room, until it is dropped.
#[derive(Debug)]
pub struct Place {
    room: Arc<Room>,
    who: Who,
}

impl Room {
    /// A place for a client; none where the room is full, or this client's part of it.
    pub fn enter(self: &Arc<Self>, who: Who) -> Option<Place> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&who).copied().unwrap_or_default();
        if own >= EACH || taken.values().sum::<usize>() >= LISTENERS {
            return None;
        }
        taken.insert(who.clone(), own + 1);
        Some(Place { room: Arc::clone(self), who })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.who) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.who);
            }
        }
    }
}

/// The batch that a listener who comes back has heard of last (`Last-Event-ID`).
pub fn heard(fields: &HeaderMap) -> Option<i64> {
    fields.get("last-event-id").and_then(|v| v.to_str().ok()?.parse().ok()).filter(|n| *n >= 0)
}

/// Events of what batches behind one change.
pub fn news(site: Arc<Site>, batch: i64, place: Place, form: Form) -> Response {
    let listener = Listener { site, batch, form, _place: place };
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
            let event = event(listener.form, batch, changed);
            return Some((Ok(event), listener));
        }
    }
}

fn event(form: Form, batch: i64, mut changed: Vec<StoryRow>) -> Event {
    // The latest are told where there are more than one event takes.
    changed.sort_by_key(|row| row.batch);
    changed.drain(..changed.len().saturating_sub(MOST));
    match form {
        Form::Pages => {
            let item = |row: StoryRow| serde_json::json!({"at": address::story(&row.id), "title": row.title});
            let list: Vec<serde_json::Value> = changed.into_iter().rev().map(item).collect();
            Event::default().event("news").id(batch.to_string()).data(serde_json::Value::Array(list).to_string())
        }
        Form::Batches => {
            let stories: Vec<StoryChange> = changed.into_iter().map(StoryChange::from).collect();
            let data = serde_json::json!({"batch": batch, "stories": stories});
            Event::default().event("changes").id(batch.to_string()).data(data.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_has_its_part_of_the_room_and_leaves_the_rest_to_others() {
        let room = Arc::new(Room::default());
        let of = |n: u8| Who::Address([203, 0, 113, n].into());
        let mut own: Vec<Place> = (0..40).filter_map(|_| room.enter(of(1))).collect();
        assert_eq!(own.len(), EACH);
        own.pop();
        own.extend(room.enter(of(1)));
        assert_eq!((own.len(), room.enter(of(1)).is_none()), (EACH, true));
        let all: Vec<Place> = (2..=200).filter_map(|n| room.enter(of(n))).collect();
        assert_eq!(own.len() + all.len(), LISTENERS);
        drop((own, all));
        assert!(room.taken.lock().unwrap().is_empty());
    }
}
