//! Jobs whose answer was lost: found in the server's list, by itself or when asked, never sent again.

use super::*;

#[tokio::test(start_paused = true)]
async fn an_unconfirmed_job_is_found_in_the_servers_list() {
    let world = World::new(Scripted::default().on_create([Step::Broken]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let lost = until(&engine, &job.id, State::Unconfirmed).await;
    let made = lost.created_at.0 / 1000 + 6;
    let list = json!({"data": [
        {"id": "other", "prompt": "something else", "model": "wan", "created_at": made},
        {"id": "video_7", "prompt": "a paper boat", "model": "wan", "created_at": made, "status": "in_progress"},
    ]});
    world.script(|script| script.on_get([Step::Answer(200, list.to_string())]));
    let found = engine
        .act(&job.id, Verb::LookForIt)
        .await
        .expect("found")
        .remove(0);
    assert_eq!(
        (found.state, found.remote_id.as_deref()),
        (State::Running, Some("video_7"))
    );
}

#[tokio::test(start_paused = true)]
async fn two_candidates_in_the_list_are_not_guessed_between() {
    let world = World::new(Scripted::default().on_create([Step::Broken]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let lost = until(&engine, &job.id, State::Unconfirmed).await;
    let made = lost.created_at.0 / 1000 + 6;
    let twin = |id: &str| json!({"id": id, "prompt": "a paper boat", "created_at": made});
    let list = json!({"data": [twin("a"), twin("b")]});
    world.script(|script| script.on_get([Step::Answer(200, list.to_string())]));
    assert!(engine.act(&job.id, Verb::LookForIt).await.is_err());
}

/// An entry of the server's list, made just after the request was sent.
fn entry(lost: &JobView, id: &str, prompt: Option<&str>) -> serde_json::Value {
    let made = lost.created_at.0 / 1000 + 6;
    json!({"id": id, "prompt": prompt, "model": "wan", "created_at": made, "status": "in_progress"})
}

fn listed(entries: &[serde_json::Value]) -> Step {
    Step::Answer(200, json!({ "data": entries }).to_string())
}

async fn lost(world: &World, engine: &Engine) -> JobView {
    world.script(|script| script.on_create([Step::Broken]));
    let job = create(engine).await;
    engine.start();
    until(engine, &job.id, State::Unconfirmed).await
}

#[tokio::test(start_paused = true)]
async fn a_lost_job_is_found_without_being_asked_for_once_the_list_shows_it() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let there = listed(&[entry(&job, "video_7", Some("a paper boat"))]);
    world.script(|script| script.on_get([listed(&[]), there]));
    let found = until(&engine, &job.id, State::Running).await;
    assert_eq!(
        (found.remote_id.as_deref(), world.creates()),
        (Some("video_7"), 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_job_does_not_take_the_video_of_its_twin_that_is_still_being_sent() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    world.script(|script| script.on_create([Step::Hang]));
    let again = request("press-2", &job.server);
    engine.create_jobs(again).await.expect("stored");
    while world.creates() < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.script(|script| {
        script.on_get([listed(&[entry(&job, "of-the-twin", Some("a paper boat"))])])
    });
    let looked = engine.act(&job.id, Verb::LookForIt).await;
    assert_eq!(
        looked.expect_err("not guessed").view().code,
        ErrorCode::NotInList
    );
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_does_not_say_its_prompt_is_not_taken_unasked() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let silent = || listed(&[entry(&job, "video_7", None)]);
    world.script(|script| script.on_get((0..4).map(|_| silent())));
    tokio::time::sleep(Duration::from_secs(7_200)).await;
    let after = engine.job(&job.id).await.expect("the job");
    assert_eq!(
        (after.state, world.asked().len()),
        (State::Unconfirmed, 1 + 4)
    );
}

#[tokio::test(start_paused = true)]
async fn lost_takes_of_one_press_get_one_entry_each() {
    let world = World::new(Scripted::default().on_create([Step::Broken, Step::Broken]));
    let engine = world.open().await;
    let server = server(&engine).await;
    let two = CreateJobs {
        takes: 2,
        ..request("press", &server)
    };
    let jobs = engine.create_jobs(two).await.expect("stored");
    engine.start();
    let first = until(&engine, &jobs[0].id, State::Unconfirmed).await;
    until(&engine, &jobs[1].id, State::Unconfirmed).await;
    // By address: the poll of the take that is found first must not be answered with the list.
    let list = move |_: &str, url: &url::Url| {
        let both = ["a", "b"].map(|id| entry(&first, id, Some("a paper boat")));
        url.path().ends_with("/videos").then(|| listed(&both))
    };
    world.script(|script| script.by_rule(list));
    let mut ids = Vec::new();
    for job in jobs {
        ids.push(until(&engine, &job.id, State::Running).await.remote_id);
    }
    ids.sort();
    assert_eq!(ids, [Some("a".to_owned()), Some("b".to_owned())]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_job_of_an_earlier_run_is_looked_for_after_the_start() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    drop(engine);
    world.crash().await;
    let there = listed(&[entry(&job, "video_7", Some("a paper boat"))]);
    world.script(|script| script.on_get([there]));
    let engine = world.open().await;
    engine.start();
    until(&engine, &job.id, State::Running).await;
}

#[tokio::test(start_paused = true)]
async fn a_server_without_a_list_is_asked_for_it_once() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    lost(&world, &engine).await;
    let none = Step::Answer(405, String::new());
    world.script(|script| script.on_get([none]));
    tokio::time::sleep(Duration::from_secs(7_200)).await;
    assert_eq!(world.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_import_gives_a_lost_job_its_entry_instead_of_making_another_job_of_it() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let there = || listed(&[entry(&job, "video_7", Some("a paper boat"))]);
    world.script(|script| script.on_get((0..9).map(|_| there())));
    let brought = engine.import(&job.server, false).await.expect("a list");
    let found = engine.job(&job.id).await.expect("the job");
    assert_eq!(
        (
            brought.known,
            brought.jobs.len(),
            found.remote_id.as_deref()
        ),
        (1, 0, Some("video_7"))
    );
}

#[tokio::test(start_paused = true)]
async fn an_import_leaves_what_a_lost_job_may_have_become_until_that_is_decided() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let silent = || listed(&[entry(&job, "video_7", None)]);
    world.script(|script| script.on_get((0..9).map(|_| silent())));
    let brought = engine.import(&job.server, false).await.expect("a list");
    engine.act(&job.id, Verb::Dismiss).await.expect("let go of");
    world.script(|script| script.on_get((0..9).map(|_| silent())));
    let later = engine.import(&job.server, false).await.expect("a list");
    assert_eq!(
        (brought.awaited, brought.jobs.len(), later.jobs.len()),
        (1, 0, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_lost_job_that_is_in_no_list_is_not_said_to_be_out_of_rushes() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    world.script(|script| script.on_get([listed(&[])]));
    let refused = engine.act(&job.id, Verb::LookForIt).await;
    let code = refused.expect_err("it is not there").view().code;
    assert_eq!(code, ErrorCode::NotInList);
}

#[tokio::test(start_paused = true)]
async fn a_server_whose_list_answers_404_is_said_to_have_none() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let absent = Step::Answer(404, r#"{"detail":"Not Found"}"#.to_owned());
    world.script(|script| script.on_get([absent]));
    let refused = engine.act(&job.id, Verb::LookForIt).await;
    let code = refused.expect_err("no list").view().code;
    assert_eq!(code, ErrorCode::NoList);
}

#[tokio::test(start_paused = true)]
async fn all_results_of_a_lost_job_come_when_it_is_found_done() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = lost(&world, &engine).await;
    let mut done = entry(&job, "video_7", Some("a paper boat"));
    done["status"] = json!("completed");
    let all = json!({"id": "video_7", "status": "completed", "data": [
        {"url": "http://192.168.1.7:8000/a.gif"}, {"url": "http://192.168.1.7:8000/b.gif"}]});
    world.script(|script| {
        script
            .on_get([listed(&[done]), Step::Answer(200, all.to_string())])
            .on_content([Content::whole(gif()), Content::whole(gif())])
    });
    let first = until(&engine, &job.id, State::Ready).await;
    let takes = engine.batch(first.batch).await.expect("the batch");
    assert_eq!(takes.len(), 2);
}
