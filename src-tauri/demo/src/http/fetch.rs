//! Reference pictures that are named by address ([seed1] `image`): fetched here, under rules, since
//! this server runs inside the user's network and must not become a way into it (wire.md 5.4, 6).
//!
//! Only http and https, only public addresses and this machine's own loopback (where its neighbours
//! are: nothing but a local program can ask it to look there, see `guard`), checked after name
//! resolution and at every redirect; a system proxy would undo that check, so none is used. At most
//! [`MAX_BYTES`] and a few seconds. What arrives must be a picture before anything else is done.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use super::error::ApiError;

/// The largest picture that is fetched, as the official limit of an image address (wire.md 1.2).
const MAX_BYTES: usize = 20 * 1024 * 1024;
const MAX_REDIRECTS: usize = 3;

/// Fetches pictures; the connections are set up when the first is asked for.
#[derive(Debug)]
pub struct Fetch {
    patience: Duration,
    client: OnceLock<Client>,
}

#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("its address is not http or https")]
    Scheme,
    #[error("it lies in a private network")]
    Private,
    #[error("it has moved too often")]
    Redirects,
    #[error("it is larger than {MAX_BYTES} bytes")]
    Size,
    #[error("the server there answered {0}")]
    Status(u16),
    #[error("it took too long")]
    Time,
    #[error("{0}")]
    Other(String),
}

impl Fetch {
    /// `patience` is for the whole picture.
    pub fn new(patience: Duration) -> Self {
        Self {
            patience,
            client: OnceLock::new(),
        }
    }

    /// The bytes at an address that came in a field.
    pub async fn picture(&self, field: &'static str, url: &str) -> Result<Bytes, ApiError> {
        self.get(url).await.map_err(|error| {
            let message = format!("The picture in '{field}' could not be fetched: {error}.");
            ApiError::field(field, "invalid_image_url", message)
        })
    }

    async fn get(&self, url: &str) -> Result<Bytes, FetchError> {
        let url = Url::parse(url.trim()).map_err(|error| FetchError::Other(error.to_string()))?;
        check(&url)?;
        let mut response = self
            .client()?
            .get(url)
            .send()
            .await
            .map_err(|e| reason(&e))?;
        if !response.status().is_success() {
            return Err(FetchError::Status(response.status().as_u16()));
        }
        let mut picture = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| reason(&e))? {
            if picture.len() + chunk.len() > MAX_BYTES {
                return Err(FetchError::Size);
            }
            picture.extend_from_slice(&chunk);
        }
        Ok(picture.freeze())
    }

    fn client(&self) -> Result<&Client, FetchError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // Fails when the program around the demo has installed one, which is fine.
        let _already_installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .no_proxy()
            .timeout(self.patience)
            .dns_resolver(Guarded)
            .redirect(Policy::custom(|attempt| {
                if attempt.previous().len() > MAX_REDIRECTS {
                    return attempt.error(FetchError::Redirects);
                }
                match check(attempt.url()) {
                    Ok(()) => attempt.follow(),
                    Err(error) => attempt.error(error),
                }
            }))
            .build()
            .map_err(|e| reason(&e))?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// What can be said of an address before a name is resolved.
fn check(url: &Url) -> Result<(), FetchError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FetchError::Scheme);
    }
    let host = url.host_str().unwrap_or_default();
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse();
    match literal {
        Ok(address) if !is_allowed(address) => Err(FetchError::Private),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Resolves names to addresses that may be asked.
#[derive(Debug)]
struct Guarded;

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|found| is_allowed(found.ip())).collect();
            if allowed.is_empty() {
                return Err(FetchError::Private.into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}

fn is_allowed(address: IpAddr) -> bool {
    let address = address.to_canonical();
    address.is_loopback() || is_public(address)
}

/// Whether an address is of the public internet (IANA special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            let shared = a == 100 && (64..128).contains(&b);
            let protocols = (a, b, c) == (192, 0, 0);
            let benchmarks = a == 198 && (18..20).contains(&b);
            let named = v4.is_private() || v4.is_link_local() || v4.is_documentation();
            !(named || shared || protocols || benchmarks || a == 0 || a >= 224)
        }
        IpAddr::V6(v6) => {
            // Global unicast, without the ranges that carry other addresses inside.
            let [a, b, ..] = v6.segments();
            let tunnels = (a == 0x2001 && b == 0) || a == 0x2002;
            (a & 0xe000) == 0x2000 && !tunnels && !(a == 0x2001 && b == 0x0db8)
        }
    }
}

/// The innermost cause says what happened; the outer ones repeat the address.
fn reason(error: &reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::Time;
    }
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    FetchError::Other(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(address: &str) -> bool {
        is_allowed(address.parse().unwrap())
    }

    #[test]
    fn the_internet_and_this_machine_may_be_asked() {
        for address in ["93.184.216.34", "2606:2800:220:1::1", "127.0.0.1", "::1"] {
            assert!(allowed(address), "{address}");
        }
    }

    #[test]
    fn private_networks_and_special_addresses_may_not() {
        for address in [
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "fd00::1",
            "fe80::1",
            "::",
            "::ffff:10.0.0.1",
            "2002:a00:1::1",
            "64:ff9b::a00:1",
        ] {
            assert!(!allowed(address), "{address}");
        }
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_left_in_time() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/a.png", listener.local_addr().unwrap());
        let fetch = Fetch::new(Duration::from_millis(50));
        let error = fetch.picture("image", &url).await.unwrap_err();
        assert!(error.message.contains("took too long"), "{}", error.message);
    }
}
