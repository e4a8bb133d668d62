//! Table `receipts`: what was said between us and a server about a job. Append only, kept when the job is removed.
//!
//! What repeats is counted on its line instead of being written again: a job that is polled for a day keeps a receipt that a
//! person can read. The count is kept in the line itself and not in a summary at the end, because it must be true after a
//! crash at any moment; the table's trigger lets a line be counted and never changed.

use super::{Store, StoreError, rows};
use crate::domain::{Job, JobId, ReceiptEntry, ReceiptKind, Timestamp};
use rusqlite::{Row, Transaction, params};

/// So many lines back an equal one is looked for: two kinds of trouble that take turns are still two lines.
const NEAR: u32 = 6;

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
        detail: rows::from_json(&row.get::<_, String>("detail")?)?,
        times: row.get("times")?,
        last_at: row.get::<_, Option<i64>>("last_at")?.map(Timestamp),
        last_request_ids: rows::from_json(&row.get::<_, String>("last_request_ids")?)?,
    })
}

pub(super) fn append(
    t: &Transaction<'_>,
    job: &JobId,
    entry: &ReceiptEntry,
) -> Result<(), StoreError> {
    if let Some(seq) = same(t, job, entry)? {
        t.prepare_cached(
            "UPDATE receipts SET times = times + 1, last_at = ?2, last_request_ids = ?3 WHERE seq = ?1",
        )?
        .execute(params![
            seq,
            entry.at.0,
            rows::to_json(&entry.request_ids)?
        ])?;
        return Ok(());
    }
    t.prepare_cached(
        "INSERT INTO receipts (job, at, kind, method, url, status, request_ids, elapsed_ms, body, body_sha256, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
        rows::to_json(&entry.detail)?,
    ])?;
    Ok(())
}

/// The line that says the same, if it is near. A request that may cost money is never counted: each has its own line.
fn same(t: &Transaction<'_>, job: &JobId, entry: &ReceiptEntry) -> Result<Option<i64>, StoreError> {
    match entry.kind {
        ReceiptKind::Retrieve | ReceiptKind::Content | ReceiptKind::List => {}
        ReceiptKind::Create
        | ReceiptKind::Published
        | ReceiptKind::Note
        | ReceiptKind::Delete
        | ReceiptKind::Import => return Ok(None),
    }
    let mut statement = t.prepare_cached(
        "SELECT seq, status, body, detail FROM receipts
         WHERE job = ?1 AND kind = ?2 AND method IS ?3 AND url IS ?4
           AND seq > coalesce((SELECT seq FROM receipts WHERE job = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?5), 0)
         ORDER BY seq DESC",
    )?;
    let said = entry.body.as_deref().map(gist);
    let detail = rows::to_json(&entry.detail)?;
    let mut lines = statement.query(params![
        job.as_str(),
        entry.kind.as_str(),
        entry.method,
        entry.url,
        NEAR
    ])?;
    while let Some(line) = lines.next()? {
        let body: Option<String> = line.get("body")?;
        let equal = line.get::<_, Option<u16>>("status")? == entry.status
            && line.get::<_, String>("detail")? == detail
            && body.as_deref().map(gist) == said;
        if equal {
            return Ok(Some(line.get("seq")?));
        }
    }
    Ok(None)
}

/// A text without its numbers, times and request ids, which differ each time although nothing else does.
fn gist(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let end = |word: &mut String, out: &mut String| {
        let varies = word.bytes().any(|byte| byte.is_ascii_digit());
        out.push_str(if varies { "#" } else { word });
        word.clear();
    };
    for letter in text.chars() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '_') {
            word.push(letter);
        } else {
            end(&mut word, &mut out);
            out.push(letter);
        }
    }
    end(&mut word, &mut out);
    out
}

/// A job whose receipt is asked for, and when it was removed if it was.
pub type Kept = (Job, Option<Timestamp>);

impl Store {
    /// The receipt of a job, oldest line first.
    pub async fn receipt(&self, job: JobId) -> Result<Vec<ReceiptEntry>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT at, kind, method, url, status, request_ids, elapsed_ms, body, body_sha256, detail, times, last_at,
                   last_request_ids
                 FROM receipts WHERE job = ?1 ORDER BY seq",
            )?;
            rows::collect(&mut statement, [job.as_str()], entry)
        })
        .await
    }

    /// The one job whose id is, or uniquely begins with, `start`, also if it was removed.
    pub async fn ever(&self, start: String) -> Result<Option<Kept>, StoreError> {
        self.read(move |t| {
            let mut exact = kept(t, "j.id = ?1", [start.as_str()])?;
            if let Some(found) = exact.pop() {
                return Ok(Some(found));
            }
            let mut found = kept(
                t,
                "substr(j.id, 1, length(?1)) = ?1 LIMIT 2",
                [start.as_str()],
            )?;
            Ok(if found.len() == 1 { found.pop() } else { None })
        })
        .await
    }

    /// Jobs that were removed, the last removed first. One whose row cannot be read is left out and counted.
    pub async fn removed(&self, limit: u32) -> Result<Vec<Kept>, StoreError> {
        self.read(move |t| {
            removed_where(
                t,
                "true ORDER BY j.removed_at DESC, j.seq DESC LIMIT ?1",
                [limit],
            )
        })
        .await
    }

    /// Removed jobs that files still belong to: their removal was cut short.
    pub async fn half_removed(&self) -> Result<Vec<Job>, StoreError> {
        self.read(|t| {
            // By the index of what was removed, which is little; not by all files there are.
            let with_files = "EXISTS (SELECT 1 FROM assets a WHERE a.job = j.id) ORDER BY +j.seq";
            let kept = removed_where(t, with_files, [])?;
            Ok(kept.into_iter().map(|(job, _)| job).collect())
        })
        .await
    }
}

/// Removed jobs; one whose row cannot be read is left out and counted.
fn removed_where(
    t: &Transaction<'_>,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Kept>, StoreError> {
    let condition = format!("j.removed_at IS NOT NULL AND {condition}");
    let found = ever_where(t, &condition, parameters, |row| Ok(rows::readable(row)))?;
    let kept = found.into_iter();
    Ok(kept.filter_map(|(job, at)| Some((job?, at))).collect())
}

/// Jobs, also removed ones.
fn kept(
    t: &Transaction<'_>,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Kept>, StoreError> {
    ever_where(t, condition, parameters, rows::job)
}

fn ever_where<J>(
    t: &Transaction<'_>,
    condition: &str,
    parameters: impl rusqlite::Params,
    job: impl Fn(&Row<'_>) -> Result<J, StoreError>,
) -> Result<Vec<(J, Option<Timestamp>)>, StoreError> {
    let sql = format!(
        "SELECT {}, j.removed_at FROM jobs j WHERE {condition}",
        rows::JOB_COLUMNS
    );
    let mut statement = t.prepare_cached(&sql)?;
    rows::collect(&mut statement, parameters, |row| {
        let removed = row.get::<_, Option<i64>>("removed_at")?.map(Timestamp);
        Ok((job(row)?, removed))
    })
}

#[cfg(test)]
mod tests {
    use super::gist;

    #[test]
    fn answers_that_differ_in_their_numbers_alone_say_the_same() {
        let one = "busy (request id: 20261124101010abcDEF), retry in 5 s";
        let two = "busy (request id: 20261124101139xyzGHI), retry in 12 s";
        assert_eq!(gist(one), gist(two));
        assert_ne!(gist("busy"), gist("no such job"));
    }
}
