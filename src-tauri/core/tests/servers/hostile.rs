//! A server that does everything wrong that a connection allows (`wire.md` 3): for each misdeed what the job ends as, how many
//! requests were sent that could cost money, and that no key was shown at another origin.

mod cases;
mod misdeeds;
mod raw;

use crate::desk::{Desk, KEY, is_over};
use cases::{CASES, Case};
use raw::{Kind, Move, Raw};
use rushes_core::domain::State::{self, Ready, Unconfirmed};
use serde_json::json;
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;

/// What a case came to, in one line.
async fn played(case: &'static Case) -> String {
    let stranger = Raw::start(|_, _| misdeeds::film()).await;
    let (misdeed, at, times, elsewhere) =
        (case.misdeed, case.at, case.times, stranger.origin.clone());
    let done = Mutex::new(0);
    let server = Raw::start(move |asked, number| {
        let mut done = done.lock().expect("one at a time");
        if asked.kind == at && *done < times {
            *done += 1;
            return misdeed(&elsewhere, number);
        }
        misdeeds::as_it_should_be(asked.kind, number)
    })
    .await;
    let desk = Desk::open_with("openai-generic", &server.origin, Some(KEY), |server| {
        // Long enough for a machine that is busy with other things.
        server["submit_timeout_s"] = json!(5);
    })
    .await;
    let id = desk.create(desk.order("some-model")).await;
    let job = desk.until(&id, |job| is_over(job.state)).await;
    for head in stranger.heads() {
        assert!(
            !head.contains(KEY),
            "{}: the key went to a stranger",
            case.name
        );
        assert!(
            !head.starts_with("POST"),
            "{}: the request went to a stranger",
            case.name
        );
    }
    let posts = server.count(Kind::Create);
    let ok = job.state == case.ends && posts == case.posts;
    let bad = job.progress.is_some_and(|progress| progress > 100.0);
    if ok && !bad {
        return String::new();
    }
    format!(
        "{}: {} after {posts} requests instead of {} after {} {:?} {:?}",
        case.name, job.state, case.ends, case.posts, job.progress, job.error
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_connection_does_nothing_is_sent_twice_and_no_key_goes_astray() {
    let mut playing = JoinSet::new();
    let mut wrong = Vec::new();
    for case in CASES {
        if playing.len() >= 8 {
            wrong.extend(playing.join_next().await.map(|said| said.expect("played")));
        }
        playing.spawn(played(case));
    }
    while let Some(said) = playing.join_next().await {
        wrong.push(said.expect("played"));
    }
    wrong.retain(|line| !line.is_empty());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A server whose list names the job that it never answered for, as often as said.
async fn listed_so_often(times: usize) -> State {
    let seen = Arc::new(Mutex::new(String::new()));
    let server = Raw::start(move |asked, number| match asked.kind {
        Kind::Create => {
            *seen.lock().expect("one at a time") = asked.prompt();
            vec![Move::Close]
        }
        Kind::List => {
            let prompt = seen.lock().expect("one at a time").clone();
            misdeeds::list_of(&prompt, times)
        }
        Kind::Poll | Kind::Content => misdeeds::as_it_should_be(asked.kind, number),
    })
    .await;
    let desk = Desk::open("openai-generic", &server.origin, Some(KEY)).await;
    let id = desk.create(desk.order("some-model")).await;
    desk.until(&id, |job| job.state == Unconfirmed).await;
    let told = desk.until(&id, |job| job.state == Ready).await;
    assert_eq!(server.count(Kind::Create), 1);
    told.state
}

#[tokio::test]
async fn a_list_that_names_the_same_job_twice_still_names_one_job() {
    assert_eq!(listed_so_often(2).await, Ready);
}
