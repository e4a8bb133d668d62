//! The window: from the start of the process to the first paint, and what it takes while nobody does anything, beside a window of
//! tauri with nothing in it that the same command built. One after the other, so that both have the same machine.

use crate::{
    library::{self, Options as Library},
    part::{Ground, Part, Row, quantile},
    process::{cpu_seconds, family, proportional_mib},
    screen::Screen,
};
use anyhow::{Context as _, Result, ensure};
use futures_util::future::BoxFuture;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};

pub const PART: Part = Part {
    name: "window",
    what: "start, idle memory and idle work, against a bare Tauri window",
    run,
};

/// One start of a program.
struct Stay {
    paint_ms: f64,
    memory_mib: f64,
    cpu_percent: f64,
}

/// How long it may settle, and how long it is watched.
#[derive(Clone, Copy)]
struct Patience {
    settle: Duration,
    watch: Duration,
}

fn run(ground: &Ground) -> BoxFuture<'_, Result<Vec<Row>>> {
    Box::pin(measure(ground))
}

async fn measure(ground: &Ground) -> Result<Vec<Row>> {
    let (rounds, clips, settle, watch) = if ground.quick {
        (1, 2_000, 3, 3)
    } else {
        (5, 100_000, 10, 10)
    };
    let patience = Patience {
        settle: Duration::from_secs(settle),
        watch: Duration::from_secs(watch),
    };
    let scratch = tempfile::tempdir_in(&ground.scratch)?;
    let large = scratch.path().join("large");
    library::make(&Library {
        clips,
        into: large.join("rushes/library"),
        seed: 1,
    })
    .await?;
    let small = scratch.path().join("small");
    let (bare, rushes) = (beside("rushes-bare")?, beside("rushes")?);
    let programs: [(&Path, &Path); 3] = [(&bare, &small), (&rushes, &small), (&rushes, &large)];
    let screen = Screen::start().await?;
    let mut stays: [Vec<Stay>; 3] = [const { Vec::new() }; 3];
    for round in 0..=rounds {
        for ((program, home), stays) in programs.iter().zip(&mut stays) {
            let stay = stay(&screen, program, home, patience).await?;
            // The first finds nothing of its files in the memory of the system.
            if round > 0 {
                stays.push(stay);
            }
        }
    }
    Ok(rows(&stays, clips))
}

/// A program that the same build put beside this one.
fn beside(name: &str) -> Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name(name);
    ensure!(
        program.exists(),
        "{} is missing: `cargo xtask bench` builds it",
        program.display()
    );
    Ok(program)
}

/// Starts it, waits for its first paint, lets it settle, watches it, and ends it.
async fn stay(screen: &Screen, program: &Path, home: &Path, patience: Patience) -> Result<Stay> {
    screen.empty().await?;
    let mut command = environment(program, home, screen)?;
    let began = Instant::now();
    let child = command
        .spawn()
        .with_context(|| program.display().to_string())?;
    let id = child.id().context("it runs")?;
    screen.painted().await?;
    let paint_ms = began.elapsed().as_secs_f64() * 1000.0;
    sleep(patience.settle).await;
    let before = cpu_of(id)?;
    let watched = Instant::now();
    sleep(patience.watch).await;
    let cpu = cpu_of(id)? - before;
    let cpu_percent = cpu / watched.elapsed().as_secs_f64() * 100.0;
    let memory_mib = family(id)?.into_iter().map(proportional_mib).sum();
    end(child).await?;
    Ok(Stay {
        paint_ms,
        memory_mib,
        cpu_percent,
    })
}

/// As a session ends it: Rushes would take a kill for a crash, and start more carefully. The processes of the page end with it.
async fn end(mut child: Child) -> Result<()> {
    let id = child.id().context("it runs")?.to_string();
    Command::new("kill").args(["-TERM", &id]).status().await?;
    let ended = timeout(Duration::from_secs(20), child.wait()).await;
    ended.context("it does not end when it is told to")??;
    Ok(())
}

fn cpu_of(root: u32) -> Result<f64> {
    let all = family(root)?;
    // One that ended meanwhile did nothing lately.
    Ok(all.into_iter().filter_map(|id| cpu_seconds(id).ok()).sum())
}

/// A person with nothing of this machine's own: as in `tests/e2e/desktop.rs`, without a bus.
fn environment(program: &Path, home: &Path, screen: &Screen) -> Result<Command> {
    let mut command = Command::new(program);
    command.env_clear().kill_on_drop(true);
    command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH"));
    for (variable, name) in [
        ("HOME", "home"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
        ("RUSHES_HOME", "rushes"),
    ] {
        let folder = home.join(name);
        fs_err::create_dir_all(&folder)?;
        command.env(variable, folder);
    }
    let run = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o700);
    fs_err::set_permissions(home.join("run"), run)?;
    command
        .env("DISPLAY", screen.name())
        .env("LANG", "C.UTF-8")
        .env("GDK_BACKEND", "x11")
        .env("NO_AT_BRIDGE", "1")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    Ok(command)
}

fn rows([bare, rushes, large]: &[Vec<Stay>; 3], clips: u32) -> Vec<Row> {
    let median = |stays: &[Stay], of: fn(&Stay) -> f64| {
        quantile(&mut stays.iter().map(of).collect::<Vec<_>>(), 0.5)
    };
    let paint: fn(&Stay) -> f64 = |stay| stay.paint_ms;
    let memory: fn(&Stay) -> f64 = |stay| stay.memory_mib;
    let cpu: fn(&Stay) -> f64 = |stay| stay.cpu_percent;
    let starts = median(rushes, paint) / median(bare, paint);
    let takes = median(rushes, memory) / median(bare, memory);
    let works = median(rushes, cpu);
    vec![
        Row::new("first paint, bare window", median(bare, paint), "ms"),
        Row::new("first paint, Rushes", median(rushes, paint), "ms"),
        Row::new("  against the bare window", starts, "×").promised("≤ 1.3", starts <= 1.3),
        Row::new(
            format!("first paint, {clips} takes"),
            median(large, paint),
            "ms",
        ),
        Row::new("idle memory, bare window", median(bare, memory), "MiB"),
        Row::new("idle memory, Rushes", median(rushes, memory), "MiB"),
        Row::new("  against the bare window", takes, "×").promised("≤ 1.25", takes <= 1.25),
        Row::new(
            format!("idle memory, {clips} takes"),
            median(large, memory),
            "MiB",
        ),
        Row::new("idle work, bare window", median(bare, cpu), "% core"),
        Row::new("idle work, Rushes", works, "% core").promised("≤ 0.3", works <= 0.3),
        Row::new(
            format!("idle work, {clips} takes"),
            median(large, cpu),
            "% core",
        ),
    ]
}
