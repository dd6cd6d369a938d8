//! Who is at the other end: the address that counts for limits, and whether the way there is encrypted.

use axum::http::{HeaderMap, header};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// The fields in which proxies tell who asked them (RFC 7239 and its forerunners).
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"];

/// A client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its address; of IPv6 the network of 64 bits that one customer has.
    pub address: IpAddr,
    /// Whether it speaks TLS with the proxy.
    pub secure: bool,
    /// What it asked the site for as: `desk.example:8181`.
    pub host: String,
}

impl Client {
    /// Of a request. What a proxy says is only believed where there is one: else anybody could say it.
    pub fn of(peer: Option<SocketAddr>, fields: &HeaderMap, proxied: bool) -> Self {
        let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |p| p.ip());
        let text = |name: &str| fields.get_all(name).iter().next_back().and_then(|v| v.to_str().ok());
        // The proxy adds the address that asked it behind those that it was told.
        let last = |name: &str| text(name).filter(|_| proxied).and_then(|v| v.rsplit(',').next()).map(str::trim);
        let address = last("x-forwarded-for").and_then(address).unwrap_or(peer);
        let host = last("x-forwarded-host").or_else(|| text(header::HOST.as_str())).unwrap_or_default();
        Client { address: network(address), secure: last("x-forwarded-proto") == Some("https"), host: host.to_owned() }
    }

    /// Whether a request came through a proxy, as far as its fields tell.
    pub fn forwarded(fields: &HeaderMap) -> bool {
        FORWARDED.iter().any(|f| fields.contains_key(*f))
    }
}

/// `203.0.113.7`, `203.0.113.7:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|a| a.ip()))
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_believed_only_where_there_is_one_and_only_its_own_word() {
        let list = [("x-forwarded-for", "198.51.100.1, 203.0.113.7"), ("x-forwarded-proto", "https"), ("host", "127.0.0.1:8181")];
        let fields: HeaderMap = list.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
        let of = |proxied| Client::of(Some(([127, 0, 0, 1], 4000).into()), &fields, proxied);
        assert_eq!((of(true).address.to_string().as_str(), of(true).secure), ("203.0.113.7", true));
        assert_eq!((of(false).address.to_string().as_str(), of(false).secure), ("127.0.0.1", false));
        assert!(Client::forwarded(&fields) && !Client::forwarded(&HeaderMap::new()));
    }

    #[test]
    fn addresses_are_read_in_every_form() {
        for (text, is) in [("203.0.113.7:47", "203.0.113.7"), ("[2001:db8::1]:47", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1")] {
            assert_eq!(address(text), is.parse().ok(), "{text}");
        }
        assert_eq!(address("unknown"), None);
        assert_eq!(network("2001:db8:0:7:1:2:3:4".parse().unwrap()).to_string(), "2001:db8:0:7::");
    }
}
