//! Keys until Rushes ends, in memory that is wiped when it is freed.

use super::{SecretError, SecretStore};
use secrecy::SecretString;
use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Keys in memory.
#[derive(Default)]
pub struct SessionStore {
    keys: Mutex<HashMap<String, SecretString>>,
}

impl fmt::Debug for SessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionStore").finish_non_exhaustive()
    }
}

impl SessionStore {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    fn keys(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        // A map is whole after every single change, also when a holder of the lock panicked.
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for SessionStore {
    fn probe(&self) -> Result<(), SecretError> {
        Ok(())
    }

    fn get(&self, account: &str) -> Result<Option<SecretString>, SecretError> {
        Ok(self.keys().get(account).cloned())
    }

    fn put(&self, account: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.keys().insert(account.to_owned(), secret.clone());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<bool, SecretError> {
        Ok(self.keys().remove(account).is_some())
    }
}
