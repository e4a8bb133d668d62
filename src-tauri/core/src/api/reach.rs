//! Which addresses may be followed when a *server* names them (`architecture.md`, rule 4).
//!
//! A user may type any address. An address out of an answer must be http(s), must not fall back from https to http, and
//! must not point into this machine or its network unless the configured server is itself there.

use super::Fault;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use url::{Host, Url};

/// Whether the two share scheme, host and port.
pub fn same_origin(a: &Url, b: &Url) -> bool {
    a.origin() == b.origin()
}

/// Whether an address is anything but a public one: on this machine, in a private network, or set aside for documents,
/// measurements and the future (IANA's special-purpose registries, RFC 6890). An IPv6 address that carries an IPv4 one is as
/// private as that.
pub fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => match embedded_v4(v6) {
            Some(v4) => is_private_v4(v4),
            None => is_private_v6(v6),
        },
    }
}

#[expect(
    clippy::unnested_or_patterns,
    reason = "one range a piece, as the registries list them"
)]
fn is_private_v4(ip: Ipv4Addr) -> bool {
    matches!(
        ip.octets(),
        // "This network" (RFC 791), this machine, link-local (where clouds keep their metadata).
        [0 | 127, ..] | [169, 254, ..]
        // RFC 1918, and carrier-grade NAT (RFC 6598).
        | [10, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..]
        // Protocol assignments (RFC 6890), 6to4 relays (RFC 7526), benchmarks (RFC 2544).
        | [192, 0, 0, _] | [192, 88, 99, _] | [198, 18 | 19, ..]
        // Documents (RFC 5737).
        | [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _]
        // Multicast, the future (RFC 1112), broadcast.
        | [224..=255, ..]
    )
}

/// The IPv4 address that a packet to this one ends at: mapped `::ffff:0:0/96`, compatible `::/96`, NAT64 `64:ff9b::/96`
/// (RFC 6052), 6to4 `2002::/16` (RFC 3056). `::` and `::1` are none.
fn embedded_v4(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            v4(high, low)
        }
        [0x2002, high, low, ..] => v4(high, low),
        _ => None,
    }
}

#[expect(
    clippy::unnested_or_patterns,
    reason = "one range a piece, as the registries list them"
)]
fn is_private_v6(ip: Ipv6Addr) -> bool {
    matches!(
        ip.segments(),
        // Unspecified, loopback, and what else begins with zeros; NAT64 of somebody's own (RFC 8215).
        [0, ..] | [0x64, 0xff9b, ..]
        // Discard-only (RFC 6666).
        | [0x100, 0, 0, 0, ..]
        // Teredo, ORCHID and the other protocol assignments `2001::/23`.
        | [0x2001, 0..=0x1ff, ..]
        // Documents (RFC 3849, RFC 9637).
        | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..]
        // Segment routing (RFC 9602).
        | [0x5f00, ..]
        // Unique local, link-local, site-local of old (RFC 3879), multicast.
        | [0xfc00..=0xfdff | 0xfe80..=0xffff, ..]
    )
}

/// Whether the server that the user configured is on this machine or in its network, judged by what was typed.
pub fn is_local(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(ip)) => is_local_v4(ip),
        Some(Host::Ipv6(ip)) => match embedded_v4(ip) {
            Some(v4) => is_local_v4(v4),
            None => matches!(ip.segments(), [0 | 0xfc00..=0xfdff | 0xfe80..=0xfeff, ..]),
        },
        Some(Host::Domain(name)) => is_local_name(name),
        None => false,
    }
}

/// Less than [`is_private_v4`]: a server in a range that is set aside for documents is in nobody's network.
fn is_local_v4(ip: Ipv4Addr) -> bool {
    matches!(
        ip.octets(),
        [0 | 10 | 127, ..]
            | [169, 254, ..]
            | [172, 16..=31, ..]
            | [192, 168, ..]
            | [100, 64..=127, ..]
    )
}

/// Whether an address that a server named stands for anything but a public place.
fn is_private_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_private(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => is_private(IpAddr::V6(ip)),
        Some(Host::Domain(name)) => is_local_name(name),
        None => false,
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let ends = [".localhost", ".local", ".lan", ".internal", ".home.arpa"];
    !name.contains('.') || ends.iter().any(|end| name.ends_with(end))
}

/// Whether it is this very machine: no proxy is ever asked for it.
pub fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Checks an address that a server named. What a *name* resolves to is checked at connect by [`PublicOnly`].
///
/// # Errors
/// [`Fault::Forbidden`] says which rule it broke.
pub fn check(url: &Url, base: &Url) -> Result<(), Fault> {
    let forbidden = |why: &str| Err(Fault::Forbidden(why.to_owned()));
    if same_origin(url, base) {
        return Ok(());
    }
    if !matches!(url.scheme(), "http" | "https") {
        return forbidden("only http and https");
    }
    if base.scheme() == "https" && url.scheme() == "http" {
        return forbidden("from https to http");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return forbidden("it carries a password");
    }
    if !is_local(base) && is_private_host(url) {
        return forbidden("it points into this computer's network");
    }
    Ok(())
}

/// A name that a server gave leads into this network. Its own type, so that it is told from "no such name".
#[derive(Debug, thiserror::Error)]
#[error("the name leads into this computer's network")]
pub struct LeadsHome;

/// What the resolvers of one set of clients share.
///
/// Some proxy programs answer every question for a name with a stand-in from 198.18.0.0/15 and carry what is sent there
/// to the real place. Where the user's own server has such an address, every other name has one too, and refusing them
/// would lose every file; elsewhere the range stays closed.
#[derive(Debug, Clone, Default)]
pub struct StandIns(Arc<AtomicBool>);

/// Resolves the names that the user typed, as the system does.
#[derive(Debug, Clone, Default)]
pub struct AsTyped {
    /// Told of a stand-in.
    pub stand_ins: StandIns,
}

impl Resolve for AsTyped {
    fn resolve(&self, name: Name) -> Resolving {
        let stand_ins = self.stand_ins.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> = found.collect();
            if found.iter().any(|at| is_stand_in(at.ip())) {
                stand_ins.0.store(true, Ordering::Relaxed);
            }
            let addresses: Addrs = Box::new(found.into_iter());
            Ok(addresses)
        })
    }
}

fn is_stand_in(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V4(v4) if matches!(v4.octets(), [198, 18 | 19, ..]))
}

/// Resolves names and drops every private address, so that a public name cannot lead into this network.
///
/// Through a proxy it is the proxy that resolves the names that servers give, and its network that they may lead into: that
/// is the proxy's to guard, as for everything else behind it. What stands in an address itself is checked all the same
/// ([`check`]), and here only the proxy's own name arrives, which the user gave and which is mostly private.
#[derive(Debug, Clone, Default)]
pub struct PublicOnly {
    proxies: Vec<String>,
    stand_ins: StandIns,
}

impl PublicOnly {
    /// `proxies`: addresses of the proxies that the user gave, in the settings or in the environment.
    pub fn new(proxies: &[String], stand_ins: StandIns) -> Self {
        let host = |proxy: &String| {
            // An environment names its proxy also without a scheme.
            let url = Url::parse(proxy).ok().filter(Url::has_host);
            let url = url.or_else(|| Url::parse(&format!("http://{proxy}")).ok())?;
            Some(url.host_str()?.to_ascii_lowercase())
        };
        Self {
            proxies: proxies.iter().filter_map(host).collect(),
            stand_ins,
        }
    }

    fn usable(&self, name: &str, found: impl Iterator<Item = SocketAddr>) -> Vec<SocketAddr> {
        let is_proxy = |proxy: &String| proxy.eq_ignore_ascii_case(name);
        if self.proxies.iter().any(is_proxy) {
            return found.collect();
        }
        let stand_ins = self.stand_ins.0.load(Ordering::Relaxed);
        let usable = |at: &SocketAddr| !is_private(at.ip()) || stand_ins && is_stand_in(at.ip());
        found.filter(usable).collect()
    }
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let here = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let usable = here.usable(name.as_str(), found);
            if usable.is_empty() {
                return Err(LeadsHome.into());
            }
            let addresses: Addrs = Box::new(usable.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("an address")
    }

    #[test]
    fn a_public_server_cannot_send_us_into_our_own_network() {
        let base = url("https://gateway.example/v1");
        for target in [
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://169.254.169.254/latest",
            "https://10.1.2.3/x",
            "https://localhost/x",
            "https://printer/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
        ] {
            assert!(check(&url(target), &base).is_err(), "{target}");
        }
    }

    #[test]
    fn a_local_server_may_name_local_addresses() {
        let base = url("http://192.168.1.5:8000/v1");
        assert_eq!(check(&url("http://192.168.1.6:9000/v.mp4"), &base), Ok(()));
    }

    #[test]
    fn nothing_falls_back_from_https_to_http() {
        assert!(
            check(
                &url("http://cdn.example/v.mp4"),
                &url("https://gateway.example/v1")
            )
            .is_err()
        );
    }

    #[test]
    fn other_protocols_are_refused() {
        let base = url("http://gateway.example/v1");
        for target in [
            "file:///etc/passwd",
            "ftp://cdn.example/x",
            "data:video/mp4;base64,AA",
        ] {
            assert!(check(&url(target), &base).is_err(), "{target}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        assert!(!same_origin(
            &url("https://a.example/"),
            &url("https://a.example:8443/")
        ));
    }

    #[test]
    fn every_special_range_is_private_in_every_disguise() {
        for text in [
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::10.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:0:127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "2002:c0a8:101::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(is_private(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn public_addresses_stay_public_beside_the_special_ranges() {
        for text in [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.88.98.1",
            "198.17.0.1",
            "198.20.0.1",
            "203.0.112.1",
            "223.255.255.255",
            "2001:4860:4860::8888",
            "2002:101:101::1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::808:808",
            "2400:cb00::1",
        ] {
            assert!(!is_private(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn a_number_in_any_base_is_the_address_that_it_means() {
        let base = url("https://gateway.example/v1");
        for target in [
            "https://0177.0.0.1/x",
            "https://0x7f000001/x",
            "https://017700000001/x",
            "https://127.1/x",
            "https://0xA9FEA9FE/latest",
            "https://127.0.0.1./x",
            "https://\u{ff11}27.0.0.1/x",
            "https://[::127.0.0.1]/x",
            "https://[2002:7f00:1::]/x",
            "https://198.18.0.1/x",
        ] {
            assert!(check(&url(target), &base).is_err(), "{target}");
        }
    }

    #[test]
    fn an_address_with_a_zone_is_no_address() {
        for target in ["http://[fe80::1%25eth0]/x", "http://[fe80::1%eth0]/x"] {
            assert!(Url::parse(target).is_err(), "{target}");
        }
    }

    #[test]
    fn the_users_own_proxy_may_have_a_private_address_and_nothing_else_may() {
        let proxies = [
            "http://proxy.corp:3128".to_owned(),
            "other.corp:80".to_owned(),
        ];
        let resolver = PublicOnly::new(&proxies, StandIns::default());
        let usable = |name| {
            resolver
                .usable(name, [([10, 0, 0, 7], 0).into()].into_iter())
                .len()
        };
        assert_eq!(
            (
                usable("Proxy.corp"),
                usable("other.corp"),
                usable("cdn.example")
            ),
            (1, 1, 0)
        );
    }

    #[test]
    fn stand_ins_are_believed_only_where_the_users_own_server_has_one() {
        let stand_ins = StandIns::default();
        let resolver = PublicOnly::new(&[], stand_ins.clone());
        let usable = |last| {
            resolver
                .usable("cdn.example", [(last, 0).into()].into_iter())
                .len()
        };
        assert_eq!(usable([198, 18, 0, 9]), 0);
        stand_ins.0.store(true, Ordering::Relaxed);
        assert_eq!((usable([198, 18, 0, 9]), usable([10, 0, 0, 9])), (1, 0));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_resolved() {
        let name: Name = "localhost".parse().expect("a name");
        assert!(PublicOnly::default().resolve(name).await.is_err());
    }
}
