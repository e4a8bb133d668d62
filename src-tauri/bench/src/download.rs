//! A large file from loopback through the engine, against `curl -o` in the same run, taking turns.
//!
//! Two times of the engine: until the last byte is in the partial file, which is what curl does, and until it is checked,
//! synced and published, which curl does not do.
//!
//! Both begin with memory that was touched a moment ago. A virtual machine gives free memory back to its host, and a page that
//! comes from there costs ten times as long to fill (`dd` here: 0.5 GB/s after a rest, 5 GB/s right after another `dd`): without
//! that, the one that waits a second before it starts pays for it, and the other does not.

use crate::{
    desk,
    part::{Ground, Part, Row, quantile},
    process::{Helper, memory_mib},
};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use futures_util::future::BoxFuture;
use rushes_core::{domain::State, dto::AppEvent, engine::Engine};
use serde::{Deserialize, Serialize};
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{sync::broadcast::Receiver, time::Instant};

pub const PART: Part = Part {
    name: "download",
    what: "one large file from loopback, against `curl -o`",
    run,
};

const MIB: u64 = 1 << 20;

#[derive(Args)]
pub struct Options {
    #[arg(long)]
    library: PathBuf,
    #[arg(long)]
    server: String,
    /// A server with a small file, to be warm before anything is measured
    #[arg(long)]
    warm: String,
    /// So large is the file, in MiB
    #[arg(long)]
    mib: u64,
}

#[derive(Serialize, Deserialize)]
struct Took {
    transfer_s: f64,
    ready_s: f64,
    extra_mib: f64,
}

fn run(ground: &Ground) -> BoxFuture<'_, Result<Vec<Row>>> {
    Box::pin(measure(ground))
}

async fn measure(ground: &Ground) -> Result<Vec<Row>> {
    let (small, large, runs) = if ground.quick {
        (64 * MIB, 256 * MIB, 3)
    } else {
        (256 * MIB, 4096 * MIB, 5)
    };
    let mut rows = Vec::new();
    for bytes in [small, large] {
        rows.extend(of_size(ground, bytes, runs).await?);
    }
    Ok(rows)
}

async fn of_size(ground: &Ground, bytes: u64, runs: usize) -> Result<Vec<Row>> {
    let start = |bytes: u64| Helper::start(&["serve".to_owned(), format!("--bytes={bytes}")]);
    let (mut large, mut small) = (start(bytes)?, start(0)?);
    let (base, warm) = (base(&mut large).await?, base(&mut small).await?);
    let (mut by_curl, mut transfers, mut whole, mut extra) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mib = bytes / MIB;
    for _ in 0..runs {
        by_curl.push(curl(ground, &base, mib).await?);
        let took = through_engine(ground, &base, &warm, mib).await?;
        transfers.push(took.transfer_s);
        whole.push(took.ready_s);
        extra.push(took.extra_mib);
    }
    let speed = |seconds: &mut [f64]| mib as f64 / quantile(seconds, 0.5).max(f64::EPSILON);
    let (curl, transfer, ready) = (
        speed(&mut by_curl),
        speed(&mut transfers),
        speed(&mut whole),
    );
    let most = extra.iter().copied().fold(0.0, f64::max);
    Ok(vec![
        Row::new(
            format!("{mib} MiB: curl -o, median of {runs}"),
            curl,
            "MiB/s",
        ),
        Row::new(
            format!("{mib} MiB: engine, to the last byte"),
            transfer,
            "MiB/s",
        ),
        Row::new(
            format!("{mib} MiB: engine, checked and published"),
            ready,
            "MiB/s",
        ),
        Row::new(
            format!("{mib} MiB: engine against curl"),
            transfer / curl,
            "×",
        )
        .promised("≥ 0.9 × `curl -o`", transfer / curl >= 0.9),
        Row::new(
            format!("{mib} MiB: extra memory, most of {runs}"),
            most,
            "MiB",
        )
        .promised("≤ 8 MiB at any size", most <= 8.0),
    ])
}

/// Fills as much of the machine's memory as a file of that size will take, and lets it go.
fn touch_memory(folder: &Path, mib: u64) -> Result<()> {
    let path = folder.join("touched");
    let mut file = fs_err::File::create(&path)?;
    let piece = vec![1; usize::try_from(MIB)?];
    for _ in 0..mib {
        file.write_all(&piece)?;
    }
    drop(file);
    Ok(fs_err::remove_file(&path)?)
}

async fn base(server: &mut Helper) -> Result<String> {
    let bases: Vec<String> = server.says().await?;
    bases.into_iter().next().context("an address")
}

/// Seconds that `curl -o` takes for the same file on the same disk.
async fn curl(ground: &Ground, base: &str, mib: u64) -> Result<f64> {
    let folder = tempfile::tempdir_in(&ground.scratch)?;
    touch_memory(folder.path(), mib)?;
    let start = Instant::now();
    let done = tokio::process::Command::new("curl")
        .args(["--silent", "--fail", "--output"])
        .arg(folder.path().join("film.mp4"))
        .arg(format!("{base}/videos/video_0_0/content"))
        .status()
        .await
        .context("curl is needed to compare with")?;
    if !done.success() {
        bail!("curl ended with {done}");
    }
    Ok(start.elapsed().as_secs_f64())
}

async fn through_engine(ground: &Ground, base: &str, warm: &str, mib: u64) -> Result<Took> {
    let library = tempfile::tempdir_in(&ground.scratch)?;
    let mut engine = Helper::start(&[
        "download".to_owned(),
        format!("--library={}", library.path().display()),
        format!("--server={base}"),
        format!("--warm={warm}"),
        format!("--mib={mib}"),
    ])?;
    engine.says().await
}

/// The engine's process: one small file to be warm, then the large one.
pub async fn engine(options: Options) -> Result<()> {
    let engine = desk::open(&options.library).await?;
    let mut events = engine.events();
    fetch(&engine, &options.warm, &mut events).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    touch_memory(&options.library, options.mib)?;
    // Begins the highest mark anew (proc(5)).
    fs_err::write("/proc/self/clear_refs", "5")?;
    let (before, _) = memory_mib("self")?;
    let (transfer_s, ready_s) = fetch(&engine, &options.server, &mut events).await?;
    let (_, most) = memory_mib("self")?;
    let took = Took {
        transfer_s,
        ready_s,
        extra_mib: (most - before).max(0.0),
    };
    println!("{}", serde_json::to_string(&took)?);
    engine.stop(Duration::from_secs(1)).await;
    Ok(())
}

/// Seconds from the beginning of the download to its last byte, and to the published file.
async fn fetch(engine: &Engine, base: &str, events: &mut Receiver<AppEvent>) -> Result<(f64, f64)> {
    let server = desk::server(engine, base).await?;
    let jobs = Box::pin(engine.create_jobs(desk::order(&server, base, 1))).await?;
    let id = jobs.into_iter().next().context("a job")?.id;
    let mut marks = Marks::default();
    loop {
        let event = events.recv().await?;
        if let AppEvent::Transfer {
            id: about,
            transfer,
        } = &event
            && *about == id
        {
            marks.begun.get_or_insert_with(Instant::now);
            if Some(transfer.received) == transfer.total {
                marks.transferred.get_or_insert_with(Instant::now);
            }
        }
        let AppEvent::Jobs { jobs, .. } = event else {
            continue;
        };
        for job in jobs.iter().filter(|job| job.id == id) {
            if let Some(took) = marks.note(job.state)? {
                return Ok(took);
            }
        }
    }
}

/// Moments of a download.
#[derive(Default)]
struct Marks {
    begun: Option<Instant>,
    transferred: Option<Instant>,
}

impl Marks {
    /// The two times, once the file is there.
    fn note(&mut self, state: State) -> Result<Option<(f64, f64)>> {
        match state {
            State::Completed | State::Downloading => {
                self.begun.get_or_insert_with(Instant::now);
            }
            State::Ready => {
                let end = Instant::now();
                let begun = self.begun.unwrap_or(end);
                let seconds = |at: Instant| (at - begun).as_secs_f64();
                return Ok(Some((
                    seconds(self.transferred.unwrap_or(end)),
                    seconds(end),
                )));
            }
            State::Failed | State::Expired | State::Held | State::Unconfirmed => {
                bail!("the job ended as {state}")
            }
            State::Draft
            | State::Submitting
            | State::Queued
            | State::Running
            | State::Cancelled => {}
        }
        Ok(None)
    }
}
