//! What the user set, as one value. What is refused changes nothing; what is kept counts from the next request on.

use super::{Engine, EngineError};
use crate::{
    api::{
        VideoApi,
        http::{HttpApi, SetupError, WayOut, Ways},
    },
    dto::{Downloads, Settings, Zoom},
    library::template::NameTemplate,
};
use std::sync::{Arc, PoisonError};

/// Settings as one value of the table `settings`.
pub(super) const SETTINGS: &str = "settings";

impl Engine {
    /// The settings.
    pub async fn settings(&self) -> Result<Settings, EngineError> {
        Ok(self
            .inner
            .store
            .setting(SETTINGS)
            .await?
            .unwrap_or_default())
    }

    /// Keeps the settings. A new proxy is used from the next request on.
    ///
    /// # Errors
    /// `InvalidValue` for a proxy that is no address, certificates that are none, or a number that makes no sense, those of a template that
    /// is none; nothing is kept then.
    pub async fn save_settings(&self, settings: Settings) -> Result<Settings, EngineError> {
        NameTemplate::parse(&settings.file_names)?;
        if !(1..=Downloads::MOST).contains(&settings.downloads.0) {
            return Err(EngineError::invalid("downloads"));
        }
        if !(Zoom::LEAST..=Zoom::MOST).contains(&settings.zoom.0) {
            return Err(EngineError::invalid("zoom"));
        }
        let rows = settings.row_height;
        if rows != 0 && !Settings::ROWS.contains(&rows) {
            return Err(EngineError::invalid("row_height"));
        }
        let ways = ways(&self.settings().await?) != ways(&settings);
        // With what was learned about the network kept: settings are written with every pause of who types a prompt.
        let changed = ways && !self.inner.fixed_api;
        let api = changed.then(|| make_api(&settings)).transpose();
        let api = api.map_err(|error| unusable(&error))?;
        // Settings are written with every pause of who types a prompt: what is gone already is not looked for each time.
        let had_stills = self.keeps_stills().await;
        self.inner.store.set_setting(SETTINGS, &settings).await?;
        if let Some(api) = api {
            let place = self.inner.api.write();
            *place.unwrap_or_else(PoisonError::into_inner) = api;
        }
        self.set_downloads(settings.downloads);
        if had_stills && !settings.thumbnails.0 {
            self.drop_stills().await?;
        }
        Ok(settings)
    }

    /// The way that the settings say, for requests that are about no server of the user's.
    ///
    /// # Errors
    /// As [`Engine::save_settings`], for settings that were written by another program.
    pub async fn way_out(&self) -> Result<WayOut, EngineError> {
        WayOut::new(&ways(&self.settings().await?)).map_err(|error| unusable(&error))
    }
}

fn unusable(error: &SetupError) -> EngineError {
    match error {
        SetupError::Client(_) => EngineError::invalid("proxy"),
        SetupError::Certificates => EngineError::invalid("certificates"),
    }
}

pub(super) fn make_api(settings: &Settings) -> Result<Arc<dyn VideoApi>, SetupError> {
    let api: Arc<dyn VideoApi> = HttpApi::with(&ways(settings))?;
    Ok(api)
}

fn ways(settings: &Settings) -> Ways {
    Ways {
        proxy: settings.proxy.clone(),
        routes: settings.routes.clone(),
        certificates: settings.certificates.clone(),
    }
}
