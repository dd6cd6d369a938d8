//! What a page may cost, found by one linear scan before anything is parsed.
//!
//! The limits stand far above real pages (the largest of 181 news pages: 1.5 MB, 64 attributes on one tag, 51 levels) and far
//! below what makes a parser quadratic or recursive code run out of stack. The scan follows the parser's own rules so far that it
//! never sees less than the parser does: [`Open`] takes no element for closed that the parser holds open, and [`Anew`] writes
//! what could be read in two ways so that it can be read in one.

use super::open::{Open, is};
use super::raw::Anew;
use super::tags::{Next, Tag, next};
use crate::ReadError;
use std::borrow::Cow;

/// The longest page that is read, in bytes: ten times the longest news pages seen.
pub const MAX_PAGE_BYTES: usize = 16 << 20;
/// Opening tags of a page.
const MAX_TAGS: usize = 60_000;
/// Attributes on one tag.
const MAX_TAG_ATTRIBUTES: usize = 256;
/// Attributes of a page.
const MAX_ATTRIBUTES: usize = 300_000;
/// Elements inside one another; recursive code stays far inside a thread's smallest stack.
pub(super) const MAX_DEPTH: usize = 400;
/// Elements that a parser makes again because formatting was not closed: `<b>` goes on in every paragraph behind it. Each
/// costs as much as one that is written.
const MAX_MADE_AGAIN: usize = 240_000;

/// The page as it may be parsed: what cannot hold tags is written so that no parser finds any in it, and the words of scripts
/// and styles are left out, but for JSON-LD. An error, in words for people, when it may not be parsed.
pub(super) fn check(html: &str) -> Result<Cow<'_, str>, ReadError> {
    if html.len() > MAX_PAGE_BYTES {
        return Err(too_long());
    }
    let bytes = html.as_bytes();
    let (mut cost, mut anew, mut at) = (Cost::default(), Anew::new(html), 0);
    while let Some(next) = next(bytes, at) {
        at = cost.read(next, &mut anew);
        cost.bearable()?;
    }
    Ok(anew.page())
}

/// What a page costs as far as it was read.
#[derive(Default)]
struct Cost<'h> {
    open: Open<'h>,
    tags: usize,
    attributes: usize,
    /// Of one tag.
    most_attributes: usize,
    deepest: usize,
}

impl<'h> Cost<'h> {
    /// Counts what stands next; where the page goes on behind it.
    fn read(&mut self, next: Next<'h>, anew: &mut Anew<'_>) -> usize {
        match next {
            Next::CData(behind) => anew.cdata(behind, self.open.foreign()),
            Next::Tag(tag) if tag.is_end => {
                self.end(&tag);
                tag.end
            }
            Next::Tag(tag) => {
                let raw = anew.raw(&tag, || self.open.foreign());
                if raw.is_some() {
                    self.count(&tag)
                } else {
                    self.begin(&tag)
                }
                raw.unwrap_or(tag.end)
            }
        }
    }

    fn count(&mut self, tag: &Tag<'h>) {
        self.tags += 1;
        self.attributes += tag.attributes;
        self.most_attributes = self.most_attributes.max(tag.attributes);
    }

    fn begin(&mut self, tag: &Tag<'h>) {
        self.count(tag);
        self.open.begin(tag);
        self.deepest = self.deepest.max(self.open.depth());
    }

    fn end(&mut self, tag: &Tag<'h>) {
        // These make an element where none is open (section 13.2.6.4.7).
        self.tags += usize::from(is(tag.name, &["p", "br"]));
        self.open.end(tag.name);
    }

    fn bearable(&self) -> Result<(), ReadError> {
        if self.most_attributes > MAX_TAG_ATTRIBUTES {
            return Err(hostile(format!("one of its tags has more than {MAX_TAG_ATTRIBUTES} attributes")));
        }
        if self.deepest > MAX_DEPTH {
            return Err(too_deep());
        }
        if self.tags > MAX_TAGS || self.attributes > MAX_ATTRIBUTES || self.open.made_again > MAX_MADE_AGAIN {
            return Err(hostile(format!("it has more than {MAX_TAGS} tags or {MAX_ATTRIBUTES} attributes")));
        }
        Ok(())
    }
}

/// Why a page is not read that is too long.
fn too_long() -> ReadError {
    ReadError::new(format!("the page is longer than {} MiB; give the article's text as .txt or .jsonl", MAX_PAGE_BYTES >> 20))
}

/// Why a page is not read whose elements are nested too deep.
pub(super) fn too_deep() -> ReadError {
    hostile(format!("its elements stand more than {MAX_DEPTH} deep in one another"))
}

fn hostile(what: String) -> ReadError {
    ReadError::new(format!("the page is not built like a page of news: {what}; give the article's text as .txt or .jsonl"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_pages_pass_and_hostile_ones_do_not() {
        check("<html><body><p>One<p>Two<br><img src='a'></body></html>").unwrap();
        check(&"<p>x".repeat(20_000)).unwrap();
        check(&format!("<script>{}</script><p>x", "<div>".repeat(5000))).unwrap();
        // What real pages do, a thousand times: end tags left out or crossed, headings ended by others, pictures of paths.
        for part in [
            "<div><p><span>a</div>",
            "<div><b>a</div>",
            "<h2>a</h3>",
            "<a href=x>a<a href=y>b",
            "<table><tr><td><div>a</table>",
            "<svg><path/><g><path/></svg>",
            "<svg><path>a</svg>",
            "<ul><li><a>a</a><li>b</ul>",
            "<select><option>a<option>b</select>",
            "<b><i>a</b></i>",
            "<button>a</button>",
            "<svg><title>a</title><style>p{}</style></svg>",
        ] {
            check(&part.repeat(1_000)).unwrap_or_else(|e| panic!("{part}: {e}"));
        }
        for (page, says) in [
            ("<div>".repeat(100_000), "deep"),
            ("<b><div>".repeat(100_000), "deep"),
            (format!("<p {}>", "a=1 ".repeat(1_000_000)), "attributes"),
            (format!("<p {}>", "a ".repeat(1_000)), "attributes"),
            (format!("<p {}>", "a=''".repeat(1_000)), "attributes"),
            ("<p>x</p>".repeat(100_000), "tags"),
            ("<p a b c d e f g h i j k l>".repeat(50_000), "tags or"),
            (" ".repeat(MAX_PAGE_BYTES + 1), "MiB"),
            // What looks closed or hidden and is not.
            ("<div/>".repeat(50_000), "deep"),
            ("<rt>".repeat(50_000), "deep"),
            ("<optgroup>".repeat(50_000), "deep"),
            ("<div></x>".repeat(50_000), "deep"),
            ("<span><div></span>".repeat(20_000), "deep"),
            ("<div><table></div>".repeat(20_000), "deep"),
            (format!("<!-- --!>{}", "<div>".repeat(50_000)), "deep"),
            (format!("<p a==\">{}\">", "<div>".repeat(50_000)), "deep"),
            ("<svg><div><path/>".repeat(20_000), "deep"),
            (format!("{}<script><!--<script></script>{}</script>", "<div>".repeat(300), "</div>".repeat(300)).repeat(9), "deep"),
            (format!("<iframe><!--</iframe>{}", "<div>".repeat(50_000)), "deep"),
            (format!("<svg><title/><!--</title>{}", "<div>".repeat(50_000)), "nothing"),
            (format!("<svg><title/><!--</title>-->{}", "<div>".repeat(50_000)), "deep"),
            (format!("<svg><![CDATA[<!--]]>{}", "<div>".repeat(50_000)), "deep"),
            (format!("<plaintext><!-- -->{}", "<div>".repeat(50_000)), "deep"),
            (format!("<div>{}", "</p>".repeat(70_000)), "tags"),
            ((0..5_000).map(|n| format!("<p><b id={n}></x>y")).collect(), "deep"),
            ((0..390).map(|n| format!("<font color={n}>")).chain(["<p>x</p>".repeat(20_000)]).collect(), "deep"),
            ((0..150).map(|n| format!("<font color={n}>")).chain(["<p>x</p>".repeat(20_000)]).collect(), "tags"),
        ] {
            let error = check(&page).map_or_else(|e| e.to_string(), |_| "nothing".into());
            assert!(error.contains(says), "{:?}: {error}", page.get(..60));
        }
    }

    #[test]
    fn what_cannot_hold_tags_is_written_without_them() {
        for (page, wanted) in [
            ("<style>p{}</style><p>é<script a>x<y</script>z<script>", "<style></style><p>é<script a></script>z<script></script>"),
            (
                "<script type='application/LD+json'>{\"a\":\"<b>\"}</script>",
                "<script type='application/LD+json'>{\"a\":\"\\u003cb>\"}</script>",
            ),
            ("<title>a<b &amp; c</title>d", "<title>a&lt;b &amp; c</title>d"),
            ("<iframe><p></iframe><xmp>a <b> & c</xmp >d", "<iframe></iframe><pre>a &lt;b> &amp; c</pre>d"),
            ("a<plaintext>b<i>c", "ab<i>c"),
            ("<svg><title/><![CDATA[a<b]]></svg><![CDATA[c>d", "<svg><title/></title>a&lt;b</svg>d"),
            ("<textarea>a<b", "<textarea>a&lt;b</textarea>"),
        ] {
            assert_eq!(check(page).unwrap(), wanted);
        }
    }

    mod soup {
        use super::*;
        use proptest::prelude::*;
        use trafilatura::dom::Document;

        /// Elements of a parsed page, and how deep the deepest stands.
        fn parsed(page: &str) -> (usize, usize) {
            let doc = Document::parse(page);
            let (mut count, mut deepest, mut todo) = (0, 0, vec![(doc.root(), 0)]);
            while let Some((node, depth)) = todo.pop() {
                count += usize::from(!doc.is_text(node));
                deepest = deepest.max(depth);
                todo.extend(doc.child_nodes(node).into_iter().map(|child| (child, depth + 1)));
            }
            (count, deepest)
        }

        fn part() -> impl Strategy<Value = String> {
            let name = prop::sample::select(vec![
                "a",
                "b",
                "i",
                "nobr",
                "p",
                "div",
                "span",
                "li",
                "ul",
                "table",
                "tr",
                "td",
                "caption",
                "select",
                "option",
                "optgroup",
                "svg",
                "math",
                "mi",
                "foreignObject",
                "desc",
                "title",
                "style",
                "script",
                "textarea",
                "iframe",
                "noembed",
                "noframes",
                "noscript",
                "xmp",
                "plaintext",
                "template",
                "button",
                "form",
                "h1",
                "h2",
                "br",
                "img",
                "input",
                "body",
                "html",
                "head",
                "frameset",
                "object",
                "font",
                "ruby",
                "rt",
                "pre",
                "section",
                "x-y",
                "dd",
                "dl",
                "image",
                "annotation-xml",
                "colgroup",
                "col",
            ]);
            prop_oneof![
                6 => (name.clone(), prop::sample::select(vec!["", " a=1", "/", " a='", " type=hidden"]))
                    .prop_map(|(n, rest)| format!("<{n}{rest}>")),
                3 => name.clone().prop_map(|n| format!("</{n}>")),
                2 => (name, prop::sample::select(vec!["<!--", "<a b='", "<![CDATA["])).prop_map(|(n, hides)| format!("<{n}>{hides}</{n}>")),
                1 => prop::sample::select(vec!["<!--", "-->", "--!>", "<![CDATA[", "]]>", ">", "'", "x", "<!doctype x>", "<?y", "</>"])
                    .prop_map(str::to_owned),
            ]
        }

        proptest! {
            // Taking any one of the elements that hold text from their list makes it fail.
            #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

            /// A tag makes at most four elements: a cell brings its row, its group of rows and itself. What a parser finds more of
            /// than the scan counts would get past the limits, whatever it is hidden behind.
            #[test]
            fn no_parser_finds_more_than_is_counted(parts in prop::collection::vec(part(), 0..14)) {
                let html = parts.concat() + &"<div><section>x</section>".repeat(40);
                let (bytes, mut cost, mut anew, mut at) = (html.as_bytes(), Cost::default(), Anew::new(&html), 0);
                while let Some(next) = next(bytes, at) {
                    at = cost.read(next, &mut anew);
                }
                let (count, deepest) = parsed(&anew.page());
                prop_assert!(count <= 4 * (cost.tags + cost.open.made_again) + 8, "{count} elements of {} tags: {html}", cost.tags);
                prop_assert!(deepest <= 4 * cost.deepest + 8, "{deepest} deep of {}: {html}", cost.deepest);
            }
        }
    }
}
