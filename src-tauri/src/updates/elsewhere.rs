//! This copy is updated by whoever installed it: nothing is asked, nothing is offered.

use rushes_core::{
    dto::{ErrorCode, ErrorView, NewVersion},
    engine::EngineError,
};
use tauri::{AppHandle, Builder, Config, Wry};

/// Nothing is added.
pub fn add(builder: Builder<Wry>, _config: &mut Config) -> Builder<Wry> {
    builder
}

/// Nobody is asked.
pub fn host(_app: &AppHandle) -> Option<String> {
    None
}

/// There is none.
pub async fn look(_app: &AppHandle) -> Result<Option<NewVersion>, ErrorView> {
    Ok(None)
}

/// Nothing was found.
pub async fn install(_app: &AppHandle) -> Result<(), ErrorView> {
    Err(EngineError::refused(ErrorCode::NotAllowedNow).view())
}
