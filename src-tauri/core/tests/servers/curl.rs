//! "Copy as cURL" run by a real shell: the server must see the very request that Rushes sent.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
};
use rushes_core::{domain::Role, dto::CreateJobs};
use serde_json::{Value, json};
use std::{
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};
use tokio::net::TcpListener;

use crate::desk::{Desk, KEY};

/// A request as its bytes, with the boundary made equal.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Raw {
    line: String,
    auth: Vec<String>,
    accept: String,
    content_type: String,
    body: String,
}

type Seen = Arc<Mutex<Vec<Raw>>>;

async fn note(
    State(seen): State<Seen>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let header = |name: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let content_type = header("content-type");
    let body: String = body.iter().map(|byte| char::from(*byte)).collect();
    let boundary = content_type.split_once("boundary=").map(|(_, after)| after);
    let boundary = boundary.unwrap_or("no boundary").to_owned();
    let same = |text: &str| text.replace(&boundary, "BOUNDARY");
    let raw = Raw {
        line: format!("{method} {uri}"),
        auth: vec![
            header("authorization"),
            header("x-api-key"),
            header("x-key"),
        ],
        accept: header("accept"),
        content_type: same(&content_type),
        body: same(&body),
    };
    seen.lock().expect("one at a time").push(raw);
    (
        StatusCode::BAD_REQUEST,
        r#"{"error":{"message":"balance too low"}}"#,
    )
}

async fn shop() -> (String, Seen) {
    let seen = Seen::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new().fallback(note).with_state(Arc::clone(&seen));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (origin, seen)
}

/// Sends the order, then its cURL by bash, and compares what came.
async fn told_alike(profile: &str, order: impl AsyncFnOnce(&Desk) -> CreateJobs) -> Raw {
    let (origin, seen) = shop().await;
    let desk = Desk::open(profile, &format!("{origin}/v1"), Some(KEY)).await;
    let order = order(&desk).await;
    let job = desk.end_of(order).await;
    let shown = |path: &Path| path.display().to_string();
    let command = desk
        .engine
        .job_curl(&job.id, shown)
        .await
        .expect("a command");
    assert!(!command.contains(KEY), "{command}");
    let script = command.clone();
    let run = move || {
        Command::new("bash")
            .args(["-c", &script])
            .env("RUSHES_API_KEY", KEY)
            .env("no_proxy", "127.0.0.1")
            .stdin(Stdio::null())
            .output()
            .expect("a shell")
    };
    let ran = tokio::task::spawn_blocking(run).await.expect("it ran");
    assert!(ran.status.success(), "{command}\n{ran:?}");
    let seen = seen.lock().expect("one at a time");
    let posts: Vec<&Raw> = seen
        .iter()
        .filter(|raw| raw.line.starts_with("POST"))
        .collect();
    let [.., ours, theirs] = posts[..] else {
        panic!("two requests were sent, not {}", posts.len())
    };
    assert_eq!(ours, theirs, "{command}");
    theirs.clone()
}

const NASTY: &str =
    "it's \"50%\" @home!! `id` $(id) $HOME \\n\\ 你好，世界 🚣\n<second line>; -- & | * ? #end";

fn prompted(desk: &Desk, prompt: &str) -> CreateJobs {
    CreateJobs {
        prompt: prompt.to_owned(),
        anyway: true,
        ..desk.order("sora-2")
    }
}

#[tokio::test]
async fn a_text_of_quotes_and_signs_arrives_as_it_was_sent() {
    for prompt in [
        NASTY,
        "@etc/passwd;type=text/plain",
        "<in",
        "a=b;c=d",
        "'",
        "\\",
        "!",
    ] {
        let sent = told_alike("openai-generic", async |desk| prompted(desk, prompt)).await;
        assert!(sent.auth[0].ends_with(KEY), "{:?}", sent.auth);
    }
}

#[tokio::test]
async fn a_field_of_json_arrives_as_it_was_sent() {
    told_alike("openai-generic", async |desk| CreateJobs {
        extra: [
            ("style".to_owned(), json!("@'\"<!你")),
            ("nested.list".to_owned(), json!([1, "two's", null])),
        ]
        .into_iter()
        .collect(),
        ..prompted(desk, NASTY)
    })
    .await;
}

#[tokio::test]
async fn a_picture_as_a_file_arrives_as_it_was_sent() {
    let sent = told_alike("openai-generic", async |desk| CreateJobs {
        inputs: vec![desk.picture(Role::First).await],
        ..prompted(desk, NASTY)
    })
    .await;
    assert!(sent.body.contains("PNG"), "no picture was sent");
}

#[tokio::test]
async fn a_request_in_json_arrives_as_it_was_sent() {
    let sent = told_alike("xai", async |desk| CreateJobs {
        inputs: vec![desk.picture(Role::First).await],
        ..prompted(desk, NASTY)
    })
    .await;
    let body: Value = serde_json::from_str(&latin(&sent.body)).expect("JSON");
    assert_eq!(body["prompt"], NASTY);
}

/// The bytes that were kept one to a letter, as text.
fn latin(text: &str) -> String {
    let bytes: Vec<u8> = text
        .chars()
        .map(|letter| u32::from(letter).to_le_bytes()[0])
        .collect();
    String::from_utf8(bytes).expect("UTF-8")
}

/// A picture that stays as large as its pixels: more than one argument of a command may hold.
async fn noise(desk: &Desk) -> rushes_core::dto::InputDraft {
    let mut seed = 1_u32;
    let pixels = image::RgbImage::from_fn(400, 300, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, a, b, c] = seed.to_le_bytes();
        image::Rgb([a, b, c])
    });
    let mut file = std::io::Cursor::new(Vec::new());
    let written = pixels.write_to(&mut file, image::ImageFormat::Png);
    written.expect("a picture");
    let staged = desk.engine.stage("noise.png".to_owned(), file.into_inner());
    rushes_core::dto::InputDraft {
        crop: None,
        frame_of: None,
        role: Role::First,
        fit: rushes_core::domain::Fit::None,
        staged: Some(staged.await.expect("a picture").id),
        url: None,
    }
}

#[tokio::test]
async fn a_large_picture_inside_json_arrives_as_it_was_sent() {
    let sent = told_alike("xai", async |desk| CreateJobs {
        inputs: vec![noise(desk).await],
        ..prompted(desk, NASTY)
    })
    .await;
    assert!(sent.body.len() > 200_000, "{} bytes", sent.body.len());
}

/// Sends the order, then its program in Python, and compares what came.
async fn programmed_alike(profile: &str, order: impl AsyncFnOnce(&Desk) -> CreateJobs) -> Raw {
    let (origin, seen) = shop().await;
    let desk = Desk::open(profile, &format!("{origin}/v1"), Some(KEY)).await;
    let order = order(&desk).await;
    desk.end_of(order.clone()).await;
    let shown = |path: &Path| path.display().to_string();
    let preview = desk.engine.preview(&order, shown).await.expect("a program");
    assert!(!preview.python.contains(KEY) && !preview.sdk);
    let script = preview.python.clone();
    let run = move || {
        Command::new("python3")
            .args(["-c", &script])
            .env("RUSHES_API_KEY", KEY)
            .stdin(Stdio::null())
            .output()
            .expect("Python")
    };
    let ran = tokio::task::spawn_blocking(run).await.expect("it ran");
    assert!(ran.status.success(), "{}\n{ran:?}", preview.python);
    let seen = seen.lock().expect("one at a time");
    let posts: Vec<&Raw> = seen
        .iter()
        .filter(|raw| raw.line.starts_with("POST"))
        .collect();
    let [.., ours, theirs] = posts[..] else {
        panic!("two requests were to be sent")
    };
    assert_eq!(ours, theirs, "{}", preview.python);
    theirs.clone()
}

#[tokio::test]
async fn a_program_sends_the_very_json() {
    programmed_alike("xai", async |desk| CreateJobs {
        inputs: vec![noise(desk).await],
        extra: [(
            "style".to_owned(),
            json!({ "a": [1, 2.5, null, true], "b": "'\"\\" }),
        )]
        .into_iter()
        .collect(),
        ..prompted(desk, NASTY)
    })
    .await;
}

#[tokio::test]
async fn a_program_without_the_sdk_sends_the_very_parts() {
    let sent = programmed_alike("openai-generic", async |desk| CreateJobs {
        inputs: vec![desk.picture(Role::First).await],
        // Two parts of one name are nothing that the SDK has words for.
        extra: [("tags".to_owned(), json!(["one", "two's {boundary}"]))]
            .into_iter()
            .collect(),
        ..prompted(desk, NASTY)
    })
    .await;
    assert!(sent.body.contains("PNG"), "no picture was sent");
}

#[tokio::test]
async fn a_program_with_the_sdk_is_python() {
    let desk = Desk::open("openai-generic", "http://127.0.0.1:9/v1", Some(KEY)).await;
    let order = CreateJobs {
        inputs: vec![desk.picture(Role::First).await],
        seconds: Some(8.0),
        ..prompted(&desk, NASTY)
    };
    let shown = |path: &Path| path.display().to_string();
    let preview = desk.engine.preview(&order, shown).await.expect("a program");
    assert!(preview.sdk && !preview.python.contains(KEY));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("create.py");
    fs_err::write(&file, &preview.python).expect("a file");
    let compiled = Command::new("python3")
        .args(["-m", "py_compile"])
        .arg(&file)
        .output();
    let compiled = compiled.expect("Python");
    assert!(
        compiled.status.success(),
        "{}\n{compiled:?}",
        preview.python
    );
}
