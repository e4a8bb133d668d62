//! What must be true after every kill and a new start, read from the database and the folder themselves and not through the
//! program.

use crate::{
    client::Home,
    server::{Accent, Accepted, Server, video},
};
use rushes_core::domain::sha256_hex;
use rusqlite::{Connection, OpenFlags};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

struct Row {
    id: String,
    prompt: String,
    state: String,
    remote: Option<String>,
    output: u32,
    removed: bool,
}

struct File {
    job: String,
    path: String,
    bytes: i64,
    sha256: String,
}

/// How many jobs are in which state.
#[derive(Debug, Default, Clone, Copy)]
pub struct Kept {
    pub ready: usize,
    pub unconfirmed: usize,
    pub held: usize,
}

struct Library {
    jobs: Vec<Row>,
    files: Vec<File>,
}

fn read(home: &Home) -> Library {
    let path = home.library().join("rushes.db");
    let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let database = database.expect("a database");
    let whole: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .expect("an answer");
    assert_eq!(whole, "ok");
    let mut jobs = database
        .prepare("SELECT id, prompt, state, remote_id, output, removed_at IS NOT NULL FROM jobs")
        .expect("a table");
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Row {
            id: row.get(0)?,
            prompt: row.get(1)?,
            state: row.get(2)?,
            remote: row.get(3)?,
            output: row.get(4)?,
            removed: row.get(5)?,
        })
    };
    let mut files = database
        .prepare("SELECT job, file, bytes, sha256 FROM assets")
        .expect("a table");
    let file = |row: &rusqlite::Row<'_>| {
        Ok(File {
            job: row.get(0)?,
            path: row.get(1)?,
            bytes: row.get(2)?,
            sha256: row.get(3)?,
        })
    };
    Library {
        jobs: jobs
            .query_map([], row)
            .expect("rows")
            .map(|row| row.expect("a row"))
            .collect(),
        files: files
            .query_map([], file)
            .expect("rows")
            .map(|row| row.expect("a row"))
            .collect(),
    }
}

/// Asserts all of it.
pub fn check(home: &Home, server: &Server) -> Kept {
    let library = read(home);
    let prompts: BTreeSet<_> = library.jobs.iter().map(|job| &job.prompt).collect();
    let mut accepted: BTreeMap<String, Vec<Accepted>> = BTreeMap::new();
    for made in server.accepted() {
        // Other libraries use the server, too: each has prompts of its own.
        if prompts.contains(&made.prompt) || made.prompt.starts_with(&home.mark()) {
            accepted.entry(made.prompt.clone()).or_default().push(made);
        }
    }
    for (prompt, made) in &accepted {
        assert_accepted_is_known(prompt, made, &library);
    }
    assert_named_once(&accepted);
    assert_states(&library, &accepted);
    assert_all_results(&library, &accepted);
    assert_files(home, &library);
    assert_journal(home, &library);
    assert_eq!(
        server.strangers(),
        Vec::<String>::new(),
        "a key where none belongs"
    );
    let count = |state: &str| library.jobs.iter().filter(|job| job.state == state).count();
    Kept {
        ready: count("ready"),
        unconfirmed: count("unconfirmed"),
        held: count("held"),
    }
}

/// Every job of the server is here under its id, or there is a request without an answer that may have made it; and the
/// server did not get more requests than there are jobs that were sent.
fn assert_accepted_is_known(prompt: &str, made: &[Accepted], library: &Library) {
    let jobs: Vec<_> = library
        .jobs
        .iter()
        .filter(|job| job.prompt == prompt)
        .collect();
    let named: BTreeSet<_> = jobs
        .iter()
        .filter_map(|job| job.remote.as_deref())
        .collect();
    let open = jobs.iter().filter(|job| job.state == "unconfirmed").count();
    let unnamed = named.iter().filter(|id| id.starts_with("unnamed-")).count();
    let lost: Vec<_> = made
        .iter()
        .filter(|made| !named.contains(made.id.as_str()))
        .collect();
    assert!(
        lost.len() <= open + unnamed,
        "{prompt}: accepted and lost, or sent twice: {lost:?}, {open} unconfirmed"
    );
    assert!(
        made.len() <= named.len() + open,
        "{prompt}: {} requests for {} jobs that were sent",
        made.len(),
        named.len() + open
    );
}

fn assert_named_once(accepted: &BTreeMap<String, Vec<Accepted>>) {
    let mut names = BTreeSet::new();
    for name in accepted
        .values()
        .flatten()
        .filter_map(|made| made.name.as_ref())
    {
        assert!(names.insert(name), "{name} was sent twice");
    }
}

fn assert_states(library: &Library, accepted: &BTreeMap<String, Vec<Accepted>>) {
    for job in library.jobs.iter().filter(|job| !job.removed) {
        match (job.state.as_str(), &job.remote) {
            // Held: the program ended before anything was sent, and the user decides.
            ("ready", Some(_)) | ("unconfirmed" | "held", None) => {}
            (state, remote) => panic!("{} ({}) is {state} with {remote:?}", job.id, job.prompt),
        }
        if let Some(remote) = job.remote.as_ref().filter(|id| !id.starts_with("unnamed-")) {
            let made = accepted.get(&job.prompt);
            let made = made.is_some_and(|made| made.iter().any(|made| made.id == *remote));
            assert!(made, "{remote} was never made");
        }
    }
}

/// Where one answer brought several videos, each has its job as soon as one has; also where the id was lost and the bytes were
/// found.
fn assert_all_results(library: &Library, accepted: &BTreeMap<String, Vec<Accepted>>) {
    for job in &library.jobs {
        let Some(remote) = &job.remote else { continue };
        let unnamed = remote.starts_with("unnamed-");
        let made = accepted.get(&job.prompt).filter(|_| unnamed);
        let id = made.map_or(remote, |made| &made[0].id);
        let accent = Accent::ALL
            .into_iter()
            .find(|accent| id.starts_with(accent.name()));
        let wanted: BTreeSet<u32> = (0..accent.map_or(1, Accent::results)).collect();
        let of_it = library
            .jobs
            .iter()
            .filter(|other| other.remote == job.remote);
        let there: BTreeSet<u32> = of_it.map(|other| other.output).collect();
        assert_eq!(there, wanted, "{remote} has lost one of its videos");
    }
}

/// Every ready job has its file, byte by byte as the server has it; every file has its row; nothing half is left.
fn assert_files(home: &Home, library: &Library) {
    for job in library.jobs.iter().filter(|job| job.state == "ready") {
        let files: Vec<_> = library
            .files
            .iter()
            .filter(|file| file.job == job.id)
            .collect();
        if job.removed {
            assert!(files.is_empty(), "{} was removed and has a file", job.id);
            continue;
        }
        assert_eq!(files.len(), 1, "{} has one file", job.id);
        let bytes =
            fs_err::read(home.library().join(&files[0].path)).expect("a row without a file");
        assert_eq!(
            (
                i64::try_from(bytes.len()).expect("small"),
                sha256_hex(&bytes)
            ),
            (files[0].bytes, files[0].sha256.clone())
        );
        let remote = job.remote.as_deref().unwrap_or_default();
        if !remote.starts_with("unnamed-") {
            let came = without_recipe(&bytes, &job.prompt);
            assert!(
                came == video(remote, job.output),
                "{remote} has another file than the server gave"
            );
        }
    }
    assert_no_orphan(home, library);
}

fn assert_no_orphan(home: &Home, library: &Library) {
    let known: BTreeSet<_> = library.files.iter().map(|file| file.path.clone()).collect();
    for folder in ["media", "stills", "partial", "inputs"] {
        for file in below(&home.library(), folder) {
            assert!(known.contains(&file), "{file} belongs to nobody");
        }
    }
}

/// Every file has its row. The prompts of all jobs, each with how many files it has.
pub fn prompts(home: &Home) -> Vec<(String, usize)> {
    let library = read(home);
    assert_no_orphan(home, &library);
    let files = |id: &str| library.files.iter().filter(|file| file.job == id).count();
    let jobs = library.jobs.iter();
    jobs.map(|job| (job.prompt.clone(), files(&job.id)))
        .collect()
}

/// What the server gave: all but the recipe, which is one box at the end, whole, and says what was asked for.
fn without_recipe<'file>(bytes: &'file [u8], prompt: &str) -> &'file [u8] {
    let uuid = u128::to_be_bytes(0xae26_87f1_db18_4a47_9ac8_18b3_8a6a_bb9d);
    let head = [b"uuid".as_slice(), &uuid].concat();
    let places: Vec<_> = bytes
        .windows(head.len())
        .enumerate()
        .filter(|(_, window)| *window == head)
        .map(|(at, _)| at - 4)
        .collect();
    assert_eq!(places.len(), 1, "{prompt}: one recipe");
    let (came, recipe) = bytes.split_at(places[0]);
    let size = u32::from_be_bytes(recipe[..4].try_into().expect("four bytes"));
    assert_eq!(size as usize, recipe.len(), "{prompt}: the recipe is whole");
    let said: serde_json::Value = serde_json::from_slice(&recipe[24..]).expect("a recipe");
    assert_eq!(said["prompt"], prompt);
    came
}

/// Beside the database each job's id stands, too.
fn assert_journal(home: &Home, library: &Library) {
    for job in &library.jobs {
        let Some(remote) = &job.remote else { continue };
        let name = format!("{}.jsonl", job.id);
        let files = below(&home.library(), "receipts");
        let file = files.iter().find(|file| file.ends_with(&name));
        let file = file.unwrap_or_else(|| panic!("{} has no journal", job.id));
        let text = fs_err::read_to_string(home.library().join(file)).expect("a file");
        assert!(
            text.contains(&format!("\"remote_id\":\"{remote}\"")),
            "{remote} is not in {file}"
        );
    }
}

/// All files in a folder of the library, as paths below the library.
fn below(library: &Path, folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = fs_err::read_dir(library.join(folder)) else {
        return found;
    };
    for entry in entries {
        let entry = entry.expect("an entry");
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(below(library, &name));
        } else {
            found.push(name);
        }
    }
    found
}

impl Home {
    /// What the prompts of this library begin with.
    pub fn mark(&self) -> String {
        let name = self.path().file_name().expect("a name").to_string_lossy();
        format!("{name} ")
    }
}

/// The id of the job that was made last.
pub fn newest(home: &Home) -> String {
    read(home).jobs.pop().expect("a job").id
}
