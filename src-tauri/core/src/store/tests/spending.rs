//! Prices and what was spent.

use super::*;

/// A job that was sent at `at` for a known price.
async fn sent(store: &Store, number: u8, at: i64, change: impl FnOnce(&mut Job)) -> Job {
    let mut made = job(number, "x");
    made.quote.cost = crate::domain::Cost::Known {
        money: crate::domain::Money::parse("0.40", "USD").expect("money"),
    };
    let made = store
        .add_batch(batch(made))
        .await
        .expect("stored")
        .remove(0);
    let mut sent = Job {
        state: State::Queued,
        submit_started_at: Some(Timestamp(at)),
        accepted_at: Some(Timestamp(at)),
        ..made
    };
    change(&mut sent);
    let saved = store.save(sent, Additions::default()).await;
    saved.expect("saved").job
}

const NOON: i64 = 1_800_000_000_000;

#[tokio::test]
async fn what_was_taken_out_of_rushes_was_paid_all_the_same() {
    let (_folder, store) = fresh();
    let job = sent(&store, 1, NOON, |_| ()).await;
    let before = store.spent_today(Timestamp(NOON)).await.expect("summed");
    store
        .remove(job, Place::Anywhere, Timestamp(NOON))
        .await
        .expect("removed");
    let after = store.spent_today(Timestamp(NOON)).await.expect("summed");
    assert_eq!((before.requests, after), (1, before));
}

#[tokio::test]
async fn only_what_may_have_been_charged_is_summed() {
    let (_folder, store) = fresh();
    sent(&store, 1, NOON, |job| {
        (job.state, job.accepted_at) = (State::Failed, None);
    })
    .await;
    sent(&store, 2, NOON, |job| {
        (job.state, job.submit_started_at) = (State::Held, None);
    })
    .await;
    assert_eq!(store.spent(Timestamp(0)).await.expect("summed"), Vec::new());
    sent(&store, 3, NOON, |job| job.state = State::Failed).await;
    sent(&store, 4, NOON, |job| {
        (job.state, job.accepted_at) = (State::Cancelled, None);
    })
    .await;
    let spent = store.spent(Timestamp(0)).await.expect("summed");
    let sums: Vec<_> = spent[0]
        .totals
        .sums
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        (spent.len(), spent[0].totals.requests, sums),
        (1, 2, vec!["0.80 USD".to_owned()])
    );
}

#[tokio::test]
async fn a_day_of_the_wall_says_what_was_spent_on_it() {
    let (_folder, store) = fresh();
    let removed = sent(&store, 1, NOON, |_| ()).await;
    sent(&store, 2, NOON, |job| job.favourite = true).await;
    store
        .remove(removed, Place::Anywhere, Timestamp(NOON))
        .await
        .expect("removed");
    let page = store
        .wall(Ask::everything(Timestamp(0)), None, 10)
        .await
        .expect("a page");
    let spent: Vec<_> = page.days[0]
        .spent
        .sums
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        (page.days[0].takes, spent),
        (1, vec!["0.80 USD".to_owned()])
    );
    let found = store.wall(asked("x"), None, 10).await.expect("a page");
    assert_eq!(found.days[0].spent.requests, 1);
}

#[tokio::test]
async fn a_price_reads_back_as_it_was_written_and_replaces_the_one_about_the_same() {
    let (_folder, store) = fresh();
    let server = ServerId::from_text("srv_home");
    let when: crate::domain::catalogue::Conditions =
        serde_json::from_str(r#"{"size":["1280x720"],"first":true}"#).expect("conditions");
    let price = |rate: &str| crate::domain::Price {
        id: crate::domain::Price::id_of(&server, "wan", &when),
        server: server.clone(),
        model: "wan".to_owned(),
        when: when.clone(),
        rate: rate.parse().expect("a rate"),
        as_of: "2026-11-24".to_owned(),
        source: "their page".to_owned(),
    };
    store
        .save_price(price("1 USD per clip"))
        .await
        .expect("kept");
    store
        .save_price(price("2 USD per clip"))
        .await
        .expect("kept");
    assert_eq!(
        store.prices().await.expect("read"),
        [price("2 USD per clip")]
    );
}

#[tokio::test]
async fn sums_read_an_index_and_no_rows() {
    let (_folder, store) = fresh();
    for sql in [spend::today_sql(), spend::spent_sql()] {
        let plan: Vec<String> = store
            .read(move |t| {
                let mut statement = t.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                rows::collect(&mut statement, [0_i64], |row| Ok(row.get("detail")?))
            })
            .await
            .expect("a plan");
        assert!(
            plan.iter()
                .any(|line| line.contains("USING COVERING INDEX jobs_spend (submit_started_at>?)")),
            "{plan:?}"
        );
    }
}

#[tokio::test]
async fn a_day_begins_at_local_midnight() {
    let (_folder, store) = fresh();
    let start = store.day_start(Timestamp(NOON), 0).await.expect("a time");
    let day = store.day_of(Timestamp(NOON)).await.expect("a day");
    let around = [
        store.day_of(start).await.expect("a day"),
        store.day_of(start.plus_ms(-1)).await.expect("a day"),
    ];
    assert!(around[0] == day && around[1] != day, "{day} {around:?}");
    let before = store.day_start(Timestamp(NOON), 1).await.expect("a time");
    assert_eq!(store.day_of(before).await.expect("a day"), around[1]);
}
