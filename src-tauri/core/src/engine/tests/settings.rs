//! Settings: each is kept, a wrong one keeps nothing, and they travel as a file without anything secret.

use super::*;
use crate::dto::Settings;
use crate::dto::{
    AskAbove, Downloads, Language, Notifications, RecipeInFiles, Theme, Thumbnails, Zoom,
};

/// Every setting with another value than it has at first. A new one does not compile before it is here.
fn all_changed() -> Settings {
    Settings {
        theme: Theme::Light,
        language: Language::ZhCn,
        proxy: "http://127.0.0.1:7890".to_owned(),
        routes: [("https://gateway.example".to_owned(), "direct".to_owned())].into(),
        // The engine of these tests has no client that would read it.
        certificates: "a certificate".to_owned(),
        shortcuts: [("create".to_owned(), "Mod+J".to_owned())].into(),
        notifications: Notifications(false),
        look_for_updates: true,
        background: true,
        keys_in_file: true,
        composer: serde_json::Map::new(),
        row_height: 240,
        ask_above: AskAbove(3),
        budget: crate::domain::Money::parse("5.00", "USD").ok(),
        recipe_in_files: RecipeInFiles(false),
        downloads: Downloads(5),
        thumbnails: Thumbnails(false),
        file_names: "{date}-{prompt}".to_owned(),
        zoom: Zoom(150),
        guided: true,
    }
}

#[tokio::test(start_paused = true)]
async fn every_setting_is_kept() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    engine.save_settings(all_changed()).await.expect("kept");
    assert_eq!(engine.settings().await.expect("settings"), all_changed());
}

#[tokio::test(start_paused = true)]
async fn a_file_brings_every_setting_to_another_library() {
    let (from, to) = (
        World::new(Scripted::default()),
        World::new(Scripted::default()),
    );
    let (from, to) = (from.open().await, to.open().await);
    from.save_settings(all_changed()).await.expect("kept");
    let file = from.settings_file().await.expect("a file");
    to.take_settings(file.as_bytes()).await.expect("taken");
    assert_eq!(to.settings().await.expect("settings"), all_changed());
}

#[tokio::test(start_paused = true)]
async fn no_password_of_a_proxy_and_nothing_of_the_form_is_in_the_file() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let settings = Settings {
        proxy: "http://me:c4n4ry@proxy.corp:3128".to_owned(),
        composer: serde_json::from_value(json!({"prompt": "c4n4ry"})).expect("a form"),
        ..Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
    let file = engine.settings_file().await.expect("a file");
    assert!(
        !file.contains("c4n4ry") && file.contains("proxy.corp:3128"),
        "{file}"
    );
}

#[tokio::test(start_paused = true)]
async fn another_file_changes_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    engine.save_settings(all_changed()).await.expect("kept");
    for other in ["", "{}", r#"{"rushes_settings": 2, "settings": {}}"#, "[1]"] {
        let taken = engine.take_settings(other.as_bytes()).await;
        assert!(taken.is_err(), "{other}");
    }
    assert_eq!(engine.settings().await.expect("settings"), all_changed());
}

#[tokio::test(start_paused = true)]
async fn a_reset_keeps_the_form() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let form: serde_json::Map<_, _> =
        serde_json::from_value(json!({"prompt": "a boat"})).expect("a form");
    let settings = Settings {
        composer: form.clone(),
        ..all_changed()
    };
    engine.save_settings(settings).await.expect("kept");
    let after = engine.reset_settings().await.expect("reset");
    let fresh = Settings {
        composer: form,
        ..Settings::default()
    };
    assert_eq!(after, fresh);
}

#[tokio::test(start_paused = true)]
async fn a_number_of_downloads_that_makes_no_sense_is_refused() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    for number in [0, Downloads::MOST + 1] {
        let settings = Settings {
            downloads: Downloads(number),
            ..Settings::default()
        };
        let refused = engine.save_settings(settings).await;
        assert_eq!(
            refused.expect_err("refused").view().code,
            ErrorCode::InvalidValue
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_size_at_which_nothing_could_be_read_or_found_is_refused() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    for percent in [0, Zoom::LEAST - 1, Zoom::MOST + 1] {
        let settings = Settings {
            zoom: Zoom(percent),
            ..Settings::default()
        };
        let refused = engine.save_settings(settings).await;
        assert_eq!(
            refused.expect_err("refused").view().code,
            ErrorCode::InvalidValue
        );
    }
}

#[tokio::test(start_paused = true)]
async fn rows_of_a_height_that_the_wall_does_not_have_are_refused() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    for height in [1, 119, 481, u32::MAX] {
        let settings = Settings {
            row_height: height,
            ..Settings::default()
        };
        let refused = engine.save_settings(settings).await;
        assert_eq!(
            refused.expect_err("refused").view().code,
            ErrorCode::InvalidValue
        );
    }
}

/// A proxy that answers everything with an empty list of models, and the first line that it was sent.
async fn proxy() -> (String, tokio::task::JoinHandle<String>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("bound"));
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a request");
        let mut head = vec![0; 4096];
        let read = stream.read(&mut head).await.expect("read");
        let answer =
            "HTTP/1.1 200 OK\r\ncontent-length: 11\r\nconnection: close\r\n\r\n{\"data\":[]}";
        stream.write_all(answer.as_bytes()).await.expect("answered");
        String::from_utf8_lossy(&head[..read])
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    });
    (address, asked)
}

#[tokio::test]
async fn a_proxy_is_used_from_the_next_request_on() {
    let world = World::new(Scripted::default());
    let parts = super::lifetime::Parts {
        api: None,
        ..world.parts()
    };
    let engine = Engine::open(parts).await.expect("opened");
    let draft = ServerDraft {
        id: None,
        name: "far".to_owned(),
        base_url: "http://far.example/v1".to_owned(),
        profile: None,
    };
    let server = engine.save_server(draft).await.expect("a server").id;
    let (proxy, asked) = proxy().await;
    let settings = Settings {
        proxy,
        ..Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
    engine.models(&server).await.ok();
    assert_eq!(
        asked.await.expect("asked"),
        "GET http://far.example/v1/models HTTP/1.1"
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_client_has_learned_outlives_a_change_of_the_form() {
    let world = World::new(Scripted::default());
    let parts = super::lifetime::Parts {
        api: None,
        ..world.parts()
    };
    let engine = Engine::open(parts).await.expect("opened");
    let before = engine.api();
    let typed = serde_json::Map::from_iter([("prompt".to_owned(), json!("a boat"))]);
    let settings = Settings {
        composer: typed,
        ..Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
    assert!(Arc::ptr_eq(&before, &engine.api()));
}

#[test]
fn settings_of_an_older_version_show_everything_in_its_usual_size() {
    let settings: Settings = serde_json::from_str(r#"{"downloads": 2}"#).expect("settings");
    assert_eq!(settings.zoom, Zoom(100));
}

#[tokio::test(start_paused = true)]
async fn as_many_downloads_run_as_the_user_wants_from_that_moment_on() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let settings = Settings {
        downloads: Downloads(1),
        ..Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
    let now = engine.downloads();
    drop(engine);
    assert_eq!((now, world.open().await.downloads()), (1, 1));
}
