//! The user's servers: the list, their keys, and how to speak to them.

use super::{Engine, EngineError};
use crate::domain::catalogue::{GENERIC, Target};
use crate::{
    api::{self, Access, AuthHeader},
    domain::{KeySource, Server, ServerId, State, Timestamp},
    dto::{AppEvent, ErrorCode, KeyBackend, KeyStatus, ServerDraft, ServerView},
};
use futures_util::future::{BoxFuture, try_join_all};
use secrecy::{ExposeSecret, SecretString};
use std::{collections::hash_map::Entry, sync::Arc, time::Duration};
use url::Url;

/// The description of the built-in server.
pub const DEMO_PROFILE: &str = "demo";

/// So long the list of servers waits for a keychain.
const AT_ONCE: Duration = Duration::from_millis(500);

impl Engine {
    /// All servers, the demo last. Within half a second: a key whose keychain takes longer is one that is asked for.
    pub async fn servers(&self) -> Result<Vec<ServerView>, EngineError> {
        let mut servers = self.inner.store.servers().await?;
        servers.push(self.demo_server().await);
        // At the same time: a keychain that does not answer is waited for once.
        try_join_all(servers.iter().map(|server| self.server_view(server))).await
    }

    /// The server of that id.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn server(&self, id: &ServerId) -> Result<Server, EngineError> {
        if *id == ServerId::demo() {
            return Ok(self.demo_server().await);
        }
        let found = self
            .inner
            .store
            .servers()
            .await?
            .into_iter()
            .find(|server| server.id == *id);
        found.ok_or_else(|| EngineError::refused(ErrorCode::NotFound))
    }

    /// The server whose name or id is `text`, without regard to case.
    pub async fn server_named(&self, text: &str) -> Result<Server, EngineError> {
        if text.eq_ignore_ascii_case(ServerId::demo().as_str()) {
            return Ok(self.demo_server().await);
        }
        let found = self
            .inner
            .store
            .servers()
            .await?
            .into_iter()
            .find(|server| {
                server.id.as_str() == text || server.name.to_lowercase() == text.to_lowercase()
            });
        found.ok_or_else(|| EngineError::refused_with(ErrorCode::NotFound, "name", text))
    }

    async fn demo_server(&self) -> Server {
        // Where it listens is only known once it runs; nothing is started to show a list.
        let base_url = match self.inner.demo.running().await {
            Some(url) => url,
            None => Url::parse("http://127.0.0.1/v1").expect("invariant: a constant address"),
        };
        Server {
            id: ServerId::demo(),
            name: "Demo".to_owned(),
            base_url,
            profile: DEMO_PROFILE.to_owned(),
            key: KeySource::None,
            created_at: Timestamp(0),
        }
    }

    pub(super) async fn server_view(&self, server: &Server) -> Result<ServerView, EngineError> {
        Ok(ServerView {
            id: server.id.clone(),
            name: server.name.clone(),
            base_url: server.base_url.to_string(),
            profile: server.profile.clone(),
            is_demo: server.id == ServerId::demo(),
            key: self.key_status(server).await,
            can: self.offered(server).await?,
            lessons: self.catalogue().lessons(&server.id),
            tells_balance: self.catalogue().description(server).balance.is_some(),
        })
    }

    async fn key_status(&self, server: &Server) -> KeyStatus {
        match &server.key {
            KeySource::None => KeyStatus::default(),
            KeySource::Stored => self.stored_key(&server.id).await,
            KeySource::Environment { variable } => KeyStatus {
                present: std::env::var_os(variable).is_some(),
                backend: Some(KeyBackend::Environment),
                ..KeyStatus::default()
            },
        }
    }

    /// What a keychain says at once. One that waits for its user may take two minutes, and the window in which he would see
    /// that something asks him must not wait for it: its answer is told when it comes.
    async fn stored_key(&self, id: &ServerId) -> KeyStatus {
        let asking = KeyStatus {
            asking: true,
            ..KeyStatus::default()
        };
        match self.live().late_keys.entry(id.clone()) {
            Entry::Occupied(late) if late.get().is_none() => return asking,
            Entry::Occupied(late) => return late.remove().unwrap_or_default(),
            Entry::Vacant(_) => {}
        }
        let (vault, account) = (Arc::clone(&self.inner.vault), id.clone());
        let mut answer = tokio::spawn(async move { vault.status(account.as_str()).await });
        if let Ok(answered) = tokio::time::timeout(AT_ONCE, &mut answer).await {
            return answered.unwrap_or_default();
        }
        let known = self.live().late_keys.insert(id.clone(), None);
        if known.is_none() {
            let (engine, id) = (self.clone(), id.clone());
            self.inner.tasks.spawn(async move {
                tokio::select! {
                    () = engine.inner.stop.cancelled() => {}
                    answered = answer => engine.clone().tell_key(id, answered.unwrap_or_default()).await,
                }
            });
        }
        asking
    }

    /// What a keychain has said of a key, or is still asked, is not true any more.
    fn forget_answer(&self, id: &ServerId) {
        self.live().late_keys.remove(id);
    }

    /// The keychain has answered late.
    fn tell_key(self, id: ServerId, status: KeyStatus) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            match self.live().late_keys.get_mut(&id) {
                Some(late) => *late = Some(status),
                // The user has given another one meanwhile, or taken it away.
                None => return,
            }
            match self.servers().await {
                Ok(servers) => self.emit(AppEvent::Servers { servers }),
                Err(error) => tracing::warn!(%error, "what the keychain said cannot be told"),
            }
        })
    }

    /// Adds a server or changes one. Its key stays.
    ///
    /// # Errors
    /// `UrlInvalid`, `NameTaken`, `InvalidValue` for an unknown description, `NotFound`, `KeyInUse` for another
    /// origin while jobs need the key of this one.
    pub async fn save_server(&self, draft: ServerDraft) -> Result<ServerView, EngineError> {
        let server = self.drafted(draft).await?;
        let before = self.server(&server.id).await.ok();
        self.forget_balance(&server.id);
        let kept = self.inner.store.save_server(server.clone()).await?;
        if !kept || server.name.eq_ignore_ascii_case(ServerId::demo().as_str()) {
            return Err(EngineError::refused_with(
                ErrorCode::NameTaken,
                "name",
                server.name,
            ));
        }
        self.emit(AppEvent::Servers {
            servers: self.servers().await?,
        });
        // A key belongs to one origin; it does not move along to another one. Where it cannot be taken away now, that is said, and
        // nobody uses it.
        let keyed = before.is_some_and(|before| before.key == KeySource::Stored);
        if keyed && server.key != KeySource::Stored {
            self.inner.vault.forget(server.id.as_str()).await?;
        }
        self.server_view(&server).await
    }

    /// What is being made with a key can only be fetched with it, and what was fetched is paid for.
    async fn key_may_go(&self, id: &ServerId) -> Result<(), EngineError> {
        let live = State::ALL.into_iter().filter(|state| state.is_live());
        let jobs = self.inner.store.jobs_in(live.collect()).await?;
        match jobs.iter().filter(|job| job.server == *id).count() {
            0 => Ok(()),
            count => Err(EngineError::refused_with(
                ErrorCode::KeyInUse,
                "count",
                count.to_string(),
            )),
        }
    }

    async fn drafted(&self, draft: ServerDraft) -> Result<Server, EngineError> {
        let base_url = base_address(&draft.base_url)?;
        let profile = draft.profile.unwrap_or_else(|| GENERIC.to_owned());
        if self.catalogue().profile(&profile).is_none() || profile == DEMO_PROFILE {
            return Err(EngineError::invalid("profile"));
        }
        let mut name: String = draft.name.trim().chars().take(80).collect();
        if name.is_empty() {
            base_url
                .host_str()
                .unwrap_or_default()
                .clone_into(&mut name);
        }
        if name.eq_ignore_ascii_case(ServerId::demo().as_str()) {
            return Err(EngineError::refused_with(
                ErrorCode::NameTaken,
                "name",
                name,
            ));
        }
        let (id, key, created_at) = match draft.id {
            Some(id) => {
                let old = self.stored(&id).await?;
                let moved = !api::reach::same_origin(&old.base_url, &base_url);
                if moved && old.key != KeySource::None {
                    self.key_may_go(&id).await?;
                }
                (
                    id,
                    if moved { KeySource::None } else { old.key },
                    old.created_at,
                )
            }
            None => (
                ServerId::from_seed(self.inner.entropy.seed()),
                KeySource::None,
                self.now(),
            ),
        };
        Ok(Server {
            id,
            name,
            base_url,
            profile,
            key,
            created_at,
        })
    }

    /// A server that has a row, which the demo has not.
    async fn stored(&self, id: &ServerId) -> Result<Server, EngineError> {
        if *id == ServerId::demo() {
            return Err(EngineError::refused(ErrorCode::NotAllowedNow));
        }
        self.server(id).await
    }

    /// Takes a server out of the list and its key out of the keychain. Its jobs stay.
    ///
    /// # Errors
    /// `KeyInUse` while jobs need its key.
    pub async fn remove_server(&self, id: &ServerId) -> Result<(), EngineError> {
        let server = self.stored(id).await?;
        if server.key == KeySource::Stored {
            self.key_may_go(id).await?;
            self.inner.vault.forget(id.as_str()).await?;
        }
        self.inner.store.remove_server(id.clone()).await?;
        self.drop_description(id).await?;
        self.drop_lessons(id).await?;
        self.drop_prices(id).await?;
        self.forget_balance(id);
        self.emit(AppEvent::Servers {
            servers: self.servers().await?,
        });
        Ok(())
    }

    /// Keeps a server's key at `place`.
    ///
    /// # Errors
    /// `KeychainUnavailable` or `KeychainLocked`: nothing was kept, ask the user for another place.
    pub async fn set_key(
        &self,
        id: &ServerId,
        key: SecretString,
        place: KeyBackend,
    ) -> Result<KeyStatus, EngineError> {
        let server = self.stored(id).await?;
        let key = SecretString::from(key.expose_secret().trim());
        // Signs that no header carries come along from web pages: no request could ever be made with them.
        if key.expose_secret().is_empty() || !api::can_be_a_key(key.expose_secret()) {
            return Err(EngineError::invalid("key"));
        }
        // A file that is not encrypted takes the user's own word.
        if place == KeyBackend::File && !self.settings().await?.keys_in_file {
            return Err(EngineError::invalid("keys_in_file"));
        }
        self.inner.vault.put(id.as_str(), key, place).await?;
        self.set_key_source(server, KeySource::Stored).await
    }

    /// Takes a server's key from an environment variable; only the variable's name is kept.
    pub async fn set_key_variable(
        &self,
        id: &ServerId,
        variable: String,
    ) -> Result<KeyStatus, EngineError> {
        let server = self.stored(id).await?;
        self.set_key_source(server, KeySource::Environment { variable })
            .await
    }

    /// Forgets a server's key wherever it is.
    pub async fn forget_key(&self, id: &ServerId) -> Result<KeyStatus, EngineError> {
        let server = self.stored(id).await?;
        self.inner.vault.forget(id.as_str()).await?;
        self.set_key_source(server, KeySource::None).await
    }

    async fn set_key_source(
        &self,
        server: Server,
        key: KeySource,
    ) -> Result<KeyStatus, EngineError> {
        let server = Server { key, ..server };
        self.forget_balance(&server.id);
        self.forget_answer(&server.id);
        self.inner.store.save_server(server.clone()).await?;
        self.emit(AppEvent::Servers {
            servers: self.servers().await?,
        });
        Ok(self.key_status(&server).await)
    }

    /// How to speak to a job's server: the address and description frozen with the job, the key of today.
    pub(super) async fn access(
        &self,
        target: &Target,
        id: &ServerId,
    ) -> Result<Access, EngineError> {
        let base = self.base(target, id).await?;
        let key = self.key(&target.server, id).await?;
        Ok(make_access(base, target, key))
    }

    /// The base address. The demo is wherever it listens now.
    pub(super) async fn base(&self, target: &Target, id: &ServerId) -> Result<Url, EngineError> {
        if *id == ServerId::demo() {
            return self.inner.demo.address().await.map_err(EngineError::Demo);
        }
        Ok(target.server.base_url.clone())
    }

    pub(super) async fn key(
        &self,
        frozen: &Server,
        id: &ServerId,
    ) -> Result<Option<SecretString>, EngineError> {
        // A key that was added or replaced since counts, unless the server moved to another origin.
        let today = match self.server(id).await {
            Ok(server) if api::reach::same_origin(&server.base_url, &frozen.base_url) => server.key,
            // What is stored under the server's id today, or stands in its variable, belongs to where it moved.
            Ok(_) if frozen.key != KeySource::None => {
                return Err(EngineError::refused(ErrorCode::KeyMissing));
            }
            Ok(_) | Err(_) => frozen.key.clone(),
        };
        match today {
            KeySource::None => Ok(None),
            KeySource::Stored => match self.inner.vault.get(id.as_str()).await? {
                Some(key) => Ok(Some(key)),
                None => Err(EngineError::refused(ErrorCode::KeyMissing)),
            },
            KeySource::Environment { variable } => match std::env::var(&variable) {
                Ok(key) if !key.trim().is_empty() => Ok(Some(SecretString::from(key.trim()))),
                Ok(_) | Err(_) => Err(EngineError::refused_with(
                    ErrorCode::KeyMissing,
                    "variable",
                    variable,
                )),
            },
        }
    }
}

pub(super) fn make_access(base: Url, target: &Target, key: Option<SecretString>) -> Access {
    let auth = target
        .description
        .auth
        .as_ref()
        .zip(key)
        .map(|(auth, key)| AuthHeader {
            name: auth.header.clone(),
            value: SecretString::from(auth.format.replace("{key}", key.expose_secret())),
        });
    Access {
        base,
        auth,
        submit_timeout: Duration::from_secs(target.description.submit_timeout_s),
    }
}

/// Reads an address as people type it: without a scheme, with a slash at the end, with `/videos` behind it.
///
/// # Errors
/// `UrlInvalid`.
pub fn base_address(typed: &str) -> Result<Url, EngineError> {
    let invalid = || EngineError::refused(ErrorCode::UrlInvalid);
    let typed = typed.trim();
    let full = if typed.contains("://") {
        typed.to_owned()
    } else {
        // Only this machine and its network speak plain http without being asked to.
        let guess = Url::parse(&format!("http://{typed}")).map_err(|_| invalid())?;
        let scheme = if api::reach::is_local(&guess) {
            "http"
        } else {
            "https"
        };
        format!("{scheme}://{typed}")
    };
    let mut url = Url::parse(&full).map_err(|_| invalid())?;
    let has_password = !url.username().is_empty() || url.password().is_some();
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() || has_password {
        return Err(invalid());
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/videos").unwrap_or(path).to_owned();
    url.set_path(if path.is_empty() { "/v1" } else { &path });
    Ok(url)
}

#[cfg(test)]
mod tests;
