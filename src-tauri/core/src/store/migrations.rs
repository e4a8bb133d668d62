//! Brings a database to the newest shape: forward only, each step in one transaction, after a copy was made.

use super::StoreError;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The steps in order; `user_version` counts how many were taken. Shipped files are never edited.
pub(super) const STEPS: [&str; 10] = [
    include_str!("migrations/0001_initial.sql"),
    include_str!("migrations/0002_dialects.sql"),
    include_str!("migrations/0003_lessons.sql"),
    include_str!("migrations/0004_queue.sql"),
    include_str!("migrations/0005_receipts.sql"),
    include_str!("migrations/0006_money.sql"),
    include_str!("migrations/0007_craft.sql"),
    include_str!("migrations/0008_search.sql"),
    include_str!("migrations/0009_collections.sql"),
    include_str!("migrations/0010_state.sql"),
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
    // An earlier copy goes only once this one is whole and safe on the disk.
    let scratch = backups.join(format!("rushes-v{version}.db.tmp"));
    if scratch.exists() {
        fs_err::remove_file(&scratch)?;
    }
    connection.execute("VACUUM INTO ?1", [scratch.to_string_lossy()])?;
    sync_copy(&scratch)?;
    fs_err::rename(&scratch, &copy)?;
    Ok(copy)
}

/// Makes a copy safe on the disk. Windows does that only for who may write.
pub(super) fn sync_copy(path: &Path) -> std::io::Result<()> {
    let copy = fs_err::OpenOptions::new().write(true).open(path)?;
    copy.sync_all()
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

    const FROZEN: [&str; 10] = [
        "78f3a24a6a6a91f5",
        "4c45b67d1e7b3d9e",
        "de5d77e50bdb52e2",
        "907a154f7e5a57a8",
        "67c145281acef98a",
        "22b612b3cd1369fd",
        "3fc90a47a167b947",
        "2fb2042668a0bbe9",
        "85bd325693a0aabb",
        "e684710b559cf1fb",
    ];

    /// A database of the first version with a table that SQLite can be made unable to copy.
    fn old(folder: &Path) -> (Connection, PathBuf) {
        let connection = Connection::open(folder.join("rushes.db")).expect("a database");
        connection.execute_batch(STEPS[0]).expect("the first step");
        connection
            .pragma_update(None, "user_version", 1)
            .expect("a version");
        let backups = folder.join("backup");
        fs_err::create_dir_all(&backups).expect("a folder");
        fs_err::write(backups.join("rushes-v1.db"), b"earlier").expect("written");
        (connection, backups)
    }

    #[test]
    fn an_earlier_copy_is_replaced_by_a_whole_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut connection, backups) = old(folder.path());
        migrate(&mut connection, &backups).expect("migrated");
        let copy = Connection::open(backups.join("rushes-v1.db")).expect("a copy");
        let version: i64 = copy
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .expect("a database");
        assert_eq!(version, 1);
    }

    #[test]
    fn an_earlier_copy_stays_when_no_new_one_can_be_made_and_nothing_is_migrated() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut connection, backups) = old(folder.path());
        // A folder where the copy is to be written.
        fs_err::create_dir(backups.join("rushes-v1.db.tmp")).expect("a folder");
        assert!(migrate(&mut connection, &backups).is_err());
        let kept = fs_err::read(backups.join("rushes-v1.db")).expect("still there");
        let version: i64 = connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .expect("a version");
        assert_eq!((kept.as_slice(), version), (&b"earlier"[..], 1));
    }

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
