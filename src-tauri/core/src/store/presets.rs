//! Tables `presets` and `snippets`. Few rows, read whole.

use super::{Store, StoreError, rows};
use crate::dto::{Preset, PresetDraft, Snippet};
use rusqlite::{OptionalExtension, Transaction, params};

/// Named settings and named texts together: what one file holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Craft {
    /// In the user's order.
    pub presets: Vec<Preset>,
    /// By name.
    pub snippets: Vec<Snippet>,
}

fn presets(t: &Transaction<'_>) -> Result<Vec<Preset>, StoreError> {
    let mut statement =
        t.prepare_cached("SELECT id, name, settings FROM presets ORDER BY place, name")?;
    rows::collect(&mut statement, [], |row| {
        Ok(Preset {
            id: row.get(0)?,
            name: row.get(1)?,
            settings: rows::from_json(&row.get::<_, String>(2)?)?,
        })
    })
}

fn snippets(t: &Transaction<'_>) -> Result<Vec<Snippet>, StoreError> {
    let mut statement = t.prepare_cached("SELECT name, text FROM snippets ORDER BY name")?;
    rows::collect(&mut statement, [], |row| {
        Ok(Snippet {
            name: row.get(0)?,
            text: row.get(1)?,
        })
    })
}

/// `false`: another preset has that name.
fn put(t: &Transaction<'_>, id: &str, draft: &PresetDraft) -> Result<bool, StoreError> {
    let taken: bool = t.query_row(
        "SELECT EXISTS (SELECT 1 FROM presets WHERE name = ?1 AND id <> ?2)",
        [&draft.name, id],
        |row| row.get(0),
    )?;
    if taken {
        return Ok(false);
    }
    let stands: Option<u32> = t
        .query_row("SELECT place FROM presets WHERE id = ?1", [id], |row| {
            row.get(0)
        })
        .optional()?;
    let end = || {
        t.query_row(
            "SELECT coalesce(max(place) + 1, 0) FROM presets",
            [],
            |row| row.get(0),
        )
    };
    let place = match draft.place.or(stands) {
        Some(place) => place,
        None => end()?,
    };
    if stands.is_none() {
        t.execute(
            "UPDATE presets SET place = place + 1 WHERE place >= ?1",
            [place],
        )?;
    }
    t.execute(
        "INSERT INTO presets (id, name, settings, place) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings",
        params![id, draft.name, rows::to_json(&draft.settings)?, place],
    )?;
    Ok(true)
}

fn put_snippet(t: &Transaction<'_>, snippet: &Snippet) -> Result<(), StoreError> {
    t.execute(
        "INSERT OR REPLACE INTO snippets (name, text) VALUES (?1, ?2)",
        [&snippet.name, &snippet.text],
    )?;
    Ok(())
}

impl Store {
    /// Everything.
    pub async fn craft(&self) -> Result<Craft, StoreError> {
        self.read(|t| {
            Ok(Craft {
                presets: presets(t)?,
                snippets: snippets(t)?,
            })
        })
        .await
    }

    /// Keeps a preset. `false`: another one has that name, and nothing was changed.
    pub async fn save_preset(&self, id: String, draft: PresetDraft) -> Result<bool, StoreError> {
        self.write(move |t| put(t, &id, &draft)).await
    }

    /// `false`: there is none.
    pub async fn remove_preset(&self, id: String) -> Result<bool, StoreError> {
        self.write(move |t| Ok(t.execute("DELETE FROM presets WHERE id = ?1", [&id])? > 0))
            .await
    }

    /// Keeps a text in the place of the one of that name, and of `old`.
    pub async fn save_snippet(
        &self,
        snippet: Snippet,
        old: Option<String>,
    ) -> Result<(), StoreError> {
        self.write(move |t| {
            if let Some(old) = &old {
                t.execute("DELETE FROM snippets WHERE name = ?1", [old])?;
            }
            put_snippet(t, &snippet)
        })
        .await
    }

    /// `false`: there is none.
    pub async fn remove_snippet(&self, name: String) -> Result<bool, StoreError> {
        self.write(move |t| Ok(t.execute("DELETE FROM snippets WHERE name = ?1", [&name])? > 0))
            .await
    }

    /// Adds all or nothing; who calls has seen to the names.
    pub async fn add_craft(&self, craft: Craft) -> Result<(), StoreError> {
        self.write(move |t| {
            for Preset { id, name, settings } in craft.presets {
                let draft = PresetDraft {
                    id: None,
                    name,
                    settings,
                    place: None,
                };
                put(t, &id, &draft)?;
            }
            for snippet in &craft.snippets {
                put_snippet(t, snippet)?;
            }
            Ok(())
        })
        .await
    }
}
