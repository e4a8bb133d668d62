//! What can stand after a token of the search, and how often: the names that the library has.

use super::{Store, StoreError, rows};
use rusqlite::Transaction;

/// A name and the takes that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name as it is stored.
    pub name: String,
    /// Takes on the wall.
    pub count: u32,
}

/// How many takes of the wall have each mark, named as the values of `is:` and `has:`; `trashed` those that are not on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "named as the values of `is:` and `has:`")]
pub struct Marked {
    pub favourite: u32,
    pub rated: u32,
    pub tagged: u32,
    pub live: u32,
    pub needs_you: u32,
    pub imported: u32,
    pub derived: u32,
    pub trashed: u32,
    pub reference: u32,
    pub audio: u32,
    pub seed: u32,
}

impl Store {
    /// The models on the wall, the most frequent first.
    pub async fn model_names(&self) -> Result<Vec<Named>, StoreError> {
        self.read(|t| {
            named(
                t,
                "SELECT model, count(*) AS takes FROM tiles WHERE NOT trashed AND model <> ''
                 GROUP BY model ORDER BY takes DESC, model",
            )
        })
        .await
    }

    /// The servers on the wall, by the names that they had.
    pub async fn server_names(&self) -> Result<Vec<Named>, StoreError> {
        self.read(|t| {
            named(
                t,
                "SELECT server_name, count(*) AS takes FROM tiles WHERE NOT trashed
                 GROUP BY server_name ORDER BY takes DESC, server_name",
            )
        })
        .await
    }

    /// The tags on the wall.
    pub async fn tag_names(&self) -> Result<Vec<Named>, StoreError> {
        self.read(|t| {
            named(
                t,
                "SELECT tag.name, count(*) AS takes FROM tag JOIN job_tag jt ON jt.tag = tag.seq
                 JOIN tiles ON tiles.job = jt.job WHERE NOT tiles.trashed GROUP BY tag.seq ORDER BY takes DESC, tag.name",
            )
        })
        .await
    }

    /// The collections, by their names; also those of which all takes are in the trash.
    pub async fn collections(&self) -> Result<Vec<Named>, StoreError> {
        self.read(|t| {
            named(
                t,
                "SELECT c.name, sum(NOT tiles.trashed) FROM collection c JOIN job_collection jc ON jc.collection = c.seq
                 JOIN tiles ON tiles.job = jc.job GROUP BY c.seq ORDER BY c.name",
            )
        })
        .await
    }

    /// The states on the wall.
    pub async fn state_names(&self) -> Result<Vec<Named>, StoreError> {
        self.read(|t| {
            named(
                t,
                "SELECT state, count(*) AS takes FROM tiles WHERE NOT trashed GROUP BY state ORDER BY takes DESC, state",
            )
        })
        .await
    }

    /// How many takes have each mark.
    pub async fn marked(&self) -> Result<Marked, StoreError> {
        self.read(marked).await
    }

    /// How many takes have each size.
    pub async fn sizes(&self) -> Result<Vec<(u32, u32, u32)>, StoreError> {
        self.read(|t| {
            let mut statement = t.prepare_cached(
                "SELECT width, height, count(*) FROM tiles WHERE NOT trashed AND width > 0 AND height > 0
                 GROUP BY width, height",
            )?;
            rows::collect(&mut statement, [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
        })
        .await
    }
}

fn named(t: &Transaction<'_>, sql: &str) -> Result<Vec<Named>, StoreError> {
    let mut statement = t.prepare_cached(sql)?;
    rows::collect(&mut statement, [], |row| {
        Ok(Named {
            name: row.get(0)?,
            count: row.get(1)?,
        })
    })
}

fn marked(t: &Transaction<'_>) -> Result<Marked, StoreError> {
    let sum = |column: &str| format!("coalesce(sum(CASE WHEN NOT trashed THEN {column} END), 0)");
    let (live, needs_you) = (
        format!("state IN {}", super::wall::LIVE),
        format!("state IN {}", super::wall::NEEDS),
    );
    let columns = [
        "favourite",
        "rating IS NOT NULL",
        "has_tag",
        live.as_str(),
        needs_you.as_str(),
        "action = 'import'",
        "action IN ('remix', 'edit', 'extend')",
        "has_reference",
        "has_audio",
        "has_seed",
    ]
    .map(sum)
    .join(", ");
    let mut statement = t.prepare_cached(&format!(
        "SELECT {columns}, coalesce(sum(trashed), 0) FROM tiles"
    ))?;
    Ok(statement.query_row([], |row| {
        Ok(Marked {
            favourite: row.get(0)?,
            rated: row.get(1)?,
            tagged: row.get(2)?,
            live: row.get(3)?,
            needs_you: row.get(4)?,
            imported: row.get(5)?,
            derived: row.get(6)?,
            reference: row.get(7)?,
            audio: row.get(8)?,
            seed: row.get(9)?,
            trashed: row.get(10)?,
        })
    })?)
}
