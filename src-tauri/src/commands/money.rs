//! Prices, sums and balances.

use super::{Answer, save, shown};
use crate::session::Session;
use rushes_core::{
    domain::{Price, ServerId, Totals},
    dto::{BalanceView, Estimate, EstimateQuery, PriceDraft, Spend, SpendQuery},
};
use tauri::{AppHandle, State};

#[tauri::command]
pub async fn list_prices(session: State<'_, Session>, server: ServerId) -> Answer<Vec<Price>> {
    Ok(session.engine.prices(Some(&server)))
}

#[tauri::command]
pub async fn save_price(session: State<'_, Session>, draft: PriceDraft) -> Answer<Price> {
    session.engine.save_price(draft).await.map_err(shown)
}

#[tauri::command]
pub async fn forget_price(session: State<'_, Session>, id: String) -> Answer<()> {
    session.engine.forget_price(&id).await.map_err(shown)
}

/// What a press would cost; nothing is sent or stored.
#[tauri::command]
pub async fn estimate(session: State<'_, Session>, query: EstimateQuery) -> Answer<Estimate> {
    session.engine.estimate(query).await.map_err(shown)
}

#[tauri::command]
pub async fn spend(session: State<'_, Session>, query: SpendQuery) -> Answer<Spend> {
    session.engine.spend(query).await.map_err(shown)
}

#[tauri::command]
pub async fn spent_today(session: State<'_, Session>) -> Answer<Totals> {
    session.engine.spent_today().await.map_err(shown)
}

#[tauri::command]
pub async fn balance(session: State<'_, Session>, id: ServerId) -> Answer<Option<BalanceView>> {
    session.engine.balance(&id).await.map_err(shown)
}

/// `false`: the user closed the dialog.
#[tauri::command]
pub async fn export_spend(
    app: AppHandle,
    session: State<'_, Session>,
    days: Option<u32>,
) -> Answer<bool> {
    let text = session.engine.spend_file(days).await.map_err(shown)?;
    save(&app, "rushes-spend.csv", text).await
}
