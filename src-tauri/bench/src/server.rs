//! The other side: servers on loopback that take every order, finish it at a known moment, and fail every fifth request.
//!
//! When a job is done stands in its id, so that the engine's process can tell how late it noticed.

use crate::film;
use anyhow::Result;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use bytes::Bytes;
use clap::Args;
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::net::TcpListener;

/// Bytes that are given to a connection at a time.
const CHUNK: u64 = 256 << 10;

#[derive(Args)]
pub struct Options {
    #[arg(long, default_value_t = 1)]
    servers: usize,
    /// Seconds from the order to the first finished job
    #[arg(long, default_value_t = 0)]
    done_after: u64,
    /// Seconds from the first finished job to the last
    #[arg(long, default_value_t = 0)]
    done_within: u64,
    /// Length of each file
    #[arg(long, default_value_t = 0)]
    bytes: u64,
    /// Every fifth request fails
    #[arg(long)]
    shaky: bool,
}

struct Shop {
    options: Options,
    orders: AtomicU64,
    requests: AtomicU64,
    head: Bytes,
    rest: u64,
}

pub fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    u64::try_from(since.unwrap_or_default().as_millis()).unwrap_or(u64::MAX)
}

/// Says the addresses in one line of JSON, and serves until it is killed.
pub async fn serve(options: Options) -> Result<()> {
    let (head, rest) = film::long_film(options.bytes);
    let servers = options.servers;
    let shop = Arc::new(Shop {
        options,
        orders: AtomicU64::new(0),
        requests: AtomicU64::new(0),
        head: Bytes::from(head),
        rest,
    });
    let mut bases = Vec::new();
    for _ in 0..servers {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        bases.push(format!("http://{}/v1", listener.local_addr()?));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shop));
        tokio::spawn(async move { axum::serve(listener, router).await });
    }
    println!("{}", json!(bases));
    // The number of requests so far, once a second.
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        println!("{}", shop.requests.load(Ordering::Relaxed));
    }
}

async fn answer(State(shop): State<Arc<Shop>>, request: Request) -> Response<Body> {
    let number = shop.requests.fetch_add(1, Ordering::Relaxed);
    let path = request.uri().path().trim_end_matches('/').to_owned();
    if request.method() == "POST" {
        return order(&shop);
    }
    if shop.options.shaky && number % 5 == 0 {
        return trouble(number / 5);
    }
    let id = path.split('/').nth(3).unwrap_or_default();
    if path.ends_with("/content") {
        if request.uri().query().is_some() {
            return said(
                StatusCode::NOT_FOUND,
                &json!({"error": {"message": "no still"}}),
            );
        }
        return file(&shop);
    }
    let done = id.rsplit('_').next().and_then(|at| at.parse::<u64>().ok());
    let status = if done.is_some_and(|at| at <= now_ms()) {
        "completed"
    } else {
        "in_progress"
    };
    said(
        StatusCode::OK,
        &json!({"id": id, "object": "video", "status": status}),
    )
}

fn order(shop: &Shop) -> Response<Body> {
    let number = shop.orders.fetch_add(1, Ordering::Relaxed);
    let Options {
        done_after,
        done_within,
        ..
    } = shop.options;
    // Spread evenly over the time, in no order that the engine could follow.
    let late = done_within * 1000 * (number * 7919 % 1000) / 1000;
    let done = now_ms() + done_after * 1000 + late;
    let id = format!("video_{number}_{done}");
    let status = if done_after == 0 {
        "completed"
    } else {
        "queued"
    };
    said(
        StatusCode::OK,
        &json!({"id": id, "object": "video", "status": status}),
    )
}

fn said(status: StatusCode, value: &serde_json::Value) -> Response<Body> {
    made(
        status,
        "application/json",
        Body::from(value.to_string()),
        None,
    )
}

fn trouble(kind: u64) -> Response<Body> {
    match kind % 3 {
        0 => said(
            StatusCode::INTERNAL_SERVER_ERROR,
            &json!({"error": {"message": "oops"}}),
        ),
        1 => {
            let page = Body::from("<html><h1>502 Bad Gateway</h1></html>");
            made(StatusCode::BAD_GATEWAY, "text/html", page, None)
        }
        _ => {
            let broken = stream::iter([Err::<Bytes, _>(std::io::Error::other("cut off"))]);
            made(
                StatusCode::OK,
                "application/json",
                Body::from_stream(broken),
                Some(100),
            )
        }
    }
}

fn file(shop: &Shop) -> Response<Body> {
    let length = shop.head.len() as u64 + shop.rest;
    let zeros = Bytes::from(vec![0; usize::try_from(CHUNK).unwrap_or_default()]);
    let pieces = shop.rest.div_ceil(CHUNK);
    let rest = shop.rest;
    let tail = stream::iter(0..pieces).map(move |piece| {
        let left = (rest - piece * CHUNK).min(CHUNK);
        Ok::<_, std::io::Error>(zeros.slice(..usize::try_from(left).unwrap_or_default()))
    });
    let head = stream::iter([Ok(shop.head.clone())]);
    let body = Body::from_stream(head.chain(tail));
    made(StatusCode::OK, "video/mp4", body, Some(length))
}

fn made(status: StatusCode, mime: &str, body: Body, length: Option<u64>) -> Response<Body> {
    let mut response = Response::builder()
        .status(status)
        .header("content-type", mime);
    if let Some(length) = length {
        response = response.header("content-length", length);
    }
    response.body(body).unwrap_or_default()
}
