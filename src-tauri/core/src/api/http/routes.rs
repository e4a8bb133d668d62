//! Which way leads to a server: as the settings say for all, or for one origin. Servers on this machine are always reached
//! directly. Knows no setting by name.

use super::{SetupError, clients::Clients};
use crate::api::reach;
use reqwest::{Certificate, ClientBuilder, Proxy};
use std::collections::BTreeMap;
use url::Url;

/// Past every proxy: what [`Ways::proxy`] and [`Ways::routes`] may say instead of an address.
pub const DIRECT: &str = "direct";

/// The user's wishes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// The way to all servers: empty as the environment says, `direct`, or a proxy.
    pub proxy: String,
    /// Another one for single origins.
    pub routes: BTreeMap<String, String>,
    /// Trusted certificates in PEM beside those of the system.
    pub certificates: String,
}

/// Clients for each way that is wanted; equal ways share theirs.
pub(super) struct Routes {
    direct: Clients,
    /// Those that are not direct, by what was asked for.
    ways: BTreeMap<String, Clients>,
    usual: String,
    /// Of which way a server is, by its origin, where it has one of its own.
    chosen: BTreeMap<String, String>,
}

impl Routes {
    /// # Errors
    /// A proxy is no address, or the certificates are none.
    pub fn new(wanted: &Ways) -> Result<Self, SetupError> {
        let trusted = certificates(&wanted.certificates)?;
        let mut ways = BTreeMap::new();
        for way in wanted.routes.values().chain([&wanted.proxy]) {
            if way != DIRECT && !ways.contains_key(way) {
                ways.insert(way.clone(), Clients::through(way, &trusted)?);
            }
        }
        Ok(Self {
            direct: Clients::direct(&trusted)?,
            ways,
            usual: wanted.proxy.clone(),
            chosen: wanted.routes.clone(),
        })
    }

    /// The clients for a server's address.
    pub fn to(&self, base: &Url) -> &Clients {
        if reach::is_loopback(base) {
            return &self.direct;
        }
        let origin = base.origin().ascii_serialization();
        let way = self.chosen.get(&origin).unwrap_or(&self.usual);
        self.ways.get(way).unwrap_or(&self.direct)
    }
}

/// The way to somebody who is no server of the user's, for a client that another library makes. [`Ways::routes`] are for servers.
#[derive(Debug, Clone)]
pub struct WayOut {
    /// `None`: as the environment says.
    proxy: Option<Proxy>,
    direct: bool,
    trusted: Vec<Certificate>,
}

impl WayOut {
    /// # Errors
    /// The proxy is no address, or the certificates are none.
    pub fn new(wanted: &Ways) -> Result<Self, SetupError> {
        let direct = wanted.proxy == DIRECT;
        let named = !direct && !wanted.proxy.is_empty();
        Ok(Self {
            proxy: named.then(|| Proxy::all(&wanted.proxy)).transpose()?,
            direct,
            trusted: certificates(&wanted.certificates)?,
        })
    }

    /// The same client, on this way.
    pub fn lead(&self, builder: ClientBuilder) -> ClientBuilder {
        let builder = builder.tls_certs_merge(self.trusted.iter().cloned());
        match &self.proxy {
            Some(proxy) => builder.proxy(proxy.clone()),
            None if self.direct => builder.no_proxy(),
            None => builder,
        }
    }
}

fn certificates(pem: &str) -> Result<Vec<Certificate>, SetupError> {
    if pem.trim().is_empty() {
        return Ok(Vec::new());
    }
    match Certificate::from_pem_bundle(pem.as_bytes()) {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) | Err(_) => Err(SetupError::Certificates),
    }
}
