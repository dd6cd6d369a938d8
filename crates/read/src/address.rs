//! Which addresses are one page: what does not say which page it is (`lexicon/addresses.toml`) is left out.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use url::Url;

/// Longer addresses are compared to the letter: browsers take up to about 80,000 letters, news sites use hundreds.
const LONGEST: usize = 8_000;

/// The rules of `lexicon/addresses.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    parameters: Vec<String>,
    values: BTreeMap<String, Vec<String>>,
    paths: Paths,
    hosts: Hosts,
    wrapped: Wrapped,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paths {
    index: Vec<String>,
    forms: Vec<String>,
    ends: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hosts {
    prefixes: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrapped {
    archives: Vec<String>,
    amp: Vec<String>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| toml::from_str(include_str!("../../../lexicon/addresses.toml")).unwrap_or_default());

/// A name for the page at an address, the same for all addresses that lead to it: `coast.example/fire?id=7` for
/// `http://m.coast.example:80/fire/amp/?utm_source=rss&id=7#top`. Not to be fetched; none where `address` is no web address, or
/// one of a whole site, which shows something else every day.
///
/// Scheme, default port, `www.` and mobile hosts, index pages, the last slash, fragments, tracking parameters, the order of
/// parameters, AMP and print forms and web archives make no difference. Two pages may have one name when a site uses a
/// parameter of the list for the page itself: who joins reports by it must look at their words too.
///
/// ```
/// use stemma_read::page_of;
///
/// assert_eq!(page_of("https://www.coast.example/fire.html?utm_source=x"), page_of("http://m.coast.example/fire.amp.html#top"));
/// assert_ne!(page_of("https://coast.example/fire?id=7"), page_of("https://coast.example/fire?id=8"));
/// assert_eq!(page_of("https://coast.example/"), None);
/// ```
pub fn page_of(address: &str) -> Option<String> {
    let address = address.trim();
    if address.len() > LONGEST {
        return None;
    }
    let mut url = Url::parse(address).ok().filter(|u| matches!(u.scheme(), "http" | "https"))?;
    // An archived AMP page: two wrappers.
    for _ in 0..3 {
        match unwrapped(&url) {
            Some(inner) => url = inner,
            None => break,
        }
    }
    let host = host(url.host_str()?);
    let port = url.port().map_or(String::new(), |p| format!(":{p}"));
    let path = path(url.path());
    let mut kept: Vec<String> =
        url.query().unwrap_or("").split('&').filter(|p| !p.is_empty() && !is_tracking(p)).map(str::to_owned).collect();
    kept.sort();
    if path.is_empty() && kept.is_empty() {
        return None;
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some(format!("{host}{port}{path}{query}"))
}

fn host(host: &str) -> String {
    let host = host.trim_end_matches('.');
    let mut rest = host;
    while let Some((first, after)) = rest.split_once('.') {
        // "amp.example" is a site, "amp.site.example" a form of one.
        if !after.contains('.') || !RULES.hosts.prefixes.iter().any(|p| p == first) {
            break;
        }
        rest = after;
    }
    rest.to_owned()
}

/// A path without its index page, form and last slash; empty for the root.
fn path(path: &str) -> String {
    let mut names: Vec<String> = path.split('/').filter(|n| !n.is_empty()).map(|n| n.split(';').next().unwrap_or(n).to_owned()).collect();
    let is = |list: &[String], name: &str| list.iter().any(|l| l.eq_ignore_ascii_case(name));
    if names.last().is_some_and(|n| is(&RULES.paths.index, n)) {
        names.pop();
    }
    if names.len() > 1 && names.last().is_some_and(|n| is(&RULES.paths.forms, n)) {
        names.pop();
    }
    if names.len() > 1 && names.first().is_some_and(|n| is(&RULES.paths.forms, n)) {
        names.remove(0);
    }
    if let Some(last) = names.last_mut() {
        let (stem, extension) = last
            .rsplit_once('.')
            .filter(|(_, e)| e.starts_with("htm"))
            .map_or((last.clone(), String::new()), |(s, e)| (s.to_owned(), format!(".{e}")));
        if let Some(bare) = RULES.paths.ends.iter().find_map(|e| stem.strip_suffix(e.as_str())).filter(|b| !b.is_empty()) {
            *last = format!("{bare}{extension}");
        }
    }
    names.iter().fold(String::new(), |all, name| format!("{all}/{name}"))
}

fn is_tracking(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    RULES.parameters.iter().any(|p| fits(p, &name)) && RULES.values.get(&name).is_none_or(|v| v.iter().any(|v| fits(v, &value)))
}

/// `utm_*` fits `utm_source`.
fn fits(pattern: &str, text: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == text, |start| text.starts_with(start))
}

/// The address that another holds.
fn unwrapped(url: &Url) -> Option<Url> {
    let whole = format!("{}{}{}", host(url.host_str()?), url.path(), url.query().map_or(String::new(), |q| format!("?{q}")));
    for archive in &RULES.wrapped.archives {
        let Some((start, end)) = archive.split_once('*') else { continue };
        let Some(rest) = whole.strip_prefix(start).and_then(|r| Some(r.split_once(end)?.1)) else { continue };
        return parsed(rest, "http");
    }
    let amp = |place: &String| match place.split_once('/') {
        Some((host, path)) => whole.strip_prefix(host)?.strip_prefix('/')?.strip_prefix(path),
        None => whole
            .split_once('/')
            .filter(|(h, _)| h.strip_suffix(place.as_str()).is_some_and(|b| b.is_empty() || b.ends_with('.')))
            .map(|(_, rest)| rest),
    };
    let rest = RULES.wrapped.amp.iter().find_map(amp)?;
    let rest = ["c/", "v/", "a/"].iter().find_map(|kind| rest.strip_prefix(kind)).unwrap_or(rest);
    match rest.strip_prefix("s/") {
        Some(rest) => parsed(rest, "https"),
        None => parsed(rest, "http"),
    }
}

/// An address that may lack its scheme, or a slash of it (`http:/host`), as archives write them.
fn parsed(text: &str, scheme: &str) -> Option<Url> {
    let bare = ["https://", "http://", "https:/", "http:/"].iter().find_map(|s| text.strip_prefix(s)).unwrap_or(text);
    // A host has a dot: "amp/s" alone is a page of its own.
    let host = bare.split(['/', '?']).next().unwrap_or("");
    let url = Url::parse(&format!("{scheme}://{bare}")).ok()?;
    host.contains('.').then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_can_be_read() {
        assert!(!RULES.parameters.is_empty());
    }

    #[test]
    fn addresses_of_one_page() {
        let page = "coast.example/news/fire?id=7";
        for same in [
            "https://coast.example/news/fire?id=7",
            "http://www.coast.example:80/news/fire/?id=7#comments",
            "https://M.Coast.example./news/fire/index.html?utm_source=rss&id=7&fbclid=x",
            "https://amp.coast.example/news/fire/amp/?id=7&amp=1",
            "https://coast.example/print/news/fire?id=7&print=true",
            "https://coast-example.cdn.ampproject.org/c/s/coast.example/news/fire?id=7",
            "https://www.google.com/amp/s/coast.example/news/fire?id=7",
            "https://web.archive.org/web/20310506100000/http://coast.example/news/fire?id=7",
            "https://web.archive.org/web/20310506100000id_/https:/www.coast.example/news/fire?id=7",
        ] {
            assert_eq!(page_of(same).as_deref(), Some(page), "{same}");
        }
        assert_eq!(page_of("https://coast.example/a?b=1&a=2"), page_of("https://coast.example/a?a=2&b=1"));
        assert_eq!(page_of("https://coast.example/fire.amp.html"), page_of("https://coast.example/fire.html"));
    }

    #[test]
    fn addresses_of_different_pages_and_of_none() {
        for (a, b) in [
            ("https://coast.example/a?output=pdf", "https://coast.example/a"),
            ("https://coast.example/a?page=2", "https://coast.example/a"),
            ("https://coast.example/a", "https://coast.example/A"),
            ("https://coast.example:8443/a", "https://coast.example/a"),
            ("https://amp.example/a", "https://www.example/a"),
            ("https://coast.example/camp", "https://coast.example/c"),
            ("https://coast.example/amp", "https://coast.example/print"),
        ] {
            assert_ne!(page_of(a), page_of(b), "{a} {b}");
            assert!(page_of(a).is_some());
        }
        for none in [
            "",
            "fire",
            "mailto:a@coast.example",
            "https://coast.example",
            "https://www.coast.example/index.html?utm_source=x",
            "file:///a/b",
        ] {
            assert_eq!(page_of(none), None, "{none}");
        }
    }
}
