//! Writing a changed job: what must be there afterwards, and what must not have been touched.

use super::*;

/// A job that is in the history.
async fn added(store: &Store) -> Job {
    let jobs = store.add_batch(batch(job(1, "x"))).await;
    jobs.expect("stored").remove(0)
}

#[tokio::test]
async fn an_update_returns_the_mark_that_was_set_since_the_job_was_read() {
    let (_folder, store) = fresh();
    let read = added(&store).await;
    let favourite = crate::dto::Mark::Favourite { on: true };
    store
        .mark(vec![read.id.clone()], favourite)
        .await
        .expect("marked");
    let saved = store.save(read, Additions::default()).await;
    assert!(saved.expect("not stale").job.favourite);
}

#[tokio::test]
async fn an_update_of_an_old_version_changes_nothing() {
    let (_folder, store) = fresh();
    let old = added(&store).await;
    store
        .save(old.clone(), Additions::default())
        .await
        .expect("first update");
    let stale = store.save(old, Additions::default()).await;
    assert!(matches!(stale, Err(StoreError::Stale)));
}

/// Everything that an answer without news may change.
fn asked_again(before: &Job) -> Job {
    Job {
        remote_status: Some("in_progress".to_owned()),
        progress: Some(40.0),
        heard_at: Some(Timestamp(7)),
        next_at: Some(Timestamp(9)),
        poll_misses: 2,
        unknown_polls: 1,
        ..before.clone()
    }
}

#[tokio::test]
async fn a_job_that_was_only_asked_about_is_stored_as_it_was_given() {
    let (_folder, store) = fresh();
    let before = added(&store).await;
    let asked = asked_again(&before);
    let only_asked = asked.only_asked_since(before.clone());
    let more = Additions {
        only_asked,
        ..Additions::default()
    };
    let saved = store.save(asked.clone(), more).await.expect("saved").job;
    let read = store.job(before.id).await.expect("read").expect("a job");
    let wanted = Job {
        version: asked.version + 1,
        ..asked
    };
    assert_eq!((only_asked, &saved, &read), (true, &wanted, &wanted));
}

#[tokio::test]
async fn an_answer_without_news_for_an_old_version_changes_nothing() {
    let (_folder, store) = fresh();
    let old = added(&store).await;
    let first = store.save(old.clone(), Additions::default()).await;
    first.expect("first update");
    let more = Additions {
        only_asked: true,
        ..Additions::default()
    };
    let stale = store.save(asked_again(&old), more).await;
    assert!(matches!(stale, Err(StoreError::Stale)));
}

#[tokio::test]
async fn a_job_with_an_error_or_another_state_was_not_only_asked_about() {
    let before = job(1, "x");
    let error = Some(crate::domain::JobError::of(crate::dto::ErrorCode::Timeout));
    let troubled = Job {
        error,
        ..asked_again(&before)
    };
    let running = Job {
        state: State::Running,
        ..asked_again(&before)
    };
    let lets_pass = [troubled, running].map(|job| job.only_asked_since(before.clone()));
    assert_eq!(lets_pass, [false, false]);
}
