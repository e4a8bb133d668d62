//! Whose turn it is: places, paces, pauses, and what listeners hear of it.

use super::*;
use url::Url;

/// A server of its own at that host.
pub async fn server_at(engine: &Engine, host: &str) -> ServerId {
    let draft = ServerDraft {
        id: None,
        name: host.to_owned(),
        base_url: format!("http://{host}:8000/v1"),
        profile: None,
    };
    engine.save_server(draft).await.expect("a server").id
}

/// So many jobs, in as many presses as it takes.
pub async fn press(engine: &Engine, server: &ServerId, key: &str, jobs: u32) -> Vec<JobView> {
    let mut made = Vec::new();
    while made.len() < jobs as usize {
        let left = jobs - u32::try_from(made.len()).expect("few");
        let asked = CreateJobs {
            takes: left.min(4),
            ..request(&format!("{key} {left}"), server)
        };
        made.extend(engine.create_jobs(asked).await.expect("stored"));
    }
    made
}

/// Accepts every request under the next number.
pub fn take_orders() -> impl FnMut() -> Step {
    let mut number = 0;
    move || {
        number += 1;
        let answer = json!({"id": format!("video_{number}"), "status": "queued"});
        Step::Answer(200, answer.to_string())
    }
}

/// The job that a status question is about.
pub fn asked_about(url: &Url) -> String {
    url.path().rsplit('/').next().expect("a path").to_owned()
}

pub fn stands(id: &str, status: &str) -> Step {
    Step::Answer(200, json!({"id": id, "status": status}).to_string())
}

/// No still beside the file.
pub fn no_still(url: &Url) -> Option<Content> {
    url.query().map(|_| Content::answer(404, "{}"))
}

/// A server that takes every order and answers every question with that word.
fn always(status: &'static str) -> Scripted {
    let mut take = take_orders();
    Scripted::default().by_rule(move |method, url| {
        Some(match method {
            "POST" => take(),
            _ => stands(&asked_about(url), status),
        })
    })
}

#[tokio::test(start_paused = true)]
async fn a_server_gets_four_questions_at_once_and_no_more() {
    let mut take = take_orders();
    let world = World::new(
        Scripted::default()
            .by_rule(move |method, _| Some(if method == "POST" { take() } else { Step::Hang })),
    );
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    press(&engine, &server, "a", 12).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(world.most_at_once("10.0.0.1"), 4);
}

#[tokio::test(start_paused = true)]
async fn requests_that_take_long_leave_a_place_for_questions() {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .by_rule(|method, _| (method == "GET").then(|| stands("video_1", "in_progress"))),
    );
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    let first = press(&engine, &server, "a", 1).await.remove(0);
    engine.start();
    until(&engine, &first.id, State::Running).await;
    press(&engine, &server, "b", 10).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    let before = world.times("GET").len();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(world.times("GET").len() > before);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_answers_nothing_starves_no_other() {
    let mut take = take_orders();
    let world = World::new(
        Scripted::default()
            .by_rule(move |method, url| {
                Some(match (method, url.host_str()) {
                    ("POST", _) => take(),
                    (_, Some("10.0.0.1")) => Step::Hang,
                    _ => stands(&asked_about(url), "completed"),
                })
            })
            .files_by_rule(|_, url| no_still(url).or_else(|| Some(Content::whole(gif())))),
    );
    let engine = world.open().await;
    let silent = server_at(&engine, "10.0.0.1").await;
    let other = server_at(&engine, "10.0.0.2").await;
    for key in ["a", "b", "c"] {
        press(&engine, &silent, key, 12).await;
    }
    let job = press(&engine, &other, "d", 1).await.remove(0);
    engine.start();
    until(&engine, &job.id, State::Ready).await;
}

#[tokio::test(start_paused = true)]
async fn three_files_come_at_once_and_no_more() {
    let world = World::new(always("completed"));
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    press(&engine, &server, "a", 8).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!((world.most_at_once(""), world.fetched().len()), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn as_many_files_come_at_once_as_the_user_wants() {
    let world = World::new(always("completed"));
    let engine = world.open().await;
    let settings = crate::dto::Settings {
        downloads: crate::dto::Downloads(1),
        ..crate::dto::Settings::default()
    };
    engine.save_settings(settings).await.expect("kept");
    let server = server_at(&engine, "10.0.0.1").await;
    press(&engine, &server, "a", 8).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!((world.most_at_once(""), world.fetched().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn the_file_that_expires_first_gets_the_next_place() {
    let mut take = take_orders();
    let world = World::new(
        Scripted::default()
            .by_rule(move |method, url| {
                let id = asked_about(url);
                let expires = if id == "video_5" {
                    1_800_003_600
                } else {
                    1_800_086_400
                };
                let answer = json!({"id": id, "status": "completed", "expires_at": expires});
                Some(match method {
                    "POST" => take(),
                    _ => Step::Answer(200, answer.to_string()),
                })
            })
            .files_by_rule(|_, url| {
                // One place becomes free alone: of two at once nobody says who is first.
                let first = url.path().contains("video_1/");
                let whole = if first { 60 } else { 90 };
                let file = Content::After(Duration::from_secs(whole), gif());
                no_still(url).or(Some(file))
            }),
    );
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    press(&engine, &server, "a", 5).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(80)).await;
    assert!(
        world.fetched()[3].contains("video_5"),
        "{:?}",
        world.fetched()
    );
}

#[tokio::test(start_paused = true)]
async fn a_crowd_is_asked_about_ten_times_a_second() {
    let world = World::new(always("in_progress"));
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    for key in ["a", "b", "c", "d", "e"] {
        press(&engine, &server, key, 12).await;
    }
    engine.start();
    tokio::time::sleep(Duration::from_secs(30)).await;
    let before = world.times("GET").len();
    tokio::time::sleep(Duration::from_secs(10)).await;
    let asked = world.times("GET").len() - before;
    // The test's own jitter makes every pause a tenth shorter.
    assert!((80..=116).contains(&asked), "{asked}");
}

#[tokio::test(start_paused = true)]
async fn the_older_a_job_the_rarer_it_is_asked_about() {
    let world = World::new(always("in_progress"));
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    press(&engine, &server, "a", 1).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(400)).await;
    let times = world.times("GET");
    let gaps: Vec<u64> = times
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).as_secs())
        .collect();
    // From the description's two seconds over a tenth of its age to the description's twenty, all a tenth shorter.
    assert_eq!((gaps.first(), gaps.last()), (Some(&1), Some(&18)));
    assert!(gaps.is_sorted(), "{gaps:?}");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_when_to_ask_is_not_asked_before() {
    let said = json!({"id": "video_1", "status": "in_progress"}).to_string();
    let hint = Step::Wait(200, said, Duration::from_secs(90));
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([hint, polled("in_progress")]),
    );
    let engine = world.open().await;
    create(&engine).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(200)).await;
    let times = world.times("GET");
    let gap = times[1] - times[0];
    assert!(
        (Duration::from_secs(90)..Duration::from_secs(100)).contains(&gap),
        "{gap:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_429_slows_all_jobs_of_its_server_and_none_of_another() {
    let mut take = take_orders();
    let mut busy = true;
    let world = World::new(Scripted::default().by_rule(move |method, url| {
        let first = url.host_str() == Some("10.0.0.1");
        Some(match method {
            "POST" => take(),
            _ if first && std::mem::take(&mut busy) => {
                Step::Wait(429, "{}".to_owned(), Duration::from_secs(120))
            }
            _ => stands(
                &asked_about(url),
                if first { "in_progress" } else { "queued" },
            ),
        })
    }));
    let engine = world.open().await;
    let (slow, other) = (
        server_at(&engine, "10.0.0.1").await,
        server_at(&engine, "10.0.0.2").await,
    );
    let jobs = press(&engine, &slow, "a", 8).await;
    let free = press(&engine, &other, "b", 8).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let mut heard = [0, 0];
    for (at, jobs) in [jobs, free].iter().enumerate() {
        for job in jobs {
            let job = engine.job(&job.id).await.expect("the job");
            heard[at] += usize::from(job.remote_status.as_deref() == Some("in_progress"));
            heard[at] += usize::from(at == 1 && job.heard_at > job.accepted_at);
        }
    }
    // Three questions were on their way when the server said it.
    assert!(heard[0] <= 3 && heard[1] == 8, "{heard:?}");
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_changes_is_told_ten_times_a_second() {
    let mut take = take_orders();
    let mut progress = 0;
    let world = World::new(Scripted::default().by_rule(move |method, url| {
        progress = (progress + 1) % 100;
        let answer = json!({"id": asked_about(url), "status": "in_progress", "progress": progress});
        Some(match method {
            "POST" => take(),
            _ => Step::Answer(200, answer.to_string()),
        })
    }));
    let engine = world.open().await;
    for host in ["10.0.0.1", "10.0.0.2", "10.0.0.3"] {
        let server = server_at(&engine, host).await;
        for key in ["a", "b"] {
            press(&engine, &server, &format!("{host} {key}"), 12).await;
        }
    }
    let mut events = engine.events();
    engine.start();
    tokio::time::sleep(Duration::from_secs(20)).await;
    while events.try_recv().is_ok() {}
    let before = world.times("GET").len();
    let end = Instant::now() + Duration::from_secs(10);
    let mut told = 0;
    while let Ok(Ok(_)) = tokio::time::timeout_at(end, events.recv()).await {
        told += 1;
    }
    let changed = world.times("GET").len() - before;
    assert!(told <= 101 && changed > 2 * told, "{told} for {changed}");
}

#[tokio::test(start_paused = true)]
async fn what_a_flood_ends_with_is_told() {
    let world = World::new(always("failed"));
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    let jobs = press(&engine, &server, "a", 12).await;
    let mut events = engine.events();
    engine.start();
    for job in &jobs {
        until(&engine, &job.id, State::Failed).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut failed = std::collections::HashSet::new();
    let mut in_progress = None;
    while let Ok(event) = events.try_recv() {
        if let AppEvent::Jobs { jobs, counts } = event {
            in_progress = Some(counts.in_progress);
            failed.extend(
                jobs.into_iter()
                    .filter(|job| job.state == State::Failed)
                    .map(|job| job.id),
            );
        }
    }
    assert_eq!((failed.len(), in_progress), (12, Some(0)));
}
