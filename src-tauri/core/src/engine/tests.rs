//! The engine against a scripted server, with a paused clock and a real library in a scratch folder.

mod archiving;
mod at_work;
mod bringing;
mod connecting;
mod crafting;
mod describing;
mod downloading;
mod exporting;
mod fake;
mod fetching;
mod finding;
mod guarding;
mod jumping;
mod keeping;
mod keychain;
mod learning;
mod leaving;
mod leftovers;
mod load;
mod ordering;
mod pages;
mod pictures;
mod polling;
mod rebuilding;
mod receipts;
mod recipes;
mod remote;
mod resuming;
mod safekeeping;
mod scheduling;
mod sea;
mod settings;
mod spending;
mod stills;
mod submitting;
mod sweeping;
mod weather;

use super::*;
use crate::{
    domain::{AssetKind, BatchId, JobId, ServerId, State, Timestamp, Verb},
    dto::{CreateJobs, ErrorCode, JobView, ServerDraft},
};
use fake::{Content, End, Scripted, Step, World, gif};
use serde_json::json;

fn request(key: &str, server: &ServerId) -> CreateJobs {
    CreateJobs {
        client_key: key.to_owned(),
        server: server.clone(),
        model: "wan".to_owned(),
        prompt: "a paper boat".to_owned(),
        seconds: Some(5.0),
        size: None,
        takes: 1,
        inputs: Vec::new(),
        aspect: None,
        tier: None,
        params: serde_json::Map::new(),
        anyway: false,
        sweep: crate::dto::Sweep::default(),
        count: None,
        extra: serde_json::Map::new(),
    }
}

async fn server(engine: &Engine) -> ServerId {
    let draft = ServerDraft {
        id: None,
        name: "home".to_owned(),
        base_url: "http://192.168.1.7:8000/v1".to_owned(),
        profile: None,
    };
    engine.save_server(draft).await.expect("a server").id
}

async fn create(engine: &Engine) -> JobView {
    let server = server(engine).await;
    engine
        .create_jobs(request("press-1", &server))
        .await
        .expect("stored")
        .remove(0)
}

/// Waits, in the engine's own time, until the job is in that state.
async fn until(engine: &Engine, id: &JobId, state: State) -> JobView {
    let waiting = async {
        loop {
            let job = engine.job(id).await.expect("the job");
            if job.state == state {
                return engine.view(job).await.expect("a tile");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(3600), waiting)
        .await
        .unwrap_or_else(|_| panic!("the job never became {state}"))
}

fn accepted() -> Step {
    Step::Answer(
        200,
        json!({"id": "video_1", "status": "queued"}).to_string(),
    )
}

fn polled(status: &str) -> Step {
    Step::Answer(200, json!({"id": "video_1", "status": status}).to_string())
}
