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
mod tests;
