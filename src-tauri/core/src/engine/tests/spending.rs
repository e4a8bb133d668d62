//! What things cost: frozen when they are made, summed when they may have been charged, held when the day's budget is used up.

mod balance;
mod budget;

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
