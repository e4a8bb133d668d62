//! What stays, what goes, and who may write.

use super::*;

/// An engine at work, and a clip of its.
pub async fn with_a_clip() -> (World, Engine, JobView) {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed")])
            .on_content([Content::whole(gif())]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    let ready = until(&engine, &job.id, State::Ready).await;
    (world, engine, ready)
}

#[tokio::test(start_paused = true)]
async fn removing_a_job_removes_its_files_and_keeps_its_receipt() {
    let (_world, engine, job) = with_a_clip().await;
    let video = job.video.clone().expect("a video").id;
    engine
        .store_still(&video, AssetKind::Poster, gif())
        .await
        .expect("a poster");
    let path = engine.video_path(&job.id).await.expect("a file");
    engine.act(&job.id, Verb::Remove).await.expect("removed");
    let stills = fs_err::read_dir(engine.library().root().join("stills"))
        .expect("a folder")
        .count();
    assert_eq!((path.exists(), stills), (false, 0));
    assert!(
        !engine
            .receipt_lines(&job.id)
            .await
            .expect("a receipt")
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn who_wants_no_thumbnails_keeps_none_and_gets_none() {
    let (_world, engine, job) = with_a_clip().await;
    let video = job.video.clone().expect("a video").id;
    let poster = || engine.store_still(&video, AssetKind::Poster, gif());
    poster().await.expect("a poster");
    let settings = crate::dto::Settings {
        thumbnails: crate::dto::Thumbnails(false),
        ..crate::dto::Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
    let refused = poster().await.expect_err("not wanted").view().code;
    let folder = engine.library().root().join("stills");
    let stills = fs_err::read_dir(folder).expect("a folder").count();
    let shown = until(&engine, &job.id, State::Ready).await.poster;
    assert_eq!(
        (refused, stills, shown),
        (ErrorCode::NotAllowedNow, 0, None)
    );
}

#[tokio::test(start_paused = true)]
async fn a_still_that_is_shown_stays_when_a_second_one_comes() {
    let (_world, engine, job) = with_a_clip().await;
    let video = job.video.clone().expect("a video").id;
    let mut shown = Vec::new();
    for _ in 0..2 {
        engine
            .store_still(&video, AssetKind::Poster, gif())
            .await
            .expect("one is enough");
        shown.push(until(&engine, &job.id, State::Ready).await.poster);
    }
    let folder = engine.library().root().join("stills");
    let files = fs_err::read_dir(folder).expect("a folder").count();
    assert_eq!((shown[0].is_some(), &shown[0], files), (true, &shown[1], 1));
}

#[tokio::test(start_paused = true)]
async fn a_second_engine_cannot_open_the_library() {
    let world = World::new(Scripted::default());
    let _engine = world.open().await;
    let Err(second) = Engine::open(world.parts()).await else {
        panic!("it was opened twice")
    };
    assert_eq!(second.view().code, ErrorCode::LibraryInUse);
}

#[tokio::test(start_paused = true)]
async fn a_key_does_not_move_along_to_another_address() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    let key = secrecy::SecretString::from("sk-canary-123456");
    engine
        .set_key(&id, key, crate::dto::KeyBackend::Session)
        .await
        .expect("kept");
    let moved = ServerDraft {
        id: Some(id),
        name: "home".to_owned(),
        base_url: "https://evil.example/v1".to_owned(),
        profile: None,
    };
    let view = engine.save_server(moved).await.expect("moved");
    assert!(!view.key.present);
}

#[tokio::test(start_paused = true)]
async fn a_key_goes_into_a_file_only_when_the_user_allowed_it() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let id = server(&engine).await;
    let key = || secrecy::SecretString::from("sk-canary-123456");
    let refused = engine
        .set_key(&id, key(), crate::dto::KeyBackend::File)
        .await;
    assert!(refused.is_err(), "it was kept without being asked for");
    let allowed = crate::dto::Settings {
        keys_in_file: true,
        ..engine.settings().await.expect("settings")
    };
    engine.save_settings(allowed).await.expect("kept");
    engine
        .set_key(&id, key(), crate::dto::KeyBackend::File)
        .await
        .expect("kept");
}
