//! Whether a request that changes something came from a page of this site: by `Sec-Fetch-Site` (W3C Fetch Metadata) and `Origin`
//! (RFC 6454), which a browser sets and a page cannot.

use axum::http::{HeaderMap, header};

/// What the fields of a request tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A page of this site, or a person who typed the address.
    Here,
    /// Another site's page.
    Elsewhere,
    /// Nothing: no browser of today sends such a request.
    Untold,
}

/// Where a request came from. `host` is what the site was asked for as.
pub fn of(fields: &HeaderMap, host: &str) -> From {
    let text = |name: &str| fields.get(name).map(|v| v.to_str().unwrap_or("?"));
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => return From::Here,
        // A neighbour under one domain is another site too.
        Some(_) => return From::Elsewhere,
        None => {}
    }
    match text(header::ORIGIN.as_str()) {
        None => From::Untold,
        Some(origin) => match origin.split_once("://") {
            Some((_, authority)) if !host.is_empty() && authority.eq_ignore_ascii_case(host) => From::Here,
            _ => From::Elsewhere,
        },
    }
}

/// Whether a request changes nothing (RFC 9110, section 9.2.1).
pub fn is_safe(method: &axum::http::Method) -> bool {
    matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_site_are_here() {
        let from = |list: &[(&'static str, &'static str)]| {
            let fields = list.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
            of(&fields, "desk.example:8181")
        };
        assert_eq!(from(&[("sec-fetch-site", "same-origin"), ("origin", "https://desk.example:8181")]), From::Here);
        assert_eq!(from(&[("origin", "https://DESK.example:8181")]), From::Here);
        for elsewhere in ["https://elsewhere.example", "https://desk.example", "https://desk.example:81", "null", "desk.example:8181"] {
            assert_eq!(from(&[("origin", elsewhere)]), From::Elsewhere, "{elsewhere}");
        }
        for site in ["cross-site", "same-site", "other"] {
            assert_eq!(from(&[("sec-fetch-site", site), ("origin", "https://desk.example:8181")]), From::Elsewhere, "{site}");
        }
        assert_eq!(from(&[]), From::Untold);
    }
}
