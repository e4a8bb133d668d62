//! Where a finished job's file is: every place of `wire.md` 3.D, in order, with its acceptance rule.

use super::{at, first_at};
use serde_json::Value;

/// Where the file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An `http(s)` address, or a path from the server's root.
    Address(String),
    /// The bytes themselves, as Base64 without a prefix.
    Inline(String),
}

const ADDRESSES: [&str; 36] = [
    "video_url",
    "url",
    "output_url",
    "download_url",
    "result_url",
    "resultUrl",
    "metadata.url",
    "metadata.video_url",
    "video.url",
    "video",
    "videos.0.url",
    "result.video_url",
    "result.videos.0.url",
    "result",
    "data.0.url",
    "data.url",
    "data.result_url",
    "data.video_url",
    "data.data.video.url",
    "data.output.video_url",
    "data.task_result.videos.0.url",
    "data.creations.0.url",
    "output",
    "output.0",
    "output.url",
    "output.video_url",
    "output.videos.0.url",
    "outputs.0",
    "unsigned_urls.0",
    "urls.0",
    "content.video_url",
    "file.download_url",
    "data.video.url",
    "data.metadata.url",
    "fail_reason",
    "data.fail_reason",
];

const INLINE: [&str; 3] = ["data.0.b64_json", "videos.0.base64", "data.b64_json"];

/// The first acceptable place. Ask only about a job that is done; elsewhere these fields hold anything.
pub fn result(value: &Value) -> Option<Place> {
    let address = ADDRESSES.iter().find_map(|path| {
        let text = at(value, path)?.as_str()?.trim();
        // An error sentence may stand in this field; only a full address counts (3.D 23).
        let only_absolute = path.ends_with("fail_reason");
        accept(text, only_absolute)
    });
    address.or_else(|| {
        first_at(value, &INLINE, |found| {
            found
                .as_str()
                .filter(|text| !text.is_empty())
                .map(|text| Place::Inline(text.to_owned()))
        })
    })
}

fn accept(text: &str, only_absolute: bool) -> Option<Place> {
    let lower = text.get(..12).unwrap_or(text).to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Some(Place::Address(text.to_owned()));
    }
    if lower.starts_with("data:video/") {
        let (_, base64) = text.split_once(";base64,")?;
        return Some(Place::Inline(base64.to_owned()));
    }
    let rooted = text.starts_with('/') && !text.starts_with("//");
    (rooted && !only_absolute).then(|| Place::Address(text.to_owned()))
}

/// Whether the answer carries the result in `data[]` without any status word: a synchronous server (3.B 12).
pub(super) fn is_synchronous(value: &Value) -> bool {
    ["data.0.url", "data.0.b64_json"].iter().any(|path| {
        at(value, path)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    })
}
