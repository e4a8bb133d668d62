//! Moments as the user's clock on the wall shows them. SQLite says, which knows about summer time.

use super::{Store, StoreError};
use crate::domain::Timestamp;

/// A moment in the user's own time zone, and in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalMoment {
    /// `2026-11-29`.
    pub day: String,
    /// `10:53:05`.
    pub time: String,
    /// `2026-11-29T09:53:05Z`.
    pub utc: String,
}

impl Store {
    /// These moments, in their order.
    pub async fn local_moments(
        &self,
        moments: Vec<Timestamp>,
    ) -> Result<Vec<LocalMoment>, StoreError> {
        self.read(move |t| {
            let mut statement = t.prepare_cached(
                "SELECT strftime('%Y-%m-%d', ?1, 'unixepoch', 'localtime'),
                    strftime('%H:%M:%S', ?1, 'unixepoch', 'localtime'), strftime('%Y-%m-%dT%H:%M:%SZ', ?1, 'unixepoch')",
            )?;
            let mut found = Vec::with_capacity(moments.len());
            for at in moments {
                found.push(statement.query_row([at.0 / 1000], |row| {
                    Ok(LocalMoment {
                        day: row.get(0)?,
                        time: row.get(1)?,
                        utc: row.get(2)?,
                    })
                })?);
            }
            Ok(found)
        })
        .await
    }
}
