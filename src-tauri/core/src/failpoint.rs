//! Named moments at which a test may end, stop or starve the program: what is promised of a crash is tried at every one of
//! them, with the real program (`architecture.md`, promise 9; `cli/tests/crash`).
//!
//! Compiled only with the feature `failpoints`, which no optimised build can have; without it a call is nothing. Must not
//! know what happens at a point, nor change it.
//!
//! - `RUSHES_FAILPOINT=name[:n][=kill|stop|full]`: at the `n`th passing of that point (the first, if not said) the process is
//!   killed without a chance to tidy up, stopped until somebody continues it, or told that the disk is full.
//! - `RUSHES_FULL_WHILE=file`: while that file exists, there is room nowhere.
//! - `RUSHES_CLOCK_OFFSET_FILE=file`: the milliseconds in it are added to the wall clock, read anew each time.

use std::io;

#[cfg(all(feature = "failpoints", not(debug_assertions)))]
compile_error!("failpoints are for tests: they are never part of an optimised build");

macro_rules! points {
    ($($(#[$doc:meta])* $point:ident = $name:literal,)*) => {
        /// A moment that matters for a promise.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Point { $($(#[$doc])* $point,)* }

        impl Point {
            /// All of them, in the order in which a job meets them.
            pub const ALL: &[Self] = &[$(Self::$point,)*];

            /// The name in `RUSHES_FAILPOINT`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$point => $name,)* }
            }
        }
    };
}

points! {
    /// Jobs of a press of Create are stored.
    BatchStored = "batch-stored",
    /// A line of the journal is about to be written.
    JournalLine = "journal-line",
    /// It is on the disk.
    JournalWritten = "journal-written",
    /// "Sending began" is durable; nothing was sent.
    MarkCommitted = "mark-committed",
    /// HTTP asks for the first bytes of the request's body; nothing was written to the socket.
    RequestLeaves = "request-leaves",
    /// The request is out and the head of the answer is here.
    AnswerBegun = "answer-begun",
    /// The whole answer is in memory.
    AnswerRead = "answer-read",
    /// Bytes inside an answer are written to the partial file, not yet safe.
    InlineWritten = "inline-written",
    /// They are safe beside it, and do not have its name yet.
    InlineSafe = "inline-safe",
    /// The server's id is known and not stored.
    BeforeId = "before-id",
    /// The server's id is durable.
    IdCommitted = "id-committed",
    /// The answer to "how does it stand" is in memory.
    PollAnswered = "poll-answered",
    /// What a poll said is durable.
    PollSettled = "poll-settled",
    /// It is noted what the partial file is part of.
    PartNote = "part-note",
    /// A piece of the file is about to be written.
    BytesWritten = "bytes-written",
    /// A recipe stands in half behind the film, in the partial file.
    RecipeHalf = "recipe-half",
    /// The partial file is whole and synced.
    BeforeRename = "before-rename",
    /// The file has its final name, its folder is not synced.
    Renamed = "renamed",
    /// The file is safe under its final name and has no row.
    BeforeRow = "before-row",
    /// The row of the file is durable.
    RowWritten = "row-written",
    /// A removed job is no longer shown; its files are there.
    RemovalRowGone = "removal-row-gone",
    /// Its files are gone.
    RemovalFileGone = "removal-file-gone",
    /// A transaction is written and not committed.
    BeforeCommit = "before-commit",
    /// A transaction is durable, and nobody knows it yet.
    AfterCommit = "after-commit",
}

/// Passes a point.
#[cfg(not(feature = "failpoints"))]
#[inline(always)]
#[allow(clippy::inline_always, reason = "nothing")]
pub fn reach(_: Point) {}

/// Passes a point at which the disk may be full.
#[cfg(not(feature = "failpoints"))]
#[inline(always)]
#[allow(clippy::inline_always, reason = "nothing")]
pub fn room(_: Point) -> io::Result<()> {
    Ok(())
}

/// What is added to the wall clock, in milliseconds.
#[cfg(not(feature = "failpoints"))]
#[inline(always)]
#[allow(clippy::inline_always, reason = "nothing")]
pub fn clock_offset_ms() -> i64 {
    0
}

/// Passes a point.
#[cfg(feature = "failpoints")]
pub fn reach(point: Point) {
    armed::pass(point);
}

/// Passes a point at which the disk may be full.
#[cfg(feature = "failpoints")]
pub fn room(point: Point) -> io::Result<()> {
    let full = armed::pass(point) || armed::full();
    if full {
        return Err(io::ErrorKind::StorageFull.into());
    }
    Ok(())
}

/// What is added to the wall clock, in milliseconds.
#[cfg(feature = "failpoints")]
pub fn clock_offset_ms() -> i64 {
    armed::clock_offset_ms().unwrap_or_default()
}

#[cfg(feature = "failpoints")]
mod armed {
    use super::Point;
    use std::{
        env,
        path::PathBuf,
        sync::{
            LazyLock,
            atomic::{AtomicU32, Ordering},
        },
    };

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum Action {
        Kill,
        Stop,
        Full,
    }

    #[derive(Debug)]
    pub(super) struct Plan {
        pub point: Point,
        pub at: u32,
        pub action: Action,
    }

    static PLAN: LazyLock<Option<Plan>> = LazyLock::new(|| {
        let text = env::var("RUSHES_FAILPOINT").ok()?;
        Some(read(&text).expect("invariant: a test names a point that exists"))
    });
    static FULL: LazyLock<Option<PathBuf>> =
        LazyLock::new(|| Some(env::var_os("RUSHES_FULL_WHILE")?.into()));
    static CLOCK: LazyLock<Option<PathBuf>> =
        LazyLock::new(|| Some(env::var_os("RUSHES_CLOCK_OFFSET_FILE")?.into()));
    static PASSED: AtomicU32 = AtomicU32::new(0);

    pub(super) fn read(text: &str) -> Option<Plan> {
        let (place, action) = text.split_once('=').unwrap_or((text, "kill"));
        let (name, at) = place.split_once(':').unwrap_or((place, "1"));
        Some(Plan {
            point: *Point::ALL.iter().find(|point| point.name() == name)?,
            at: at.parse().ok()?,
            action: match action {
                "kill" => Action::Kill,
                "stop" => Action::Stop,
                "full" => Action::Full,
                _ => return None,
            },
        })
    }

    /// `true`: the disk is full here.
    pub(super) fn pass(point: Point) -> bool {
        let Some(plan) = PLAN.as_ref().filter(|plan| plan.point == point) else {
            return false;
        };
        if PASSED.fetch_add(1, Ordering::SeqCst) + 1 != plan.at {
            return false;
        }
        match plan.action {
            Action::Kill => end(),
            Action::Stop => stop(),
            Action::Full => return true,
        }
        false
    }

    pub(super) fn full() -> bool {
        FULL.as_ref().is_some_and(|file| file.exists())
    }

    pub(super) fn clock_offset_ms() -> Option<i64> {
        let text = fs_err::read_to_string(CLOCK.as_ref()?).ok()?;
        text.trim().parse().ok()
    }

    #[cfg(unix)]
    fn end() {
        signal(rustix::process::Signal::KILL);
        loop {
            // The signal is on its way; nothing more may happen here.
            std::thread::park();
        }
    }

    #[cfg(not(unix))]
    fn end() {
        std::process::abort();
    }

    #[cfg(unix)]
    fn stop() {
        signal(rustix::process::Signal::STOP);
    }

    #[cfg(not(unix))]
    fn stop() {}

    #[cfg(unix)]
    fn signal(signal: rustix::process::Signal) {
        rustix::process::kill_process(rustix::process::getpid(), signal)
            .expect("invariant: a process may signal itself");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_points_have_one_name() {
        let mut names: Vec<_> = Point::ALL.iter().map(|point| point.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Point::ALL.len());
    }

    #[cfg(feature = "failpoints")]
    #[test]
    fn a_plan_names_a_point_a_passing_and_what_happens() {
        let plan = armed::read("bytes-written:3=full").expect("a plan");
        let read = (plan.point, plan.at, plan.action);
        assert_eq!(read, (Point::BytesWritten, 3, armed::Action::Full));
    }

    #[cfg(feature = "failpoints")]
    #[test]
    fn a_point_that_does_not_exist_is_no_plan() {
        assert!(armed::read("byte-written").is_none() && armed::read("renamed=sing").is_none());
    }
}
