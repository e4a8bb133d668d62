//! What was said is kept, counted, and never changed.

use super::*;

#[tokio::test]
async fn a_receipt_cannot_be_changed_or_deleted() {
    let (_folder, store) = fresh();
    let job = store
        .add_batch(batch(job(1, "x")))
        .await
        .expect("stored")
        .remove(0);
    store
        .save(job, receipts(vec![note("sent")]))
        .await
        .expect("saved");
    for sql in [
        "DELETE FROM receipts",
        "UPDATE receipts SET body = 'lie'",
        "UPDATE receipts SET times = times + 1, last_at = 6, body = 'lie'",
        "UPDATE receipts SET times = 9, last_at = 6",
    ] {
        let refused = store.write(move |t| Ok(t.execute(sql, [])?)).await;
        assert!(refused.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn a_receipt_outlives_its_job() {
    let (_folder, store) = fresh();
    let job = store
        .add_batch(batch(job(1, "x")))
        .await
        .expect("stored")
        .remove(0);
    let job = store
        .save(job, receipts(vec![note("sent")]))
        .await
        .expect("saved")
        .job;
    store
        .remove(job.clone(), Place::Anywhere, Timestamp(9))
        .await
        .expect("removed");
    assert_eq!(
        store.receipt(job.id).await.expect("read"),
        vec![note("sent")]
    );
}

/// A poll that brought nothing, as it is told apart by its answer's number.
fn missed(at: i64, number: u32) -> ReceiptEntry {
    ReceiptEntry {
        at: Timestamp(at),
        kind: ReceiptKind::Retrieve,
        method: Some("GET".to_owned()),
        url: Some("https://gateway.example/v1/videos/x".to_owned()),
        status: Some(503),
        request_ids: vec![format!("x-request-id: req_{number}")],
        ..note(&format!("busy (request id: {number}abc)"))
    }
}

#[tokio::test]
async fn what_repeats_is_counted_on_its_line_with_its_first_and_last_time() {
    let (_folder, store) = fresh();
    let mut job = store
        .add_batch(batch(job(1, "x")))
        .await
        .expect("stored")
        .remove(0);
    let other = ReceiptEntry {
        status: Some(500),
        ..missed(7, 1)
    };
    let id = job.id.clone();
    for (at, line) in [missed(10, 1), other, missed(30, 3), missed(20, 4)]
        .into_iter()
        .enumerate()
    {
        let line = ReceiptEntry {
            at: Timestamp(i64::try_from(at).expect("small")),
            ..line
        };
        let saved = store.save(job, receipts(vec![line])).await;
        job = saved.expect("saved").job;
    }
    let lines = store.receipt(id).await.expect("read");
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line.status,
                line.times,
                line.at.0,
                line.last_at.map(|at| at.0),
            )
        })
        .collect();
    assert_eq!(told, [(Some(503), 3, 0, Some(3)), (Some(500), 1, 1, None)]);
    assert_eq!(lines[0].last_request_ids, ["x-request-id: req_4"]);
}

#[tokio::test]
async fn every_request_that_may_cost_has_its_own_line() {
    let (_folder, store) = fresh();
    let job = store
        .add_batch(batch(job(1, "x")))
        .await
        .expect("stored")
        .remove(0);
    let create = ReceiptEntry {
        kind: ReceiptKind::Create,
        ..missed(1, 1)
    };
    let id = job.id.clone();
    store
        .save(job, receipts(vec![create.clone(), create]))
        .await
        .expect("saved");
    assert_eq!(store.receipt(id).await.expect("read").len(), 2);
}

#[tokio::test]
async fn a_removed_job_is_found_by_the_beginning_of_its_id() {
    let (_folder, store) = fresh();
    let job = store
        .add_batch(batch(job(1, "x")))
        .await
        .expect("stored")
        .remove(0);
    let id = job.id.clone();
    store
        .remove(job, Place::Anywhere, Timestamp(9))
        .await
        .expect("removed");
    let start = id.as_str()[..id.as_str().len() - 2].to_owned();
    let found = store.ever(start).await.expect("read");
    assert_eq!(
        found.map(|(job, removed)| (job.id, removed)),
        Some((id, Some(Timestamp(9))))
    );
}

#[tokio::test]
async fn a_removed_job_that_cannot_be_read_hides_no_other() {
    let (_folder, store) = fresh();
    for number in 1..=2 {
        let stored = store.add_batch(batch(job(number, "x"))).await;
        let one = stored.expect("stored").remove(0);
        store
            .remove(one, Place::Anywhere, Timestamp(9))
            .await
            .expect("removed");
    }
    let spoilt = "UPDATE jobs SET recipe = '{}' WHERE seq = 1";
    let spoil = store.write(move |t| Ok(t.execute(spoilt, [])?));
    spoil.await.expect("spoilt");
    let kept = store.removed(10).await.expect("a list");
    assert_eq!((kept.len(), store.unreadable()), (1, 1));
}
