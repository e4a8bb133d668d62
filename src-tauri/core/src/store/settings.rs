//! Table `settings`: one JSON value a key.

use super::{Store, StoreError, rows};
use rusqlite::OptionalExtension;
use serde::{Serialize, de::DeserializeOwned};

impl Store {
    /// Reads a setting. One that a different version wrote and we cannot read counts as not set.
    pub async fn setting<T>(&self, key: &'static str) -> Result<Option<T>, StoreError>
    where
        T: DeserializeOwned + Send + 'static,
    {
        self.read(move |t| {
            let text: Option<String> = t
                .query_row("SELECT value FROM settings WHERE key = ?1", [key], |row| {
                    row.get(0)
                })
                .optional()?;
            Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
        })
        .await
    }

    /// Writes a setting.
    pub async fn set_setting<T>(&self, key: &'static str, value: &T) -> Result<(), StoreError>
    where
        T: Serialize + Sync,
    {
        let text = rows::to_json(value)?;
        self.write(move |t| {
            t.execute(
                "INSERT INTO settings (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                [key, &text],
            )?;
            Ok(())
        })
        .await
    }
}
