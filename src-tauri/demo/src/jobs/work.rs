//! Working off one job: waiting for a free worker, rendering on a blocking thread, storing the
//! files, and the troubles that happen on the way.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use sha2::{Digest, Sha256};

use super::job::LIFETIME;
use super::{Job, Jobs, Phase, Trouble, Variant, ledger, now};
use crate::http::journal::hex;
use rushes_film::{Clip, RenderError, Rendered, Shot, hash, render};

/// Percent that a `[slow]` job reaches before it is rendered.
const SLOW_SHARE: u8 = 40;
/// Steps in which it gets there.
const SLOW_STEPS: u8 = 60;
/// Share of the frames after which a `[fail]` job fails.
const FAIL_AT: f32 = 0.5;

/// How a job ended.
enum End {
    Stored { etag: String },
    Failed { code: &'static str, message: String },
    Stopped,
}

impl Jobs {
    /// Takes one job from queued to its end, or until the server stops.
    pub(super) async fn work(self: Arc<Self>, id: String) {
        let Ok(job) = self.get(&id) else { return };
        let base = if job.troubles.has(Trouble::Slow) {
            if self.dawdle(&job).await.is_break() {
                return;
            }
            SLOW_SHARE
        } else {
            0
        };
        let permit = tokio::select! {
            permit = self.workers.acquire() => permit,
            () = self.stop.cancelled() => return,
        };
        if permit.is_err() {
            return;
        }
        self.set(&id, |job| job.phase = Phase::Running);
        let jobs = Arc::clone(&self);
        let end = tokio::task::spawn_blocking(move || jobs.make(&job, base)).await;
        let end = end.unwrap_or_else(|error| End::Failed {
            code: "server_error",
            message: format!("The rendering thread ended early: {error}"),
        });
        self.settle(&id, end);
        drop(permit);
        self.expire();
    }

    /// The wait of a `[slow]` job, in which its progress moves.
    async fn dawdle(&self, job: &Job) -> ControlFlow<()> {
        self.set(&job.id, |job| job.phase = Phase::Running);
        for step in 1..=SLOW_STEPS {
            tokio::select! {
                () = tokio::time::sleep(self.pace.slow / u32::from(SLOW_STEPS)) => {}
                () = self.stop.cancelled() => return ControlFlow::Break(()),
            }
            let percent = u16::from(step) * u16::from(SLOW_SHARE) / u16::from(SLOW_STEPS);
            raise(&job.progress, u8::try_from(percent).unwrap_or(SLOW_SHARE));
        }
        ControlFlow::Continue(())
    }

    /// Renders and stores all clips of a job.
    fn make(&self, job: &Job, base: u8) -> End {
        let mut digest = Sha256::new();
        for number in 0..job.order.clips {
            let rendered = match self.render(job, base, number) {
                Ok(rendered) => rendered,
                Err(error) => return self.failed(&error),
            };
            digest.update(&rendered.mp4);
            if let Err(error) = store(self.folder.path(), &job.id, number, &rendered) {
                return End::Failed {
                    code: "server_error",
                    message: error.to_string(),
                };
            }
        }
        End::Stored {
            etag: hex(&digest.finalize()),
        }
    }

    /// Renders one of a job's clips; `[fail]` counts its half over all of them.
    fn render(&self, job: &Job, base: u8, number: u8) -> Result<Rendered, RenderError> {
        let fails = job.troubles.has(Trouble::Fail);
        render(&clip(job, number), |share| {
            let share = (f32::from(number) + share) / f32::from(job.order.clips);
            raise(&job.progress, base + percent(share, 99 - base));
            let ends = self.stop.is_cancelled() || (fails && share >= FAIL_AT);
            if ends {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    }

    fn failed(&self, error: &RenderError) -> End {
        let (code, message) = match error {
            RenderError::Stopped if self.stop.is_cancelled() => return End::Stopped,
            RenderError::Stopped => (
                "generation_failed",
                "This job failed on purpose: its prompt contains [fail].".to_owned(),
            ),
            RenderError::Picture(_) => ("invalid_image", error.to_string()),
            RenderError::Encode(_)
            | RenderError::EmptyFrame
            | RenderError::Index(_)
            | RenderError::TooLarge
            | RenderError::Still(_)
            | RenderError::Thread => ("server_error", error.to_string()),
        };
        End::Failed { code, message }
    }

    fn settle(&self, id: &str, end: End) {
        let now = now();
        self.set(id, |job| match end {
            End::Stored { etag } => {
                let expires = job.troubles.has(Trouble::Expire);
                job.phase = Phase::Completed { at: now };
                job.expires_at = Some(if expires { now } else { now + LIFETIME });
                job.etag = etag;
                job.progress.store(100, Ordering::Relaxed);
            }
            End::Failed { code, message } => {
                job.phase = Phase::Failed {
                    code: code.to_owned(),
                    message,
                };
            }
            End::Stopped => {}
        });
    }

    fn set(&self, id: &str, change: impl FnOnce(&mut Job)) {
        let mut list = self.lock();
        if let Some(job) = list.iter_mut().find(|job| job.id == id) {
            change(job);
            ledger::write(&self.folder, &list);
        }
    }
}

/// The clip of this number, counted from 0: each has its own scene, and its own take on the slate.
fn clip(job: &Job, number: u8) -> Clip {
    let own = if number == 0 { 0 } else { hash(&[number]) };
    let shots = job.shots.iter().map(|shot| Shot {
        seed: shot.seed ^ own,
        ..shot.clone()
    });
    Clip {
        shots: shots.collect(),
        model: job.order.label(),
        width: job.order.width,
        height: job.order.height,
        rate: job.order.rate,
        take: job.take + u32::from(number),
        reference: job.reference.clone(),
        watermark: job.order.watermark,
        quality: job.order.quality(),
    }
}

fn store(folder: &Path, id: &str, clip: u8, rendered: &Rendered) -> std::io::Result<()> {
    for variant in Variant::ALL {
        let bytes = match variant {
            Variant::Video => &rendered.mp4,
            Variant::Thumbnail => &rendered.webp,
            Variant::Spritesheet => &rendered.sheet,
        };
        fs_err::write(variant.path(folder, id, clip), bytes)?;
    }
    Ok(())
}

fn raise(progress: &AtomicU8, percent: u8) {
    progress.fetch_max(percent, Ordering::Relaxed);
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most 99"
)]
fn percent(share: f32, of: u8) -> u8 {
    (share.clamp(0.0, 1.0) * f32::from(of)) as u8
}
