//! Table `servers`: the user's list, without the demo, which has no row.

use super::{Store, StoreError, rows};
use crate::domain::{Server, ServerId, Timestamp};
use rusqlite::{Row, params};
use url::Url;

const COLUMNS: &str = "id, name, base_url, profile, key_source, created_at";

fn server(row: &Row<'_>) -> Result<Server, StoreError> {
    let base: String = row.get("base_url")?;
    Ok(Server {
        id: ServerId::from_text(row.get::<_, String>("id")?),
        name: row.get("name")?,
        base_url: Url::parse(&base).map_err(|_| StoreError::Corrupt(base))?,
        profile: row.get("profile")?,
        key: rows::from_json(&row.get::<_, String>("key_source")?)?,
        created_at: Timestamp(row.get("created_at")?),
    })
}

impl Store {
    /// All servers in the order in which they were added.
    pub async fn servers(&self) -> Result<Vec<Server>, StoreError> {
        self.read(|t| {
            let mut statement =
                t.prepare_cached(&format!("SELECT {COLUMNS} FROM servers ORDER BY seq"))?;
            rows::collect(&mut statement, [], server)
        })
        .await
    }

    /// Adds a server, or changes the one of the same id. `false`: another one has that name.
    pub async fn save_server(&self, saved: Server) -> Result<bool, StoreError> {
        self.write(move |t| {
            let taken: bool = t.query_row(
                "SELECT EXISTS (SELECT 1 FROM servers WHERE name = ?1 AND id <> ?2)",
                params![saved.name, saved.id.as_str()],
                |row| row.get(0),
            )?;
            if taken {
                return Ok(false);
            }
            t.execute(
                "INSERT INTO servers (id, name, base_url, profile, key_source, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, base_url = ?3, profile = ?4, key_source = ?5",
                params![
                    saved.id.as_str(),
                    saved.name,
                    saved.base_url.as_str(),
                    saved.profile,
                    rows::to_json(&saved.key)?,
                    saved.created_at.0
                ],
            )?;
            Ok(true)
        })
        .await
    }

    /// Takes a server out of the list. Its jobs keep their frozen copy. `false`: there was none.
    pub async fn remove_server(&self, id: ServerId) -> Result<bool, StoreError> {
        self.write(move |t| Ok(t.execute("DELETE FROM servers WHERE id = ?1", [id.as_str()])? > 0))
            .await
    }
}
