//! Where a finished job's files are: every place of `wire.md` 3.D, in its order, with its acceptance rule.

use super::walk::{find, first_at, root};
use base64::Engine as _;
use serde_json::Value;
use std::collections::HashSet;

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// An `http(s)` address, or a path from the server's root.
    Address(String),
    /// The bytes themselves, as padded Base64 of the standard alphabet, without a prefix or white space.
    Inline(String),
}

/// A picture that belongs to a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Still {
    /// One picture that stands for the video.
    Cover,
    /// The last frame, for going on from there.
    LastFrame,
}

/// No server makes more in one job; what comes behind is not worth reading.
const MOST: usize = 100;

/// Items 17 to 23, in this order; behind each item's own places those that are built in the same way.
const PLACES: [&str; 86] = [
    // 17
    "video_url",
    "url",
    "output_url",
    "download_url",
    "result_url",
    // 18
    "metadata.url",
    "metadata.video_url",
    "metadata.result_url",
    // 19
    "video.url",
    "video",
    "video.video_url",
    "video.download_url",
    "video.b64_json",
    "video.base64",
    "videos.0.url",
    "videos.0.base64",
    "videos.0.b64_json",
    "videos.0.video_url",
    "videos.0.video.url",
    "videos.0",
    "result.video_url",
    "result.videos.0.url",
    "result.videos.0",
    "result.url",
    "result.video.url",
    "result",
    "result.0",
    // 20
    "data.0.url",
    "data.0.b64_json",
    "data.0.video_url",
    "data.0.base64",
    "data.0",
    "data.url",
    "data.result_url",
    "data.video_url",
    "data.data.video.url",
    "data.output.video_url",
    "data.task_result.videos.0.url",
    "data.creations.0.url",
    "data.output_url",
    "data.download_url",
    "data.b64_json",
    "data.base64",
    "data.metadata.url",
    "data.video.url",
    "data.video",
    "data.videos.0.url",
    "data.videos.0",
    "data.videos.0.base64",
    "data.result.video_url",
    "data.result.url",
    "data.result.videos.0.url",
    "data.result",
    "data.output.url",
    "data.output.0",
    "data.output",
    "data.outputs.0",
    "data.urls.0",
    "data.result_urls.0",
    "data.content.video_url",
    "data.data.url",
    "data.data.video_url",
    "data.data.result_url",
    "data.data.content.video_url",
    "data.data.task_result.videos.0.url",
    "task_result.videos.0.url",
    "creations.0.url",
    // 21
    "output",
    "output.0",
    "output.url",
    "output.video_url",
    "output.videos.0.url",
    "output.videos.0",
    "output.0.url",
    "output.0.video_url",
    "outputs.0",
    "outputs.0.url",
    "outputs.0.video_url",
    // 22
    "unsigned_urls.0",
    "urls.0",
    "result_urls.0",
    "content.video_url",
    "file.download_url",
    // 23
    "fail_reason",
    "data.fail_reason",
    "data.data.fail_reason",
];

/// Where several outputs stand (item 49), in the order in which they are believed.
const LISTS: [&str; 20] = [
    "videos",
    "result.videos",
    "data",
    "data.videos",
    "data.task_result.videos",
    "data.creations",
    "data.outputs",
    "data.output",
    "data.urls",
    "data.result_urls",
    "data.data.task_result.videos",
    "task_result.videos",
    "creations",
    "output",
    "output.videos",
    "outputs",
    "video",
    "unsigned_urls",
    "urls",
    "result_urls",
];

/// What an item of such a list may be or hold; the empty path is the item itself.
const ITEM: [&str; 10] = [
    "",
    "url",
    "video_url",
    "output_url",
    "download_url",
    "result_url",
    "video.url",
    "video",
    "b64_json",
    "base64",
];

/// The first acceptable place. Ask only about a job that is done; elsewhere these fields hold anything.
pub fn result(value: &Value) -> Option<Place> {
    let root = root(value);
    // What stands in an envelope stands there as it would without one.
    result_in(root).or_else(|| {
        find(root, "data", &|data| {
            data.is_object().then(|| result_in(data))?
        })
    })
}

fn result_in(root: &Value) -> Option<Place> {
    PLACES.iter().find_map(|path| {
        // An error sentence may stand in this field; only a full address counts (3.D 23).
        let only_absolute = path.ends_with("fail_reason");
        find(root, path, &|found| place(path, found, only_absolute))
    })
}

/// All outputs, in the server's order; the first is what [`result`] gives (`wire.md` 3.G 49).
pub fn results(value: &Value) -> Vec<Place> {
    let Some(first) = result(value) else {
        return Vec::new();
    };
    let data = first_at(value, &["data"], |data| data.is_object().then_some(data));
    let lists = [Some(value), data].into_iter().flatten().flat_map(|root| {
        let list = move |path: &&str| first_at(root, &[path], Value::as_array);
        LISTS.iter().filter_map(list)
    });
    let mut others = Vec::new();
    for list in lists {
        let found = distinct(list);
        if found.contains(&first) {
            others = found;
            break;
        }
        // A list that names the first output in another way still tells how many there are.
        if found.len() > 1 && others.is_empty() {
            others = found.into_iter().skip(1).collect();
        }
    }
    others.retain(|place| *place != first);
    others.insert(0, first);
    others
}

/// The pictures that an answer names, at most one of a kind. Gateways' documents show `thumbnail_url` beside the address,
/// `cover_url` in `creations[]` and `content.last_frame_url` (`tests/data/README.md`); none names a spritesheet.
pub fn stills(value: &Value) -> Vec<(Still, String)> {
    const COVER: [&str; 11] = [
        "thumbnail_url",
        "cover_url",
        "metadata.thumbnail_url",
        "metadata.cover_url",
        "video.thumbnail_url",
        "video.cover_url",
        "videos.0.cover_url",
        "creations.0.cover_url",
        "data.thumbnail_url",
        "data.cover_url",
        "data.creations.0.cover_url",
    ];
    const LAST_FRAME: [&str; 4] = [
        "last_frame_url",
        "content.last_frame_url",
        "data.content.last_frame_url",
        "data.data.content.last_frame_url",
    ];
    let address = |found: &Value| match accept(found.as_str()?, false)? {
        Place::Address(text) => Some(text),
        Place::Inline(_) => None,
    };
    [
        (Still::Cover, COVER.as_slice()),
        (Still::LastFrame, &LAST_FRAME),
    ]
    .into_iter()
    .filter_map(|(kind, paths)| Some((kind, first_at(value, paths, address)?)))
    .collect()
}

/// Whether the answer carries the result in `data[]` without any status word: a synchronous server (3.B 12). A list of
/// jobs looks alike, but its items have words or ids of their own.
pub(super) fn is_synchronous(value: &Value) -> bool {
    let text = |found: &Value| {
        found
            .as_str()
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
    };
    let words: Vec<String> = ["status", "state", "task_status"]
        .iter()
        .filter_map(|name| first_at(value, &[&format!("data.0.{name}")], text))
        .collect();
    let named = |path: &str| {
        first_at(value, &[path], |found| {
            (found.is_number() || text(found).is_some()).then_some(())
        })
        .is_some()
    };
    let has = |path: &str| first_at(value, &[path], |found| place(path, found, false)).is_some();
    let result = has("data.0.url") || has("data.0.b64_json");
    let is_list = first_at(value, &["object"], text).is_some_and(|object| object == "list");
    // Outputs of one job may have numbers and words of their own, as long as the words say that they are done.
    let outputs = (named("id") || named("task_id")) && !is_list;
    let done = words
        .iter()
        .all(|word| super::phase_of(word) == crate::domain::Phase::Done);
    let own = named("data.0.id") || named("data.0.task_id") || !words.is_empty();
    result && if outputs { done } else { !own }
}

/// Whether a text would count as an address.
pub(super) fn is_place(text: &str) -> bool {
    accept(text, false).is_some()
}

fn distinct(list: &[Value]) -> Vec<Place> {
    let mut seen = HashSet::new();
    list.iter()
        .filter_map(|item| {
            ITEM.iter()
                .find_map(|path| find(item, path, &|found| place(path, found, false)))
        })
        .filter(|place| seen.insert(place.clone()))
        .take(MOST)
        .collect()
}

fn place(path: &str, found: &Value, only_absolute: bool) -> Option<Place> {
    let text = found.as_str()?;
    let inline = path.ends_with("b64_json") || path.ends_with("base64");
    // Base64 may begin with a slash, as that of every JPEG does; it is no path.
    accept(text, only_absolute || inline).or_else(|| {
        let inline = inline.then(|| standard(text))??;
        Some(Place::Inline(inline))
    })
}

/// Item 24: `http(s)`, `data:video/`, or a path from the root; nothing else, since other sentences stand here too.
fn accept(text: &str, only_absolute: bool) -> Option<Place> {
    let text = text.trim();
    let starts = |prefix: &str| {
        text.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    if starts("data:video/") {
        return data_uri(text).map(Place::Inline);
    }
    // Parsers of addresses drop control characters and turn backslashes, and would read another address than we checked.
    if text.contains(|c: char| c.is_control() || c == '\\') {
        return None;
    }
    let named = ["http://", "https://"]
        .iter()
        .any(|scheme| starts(scheme) && text.len() > scheme.len());
    let absolute = named && !text.contains(char::is_whitespace);
    let rooted = text.len() > 1
        && text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains(char::is_whitespace);
    (absolute || (rooted && !only_absolute)).then(|| Place::Address(text.to_owned()))
}

/// The bytes of a `data:` address as standard Base64: they may be Base64 or percent-encoded.
fn data_uri(text: &str) -> Option<String> {
    const MARK: &str = ";base64,";
    // The mark stands behind a few parameters; megabytes of data are not searched for it.
    let head = text.bytes().take(256).collect::<Vec<_>>();
    let mark = head
        .windows(MARK.len())
        .position(|window| window.eq_ignore_ascii_case(MARK.as_bytes()));
    let Some(mark) = mark else {
        let (_, encoded) = text.split_once(',')?;
        let bytes: Vec<u8> = percent_encoding::percent_decode_str(encoded).collect();
        return (!bytes.is_empty())
            .then(|| base64::engine::general_purpose::STANDARD.encode(bytes));
    };
    let encoded = text.get(mark + MARK.len()..)?;
    if encoded.contains('%') {
        let decoded = percent_encoding::percent_decode_str(encoded)
            .decode_utf8()
            .ok()?;
        return standard(&decoded);
    }
    standard(encoded)
}

/// Base64 in the standard alphabet with padding, from either alphabet, with or without padding and line breaks. Nothing
/// for text that is no Base64.
fn standard(text: &str) -> Option<String> {
    let text = text.trim();
    // Indented lines of Base64 are long; words with spaces between them are words.
    if text.len() < 256 && text.contains(' ') {
        return None;
    }
    let mut plain = String::with_capacity(text.len() + 2);
    let mut ended = false;
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let letter = match byte {
            b'=' => {
                ended = true;
                continue;
            }
            b'-' => '+',
            b'_' => '/',
            b'+' | b'/' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte),
            _ => return None,
        };
        if ended {
            return None;
        }
        plain.push(letter);
    }
    let padding = match plain.len() % 4 {
        0 => "",
        2 => "==",
        3 => "=",
        _ => return None,
    };
    plain.push_str(padding);
    (!plain.is_empty()).then_some(plain)
}
