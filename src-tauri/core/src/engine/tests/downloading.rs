//! From a finished job to a file in the library.

use super::*;

#[tokio::test(start_paused = true)]
async fn a_press_of_create_ends_as_a_file_in_the_library() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("in_progress"), polled("completed")])
            .on_content([Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let ready = until(&engine, &job.id, State::Ready).await;
    let path = engine.video_path(&job.id).await.expect("a file");
    assert_eq!(fs_err::read(path).ok(), Some(gif()));
    assert_eq!(ready.video.and_then(|video| video.width), Some(16));
}

#[tokio::test(start_paused = true)]
async fn a_download_that_breaks_goes_on_where_it_was() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([
                Content::cut(&gif(), 200, End::Broken),
                Content::rest(&gif(), 200),
            ]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    assert_eq!(world.resumed_from(), vec![None, Some(200)]);
    let path = engine.video_path(&job.id).await.expect("a file");
    assert_eq!(fs_err::read(path).ok(), Some(gif()));
}

#[tokio::test(start_paused = true)]
async fn an_address_inside_json_is_followed() {
    let inside = json!({"url": "http://192.168.1.7:8000/files/v.gif"}).to_string();
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::whole(inside.into_bytes()), Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn a_result_inside_the_answer_needs_no_download() {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(gif());
    let body = json!({"id": "c1", "status": "completed", "data": [{"b64_json": text}]});
    let world = World::new(Scripted::default().on_create([Step::Answer(200, body.to_string())]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn all_results_inside_an_answer_outlive_a_crash_before_they_are_stored() {
    let world = World::new(Scripted::default().on_create([Step::Hang]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    let sent = engine.inner.store.job(job.id.clone()).await;
    let sent = sent.expect("a history").expect("the job");
    let mut others = super::super::outputs::conceivable(&sent, engine.now());
    let second = others.next().expect("a second result").id;
    // As the answer's bytes lie there when the program ends before its history has them.
    for id in [&sent.id, &second] {
        fs_err::write(engine.inner.library.partial(id), gif()).expect("room");
    }
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    let _ready = until(&engine, &second, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn a_result_inside_an_answer_outlives_a_crash_before_it_has_its_place() {
    let world = World::new(Scripted::default().on_create([Step::Hang]));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    world.until_created().await;
    let partial = engine.inner.library.partial(&job.id);
    fs_err::write(partial.with_extension("tmp"), gif()).expect("room");
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_gone_ends_with_a_receipt() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::answer(410, r#"{"detail":"purged"}"#)]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Expired).await;
    let lines = engine.receipt_lines(&job.id).await.expect("a receipt");
    assert!(lines.iter().any(|line| line.status == Some(410)));
}

#[tokio::test(start_paused = true)]
async fn a_page_instead_of_a_video_is_not_published() {
    let page = Content::whole(b"<!DOCTYPE html><html><body>Sign in</body></html>".to_vec());
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([page, Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    let path = engine.video_path(&job.id).await.expect("a file");
    assert_eq!(fs_err::read(path).ok(), Some(gif()));
}

#[tokio::test(start_paused = true)]
async fn a_finished_file_without_its_row_is_adopted_after_a_crash() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::Hang]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Downloading).await;
    let name = Library::final_name(&job.id, &job.prompt, job.created_at, "gif");
    engine
        .library()
        .write_atomic(&name, &gif())
        .expect("as if it had just been renamed");
    drop(engine);
    world.crash().await;
    let engine = world.open().await;
    let adopted = engine.job(&job.id).await.expect("the job");
    assert_eq!(adopted.state, State::Ready);
}

#[tokio::test(start_paused = true)]
async fn what_came_before_a_server_stalled_is_told() {
    let film = gif();
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::cut(&film, 100, End::Stalled)]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let shown = async {
        loop {
            let tile = until(&engine, &job.id, State::Downloading).await;
            if let Some(transfer) = tile.transfer {
                return (transfer.received, transfer.total);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let shown = tokio::time::timeout(Duration::from_secs(60), shown).await;
    assert_eq!(shown.ok(), Some((100, Some(film.len() as u64))));
}
