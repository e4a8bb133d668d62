//! Table `prompts`: what was asked for, as it was written. Bounded; what the user marked stays.

use super::{Store, StoreError, rows};
use crate::{domain::Timestamp, dto::UsedPrompt};
use rusqlite::{Transaction, params};

/// So many unmarked prompts are kept.
const KEPT: u32 = 300;

/// Notes that a prompt was used, and forgets the oldest beyond what is kept.
pub(super) fn note(t: &Transaction<'_>, text: &str, at: Timestamp) -> Result<(), StoreError> {
    t.prepare_cached(
        "INSERT INTO prompts (text, used_at) VALUES (?1, ?2)
         ON CONFLICT (text) DO UPDATE SET used_at = max(used_at, excluded.used_at)",
    )?
    .execute(params![text, at.0])?;
    t.prepare_cached(
        "DELETE FROM prompts WHERE favourite = 0 AND text IN
           (SELECT text FROM prompts WHERE favourite = 0 ORDER BY used_at DESC, rowid DESC LIMIT -1 OFFSET ?1)",
    )?
    .execute([KEPT])?;
    Ok(())
}

impl Store {
    /// All of them, the newest first.
    pub async fn prompts(&self) -> Result<Vec<UsedPrompt>, StoreError> {
        self.read(|t| {
            let mut statement = t.prepare_cached(
                "SELECT text, used_at, favourite FROM prompts ORDER BY used_at DESC, rowid DESC",
            )?;
            rows::collect(&mut statement, [], |row| {
                Ok(UsedPrompt {
                    text: row.get(0)?,
                    used_at: Timestamp(row.get(1)?),
                    favourite: row.get(2)?,
                })
            })
        })
        .await
    }

    /// Keeps a prompt exactly like this.
    pub async fn keep_prompt(&self, prompt: UsedPrompt) -> Result<(), StoreError> {
        self.write(move |t| {
            t.execute(
                "INSERT INTO prompts (text, used_at, favourite) VALUES (?1, ?2, ?3)
                 ON CONFLICT (text) DO UPDATE SET used_at = excluded.used_at, favourite = excluded.favourite",
                params![prompt.text, prompt.used_at.0, prompt.favourite],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets a prompt; its clips stay.
    pub async fn forget_prompt(&self, text: String) -> Result<(), StoreError> {
        self.write(move |t| {
            t.execute("DELETE FROM prompts WHERE text = ?1", [&text])?;
            Ok(())
        })
        .await
    }
}
