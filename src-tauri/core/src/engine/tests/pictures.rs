//! Pictures on their way into a slot, and as they will be sent.

use super::*;
use crate::{
    domain::{Crop, Fit, InputSource, Role, Size},
    dto::{CreateJobs, FitRequest, InputDraft, Sweep},
};
use image::{DynamicImage, Rgb, RgbImage};

/// Red on the left, blue on the right.
fn halves() -> Vec<u8> {
    let image = RgbImage::from_fn(200, 100, |x, _| {
        Rgb(if x < 100 { [255, 0, 0] } else { [0, 0, 255] })
    });
    rushes_pixels::png(&DynamicImage::ImageRgb8(image)).expect("a picture")
}

pub async fn asked(engine: &Engine, width: u32) -> FitRequest {
    let picture = engine.stage("a.png".to_owned(), halves()).await;
    FitRequest {
        server: server(engine).await,
        model: "wan".to_owned(),
        size: Some(Size { width, height: 50 }),
        input: InputDraft {
            role: Role::First,
            fit: Fit::Crop,
            staged: Some(picture.expect("staged").id),
            url: None,
            crop: None,
            frame_of: None,
        },
    }
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_device_without_an_end_is_no_picture() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let staged = engine.stage_file("/dev/zero".into()).await;
    assert_eq!(
        staged.expect_err("refused").view().code,
        ErrorCode::PictureUnreadable
    );
}

#[tokio::test(start_paused = true)]
async fn a_picture_is_shown_at_the_size_at_which_it_is_sent() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let request = asked(&engine, 50).await;
    let fitted = engine.fit_picture(request).await.expect("fitted");
    let fitted = fitted.expect("nothing newer was asked");
    assert_eq!((fitted.width, fitted.height), (50, 50));
}

#[tokio::test(start_paused = true)]
async fn only_the_newest_question_about_a_picture_is_answered() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let first = asked(&engine, 50).await;
    let mut second = first.clone();
    second.size = Some(Size {
        width: 30,
        height: 30,
    });
    let (first, second) = tokio::join!(engine.fit_picture(first), engine.fit_picture(second));
    let width = |answer: Result<Option<crate::dto::FittedView>, EngineError>| {
        answer.expect("no trouble").map(|fitted| fitted.width)
    };
    assert_eq!((width(first), width(second)), (None, Some(30)));
}

#[tokio::test(start_paused = true)]
async fn what_was_shown_is_what_is_sent() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let mut question = asked(&engine, 50).await;
    question.input.crop = Some(Crop {
        x: 10_000,
        y: 5_000,
        zoom: 100,
    });
    let shown = engine.fit_picture(question.clone()).await.expect("fitted");
    let shown = shown.expect("nothing newer was asked");
    let path = engine
        .inner
        .staging
        .sent_path(&shown.media)
        .expect("a file");
    let job = engine.create_jobs(press(question)).await;
    let job = job.expect("stored").remove(0);
    assert_eq!(
        sent(&engine, &job.id).await,
        fs_err::read(path.0).expect("a file")
    );
}

#[tokio::test(start_paused = true)]
async fn a_decoded_picture_leaves_the_memory_when_the_hand_rests() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let question = asked(&engine, 50).await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    engine.fit_picture(question.clone()).await.expect("fitted");
    tokio::time::sleep(Duration::from_secs(15)).await;
    let original = engine.library().root().join("staged");
    let id = question.input.staged.clone().expect("staged");
    let png = original.join(format!("{id}.png"));
    fs_err::remove_file(&png).expect("removed");
    let wider = |width| FitRequest {
        size: Some(Size { width, height: 50 }),
        ..question.clone()
    };
    // Half a minute after it came, but not after it was last used.
    assert!(engine.fit_picture(wider(60)).await.is_ok());
    tokio::time::sleep(Duration::from_secs(21)).await;
    assert!(engine.fit_picture(wider(70)).await.is_err());
}

/// A press of Create with the picture of a question.
pub fn press(question: FitRequest) -> CreateJobs {
    CreateJobs {
        size: question.size,
        inputs: vec![question.input],
        anyway: true,
        ..request("press-1", &question.server)
    }
}

#[tokio::test(start_paused = true)]
async fn a_picture_remembers_of_which_clip_it_is_a_frame() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let mut question = asked(&engine, 50).await;
    question.input.frame_of = Some(JobId::from_text("job_clip"));
    let made = engine.create_jobs(press(question)).await.expect("stored");
    assert_eq!(
        made[0].inputs[0].frame_of,
        Some(JobId::from_text("job_clip"))
    );
}

/// The bytes of a job's picture that go to the server.
async fn sent(engine: &Engine, job: &JobId) -> Vec<u8> {
    let job = engine.job(job).await.expect("the job");
    let InputSource::Stored { file, .. } = &job.recipe.inputs[0].source else {
        panic!("a picture of this computer")
    };
    fs_err::read(engine.library().root().join(file)).expect("a file")
}

/// Takes what was staged from the disk, and from memory.
fn unstage(world: &World, engine: &Engine) {
    engine.inner.staging.recent().forget();
    let staged = fs_err::read_dir(world.folder().join("staged")).expect("a folder");
    for entry in staged {
        fs_err::remove_file(entry.expect("an entry").path()).expect("removed");
    }
}

#[tokio::test(start_paused = true)]
async fn a_sweep_fits_a_picture_once_for_each_size() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let mut asked = press(asked(&engine, 50).await);
    let large = Size {
        width: 60,
        height: 30,
    };
    asked.prompt = "a {red|blue} boat".to_owned();
    asked.sweep = Sweep {
        prompt: true,
        sizes: vec![asked.size.expect("one"), large],
        ..Sweep::default()
    };
    let plan = Engine::plan(&asked).expect("a plan");
    let mut fitted = super::super::create::Fitted::new();
    let mut digests = Vec::new();
    for (at, one) in plan.iter().enumerate() {
        // What is fitted again from here on is not found any more.
        if at == 2 {
            unstage(&world, &engine);
        }
        let (recipe, _) = engine.prepare(one, &mut fitted).await.expect("prepared");
        let InputSource::Stored { sha256, .. } = recipe.inputs[0].source.clone() else {
            panic!("a picture of this computer")
        };
        digests.push(sha256);
    }
    assert_eq!((&digests[0], &digests[1]), (&digests[2], &digests[3]));
    assert_ne!(digests[0], digests[1]);
}

#[tokio::test(start_paused = true)]
async fn models_with_the_same_wishes_share_a_fitted_picture() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let asked = press(asked(&engine, 50).await);
    let other = CreateJobs {
        model: "another".to_owned(),
        ..asked.clone()
    };
    let mut fitted = super::super::create::Fitted::new();
    engine.prepare(&asked, &mut fitted).await.expect("prepared");
    unstage(&world, &engine);
    let (recipe, _) = engine.prepare(&other, &mut fitted).await.expect("prepared");
    assert_eq!(recipe.inputs.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_created_again_sends_the_same_bytes() {
    let world = World::new(Scripted::default().on_create([Step::Answer(
        400,
        json!({"error": {"message": "no"}}).to_string(),
    )]));
    let engine = world.open().await;
    let mut question = asked(&engine, 50).await;
    question.input.crop = Some(Crop {
        x: 6_000,
        y: 5_000,
        zoom: 150,
    });
    let job = engine.create_jobs(press(question)).await;
    let job = job.expect("stored").remove(0).id;
    let before = sent(&engine, &job).await;
    engine.start();
    until(&engine, &job, State::Failed).await;
    // The form moved on long ago, and the original is gone.
    unstage(&world, &engine);
    let again = engine.act(&job, Verb::CreateAgain).await;
    let again = again.expect("created again").remove(0).id;
    assert_eq!(sent(&engine, &again).await, before);
}

#[tokio::test(start_paused = true)]
async fn a_recalled_picture_is_sent_with_the_same_bytes() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let photograph = RgbImage::from_fn(90, 70, |x, y| {
        Rgb([x * 2, y * 3, x + y].map(|value| value.to_le_bytes()[0]))
    });
    let photograph = rushes_pixels::jpeg(&photograph, 80).expect("a picture");
    let mut question = asked(&engine, 50).await;
    let staged = engine.stage("a.jpg".to_owned(), photograph).await;
    question.input.staged = Some(staged.expect("staged").id);
    let job = engine.create_jobs(press(question.clone())).await;
    let job = job.expect("stored").remove(0).id;
    // "Use all settings" puts it into the form again.
    let recalled = engine.restage_input(&job, 0).await.expect("there");
    question.input.staged = Some(recalled.id);
    let again = CreateJobs {
        client_key: "press-2".to_owned(),
        ..press(question)
    };
    let again = engine.create_jobs(again).await.expect("stored").remove(0);
    assert_eq!(sent(&engine, &again.id).await, sent(&engine, &job).await);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_was_put_back_from_its_journal_sends_the_same_bytes_again() {
    let world = World::new(Scripted::default().on_create([Step::Broken]));
    let engine = world.open().await;
    let question = asked(&engine, 50).await;
    let job = engine.create_jobs(press(question)).await;
    let job = job.expect("stored").remove(0).id;
    let before = sent(&engine, &job).await;
    engine.start();
    until(&engine, &job, State::Unconfirmed).await;
    unstage(&world, &engine);
    drop(engine);
    world.crash().await;
    for ending in ["rushes.db", "rushes.db-wal", "rushes.db-shm"] {
        fs_err::remove_file(world.folder().join(ending)).ok();
    }
    // Once more: the first start after a loss sweeps nothing, a later one does.
    drop(world.open().await);
    world.crash().await;
    let engine = world.open().await;
    let again = engine.act(&job, Verb::CreateAgain).await;
    let again = again.expect("created again").remove(0).id;
    assert_eq!(sent(&engine, &again).await, before);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_file_address_is_the_file() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let path = engine.library().root().join("the harbour, 海港.png");
    fs_err::write(&path, halves()).expect("a file");
    let url = url::Url::from_file_path(&path).expect("an address");
    let staged = engine
        .stage_named(&format!("# a comment\r\n{url}\r\n"))
        .await;
    assert_eq!(
        staged.expect("staged").expect("a picture").name,
        "the harbour, 海港.png"
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_web_address_is_fetched() {
    let world = World::new(Scripted::default().on_content([Content::whole(halves())]));
    let engine = world.open().await;
    let staged = engine
        .stage_named("https://pictures.example/a/fox%20cub.png?w=9")
        .await;
    let staged = staged.expect("staged").expect("a picture");
    assert_eq!((staged.name.as_str(), staged.width), ("fox cub.png", 200));
}

#[tokio::test(start_paused = true)]
async fn a_picture_that_does_not_come_is_said_with_its_host() {
    let world = World::new(Scripted::default().on_content([Content::answer(404, "gone")]));
    let engine = world.open().await;
    let error = engine
        .stage_named("https://pictures.example/a.png")
        .await
        .expect_err("nothing came")
        .view();
    assert_eq!(
        (error.code, error.params["host"].as_str()),
        (ErrorCode::PictureNotFetched, "pictures.example")
    );
}

#[tokio::test(start_paused = true)]
async fn a_picture_within_its_address_is_read() {
    use base64::Engine as _;
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let inline = base64::engine::general_purpose::STANDARD.encode(halves());
    let staged = engine
        .stage_named(&format!("data:image/png;base64,{inline}"))
        .await;
    assert_eq!(staged.expect("staged").expect("a picture").width, 200);
}

#[tokio::test(start_paused = true)]
async fn words_are_no_picture() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    for text in [
        "",
        "a calico cat",
        "mailto:a@example.org",
        "# only a comment",
    ] {
        let staged = engine.stage_named(text).await.expect("no trouble");
        assert_eq!(staged, None, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_cannot_name_a_file() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let path = engine.library().root().join("a.png");
    fs_err::write(&path, halves()).expect("a file");
    let url = url::Url::from_file_path(&path).expect("an address");
    for text in [url.as_str(), path.to_str().expect("text")] {
        let staged = engine.stage_link(text).await.expect("no trouble");
        assert_eq!(staged, None, "{text}");
    }
}
