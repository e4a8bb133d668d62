//! Table `assets`: the complete files of the library.

use super::{Store, StoreError, rows};
use crate::domain::{Asset, AssetId, AssetKind, JobId};
use rusqlite::{Transaction, params};

pub(super) fn insert(t: &Transaction<'_>, asset: &Asset) -> Result<(), StoreError> {
    t.prepare_cached(
        "INSERT INTO assets (id, job, kind, file, mime, bytes, sha256, width, height, seconds, fps, has_audio, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        asset.id.as_str(),
        asset.job.as_str(),
        asset.kind.as_str(),
        asset.file,
        asset.mime,
        i64::try_from(asset.bytes).unwrap_or(i64::MAX),
        asset.sha256,
        asset.width,
        asset.height,
        asset.seconds,
        asset.fps,
        asset.has_audio,
        asset.created_at.0,
    ])?;
    Ok(())
}

impl Store {
    /// The file of that id.
    pub async fn asset(&self, id: AssetId) -> Result<Option<Asset>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(&format!(
                "SELECT {} FROM assets WHERE id = ?1",
                rows::ASSET_COLUMNS
            ))?;
            rows::first(&mut statement, [id.as_str()], rows::asset)
        })
        .await
    }

    /// All files of these jobs.
    pub async fn assets_of(&self, jobs: Vec<JobId>) -> Result<Vec<Asset>, StoreError> {
        self.read(move |t| {
            let mut found = Vec::new();
            for job in jobs {
                found.extend(files_of(t, &job)?);
            }
            Ok(found)
        })
        .await
    }

    /// Files of jobs that were removed, whose own removal a crash may have prevented.
    pub async fn files_of_removed(&self) -> Result<Vec<String>, StoreError> {
        self.read(|t| {
            let mut statement = t.prepare_cached(
                // CROSS JOIN: from what was removed, which is little, to its files, and not the other way round.
                "SELECT a.file FROM jobs j CROSS JOIN assets a ON a.job = j.id WHERE j.removed_at IS NOT NULL",
            )?;
            rows::collect(&mut statement, [], |row| Ok(row.get(0)?))
        })
        .await
    }

    /// Forgets a file that is no longer there.
    pub async fn forget_file(&self, file: String) -> Result<(), StoreError> {
        self.write(move |t| {
            t.execute("DELETE FROM assets WHERE file = ?1", [file])?;
            Ok(())
        })
        .await
    }

    /// Files of all posters and filmstrips.
    pub async fn still_files(&self) -> Result<Vec<String>, StoreError> {
        self.read(|t| {
            let mut statement =
                t.prepare_cached("SELECT file FROM assets WHERE kind IN ('poster', 'filmstrip')")?;
            rows::collect(&mut statement, [], |row| Ok(row.get(0)?))
        })
        .await
    }

    /// Forgets all posters and filmstrips. Their files.
    pub async fn drop_stills(&self) -> Result<Vec<String>, StoreError> {
        self.write(|t| {
            let mut statement = t.prepare_cached(
                "DELETE FROM assets WHERE kind IN ('poster', 'filmstrip') RETURNING file",
            )?;
            rows::collect(&mut statement, [], |row| Ok(row.get(0)?))
        })
        .await
    }

    /// Adds posters and filmstrips of jobs that have none, all in one commit.
    pub async fn add_stills(&self, stills: Vec<Asset>) -> Result<(), StoreError> {
        self.write(move |t| stills.iter().try_for_each(|still| insert(t, still)))
            .await
    }

    /// Which of these files a job has.
    pub async fn owned_files(&self, files: Vec<String>) -> Result<Vec<String>, StoreError> {
        self.read(move |t| {
            let mut statement =
                t.prepare_cached("SELECT EXISTS (SELECT 1 FROM assets WHERE file = ?1)")?;
            let mut owned = Vec::new();
            for file in files {
                if statement.query_row([&file], |row| row.get(0))? {
                    owned.push(file);
                }
            }
            Ok(owned)
        })
        .await
    }

    /// The job on the wall or in the trash whose video has these bytes.
    pub async fn job_with_video(
        &self,
        bytes: u64,
        sha256: String,
    ) -> Result<Option<JobId>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT a.job FROM assets a JOIN jobs j ON j.id = a.job
                 WHERE a.bytes = ?1 AND a.sha256 = ?2 AND a.kind = 'video' AND j.removed_at IS NULL LIMIT 1",
            )?;
            let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            rows::first(&mut statement, params![bytes, sha256], |row| {
                Ok(JobId::from_text(row.get::<_, String>(0)?))
            })
        })
        .await
    }

    /// Adds a poster or filmstrip to a job that has none, and says whether it did. What is shown already stays: a page that
    /// is about to read it would find nothing.
    pub async fn add_still(&self, asset: Asset) -> Result<bool, StoreError> {
        self.write(move |t| {
            let has_one = t
                .prepare_cached("SELECT 1 FROM assets WHERE job = ?1 AND kind = ?2")?
                .exists([asset.job.as_str(), asset.kind.as_str()])?;
            if !has_one {
                insert(t, &asset)?;
            }
            Ok(!has_one)
        })
        .await
    }
}

/// All files of a job.
pub(super) fn files_of(t: &Transaction<'_>, job: &JobId) -> Result<Vec<Asset>, StoreError> {
    let mut statement = t.prepare_cached(&format!(
        "SELECT {} FROM assets WHERE job = ?1 ORDER BY seq",
        rows::ASSET_COLUMNS
    ))?;
    rows::collect(&mut statement, [job.as_str()], rows::asset)
}

/// Deletes the rows of that kind and returns their files.
pub(super) fn take_kind(
    t: &Transaction<'_>,
    job: &JobId,
    kind: AssetKind,
) -> Result<Vec<String>, StoreError> {
    let mut statement =
        t.prepare_cached("DELETE FROM assets WHERE job = ?1 AND kind = ?2 RETURNING file")?;
    rows::collect(&mut statement, [job.as_str(), kind.as_str()], |row| {
        Ok(row.get(0)?)
    })
}
