//! Table `prices`: what the user says that servers ask for. Few rows, read whole.

use super::{Store, StoreError, rows};
use crate::domain::{Price, ServerId};
use rusqlite::params;

impl Store {
    /// All of them, in a fixed order.
    pub async fn prices(&self) -> Result<Vec<Price>, StoreError> {
        self.read(|t| {
            let mut statement = t.prepare_cached(
                "SELECT id, server, model, conditions, rate, as_of, source FROM prices ORDER BY server, model, id",
            )?;
            rows::collect(&mut statement, [], |row| {
                let rate: String = row.get(4)?;
                Ok(Price {
                    id: row.get(0)?,
                    server: ServerId::from_text(row.get::<_, String>(1)?),
                    model: row.get(2)?,
                    when: rows::from_json(&row.get::<_, String>(3)?)?,
                    rate: rate.parse().map_err(|_| StoreError::Corrupt(rate))?,
                    as_of: row.get(5)?,
                    source: row.get(6)?,
                })
            })
        })
        .await
    }

    /// Keeps a price in the place of the one that is about the same.
    pub async fn save_price(&self, price: Price) -> Result<(), StoreError> {
        self.write(move |t| {
            t.execute(
                "INSERT OR REPLACE INTO prices (id, server, model, conditions, rate, as_of, source)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    price.id,
                    price.server.as_str(),
                    price.model,
                    rows::to_json(&price.when)?,
                    price.rate.to_string(),
                    price.as_of,
                    price.source
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets a price; says whether there was one.
    pub async fn forget_price(&self, id: String) -> Result<bool, StoreError> {
        self.write(move |t| Ok(t.execute("DELETE FROM prices WHERE id = ?1", [&id])? > 0))
            .await
    }

    /// Forgets the prices of a server that is gone. What jobs cost stays with them.
    pub async fn drop_prices(&self, server: ServerId) -> Result<(), StoreError> {
        self.write(move |t| {
            t.execute("DELETE FROM prices WHERE server = ?1", [server.as_str()])?;
            Ok(())
        })
        .await
    }
}
