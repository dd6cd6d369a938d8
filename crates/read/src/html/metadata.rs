//! Title, byline, outlet, address and credits of a page.

use super::json_ld::Article;
use super::walk::Page;
use super::words::WORDS;
use std::borrow::Cow;
use std::collections::BTreeSet;

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

/// The metadata of a page. `first` is the first block of the article; `url` is where the page was found, for addresses that
/// are relative.
pub(super) fn metadata(page: &Page, article: Option<&Article>, first: usize, url: Option<&str>) -> Metadata {
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
    // "coast" of "www.coast.example" is a name of the outlet too.
    let host = url.or(canonical.as_deref()).and_then(|u| u.split_once("://")).and_then(|(_, rest)| rest.split(['/', '?', ':']).next());
    let names: Vec<&str> = outlet.as_deref().into_iter().chain(host).collect();
    Metadata {
        title: title(page, article, &names, first, &meta),
        byline: byline(page, article, first, &meta),
        canonical,
        credits: article.map(|a| a.credits.clone()).unwrap_or_default(),
        lang: page.lang.clone().or_else(|| article.and_then(|a| a.lang.clone())).or_else(|| meta(&["og:locale", "content-language"])),
        outlet,
    }
}

/// The headline: the large heading above the article, where the page's data or its title tell of the same; else as those give
/// it, without the outlet's name. Data are often written for search engines, in other words.
fn title(
    page: &Page,
    article: Option<&Article>,
    outlet: &[&str],
    first: usize,
    meta: &impl Fn(&[&str]) -> Option<String>,
) -> Option<String> {
    let whole = page.title.as_deref().and_then(plain);
    let given = article.and_then(|a| a.headline.as_deref()).and_then(plain).or_else(|| meta(&["og:title", "headline", "twitter:title"]));
    let above = page.headings.iter().filter(|(_, at)| *at <= first).rev();
    let below = page.headings.iter().filter(|(h, at)| *at > first && whole.as_ref().is_some_and(|w| w.contains(h.trim())));
    let seen = above.chain(below).filter_map(|(h, _)| plain(h)).find(|heading| {
        let behind = whole.as_deref().and_then(|w| w.strip_prefix(heading.as_str())).unwrap_or("").trim_start();
        let site = whole.as_deref().and_then(|w| {
            let parts = BARS.iter().filter_map(|bar| w.rsplit_once(bar)).filter(|(title, _)| title.split(' ').count() >= 3);
            parts.map(|(_, site)| site).min_by_key(|site| site.len())
        });
        let names_site = site.is_some_and(|s| heading.len() <= s.len() + 8 && letters(heading).contains(&letters(s)));
        let tells = |t: &Option<String>| t.as_ref().is_some_and(|t| t.contains(heading.as_str()) || common_words(t, heading) >= 2);
        // A short heading is only taken where the title begins with it.
        let short = heading.split(' ').count() < 3 && !BARS.iter().any(|bar| behind.starts_with(bar.trim()));
        !short && !names_site && (tells(&given) || tells(&whole))
    });
    let found = seen.or(given).or(whole).or_else(|| page.headings.first().and_then(|(h, _)| plain(h)))?;
    Some(without_outlet(&found, outlet).to_owned())
}

/// What stands between a title and the name of its site.
const BARS: [&str; 7] = [" | ", " - ", " – ", " — ", " :: ", " » ", " • "];

/// How many words of four letters or more two titles have in common.
fn common_words(a: &str, b: &str) -> usize {
    let words = |t: &str| -> BTreeSet<String> {
        t.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 4).map(str::to_lowercase).collect()
    };
    words(a).intersection(&words(b)).count()
}

/// A title without " | Port Maren Post" at its end or before it.
fn without_outlet<'t>(title: &'t str, outlet: &[&str]) -> &'t str {
    for bar in BARS {
        if let Some((before, after)) = title.rsplit_once(bar) {
            let names = |part: &str| {
                let part = letters(part);
                part.len() >= 3 && outlet.iter().map(|o| letters(o)).any(|o| !o.is_empty() && (part.contains(&o) || o.contains(&part)))
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

/// How many blocks above the article a line "By Ada Roe" may stand.
const NEAR: usize = 12;

/// The authors: as the page's data name them, else as its markup or the line above the article does. That line wins where it
/// has the name that the data give and others: data name one of several.
fn byline(page: &Page, article: Option<&Article>, first: usize, meta: &impl Fn(&[&str]) -> Option<String>) -> Option<String> {
    let near = page.pieces.iter().take(first + 1).skip(first.saturating_sub(NEAR)).rev().map(|p| p.text.as_str());
    let shown = near.filter(|t| t.len() <= 160 && t.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "))).find_map(author);
    let told = told(page, article, meta);
    match (told, shown) {
        (Some(told), Some(shown))
            if shown.strip_prefix(&told).is_some_and(|rest| [", ", " and ", " & "].iter().any(|s| rest.starts_with(s))) =>
        {
            Some(shown)
        }
        (told, shown) => told.or(shown),
    }
}

fn told(page: &Page, article: Option<&Article>, meta: &impl Fn(&[&str]) -> Option<String>) -> Option<String> {
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
    let stop = [" Updated", " Published", " Posted", " | ", " on ", "Follow ", " @"].iter().filter_map(|stop| name.find(stop)).min();
    let name = undated(&name[..stop.unwrap_or(name.len())]).trim_matches([' ', ',', '|', '-', '•', '·', '/', ':', '.']);
    let address = name.contains("://") || name.contains("www.") || name.starts_with('@') || name.contains(".com/");
    let usable = !address && name.chars().count() >= 3 && name.len() <= 200 && name.split(' ').count() <= 24;
    (usable
        && name.chars().any(char::is_alphabetic)
        && !matches!(lower.as_str(), "admin" | "administrator" | "editor" | "author" | "null" | "undefined" | "none"))
    .then(|| name.to_owned())
}

/// A name without the date behind it: "ADA ROE NOVEMBER 20, 2031 10:43".
fn undated(name: &str) -> &str {
    let mut end = name.len();
    for (at, word) in name.match_indices(|c: char| c.is_ascii_digit()).take(1) {
        end = name[..at].rfind(' ').unwrap_or(at + word.len());
        let month = name[..end].trim_end_matches(['.', ',']).rsplit(' ').next().unwrap_or("").to_lowercase();
        if WORDS.dates.months.iter().flatten().any(|m| *m == month) {
            end = name[..end].rfind(' ').unwrap_or(end);
        }
    }
    &name[..end]
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
            assert_eq!(without_outlet(title, outlet.as_slice()), wanted);
        }
    }

    #[test]
    fn names_of_authors() {
        assert_eq!(author("By  Ada Roe").as_deref(), Some("Ada Roe"));
        assert_eq!(author("Ada Roe | Staff Writer").as_deref(), Some("Ada Roe"));
        assert_eq!(author("ADA ROE NOVEMBER 20, 2031 10:43").as_deref(), Some("ADA ROE"));
        assert_eq!(author("Ada Roe @adaroe Ada covers the coast").as_deref(), Some("Ada Roe"));
        for none in ["https://a.example/ada", "@ada", "admin", " ", "12"] {
            assert_eq!(author(none), None, "{none}");
        }
        assert_eq!(plain("Ada&#39;s &amp; Ben&rsquo;s\n&x").as_deref(), Some("Ada's & Ben's &x"));
    }

    #[test]
    fn the_heading_above_the_article_is_its_title() {
        let page = Page {
            title: Some("Ferry disaster: what we know of the sinking off Velmara - Coast Daily".into()),
            headings: [("Coast Daily", 0), ("Ferry with 40 on board sinks off Velmara", 3), ("Ferry fares rise off Velmara", 20)]
                .map(|(h, at)| (h.to_owned(), at))
                .into(),
            ..Page::default()
        };
        let title = |page: &Page| metadata(page, None, 5, None).title;
        assert_eq!(title(&page).as_deref(), Some("Ferry with 40 on board sinks off Velmara"));
        // One that tells of something else is another article's, and one that ends the title is the site's.
        let other = Page { headings: vec![("Ten ways to cook a fish".into(), 3), ("The Coast Daily".into(), 0)], ..page };
        assert!(title(&other).is_some_and(|t| t.starts_with("Ferry disaster")));
        let named = Page { title: Some("Ferry sinks off Velmara - Coast".into()), ..Page::default() };
        assert_eq!(metadata(&named, None, 0, Some("https://www.coast.example/1")).title.as_deref(), Some("Ferry sinks off Velmara"));
    }

    #[test]
    fn a_line_above_the_article_may_name_more_authors() {
        let piece = |text: &str| crate::html::walk::Piece { text: text.into(), ..Default::default() };
        let page = Page { pieces: ["By Ada Roe, Ben Voss", "May 2"].map(piece).into(), ..Page::default() };
        let of = |name: &str| Article { authors: vec![name.to_owned()], ..Article::default() };
        assert_eq!(metadata(&page, Some(&of("Ada Roe")), 2, None).byline.as_deref(), Some("Ada Roe, Ben Voss"));
        assert_eq!(metadata(&page, Some(&of("Cara Lind")), 2, None).byline.as_deref(), Some("Cara Lind"));
        assert_eq!(metadata(&page, None, 2, None).byline.as_deref(), Some("Ada Roe, Ben Voss"));
    }

    #[test]
    fn relative_addresses() {
        let url = Some("https://a.example/x/y?z");
        assert_eq!(absolute("/news/1", url).as_deref(), Some("https://a.example/news/1"));
        assert_eq!(absolute("//b.example/1", url).as_deref(), Some("https://b.example/1"));
        assert_eq!(absolute("/news/1", None), None);
    }
}
