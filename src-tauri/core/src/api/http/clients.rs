//! The HTTP clients: one for each kind of trust, so that none can do what another one may.

use crate::api::reach::{AsTyped, PublicOnly, StandIns};
use reqwest::{Certificate, Client, ClientBuilder, Proxy, redirect::Policy};
use std::{
    sync::{Arc, LazyLock, Once},
    time::Duration,
};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a small answer may be silent; `http::SMALL` ends it as a whole.
const SILENCE: Duration = Duration::from_secs(60);
/// How long a download may be silent before its first byte: a gateway may fetch the whole file before it sends any of it (`wire.md` 2.3),
/// and who gives up has it fetched again. The client knows no other silence; one in the middle ends the transfer's pace.
const FIRST_BYTE: Duration = Duration::from_secs(300);

/// A client that is made when it is first needed: each reads all certificates of the system, and a start waits for none of them.
type Later = LazyLock<Client, Box<dyn FnOnce() -> Client + Send>>;

/// Clients that share nothing but their settings.
pub(super) struct Clients {
    /// A proxy of the settings stands before the server.
    pub proxied: bool,
    /// For POST. Keeps no connection: a stale one could take the request and lose the answer.
    pub create: Later,
    /// For small GETs to the server.
    pub get: Client,
    /// For bytes from the server.
    pub content: Later,
    /// For bytes from origins that a server named; resolves public addresses only.
    pub foreign: Later,
    /// The same for servers that are themselves in this network.
    pub foreign_local: Later,
}

impl Clients {
    /// Through that proxy; empty: through what the environment says.
    pub fn through(proxy: &str, trusted: &[Certificate]) -> Result<Self, reqwest::Error> {
        let route = |builder: ClientBuilder| {
            Ok(if proxy.is_empty() {
                builder
            } else {
                builder.proxy(Proxy::all(proxy)?)
            })
        };
        let given = if proxy.is_empty() {
            of_the_environment()
        } else {
            vec![proxy.to_owned()]
        };
        clients(!proxy.is_empty(), &given, trusted, route)
    }

    /// Past every proxy.
    pub fn direct(trusted: &[Certificate]) -> Result<Self, reqwest::Error> {
        clients(false, &[], trusted, |builder| Ok(builder.no_proxy()))
    }
}

/// Proxies that reqwest takes from the environment.
fn of_the_environment() -> Vec<String> {
    let names = ["http_proxy", "https_proxy", "all_proxy"];
    let both = names
        .iter()
        .flat_map(|name| [(*name).to_owned(), name.to_uppercase()]);
    both.filter_map(|name| std::env::var(name).ok()).collect()
}

pub(super) fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error means that the program installed a provider itself; that one serves as well.
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
    });
}

fn clients(
    proxied: bool,
    proxies: &[String],
    trusted: &[Certificate],
    route: impl Fn(ClientBuilder) -> Result<ClientBuilder, reqwest::Error>,
) -> Result<Clients, reqwest::Error> {
    let stand_ins = StandIns::default();
    let base = || {
        let typed = AsTyped {
            stand_ins: stand_ins.clone(),
        };
        let builder = Client::builder()
            .dns_resolver(Arc::new(typed))
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .tcp_keepalive(Duration::from_secs(30))
            .referer(false)
            .user_agent(concat!("Rushes/", env!("CARGO_PKG_VERSION")))
            .tls_certs_merge(trusted.iter().cloned());
        route(builder)
    };
    // Bytes are asked for as they are; a layer that a server adds all the same is taken off, and then there is no length.
    let bytes = || Ok::<_, reqwest::Error>(base()?.read_timeout(FIRST_BYTE));
    let public = PublicOnly::new(proxies, stand_ins.clone());
    let create = base()?
        .pool_max_idle_per_host(0)
        // What leaves is counted by the way HTTP/1 asks for a body, and a refused stream of HTTP/2 would be sent again.
        .http1_only()
        .retry(reqwest::retry::never())
        // A small answer in a large disguise: an inline video is not compressed anyway.
        .no_gzip();
    Ok(Clients {
        proxied,
        create: later(create),
        // A small answer has little time, an inline video as much as it needs as long as it keeps coming: `read` watches. Made
        // at once, so that settings with which none can be made are refused here.
        get: base()?.read_timeout(SILENCE).build()?,
        content: later(bytes()?),
        foreign: later(bytes()?.dns_resolver(Arc::new(public))),
        foreign_local: later(bytes()?),
    })
}

fn later(builder: ClientBuilder) -> Later {
    LazyLock::new(Box::new(move || {
        let built = builder.build();
        built.expect("invariant: a client with the same settings was made")
    }))
}
