//! What was measured on: a number without its machine says nothing.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Machine {
    system: &'static str,
    cores: usize,
    processor: String,
    memory_mib: u64,
    /// Work of others in the last minute, before anything was measured.
    load: String,
    seconds_since_1970: u64,
}

impl Machine {
    pub fn line(&self) -> String {
        format!(
            "{}, {} cores, {}, {} MiB, load {}",
            self.system, self.cores, self.processor, self.memory_mib, self.load
        )
    }
}

/// Asks the system; what it does not say stays empty.
pub fn describe() -> Machine {
    let read = |path| fs_err::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()))
            .unwrap_or_default()
    };
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let kib = memory
        .split(' ')
        .next()
        .and_then(|text| text.parse::<u64>().ok());
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Machine {
        system: std::env::consts::OS,
        cores: std::thread::available_parallelism().map_or(0, usize::from),
        processor: field(&read("/proc/cpuinfo"), "model name"),
        memory_mib: kib.unwrap_or_default() / 1024,
        load: read("/proc/loadavg")
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        seconds_since_1970: since.unwrap_or_default().as_secs(),
    }
}
