//! Paste to connect: a text becomes a server with the form that its page describes.

use super::{CATALOGUE, Engine, EngineError, blocking, load_catalogue};
use crate::{
    api::{
        catalogue::GENERIC,
        paste::{self, Found},
    },
    domain::ServerId,
    dto::{AppEvent, ErrorCode, KeyBackend, PasteView, PastedField, ServerDraft, ServerView},
};
use secrecy::SecretString;
use std::sync::{Arc, PoisonError};

impl Engine {
    /// What a text says, to be looked at before anything is kept. A key in it is not given back.
    ///
    /// # Errors
    /// `PasteUnreadable` with the reason in `params.reason`.
    pub fn read_paste(&self, text: &str) -> Result<PasteView, EngineError> {
        let found = found(text)?;
        let described = paste::describe(&found, "pasted", "pasted");
        let fields = described
            .map(|described| described.fields)
            .unwrap_or_default();
        Ok(PasteView {
            base_url: found.base_url.as_ref().map(ToString::to_string),
            base_guessed: found.base_guessed,
            has_key: found.key.is_some(),
            variable: found.variable.clone(),
            models: found.models.clone(),
            fields: fields
                .into_iter()
                .map(|(field, placed)| PastedField {
                    name: field.path,
                    placed,
                    values: field.values,
                    required: field.required,
                })
                .collect(),
            unplaced: found.unplaced,
        })
    }

    /// Makes a server of a text: its address, its key (into the system's keychain), and the form that it describes.
    ///
    /// # Errors
    /// `PasteUnreadable`, `UrlInvalid` when neither the text nor `base_url` has an address, and those of
    /// [`Engine::save_server`].
    pub async fn connect_paste(
        &self,
        text: &str,
        name: String,
        base_url: Option<String>,
    ) -> Result<ServerView, EngineError> {
        let found = found(text)?;
        let address = base_url
            .or_else(|| found.base_url.as_ref().map(ToString::to_string))
            .ok_or_else(|| EngineError::refused_with(ErrorCode::UrlInvalid, "field", "address"))?;
        let draft = ServerDraft {
            id: None,
            name,
            base_url: address,
            profile: None,
        };
        let view = self.save_server(draft).await?;
        let connected = self.finish(&view, &found).await;
        if connected.is_err() {
            // Half a server is none.
            self.remove_server(&view.id).await?;
        }
        connected
    }

    async fn finish(&self, view: &ServerView, found: &Found) -> Result<ServerView, EngineError> {
        let profile = self.keep_description(&view.id, &view.name, found).await?;
        let draft = ServerDraft {
            id: Some(view.id.clone()),
            name: view.name.clone(),
            base_url: view.base_url.clone(),
            profile: Some(profile),
        };
        let view = self.save_server(draft).await?;
        if let Some(key) = &found.key {
            self.set_key(&view.id, SecretString::clone(key), KeyBackend::Keychain)
                .await?;
        } else if let Some(variable) = &found.variable {
            self.set_key_variable(&view.id, variable.clone()).await?;
        }
        self.server_view(&self.server(&view.id).await?).await
    }

    /// Writes the description into the user's own folder and begins to use it; its name.
    async fn keep_description(
        &self,
        id: &ServerId,
        title: &str,
        found: &Found,
    ) -> Result<String, EngineError> {
        let profile = format!("pasted-{id}");
        let Some(described) = paste::describe(found, &profile, title) else {
            return Ok(GENERIC.to_owned());
        };
        let text = serde_json::to_vec_pretty(&described.overlay)
            .map_err(|_| EngineError::refused(ErrorCode::Internal))?;
        let (library, file) = (
            self.inner.library.clone(),
            format!("{CATALOGUE}/{profile}.json"),
        );
        let catalogue = blocking(move || {
            library.write_atomic(&file, &text)?;
            Ok(load_catalogue(&library))
        })
        .await?;
        *self
            .inner
            .catalogue
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
        self.emit(AppEvent::Servers {
            servers: self.servers().await?,
        });
        Ok(profile)
    }
}

fn found(text: &str) -> Result<Found, EngineError> {
    paste::read(text).map_err(|unreadable| {
        EngineError::refused_with(ErrorCode::PasteUnreadable, "reason", unreadable.code())
    })
}
