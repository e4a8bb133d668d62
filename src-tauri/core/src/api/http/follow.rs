//! Redirects of a GET, followed by our own code: each hop is checked, and only the server's own origin sees the key.

use super::{HttpApi, REDIRECTS, SMALL, answer, with_key};
use crate::api::{Access, Fault, Resume, Source, reach};
use reqwest::{RequestBuilder, Response, StatusCode, header};
use url::Url;

impl HttpApi {
    /// GETs a small answer; redirects may only stay on the server's own origin.
    /// `hops`: where it was led.
    pub(super) async fn follow(
        &self,
        access: &Access,
        mut url: Url,
        hops: &mut Vec<String>,
    ) -> Result<Response, Fault> {
        let clients = self.clients(&access.base);
        for _ in 0..=REDIRECTS {
            let builder = clients
                .get
                .get(url.clone())
                .header(header::ACCEPT, "application/json");
            let sent = tokio::time::timeout(SMALL, with_key(builder, access)?.send()).await;
            let sent = sent.map_err(|_elapsed| Fault::Timeout)?;
            let response = sent.map_err(|error| answer::fault(error, clients.proxied))?;
            let next = answer::redirect(&response);
            hops.extend(next.as_ref().map(answer::shown_address));
            match next {
                Some(next) if reach::same_origin(&next, &access.base) => url = next,
                // Pointing elsewhere is an answer about the address, and is judged by whoever asked.
                Some(_) | None => return Ok(response),
            }
        }
        Err(Fault::Redirects)
    }

    /// Opens a download and follows redirects.
    ///
    /// The key goes to the server's own origin on every hop, also after a way through another one, and never elsewhere. An
    /// address that was signed may refuse it (`wire.md` 3.E 30: storage answers 400 to two ways of proving who one is), so
    /// one with a query that refuses is tried once without.
    pub(super) async fn open(
        &self,
        access: &Access,
        source: &Source,
        resume: Option<&Resume>,
        hops: &mut Vec<String>,
    ) -> Result<Response, Fault> {
        let (Source::Endpoint(url) | Source::Named(url)) = source;
        let (mut url, mut named) = (url.clone(), matches!(source, Source::Named(_)));
        for _ in 0..=REDIRECTS {
            reach::check(&url, &access.base)?;
            let own = reach::same_origin(&url, &access.base);
            let keyed = own && access.auth.is_some();
            let mut response = self.ask(access, &url, resume, own).await?;
            let refused = matches!(
                response.status(),
                StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN
            );
            if keyed && named && refused && url.query().is_some() {
                let bare = self.ask(access, &url, resume, false).await?;
                if !bare.status().is_client_error() && !bare.status().is_server_error() {
                    response = bare;
                }
            }
            let next = answer::redirect(&response);
            hops.extend(next.as_ref().map(answer::shown_address));
            match next {
                Some(next) => url = next,
                None => return Ok(response),
            }
            named = true;
        }
        Err(Fault::Redirects)
    }

    /// Asks one address once.
    async fn ask(
        &self,
        access: &Access,
        url: &Url,
        resume: Option<&Resume>,
        key: bool,
    ) -> Result<Response, Fault> {
        let clients = self.clients(&access.base);
        let own = reach::same_origin(url, &access.base);
        let client = match (own, reach::is_local(&access.base)) {
            (true, _) => &clients.content,
            (false, true) => &clients.foreign_local,
            (false, false) => &clients.foreign,
        };
        let builder = client.get(url.clone());
        let mut builder = bytes_as_they_are(builder, resume);
        if own && key {
            builder = with_key(builder, access)?;
        }
        let sent = builder.send().await;
        sent.map_err(|error| answer::fault(error, clients.proxied))
    }
}

fn bytes_as_they_are(builder: RequestBuilder, resume: Option<&Resume>) -> RequestBuilder {
    let builder = builder
        .header(header::ACCEPT, "application/binary, video/*, */*;q=0.5")
        // A compressed layer makes lengths lie (platform.md 1.8).
        .header(header::ACCEPT_ENCODING, "identity");
    match resume {
        Some(resume) => builder
            .header(header::RANGE, range(resume))
            .header(header::IF_RANGE, &resume.validator),
        None => builder,
    }
}

/// The bytes that a continued download asks for.
pub(super) fn range(resume: &Resume) -> String {
    format!("bytes={}-", resume.from)
}
