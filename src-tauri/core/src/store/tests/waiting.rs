//! What waits: found by searches, fair to every server.

use super::*;

#[tokio::test]
async fn what_waits_is_found_by_searches_in_an_index() {
    let (_folder, store) = fresh();
    let asked = queue::asked_in(State::Queued);
    for sql in [queue::NEXT_SERVER, &asked, queue::NEXT_FETCHED] {
        let plan = plan(&store, sql).await;
        assert!(
            plan.starts_with("SEARCH jobs USING") && plan.contains("INDEX jobs_queue"),
            "{plan}"
        );
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[tokio::test]
async fn files_are_read_in_the_order_of_their_expiry_without_sorting() {
    let (_folder, store) = fresh();
    let plan = plan(&store, queue::FETCHED).await;
    assert!(
        plan.contains("INDEX jobs_fetch") && !plan.contains("TEMP B-TREE"),
        "{plan}"
    );
}

#[tokio::test]
async fn what_is_at_work_is_found_without_a_look_at_what_is_over() {
    let (_folder, store) = fresh();
    let plan = plan(&store, at_work::WAITING).await;
    assert!(plan.contains("INDEX jobs_due"), "{plan}");
}

/// A hundred jobs of one server and one of another, all due.
async fn crowd(state: State) -> (TempDir, Store) {
    let (folder, store) = fresh();
    for number in 0..=100 {
        let mut made = Job {
            state,
            ..job(number, "a crowd")
        };
        if number == 100 {
            made.server = ServerId::from_text("srv_other");
        }
        store.add_batch(batch(made)).await.expect("stored");
    }
    (folder, store)
}

#[tokio::test]
async fn a_crowd_on_one_server_hides_no_job_of_another() {
    let (_folder, store) = crowd(State::Queued).await;
    let glance = Glance {
        per_server: 2,
        ..Glance::at(Timestamp(100))
    };
    let queue = store.queue(glance).await.expect("the queue");
    let servers: Vec<_> = queue.asks.iter().map(|job| job.server.as_str()).collect();
    assert_eq!(servers, ["srv_home", "srv_home", "srv_other"]);
}

#[tokio::test]
async fn the_last_place_for_a_file_is_given_to_another_server() {
    let (_folder, store) = crowd(State::Completed).await;
    let glance = Glance {
        downloads: 3,
        ..Glance::at(Timestamp(100))
    };
    let queue = store.queue(glance).await.expect("the queue");
    let servers: Vec<_> = queue
        .downloads
        .iter()
        .map(|job| job.server.as_str())
        .collect();
    assert_eq!(servers, ["srv_home", "srv_home", "srv_other"]);
}

#[tokio::test]
async fn a_server_that_asked_for_a_pause_is_not_looked_at() {
    let (_folder, store) = crowd(State::Queued).await;
    let glance = Glance {
        per_server: 2,
        skip: [ServerId::from_text("srv_home")].into(),
        ..Glance::at(Timestamp(100))
    };
    let queue = store.queue(glance).await.expect("the queue");
    assert_eq!(queue.asks.len(), 1);
}

#[tokio::test]
async fn the_few_that_are_open_are_found_without_reading_all_that_are_done() {
    let (_folder, store) = fresh();
    for condition in [jobs::OF_STATE, jobs::STRANDED] {
        let plan = plan(&store, &jobs::jobs_sql(condition)).await;
        assert!(
            plan.starts_with("SEARCH j USING INDEX jobs_state"),
            "{plan}"
        );
    }
}
