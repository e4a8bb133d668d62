//! Searching and sorting the wall: words in any writing, each token, each order, and the trash.

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
async fn each_order_is_paged_through_without_gap_or_double_and_unknown_comes_last() {
    let (_folder, store) = fresh();
    for number in 0..12_u8 {
        // Three values, three times each, and three takes without one; all from two moments.
        let value = i64::from(number % 4);
        let made = take(&store, number, i64::from(number / 6), |job| {
            if value > 0 {
                job.quote = known(value * 100_000);
            }
            job.recipe.seconds = (value > 0).then_some(value as f64);
        })
        .await;
        let stars = number % 4;
        mark(&store, &made, Mark::Rating { stars }).await;
    }
    for by in [SortBy::Cost, SortBy::Length, SortBy::Rating] {
        for search in ["", "x", "model:wan"] {
            for (up, values) in [(false, [3, 2, 1, 0]), (true, [1, 2, 3, 0])] {
                let order = found(&store, search, WallOrder { by, up }).await;
                let groups: Vec<_> = order.iter().map(|number| number % 4).collect();
                let expected: Vec<u8> = values.into_iter().flat_map(|value| [value; 3]).collect();
                let mut all = order.clone();
                all.sort_unstable();
                assert_eq!(
                    (groups, all),
                    (expected, (0..12).collect()),
                    "{by:?} {up} {search}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_oldest_first_is_the_newest_first_turned_around() {
    let (_folder, store) = fresh();
    for number in 0..10 {
        take(&store, number, i64::from(number % 3), |_| ()).await;
    }
    let turned = |up| WallOrder {
        by: SortBy::Date,
        up,
    };
    let mut down = found(&store, "x", turned(false)).await;
    down.reverse();
    assert_eq!(found(&store, "", turned(true)).await, down);
}

#[tokio::test]
async fn a_frequent_word_and_everything_are_read_in_the_order_of_the_wall_without_sorting() {
    let (_folder, store) = fresh();
    let everything = plan(
        &store,
        "SELECT t.job FROM tiles t WHERE NOT t.trashed ORDER BY t.place DESC LIMIT 120",
    )
    .await;
    let word = plan(
        &store,
        "SELECT t.job FROM words_fts CROSS JOIN tiles t ON t.place = words_fts.rowid
         WHERE words_fts MATCH ? AND NOT t.trashed ORDER BY words_fts.rowid DESC LIMIT 120",
    )
    .await;
    let cost = plan(
        &store,
        "SELECT t.job FROM tiles t WHERE NOT t.trashed AND t.cost IS NOT NULL ORDER BY t.cost DESC, t.place DESC LIMIT 120",
    )
    .await;
    for plan in [everything, word, cost] {
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

/// Takes of three days, two of them on the first, in the shapes 16:9, 1:1, unknown, and one that is steeper than any tile.
async fn three_days(store: &Store) {
    for (number, days, size) in [
        (1, 0, Some((1920, 1080))),
        (2, 0, Some((512, 512))),
        (3, 1, None),
        (4, 9, Some((90, 900))),
    ] {
        let sized = |job: &mut Job| {
            job.recipe.size = size.map(|(width, height)| Size { width, height });
        };
        take(store, number, days, sized).await;
    }
}

async fn days(store: &Store, search: &str, order: WallOrder) -> Vec<WallDay> {
    let ask = Ask {
        query: Query::read(search),
        order,
        ..Ask::everything(NOW)
    };
    store.wall_days(ask).await.expect("days")
}

#[tokio::test]
async fn every_day_of_the_wall_is_known_with_how_broad_its_takes_are() {
    let (_folder, store) = fresh();
    three_days(&store).await;
    let days = days(&store, "", WallOrder::default()).await;
    let seen: Vec<_> = days
        .iter()
        .map(|one| (one.takes, (one.breadth * 100.0).round() / 100.0))
        .collect();
    assert_eq!(seen, [(2, 2.78), (1, 1.78), (1, 0.4)]);
}

#[tokio::test]
async fn a_page_begins_with_whichever_day_is_asked_for_in_either_direction() {
    let (_folder, store) = fresh();
    three_days(&store).await;
    let mut begun = Vec::new();
    for up in [false, true] {
        let order = WallOrder {
            up,
            ..WallOrder::default()
        };
        for day in days(&store, "", order).await {
            let ask = Ask {
                order,
                ..Ask::everything(NOW)
            };
            let page = store.wall(ask, Cursor::from_text(&day.cursor), 9).await;
            begun.push(number(&page.expect("a page").jobs[0]));
        }
    }
    assert_eq!(begun, [2, 3, 4, 4, 3, 1]);
}

#[tokio::test]
async fn a_found_wall_has_only_the_days_of_what_is_found() {
    let (_folder, store) = fresh();
    three_days(&store).await;
    let square = days(&store, "ratio:1:1", WallOrder::default()).await;
    assert_eq!((square.len(), square[0].takes), (1, 1));
}

#[tokio::test]
async fn a_found_wall_counts_its_own_takes_for_each_day() {
    let (_folder, store) = fresh();
    library(&store).await;
    let page = store
        .wall(
            Ask {
                query: Query::read("model:wan -state:running"),
                ..Ask::everything(NOW)
            },
            None,
            1,
        )
        .await
        .expect("a page");
    let day = &page.days[0];
    assert_eq!(
        (page.days.len(), day.takes, day.spent.sums[0].to_string()),
        (1, 1, "0.80 USD".to_owned())
    );
}

#[tokio::test]
async fn what_is_in_the_trash_is_not_counted_and_comes_back_as_it_was() {
    let (_folder, store) = fresh();
    let one = take(&store, 1, 0, |_| ()).await;
    let went = store.trash(vec![one.clone()], NOW).await.expect("trashed");
    let twice = store
        .trash(vec![one.clone()], NOW)
        .await
        .expect("no change");
    let without = store.counts().await.expect("counted").everything;
    let long = store.trashed_before(NOW.plus_ms(1)).await.expect("read");
    let back = store
        .restore_trashed(vec![one.clone()])
        .await
        .expect("back");
    let with = store.counts().await.expect("counted").everything;
    assert_eq!(
        (went, twice, without, long, back, with),
        (
            vec![one.clone()],
            vec![],
            0,
            vec![one.clone()],
            vec![one],
            1
        )
    );
}

#[tokio::test]
async fn a_tag_is_one_however_its_letters_are_written_and_goes_with_its_last_take() {
    let (_folder, store) = fresh();
    let one = take(&store, 1, 0, |_| ()).await;
    mark(&store, &one, tag("Night", true)).await;
    mark(&store, &one, tag("night", true)).await;
    let marks = store.marks(vec![one.clone()]).await.expect("read");
    let named = store.tag_names().await.expect("named");
    mark(&store, &one, tag("NIGHT", false)).await;
    let left = store.tag_names().await.expect("named");
    let words = hits(&store, "night").await;
    assert_eq!(
        (&marks[&one].tags, named.len(), left.len(), words),
        (&vec!["Night".to_owned()], 1, 0, vec![])
    );
}

#[tokio::test]
async fn a_change_names_the_takes_that_it_changed_and_no_others() {
    let (_folder, store) = fresh();
    let mut all = Vec::new();
    for number in 1..=3 {
        all.push(take(&store, number, 0, |_| ()).await);
    }
    mark(&store, &all[1], Mark::Rating { stars: 4 }).await;
    let four = Mark::Rating { stars: 4 };
    let changed = store.mark(all.clone(), four).await.expect("rated");
    assert_eq!(changed, [all[0].clone(), all[2].clone()]);
}

#[tokio::test]
async fn a_take_is_found_by_each_collection_that_it_is_in() {
    let (_folder, store) = fresh();
    let both = take(&store, 1, 0, |_| ()).await;
    let one = take(&store, 2, 0, |_| ()).await;
    take(&store, 3, 0, |_| ()).await;
    mark(&store, &both, collection("Trailer", true)).await;
    mark(&store, &both, collection("Best of", true)).await;
    mark(&store, &one, collection("trailer", true)).await;
    let trailer = hits(&store, "collection:trailer").await;
    let best = hits(&store, "collection:\"best of\"").await;
    let neither = hits(&store, "-collection:trailer").await;
    assert_eq!((trailer, best, neither), (vec![1, 2], vec![1], vec![3]));
}

#[tokio::test]
async fn a_collection_has_one_name_of_its_own() {
    let (_folder, store) = fresh();
    let one = take(&store, 1, 0, |_| ()).await;
    mark(&store, &one, collection("Trailer", true)).await;
    mark(&store, &one, collection("Best", true)).await;
    let rename = |name: &str, to: &str| store.rename_collection(name.to_owned(), to.to_owned());
    let taken = rename("Best", "TRAILER").await.expect("asked");
    let cased = rename("Best", "best").await.expect("renamed");
    let marks = store.marks(vec![one.clone()]).await.expect("read");
    assert_eq!(
        (taken, cased, &marks[&one].collections),
        (
            None,
            Some(vec![one.clone()]),
            &vec!["best".to_owned(), "Trailer".to_owned()]
        )
    );
}

#[tokio::test]
async fn what_may_still_cost_something_does_not_go_into_the_trash() {
    let (_folder, store) = fresh();
    let mut went = Vec::new();
    for (number, state) in (1..).zip(State::ALL) {
        let id = take(&store, number, 0, |job| job.state = state).await;
        if !store.trash(vec![id], NOW).await.expect("asked").is_empty() {
            went.push(state);
        }
    }
    assert_eq!(
        went,
        [
            State::Ready,
            State::Failed,
            State::Cancelled,
            State::Expired,
            State::Held
        ]
    );
}

#[tokio::test]
async fn a_removed_take_and_an_undone_draft_leave_nothing_to_find() {
    let (_folder, store) = fresh();
    let removed = take(&store, 1, 0, |_| ()).await;
    mark(&store, &removed, tag("night", true)).await;
    let read = store.job(removed).await.expect("read").expect("there");
    store
        .remove(read, Place::Anywhere, NOW)
        .await
        .expect("removed");
    let draft = job(2, "night");
    store.add_batch(batch(draft.clone())).await.expect("stored");
    store.delete_drafts(draft.batch).await.expect("undone");
    assert_eq!(hits(&store, "night").await, Vec::<u8>::new());
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

#[tokio::test]
async fn names_are_told_with_how_many_takes_have_them() {
    let (_folder, store) = fresh();
    library(&store).await;
    let models = store.model_names().await.expect("named");
    let marked = store.marked().await.expect("counted");
    let model = |name: &str| {
        models
            .iter()
            .find(|one| one.name == name)
            .map(|one| one.count)
    };
    assert_eq!(
        (
            model("wan"),
            model("sora-2"),
            marked.favourite,
            marked.trashed,
            marked.audio
        ),
        (Some(2), Some(1), 1, 1, 1)
    );
}

#[tokio::test]
async fn a_kept_search_has_one_name_and_keeps_its_place() {
    let (_folder, store) = fresh();
    let search = |id: &str, name: &str| SavedSearch {
        id: id.to_owned(),
        name: name.to_owned(),
        text: "is:favourite".to_owned(),
        order: WallOrder {
            by: SortBy::Cost,
            up: true,
        },
    };
    let first = store.save_search(search("a", "Best")).await.expect("kept");
    store.save_search(search("b", "Other")).await.expect("kept");
    let taken = store
        .save_search(search("c", "best"))
        .await
        .expect("refused");
    store
        .save_search(search("a", "Better"))
        .await
        .expect("renamed");
    let all = store.saved_searches().await.expect("read");
    assert_eq!(
        (first, taken, all),
        (
            true,
            false,
            vec![search("a", "Better"), search("b", "Other")]
        )
    );
}
