//! Table `capabilities`: what a server turned out to have or not.

use super::{Store, StoreError, rows};
use crate::domain::{Capability, ServerId, Timestamp};
use rusqlite::params;

impl Store {
    /// What is known of a server; what was never answered is not in it.
    pub async fn capabilities(
        &self,
        server: ServerId,
    ) -> Result<Vec<(Capability, bool)>, StoreError> {
        self.read(move |t| {
            let mut statement =
                t.prepare_cached("SELECT capability, present FROM capabilities WHERE server = ?1")?;
            rows::collect(&mut statement, [server.as_str()], |row| {
                let word: String = row.get(0)?;
                let capability = Capability::from_stored(&word).ok_or(StoreError::Corrupt(word))?;
                Ok((capability, row.get(1)?))
            })
        })
        .await
    }

    /// Notes what an answer showed; says whether that is news.
    pub async fn learn_capability(
        &self,
        server: ServerId,
        capability: Capability,
        present: bool,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |t| {
            let changed = t.execute(
                "INSERT INTO capabilities (server, capability, present, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (server, capability) DO UPDATE SET present = ?3, at = ?4 WHERE present <> ?3",
                params![server.as_str(), capability.as_str(), present, at.0],
            )?;
            Ok(changed > 0)
        })
        .await
    }
}
