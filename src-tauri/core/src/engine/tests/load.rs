//! Two hundred live jobs on five servers of which every fifth request fails; `cargo xtask bench` measures a thousand.

use super::scheduling::{asked_about, no_still, press, server_at, take_orders};
use super::*;
use std::collections::HashMap;

const SERVERS: [&str; 5] = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"];
const PRESSES: usize = 4;
const TAKES: u32 = 10;

/// Takes every order; every fifth question fails in one of three ways; a job is done at its third good answer.
fn shaky() -> Scripted {
    let mut take = take_orders();
    let mut asked = 0;
    let mut good: HashMap<String, u32> = HashMap::new();
    let mut files = 0;
    Scripted::default()
        .by_rule(move |method, url| {
            if method == "POST" {
                return Some(take());
            }
            asked += 1;
            Some(match asked % 15 {
                0 => Step::Broken,
                5 => Step::Answer(500, "oops".to_owned()),
                10 => Step::NoConnection,
                _ => {
                    let id = asked_about(url);
                    let times = good.entry(id.clone()).or_default();
                    *times += 1;
                    let word = if *times < 3 {
                        "in_progress"
                    } else {
                        "completed"
                    };
                    Step::Answer(200, json!({"id": id, "status": word}).to_string())
                }
            })
        })
        .files_by_rule(move |_, url| {
            if let Some(none) = no_still(url) {
                return Some(none);
            }
            files += 1;
            Some(match files % 5 {
                0 => Content::cut(&gif(), 200, End::Broken),
                _ => Content::whole(gif()),
            })
        })
}

#[tokio::test(start_paused = true)]
async fn two_hundred_jobs_on_shaky_servers_all_become_ready_and_are_paid_once() {
    let world = World::new(shaky());
    let engine = world.open().await;
    let mut ids = Vec::new();
    for host in SERVERS {
        let server = server_at(&engine, host).await;
        for number in 0..PRESSES {
            let key = format!("{host} {number}");
            ids.extend(press(&engine, &server, &key, TAKES).await);
        }
    }
    engine.start();
    for job in &ids {
        until(&engine, &job.id, State::Ready).await;
    }
    let at_once: Vec<_> = SERVERS
        .iter()
        .map(|host| world.most_at_once(host))
        .collect();
    assert_eq!((ids.len(), world.creates()), (200, 200));
    assert!(at_once.iter().all(|most| *most <= 4), "{at_once:?}");
    assert!(world.most_at_once("") <= 3);
}
