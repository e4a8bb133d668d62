//! Settings as a file, for another computer or for later. Keys are never in it, and neither is the form as it was left: that
//! is no setting. Knows no dialog.

use super::{Engine, EngineError};
use crate::dto::Settings;
use serde::{Deserialize, Serialize};

/// A file that is larger is something else.
const MOST: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
struct File {
    /// The form of this file. Also what tells it from any other JSON.
    rushes_settings: u32,
    settings: Settings,
}

impl Engine {
    /// The settings as a file's text.
    pub async fn settings_file(&self) -> Result<String, EngineError> {
        let file = File {
            rushes_settings: 1,
            settings: portable(self.settings().await?),
        };
        serde_json::to_string_pretty(&file).map_err(|_| EngineError::invalid("settings"))
    }

    /// Takes settings out of such a text; the form stays as it is.
    ///
    /// # Errors
    /// `InvalidValue` for what is no such file; nothing is changed then.
    pub async fn take_settings(&self, text: &[u8]) -> Result<Settings, EngineError> {
        if text.len() > MOST {
            return Err(EngineError::invalid("settings"));
        }
        let file: File =
            serde_json::from_slice(text).map_err(|_| EngineError::invalid("settings"))?;
        if file.rushes_settings != 1 {
            return Err(EngineError::invalid("settings"));
        }
        let now = self.settings().await?;
        self.save_settings(Settings {
            composer: now.composer,
            ..file.settings
        })
        .await
    }

    /// All settings as they are at first; the form stays as it is.
    pub async fn reset_settings(&self) -> Result<Settings, EngineError> {
        let now = self.settings().await?;
        self.save_settings(Settings {
            composer: now.composer,
            ..Settings::default()
        })
        .await
    }
}

/// Without the form, and without what a proxy's address may say of a password.
fn portable(mut settings: Settings) -> Settings {
    settings.composer = serde_json::Map::new();
    let bare = |address: &mut String| {
        if let Ok(mut url) = url::Url::parse(address)
            && (!url.username().is_empty() || url.password().is_some())
        {
            // An address that can have neither has none.
            let _without = url.set_password(None).and_then(|()| url.set_username(""));
            *address = url.to_string();
        }
    };
    bare(&mut settings.proxy);
    settings.routes.values_mut().for_each(bare);
    settings
}
