//! Brings a database to the newest shape: forward only, each step in one transaction, after a copy was made.

use super::StoreError;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The steps in order; `user_version` counts how many were taken. Shipped files are never edited.
pub(super) const STEPS: [&str; 6] = [
    include_str!("migrations/0001_initial.sql"),
    include_str!("migrations/0002_dialects.sql"),
    include_str!("migrations/0003_lessons.sql"),
    include_str!("migrations/0004_queue.sql"),
    include_str!("migrations/0005_receipts.sql"),
    include_str!("migrations/0006_money.sql"),
];

/// Which version this program writes.
pub(super) fn newest() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

/// Takes the steps that are missing. A database with data is copied to `backups` first.
pub(super) fn migrate(connection: &mut Connection, backups: &Path) -> Result<(), StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > newest() {
        return Err(StoreError::Newer {
            found,
            supported: newest(),
        });
    }
    if found > 0 && found < newest() {
        back_up(connection, backups, found)?;
    }
    for (version, step) in (1_i64..).zip(STEPS).filter(|(version, _)| *version > found) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

fn back_up(connection: &Connection, backups: &Path, version: i64) -> Result<PathBuf, StoreError> {
    fs_err::create_dir_all(backups)?;
    let copy = backups.join(format!("rushes-v{version}.db"));
    if copy.exists() {
        fs_err::remove_file(&copy)?;
    }
    connection.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sha256_hex;

    /// A changed digest means that a shipped migration was edited; libraries out there would differ from new ones.
    #[test]
    fn shipped_migrations_are_frozen() {
        let digests: Vec<String> = STEPS
            .iter()
            .map(|step| sha256_hex(step.as_bytes())[..16].to_owned())
            .collect();
        assert_eq!(digests, FROZEN);
    }

    const FROZEN: [&str; 6] = [
        "78f3a24a6a6a91f5",
        "4c45b67d1e7b3d9e",
        "de5d77e50bdb52e2",
        "907a154f7e5a57a8",
        "67c145281acef98a",
        "22b612b3cd1369fd",
    ];

    #[test]
    fn a_newer_database_is_refused_and_left_alone() {
        let mut connection = Connection::open_in_memory().expect("a database");
        connection
            .pragma_update(None, "user_version", newest() + 1)
            .expect("a version");
        let refused = migrate(&mut connection, Path::new("unused"));
        assert!(matches!(refused, Err(StoreError::Newer { .. })));
    }
}
