//! The wall over 100,000 takes: the first page, pages far down, each order, and a list of searches, as the window asks for them.

use crate::{
    desk,
    library::{self, Options as Library},
    part::{Ground, Part, Row, quantile},
};
use anyhow::{Context as _, Result};
use futures_util::future::BoxFuture;
use rushes_core::{
    dto::{SortBy, WallFilter, WallOrder, WallQuery},
    engine::Engine,
};
use std::time::Instant;

pub const PART: Part = Part {
    name: "wall",
    what: "pages and searches over 100,000 takes",
    run,
};

/// As many tiles as the window asks for.
const PAGE: u32 = 120;

/// Chinese, parts of words, words that most and that nearly no takes have, every token, and some of them together.
const SEARCHES: [&str; 38] = [
    "lighthouse",
    "ghthou",
    "light",
    "zeppelin",
    "er",
    "a",
    "zx",
    "灯塔",
    "灯",
    "的",
    "飞艇",
    "穿过光束",
    "\"paper boat\"",
    "boat -rain",
    "lamp 灯塔",
    "model:sora-2",
    "model:wan",
    "server:relay",
    "tag:night",
    "tag:夜景",
    "state:ready",
    "state:failed",
    "is:favourite",
    "is:rated",
    "is:live",
    "is:imported",
    "is:trashed",
    "has:reference",
    "has:audio",
    "has:seed",
    "ratio:9:16",
    "ratio:21:9",
    "seconds:>5",
    "seconds:4..5 cost:>1.9",
    "cost:>0.5",
    "rating:>=4",
    "from:last-week",
    "lighthouse model:sora cost:<0.2 is:favourite",
];

fn run(ground: &Ground) -> BoxFuture<'_, Result<Vec<Row>>> {
    Box::pin(measure(ground))
}

async fn measure(ground: &Ground) -> Result<Vec<Row>> {
    let (clips, rounds) = if ground.quick {
        (5000, 2)
    } else {
        (100_000, 5)
    };
    let folder = tempfile::tempdir_in(&ground.scratch)?;
    let made = Instant::now();
    let options = Library {
        clips,
        into: folder.path().join("library"),
        seed: 1,
    };
    library::make(&options).await?;
    let made = made.elapsed().as_secs_f64();
    let engine = desk::open(&options.into).await?;
    let mut firsts = Vec::new();
    let mut searches = Vec::new();
    let mut orders = Vec::new();
    for _ in 0..rounds {
        firsts.push(page(&engine, "", WallOrder::default()).await?);
        for search in SEARCHES {
            let took = page(&engine, search, WallOrder::default()).await?;
            searches.push((search, took));
        }
        for by in [SortBy::Date, SortBy::Cost, SortBy::Length, SortBy::Rating] {
            for up in [false, true] {
                for search in ["", "light", "灯塔", "is:favourite", "ratio:21:9"] {
                    orders.push((search, page(&engine, search, WallOrder { by, up }).await?));
                }
            }
        }
    }
    let deep = deep(&engine).await?;
    engine.stop(std::time::Duration::from_secs(1)).await;
    slowest(&searches);
    slowest(&orders);
    let mut all: Vec<f64> = searches
        .iter()
        .chain(&orders)
        .map(|(_, took)| *took)
        .collect();
    let mut only: Vec<f64> = searches.iter().map(|(_, took)| *took).collect();
    let first = quantile(&mut firsts, 0.5);
    let p95 = quantile(&mut all, 0.95);
    Ok(vec![
        Row::new("takes", f64::from(clips), ""),
        Row::new("making them", made, "s"),
        Row::new("first page, median", first, "ms").promised("≤ 10 ms", first <= 10.0),
        Row::new("a page far down, median", deep, "ms"),
        Row::new("searches, median", quantile(&mut only, 0.5), "ms"),
        Row::new("searches, 95 %", quantile(&mut only, 0.95), "ms"),
        Row::new("searches and orders, 95 %", p95, "ms").promised("≤ 40 ms", p95 <= 40.0),
        Row::new("the slowest of all", quantile(&mut all, 1.0), "ms"),
    ])
}

fn query(search: &str, order: WallOrder, cursor: Option<String>) -> WallQuery {
    WallQuery {
        filter: WallFilter::Everything,
        search: search.to_owned(),
        order,
        cursor,
        limit: PAGE,
    }
}

/// Milliseconds until a first page is there, tiles and all.
async fn page(engine: &Engine, search: &str, order: WallOrder) -> Result<f64> {
    let start = Instant::now();
    engine.wall(query(search, order, None)).await?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

/// The median of 200 pages, one after the other.
async fn deep(engine: &Engine) -> Result<f64> {
    let (mut cursor, mut took) = (None, Vec::new());
    for _ in 0..200 {
        let start = Instant::now();
        let page = engine
            .wall(query("", WallOrder::default(), cursor.take()))
            .await
            .context("a page")?;
        took.push(start.elapsed().as_secs_f64() * 1000.0);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(quantile(&mut took, 0.5))
}

/// Says which took longest, for whoever makes them quicker.
fn slowest(all: &[(&str, f64)]) {
    let mut all = all.to_vec();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let worst: Vec<_> = all
        .iter()
        .take(6)
        .map(|(search, took)| format!("{search} {took:.1}"))
        .collect();
    println!("  slowest: {}", worst.join(" · "));
}
