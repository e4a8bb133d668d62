//! Which addresses may be followed when a *server* names them (`architecture.md`, rule 4).
//!
//! A user may type any address. An address out of an answer must be http(s), must not fall back from https to http, and
//! must not point into this machine or its network unless the configured server is itself there.

use super::Fault;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};
use url::{Host, Url};

/// Whether the two share scheme, host and port.
pub fn same_origin(a: &Url, b: &Url) -> bool {
    a.origin() == b.origin()
}

/// Whether an address is on this machine or in a private network.
pub fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_private_v4(v4),
        IpAddr::V6(v6) => {
            v6.to_ipv4_mapped().is_some_and(is_private_v4)
                || v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || is_local_v6(v6)
        }
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_unspecified()
        || ip.is_broadcast()
        || ip.is_multicast()
        || a == 0
        // Carrier-grade NAT, RFC 6598.
        || (a == 100 && (64..128).contains(&b))
}

fn is_local_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    // Link-local fe80::/10, unique local fc00::/7 and NAT64's 64:ff9b::/96, which hides an IPv4 address.
    (first & 0xffc0) == 0xfe80
        || (first & 0xfe00) == 0xfc00
        || (first == 0x64 && ip.segments()[1] == 0xff9b)
}

/// Whether the server that the user configured is on this machine or in its network, judged by what was typed.
pub fn is_local(base: &Url) -> bool {
    match base.host() {
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
    if !is_local(base) && is_local(url) {
        return forbidden("it points into this computer's network");
    }
    Ok(())
}

/// Resolves names and drops every private address, so that a public name cannot lead into this network.
#[derive(Debug, Clone, Copy)]
pub struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|at| !is_private(at.ip())).collect();
            if public.is_empty() {
                let text = "the name leads into this computer's network";
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, text).into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
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

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_resolved() {
        let name: Name = "localhost".parse().expect("a name");
        assert!(PublicOnly.resolve(name).await.is_err());
    }
}
