//! Each order of the wall, and its days.

use super::*;

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
