//! What things cost: frozen when they are made, summed when they may have been charged, held when the day's budget is used up.

use super::*;
use crate::{
    domain::{Action, Cost, Totals},
    dto::{DeriveJob, EstimateQuery, Per, PriceDraft, Settings, SpendBy, SpendQuery},
};
use std::collections::BTreeMap;

fn price(server: &ServerId, amount: &str) -> PriceDraft {
    PriceDraft {
        server: server.clone(),
        model: String::new(),
        when: BTreeMap::new(),
        per: Per::Clip,
        amount: amount.to_owned(),
        currency: "USD".to_owned(),
        as_of: None,
        source: "their page".to_owned(),
        replaces: None,
    }
}

async fn with_price(engine: &Engine, amount: &str) -> ServerId {
    let server = server(engine).await;
    engine
        .save_price(price(&server, amount))
        .await
        .expect("a price");
    server
}

async fn budget(engine: &Engine, amount: &str) {
    let budget = crate::domain::Money::parse(amount, "USD").ok();
    let settings = Settings {
        budget,
        ..Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
}

async fn press(engine: &Engine, server: &ServerId, key: &str) -> JobView {
    engine
        .create_jobs(request(key, server))
        .await
        .expect("stored")
        .remove(0)
}

fn known(cost: &Cost) -> String {
    match cost {
        Cost::Known { money } => money.to_string(),
        Cost::Unknown | Cost::Free | Cost::Included => format!("{cost:?}"),
    }
}

fn usd(totals: &Totals) -> i64 {
    totals.micros_in(&"USD".parse().expect("a currency"))
}

/// Whatever the number of the answer, a new id each.
fn accepts(count: usize) -> Vec<Step> {
    (0..count)
        .map(|number| {
            let body = json!({"id": format!("video_{number}"), "status": "queued"});
            Step::Answer(200, body.to_string())
        })
        .collect()
}

/// Taken, and over at once: counted, and never asked about again while hours pass.
fn takes_and_ends(count: usize) -> Vec<Step> {
    (0..count)
        .map(|number| {
            let body = json!({"id": format!("video_{number}"), "status": "failed"});
            Step::Answer(200, body.to_string())
        })
        .collect()
}

async fn settled(engine: &Engine, id: &JobId) -> State {
    loop {
        let state = engine.job(id).await.expect("the job").state;
        if !matches!(state, State::Draft | State::Submitting) {
            return state;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_keeps_the_price_of_the_day_on_which_it_was_made() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    let made = press(&engine, &server, "a").await;
    engine
        .save_price(price(&server, "0.90"))
        .await
        .expect("a price");
    let job = engine.job(&made.id).await.expect("the job");
    let now = engine.view(job).await.expect("a tile");
    assert_eq!(known(&now.cost), "0.40 USD");
    assert_eq!(
        now.price.map(|basis| basis.source).as_deref(),
        Some("their page")
    );
}

#[tokio::test(start_paused = true)]
async fn created_again_it_costs_what_it_costs_today() {
    let world = World::new(Scripted::default().on_create([Step::Answer(
        400,
        r#"{"error":{"message":"no"}}"#.to_owned(),
    )]));
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    let made = press(&engine, &server, "a").await;
    engine.start();
    let failed = until(&engine, &made.id, State::Failed).await;
    engine
        .save_price(price(&server, "0.90"))
        .await
        .expect("a price");
    let view = engine
        .view(engine.job(&failed.id).await.expect("the job"))
        .await
        .expect("a tile");
    let again = engine
        .act(&failed.id, Verb::CreateAgain)
        .await
        .expect("made")
        .remove(0);
    assert_eq!(
        (view.again.as_ref().map(known), known(&again.cost)),
        (Some("0.90 USD".to_owned()), "0.90 USD".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn an_estimate_is_what_is_frozen_then() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = with_price(&engine, "0.10").await;
    let per_second = PriceDraft {
        per: Per::Second,
        model: "wan".to_owned(),
        ..price(&server, "0.10")
    };
    engine.save_price(per_second).await.expect("a price");
    let mut asked = request("a", &server);
    asked.takes = 3;
    let query = EstimateQuery::Create {
        requests: vec![asked.clone()],
    };
    let estimate = engine.estimate(query).await.expect("reckoned");
    let made = engine.create_jobs(asked).await.expect("stored");
    let costs: Vec<Cost> = made.into_iter().map(|job| job.cost).collect();
    assert_eq!((estimate.each, usd(&estimate.totals)), (costs, 1_500_000));
}

#[tokio::test(start_paused = true)]
async fn a_press_for_several_videos_is_reckoned_video_by_video() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    let per_second = PriceDraft {
        per: Per::Second,
        model: "wan".to_owned(),
        ..price(&server, "0.10")
    };
    engine.save_price(per_second).await.expect("a price");
    let asked = CreateJobs {
        prompt: "a {red|blue} boat".to_owned(),
        sweep: crate::dto::Sweep {
            prompt: true,
            seconds: vec![4.0, 8.0],
            ..crate::dto::Sweep::default()
        },
        ..request("a", &server)
    };
    let query = EstimateQuery::Create {
        requests: vec![asked.clone()],
    };
    let estimate = engine.estimate(query).await.expect("reckoned");
    let made = engine.create_jobs(asked).await.expect("stored");
    let costs: Vec<Cost> = made.into_iter().map(|job| job.cost).collect();
    assert_eq!((estimate.each, usd(&estimate.totals)), (costs, 2_400_000));
}

#[tokio::test(start_paused = true)]
async fn without_a_price_it_is_unknown_and_counted_as_that() {
    let world = World::new(Scripted::default().on_create(accepts(1)));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Queued).await;
    let today = engine.spent_today().await.expect("summed");
    assert_eq!(job.cost, Cost::Unknown);
    assert_eq!((today.sums.len(), today.unknown, today.requests), (0, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_spent_and_silence_may_be() {
    let refusal = Step::Answer(400, r#"{"error":{"message":"no"}}"#.to_owned());
    let world = World::new(Scripted::default().on_create([refusal, Step::Broken]));
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    engine.start();
    let refused = press(&engine, &server, "a").await;
    assert_eq!(settled(&engine, &refused.id).await, State::Failed);
    assert_eq!(usd(&engine.spent_today().await.expect("summed")), 0);
    let silent = press(&engine, &server, "b").await;
    assert_eq!(settled(&engine, &silent.id).await, State::Unconfirmed);
    assert_eq!(usd(&engine.spent_today().await.expect("summed")), 400_000);
}

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

#[tokio::test(start_paused = true)]
async fn a_remix_has_a_price_of_its_own() {
    let world = World::new(
        Scripted::default()
            .on_create(accepts(1))
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())]),
    );
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    let remix = PriceDraft {
        when: BTreeMap::from([("action".to_owned(), vec!["remix".to_owned()])]),
        ..price(&server, "0.25")
    };
    engine.save_price(remix).await.expect("a price");
    let made = press(&engine, &server, "a").await;
    engine.start();
    let ready = until(&engine, &made.id, State::Ready).await;
    let asked = DeriveJob {
        client_key: "remix-1".to_owned(),
        job: ready.id,
        action: Action::Remix,
        prompt: "at dusk".to_owned(),
        seconds: None,
    };
    let estimate = engine
        .estimate(EstimateQuery::Derive {
            request: asked.clone(),
        })
        .await
        .expect("reckoned");
    let remixed = engine.derive(asked).await.expect("made");
    assert_eq!(
        (usd(&estimate.totals), known(&remixed.cost)),
        (250_000, "0.25 USD".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn sums_by_day_server_and_model_are_the_same_money() {
    let world = World::new(Scripted::default().on_create(takes_and_ends(3)));
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    engine.start();
    for (key, model) in [("a", "wan"), ("b", "other"), ("c", "wan")] {
        let mut asked = request(key, &server);
        asked.model = model.to_owned();
        let job = engine.create_jobs(asked).await.expect("stored").remove(0);
        settled(&engine, &job.id).await;
        tokio::time::sleep(Duration::from_secs(20 * 3600)).await;
    }
    let mut sums = Vec::new();
    for by in [SpendBy::Day, SpendBy::Server, SpendBy::Model] {
        let spend = engine
            .spend(SpendQuery { by, days: None })
            .await
            .expect("summed");
        let mut joined = Totals::default();
        for row in &spend.rows {
            joined.join(&row.totals);
        }
        assert_eq!(joined, spend.totals);
        sums.push(usd(&spend.totals));
    }
    assert_eq!(sums, [1_200_000; 3]);
}

#[tokio::test(start_paused = true)]
async fn the_table_for_a_spreadsheet_has_a_line_for_each_model() {
    let world = World::new(Scripted::default().on_create(accepts(2)));
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    let unknown = PriceDraft {
        per: Per::Unknown,
        model: "other".to_owned(),
        ..price(&server, "")
    };
    engine.save_price(unknown).await.expect("a price");
    engine.start();
    for (key, model) in [("a", "wan"), ("b", "other")] {
        let mut asked = request(key, &server);
        asked.model = model.to_owned();
        let job = engine.create_jobs(asked).await.expect("stored").remove(0);
        settled(&engine, &job.id).await;
    }
    let day = engine
        .inner
        .store
        .day_of(engine.now())
        .await
        .expect("a day");
    let table = engine.spend_csv(None).await.expect("a table");
    let lines: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            format!("{day},home,other,1,,,unknown"),
            format!("{day},home,wan,1,0.40,USD,known")
        ]
    );
}

async fn gateway(engine: &Engine) -> ServerId {
    let draft = ServerDraft {
        id: None,
        name: "gateway".to_owned(),
        base_url: "https://gateway.example/v1".to_owned(),
        profile: Some("new-api".to_owned()),
    };
    engine.save_server(draft).await.expect("a server").id
}

#[tokio::test(start_paused = true)]
async fn a_balance_is_asked_with_get_and_not_again_within_a_minute() {
    let total = Step::Answer(200, json!({"hard_limit_usd": 25.5}).to_string());
    let used = Step::Answer(200, json!({"total_usage": "1049.9"}).to_string());
    let world = World::new(Scripted::default().on_get([total, used]));
    let engine = world.open().await;
    let id = gateway(&engine).await;
    let first = engine.balance(&id).await.expect("asked").expect("a rule");
    tokio::time::sleep(Duration::from_secs(59)).await;
    let second = engine.balance(&id).await.expect("asked").expect("a rule");
    assert_eq!(
        (first.micros, first.currency.is_none()),
        (Some(15_001_000), true)
    );
    assert_eq!(second, first);
    assert_eq!(
        world.asked(),
        [
            "GET /v1/dashboard/billing/subscription",
            "GET /v1/dashboard/billing/usage"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_balance_that_is_refused_is_not_asked_again_at_once() {
    let world = World::new(Scripted::default().on_get([Step::Answer(
        404,
        r#"{"error":{"message":"no"}}"#.to_owned(),
    )]));
    let engine = world.open().await;
    let id = gateway(&engine).await;
    for _ in 0..3 {
        let told = engine.balance(&id).await.expect("asked").expect("a rule");
        assert!(told.error.is_some() && told.micros.is_none());
    }
    assert_eq!(world.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_account_without_a_limit_is_called_that() {
    let total = Step::Answer(200, json!({"hard_limit_usd": 100_000_000}).to_string());
    let used = Step::Answer(200, json!({"total_usage": 12}).to_string());
    let world = World::new(Scripted::default().on_get([total, used]));
    let engine = world.open().await;
    let id = gateway(&engine).await;
    let told = engine.balance(&id).await.expect("asked").expect("a rule");
    assert_eq!((told.unlimited, told.micros), (true, None));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_of_money_is_not_asked() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    assert_eq!(engine.balance(&id).await.expect("nothing to ask"), None);
    assert_eq!(world.asked().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_history_that_was_made_again_keeps_what_everything_cost() {
    let world = World::new(Scripted::default().on_create(takes_and_ends(2)));
    let engine = world.open().await;
    let server = with_price(&engine, "0.40").await;
    engine.start();
    let first = press(&engine, &server, "a").await;
    settled(&engine, &first.id).await;
    engine
        .save_price(price(&server, "0.90"))
        .await
        .expect("a price");
    let second = press(&engine, &server, "b").await;
    settled(&engine, &second.id).await;
    let before = engine.spent_today().await.expect("summed");
    drop(engine);
    world.crash().await;
    for file in ["rushes.db", "rushes.db-wal", "rushes.db-shm"] {
        fs_err::remove_file(world.folder().join(file)).ok();
    }
    let engine = world.open().await;
    assert!(engine.rebuilt().is_some_and(|rebuilt| !rebuilt.from_copy));
    let after = engine.spent_today().await.expect("summed");
    assert_eq!((usd(&before), after), (1_300_000, before));
    let first = engine.job(&first.id).await.expect("the job");
    assert_eq!(
        first.quote.basis.map(|basis| basis.source).as_deref(),
        Some("their page")
    );
}
