//! Real processes: waiting for them with a deadline, and leaving none behind.

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// Looks until `look` finds something; fails with `what` when `seconds` have passed.
pub fn wait<T>(what: &str, seconds: u64, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "not within {seconds} s: {what}");
        // The pause between two looks at a process that has no other way to tell us.
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

/// A process that ends with everything it has started when this is dropped.
pub struct Owned(Child);

impl Owned {
    pub fn start(command: &mut Command) -> Self {
        let child = command.spawn();
        Self(child.unwrap_or_else(|error| panic!("{command:?} does not start: {error}")))
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        for process in family(self.0.id()) {
            kill(process);
        }
        let _ = self.0.wait();
    }
}

/// SIGKILL, as the kernel's memory killer sends it: nothing in the process can prepare for it.
pub fn kill(process: u32) {
    let _ = Command::new("kill")
        .args(["-KILL", &process.to_string()])
        .stderr(std::process::Stdio::null())
        .status();
}

/// The process and all that descend from it, itself first, so that it starts no more.
pub fn family(root: u32) -> Vec<u32> {
    let all: Vec<(u32, u32)> = numbers().filter_map(|id| Some((id, parent(id)?))).collect();
    let mut family = vec![root];
    let mut next = 0;
    while next < family.len() {
        let of = family[next];
        family.extend(
            all.iter()
                .filter(|(_, parent)| *parent == of)
                .map(|(id, _)| id),
        );
        next += 1;
    }
    family
}

/// The processes that run `program` with `variable` in their environment.
pub fn running(program: &Path, variable: &str) -> Vec<u32> {
    let runs = |id: &u32| {
        let folder = format!("/proc/{id}");
        let same = fs_err::read_link(format!("{folder}/exe")).is_ok_and(|exe| exe == program);
        let environment = fs_err::read(format!("{folder}/environ")).unwrap_or_default();
        same && environment
            .split(|byte| *byte == 0)
            .any(|entry| entry == variable.as_bytes())
    };
    numbers().filter(runs).collect()
}

fn numbers() -> impl Iterator<Item = u32> {
    let entries = fs_err::read_dir("/proc").expect("Linux lists its processes");
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

/// What a process has to itself and its share of what it shares (`Pss`), in MiB; 0 for one that is gone.
pub fn memory_mib(id: u32) -> f64 {
    let rollup = fs_err::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
    let pss = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kib = pss.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// The fourth field of `/proc/ID/stat`; the second, a name in brackets, may hold anything.
fn parent(id: u32) -> Option<u32> {
    let stat = fs_err::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}
