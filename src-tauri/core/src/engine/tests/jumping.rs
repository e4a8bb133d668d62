//! A closed lid, a clock that is set, a network that goes and comes: work is delayed and not lost, and nobody is flooded.

use super::scheduling::{asked_about, press, server_at, stands, take_orders};
use super::*;
use std::net::IpAddr;

const DAY_MS: i64 = 86_400_000;
/// No longer than the scheduler sleeps, and what it takes to ask.
const SOON: Duration = Duration::from_secs(25);

/// A job that is asked about rarely by now, and the moment from which a question counts.
async fn waiting_job() -> (World, Engine) {
    let world = World::new(Scripted::default().by_rule({
        let mut take = take_orders();
        move |method, url| {
            Some(if method == "POST" {
                take()
            } else {
                let said = json!({"id": asked_about(url), "status": "in_progress"});
                Step::Wait(200, said.to_string(), Duration::from_secs(580))
            })
        }
    }));
    let engine = world.open().await;
    create(&engine).await;
    engine.start();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(world.times("GET").len(), 1);
    (world, engine)
}

#[tokio::test(start_paused = true)]
async fn after_a_night_with_a_closed_lid_jobs_are_asked_about_soon() {
    let (world, _engine) = waiting_job().await;
    world.set_clock_by(8 * 3_600_000);
    tokio::time::sleep(SOON).await;
    assert_eq!(world.times("GET").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_clock_set_back_by_a_day_keeps_the_pause_as_long_as_it_was() {
    let (world, _engine) = waiting_job().await;
    world.set_clock_by(-DAY_MS);
    tokio::time::sleep(Duration::from_secs(500)).await;
    let before = world.times("GET").len();
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!((before, world.times("GET").len()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_clock_a_day_ahead_that_is_put_right_keeps_nobody_waiting() {
    let (world, _engine) = waiting_job().await;
    world.set_clock_by(DAY_MS);
    tokio::time::sleep(SOON).await;
    world.set_clock_by(-DAY_MS);
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(world.times("GET").len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_lid_that_opens_over_many_jobs_floods_no_server() {
    let mut take = take_orders();
    let world = World::new(Scripted::default().by_rule(move |method, url| {
        Some(match method {
            "POST" => take(),
            _ => stands(&asked_about(url), "in_progress"),
        })
    }));
    let engine = world.open().await;
    let server = server_at(&engine, "10.0.0.1").await;
    for key in ["a", "b", "c", "d", "e"] {
        press(&engine, &server, key, 12).await;
    }
    engine.start();
    tokio::time::sleep(Duration::from_secs(400)).await;
    world.set_clock_by(8 * 3_600_000);
    let opened = Instant::now();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let times = world.times("GET");
    let after: Vec<_> = times.into_iter().filter(|at| *at > opened).collect();
    let busiest = after
        .iter()
        .map(|start| {
            let second = *start..*start + Duration::from_secs(1);
            after.iter().filter(|at| second.contains(at)).count()
        })
        .max();
    assert!(
        after.len() >= 60 && busiest <= Some(15),
        "{busiest:?} of {}",
        after.len()
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_that_waits_to_be_sent_again_survives_a_clock_set_back() {
    let later = Step::Wait(429, "{}".to_owned(), Duration::from_secs(60));
    let world = World::new(Scripted::default().on_create([later, accepted()]));
    let engine = world.open().await;
    create(&engine).await;
    engine.start();
    world.until_created().await;
    world.set_clock_by(-DAY_MS);
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!(world.creates(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_draft_whose_clock_is_set_back_is_sent_when_its_window_has_passed() {
    let world = World::new(Scripted::default().on_create([accepted()]));
    let engine = world.open().await;
    engine.start();
    create(&engine).await;
    world.set_clock_by(-DAY_MS);
    tokio::time::sleep(Duration::from_secs(40)).await;
    assert_eq!(world.creates(), 1);
}

/// Downloads while the clock jumps by so much, first in the middle of the bytes, then in the pause after they broke off.
async fn download_through(jump_ms: i64) -> State {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get([polled("completed"), polled("completed")])
            .on_content([
                Content::cut(&gif(), 200, End::Broken),
                Content::After(Duration::from_secs(60), gif()),
            ]),
    );
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    while world.fetched().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.set_clock_by(jump_ms);
    while world.fetched().len() < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    world.set_clock_by(jump_ms);
    tokio::time::sleep(Duration::from_secs(90)).await;
    engine.job(&job.id).await.expect("the job").state
}

#[tokio::test(start_paused = true)]
async fn a_download_survives_a_clock_that_goes_ahead_by_a_day() {
    assert_eq!(download_through(DAY_MS).await, State::Ready);
}

#[tokio::test(start_paused = true)]
async fn a_download_survives_a_clock_that_goes_back_by_a_day() {
    assert_eq!(download_through(-DAY_MS).await, State::Ready);
}

#[tokio::test(start_paused = true)]
async fn times_of_an_earlier_run_with_a_wrong_clock_are_put_right_at_start() {
    let (world, engine) = waiting_job().await;
    drop(engine);
    world.crash().await;
    world.set_clock_by(-DAY_MS);
    let engine = world.open().await;
    engine.start();
    tokio::time::sleep(SOON).await;
    assert_eq!(world.times("GET").len(), 2);
}

/// A job whose server is out of reach for long: it is asked about once a minute by now.
async fn cut_off_job(last: Step) -> (World, Engine) {
    let world = World::new(
        Scripted::default()
            .on_create([accepted()])
            .on_get((0..9).map(|_| Step::NoConnection).chain([last]))
            .by_rule(|_, _| Some(polled("in_progress"))),
    );
    world.move_to(Some(IpAddr::from([10, 1, 1, 1])));
    let engine = world.open().await;
    let job = create(&engine).await;
    engine.start();
    while world.times("GET").len() < 10 {
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    until(&engine, &job.id, State::Queued).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    (world, engine)
}

#[tokio::test(start_paused = true)]
async fn another_network_makes_what_was_cut_off_be_asked_at_once() {
    let (world, _engine) = cut_off_job(Step::NoConnection).await;
    world.move_to(Some(IpAddr::from([192, 168, 1, 5])));
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(world.times("GET").len(), 11);
}

#[tokio::test(start_paused = true)]
async fn a_network_that_goes_is_no_reason_to_ask() {
    let (world, _engine) = cut_off_job(Step::NoConnection).await;
    world.move_to(None);
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(world.times("GET").len(), 10);
}

#[tokio::test(start_paused = true)]
async fn another_network_does_not_shorten_what_a_server_asked_for() {
    let later = Step::Wait(503, "{}".to_owned(), Duration::from_secs(300));
    let (world, _engine) = cut_off_job(later).await;
    world.move_to(Some(IpAddr::from([192, 168, 1, 5])));
    tokio::time::sleep(Duration::from_secs(200)).await;
    assert_eq!(world.times("GET").len(), 10);
}
