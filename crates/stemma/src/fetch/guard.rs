//! Which machines may be asked: a feed or a redirect must not make this program ask inside the user's own network.
//!
//! What is checked is the address that is connected to, each time a name is looked up; so neither a redirect nor a name that
//! leads elsewhere the second time gets around it.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Says where a name leads: host and port to addresses. For tests; else the system's own is used.
pub type Lookup = Arc<dyn Fn(&str, u16) -> Vec<SocketAddr> + Send + Sync>;

/// What may be connected to.
#[derive(Clone, Default)]
pub struct Guard {
    /// Private ranges too.
    pub private: bool,
    /// Private addresses that are allowed one by one.
    pub addresses: Vec<SocketAddr>,
    /// In place of the system's names.
    pub lookup: Option<Lookup>,
}

/// What the error of a refused address says, by which it is told from other errors.
const REFUSED: &str = "is not on the public internet";

impl Guard {
    fn allows(&self, address: &SocketAddr) -> bool {
        self.private || is_public(address.ip()) || self.addresses.contains(address)
    }
}

/// Whether an error is the refusal of an address that is not public.
pub fn is_refusal(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied && error.to_string().contains(REFUSED)
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("private", &self.private).field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = match &self.lookup {
            Some(lookup) => {
                let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
                let mut all = self.empty();
                lookup(uri.host().unwrap_or(""), port).into_iter().take(16).for_each(|a| all.push(a));
                all
            }
            None => DefaultResolver::default().resolve(uri, config, timeout)?,
        };
        // One private address among others is refused too: which of them is taken is not for a stranger's server to choose.
        if let Some(refused) = found.iter().find(|a| !self.allows(a)) {
            let what = format!("{} leads to {}, which {REFUSED}", uri.host().unwrap_or("it"), refused.ip());
            return Err(ureq::Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, what)));
        }
        if found.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(found) }
    }
}

/// Whether an address is one of the public internet: neither of this machine, nor of a local network, nor reserved (the
/// special-purpose registries of RFC 6890 and what was added to them; 100.64.0.0/10 is RFC 6598, cloud machines' own data are
/// at 169.254.169.254 and fd00:ec2::254).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(matches!(a, 0 | 10 | 127)
        || a >= 224
        || a == 100 && (64..128).contains(&b)
        || a == 169 && b == 254
        || a == 172 && (16..32).contains(&b)
        || a == 192 && b == 168
        || a == 192 && b == 0 && (c == 0 || c == 2)
        || a == 192 && b == 88 && c == 99
        || a == 198 && (b == 18 || b == 19)
        || a == 198 && b == 51 && c == 100
        || a == 203 && b == 0 && c == 113)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    // An address of the old kind within: mapped, compatible, translated (RFC 6052), 6to4 (RFC 3056).
    let inner = |a: u16, b: u16| is_public_v4(Ipv4Addr::new((a >> 8) as u8, a as u8, (b >> 8) as u8, b as u8));
    match s {
        [0, 0, 0, 0, 0, 0xffff | 0, a, b] => inner(a, b),
        [0x64, 0xff9b, 0, 0, 0, 0, a, b] => inner(a, b),
        [0x2002, a, b, ..] => inner(a, b),
        // What is public is in 2000::/3; of it are set apart: protocols and Teredo, documentation.
        [0x2001, x, ..] => x >= 0x200 && x != 0xdb8,
        [0x3fff, x, ..] => x >= 0x1000,
        [x, ..] => x & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet() {
        for private in [
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00:ec2::254",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::7f00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "192.169.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "64:ff9b::808:808",
            "2001:4860::1",
            "2a00::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
