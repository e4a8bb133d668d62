//! The history: SQLite behind one writer thread and two readers.
//!
//! Knows tables and transactions. Must not know of HTTP, of files beside the database, or of when things should happen.

mod assets;
mod at_work;
mod capabilities;
mod jobs;
mod lane;
mod leaving;
mod local;
mod marks;
mod migrations;
mod names;
mod presets;
mod prices;
mod prompts;
mod queue;
mod rebuild;
mod receipts;
mod removal;
mod rows;
mod saved;
mod servers;
mod settings;
mod sides;
mod spend;
mod wall;

pub use at_work::Pending;
pub use jobs::{Additions, NewBatch, Saved};
pub use local::LocalMoment;
pub use marks::Marks;
pub use names::{Marked, Named};
pub use presets::Craft;
pub use queue::{Glance, Queue, Spread, Waiting};
pub use rebuild::Restored;
pub use removal::Place;
pub use sides::{Beside, Sides};
pub use spend::Spent;
pub use wall::{Ask, Cursor, Page};

use crate::failpoint::{self, Point};
use lane::Lane;
use rusqlite::{Connection, OpenFlags, Transaction, config::DbConfig};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Trouble with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It was closed; the program is ending.
    #[error("the database was closed")]
    Closed,
    /// A newer Rushes made it.
    #[error("the database has version {found}, this program knows {supported}")]
    Newer {
        /// Version of the file.
        found: i64,
        /// Newest version that we know.
        supported: i64,
    },
    /// Somebody else changed the row first; read it again.
    #[error("the job was changed meanwhile")]
    Stale,
    /// A value in it that we never write.
    #[error("the database holds something that Rushes never writes: {0}")]
    Corrupt(String),
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// Any other trouble of SQLite.
    #[error("database: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// Trouble with a file beside it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Self::Corrupt(error.to_string())
            }
            Some(_) | None => Self::Sqlite(error),
        }
    }
}

/// Readers beside the one writer.
const READERS: usize = 2;

/// The open database.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    writer: Lane,
    readers: [Lane; READERS],
    turn: AtomicUsize,
    /// Jobs whose rows cannot be read, by their ids, as far as they were met.
    unreadable: Arc<Mutex<BTreeSet<String>>>,
}

/// Adds what the piece of work on this thread could not read.
fn note_unreadable(known: &Mutex<BTreeSet<String>>) {
    for id in rows::take_unreadable() {
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.insert(id.clone()) {
            tracing::error!(job = %id, "a row of the history cannot be read");
        }
    }
}

impl Store {
    /// Opens or makes the database at `path`, copies it to `backups` before a change of its shape, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a newer program, which is left exactly as it is.
    pub fn open(path: &Path, backups: &Path) -> Result<Self, StoreError> {
        let mut writer = Connection::open(path)?;
        prepare(&writer)?;
        migrations::migrate(&mut writer, backups)?;
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        let reader = |index: usize| -> Result<Lane, StoreError> {
            let connection = Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?;
            configure(&connection)?;
            Ok(Lane::start(&format!("store-read-{index}"), connection)?)
        };
        Ok(Self {
            path: path.to_owned(),
            readers: [reader(0)?, reader(1)?],
            writer: Lane::start("store-write", writer)?,
            turn: AtomicUsize::new(0),
            unreadable: Arc::default(),
        })
    }

    /// Where the database lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `work` in one transaction; nothing of it stays if it fails. When this returns, it is on the disk.
    pub async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let unreadable = Arc::clone(&self.unreadable);
        self.writer
            .run(move |connection| {
                let transaction = connection
                    .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                let value = work(&transaction);
                note_unreadable(&unreadable);
                let value = value?;
                failpoint::room(Point::BeforeCommit).map_err(|_| StoreError::DiskFull)?;
                transaction.commit()?;
                failpoint::reach(Point::AfterCommit);
                Ok(value)
            })
            .await
    }

    /// Runs `work` on a reader; it sees one consistent state.
    pub async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % READERS;
        let unreadable = Arc::clone(&self.unreadable);
        self.readers[turn]
            .run(move |connection| {
                let value = work(&connection.transaction()?);
                note_unreadable(&unreadable);
                value
            })
            .await
    }

    /// The same on the writer's connection, which still has in memory what it wrote last: for the little that the scheduler
    /// reads again after every change. A reader forgets all its pages whenever anything was written.
    async fn read_fresh<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let unreadable = Arc::clone(&self.unreadable);
        self.writer
            .run(move |connection| {
                let value = work(&connection.transaction()?);
                note_unreadable(&unreadable);
                value
            })
            .await
    }

    /// How many jobs were met whose rows cannot be read. They are left out of every answer, and nothing is deleted.
    pub fn unreadable(&self) -> usize {
        let known = self.unreadable.lock();
        known.unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Takes their times from the jobs that cannot be read: nobody can work on them, and they would come up for ever.
    pub async fn park_unreadable(&self) -> Result<(), StoreError> {
        let known = self.unreadable.lock();
        let ids = known.unwrap_or_else(PoisonError::into_inner).clone();
        if ids.is_empty() {
            return Ok(());
        }
        self.write(move |t| {
            for id in &ids {
                t.execute("UPDATE jobs SET next_at = NULL WHERE id = ?1", [id])?;
            }
            Ok(())
        })
        .await
    }

    /// Count to zero when the connections are closed.
    #[cfg(test)]
    pub(crate) fn connections(&self) -> Vec<std::sync::Weak<()>> {
        [&self.writer, &self.readers[0], &self.readers[1]]
            .map(Lane::open)
            .to_vec()
    }

    /// Moves everything into the main file, for a tidy end. Correctness never depends on it.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        self.writer
            .run(|connection| {
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                Ok(())
            })
            .await
    }
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL, not NORMAL: the commit that stores a paid id must survive a power cut (platform.md 1.6).
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 1000)?;
    configure(connection)
}

/// Statements that a connection keeps ready: all that there are.
const STATEMENTS: usize = 128;

fn configure(connection: &Connection) -> Result<(), StoreError> {
    // Otherwise a statement on a table with partial indexes is planned anew whenever a value is bound to it: a quarter of all
    // that a thousand live jobs cost. No plan of ours depends on a value (sqlite.org/qpsg.html).
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -8000)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "mmap_size", 0)?;
    Ok(())
}

#[cfg(test)]
mod tests;
