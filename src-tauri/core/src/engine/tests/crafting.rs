//! What helps with writing: lists that are drawn from, prompts that were used, presets in the database and in their file.

use super::{rebuilding::in_each_state, *};
use crate::dto::{PresetDraft, PresetSettings, Snippet, Sweep, UsedPrompt};

fn list(engine: &Engine, name: &str, lines: &str) {
    let path = engine.library().root().join("wildcards");
    fs_err::write(path.join(format!("{name}.txt")), lines).expect("a list");
}

fn drawn(server: &ServerId, prompt: &str) -> CreateJobs {
    CreateJobs {
        prompt: prompt.to_owned(),
        sweep: Sweep {
            prompt: true,
            wildcards: true,
            ..Sweep::default()
        },
        ..request("press", server)
    }
}

#[tokio::test(start_paused = true)]
async fn each_video_draws_for_itself_and_remembers_what_was_written() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    list(&engine, "colour", "# colours\nred\nblue\ngreen\ngrey\n");
    let asked = CreateJobs {
        takes: 4,
        count: Some(8),
        ..drawn(&server, "a __colour__ {boat|ship}")
    };
    let jobs = engine.create_jobs(asked).await.expect("stored");
    let boats: std::collections::BTreeSet<&str> =
        jobs[..4].iter().map(|job| job.prompt.as_str()).collect();
    let all = ["a blue boat", "a green boat", "a grey boat", "a red boat"];
    assert_eq!(boats, all.into());
    let written: Vec<_> = jobs.iter().map(|job| job.written.as_deref()).collect();
    assert_eq!(written[0], Some("a __colour__ boat"));
    assert_eq!(written[4], Some("a __colour__ ship"));
}

#[tokio::test(start_paused = true)]
async fn what_was_drawn_is_what_is_sent_and_what_create_again_sends() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    list(&engine, "colour", "red\n");
    let asked = drawn(&server, "a __colour__ boat");
    let job = engine.create_jobs(asked).await.expect("stored").remove(0);
    let stored = engine.job(&job.id).await.expect("the job");
    assert_eq!(stored.recipe.prompt, "a red boat");
    list(&engine, "colour", "blue\n");
    let path = |path: &std::path::Path| path.display().to_string();
    let curl = engine.job_curl(&job.id, path).await.expect("a command");
    assert!(curl.contains("a red boat"), "{curl}");
}

#[tokio::test(start_paused = true)]
async fn underscores_are_underscores_unless_lists_are_asked_for() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let asked = CreateJobs {
        sweep: Sweep::default(),
        ..drawn(&server, "an __init__ sign")
    };
    let job = engine.create_jobs(asked).await.expect("stored").remove(0);
    assert_eq!(
        (job.prompt.as_str(), job.written),
        ("an __init__ sign", None)
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_stored_with_a_list_that_cannot_be_drawn_from() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    list(&engine, "hollow", "# nothing\n\n");
    list(&engine, "round", "__round__\n");
    list(&engine, "fine", "x\n__missing__\n");
    let path = engine.library().root().join("wildcards/latin.txt");
    fs_err::write(path, b"caf\xe9\n").expect("a file");
    for (prompt, code) in [
        ("__hollow__", ErrorCode::WildcardEmpty),
        ("__round__", ErrorCode::WildcardTooDeep),
        ("__fine__", ErrorCode::WildcardUnknown),
        ("{a|__nowhere__}", ErrorCode::WildcardUnknown),
        ("__latin__", ErrorCode::WildcardUnreadable),
    ] {
        let asked = drawn(&server, prompt);
        for refused in [
            engine.planned(&asked).await.expect_err(prompt),
            engine.create_jobs(asked.clone()).await.expect_err(prompt),
        ] {
            assert_eq!(refused.view().code, code, "{prompt}");
        }
    }
    assert_eq!(engine.counts().await.expect("numbers").everything, 0);
}

#[tokio::test(start_paused = true)]
async fn a_plan_tells_how_long_a_prompt_can_get() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    list(&engine, "colour", "red\n小船小船\n");
    let planned = engine
        .planned(&drawn(&server, " a __colour__ \\__b__ "))
        .await;
    let line = planned.expect("a plan").remove(0);
    assert_eq!((line.longest, line.trouble), (2 + 4 + 1 + 5, None));
}

#[tokio::test(start_paused = true)]
async fn a_preview_shows_one_draw_and_says_so() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    list(&engine, "colour", "red\n");
    let name = |path: &std::path::Path| path.display().to_string();
    let asked = drawn(&server, "a __colour__ boat");
    let shown = engine.preview(&asked, name).await.expect("a preview");
    assert!(shown.drawn && shown.prompt == "a red boat");
    assert!(shown.curl.contains("a red boat") && shown.python.contains("a red boat"));
}

#[tokio::test(start_paused = true)]
async fn takes_that_draw_are_priced_one_by_one() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let asked = CreateJobs {
        takes: 3,
        ..drawn(&server, "a __colour__ boat")
    };
    let query = crate::dto::EstimateQuery::Create {
        requests: vec![asked],
    };
    assert_eq!(
        engine.estimate(query).await.expect("reckoned").each.len(),
        3
    );
}

async fn texts(engine: &Engine) -> Vec<String> {
    let prompts = engine.prompts().await.expect("read");
    prompts.into_iter().map(|one| one.text).collect()
}

#[tokio::test(start_paused = true)]
async fn prompts_that_were_used_are_kept_once_as_they_are_written() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let plain = |key: &str, prompt: &str| CreateJobs {
        prompt: prompt.to_owned(),
        ..request(key, &server)
    };
    let choice = CreateJobs {
        client_key: "2".to_owned(),
        ..drawn(&server, "a {red|blue} boat")
    };
    for asked in [
        plain("1", "x"),
        choice,
        plain("3", "a {b|c} __d__"),
        plain("4", "x"),
    ] {
        tokio::time::advance(Duration::from_secs(1)).await;
        engine.create_jobs(asked).await.expect("stored");
    }
    // The third one stood for itself, and still does where signs have meanings.
    let all = ["x", r"a {b\|c} \__d__", "a {red|blue} boat"];
    assert_eq!(texts(&engine).await, all);
}

#[tokio::test(start_paused = true)]
async fn a_prompt_outlives_its_clip_and_goes_when_it_is_forgotten() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.undo_batch(job.batch).await.expect("taken back");
    assert_eq!(texts(&engine).await, ["a paper boat"]);
    let forgotten = engine.forget_prompt("a paper boat".to_owned()).await;
    forgotten.expect("forgotten");
    assert_eq!(texts(&engine).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn the_list_of_prompts_has_an_end_that_marked_ones_outlive() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let marked = UsedPrompt {
        text: "marked".to_owned(),
        used_at: Timestamp(1),
        favourite: true,
    };
    engine.keep_prompt(marked).await.expect("kept");
    for at in 2..=320 {
        let prompt = UsedPrompt {
            text: format!("prompt {at}"),
            used_at: Timestamp(at),
            favourite: false,
        };
        engine.keep_prompt(prompt).await.expect("kept");
    }
    create(&engine).await;
    let left = texts(&engine).await;
    assert_eq!((left.len(), left[0].as_str()), (301, "a paper boat"));
    assert!(left.contains(&"marked".to_owned()) && !left.contains(&"prompt 2".to_owned()));
}

fn preset(name: &str, seconds: f64) -> PresetDraft {
    PresetDraft {
        id: None,
        name: name.to_owned(),
        settings: PresetSettings {
            seconds: Some(seconds),
            ..PresetSettings::default()
        },
        place: None,
    }
}

async fn names(engine: &Engine) -> Vec<String> {
    let presets = engine.presets().await.expect("read");
    presets.into_iter().map(|one| one.name).collect()
}

#[tokio::test(start_paused = true)]
async fn a_preset_comes_back_to_its_place_and_no_two_have_one_name() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    for name in ["a", "b", "c"] {
        engine.save_preset(preset(name, 4.0)).await.expect("saved");
    }
    let taken = engine.save_preset(preset(" B ", 4.0)).await;
    let taken = taken.expect_err("there is a b").view();
    assert_eq!(taken.code, ErrorCode::PresetNameTaken);
    let a = engine.preset_named("A").await.expect("there");
    engine.remove_preset(a.id.clone()).await.expect("removed");
    let back = PresetDraft {
        id: Some(a.id),
        place: Some(0),
        ..preset("a", 4.0)
    };
    engine.save_preset(back).await.expect("saved");
    assert_eq!(names(&engine).await, ["a", "b", "c"]);
}

#[tokio::test(start_paused = true)]
async fn a_file_of_presets_adds_what_is_not_here_and_replaces_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    engine.save_preset(preset("a", 4.0)).await.expect("saved");
    engine.save_preset(preset("b", 4.0)).await.expect("saved");
    let file = engine.presets_file().await.expect("written");
    let b = engine.preset_named("b").await.expect("there");
    let other = PresetDraft {
        id: Some(b.id),
        ..preset("b", 8.0)
    };
    engine.save_preset(other).await.expect("saved");
    let brought = engine.import_presets(&file).await.expect("taken in");
    assert_eq!((brought.presets, brought.known), (1, 1));
    assert_eq!(names(&engine).await, ["a", "b", "b (2)"]);
    let b = engine.preset_named("b").await.expect("there");
    assert_eq!(b.settings.seconds, Some(8.0));
}

#[tokio::test(start_paused = true)]
async fn a_file_with_one_bad_entry_brings_nothing() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let file = r#"{"rushes_presets": 1, "presets": [{"name": "fine", "settings": {}}, {"name": "bad", "settings": {"takes": 7}}]}"#;
    let refused = engine.import_presets(file).await.expect_err("refused");
    assert_eq!(refused.view().params["name"], "bad");
    assert_eq!(names(&engine).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn presets_and_snippets_come_back_when_the_database_is_gone() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    in_each_state(&world, &engine).await;
    engine.save_preset(preset("a", 4.0)).await.expect("saved");
    let snippet = Snippet {
        name: "film".to_owned(),
        text: "35 mm".to_owned(),
    };
    let saved = engine.save_snippet(snippet.clone(), None).await;
    saved.expect("saved");
    drop(engine);
    world.crash().await;
    for file in ["rushes.db", "rushes.db-wal", "rushes.db-shm"] {
        fs_err::remove_file(world.folder().join(file)).ok();
    }
    let engine = world.open().await;
    assert!(engine.rebuilt().is_some());
    assert_eq!(names(&engine).await, ["a"]);
    assert_eq!(engine.snippets().await.expect("read"), [snippet]);
}
