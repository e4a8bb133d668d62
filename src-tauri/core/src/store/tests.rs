mod agreeing;
mod receipts;
mod searching;
mod spending;
mod updating;
mod waiting;

use super::{wall::PaceKey, *};
use crate::domain::catalogue::{Catalogue, GENERIC};
use crate::{
    domain::{
        BatchId, Job, JobId, KeySource, Query, ReceiptDetail, ReceiptEntry, ReceiptKind, Recipe,
        Server, ServerId, State, Timestamp,
    },
    dto::Pace,
};
use tempfile::TempDir;

fn fresh() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(
        &folder.path().join("rushes.db"),
        &folder.path().join("backup"),
    )
    .expect("a new database");
    (folder, store)
}

fn receipts(receipts: Vec<ReceiptEntry>) -> Additions {
    Additions {
        receipts,
        ..Additions::default()
    }
}

fn server(name: &str) -> Server {
    Server {
        id: ServerId::from_text(format!("srv_{name}")),
        name: name.to_owned(),
        base_url: "https://gateway.example/v1".parse().expect("an address"),
        profile: GENERIC.to_owned(),
        key: KeySource::None,
        created_at: Timestamp(1),
    }
}

fn job(number: u8, prompt: &str) -> Job {
    let mut seed = [0; 10];
    seed[9] = number;
    let server = server("home");
    Job {
        id: JobId::from_seed(seed),
        version: 0,
        batch: BatchId::from_seed(seed),
        take: 1,
        takes: 1,
        server: server.id.clone(),
        target: Catalogue::shipped().target(&server, "wan").into(),
        recipe: Recipe {
            written: None,
            prompt: prompt.to_owned(),
            model: "wan".to_owned(),
            seconds: Some(5.0),
            size: None,
            inputs: Vec::new(),
            aspect: None,
            tier: None,
            params: serde_json::Map::new(),
            extra: serde_json::Map::new(),
        },
        quote: crate::domain::Quote::default(),
        budget_waived: false,
        state: State::Draft,
        remote_id: None,
        remote_status: None,
        progress: None,
        created_at: Timestamp(1_800_000_000_000 + i64::from(number)),
        submit_started_at: None,
        accepted_at: None,
        heard_at: None,
        ended_at: None,
        next_at: Some(Timestamp(i64::from(number))),
        expires_at: None,
        action: crate::domain::Action::Create,
        parent: None,
        way: 0,
        output: 0,
        submit_tries: 0,
        poll_misses: 0,
        unknown_polls: 0,
        download_misses: 0,
        result_url: None,
        error: None,
        lesson: None,
        trials: Vec::new(),
        remote_deleted_at: None,
        favourite: false,
    }
}

fn batch(job: Job) -> NewBatch {
    NewBatch {
        id: job.batch.clone(),
        client_key: format!("key-{}", job.id),
        created_at: job.created_at,
        jobs: vec![job],
        receipts: Vec::new(),
        prompt: None,
    }
}

fn note(text: &str) -> ReceiptEntry {
    ReceiptEntry {
        at: Timestamp(5),
        kind: ReceiptKind::Note,
        method: None,
        url: None,
        status: None,
        request_ids: Vec::new(),
        elapsed_ms: None,
        body: Some(text.to_owned()),
        body_sha256: None,
        detail: ReceiptDetail::default(),
        times: 1,
        last_at: None,
        last_request_ids: Vec::new(),
    }
}

#[tokio::test]
async fn a_job_reads_back_as_it_was_written() {
    let (_folder, store) = fresh();
    let written = job(1, "a paper boat");
    store
        .add_batch(batch(written.clone()))
        .await
        .expect("stored");
    assert_eq!(
        store.job(written.id.clone()).await.expect("read"),
        Some(written)
    );
}

#[tokio::test]
async fn the_same_press_twice_is_one_batch() {
    let (_folder, store) = fresh();
    let first = batch(job(1, "once"));
    let second = NewBatch {
        jobs: vec![job(2, "twice")],
        ..first.clone()
    };
    store.add_batch(first).await.expect("stored");
    store.add_batch(second).await.expect("recognised");
    assert_eq!(store.counts().await.expect("counted").everything, 1);
}

#[tokio::test]
async fn jobs_of_one_target_share_it() {
    let (_folder, store) = fresh();
    for seed in 1..=2 {
        store
            .add_batch(batch(job(seed, "x")))
            .await
            .expect("stored");
    }
    let [first, second] = store
        .read(|t| {
            let mut all = super::jobs::jobs_where(t, "1 ORDER BY j.seq", [])?.into_iter();
            Ok([all.next(), all.next()])
        })
        .await
        .expect("read")
        .map(|job| job.expect("two jobs"));
    assert!(std::sync::Arc::ptr_eq(&first.target, &second.target));
}

#[tokio::test]
async fn pages_join_without_gap_or_overlap() {
    let (_folder, store) = fresh();
    for number in 0..25 {
        store
            .add_batch(batch(job(number, "x")))
            .await
            .expect("stored");
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = store
            .wall(Ask::everything(Timestamp(0)), cursor, 10)
            .await
            .expect("a page");
        seen.extend(page.jobs.into_iter().map(|job| job.created_at));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let mut expected: Vec<_> = (0..25).map(|number| job(number, "x").created_at).collect();
    expected.reverse();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn search_finds_chinese_parts_of_words_and_signs() {
    let (_folder, store) = fresh();
    for (number, prompt) in [
        "灯塔的光扫过紫色的海",
        "A lighthouse keeper",
        "100% \"wool\" - _x_",
    ]
    .into_iter()
    .enumerate()
    {
        let number = u8::try_from(number).expect("few");
        store
            .add_batch(batch(job(number, prompt)))
            .await
            .expect("stored");
    }
    for (search, hits) in [
        ("灯塔", 1),
        ("紫色的海", 1),
        ("ghthou", 1),
        ("0%", 1),
        ("\"wool\"", 1),
        ("%%", 0),
        ("lamp", 0),
    ] {
        let page = store.wall(asked(search), None, 10).await.expect("a page");
        assert_eq!(page.jobs.len(), hits, "{search}");
    }
}

#[tokio::test]
async fn a_file_that_may_expire_is_fetched_before_anything_else() {
    let (_folder, store) = fresh();
    let polled = Job {
        state: State::Queued,
        ..job(1, "poll")
    };
    let late = Job {
        state: State::Completed,
        ..job(2, "late")
    };
    let soon = Job {
        state: State::Completed,
        ..job(3, "soon")
    };
    for made in [polled, late.clone(), soon.clone()] {
        store.add_batch(batch(made)).await.expect("stored");
    }
    store
        .save(
            Job {
                expires_at: Some(Timestamp(50)),
                ..soon.clone()
            },
            Additions::default(),
        )
        .await
        .expect("saved");
    let glance = Glance {
        downloads: 3,
        per_server: 3,
        ..Glance::at(Timestamp(100))
    };
    let queue = store.queue(glance).await.expect("the queue");
    let order: Vec<_> = queue.downloads.iter().map(|waiting| &waiting.id).collect();
    assert_eq!(order, [&soon.id, &late.id]);
}

/// A wall that is searched.
fn asked(search: &str) -> Ask {
    Ask {
        query: Query::read(search),
        ..Ask::everything(Timestamp(1_800_000_000_000))
    }
}

/// How SQLite goes about a query.
async fn plan(store: &Store, sql: &str) -> String {
    let sql = format!("EXPLAIN QUERY PLAN {sql}");
    store
        .read(move |t| {
            let mut statement = t.prepare(&sql)?;
            let parameters = vec!["1"; statement.parameter_count()];
            let mut rows = statement.query(rusqlite::params_from_iter(parameters))?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next()? {
                lines.push(row.get::<_, String>(3)?);
            }
            Ok(lines.join("; "))
        })
        .await
        .expect("a plan")
}

#[tokio::test]
async fn the_numbers_on_the_chips_read_no_rows() {
    let (_folder, store) = fresh();
    let plan = plan(
        &store,
        "SELECT state, count(*), sum(favourite) FROM tiles WHERE NOT trashed GROUP BY state",
    )
    .await;
    assert!(plan.contains("COVERING INDEX tiles_counts"), "{plan}");
}

#[tokio::test]
async fn undo_deletes_drafts_and_leaves_what_was_sent() {
    let (_folder, store) = fresh();
    let draft = job(1, "draft");
    let sent = Job {
        state: State::Queued,
        ..job(2, "sent")
    };
    let both = NewBatch {
        jobs: vec![
            draft.clone(),
            Job {
                batch: draft.batch.clone(),
                ..sent
            },
        ],
        ..batch(draft.clone())
    };
    store.add_batch(both).await.expect("stored");
    assert_eq!(
        store.delete_drafts(draft.batch).await.expect("deleted"),
        vec![draft.id]
    );
}

#[tokio::test]
async fn two_servers_cannot_have_one_name() {
    let (_folder, store) = fresh();
    store.save_server(server("home")).await.expect("saved");
    let twin = Server {
        id: ServerId::from_text("srv_other"),
        name: "HOME".to_owned(),
        ..server("x")
    };
    assert!(!store.save_server(twin).await.expect("asked"));
}

#[tokio::test]
async fn a_server_reads_back_as_it_was_written() {
    let (_folder, store) = fresh();
    let written = Server {
        key: KeySource::Environment {
            variable: "GATEWAY_KEY".to_owned(),
        },
        ..server("home")
    };
    store.save_server(written.clone()).await.expect("saved");
    assert_eq!(store.servers().await.expect("read"), vec![written]);
}

async fn usual(store: &Store, key: &PaceKey) -> Option<Pace> {
    let key = key.clone();
    let found = store.read(move |t| wall::pace(t, &key)).await;
    found.expect("asked")
}

#[tokio::test]
async fn a_median_needs_three_jobs() {
    let (_folder, store) = fresh();
    let key = PaceKey {
        server: server("home").id,
        model: "wan".to_owned(),
    };
    for (number, taken) in [(1, 100), (2, 300), (3, 200)] {
        assert_eq!(usual(&store, &key).await, None);
        let made = store
            .add_batch(batch(job(number, "x")))
            .await
            .expect("stored")
            .remove(0);
        let ready = Job {
            state: State::Ready,
            submit_started_at: Some(Timestamp(1000)),
            ended_at: Some(Timestamp(1000 + taken)),
            ..made
        };
        store
            .save(ready, Additions::default())
            .await
            .expect("saved");
    }
    let pace = usual(&store, &key).await.expect("three are enough");
    assert_eq!((pace.median_ms, pace.p95_ms), (200, 300));
}

#[tokio::test]
async fn a_database_that_is_no_database_is_named_corrupt() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rushes.db");
    fs_err::write(
        &path,
        b"this is not a database, but it is long enough to look like a file",
    )
    .expect("written");
    let refused = Store::open(&path, folder.path());
    assert!(matches!(refused, Err(StoreError::Corrupt(_))));
}

#[tokio::test]
async fn commits_are_synchronous_so_that_a_power_cut_loses_none() {
    let (_folder, store) = fresh();
    let level: i64 = store
        .write(|t| Ok(t.query_row("PRAGMA synchronous", [], |row| row.get(0))?))
        .await
        .expect("asked");
    assert_eq!(level, 2, "2 is FULL");
}
