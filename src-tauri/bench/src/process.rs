//! Our own processes: starting this program in another role, and what the system says of it.

use anyhow::{Context as _, Result};
use serde::de::DeserializeOwned;
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// Clock ticks a second in `/proc/PID/stat`: 100 on every Linux that is not very old.
const TICKS: f64 = 100.0;

/// This program in another role. It ends when this is dropped.
pub struct Helper {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Helper {
    pub fn start(arguments: &[String]) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().context("it has an output")?;
        let lines = BufReader::new(output).lines();
        Ok(Self { child, lines })
    }

    /// The next line that it says, as JSON.
    pub async fn says<T: DeserializeOwned>(&mut self) -> Result<T> {
        let line = self.lines.next_line().await?;
        let line = line.context("the helper ended before it said what was measured")?;
        serde_json::from_str(&line).with_context(|| format!("it said: {line}"))
    }

    /// Seconds of processor time so far.
    pub fn cpu_seconds(&self) -> Result<f64> {
        cpu_seconds(self.child.id().context("it runs")?)
    }

    /// MiB of memory in use, and at most so far.
    pub fn memory_mib(&self) -> Result<(f64, f64)> {
        memory_mib(&self.child.id().context("it runs")?.to_string())
    }
}

/// The same of a process by its number, or `self`.
pub fn memory_mib(id: &str) -> Result<(f64, f64)> {
    let status = fs_err::read_to_string(format!("/proc/{id}/status"))?;
    let field = |name: &str| -> Result<f64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|rest| rest.split_whitespace().next());
        Ok(kib.context("a field of /proc")?.parse::<f64>()? / 1024.0)
    };
    Ok((field("VmRSS:")?, field("VmHWM:")?))
}

/// Seconds of processor time of a process so far.
pub fn cpu_seconds(id: u32) -> Result<f64> {
    let ticks = |place: usize| -> Result<f64> { Ok(stat(id, place)?.parse()?) };
    Ok((ticks(11)? + ticks(12)?) / TICKS)
}

/// What a process has to itself and its share of what it shares, in MiB; 0 for one that is gone.
pub fn proportional_mib(id: u32) -> f64 {
    let rollup = fs_err::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = pss.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// A process and all that descend from it.
pub fn family(root: u32) -> Result<Vec<u32>> {
    let numbers = fs_err::read_dir("/proc")?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let all: Vec<(u32, u32)> = numbers
        .filter_map(|id| Some((id, stat(id, 1).ok()?.parse().ok()?)))
        .collect();
    let mut family = vec![root];
    let mut next = 0;
    while let Some(of) = family.get(next).copied() {
        let children = all.iter().filter(|(_, parent)| *parent == of);
        family.extend(children.map(|(id, _)| id));
        next += 1;
    }
    Ok(family)
}

/// A field of `/proc/ID/stat`, counted from the one behind the name, which may have spaces and brackets in it.
fn stat(id: u32, place: usize) -> Result<String> {
    let stat = fs_err::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, rest) = stat.rsplit_once(')').context("a line of /proc")?;
    let field = rest.split_whitespace().nth(place).context("a field")?;
    Ok(field.to_owned())
}
