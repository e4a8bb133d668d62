//! Gathers what a refund desk asks for: a job, its receipt, and what was asked for against what came. Works for removed jobs
//! too: it reads what was written when the file came, not the file.

use super::{Engine, EngineError, blocking, view::error_view};
use crate::{
    api::reach,
    domain::{
        Asset, AssetKind, Delivered, InputSource, Job, JobId, ReceiptDetail, ReceiptEntry,
        ReceiptKind, Received, Size, Timestamp,
    },
    dto::{Asked, AskedPicture, Difference, Differs, Dossier, ErrorCode, ReceiptLine},
    library::probe,
    redaction,
};

/// Seconds by which a file may differ before it counts: containers round to whole frames.
const LENGTH_TOLERANCE: f64 = 0.15;
/// Part by which a shape may differ: sizes are multiples of 8 or 16.
const SHAPE_TOLERANCE: f64 = 0.03;
/// Frames per second by which a file may differ: 23.976 is sold as 24.
const FPS_TOLERANCE: f64 = 0.1;

impl Engine {
    /// The receipt of a job, which may have been removed since.
    pub async fn receipt_lines(&self, id: &JobId) -> Result<Vec<ReceiptLine>, EngineError> {
        let entries = self.inner.store.receipt(id.clone()).await?;
        Ok(entries.into_iter().map(line).collect())
    }

    /// The dossier of the job whose id is, or uniquely begins with, `text`. Removed jobs keep theirs.
    ///
    /// # Errors
    /// `NotFound` for one that never was.
    pub async fn dossier(&self, text: &str) -> Result<Dossier, EngineError> {
        let found = self.inner.store.ever(text.to_owned()).await?;
        let (job, removed_at) = found.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))?;
        let entries = self.inner.store.receipt(job.id.clone()).await?;
        let noted = entries
            .iter()
            .rev()
            .find_map(|entry| entry.detail.delivered.clone());
        let delivered = match noted {
            Some(noted) => Some(noted),
            // Files that came before receipts noted them.
            None => self.video_of(&job.id).await?,
        };
        Ok(dossier(job, removed_at, entries, delivered))
    }

    /// Jobs that were removed, the last removed first: id, prompt and time, to find their receipts by.
    pub async fn removed(
        &self,
        limit: u32,
    ) -> Result<Vec<(JobId, String, Timestamp)>, EngineError> {
        let kept = self.inner.store.removed(limit).await?;
        let row = |(job, at): (Job, Option<Timestamp>)| Some((job.id, job.recipe.prompt, at?));
        Ok(kept.into_iter().filter_map(row).collect())
    }

    async fn video_of(&self, id: &JobId) -> Result<Option<Delivered>, EngineError> {
        let assets = self.inner.store.assets_of(vec![id.clone()]).await?;
        let video = assets.iter().find(|asset| asset.kind == AssetKind::Video);
        Ok(video.map(|asset| delivered(asset, None, None)))
    }

    /// The receipt line of a file that got its final name.
    pub(super) async fn delivery(&self, asset: &Asset, received: Option<Received>) -> ReceiptEntry {
        let library = self.inner.library.clone();
        let file = asset.file.clone();
        // The codec is worth a line to a desk and never worth trouble.
        let codec = blocking(move || {
            let path = library.resolve(&file)?;
            Ok(probe::probe(&path).ok().and_then(|media| media.codec))
        })
        .await
        .unwrap_or_default();
        let file = format!("{} bytes, sha256 {}", asset.bytes, asset.sha256);
        let text = match &received {
            Some(came) => format!(
                "{file}; of these the first {} came, sha256 {}; the recipe is behind them",
                came.bytes, came.sha256
            ),
            None => file,
        };
        ReceiptEntry {
            detail: ReceiptDetail {
                delivered: Some(delivered(asset, codec, received)),
                ..ReceiptDetail::default()
            },
            ..self.note(ReceiptKind::Published, text)
        }
    }
}

fn delivered(asset: &Asset, codec: Option<String>, received: Option<Received>) -> Delivered {
    let name = asset.file.rsplit('/').next().unwrap_or_default();
    Delivered {
        name: name.to_owned(),
        mime: asset.mime.clone(),
        bytes: asset.bytes,
        sha256: asset.sha256.clone(),
        width: asset.width,
        height: asset.height,
        seconds: asset.seconds,
        fps: asset.fps,
        has_audio: asset.has_audio,
        codec,
        received,
    }
}

fn dossier(
    job: Job,
    removed_at: Option<Timestamp>,
    entries: Vec<ReceiptEntry>,
    delivered: Option<Delivered>,
) -> Dossier {
    let asked = asked(&job, &entries);
    let differences = delivered
        .as_ref()
        .map(|came| differences(&job, came))
        .unwrap_or_default();
    let server = &job.target.server;
    let mut address = server.base_url.clone();
    address.set_query(None);
    let _no_password = (address.set_username(""), address.set_password(None));
    Dossier {
        job: job.id,
        state: job.state,
        removed_at,
        server: server.name.clone(),
        server_address: (!reach::is_local(&server.base_url)).then(|| address.to_string()),
        remote_id: job.remote_id,
        action: job.action,
        made_from: job.parent,
        pressed_at: job.created_at,
        sent_at: job.submit_started_at,
        accepted_at: job.accepted_at,
        ended_at: job.ended_at,
        expires_at: job.expires_at,
        error: job.error.map(error_view),
        asked,
        delivered,
        differences,
        lines: entries.into_iter().map(line).collect(),
    }
}

fn asked(job: &Job, entries: &[ReceiptEntry]) -> Asked {
    let recipe = &job.recipe;
    let mut parameters = recipe.params.clone();
    parameters.extend(recipe.extra.clone());
    redaction::redact_members(&mut parameters);
    let picture = |input: &crate::domain::Input| {
        let (mime, bytes, sha256, size, address) = match &input.source {
            InputSource::Stored {
                mime,
                sha256,
                width,
                height,
                bytes,
                file: _,
            } => (
                Some(mime.clone()),
                Some(*bytes),
                Some(sha256.clone()),
                Some(format!("{width}x{height}")),
                None,
            ),
            InputSource::Url { url } => {
                let shown = redaction::redact(url).into_owned();
                (None, None, None, None, Some(shown))
            }
        };
        AskedPicture {
            role: input.role,
            fit: input.fit,
            name: input.name.clone(),
            mime,
            bytes,
            sha256,
            size,
            address,
        }
    };
    Asked {
        model: recipe.model.clone(),
        prompt: redaction::redact(&recipe.prompt).into_owned(),
        size: recipe.size.map(|size| size.to_string()),
        seconds: recipe.seconds,
        aspect: recipe.aspect.clone(),
        tier: recipe.tier.clone(),
        parameters,
        pictures: recipe.inputs.iter().map(picture).collect(),
        body: entries
            .iter()
            .rev()
            .find_map(|entry| entry.detail.sent.clone()),
    }
}

fn differences(job: &Job, came: &Delivered) -> Vec<Difference> {
    let recipe = &job.recipe;
    let size = came.width.zip(came.height);
    let differ = |what, asked: String, delivered: String| Difference {
        what,
        asked,
        delivered,
    };
    let mut found = Vec::new();
    if came.mime.starts_with("image/") && came.mime != "image/gif" {
        found.push(differ(
            Differs::Kind,
            "video/*".to_owned(),
            came.mime.clone(),
        ));
    }
    if let (Some(asked), Some((width, height))) = (recipe.size, size) {
        let size = Size { width, height };
        if asked != size {
            found.push(differ(Differs::Size, asked.to_string(), size.to_string()));
        }
    }
    if let (Some(asked), Some((width, height))) = (&recipe.aspect, size)
        && let Some(wanted) = shape(asked)
        && height > 0
        && (f64::from(width) / f64::from(height) / wanted - 1.0).abs() > SHAPE_TOLERANCE
    {
        let came = format!("{width}x{height}");
        found.push(differ(Differs::Aspect, asked.clone(), came));
    }
    if let (Some(asked), Some(came)) = (recipe.seconds, came.seconds)
        && (asked - came).abs() > LENGTH_TOLERANCE
    {
        found.push(differ(Differs::Seconds, number(asked), number(came)));
    }
    let fps = ["fps", "frame_rate", "frames_per_second"]
        .iter()
        .find_map(|name| recipe.params.get(*name).or_else(|| recipe.extra.get(*name)))
        .and_then(serde_json::Value::as_f64);
    if let (Some(asked), Some(came)) = (fps, came.fps)
        && (asked - came).abs() > FPS_TOLERANCE
    {
        found.push(differ(Differs::Fps, number(asked), number(came)));
    }
    found
}

/// `16:9` as a number.
fn shape(text: &str) -> Option<f64> {
    let (across, down) = text.split_once(':')?;
    let ratio = across.trim().parse::<f64>().ok()? / down.trim().parse::<f64>().ok()?;
    (ratio.is_finite() && ratio > 0.0).then_some(ratio)
}

/// Two places behind the point are enough for people.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn line(entry: ReceiptEntry) -> ReceiptLine {
    ReceiptLine {
        at: entry.at,
        kind: entry.kind,
        method: entry.method,
        url: entry.url,
        status: entry.status,
        request_ids: entry.request_ids,
        elapsed_ms: entry.elapsed_ms,
        body: entry.body,
        body_sha256: entry.body_sha256,
        sent: entry.detail.sent,
        range: entry.detail.range,
        redirects: entry.detail.redirects,
        delivered: entry.detail.delivered,
        times: entry.times,
        last_at: entry.last_at,
        last_request_ids: entry.last_request_ids,
    }
}
