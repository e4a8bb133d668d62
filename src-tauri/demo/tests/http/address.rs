//! Pictures that are named by address, and what the demo does not fetch. A small server on loopback
//! stands for the rest of the world.

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use serde_json::{Value, json};

use crate::common::{Fixture, average_colours, fixture, id_of, png};

/// Starts a server that has a picture, a text, something too large, and redirects.
async fn world() -> String {
    let router = Router::new()
        .route("/red.png", get(|| async { png(64, 64, [200, 20, 20]) }))
        .route("/text", get(|| async { "no picture" }))
        .route("/large", get(|| async { vec![0_u8; 21 << 20] }))
        .route("/moved", get(|| async { Redirect::temporary("/red.png") }))
        .route(
            "/inside",
            get(|| async { Redirect::temporary("http://10.0.0.1/a.png") }),
        )
        .route("/circle", get(|| async { Redirect::temporary("/circle") }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn is_red(f: &Fixture, fields: Value) -> bool {
    let id = id_of(&f.made(fields).await);
    let [r, g, b] = average_colours(&f.content(&id).await)[6];
    r > 2.0 * g && r > 2.0 * b
}

#[tokio::test]
async fn an_address_is_fetched_from_every_field_that_may_hold_one() {
    let (f, world) = (fixture().await, world().await);
    let url = format!("{world}/red.png");
    assert!(is_red(&f, json!({ "image": url })).await);
    assert!(is_red(&f, json!({ "input_reference": url })).await);
    assert!(is_red(&f, json!({ "input_reference": { "image_url": url } })).await);
}

#[tokio::test]
async fn a_redirect_and_a_name_are_followed() {
    let (f, world) = (fixture().await, world().await);
    assert!(is_red(&f, json!({ "image": format!("{world}/moved") })).await);
    let named = world.replace("127.0.0.1", "localhost");
    assert!(is_red(&f, json!({ "image": format!("{named}/red.png") })).await);
}

#[tokio::test]
async fn what_cannot_be_a_reference_picture_is_refused_with_the_reason() {
    let (f, world) = (fixture().await, world().await);
    for (url, reason) in [
        (format!("{world}/text"), "PNG, JPEG or WebP"),
        (format!("{world}/none"), "answered 404"),
        (format!("{world}/large"), "larger than"),
        (format!("{world}/inside"), "private network"),
        (format!("{world}/circle"), "moved too often"),
        ("http://192.168.0.1/a.png".to_owned(), "private network"),
        ("http://[fe80::1]/a.png".to_owned(), "private network"),
        (
            "http://169.254.169.254/latest".to_owned(),
            "private network",
        ),
    ] {
        let sentence = f.refusal("image", json!(url)).await;
        assert!(sentence.contains(reason), "{url}: {sentence}");
    }
}
