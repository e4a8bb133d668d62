use super::*;
use crate::dto::KeyBackend;
use secrecy::ExposeSecret;
use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

const KEY: &str = "sk-a-long-secret-1234";

/// A keychain for tests: counts how often it is asked and can be made to fail.
#[derive(Default)]
struct Fake {
    keys: SessionStore,
    asked: AtomicUsize,
    trouble: Mutex<Option<SecretError>>,
}

impl Fake {
    fn failing(error: SecretError) -> Arc<Self> {
        let fake = Self::default();
        *fake.trouble.lock().expect("one test") = Some(error);
        Arc::new(fake)
    }

    fn recover(&self) {
        *self.trouble.lock().expect("one test") = None;
    }

    fn check(&self) -> Result<(), SecretError> {
        self.trouble
            .lock()
            .expect("one test")
            .clone()
            .map_or(Ok(()), Err)
    }
}

impl SecretStore for Fake {
    fn probe(&self) -> Result<(), SecretError> {
        self.check()
    }

    fn get(&self, account: &str) -> Result<Option<SecretString>, SecretError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.check()?;
        self.keys.get(account)
    }

    fn put(&self, account: &str, secret: &SecretString) -> Result<(), SecretError> {
        self.check()?;
        self.keys.put(account, secret)
    }

    fn delete(&self, account: &str) -> Result<bool, SecretError> {
        self.check()?;
        self.keys.delete(account)
    }
}

struct Kept {
    keychain: Arc<Fake>,
    file: Arc<Fake>,
    vault: Vault,
}

fn kept_with(keychain: Arc<Fake>, variables: &[(&str, &str)]) -> Kept {
    let file = Arc::new(Fake::default());
    let variables: HashMap<String, String> = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let vault = Vault::with_environment(
        keychain.clone(),
        file.clone(),
        Box::new(move |name| variables.get(name).cloned()),
    );
    Kept {
        keychain,
        file,
        vault,
    }
}

fn kept() -> Kept {
    kept_with(Arc::new(Fake::default()), &[])
}

async fn text(vault: &Vault, account: &str) -> Option<String> {
    let secret = vault.get(account).await.expect("every place answers");
    secret.map(|secret| secret.expose_secret().to_owned())
}

#[tokio::test]
async fn a_key_comes_back_from_the_place_where_it_was_put() {
    for place in [KeyBackend::Keychain, KeyBackend::Session, KeyBackend::File] {
        let kept = kept();
        kept.vault.put("a", KEY.into(), place).await.expect("kept");
        assert_eq!(
            kept.vault.status("a").await.backend,
            Some(place),
            "{place:?}"
        );
    }
}

#[tokio::test]
async fn a_key_is_in_one_place_only() {
    let kept = kept();
    for place in [KeyBackend::File, KeyBackend::Session, KeyBackend::Keychain] {
        kept.vault.put("a", KEY.into(), place).await.expect("kept");
        let there = [&kept.keychain, &kept.file]
            .map(|store| store.keys.get("a").expect("answers").is_some());
        assert_eq!(
            there,
            [place == KeyBackend::Keychain, place == KeyBackend::File],
            "{place:?}"
        );
    }
}

#[tokio::test]
async fn the_environment_comes_before_everything() {
    let kept = kept_with(
        Arc::new(Fake::default()),
        &[("RUSHES_API_KEY__SRV_1", "from-outside")],
    );
    kept.vault
        .put("srv_1", KEY.into(), KeyBackend::Session)
        .await
        .expect("kept");
    assert_eq!(
        (
            text(&kept.vault, "srv_1").await.as_deref(),
            kept.vault.status("srv_1").await.backend
        ),
        (Some("from-outside"), Some(KeyBackend::Environment))
    );
}

#[tokio::test]
async fn the_environment_cannot_be_written() {
    let outcome = kept()
        .vault
        .put("a", KEY.into(), KeyBackend::Environment)
        .await;
    assert!(matches!(outcome, Err(SecretError::Backend(_))));
}

#[test]
fn a_variable_has_only_capitals_digits_and_underscores() {
    assert_eq!(
        environment_variable("srv_1a-ü.x"),
        "RUSHES_API_KEY__SRV_1A___X"
    );
}

#[tokio::test]
async fn the_keychain_comes_before_the_file() {
    let kept = kept();
    kept.file.put("a", &"in-file".into()).expect("kept");
    kept.keychain.put("a", &"in-keychain".into()).expect("kept");
    assert_eq!(text(&kept.vault, "a").await.as_deref(), Some("in-keychain"));
}

#[tokio::test]
async fn the_keychain_is_asked_once() {
    let kept = kept();
    kept.keychain.put("a", &KEY.into()).expect("kept");
    for _ in 0..3 {
        text(&kept.vault, "a").await;
    }
    assert_eq!(kept.keychain.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_key_in_the_file_is_found_without_a_keychain() {
    let kept = kept_with(Fake::failing(SecretError::Unavailable), &[]);
    kept.file.put("a", &KEY.into()).expect("kept");
    assert_eq!(text(&kept.vault, "a").await.as_deref(), Some(KEY));
}

#[tokio::test]
async fn without_a_keychain_a_missing_key_is_not_called_missing() {
    let kept = kept_with(Fake::failing(SecretError::Locked), &[]);
    assert_eq!(
        kept.vault.get("a").await.map(|_| ()),
        Err(SecretError::Locked)
    );
}

#[tokio::test]
async fn a_keychain_that_comes_back_is_used_again() {
    let kept = kept_with(Fake::failing(SecretError::Unavailable), &[]);
    let before = kept.vault.keychain_answers().await;
    kept.keychain.recover();
    assert_eq!((before, kept.vault.keychain_answers().await), (false, true));
}

#[tokio::test]
async fn a_key_that_could_not_be_kept_is_not_remembered() {
    let kept = kept_with(Fake::failing(SecretError::Unavailable), &[]);
    kept.vault
        .put("a", KEY.into(), KeyBackend::Keychain)
        .await
        .expect_err("no keychain");
    assert!(!kept.vault.status("a").await.present);
}

#[tokio::test]
async fn a_forgotten_key_is_nowhere() {
    for place in [KeyBackend::Keychain, KeyBackend::Session, KeyBackend::File] {
        let kept = kept();
        kept.vault.put("a", KEY.into(), place).await.expect("kept");
        kept.vault.forget("a").await.expect("forgotten");
        assert_eq!(text(&kept.vault, "a").await, None, "{place:?}");
    }
}

#[tokio::test]
async fn forgetting_a_session_key_needs_no_keychain() {
    let kept = kept_with(Fake::failing(SecretError::Unavailable), &[]);
    kept.vault
        .put("a", KEY.into(), KeyBackend::Session)
        .await
        .expect("kept");
    assert_eq!(kept.vault.forget("a").await, Ok(()));
}

#[tokio::test]
async fn forgetting_without_an_answer_is_an_error() {
    let kept = kept_with(Fake::failing(SecretError::Locked), &[]);
    assert_eq!(kept.vault.forget("a").await, Err(SecretError::Locked));
}

#[tokio::test]
async fn a_hint_is_the_end_of_a_long_key() {
    let kept = kept();
    for (key, expected) in [
        ("123456789abc", Some("9abc")),
        ("123456789ab", None),
        ("密钥密钥密钥密钥密钥密钥", Some("密钥密钥")),
    ] {
        kept.vault
            .put("a", key.into(), KeyBackend::Session)
            .await
            .expect("kept");
        let status = kept.vault.status("a").await;
        assert_eq!(status.hint.as_deref(), expected, "{key}");
    }
}

#[tokio::test]
async fn nothing_that_prints_shows_a_key() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let file = FileStore::new(folder.path().join("keys.json"));
    file.put("a", &KEY.into()).expect("kept");
    let session = SessionStore::new();
    session.put("a", &KEY.into()).expect("kept");
    let kept = kept();
    kept.vault
        .put("a", KEY.into(), KeyBackend::Session)
        .await
        .expect("kept");
    let printed = format!(
        "{file:?} {session:?} {:?} {:?} {:?}",
        kept.vault,
        kept.vault.get("a").await,
        kept.vault.status("a").await
    );
    assert!(!printed.contains("long-secret"), "{printed}");
}

/// Answers nothing until the test ends.
struct Hanging(Mutex<mpsc::Receiver<()>>, mpsc::Sender<()>);

impl SecretStore for Hanging {
    fn probe(&self) -> Result<(), SecretError> {
        self.1.send(()).expect("the test waits");
        self.0.lock().expect("one call").recv().ok();
        Ok(())
    }

    fn get(&self, _: &str) -> Result<Option<SecretString>, SecretError> {
        Ok(None)
    }

    fn put(&self, _: &str, _: &SecretString) -> Result<(), SecretError> {
        Ok(())
    }

    fn delete(&self, _: &str) -> Result<bool, SecretError> {
        Ok(false)
    }
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_hangs_is_given_up_and_then_turned_away_from_at_once() {
    let (release, wait) = mpsc::channel();
    let (began, begun) = mpsc::channel();
    let vault = Arc::new(Vault::new(
        Arc::new(Hanging(Mutex::new(wait), began)),
        Arc::new(SessionStore::new()),
    ));
    let asking = tokio::spawn({
        let vault = Arc::clone(&vault);
        async move { vault.get("a").await.map(|_| ()) }
    });
    while begun.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    tokio::time::advance(Duration::from_secs(11)).await;
    let first = asking.await.expect("no panic");
    // The clock stands still while the hanging call runs, so this can only come at once.
    let second = vault.get("a").await.map(|_| ());
    drop(release);
    assert_eq!(
        (first, second),
        (Err(SecretError::Timeout), Err(SecretError::Timeout))
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_used_while_an_old_one_is_still_looked_for_in_a_keychain_that_hangs() {
    let (release, wait) = mpsc::channel();
    let (began, begun) = mpsc::channel();
    let vault = Arc::new(Vault::new(
        Arc::new(Hanging(Mutex::new(wait), began)),
        Arc::new(SessionStore::new()),
    ));
    let keeping = tokio::spawn({
        let vault = Arc::clone(&vault);
        async move { vault.put("a", "new".into(), KeyBackend::File).await }
    });
    while begun.try_recv().is_err() {
        tokio::task::yield_now().await;
    }
    // Were the keychain asked for it, this would wait for ever: nothing releases it before.
    let used = text(&vault, "a").await;
    drop(release);
    assert_eq!(
        (used.as_deref(), keeping.await.expect("no panic")),
        (Some("new"), Ok(()))
    );
}

#[test]
fn a_file_keeps_keys_of_several_accounts() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("config/keys.json");
    FileStore::new(&path).put("a", &"one".into()).expect("kept");
    FileStore::new(&path).put("b", &"two".into()).expect("kept");
    let read = ["a", "b", "c"].map(|account| {
        let secret = FileStore::new(&path).get(account).expect("read");
        secret.map(|secret| secret.expose_secret().to_owned())
    });
    assert_eq!(read, [Some("one".to_owned()), Some("two".to_owned()), None]);
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("keys.json");
    fs_err::write(&path, "{}").expect("a file that anybody can read");
    FileStore::new(&path).put("a", &KEY.into()).expect("kept");
    let mode = fs_err::metadata(&path).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let store = FileStore::new(folder.path().join("keys.json"));
    store.put("a", &KEY.into()).expect("kept");
    store.delete("a").expect("removed");
    assert_eq!(
        fs_err::read_dir(folder.path()).expect("the folder").count(),
        1
    );
}

#[test]
fn a_damaged_file_is_neither_shown_nor_overwritten() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("keys.json");
    fs_err::write(&path, format!("{{\"a\": {KEY}")).expect("a damaged file");
    let error = FileStore::new(&path)
        .put("b", &KEY.into())
        .expect_err("damaged");
    assert!(
        !error.to_string().contains("secret")
            && fs_err::read_to_string(&path)
                .expect("still there")
                .contains(KEY)
    );
}
