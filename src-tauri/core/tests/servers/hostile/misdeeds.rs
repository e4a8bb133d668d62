//! One function for each misdeed, and what a server does that behaves.

use super::raw::{Kind, Move};
use crate::material;
use serde_json::{Value, json};
use std::time::Duration;

/// Gets the origin of a stranger, and how many requests of the kind came before.
pub type Misdeed = fn(&str, usize) -> Vec<Move>;

fn text(text: &str) -> Move {
    Move::Send(text.as_bytes().to_vec())
}

fn head(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\n\r\n")
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<Move> {
    let length = format!("{headers}content-length: {}\r\n", body.len());
    vec![text(&(head(status, &length) + body))]
}

fn json_answer(value: &Value) -> Vec<Move> {
    answer(
        "200 OK",
        "content-type: application/json\r\n",
        &value.to_string(),
    )
}

fn made() -> Value {
    json!({ "id": "video_1", "object": "video", "status": "queued" })
}

pub fn as_it_should_be(kind: Kind, number: usize) -> Vec<Move> {
    match kind {
        Kind::Create => json_answer(&made()),
        Kind::List => answer("404 Not Found", "", "{}"),
        Kind::Poll if number == 0 => {
            json_answer(&json!({ "id": "video_1", "status": "in_progress", "progress": 40 }))
        }
        Kind::Poll => json_answer(&json!({ "id": "video_1", "status": "completed" })),
        Kind::Content => film(),
    }
}

const FILM: &str = "content-type: video/mp4\r\netag: \"film\"\r\naccept-ranges: bytes\r\n";

fn film_head() -> String {
    let length = material::film(30).len();
    head("200 OK", &format!("{FILM}content-length: {length}\r\n"))
}

pub fn film() -> Vec<Move> {
    vec![text(&film_head()), Move::Send(material::film(30))]
}

fn half() -> Vec<u8> {
    let mut film = material::film(30);
    film.truncate(film.len() / 2);
    film
}

pub fn half_a_film(_: &str, _: usize) -> Vec<Move> {
    vec![text(&film_head()), Move::Send(half())]
}

pub fn half_a_film_and_reset(_: &str, _: usize) -> Vec<Move> {
    vec![
        text(&film_head()),
        Move::Send(half()),
        Move::Pause(Duration::from_millis(50)),
        Move::Reset,
    ]
}

pub fn half_a_film_in_chunks(_: &str, _: usize) -> Vec<Move> {
    let half = half();
    vec![
        text(&head(
            "200 OK",
            &format!("{FILM}transfer-encoding: chunked\r\n"),
        )),
        text(&format!("{:x}\r\n", half.len())),
        Move::Send(half),
        text("\r\n"),
    ]
}

pub fn cut_before_the_head(_: &str, _: usize) -> Vec<Move> {
    vec![Move::Close]
}

pub fn cut_after_the_head(_: &str, _: usize) -> Vec<Move> {
    vec![text(&head("200 OK", "content-length: 100\r\n"))]
}

pub fn cut_before_the_id(_: &str, _: usize) -> Vec<Move> {
    vec![text(
        &(head("200 OK", "content-length: 100\r\n") + "{\"object\":\"vid"),
    )]
}

pub fn cut_after_the_id(_: &str, _: usize) -> Vec<Move> {
    vec![text(
        &(head("200 OK", "content-length: 100\r\n") + "{\"id\":\"video_1\",\"object\":\"vid"),
    )]
}

pub fn answer_too_late(_: &str, _: usize) -> Vec<Move> {
    let mut moves = vec![Move::Pause(Duration::from_millis(5_500))];
    moves.extend(json_answer(&made()));
    moves
}

pub fn continue_a_hundred_times(_: &str, _: usize) -> Vec<Move> {
    let mut moves = vec![text("HTTP/1.1 100 Continue\r\n\r\n"); 100];
    moves.extend(json_answer(&made()));
    moves
}

pub fn continue_and_close(_: &str, _: usize) -> Vec<Move> {
    vec![text("HTTP/1.1 100 Continue\r\n\r\n")]
}

pub fn flood_of_headers(_: &str, _: usize) -> Vec<Move> {
    let headers: String = (0..5_000).fold(String::new(), |all, n| all + &format!("x-{n}: {n}\r\n"));
    answer("200 OK", &headers, &made().to_string())
}

pub fn endless_header(_: &str, _: usize) -> Vec<Move> {
    vec![
        text("HTTP/1.1 200 OK\r\nx-long: "),
        Move::Repeat(vec![b'a'; 65_536]),
    ]
}

pub fn redirect_to_a_stranger(stranger: &str, _: usize) -> Vec<Move> {
    let to = format!("location: {stranger}/film.mp4\r\n");
    answer("307 Temporary Redirect", &to, "")
}

pub fn redirect_to_itself(_: &str, _: usize) -> Vec<Move> {
    answer("302 Found", "location: ?again\r\n", "")
}

pub fn redirect_ever_on(_: &str, number: usize) -> Vec<Move> {
    let to = format!("location: /v1/content/{number}\r\n");
    answer("302 Found", &to, "")
}

pub fn reset(_: &str, _: usize) -> Vec<Move> {
    vec![Move::Reset]
}

pub fn silence(_: &str, _: usize) -> Vec<Move> {
    vec![Move::Wait]
}

pub fn tls_rubbish(_: &str, _: usize) -> Vec<Move> {
    // A TLS alert: handshake failure.
    vec![Move::Send(vec![0x15, 3, 3, 0, 2, 2, 40])]
}

/// Some kilobytes that become gigabytes where somebody unpacks them: stored zeros as gzip, repeated for ever.
pub fn gzip_bomb(_: &str, _: usize) -> Vec<Move> {
    let headers = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    let start = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    // One deflate block of 65,535 stored zeros that says that another one follows.
    let mut block = vec![0, 0xff, 0xff, 0, 0];
    block.extend(vec![0; 65_535]);
    vec![
        text(&head("200 OK", headers)),
        Move::Send(start),
        Move::Repeat(block),
    ]
}

pub fn http_1_0(_: &str, _: usize) -> Vec<Move> {
    vec![text(&format!("HTTP/1.0 200 OK\r\n\r\n{}", made()))]
}

pub fn length_too_large(_: &str, _: usize) -> Vec<Move> {
    vec![text(
        &(head("200 OK", "content-length: 5000\r\n") + &made().to_string()),
    )]
}

pub fn length_too_small(_: &str, _: usize) -> Vec<Move> {
    vec![text(
        &(head("200 OK", "content-length: 9\r\n") + &made().to_string()),
    )]
}

pub fn two_lengths(_: &str, _: usize) -> Vec<Move> {
    let lengths = "content-length: 10\r\ncontent-length: 5000\r\n";
    vec![text(&(head("200 OK", lengths) + &made().to_string()))]
}

pub fn endless_chunks(_: &str, _: usize) -> Vec<Move> {
    let headers = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
    let mut chunk = b"10000\r\n".to_vec();
    chunk.extend(vec![b' '; 65_536]);
    chunk.extend(b"\r\n");
    vec![text(&head("200 OK", headers)), Move::Repeat(chunk)]
}

pub fn slow_loris(_: &str, _: usize) -> Vec<Move> {
    let mut moves = vec![text(&head("200 OK", "content-length: 5000\r\n"))];
    for byte in made().to_string().bytes() {
        moves.extend([
            Move::Send(vec![byte]),
            Move::Pause(Duration::from_millis(5)),
        ]);
    }
    moves.push(Move::Wait);
    moves
}

pub fn busy(_: &str, _: usize) -> Vec<Move> {
    answer("429 Too Many Requests", "", r#"{"error":"前面还有很多人"}"#)
}

pub fn later_in_a_second(_: &str, _: usize) -> Vec<Move> {
    answer(
        "503 Service Unavailable",
        "retry-after: 1\r\n",
        r#"{"error":"overloaded"}"#,
    )
}

pub fn gateway_page(_: &str, _: usize) -> Vec<Move> {
    answer(
        "503 Service Unavailable",
        "",
        "<html>no server is available</html>",
    )
}

pub fn gateway_timeout(_: &str, _: usize) -> Vec<Move> {
    answer("524 A Timeout Occurred", "", "<html>524</html>")
}

pub fn another_id(_: &str, number: usize) -> Vec<Move> {
    json_answer(&json!({ "id": format!("other_{number}"), "status": "in_progress" }))
}

pub fn to_and_fro(_: &str, number: usize) -> Vec<Move> {
    let status = ["in_progress", "queued", "what_is_this"][number % 3];
    json_answer(&json!({ "id": "video_1", "status": status }))
}

pub fn progress_over_a_hundred(_: &str, _: usize) -> Vec<Move> {
    json_answer(&json!({ "id": "video_1", "status": "in_progress", "progress": 4_000 }))
}

pub fn not_found(_: &str, _: usize) -> Vec<Move> {
    answer(
        "404 Not Found",
        "",
        r#"{"error":{"message":"no such video"}}"#,
    )
}

pub fn list_of(prompt: &str, times: usize) -> Vec<Move> {
    let since = std::time::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default()
        .as_secs();
    let job = json!({ "id": "video_1", "object": "video", "status": "completed", "model": "some-model", "prompt": prompt,
        "created_at": since });
    json_answer(&json!({ "object": "list", "data": vec![job; times] }))
}
