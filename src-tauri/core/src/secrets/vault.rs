//! All places for keys behind one door, without blocking and with a bound on every wait.

use super::{SecretError, SecretStore, SessionStore};
use crate::dto::{KeyBackend, KeyStatus};
use secrecy::{ExposeSecret, SecretString};
use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Time for an answer that needs nobody.
const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Time for an answer that may need the user to unlock the keychain.
const PROMPT_TIME: Duration = Duration::from_secs(120);
/// A hint is shown of keys at least this long, so that it gives little away.
const HINT_FROM: usize = 12;

/// Reads a variable of the environment; a test hands in its own.
type Environment = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The keys of all servers, by account.
///
/// Looked for in this order: environment, session, keychain, file. A key that was found is remembered until it is changed or
/// forgotten, so that the keychain is asked once.
pub struct Vault {
    environment: Environment,
    session: SessionStore,
    keychain: Place,
    file: Place,
    memory: Mutex<Memory>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

impl Vault {
    /// A vault over a keychain and a file of keys.
    pub fn new(keychain: Arc<dyn SecretStore>, file: Arc<dyn SecretStore>) -> Self {
        Self::with_environment(keychain, file, Box::new(|name| std::env::var(name).ok()))
    }

    pub(super) fn with_environment(
        keychain: Arc<dyn SecretStore>,
        file: Arc<dyn SecretStore>,
        environment: Environment,
    ) -> Self {
        Self {
            environment,
            session: SessionStore::new(),
            keychain: Place::new(keychain),
            file: Place::new(file),
            memory: Mutex::default(),
        }
    }

    /// The key of an account, or `None` when there is none anywhere.
    ///
    /// May ask the user to unlock the keychain, and then waits up to 120 s.
    ///
    /// # Errors
    /// Why a place could not be asked, if no other has the key.
    pub async fn get(&self, account: &str) -> Result<Option<SecretString>, SecretError> {
        Ok(self.find(account).await?.map(|(secret, _)| secret))
    }

    /// Keeps a key in one place and removes it from all others.
    ///
    /// # Errors
    /// The key is where it was before. [`SecretError::Backend`] for [`KeyBackend::Environment`], which nobody can write.
    pub async fn put(
        &self,
        account: &str,
        secret: SecretString,
        place: KeyBackend,
    ) -> Result<(), SecretError> {
        match place {
            KeyBackend::Keychain => self.keychain.put(account, &secret).await?,
            KeyBackend::File => self.file.put(account, &secret).await?,
            KeyBackend::Session => self.session.put(account, &secret)?,
            KeyBackend::Environment => {
                return Err(SecretError::Backend(
                    "a variable of the environment cannot be set from here".to_owned(),
                ));
            }
        }
        // From here on it is the key of this run, also while another place does not answer.
        {
            let mut memory = self.memory();
            memory.changes += 1;
            memory.keys.insert(account.to_owned(), (secret, place));
        }
        if place != KeyBackend::Session {
            self.session.delete(account)?;
        }
        // An old one elsewhere that cannot be removed now is no reason to tell that keeping failed.
        if place != KeyBackend::Keychain {
            self.keychain.delete(account).await.ok();
        }
        if place != KeyBackend::File {
            self.file.delete(account).await.ok();
        }
        Ok(())
    }

    /// Removes a key from every place but the environment.
    ///
    /// # Errors
    /// Why a place could not be asked; the key may still be there. Not when it was found and removed elsewhere: each key has
    /// one place.
    pub async fn forget(&self, account: &str) -> Result<(), SecretError> {
        let in_session = self.session.delete(account)?;
        let in_file = self.file.delete(account).await;
        let in_keychain = self.keychain.delete(account).await;
        // After the places: whoever read them in the meantime must not bring the key back.
        let mut memory = self.memory();
        memory.changes += 1;
        memory.keys.remove(account);
        if in_session || in_file? {
            return Ok(());
        }
        in_keychain.map(drop)
    }

    /// What may be shown of a key. Trouble with a place counts as "not there".
    pub async fn status(&self, account: &str) -> KeyStatus {
        match self.find(account).await {
            Ok(Some((secret, backend))) => KeyStatus {
                present: true,
                backend: Some(backend),
                hint: hint(&secret),
                asking: false,
            },
            Ok(None) | Err(_) => KeyStatus::default(),
        }
    }

    /// Whether the keychain can be used, without asking the user anything. At most 10 s.
    pub async fn keychain_answers(&self) -> bool {
        self.keychain.probe().await.is_ok()
    }

    async fn find(&self, account: &str) -> Result<Option<(SecretString, KeyBackend)>, SecretError> {
        if let Some(key) =
            (self.environment)(&environment_variable(account)).filter(|key| !key.is_empty())
        {
            return Ok(Some((key.into(), KeyBackend::Environment)));
        }
        if let Some(secret) = self.session.get(account)? {
            return Ok(Some((secret, KeyBackend::Session)));
        }
        let changes = {
            let memory = self.memory();
            if let Some(found) = memory.keys.get(account) {
                return Ok(Some(found.clone()));
            }
            memory.changes
        };
        let found = match self.keychain.get(account).await {
            Ok(Some(secret)) => Some((secret, KeyBackend::Keychain)),
            Ok(None) => self.look_in_file(account).await?,
            Err(error) => Some(self.look_in_file(account).await?.ok_or(error)?),
        };
        let mut memory = self.memory();
        if let Some(found) = found.as_ref().filter(|_| memory.changes == changes) {
            memory.keys.insert(account.to_owned(), found.clone());
        }
        Ok(found)
    }

    async fn look_in_file(
        &self,
        account: &str,
    ) -> Result<Option<(SecretString, KeyBackend)>, SecretError> {
        let found = self.file.get(account).await?;
        Ok(found.map(|secret| (secret, KeyBackend::File)))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        // A map is whole after every single change, also when a holder of the lock panicked.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `RUSHES_API_KEY__<ACCOUNT>`: upper case, and `_` for everything but ASCII letters and digits.
pub fn environment_variable(account: &str) -> String {
    let name: String = account
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("RUSHES_API_KEY__{name}")
}

/// The last four characters of a key that is long enough.
pub fn hint(secret: &SecretString) -> Option<String> {
    let key = secret.expose_secret();
    let length = key.chars().count();
    (length >= HINT_FROM).then(|| key.chars().skip(length - 4).collect())
}

/// What is known of keys without asking anybody.
#[derive(Default)]
struct Memory {
    keys: HashMap<String, (SecretString, KeyBackend)>,
    /// Goes up with every change by the user: what was read before it is out of date.
    changes: u64,
}

/// A store that blocks, asked from async code.
struct Place {
    store: Arc<dyn SecretStore>,
    /// One call at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Whether the last call took too long. As long as it still runs, others are turned away at once instead of hanging, too.
    late: AtomicBool,
}

impl Place {
    fn new(store: Arc<dyn SecretStore>) -> Self {
        Self {
            store,
            turn: Arc::default(),
            late: AtomicBool::new(false),
        }
    }

    async fn probe(&self) -> Result<(), SecretError> {
        self.call(ANSWER_TIME, |store| store.probe()).await
    }

    async fn get(&self, account: &str) -> Result<Option<SecretString>, SecretError> {
        self.probe().await?;
        let account = account.to_owned();
        self.call(PROMPT_TIME, move |store| store.get(&account))
            .await
    }

    async fn put(&self, account: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.probe().await?;
        let (account, secret) = (account.to_owned(), secret.clone());
        self.call(PROMPT_TIME, move |store| store.put(&account, &secret))
            .await
    }

    async fn delete(&self, account: &str) -> Result<bool, SecretError> {
        self.probe().await?;
        let account = account.to_owned();
        self.call(PROMPT_TIME, move |store| store.delete(&account))
            .await
    }

    async fn call<T: Send + 'static>(
        &self,
        limit: Duration,
        action: impl FnOnce(&dyn SecretStore) -> Result<T, SecretError> + Send + 'static,
    ) -> Result<T, SecretError> {
        if self.late.load(Ordering::Relaxed) && self.turn.try_lock().is_err() {
            return Err(SecretError::Timeout);
        }
        let asked = async {
            let turn = Arc::clone(&self.turn).lock_owned().await;
            self.late.store(false, Ordering::Relaxed);
            let store = Arc::clone(&self.store);
            tokio::task::spawn_blocking(move || {
                let outcome = action(store.as_ref());
                drop(turn);
                outcome
            })
            .await
            .map_err(|_| SecretError::Backend("the key store broke off".to_owned()))?
        };
        if let Ok(outcome) = tokio::time::timeout(limit, asked).await {
            return outcome;
        }
        self.late.store(true, Ordering::Relaxed);
        Err(SecretError::Timeout)
    }
}
