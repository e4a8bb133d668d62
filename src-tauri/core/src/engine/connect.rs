//! Paste to connect: a text becomes a server with the form that its page describes.
//!
//! A key in the text goes no further than this room: it is kept in memory until the server is there or the text is
//! dropped, and dots stand in its place in everything that is given back.

use super::{Engine, EngineError};
use crate::domain::catalogue::{GENERIC, Overlay, ServerDescription, Target};
use crate::{
    api::paste::{self, Described, Found},
    domain::{KeySource, Server, ServerId},
    dto::{
        ErrorCode, KeyBackend, PasteDraft, PasteView, PastedField, ProfileView, ServerDraft,
        ServerTest, ServerView,
    },
    secrets::hint,
};
use base64::Engine as _;
use secrecy::{ExposeSecret, SecretString};
use std::sync::PoisonError;
use url::Url;

/// What stands in the place of a key. No key has it in it.
const DOTS: &str = "••••••••";
/// The description of a server that is not kept yet.
const DRAFT: &str = "pasted-draft";

impl Engine {
    /// The kinds of servers that the catalogue describes, without those that were made for one server.
    pub fn profiles(&self) -> Vec<ProfileView> {
        let catalogue = self.catalogue();
        let chosen = catalogue
            .servers()
            .iter()
            .filter(|server| server.id != super::DEMO_PROFILE && !server.id.starts_with(PASTED));
        chosen
            .map(|server| ProfileView {
                id: server.id.clone(),
                title: server.title.clone(),
            })
            .collect()
    }

    /// What a text says, to be looked at before anything is kept. A key in it is kept in memory and not given back.
    ///
    /// # Errors
    /// `PasteUnreadable` with the reason in `params.reason`.
    pub fn read_paste(&self, text: &str) -> Result<PasteView, EngineError> {
        let text = self.with_key_of_before(text);
        let found = found(&text)?;
        let written = found.key.as_ref().and_then(|key| as_written(&text, key));
        let shown = match &written {
            Some(key) => text.replace(key.expose_secret(), DOTS),
            None => text.clone(),
        };
        self.hold_key(written);
        let described = paste::describe(&found, DRAFT, DRAFT);
        let profile = self.profile_for(&found, described.as_ref());
        let description = self.description_for(profile.as_deref(), described.as_ref());
        let mut encodings: Vec<_> = description.ways.iter().map(|way| way.encoding).collect();
        encodings.dedup();
        Ok(PasteView {
            shown,
            name: host_of(found.base_url.as_ref()),
            base_url: found.base_url.as_ref().map(ToString::to_string),
            base_guessed: found.base_guessed,
            profile,
            encodings,
            has_key: found.key.is_some(),
            key_hint: found.key.as_ref().and_then(hint),
            variable: found.variable.clone(),
            models: found.models.clone(),
            fields: described.map(fields).unwrap_or_default(),
            unplaced: found.unplaced,
        })
    }

    /// Forgets the key of a text that came to nothing.
    pub fn forget_paste(&self) {
        self.hold_key(None);
    }

    /// Tests what a text describes, before it is kept. Only GETs: nothing is charged. It runs as soon as a text is pasted, so it sends
    /// no key that the text itself does not have: what a variable holds may belong to another server.
    ///
    /// # Errors
    /// As [`Engine::connect_paste`].
    pub async fn test_paste(
        &self,
        draft: &PasteDraft,
        key: Option<SecretString>,
    ) -> Result<ServerTest, EngineError> {
        let found = found(&self.with_key_of_before(&draft.text))?;
        let described = paste::describe(&found, DRAFT, DRAFT);
        let profile = draft.profile.clone();
        let profile = profile.or_else(|| self.profile_for(&found, described.as_ref()));
        let server = Server {
            id: ServerId::from_text("draft"),
            name: draft.name.clone(),
            base_url: super::servers::base_address(&address(draft, &found)?)?,
            profile: profile.clone().unwrap_or_else(|| DRAFT.to_owned()),
            key: KeySource::None,
            created_at: self.now(),
        };
        let model = self.catalogue().model(&server.profile, "").clone();
        let target = Target {
            server,
            description: self.description_for(profile.as_deref(), described.as_ref()),
            model,
        };
        let key = typed(key).or(found.key);
        let kept_back = key.is_none() && found.variable.is_some();
        let mut test = self.test_target(&target, key).await;
        if kept_back {
            test.forget_key();
        }
        Ok(test)
    }

    /// Makes a server of a text: its address, its key, and the form that it describes.
    ///
    /// # Errors
    /// `PasteUnreadable`, `UrlInvalid` when neither the text nor the draft has an address, those of
    /// [`Engine::save_server`] and of [`Engine::set_key`]. Then nothing was kept.
    pub async fn connect_paste(
        &self,
        draft: PasteDraft,
        key: Option<SecretString>,
        place: KeyBackend,
    ) -> Result<ServerView, EngineError> {
        let found = found(&self.with_key_of_before(&draft.text))?;
        let view = self
            .save_server(ServerDraft {
                id: None,
                name: draft.name.clone(),
                base_url: address(&draft, &found)?,
                profile: None,
            })
            .await?;
        let key = typed(key).or_else(|| found.key.clone());
        match self.finish(&view, &found, draft.profile, key, place).await {
            Ok(view) => {
                self.forget_paste();
                Ok(view)
            }
            Err(error) => {
                // Half a server is none.
                self.remove_server(&view.id).await?;
                Err(error)
            }
        }
    }

    async fn finish(
        &self,
        view: &ServerView,
        found: &Found,
        chosen: Option<String>,
        key: Option<SecretString>,
        place: KeyBackend,
    ) -> Result<ServerView, EngineError> {
        // The key first: only it can be refused for a reason that the user may answer otherwise.
        if let Some(key) = key {
            self.set_key(&view.id, key, place).await?;
        } else if let Some(variable) = &found.variable {
            self.set_key_variable(&view.id, variable.clone()).await?;
        }
        let profile = match chosen {
            Some(profile) => profile,
            None => self.keep_description(&view.id, &view.name, found).await?,
        };
        let draft = ServerDraft {
            id: Some(view.id.clone()),
            name: view.name.clone(),
            base_url: view.base_url.clone(),
            profile: Some(profile),
        };
        self.save_server(draft).await
    }

    /// Writes the description into the user's own folder and begins to use it; its name.
    async fn keep_description(
        &self,
        id: &ServerId,
        title: &str,
        found: &Found,
    ) -> Result<String, EngineError> {
        let profile = pasted(id);
        let described = paste::describe(found, &profile, title);
        if let Some(known) = self.profile_for(found, described.as_ref()) {
            return Ok(known);
        }
        let Some(Described { overlay, .. }) = described else {
            return Ok(GENERIC.to_owned());
        };
        self.write_overlay(&profile, &overlay).await?;
        Ok(profile)
    }

    /// Forgets the description that was made for a server.
    pub(super) async fn drop_description(&self, id: &ServerId) -> Result<(), EngineError> {
        if self.catalogue().profile(&pasted(id)).is_none() {
            return Ok(());
        }
        self.write_overlay(&pasted(id), &Overlay::default()).await
    }

    /// The catalogue's description that applies: by the host when the text has no fields of its own.
    fn profile_for(&self, found: &Found, described: Option<&Described>) -> Option<String> {
        if described.is_some() {
            return None;
        }
        let catalogue = self.catalogue();
        let known = found
            .base_url
            .as_ref()
            .and_then(|base| catalogue.profile_of(base));
        Some(known.map_or_else(|| GENERIC.to_owned(), |server| server.id.clone()))
    }

    fn description_for(
        &self,
        profile: Option<&str>,
        described: Option<&Described>,
    ) -> ServerDescription {
        let catalogue = self.catalogue();
        let named = profile.and_then(|profile| catalogue.profile(profile));
        let own = described.and_then(|described| described.overlay.servers.first());
        let generic = || {
            catalogue
                .profile(GENERIC)
                .expect("invariant: the generic description ships")
        };
        named.or(own).unwrap_or_else(generic).clone()
    }

    fn with_key_of_before(&self, text: &str) -> String {
        let held = self
            .inner
            .pasted_key
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match held.as_ref() {
            Some(key) => text.replace(DOTS, key.expose_secret()),
            None => text.to_owned(),
        }
    }

    fn hold_key(&self, key: Option<SecretString>) {
        *self
            .inner
            .pasted_key
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = key;
    }
}

/// What the names of descriptions begin with that were made for one server.
const PASTED: &str = "pasted-";

fn pasted(id: &ServerId) -> String {
    format!("{PASTED}{id}")
}

fn fields(described: Described) -> Vec<PastedField> {
    let view = |(field, placed): (paste::FoundField, paste::Placed)| PastedField {
        name: field.path,
        kind: field.kind,
        placed,
        values: field.values,
        required: field.required,
    };
    described.fields.into_iter().map(view).collect()
}

fn found(text: &str) -> Result<Found, EngineError> {
    paste::read(text).map_err(|unreadable| {
        EngineError::refused_with(ErrorCode::PasteUnreadable, "reason", unreadable.code())
    })
}

/// The key as it stands in the text: `-u name:password` is sent as Base64 and not written so.
fn as_written(text: &str, key: &SecretString) -> Option<SecretString> {
    if text.contains(key.expose_secret()) {
        return Some(key.clone());
    }
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(key.expose_secret())
        .ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    (!decoded.is_empty() && text.contains(&decoded)).then(|| SecretString::from(decoded))
}

/// The typed address before that of the text.
fn address(draft: &PasteDraft, found: &Found) -> Result<String, EngineError> {
    let typed = draft
        .base_url
        .clone()
        .filter(|typed| !typed.trim().is_empty());
    typed
        .or_else(|| found.base_url.as_ref().map(ToString::to_string))
        .ok_or_else(|| EngineError::refused_with(ErrorCode::UrlInvalid, "field", "address"))
}

fn typed(key: Option<SecretString>) -> Option<SecretString> {
    key.filter(|key| !key.expose_secret().trim().is_empty())
}

fn host_of(base: Option<&Url>) -> String {
    base.and_then(Url::host_str).unwrap_or_default().to_owned()
}
