//! What goes on without the program when it ends. Asked once, at the end; no index of its own.

use super::{Store, StoreError, wall::LIVE};
use crate::{
    domain::{ServerId, Timestamp},
    dto::Leaving,
};
use rusqlite::params;

impl Store {
    /// Jobs that servers elsewhere are at, those that were not sent yet, and when the first result goes. The demo is in this
    /// program: it renders nothing meanwhile and forgets nothing.
    pub async fn leaving(&self, now: Timestamp) -> Result<Leaving, StoreError> {
        self.read(move |t| {
            let found = t.query_row(
                &format!(
                    "SELECT count(*) FILTER (WHERE state <> 'draft'), count(*) FILTER (WHERE state = 'draft'),
                   min(expires_at) FILTER (WHERE state <> 'draft' AND expires_at > ?1)
                 FROM jobs WHERE removed_at IS NULL AND server <> ?2
                   AND state IN {LIVE}"
                ),
                params![now.0, ServerId::demo().as_str()],
                |row| {
                    Ok(Leaving {
                        live: row.get(0)?,
                        unsent: row.get(1)?,
                        expires_at: row.get::<_, Option<i64>>(2)?.map(Timestamp),
                    })
                },
            )?;
            Ok(found)
        })
        .await
    }
}
