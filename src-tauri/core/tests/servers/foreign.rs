//! Somebody else's store of files: what gateways name as the place of a result. It must never see a key.

use crate::{
    desk::KEY,
    material,
    scripted::{Answer, Asked, Server},
};
use serde_json::json;

/// A store that has one film, and refuses whoever shows a key, as signed addresses do (`wire.md` 3.E 30).
pub async fn store(seed: u8) -> Server {
    Server::start(|_| {
        move |asked: &Asked| {
            let shown = asked.headers.iter().any(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                name == "authorization" || name == "api-key" || value.contains(KEY)
            });
            if shown {
                Answer::json(400, &json!({ "Code": "InvalidArgument" }))
            } else {
                Answer::video(material::film(seed))
            }
        }
    })
    .await
}
