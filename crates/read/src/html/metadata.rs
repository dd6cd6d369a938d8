//! Title, byline, outlet, address and credits of a page.

use super::json_ld::Article;
use super::walk::Page;
use std::borrow::Cow;

/// What a page says about its article, each from where pages say it most reliably.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub outlet: Option<String>,
    pub canonical: Option<String>,
    /// Credits that the page's data give and its words do not.
    pub credits: Vec<String>,
    pub lang: Option<String>,
}

/// The metadata of a page. `url` is where it was found, for addresses that are relative.
pub(super) fn metadata(page: &Page, article: Option<&Article>, url: Option<&str>) -> Metadata {
    let meta = |names: &[&str]| names.iter().find_map(|name| page.metas.iter().find(|(n, _)| n == name).and_then(|(_, c)| plain(c)));
    let outlet = meta(&["og:site_name", "sailthru.site", "cre", "publication_name"])
        .or_else(|| article.and_then(|a| a.publisher.as_deref()).and_then(plain))
        .or_else(|| meta(&["article:publisher", "publisher", "dc.publisher", "dcterms.publisher", "application-name"]))
        .filter(|o| !o.contains("://"));
    let canonical = page
        .links
        .iter()
        .find(|(rel, _)| rel.split_ascii_whitespace().any(|r| r == "canonical"))
        .map(|(_, href)| href.clone())
        .or_else(|| meta(&["og:url"]))
        .or_else(|| article.and_then(|a| a.url.clone()))
        .and_then(|href| absolute(&href, url));
    Metadata {
        title: title(page, article, outlet.as_deref(), &meta),
        byline: byline(page, article, &meta),
        canonical,
        credits: article.map(|a| a.credits.clone()).unwrap_or_default(),
        lang: page.lang.clone().or_else(|| article.and_then(|a| a.lang.clone())).or_else(|| meta(&["og:locale", "content-language"])),
        outlet,
    }
}

/// The headline: as the page's data give it, else its one large heading, else its title without the outlet's name.
fn title(page: &Page, article: Option<&Article>, outlet: Option<&str>, meta: &impl Fn(&[&str]) -> Option<String>) -> Option<String> {
    let whole = page.title.as_deref().and_then(plain);
    let headings: Vec<String> = page.headings.iter().filter_map(|h| plain(h)).collect();
    let given = article.and_then(|a| a.headline.as_deref()).and_then(plain).or_else(|| meta(&["og:title", "headline", "twitter:title"]));
    // The heading that readers see, when the page's data say the same in other words around it.
    let seen = headings.iter().find(|h| {
        let with = |t: &Option<String>| t.as_ref().is_some_and(|t| t.contains(h.as_str()));
        h.split(' ').count() >= 3 && (with(&given) || with(&whole))
    });
    let found = seen.cloned().or(given).or_else(|| whole.clone()).or_else(|| headings.first().cloned())?;
    Some(without_outlet(&found, outlet).to_owned())
}

/// A title without " | Port Maren Post" at its end or before it.
fn without_outlet<'t>(title: &'t str, outlet: Option<&str>) -> &'t str {
    for bar in [" | ", " - ", " – ", " — ", " :: ", " » ", " • "] {
        if let Some((before, after)) = title.rsplit_once(bar) {
            let names = |part: &str| {
                outlet.is_some_and(|o| letters(part).contains(&letters(o)) || letters(o).contains(&letters(part)) && part.len() >= 3)
            };
            // A bar is only used between a title and names; a dash also within titles.
            if before.split(' ').count() >= 3 && (names(after) || bar == " | " && after.split(' ').count() <= 4) {
                return without_outlet(before.trim(), outlet);
            }
            if let Some((_, rest)) = title.split_once(bar).filter(|(first, rest)| names(first) && rest.split(' ').count() >= 3) {
                return rest.trim();
            }
        }
    }
    title
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The authors: as the page's data name them, else as its markup does.
fn byline(page: &Page, article: Option<&Article>, meta: &impl Fn(&[&str]) -> Option<String>) -> Option<String> {
    let data: Vec<String> = article.map(|a| a.authors.iter().filter_map(|name| author(name)).collect()).unwrap_or_default();
    if !data.is_empty() {
        return Some(data.join(", "));
    }
    let named = [
        "author",
        "parsely-author",
        "sailthru.author",
        "article:author",
        "article:author_name",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "byline",
        "twitter:creator",
    ];
    let mut all: Vec<String> = Vec::new();
    for (name, content) in &page.metas {
        let found = named[..4].contains(&name.as_str()).then(|| author(content)).flatten();
        all.extend(found.filter(|a| !all.contains(a)));
    }
    if !all.is_empty() {
        all.truncate(6);
        // The shortest way to say all of them: pages repeat a name under several names of meta.
        let joined = all.iter().filter(|a| !all.iter().any(|b| b != *a && b.contains(a.as_str()))).cloned().collect::<Vec<_>>();
        return Some(joined.join(", "));
    }
    meta(&named).and_then(|a| author(&a)).or_else(|| page.authors.iter().find_map(|a| author(a)))
}

/// A name as a byline gives it: without "By", and no address, handle or sentence.
fn author(name: &str) -> Option<String> {
    let name = plain(name)?;
    let cut = ["by ", "by: ", "written by ", "author: ", "von ", "par "];
    let lower = name.to_lowercase();
    let name = cut.iter().find(|c| lower.starts_with(**c)).and_then(|c| name.get(c.len()..)).unwrap_or(&name);
    let end = [" Updated", " Published", " Posted", " | ", " on ", "Follow "]
        .iter()
        .filter_map(|stop| name.find(stop))
        .min()
        .unwrap_or(name.len());
    let name = name[..end].trim_matches([' ', ',', '|', '-', '•', '·', '/', ':', '.']);
    let address = name.contains("://") || name.contains("www.") || name.starts_with('@') || name.contains(".com/");
    let usable = !address && name.chars().count() >= 3 && name.len() <= 200 && name.split(' ').count() <= 24;
    (usable
        && name.chars().any(char::is_alphabetic)
        && !matches!(lower.as_str(), "admin" | "administrator" | "editor" | "author" | "null" | "undefined" | "none"))
    .then(|| name.to_owned())
}

/// A value on one line, with the character references that pages leave in their data read.
fn plain(value: &str) -> Option<String> {
    let value: Cow<str> = if value.contains('&') { Cow::Owned(unescape(value)) } else { Cow::Borrowed(value) };
    let line = value
        .split(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}')
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    (!line.is_empty()).then_some(line)
}

/// The character references that stand in JSON-LD and doubly escaped `meta` elements.
fn unescape(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 8);
        let read = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "quot" | "ldquo" | "rdquo" => Some('"'),
            "apos" | "rsquo" | "lsquo" => Some('\''),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "nbsp" => Some(' '),
            "ndash" => Some('–'),
            "mdash" => Some('—'),
            name => {
                let number = name.strip_prefix('#')?;
                let code = number.strip_prefix(['x', 'X']).map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
                code.and_then(char::from_u32)
            }
        });
        match (read, end) {
            (Some(c), Some(end)) => {
                plain.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// An address with scheme and host; a relative one is completed from the page's own.
fn absolute(href: &str, url: Option<&str>) -> Option<String> {
    let href = href.trim();
    if href.starts_with("http://") || href.starts_with("https://") {
        return Some(href.to_owned());
    }
    let (scheme, rest) = url?.split_once("://")?;
    if let Some(behind) = href.strip_prefix("//") {
        return Some(format!("{scheme}://{behind}"));
    }
    let host = rest.split(['/', '?', '#']).next().filter(|h| !h.is_empty())?;
    href.starts_with('/').then(|| format!("{scheme}://{host}{href}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_are_taken_off_titles() {
        for (title, outlet, wanted) in [
            ("Ferry sinks off Velmara | Port Maren Post", Some("Port Maren Post"), "Ferry sinks off Velmara"),
            (
                "Ferry sinks off Velmara - Port Maren Post - News",
                Some("Port Maren Post"),
                "Ferry sinks off Velmara - Port Maren Post - News",
            ),
            ("Ferry sinks off Velmara - PortMarenPost.example", Some("PortMarenPost"), "Ferry sinks off Velmara"),
            ("Port Maren Post - Ferry sinks off Velmara", Some("Port Maren Post"), "Ferry sinks off Velmara"),
            ("War of words - and of ships", None, "War of words - and of ships"),
            ("Ferry sinks off Velmara | World | The Post", None, "Ferry sinks off Velmara"),
        ] {
            assert_eq!(without_outlet(title, outlet), wanted);
        }
    }

    #[test]
    fn names_of_authors() {
        assert_eq!(author("By  Ada Roe").as_deref(), Some("Ada Roe"));
        assert_eq!(author("Ada Roe | Staff Writer").as_deref(), Some("Ada Roe"));
        for none in ["https://a.example/ada", "@ada", "admin", " ", "12"] {
            assert_eq!(author(none), None, "{none}");
        }
        assert_eq!(plain("Ada&#39;s &amp; Ben&rsquo;s\n&x").as_deref(), Some("Ada's & Ben's &x"));
    }

    #[test]
    fn relative_addresses() {
        let url = Some("https://a.example/x/y?z");
        assert_eq!(absolute("/news/1", url).as_deref(), Some("https://a.example/news/1"));
        assert_eq!(absolute("//b.example/1", url).as_deref(), Some("https://b.example/1"));
        assert_eq!(absolute("/news/1", None), None);
    }
}
