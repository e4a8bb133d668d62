//! Table `saved_searches`: searches that the user keeps, in the order in which they were saved.

use super::{Store, StoreError, rows};
use crate::dto::SavedSearch;
use rusqlite::params;

impl Store {
    /// All of them.
    pub async fn saved_searches(&self) -> Result<Vec<SavedSearch>, StoreError> {
        self.read(|t| {
            let mut statement =
                t.prepare_cached("SELECT id, name, text, sort FROM saved_searches ORDER BY seq")?;
            rows::collect(&mut statement, [], |row| {
                let order: String = row.get(3)?;
                Ok(SavedSearch {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    text: row.get(2)?,
                    // An order that only a later Rushes knows is that of the wall.
                    order: serde_json::from_str(&order).unwrap_or_default(),
                })
            })
        })
        .await
    }

    /// Adds a search, or changes the one of the same id; it keeps its place. `false`: another one has that name.
    pub async fn save_search(&self, saved: SavedSearch) -> Result<bool, StoreError> {
        let order = rows::to_json(&saved.order)?;
        self.write(move |t| {
            let taken: bool = t.query_row(
                "SELECT EXISTS (SELECT 1 FROM saved_searches WHERE name = ?1 AND id <> ?2)",
                params![saved.name, saved.id],
                |row| row.get(0),
            )?;
            if !taken {
                t.execute(
                    "INSERT INTO saved_searches (id, name, text, sort) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (id) DO UPDATE SET name = ?2, text = ?3, sort = ?4",
                    params![saved.id, saved.name, saved.text, order],
                )?;
            }
            Ok(!taken)
        })
        .await
    }

    /// Forgets a search. `false`: there was none.
    pub async fn forget_search(&self, id: String) -> Result<bool, StoreError> {
        self.write(move |t| Ok(t.execute("DELETE FROM saved_searches WHERE id = ?1", [id])? > 0))
            .await
    }
}
