//! A form that learns: from a refusal to an offer, from an offer that worked to a lesson, and back.

use super::*;
use crate::domain::catalogue::Says;

const REFUSAL: &str = r#"{"error":{"message":"Invalid value: '15'. Supported values are: '4', '8', and '12'.","param":"seconds"}}"#;

async fn refused(world: &World, engine: &Engine) -> JobView {
    world.script(|script| script.on_create([Step::Answer(400, REFUSAL.to_owned()), accepted()]));
    let server = server(engine).await;
    let asked = CreateJobs {
        seconds: Some(15.0),
        ..request("press-1", &server)
    };
    let job = engine.create_jobs(asked).await.expect("stored").remove(0);
    engine.start();
    until(engine, &job.id, State::Failed).await
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_states_a_rule_is_offered_as_a_fix() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    let fix = job.fix.expect("an offer");
    assert_eq!(
        (fix.lesson.field.as_str(), fix.value),
        ("seconds", Some(json!(12)))
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_remembered_before_it_worked() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    assert!(engine.catalogue().lessons(&job.server).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_fix_that_worked_is_remembered_and_shapes_the_form() {
    let world = World::new(Scripted::default().on_get([polled("in_progress")]));
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    let again = engine.fix(&job.id, "fix-1".to_owned()).await.expect("made");
    until(&engine, &again.id, State::Queued).await;
    let lessons = engine.catalogue().lessons(&job.server);
    let form = engine
        .describe_model(&job.server, &job.model)
        .await
        .expect("a form");
    assert!(matches!(lessons[0].taught.says, Says::OneOf { .. }));
    assert_eq!(
        (form.seconds, form.seconds_free),
        (vec![4.0, 8.0, 12.0], false)
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_learned_is_not_written_over_while_somebody_is_at_its_file() {
    let world = World::new(Scripted::default().on_get([polled("in_progress")]));
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    let folder = world.folder().join("catalogue");
    fs_err::create_dir_all(&folder).expect("a folder");
    let file = folder.join("learned.json");
    fs_err::write(&file, r#"{"lessons": [ half a line"#).expect("written");
    let again = engine.fix(&job.id, "fix-1".to_owned()).await.expect("made");
    // By its first poll, what is done beside an accepted request is done.
    until(&engine, &again.id, State::Running).await;
    let kept = fs_err::read_to_string(&file).expect("there");
    assert!(kept.contains("half a line"), "{kept}");
}

#[tokio::test(start_paused = true)]
async fn a_fix_costs_what_it_costs_with_the_change() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    let price = crate::dto::PriceDraft {
        server: job.server.clone(),
        model: String::new(),
        when: std::collections::BTreeMap::new(),
        per: crate::dto::Per::Second,
        amount: "0.10".to_owned(),
        currency: "USD".to_owned(),
        as_of: None,
        source: String::new(),
        replaces: None,
    };
    engine.save_price(price).await.expect("a price");
    let stored = engine.job(&job.id).await.expect("the job");
    let offered = engine.view(stored).await.expect("a tile").fix;
    let made = engine.fix(&job.id, "fix-1".to_owned()).await.expect("made");
    // 15 seconds were refused, 12 are offered.
    let twelve = crate::domain::Cost::Known {
        money: crate::domain::Money::parse("1.20", "USD").expect("money"),
    };
    assert_eq!(
        (offered.map(|fix| fix.cost), made.cost),
        (Some(twelve.clone()), twelve)
    );
}

#[tokio::test(start_paused = true)]
async fn a_lesson_survives_a_restart_and_can_be_forgotten() {
    let world = World::new(Scripted::default().on_get([polled("in_progress")]));
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    let again = engine.fix(&job.id, "fix-1".to_owned()).await.expect("made");
    until(&engine, &again.id, State::Queued).await;
    engine.stop(Duration::from_secs(1)).await;
    drop(engine);
    let engine = world.open().await;
    let lesson = engine.catalogue().lessons(&job.server).remove(0);
    let view = engine
        .forget_lesson(&job.server, &lesson.id)
        .await
        .expect("forgotten");
    let form = engine
        .describe_model(&job.server, &job.model)
        .await
        .expect("a form");
    assert!(view.lessons.is_empty() && form.seconds_free);
}

#[tokio::test(start_paused = true)]
async fn the_same_press_of_a_fix_is_one_job() {
    let world = World::new(Scripted::default().on_get([polled("in_progress")]));
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    let one = engine.fix(&job.id, "fix-1".to_owned()).await.expect("made");
    let two = engine.fix(&job.id, "fix-1".to_owned()).await.expect("made");
    assert_eq!(one.id, two.id);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_over_content_is_never_offered_again() {
    let blocked = r#"{"error":{"message":"Blocked by our moderation system. Prompt must be one of 'a', 'b'."}}"#;
    let world = World::new(Scripted::default().on_create([Step::Answer(400, blocked.to_owned())]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let job = until(&engine, &job.id, State::Failed).await;
    assert!(job.fix.is_none() && engine.fix(&job.id, "fix-1".to_owned()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_way_that_worked_is_the_first_one_next_time() {
    let form = r#"{"detail":[{"loc":["body","prompt"],"msg":"Field required","type":"missing"}]}"#;
    let world = World::new(
        Scripted::default()
            .on_create([Step::Answer(422, form.to_owned()), accepted(), accepted()])
            .on_get([polled("in_progress")]),
    );
    let engine = world.open().await;
    let first = create(&engine).await;
    engine.start();
    until(&engine, &first.id, State::Queued).await;
    let second = engine
        .create_jobs(request("press-2", &first.server))
        .await
        .expect("stored")
        .remove(0);
    until(&engine, &second.id, State::Queued).await;
    assert_eq!(
        world.encodings(),
        [
            "application/json",
            "multipart/form-data",
            "multipart/form-data"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_learned_of_a_server_goes_with_it() {
    let world = World::new(Scripted::default().on_get([polled("in_progress")]));
    let engine = world.open().await;
    let job = refused(&world, &engine).await;
    let again = engine.fix(&job.id, "fix-1".to_owned()).await.expect("made");
    until(&engine, &again.id, State::Queued).await;
    engine.remove_server(&job.server).await.expect("removed");
    assert!(engine.catalogue().lessons(&job.server).is_empty());
}
