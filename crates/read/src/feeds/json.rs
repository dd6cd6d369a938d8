//! JSON Feed, versions 1 and 1.1 (jsonfeed.org/version/1.1).

use super::MAX_ENTRIES;
use super::entry::{Body, Channel, Entry};
use crate::ReadError;
use serde_json::Value;
use url::Url;

type Read = (Channel, Vec<Result<Entry, String>>, Vec<String>);

/// The feed and its entries. An entry that is not as the format says is read as far as it can be.
pub(super) fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let feed: Value = serde_json::from_slice(bytes).map_err(|e| ReadError::new(format!("it is a JSON Feed that is broken: {e}")))?;
    let mut warnings = Vec::new();
    let items = feed.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if items.len() > MAX_ENTRIES {
        warnings.push(format!("the feed has {} entries more than the {MAX_ENTRIES} that are read", items.len() - MAX_ENTRIES));
    }
    let base = string(&feed, "home_page_url").or_else(|| string(&feed, "feed_url"));
    let channel = Channel {
        title: string(&feed, "title"),
        language: string(&feed, "language"),
        author: authors(&feed),
        base: base.and_then(|b| Url::parse(&b).ok()),
    };
    Ok((channel, items.iter().take(MAX_ENTRIES).map(entry).collect(), warnings))
}

fn entry(item: &Value) -> Result<Entry, String> {
    if !item.is_object() {
        return Err("it is no JSON object".to_owned());
    }
    let text = string(item, "content_text").map(Body::Text);
    Ok(Entry {
        // Ids may be numbers, against the format.
        id: string(item, "id").or_else(|| item.get("id").filter(|v| v.is_number()).map(Value::to_string)),
        link: string(item, "url").or_else(|| string(item, "external_url")),
        title: string(item, "title"),
        source: None,
        author: authors(item),
        published: string(item, "date_published"),
        updated: string(item, "date_modified"),
        language: string(item, "language"),
        content: string(item, "content_html").and_then(|h| Body::guessed(&h)).or(text),
        summary: string(item, "summary").map(Body::Text),
        others: Vec::new(),
        cut: false,
    })
}

fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned)
}

/// `authors` of version 1.1, `author` of version 1.
fn authors(value: &Value) -> Option<String> {
    let names = value.get("authors").and_then(Value::as_array).map_or(&[][..], Vec::as_slice).iter().filter_map(|a| string(a, "name"));
    let names: Vec<String> = names.collect();
    if names.is_empty() { value.get("author").and_then(|a| string(a, "name")) } else { Some(names.join(", ")) }
}
