//! Searching and sorting the wall: words in any writing, each token, each order, and the trash.

mod marks;
mod orders;

use super::*;
use crate::{
    domain::{Asset, AssetId, AssetKind, Cost, Input, InputSource, Money, Quote, Role, Size},
    dto::{Mark, SavedSearch, SortBy, WallDay, WallOrder},
};

const DAY: i64 = 86_400_000;
/// A Sunday, at noon in every time zone that a test runs in: 2026-11-29.
const NOW: Timestamp = Timestamp(1_795_953_600_000);

fn known(micros: i64) -> Quote {
    let currency = "USD".parse().expect("a currency");
    Quote {
        cost: Cost::Known {
            money: Money { currency, micros },
        },
        basis: None,
    }
}

async fn mark(store: &Store, id: &JobId, mark: Mark) {
    store.mark(vec![id.clone()], mark).await.expect("marked");
}

fn tag(name: &str, on: bool) -> Mark {
    Mark::Tag {
        name: name.to_owned(),
        on,
    }
}

fn collection(name: &str, on: bool) -> Mark {
    Mark::Collection {
        name: name.to_owned(),
        on,
    }
}

/// A take that was made so many days ago, changed as a test needs it.
async fn take(store: &Store, number: u8, days: i64, change: impl FnOnce(&mut Job)) -> JobId {
    let mut made = Job {
        created_at: Timestamp(NOW.0 - days * DAY),
        state: State::Ready,
        next_at: None,
        ..job(number, "x")
    };
    change(&mut made);
    let id = made.id.clone();
    store.add_batch(batch(made)).await.expect("stored");
    id
}

fn video(of: &JobId, seconds: f64, (width, height): (u32, u32), has_audio: bool) -> Asset {
    Asset {
        id: AssetId::from_text(format!("ast_{of}")),
        job: of.clone(),
        kind: AssetKind::Video,
        file: format!("media/{of}.mp4"),
        mime: "video/mp4".to_owned(),
        bytes: 1,
        sha256: String::new(),
        width: Some(width),
        height: Some(height),
        seconds: Some(seconds),
        fps: Some(24.0),
        has_audio: Some(has_audio),
        created_at: NOW,
    }
}

/// What the wall finds, by the numbers of the takes, in its order.
async fn found(store: &Store, search: &str, order: WallOrder) -> Vec<u8> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let ask = Ask {
            query: Query::read(search),
            order,
            ..Ask::everything(NOW)
        };
        let page = store.wall(ask, cursor, 3).await.expect("a page");
        found.extend(page.jobs.iter().map(number));
        cursor = page.next.map(|next| {
            let text = next.to_text();
            Cursor::from_text(&text).expect("its own text")
        });
        if cursor.is_none() {
            return found;
        }
    }
}

fn number(of: &Job) -> u8 {
    (0..=u8::MAX)
        .find(|number| id(*number) == of.id)
        .expect("a take of this test")
}

fn id(number: u8) -> JobId {
    let mut seed = [0; 10];
    seed[9] = number;
    JobId::from_seed(seed)
}

async fn hits(store: &Store, search: &str) -> Vec<u8> {
    let mut hits = found(store, search, WallOrder::default()).await;
    hits.sort_unstable();
    hits
}

#[tokio::test]
async fn words_are_found_in_any_writing_from_one_sign_on() {
    let (_folder, store) = fresh();
    for (number, prompt) in [
        (1, "灯塔的光扫过紫色的海"),
        (2, "A Lighthouse keeper"),
        (3, "Море и маяк"),
        (4, "雪后的海边灯塔"),
    ] {
        take(&store, number, 0, |job| {
            prompt.clone_into(&mut job.recipe.prompt);
        })
        .await;
    }
    for (search, expected) in [
        ("海", vec![1, 4]),
        ("灯塔", vec![1, 4]),
        ("紫色的", vec![1]),
        ("ghthou", vec![2]),
        ("LIGHT keeper", vec![2]),
        ("er", vec![2]),
        ("r", vec![2]),
        ("\"A Light\"", vec![2]),
        ("маяк", vec![3]),
        ("МО", vec![3]),
        ("wan", vec![1, 2, 3, 4]),
        ("灯塔 -紫", vec![4]),
        ("-灯塔", vec![2, 3]),
        ("塔a", vec![]),
        ("\"\\\"\"", vec![]),
    ] {
        assert_eq!(hits(&store, search).await, expected, "{search}");
    }
}

#[tokio::test]
async fn one_sign_that_stands_nearly_everywhere_is_found_too() {
    let (_folder, store) = fresh();
    // More different neighbours than are looked up one by one.
    for number in 0..80_u8 {
        let next = char::from_u32(0x4e00 + u32::from(number)).expect("a sign");
        take(&store, number, 0, |job| {
            job.recipe.prompt = format!("的{next}{next}");
        })
        .await;
    }
    take(&store, 90, 0, |_| ()).await;
    assert_eq!(hits(&store, "的").await, (0..80).collect::<Vec<_>>());
}

/// A library in which each token finds something and leaves something out.
async fn library(store: &Store) {
    let other = server("relay");
    let reference = Input {
        role: Role::First,
        fit: crate::domain::Fit::Crop,
        source: InputSource::Url {
            url: "https://a.example/a.png".to_owned(),
        },
        name: "a".to_owned(),
        frame_of: None,
    };
    let first = take(store, 1, 0, |job| {
        job.quote = known(800_000);
        job.recipe.inputs.push(reference);
    })
    .await;
    let asset = video(&first, 8.04, (720, 1280), true);
    let read = store
        .job(first.clone())
        .await
        .expect("read")
        .expect("there");
    let more = Additions {
        assets: vec![asset],
        ..Additions::default()
    };
    let sent = Job {
        submit_started_at: Some(NOW),
        ..read
    };
    store.save(sent, more).await.expect("saved");
    mark(store, &first, Mark::Favourite { on: true }).await;
    mark(store, &first, Mark::Rating { stars: 4 }).await;
    let second = take(store, 2, 1, |job| {
        job.target = Catalogue::shipped().target(&other, "sora-2").into();
        job.server = other.id.clone();
        "sora-2".clone_into(&mut job.recipe.model);
        job.quote = known(200_000);
        job.recipe.size = Some(Size {
            width: 1280,
            height: 720,
        });
    })
    .await;
    mark(store, &second, tag("Night", true)).await;
    take(store, 3, 10, |job| {
        job.state = State::Failed;
        "sora-2-pro".clone_into(&mut job.recipe.model);
        job.quote.cost = Cost::Free;
        job.recipe.seconds = None;
        job.recipe.params.insert("seed".to_owned(), 7.into());
    })
    .await;
    take(store, 4, 40, |job| {
        job.state = State::Running;
        job.action = crate::domain::Action::Remix;
    })
    .await;
    let gone = take(store, 5, 0, |job| {
        job.action = crate::domain::Action::Import;
    })
    .await;
    store.trash(vec![gone], NOW).await.expect("trashed");
}

#[tokio::test]
async fn each_token_finds_what_it_names() {
    let (_folder, store) = fresh();
    library(&store).await;
    for (search, expected) in [
        ("", vec![1, 2, 3, 4]),
        ("model:sora-2", vec![2]),
        ("model:sora", vec![2, 3]),
        ("-model:sora", vec![1, 4]),
        ("model:none", vec![]),
        ("server:relay", vec![2]),
        ("server:HOME", vec![1, 3, 4]),
        ("tag:night", vec![2]),
        ("night", vec![2]),
        ("-tag:night", vec![1, 3, 4]),
        ("state:failed", vec![3]),
        ("is:favourite", vec![1]),
        ("is:rated", vec![1]),
        ("is:tagged", vec![2]),
        ("is:live", vec![4]),
        ("is:needs-you", vec![3]),
        ("is:derived", vec![4]),
        ("is:imported", vec![]),
        ("is:trashed", vec![5]),
        ("is:trashed is:imported", vec![5]),
        ("-is:trashed", vec![1, 2, 3, 4]),
        ("has:reference", vec![1]),
        ("has:audio", vec![1]),
        ("has:seed", vec![3]),
        ("ratio:9:16", vec![1]),
        ("ratio:16:9", vec![2]),
        ("seconds:8", vec![1]),
        ("seconds:>5", vec![1]),
        ("seconds:4..5", vec![2, 4]),
        ("-seconds:>5", vec![2, 3, 4]),
        ("cost:>0.5", vec![1]),
        ("cost:0.1..0.8", vec![1, 2]),
        ("cost:free", vec![3]),
        ("cost:unknown", vec![4]),
        ("rating:>=4", vec![1]),
        ("rating:0", vec![2, 3, 4]),
        ("from:today", vec![1]),
        ("from:yesterday", vec![2]),
        ("from:last-week", vec![3]),
        ("from:7d", vec![1, 2]),
        ("from:2026-11-01..2026-11-28", vec![2, 3]),
        ("from:..2026-10", vec![4]),
        ("x model:sora cost:<1 -state:failed", vec![2]),
    ] {
        assert_eq!(hits(&store, search).await, expected, "{search}");
    }
}

#[tokio::test]
async fn jobs_that_a_search_shows_are_told_apart_from_others() {
    let (_folder, store) = fresh();
    library(&store).await;
    for (search, expected) in [
        ("x", vec![2, 3]),
        ("model:sora-2", vec![2]),
        ("zeppelin", vec![]),
    ] {
        let ask = Ask {
            query: Query::read(search),
            ..Ask::everything(NOW)
        };
        let ids = [2, 3, 5].map(id);
        let shown = store.shown(ask, ids.into()).await.expect("looked at");
        let expected: Vec<_> = expected.into_iter().map(id).collect();
        assert_eq!(shown, expected, "{search}");
    }
}
