//! What a server has beside making videos: as its description says until an answer says otherwise.

use super::{Engine, EngineError};
use crate::domain::catalogue::Paths;
use crate::{
    api::{Reply, wire},
    domain::{Capability, Server, ServerId},
    dto::AppEvent,
};

/// The path of a capability, where the description has one.
pub(super) fn path(paths: &Paths, capability: Capability) -> Option<&String> {
    match capability {
        Capability::List => paths.list.as_ref(),
        Capability::Delete => paths.delete.as_ref(),
        Capability::Remix => paths.remix.as_ref(),
        Capability::Edit => paths.edit.as_ref(),
        Capability::Extend => paths.extend.as_ref(),
        Capability::Thumbnail => paths.thumbnail.as_ref(),
        Capability::Spritesheet => paths.spritesheet.as_ref(),
    }
}

impl Engine {
    /// What can be offered for this server.
    pub(super) async fn offered(&self, server: &Server) -> Result<Vec<Capability>, EngineError> {
        let catalogue = self.catalogue();
        let paths = &catalogue.description(server).paths;
        let known = self.inner.store.capabilities(server.id.clone()).await?;
        let absent = |capability| known.contains(&(capability, false));
        Ok(Capability::ALL
            .into_iter()
            .filter(|one| path(paths, *one).is_some() && !absent(*one))
            .collect())
    }

    /// Learns from an answer: 405 and 501 mean that the server has no such thing, and so does a 404 that is not about a
    /// job; a success means that it has. Everything else says nothing.
    pub(super) async fn learn(
        &self,
        server: &ServerId,
        capability: Capability,
        reply: &Reply,
    ) -> Result<(), EngineError> {
        let present = match reply.status {
            200..=299 => true,
            405 | 501 => false,
            404 if !speaks_of_a_job(reply) => false,
            _ => return Ok(()),
        };
        let now = self.now();
        let news = self
            .inner
            .store
            .learn_capability(server.clone(), capability, present, now)
            .await?;
        if news {
            let servers = self.servers().await?;
            self.emit(AppEvent::Servers { servers });
        }
        Ok(())
    }
}

/// A 404 for a job that is gone says nothing about the server.
fn speaks_of_a_job(reply: &Reply) -> bool {
    let Some(value) = wire::parse(&reply.body) else {
        return false;
    };
    let said = wire::message(&value).unwrap_or_default().to_lowercase();
    let code = wire::read(&value).error_code.unwrap_or_default();
    let words = ["video", "task", "job", "id "];
    let route = said.contains("url") || said.contains("route") || said.contains("path");
    !route && (words.iter().any(|word| said.contains(word)) || code.contains("not_exist"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn reply(body: &str) -> Reply {
        Reply {
            status: 404,
            body: Bytes::from(body.to_owned()),
            wait: None,
            location: None,
        }
    }

    #[test]
    fn an_unknown_route_is_told_apart_from_an_unknown_job() {
        for (body, job) in [
            (
                r#"{"error":{"message":"Invalid URL (GET /v1/videos)","type":"invalid_request_error"}}"#,
                false,
            ),
            (r#"{"detail":"Not Found"}"#, false),
            ("<html>404</html>", false),
            (r#"{"error":{"message":"Video video_1 not found"}}"#, true),
            (
                r#"{"code":"task_not_exist","message":"task_not_exist"}"#,
                true,
            ),
        ] {
            assert_eq!(speaks_of_a_job(&reply(body)), job, "{body}");
        }
    }
}
