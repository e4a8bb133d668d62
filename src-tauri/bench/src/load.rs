//! A thousand live jobs on five servers of which every fifth request fails: what it costs, and how late an end is noticed.
//!
//! First nothing ends for a while, which is measured; then the jobs end one after the other, evenly over the time. Orders
//! never fail: a lost order would become `unconfirmed`, and fewer jobs would be live.

use crate::{
    desk,
    part::{Ground, Part, Row, quantile},
    process::Helper,
    server::now_ms,
};
use anyhow::{Context as _, Result};
use clap::Args;
use futures_util::future::BoxFuture;
use rushes_core::{domain::State, dto::AppEvent, engine::Engine};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, path::PathBuf, time::Duration};
use tokio::{sync::broadcast::error::RecvError, time::Instant};

pub const PART: Part = Part {
    name: "load",
    what: "1,000 live jobs on 5 servers, every fifth request fails",
    run,
};

const SERVERS: usize = 5;
/// Takes of one press.
const TAKES: u32 = 4;
/// After the last order, until the measuring begins.
const CALM: Duration = Duration::from_secs(5);
/// The time in which nothing ends is measured in so many parts, of which the median counts.
const TIMES: u32 = 5;

#[derive(Args)]
pub struct Options {
    #[arg(long)]
    library: PathBuf,
    #[arg(long)]
    jobs: u32,
    #[arg(long)]
    server: Vec<String>,
}

/// What the engine's process says at the end.
#[derive(Serialize, Deserialize)]
struct Ended {
    /// Milliseconds from the end of a job to the event about it.
    late_ms: Vec<f64>,
    ready: usize,
    seconds: f64,
}

struct Plan {
    jobs: u32,
    window: Duration,
    done_after: u64,
    done_within: u64,
}

fn run(ground: &Ground) -> BoxFuture<'_, Result<Vec<Row>>> {
    let plan = if ground.quick {
        Plan {
            jobs: 200,
            window: Duration::from_secs(10),
            done_after: 30,
            done_within: 10,
        }
    } else {
        Plan {
            jobs: 1000,
            window: Duration::from_secs(75),
            done_after: 125,
            done_within: 60,
        }
    };
    Box::pin(measure(ground, plan))
}

async fn measure(ground: &Ground, plan: Plan) -> Result<Vec<Row>> {
    let mut servers = Helper::start(&[
        "serve".to_owned(),
        "--shaky".to_owned(),
        format!("--servers={SERVERS}"),
        format!("--done-after={}", plan.done_after),
        format!("--done-within={}", plan.done_within),
    ])?;
    let bases: Vec<String> = servers.says().await?;
    let library = tempfile::tempdir_in(&ground.scratch)?;
    let mut arguments = vec![
        "load".to_owned(),
        format!("--library={}", library.path().display()),
        format!("--jobs={}", plan.jobs),
    ];
    arguments.extend(bases.iter().map(|base| format!("--server={base}")));
    let mut engine = Helper::start(&arguments)?;
    let ordering: f64 = engine.says().await?;
    println!("  all accepted after {ordering:.1} s");
    tokio::time::sleep(CALM).await;
    // What the servers said while the jobs were made is read first.
    let before = newest(&mut servers).await?;
    let (mut cpu, mut passed, mut percents) = (0.0, 0.0, Vec::new());
    for _ in 0..TIMES {
        let (begun, start) = (engine.cpu_seconds()?, Instant::now());
        tokio::time::sleep(plan.window / TIMES).await;
        let (took, seconds) = (engine.cpu_seconds()? - begun, start.elapsed().as_secs_f64());
        percents.push(100.0 * took / seconds);
        cpu += took;
        passed += seconds;
    }
    let after = newest(&mut servers).await?;
    let (memory, _) = engine.memory_mib()?;
    let mut ended: Ended = engine.says().await?;
    let (_, most) = engine.memory_mib().unwrap_or_default();
    let percent = quantile(&mut percents, 0.5);
    let rate = (after - before) as f64 / passed / SERVERS as f64;
    let median = quantile(&mut ended.late_ms, 0.5) / 1000.0;
    let p99 = quantile(&mut ended.late_ms, 0.99) / 1000.0;
    Ok(vec![
        Row::new("live jobs", f64::from(plan.jobs), ""),
        Row::new("became ready", ended.ready as f64, "")
            .promised("all", ended.ready == plan.jobs as usize),
        Row::new("requests a second and server", rate, "1/s"),
        Row::new("CPU of the engine's process, median", percent, "% of 1")
            .promised("≤ 5 % of a core", percent <= 5.0),
        Row::new(
            "CPU per request",
            1000.0 * cpu / ((after - before) as f64).max(1.0),
            "ms",
        ),
        Row::new("memory of the engine's process", memory, "MiB"),
        Row::new("its most, downloads included", most, "MiB"),
        Row::new("an end is noticed after, median", median, "s"),
        Row::new("an end is noticed after, 99 %", p99, "s"),
        Row::new("from the first order to the last file", ended.seconds, "s"),
    ])
}

/// The newest number that the servers said: all lines that wait are read, and the next one.
async fn newest(servers: &mut Helper) -> Result<u64> {
    let mut count = servers.says().await?;
    while let Ok(next) = tokio::time::timeout(Duration::from_millis(200), servers.says()).await {
        count = next?;
    }
    Ok(count)
}

/// The engine's process: says when all is accepted, and then how it ended.
pub async fn engine(options: Options) -> Result<()> {
    let start = Instant::now();
    let engine = desk::open(&options.library).await?;
    let mut events = engine.events();
    let each = options.jobs / u32::try_from(options.server.len())?;
    for base in &options.server {
        let server = desk::server(&engine, base).await?;
        for press in 0..each / TAKES {
            let order = desk::order(&server, &format!("{base} {press}"), TAKES);
            Box::pin(engine.create_jobs(order)).await?;
        }
    }
    let mut seen = Seen::default();
    let mut told = false;
    while seen.ended.len() < options.jobs as usize {
        match events.recv().await {
            Ok(AppEvent::Jobs { jobs, .. }) => {
                for job in jobs {
                    seen.note(job.id.as_str(), job.remote_id.as_deref(), job.state);
                }
            }
            Ok(_) => {}
            Err(RecvError::Lagged(missed)) => eprintln!("{missed} events were missed"),
            Err(RecvError::Closed) => break,
        }
        if !told && seen.accepted.len() >= options.jobs as usize {
            told = true;
            println!("{}", serde_json::to_string(&start.elapsed().as_secs_f64())?);
        }
    }
    say_end(&engine, seen, start).await
}

async fn say_end(engine: &Engine, seen: Seen, start: Instant) -> Result<()> {
    let ended = Ended {
        late_ms: seen.late_ms,
        ready: seen.ready,
        seconds: start.elapsed().as_secs_f64(),
    };
    println!("{}", serde_json::to_string(&ended).context("numbers")?);
    // The other side reads our memory now.
    tokio::time::sleep(Duration::from_secs(2)).await;
    engine.stop(Duration::from_secs(1)).await;
    Ok(())
}

#[derive(Default)]
struct Seen {
    accepted: HashSet<String>,
    noticed: HashSet<String>,
    late_ms: Vec<f64>,
    ended: HashSet<String>,
    ready: usize,
}

impl Seen {
    fn note(&mut self, id: &str, remote: Option<&str>, state: State) {
        let Some(remote) = remote else {
            return;
        };
        self.accepted.insert(id.to_owned());
        let done = matches!(state, State::Completed | State::Downloading | State::Ready);
        if done && self.noticed.insert(id.to_owned()) {
            let at = remote
                .rsplit('_')
                .next()
                .and_then(|at| at.parse::<u64>().ok());
            self.late_ms
                .push(now_ms().saturating_sub(at.unwrap_or_default()) as f64);
        }
        let over = matches!(state, State::Ready | State::Failed | State::Expired);
        if over && self.ended.insert(id.to_owned()) {
            self.ready += usize::from(state == State::Ready);
        }
    }
}
