//! What is said twice, in Rust and in SQL, says the same.

use super::*;
use crate::store::{
    Restored,
    jobs::STRANDED,
    spend::CHARGED,
    wall::{LIVE, NEEDS},
};
use std::collections::BTreeSet;

/// The states that stand in a piece of SQL.
fn states_in(sql: &str) -> BTreeSet<&str> {
    sql.split('\'').skip(1).step_by(2).collect()
}

fn states_that(rule: impl Fn(&State) -> bool) -> BTreeSet<&'static str> {
    State::ALL
        .iter()
        .filter(|state| rule(state))
        .map(|state| state.as_str())
        .collect()
}

#[test]
fn what_is_live_is_so_in_each_list() {
    let live = states_that(|state| state.is_live());
    assert_eq!([states_in(LIVE), states_in(STRANDED)], [live.clone(), live]);
}

#[test]
fn what_needs_the_user_is_neither_live_nor_well_ended() {
    let over = [State::Ready, State::Cancelled];
    let needs = states_that(|state| !state.is_live() && !over.contains(state));
    assert_eq!(states_in(NEEDS), needs);
}

/// Every state, sent and not, accepted and not.
fn all_kinds() -> Vec<Job> {
    let mut all = Vec::new();
    for state in State::ALL {
        for (sent, accepted) in [(false, false), (true, false), (true, true)] {
            let number = u8::try_from(all.len()).expect("a few");
            all.push(Job {
                state,
                next_at: None,
                submit_started_at: sent.then_some(Timestamp(1000)),
                accepted_at: accepted.then_some(Timestamp(2000)),
                ..job(number, "x")
            });
        }
    }
    all
}

#[tokio::test]
async fn what_may_be_charged_is_so_in_the_sums_and_on_the_wall() {
    let (_folder, store) = fresh();
    let jobs = all_kinds();
    let wanted: BTreeSet<_> = jobs
        .iter()
        .filter(|job| job.may_be_charged())
        .map(|job| job.id.to_string())
        .collect();
    let restored = jobs.into_iter().map(|job| Restored {
        note: note("made"),
        job,
        video: None,
        removed_at: None,
        marks: None,
    });
    store.restore(restored.collect()).await.expect("stored");
    let ids = |sql: String| {
        store.read(move |t| {
            let mut asked = t.prepare(&sql)?;
            let rows = asked.query_map([], |row| row.get::<_, String>(0))?;
            Ok(rows.collect::<Result<BTreeSet<_>, _>>()?)
        })
    };
    let summed = ids(format!("SELECT j.id FROM jobs j WHERE {CHARGED}")).await;
    let shown = ids(
        "SELECT j.id FROM jobs j JOIN tiles t ON t.job = j.seq WHERE t.charged_at IS NOT NULL"
            .to_owned(),
    )
    .await;
    assert_eq!(
        [summed.expect("read"), shown.expect("read")],
        [wanted.clone(), wanted]
    );
}
