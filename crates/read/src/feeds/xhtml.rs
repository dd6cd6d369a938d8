//! XHTML inside a feed, written as HTML: there an element that ends at once ("<title/>") would stay open and swallow the rest, a
//! CDATA section would be a comment, and a name with a prefix is no element that anybody knows.

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

/// Elements that have no end tag in HTML (WHATWG HTML, section 13.1.2).
const VOID: [&str; 14] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// The piece as HTML; from where it is no XML on, as it stands.
pub(super) fn as_html(source: &str) -> String {
    let mut reader = Reader::from_str(source);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut out = String::with_capacity(source.len());
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(source.len());
        match reader.read_event() {
            Ok(Event::Eof) => return out,
            Ok(Event::Start(tag)) => open(&mut out, &tag),
            Ok(Event::Empty(tag)) => {
                open(&mut out, &tag);
                let name = tag.local_name();
                if !VOID.contains(&name.as_ref()) {
                    out.push_str(&format!("</{}>", name.as_ref()));
                }
            }
            Ok(Event::End(tag)) => out.push_str(&format!("</{}>", tag.local_name().as_ref())),
            Ok(Event::Text(text)) => out.push_str(&text.into_inner()),
            Ok(Event::CData(text)) => out.push_str(&escape(text.into_inner())),
            Ok(Event::GeneralRef(name)) => out.push_str(&format!("&{};", name.into_inner())),
            Ok(_) => {}
            Err(_) => {
                out.push_str(source.get(at..).unwrap_or_default());
                return out;
            }
        }
    }
}

/// An element's opening tag, its name without prefix and its attributes as they stand.
fn open(out: &mut String, tag: &BytesStart<'_>) {
    out.push_str(&format!("<{}{}>", tag.local_name().as_ref(), tag.attributes_raw()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_it_changes_but_how_it_is_written() {
        for (xhtml, html) in [
            ("<p class='a'>One<br/>two &amp; <b>three</b></p>", "<p class='a'>One<br>two &amp; <b>three</b></p>"),
            ("<title/><p>One</p><script src='x'/>two", "<title></title><p>One</p><script src='x'></script>two"),
            ("<x:p>One</x:p><![CDATA[1 < 2 <b>]]>", "<p>One</p>1 &lt; 2 &lt;b&gt;"),
            ("<p>One</b> two &nbsp;<", "<p>One</b> two &nbsp;<"),
        ] {
            assert_eq!(as_html(xhtml), html);
        }
    }
}
