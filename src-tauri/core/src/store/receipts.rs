//! Table `receipts`: what was said between us and a server about a job. Append only, kept when the job is removed.

use super::{Store, StoreError, rows};
use crate::domain::{JobId, ReceiptEntry, ReceiptKind, Timestamp};
use rusqlite::{Row, Transaction, params};

fn entry(row: &Row<'_>) -> Result<ReceiptEntry, StoreError> {
    let word: String = row.get("kind")?;
    Ok(ReceiptEntry {
        at: Timestamp(row.get("at")?),
        kind: ReceiptKind::from_stored(&word).ok_or(StoreError::Corrupt(word))?,
        method: row.get("method")?,
        url: row.get("url")?,
        status: row.get("status")?,
        request_ids: rows::from_json(&row.get::<_, String>("request_ids")?)?,
        elapsed_ms: row.get("elapsed_ms")?,
        body: row.get("body")?,
        body_sha256: row.get("body_sha256")?,
    })
}

pub(super) fn append(
    t: &Transaction<'_>,
    job: &JobId,
    entry: &ReceiptEntry,
) -> Result<(), StoreError> {
    t.prepare_cached(
        "INSERT INTO receipts (job, at, kind, method, url, status, request_ids, elapsed_ms, body, body_sha256)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        job.as_str(),
        entry.at.0,
        entry.kind.as_str(),
        entry.method,
        entry.url,
        entry.status,
        rows::to_json(&entry.request_ids)?,
        entry.elapsed_ms,
        entry.body,
        entry.body_sha256,
    ])?;
    Ok(())
}

impl Store {
    /// The receipt of a job, oldest line first.
    pub async fn receipt(&self, job: JobId) -> Result<Vec<ReceiptEntry>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT at, kind, method, url, status, request_ids, elapsed_ms, body, body_sha256
                 FROM receipts WHERE job = ?1 ORDER BY seq",
            )?;
            rows::collect(&mut statement, [job.as_str()], entry)
        })
        .await
    }
}
