//! What a page's JSON-LD says about its article (schema.org's `Article` and its kinds).

use serde_json::{Map, Value};

/// The article as the page's JSON-LD describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Article {
    pub headline: Option<String>,
    /// Names of the authors, in order.
    pub authors: Vec<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub url: Option<String>,
    pub lang: Option<String>,
    /// Whom the article credits: `creditText`, `sourceOrganization`, `provider`.
    pub credits: Vec<String>,
    /// The article's words, when the page's data hold them.
    pub body: Option<String>,
    /// Whether it says that one has to pay to read it.
    pub paid: bool,
    pub live: bool,
    pub gallery: bool,
}

/// How many values of a page's JSON-LD are looked at: far above real pages.
const MOST_VALUES: usize = 20_000;

/// The article that the page is about: the first of the scripts' top levels, a kind of article before a mere page.
pub(super) fn article(scripts: &[String]) -> Option<Article> {
    let mut best: Option<(u8, Article)> = None;
    for script in scripts {
        let Some(value) = parse(script) else { continue };
        let mut left = MOST_VALUES;
        visit(&value, 0, &mut left, &mut |object| {
            let rank = rank(object);
            if rank > best.as_ref().map_or(0, |(r, _)| *r) {
                best = Some((rank, read(object)));
            }
        });
    }
    best.map(|(_, article)| article)
}

/// Many pages wrap the script in a comment, or break a string over lines.
fn parse(script: &str) -> Option<Value> {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let script = script.trim().trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let plain: String = script.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // The first value, when something stands behind it.
        serde_json::Deserializer::from_str(&plain).into_iter().next()?.ok()
    })
}

/// The objects at the top: of the value itself, of lists and of `@graph`, and what a page is said to be about.
fn visit(value: &Value, depth: usize, left: &mut usize, seen: &mut impl FnMut(&Map<String, Value>)) {
    if *left == 0 || depth > 8 {
        return;
    }
    *left -= 1;
    match value {
        Value::Array(list) => list.iter().for_each(|v| visit(v, depth + 1, left, seen)),
        Value::Object(object) => {
            seen(object);
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    visit(inner, depth + 1, left, seen);
                }
            }
        }
        _ => {}
    }
}

/// How surely an object describes the page's article; 0 when it does not.
fn rank(object: &Map<String, Value>) -> u8 {
    let types = types(object);
    let any = |f: fn(&str) -> bool| types.iter().any(|t| f(t));
    if any(|t| t.ends_with("Article") || t == "LiveBlogPosting") {
        3
    } else if any(|t| t.ends_with("BlogPosting") || t == "Report" || t == "ImageGallery" || t == "MediaGallery") {
        2
    } else {
        u8::from(any(|t| t.ends_with("WebPage") || t == "CreativeWork" || t == "ItemPage" || t == "VideoObject"))
    }
}

fn types(object: &Map<String, Value>) -> Vec<&str> {
    match object.get("@type") {
        Some(Value::String(one)) => vec![bare(one)],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(bare).collect(),
        _ => Vec::new(),
    }
}

/// `http://schema.org/NewsArticle` and `schema:NewsArticle` are `NewsArticle`.
fn bare(name: &str) -> &str {
    name.rsplit(['/', ':', '#']).next().unwrap_or(name)
}

fn read(object: &Map<String, Value>) -> Article {
    let text = |key: &str| object.get(key).and_then(string);
    let names_of = |key: &str| object.get(key).map(names).unwrap_or_default();
    let types = types(object);
    let free = object.get("isAccessibleForFree");
    Article {
        headline: text("headline").or_else(|| text("name")),
        authors: names_of("author").into_iter().chain(names_of("creator")).fold(Vec::new(), |mut all, name| {
            if !all.contains(&name) {
                all.push(name);
            }
            all
        }),
        publisher: names_of("publisher").into_iter().next(),
        published: text("datePublished").or_else(|| text("dateCreated")).or_else(|| text("uploadDate")),
        updated: text("dateModified"),
        url: text("url").or_else(|| object.get("mainEntityOfPage").and_then(|v| string(v).or_else(|| string(v.get("@id")?)))),
        lang: text("inLanguage"),
        credits: ["creditText", "sourceOrganization", "provider"].into_iter().flat_map(names_of).collect(),
        body: text("articleBody"),
        paid: matches!(free, Some(Value::Bool(false))) || free.and_then(Value::as_str).is_some_and(|f| f.eq_ignore_ascii_case("false")),
        live: types.contains(&"LiveBlogPosting"),
        gallery: types.iter().any(|t| t.ends_with("Gallery")),
    }
}

/// A string, or the first of a list.
fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.iter().find_map(string),
        _ => None,
    }
}

/// The names of people or bodies: strings, objects with a name, or lists of them.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(_) => string(value).into_iter().collect(),
        Value::Object(object) => object.get("name").map(names).unwrap_or_default(),
        Value::Array(list) => list.iter().take(50).filter(|v| !v.is_array()).flat_map(names).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_found_in_a_graph_and_in_broken_scripts() {
        let graph = r#"{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},{"@type":"WebPage","datePublished":"2024-01-01"},
            {"@type":["NewsArticle","Article"],"headline":"Ferry sinks","author":[{"@type":"Person","name":"Ada Roe"},{"name":["Ben Voss"]}],
             "publisher":{"name":"Port Maren Post"},"datePublished":"2024-05-02T10:00:00+02:00","isAccessibleForFree":"False"}]}"#;
        let found = article(&["not json".to_owned(), graph.to_owned()]).unwrap();
        assert_eq!(found.authors, ["Ada Roe", "Ben Voss"]);
        assert_eq!((found.publisher.as_deref(), found.published.as_deref()), (Some("Port Maren Post"), Some("2024-05-02T10:00:00+02:00")));
        assert!(found.paid && !found.live);
        let broken = "<!--\n{\"@type\":\"http://schema.org/NewsArticle\",\"headline\":\"Ferry\nsinks\"};\n-->";
        assert_eq!(article(&[broken.to_owned()]).unwrap().headline.as_deref(), Some("Ferry sinks"));
        // Links to other articles are not this one.
        let list = r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}"#;
        assert_eq!(article(&[list.to_owned()]), None);
    }

    #[test]
    fn nesting_is_borne() {
        let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
        assert_eq!(article(&[deep]), None);
    }
}
