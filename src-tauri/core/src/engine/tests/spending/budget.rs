//! The day's budget: what goes beyond it is held, and nothing that is already on its way.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_budget_that_is_set_outside_of_the_window_is_told_to_it_and_changes_nothing_else() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let settings = Settings {
        ask_above: crate::dto::AskAbove(3),
        ..Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
    let mut events = engine.events();
    let wanted = crate::domain::Money::parse("5.00", "USD").ok();
    let kept = engine.set_budget(wanted.clone()).await.expect("kept");
    assert_eq!((kept.ask_above.0, &kept.budget), (3, &wanted));
    assert_eq!(events.try_recv(), Ok(AppEvent::Budget { budget: wanted }));
}

#[tokio::test(start_paused = true)]
async fn what_goes_beyond_the_budget_is_held_and_not_sent() {
    let world = World::new(Scripted::default().on_create(accepts(3)));
    let engine = world.open().await;
    let server = with_price(&engine, "0.60").await;
    budget(&engine, "1").await;
    engine.start();
    let first = press(&engine, &server, "a").await;
    assert_eq!(settled(&engine, &first.id).await, State::Queued);
    let second = press(&engine, &server, "b").await;
    let held = until(&engine, &second.id, State::Held).await;
    assert_eq!(
        (world.creates(), held.error.map(|error| error.code)),
        (1, Some(ErrorCode::HeldForBudget))
    );
}

#[tokio::test(start_paused = true)]
async fn the_user_can_send_beyond_the_budget() {
    let world = World::new(Scripted::default().on_create(accepts(1)));
    let engine = world.open().await;
    let server = with_price(&engine, "2").await;
    budget(&engine, "1").await;
    engine.start();
    let job = press(&engine, &server, "a").await;
    until(&engine, &job.id, State::Held).await;
    engine.act(&job.id, Verb::Resume).await.expect("resumed");
    until(&engine, &job.id, State::Queued).await;
    assert_eq!(world.creates(), 1);
}

#[tokio::test(start_paused = true)]
async fn takes_of_one_press_do_not_go_beyond_the_budget_together() {
    let world = World::new(Scripted::default().on_create(accepts(4)));
    let engine = world.open().await;
    let server = with_price(&engine, "0.50").await;
    budget(&engine, "1").await;
    engine.start();
    let mut asked = request("a", &server);
    asked.takes = 4;
    for job in engine.create_jobs(asked).await.expect("stored") {
        settled(&engine, &job.id).await;
    }
    assert_eq!(world.creates(), 2);
}

#[tokio::test(start_paused = true)]
async fn at_local_midnight_the_budget_begins_anew() {
    let world = World::new(Scripted::default().on_create(takes_and_ends(2)));
    let engine = world.open().await;
    let server = with_price(&engine, "0.60").await;
    budget(&engine, "1").await;
    engine.start();
    let first = press(&engine, &server, "a").await;
    settled(&engine, &first.id).await;
    let store = &engine.inner.store;
    let today = store.day_of(engine.now()).await.expect("a day");
    let begins = |now| store.day_start(now, 0);
    // To the last seconds of the day, less the undo window and the time it takes to send.
    while store
        .day_of(engine.now().plus_ms(60_000))
        .await
        .expect("a day")
        == today
    {
        tokio::time::sleep(Duration::from_secs(50)).await;
    }
    let evening = press(&engine, &server, "b").await;
    assert_eq!(settled(&engine, &evening.id).await, State::Held);
    while store.day_of(engine.now()).await.expect("a day") == today {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let begun = begins(engine.now()).await.expect("a time");
    assert!((0..5_000).contains(&engine.now().since(begun)));
    let morning = press(&engine, &server, "c").await;
    settled(&engine, &morning.id).await;
    assert_eq!(world.creates(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_price_passes_until_the_budget_is_used_up() {
    let world = World::new(Scripted::default().on_create(accepts(3)));
    let engine = world.open().await;
    let server = with_price(&engine, "1").await;
    let unknown = PriceDraft {
        per: Per::Unknown,
        model: "other".to_owned(),
        ..price(&server, "")
    };
    engine.save_price(unknown).await.expect("a price");
    budget(&engine, "1").await;
    engine.start();
    let mut ends = Vec::new();
    for (key, model) in [("a", "other"), ("b", "wan"), ("c", "other")] {
        let mut asked = request(key, &server);
        asked.model = model.to_owned();
        let job = engine.create_jobs(asked).await.expect("stored").remove(0);
        ends.push(settled(&engine, &job.id).await);
    }
    assert_eq!(ends, [State::Queued, State::Queued, State::Held]);
}

#[tokio::test(start_paused = true)]
async fn money_of_another_currency_does_not_count_for_the_budget() {
    let world = World::new(Scripted::default().on_create(accepts(2)));
    let engine = world.open().await;
    let server = server(&engine).await;
    let yuan = PriceDraft {
        currency: "CNY".to_owned(),
        ..price(&server, "50")
    };
    engine.save_price(yuan).await.expect("a price");
    budget(&engine, "1").await;
    engine.start();
    let job = press(&engine, &server, "a").await;
    assert_eq!(settled(&engine, &job.id).await, State::Queued);
}
