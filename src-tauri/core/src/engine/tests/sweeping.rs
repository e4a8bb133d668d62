//! One press for several different videos: what it makes, what it refuses, and that the number is the one that was shown.

use super::*;
use crate::dto::Sweep;

fn swept(server: &ServerId, prompt: &str, sweep: Sweep) -> CreateJobs {
    CreateJobs {
        prompt: prompt.to_owned(),
        sweep,
        ..request("press", server)
    }
}

fn choices() -> Sweep {
    Sweep {
        prompt: true,
        ..Sweep::default()
    }
}

#[tokio::test(start_paused = true)]
async fn every_combination_is_a_take_of_one_batch() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let sweep = Sweep {
        seconds: vec![4.0, 8.0],
        seeds: vec![1, 2, 2],
        ..choices()
    };
    let asked = swept(&server, "a {red|blue} boat", sweep);
    let jobs = engine.create_jobs(asked).await.expect("stored");
    let batches: std::collections::HashSet<_> = jobs.iter().map(|job| job.batch.clone()).collect();
    let first = &jobs[0];
    assert_eq!((jobs.len(), batches.len()), (2 * 2 * 2, 1));
    assert_eq!(
        (first.prompt.as_str(), first.seconds, first.takes),
        ("a red boat", Some(4.0), 8)
    );
}

#[tokio::test(start_paused = true)]
async fn braces_are_braces_unless_choices_are_asked_for() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let asked = swept(&server, "a {red|blue} boat", Sweep::default());
    let jobs = engine.create_jobs(asked).await.expect("stored");
    assert_eq!(jobs[0].prompt, "a {red|blue} boat");
}

#[tokio::test(start_paused = true)]
async fn another_number_than_the_one_on_the_button_makes_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let asked = CreateJobs {
        count: Some(1),
        ..swept(&server, "a {red|blue} boat", choices())
    };
    let refused = engine
        .create_jobs(asked)
        .await
        .expect_err("two are not one");
    assert_eq!(refused.view().code, ErrorCode::CountChanged);
    assert_eq!(engine.counts().await.expect("numbers").everything, 0);
}

#[tokio::test(start_paused = true)]
async fn far_too_many_are_refused_before_they_are_made() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let sweep = Sweep {
        seeds: (0..150).collect(),
        ..choices()
    };
    let asked = swept(&server, "a {red|blue} boat", sweep);
    let refused = engine.planned(&asked).await.expect_err("300");
    assert_eq!(refused.view().code, ErrorCode::TooMany);
}

#[tokio::test(start_paused = true)]
async fn a_line_that_the_model_does_not_take_says_so_in_the_plan() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let sweep = Sweep {
        seconds: vec![4.0, 5.0],
        ..Sweep::default()
    };
    let asked = CreateJobs {
        model: "sora-2".to_owned(),
        ..swept(&server, "a boat", sweep)
    };
    let plan = engine.planned(&asked).await.expect("a plan");
    let troubles: Vec<_> = plan
        .iter()
        .map(|line| line.trouble.as_ref().map(|error| error.code))
        .collect();
    assert_eq!(troubles, [None, Some(ErrorCode::DoesNotFit)]);
}

#[tokio::test(start_paused = true)]
async fn takes_are_one_request_where_the_server_gives_several() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    let draft = ServerDraft {
        id: None,
        name: "gpu".to_owned(),
        base_url: "http://192.168.1.8:8000/v1".to_owned(),
        profile: Some("sglang".to_owned()),
    };
    let server = engine.save_server(draft).await.expect("a server").id;
    let asked = CreateJobs {
        takes: 3,
        ..swept(&server, "a boat", Sweep::default())
    };
    let jobs = engine.create_jobs(asked).await.expect("stored");
    assert_eq!((jobs.len(), jobs[0].params.get("n")), (1, Some(&json!(3))));
}
