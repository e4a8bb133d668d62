//! Posters and filmstrips that a server serves beside its video.

use super::*;
use crate::{domain::Capability, library::probe::tests::webm};
use image::{DynamicImage, Rgb, RgbImage};

fn picture(width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| {
        // Each of twelve cells is much like the next: a bar that wanders.
        let (cell, x) = (x / (width / 12), x % (width / 12));
        let bar = (x + cell) / 40 % 4 == 1;
        let sky = u8::try_from(y * 200 / height).unwrap_or(255);
        if bar {
            Rgb([250, 240, 20])
        } else {
            Rgb([sky, 40, 255 - sky])
        }
    });
    rushes_pixels::png(&DynamicImage::ImageRgb8(image)).expect("a picture")
}

fn world(contents: impl IntoIterator<Item = Content>) -> World {
    World::new(
        Scripted::default()
            .on_create([accepted(), accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content(contents),
    )
}

/// Waits until the stills of a job were asked for.
async fn settled(world: &World, downloads: usize) {
    while world.resumed_from().len() < downloads {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
}

#[tokio::test(start_paused = true)]
async fn what_a_server_serves_becomes_poster_and_filmstrip() {
    let world = world([
        Content::whole(webm()),
        Content::whole(picture(960, 480)),
        Content::whole(picture(12 * 160, 80)),
    ]);
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    settled(&world, 3).await;
    let stored = engine.job(&job.id).await.expect("the job");
    let view = engine.view(stored).await.expect("a tile");
    assert!(view.poster.is_some() && view.filmstrip.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_variant_that_is_the_video_itself_is_not_asked_for_again() {
    let world = world([
        Content::whole(webm()),
        Content::whole(webm()),
        Content::answer(404, r#"{"detail":"Not Found"}"#),
        Content::whole(webm()),
    ]);
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    settled(&world, 3).await;
    let server = engine.server(&job.server).await.expect("a server");
    let offered = engine.offered(&server).await.expect("capabilities");
    assert!(
        !offered.contains(&Capability::Thumbnail) && !offered.contains(&Capability::Spritesheet)
    );
    let again = engine
        .create_jobs(request("press-2", &job.server))
        .await
        .expect("stored")
        .remove(0);
    until(&engine, &again.id, State::Ready).await;
    settled(&world, 4).await;
    assert_eq!(world.resumed_from().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_still_that_never_ends_is_given_up() {
    let world = world([Content::whole(webm()), Content::Hang, Content::Hang]);
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    until(&engine, &job.id, State::Ready).await;
    settled(&world, 3).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(engine.live().busy.is_empty());
}
