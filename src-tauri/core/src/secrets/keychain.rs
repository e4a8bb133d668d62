//! The system's keychain: Secret Service over D-Bus, macOS Keychain, Windows Credential Manager.
//!
//! Through the stores of keyring 4 rather than its `Entry`: that remembers a first failure for the life of the process, and a
//! user who starts the keyring then has to restart Rushes as well (`platform.md` 1.5).

use super::{SERVICE, SecretError, SecretStore};
use keyring::{Error, Result as KeyringResult};
use keyring_core::{CredentialStore, Entry};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

/// An account that nobody has. Looking for it wakes the keychain and unlocks nothing.
const NOBODY: &str = "nobody";

/// The system's keychain. Connected on first use, and again after a failure.
#[derive(Default)]
pub struct Keychain {
    store: Mutex<Option<Arc<CredentialStore>>>,
}

impl fmt::Debug for Keychain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keychain").finish_non_exhaustive()
    }
}

impl Keychain {
    /// One that is not connected yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs something on an entry. A connection that broke since it was last used is made anew, once.
    fn on_entry<T>(
        &self,
        account: &str,
        action: impl Fn(&Entry) -> KeyringResult<T>,
    ) -> Result<Option<T>, SecretError> {
        let mut kept = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        let was_connected = kept.is_some();
        let outcome = run(&mut kept, account, &action);
        let outcome = match outcome {
            Err(Error::PlatformFailure(_)) => {
                *kept = None;
                if was_connected {
                    run(&mut kept, account, &action)
                } else {
                    outcome
                }
            }
            other => other,
        };
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(&error)),
        }
    }
}

fn run<T>(
    kept: &mut Option<Arc<CredentialStore>>,
    account: &str,
    action: impl Fn(&Entry) -> KeyringResult<T>,
) -> KeyringResult<T> {
    let store = match kept {
        Some(store) => store,
        None => kept.insert(connect()?),
    };
    action(&store.build(SERVICE, account, None)?)
}

#[cfg(all(
    unix,
    not(any(target_os = "macos", target_os = "ios", target_os = "android"))
))]
fn connect() -> KeyringResult<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(not(all(
    unix,
    not(any(target_os = "macos", target_os = "ios", target_os = "android"))
)))]
fn connect() -> KeyringResult<Arc<CredentialStore>> {
    // These keychains are always there; that the facade remembers its first answer does no harm.
    if keyring::Entry::store_status().is_err() {
        return Err(Error::NoDefaultStore);
    }
    keyring_core::get_default_store().ok_or(Error::NoDefaultStore)
}

impl SecretStore for Keychain {
    fn probe(&self) -> Result<(), SecretError> {
        self.on_entry(NOBODY, Entry::get_password).map(drop)
    }

    fn get(&self, account: &str) -> Result<Option<SecretString>, SecretError> {
        Ok(self
            .on_entry(account, Entry::get_password)?
            .map(SecretString::from))
    }

    fn put(&self, account: &str, secret: &SecretString) -> Result<(), SecretError> {
        // As text, because KDE's wallet takes nothing else.
        let kept = self.on_entry(account, |entry| entry.set_password(secret.expose_secret()))?;
        kept.ok_or_else(|| SecretError::Backend("the keychain did not keep the key".to_owned()))
    }

    fn delete(&self, account: &str) -> Result<bool, SecretError> {
        Ok(self.on_entry(account, Entry::delete_credential)?.is_some())
    }
}

/// What to tell about a failure. Only words that cannot hold a secret: some variants carry the bytes that were read.
fn told(error: &Error) -> SecretError {
    #[allow(clippy::wildcard_enum_match_arm)] // it is non-exhaustive
    match error {
        Error::NoDefaultStore | Error::PlatformFailure(_) => SecretError::Unavailable,
        Error::NoStorageAccess(_) => SecretError::Locked,
        Error::Ambiguous(_) => backend("more than one key of that name"),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => backend("what is kept is not a key"),
        Error::TooLong(..) => backend("the key is too long"),
        _ => backend("the keychain refused"),
    }
}

fn backend(words: &str) -> SecretError {
    SecretError::Backend(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_was_dismissed_is_locked() {
        let error = Error::NoStorageAccess("dismissed".into());
        assert_eq!(told(&error), SecretError::Locked);
    }

    #[test]
    fn a_missing_bus_means_no_keychain() {
        let error = Error::PlatformFailure("no bus".into());
        assert_eq!(told(&error), SecretError::Unavailable);
    }

    #[test]
    fn a_failure_never_repeats_what_was_kept() {
        let error = Error::BadEncoding(b"sk-secret".to_vec());
        assert!(!format!("{0:?} {0}", told(&error)).contains("secret"));
    }
}
