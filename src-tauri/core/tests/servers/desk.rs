//! The user's side: a real engine with its library in a scratch folder, speaking real HTTP, and what a person does with it.

use futures_util::future::BoxFuture;
use rushes_core::domain::catalogue::Catalogue;
use rushes_core::{
    domain::{Action, Fit, JobId, Role, ServerId, Size, State, ids::Seed},
    dto::{CreateJobs, DeriveJob, ErrorCode, InputDraft, JobView, KeyBackend, ServerDraft},
    engine::{
        Engine, Parts,
        clock::{Entropy, SystemEntropy},
        demo::DemoServer,
    },
    secrets::{SessionStore, Vault},
};
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use std::{sync::Arc, time::Duration};
use tempfile::TempDir;
use tokio::sync::broadcast::error::RecvError;
use url::Url;

use crate::material;

/// The key of every server that wants one.
/// It is nobody else's text: what finds it anywhere but in its one header has found a leak (`cargo xtask test`).
pub const KEY: &str = include_str!("canary.txt");
/// Longest wait for anything; nothing here takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pauses that the engine makes shorter by a hundred: the pace is not what these tests are about.
struct Impatient;

impl Entropy for Impatient {
    fn seed(&self) -> Seed {
        SystemEntropy.seed()
    }

    fn jitter(&self, delay: Duration) -> Duration {
        delay / 100
    }
}

struct NoDemo;

impl DemoServer for NoDemo {
    fn running(&self) -> BoxFuture<'_, Option<Url>> {
        Box::pin(async { None })
    }

    fn address(&self) -> BoxFuture<'_, Result<Url, String>> {
        Box::pin(async { Err("not in this test".to_owned()) })
    }
}

pub struct Desk {
    pub engine: Engine,
    pub server: ServerId,
    _folder: TempDir,
}

impl Desk {
    /// An engine that knows one server by the shipped description `profile`, with a quicker pace and nothing else changed.
    pub async fn open(profile: &str, base: &str, key: Option<&str>) -> Self {
        Box::pin(Self::open_with(profile, base, key, |_| {})).await
    }

    /// The same with a description that is changed first.
    pub async fn open_with(
        profile: &str,
        base: &str,
        key: Option<&str>,
        change: impl FnOnce(&mut Value),
    ) -> Self {
        let folder = folder();
        hurry(profile, &folder, change);
        let store = || Arc::new(SessionStore::default());
        let vault = Arc::new(Vault::new(store(), store()));
        let library = folder.path().to_owned();
        let parts = Parts {
            entropy: Arc::new(Impatient),
            ..Parts::new(library, vault, Arc::new(NoDemo), Duration::ZERO)
        };
        let engine = Box::pin(Engine::open(parts)).await.expect("a library");
        let draft = ServerDraft {
            id: None,
            name: "scripted".to_owned(),
            base_url: base.to_owned(),
            profile: Some(profile.to_owned()),
        };
        let server = engine.save_server(draft).await.expect("a server").id;
        if let Some(key) = key {
            let key = SecretString::from(key);
            let kept = engine.set_key(&server, key, KeyBackend::Session).await;
            kept.expect("a key");
        }
        engine.start();
        Self {
            engine,
            server,
            _folder: folder,
        }
    }

    /// A request with nothing but a model and a prompt.
    pub fn order(&self, model: &str) -> CreateJobs {
        CreateJobs {
            client_key: format!("press {:?}", SystemEntropy.seed()),
            server: self.server.clone(),
            model: model.to_owned(),
            prompt: "a paper boat".to_owned(),
            seconds: None,
            size: None,
            aspect: None,
            tier: None,
            takes: 1,
            inputs: Vec::new(),
            params: Map::new(),
            extra: Map::new(),
            anyway: false,
            sweep: rushes_core::dto::Sweep::default(),
            count: None,
        }
    }

    /// A picture of this computer in that role.
    pub async fn picture(&self, role: Role) -> InputDraft {
        let staged = self.engine.stage("boat.png".to_owned(), material::png());
        InputDraft {
            crop: None,
            frame_of: None,
            role,
            fit: Fit::Crop,
            staged: Some(staged.await.expect("a picture").id),
            url: None,
        }
    }

    pub async fn create(&self, order: CreateJobs) -> JobId {
        let jobs = Box::pin(self.engine.create_jobs(order)).await;
        jobs.expect("stored").remove(0).id
    }

    /// Waits until the tile is as `wanted` says.
    pub async fn until(&self, id: &JobId, wanted: impl Fn(&JobView) -> bool) -> JobView {
        let mut events = self.engine.events();
        let waiting = async {
            loop {
                let view = self.look(id).await;
                if wanted(&view) {
                    return view;
                }
                match events.recv().await {
                    Ok(_) | Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => panic!("the engine ended"),
                }
            }
        };
        if let Ok(view) = tokio::time::timeout(PATIENCE, waiting).await {
            return view;
        }
        panic!("it never came to that: {:#?}", self.look(id).await)
    }

    pub async fn look(&self, id: &JobId) -> JobView {
        let job = self.engine.job(id).await.expect("the job");
        self.engine.view(job).await.expect("a tile")
    }

    /// Sends it and waits for its end, whatever that is.
    pub async fn end_of(&self, order: CreateJobs) -> JobView {
        let id = self.create(order).await;
        self.until(&id, |job| is_over(job.state)).await
    }

    /// Sends it and waits for its video.
    pub async fn ready(&self, order: CreateJobs) -> JobView {
        let job = self.end_of(order).await;
        assert_eq!(job.state, State::Ready, "{:?}", job.error);
        job
    }

    /// The bytes of a job's video as its server sent them.
    pub async fn video(&self, job: &JobView) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("copy");
        let saved = self.engine.save_copy(&job.id, copy.clone(), true).await;
        saved.expect("a video");
        fs_err::read(copy).expect("a file")
    }

    /// Makes a new video out of that one and waits for its end.
    pub async fn derive(&self, job: &JobView, action: Action, seconds: Option<f64>) -> JobView {
        let asked = DeriveJob {
            client_key: format!("press {:?}", SystemEntropy.seed()),
            job: job.id.clone(),
            action,
            prompt: "with a sail".to_owned(),
            seconds,
        };
        let id = self.engine.derive(asked).await.expect("stored").id;
        self.until(&id, |job| is_over(job.state)).await
    }
}

/// Whether nothing more happens to a job by itself.
pub const fn is_over(state: State) -> bool {
    match state {
        State::Unconfirmed
        | State::Ready
        | State::Failed
        | State::Cancelled
        | State::Expired
        | State::Held => true,
        State::Draft
        | State::Submitting
        | State::Queued
        | State::Running
        | State::Completed
        | State::Downloading => false,
    }
}

/// The code and the words of a job's trouble.
pub fn trouble(job: &JobView) -> (ErrorCode, &str) {
    let error = job.error.as_ref().expect("trouble");
    (error.code, error.message.as_deref().unwrap_or_default())
}

pub const fn size(width: u32, height: u32) -> Size {
    Size { width, height }
}

/// The fields of a JSON object, for parameters.
pub fn fields(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else {
        panic!("no object: {value}");
    };
    map
}

/// A scratch folder. `cargo xtask test` names a place where all of them stay, to look through what they hold afterwards.
fn folder() -> TempDir {
    let place = std::env::var_os("RUSHES_TEST_FOLDER");
    let mut folder = tempfile::Builder::new();
    let folder = folder.prefix("servers-").disable_cleanup(place.is_some());
    let place = place.map_or_else(std::env::temp_dir, std::path::PathBuf::from);
    folder.tempdir_in(place).expect("a folder")
}

fn hurry(profile: &str, folder: &TempDir, change: impl FnOnce(&mut Value)) {
    let shipped = Catalogue::shipped().profile(profile).expect("it ships");
    let mut server = serde_json::to_value(shipped).expect("a value");
    server["poll"] = json!({ "initial_ms": 20, "max_ms": 100 });
    change(&mut server);
    let catalogue = folder.path().join("catalogue");
    fs_err::create_dir_all(&catalogue).expect("a folder");
    let text = json!({ "servers": [server] }).to_string();
    fs_err::write(catalogue.join("hurry.json"), text).expect("a file");
}
