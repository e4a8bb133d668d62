//! What a server says of an account's money.

use super::*;

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
