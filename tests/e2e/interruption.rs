//! Promises 1 and 2: what was paid for survives `kill -9`, and is not paid for again.

use crate::app::{App, files_below};
use crate::desktop::{Desktop, Keychain};
use crate::held_server::HeldServer;
use crate::processes::wait;
use rushes_demo::DemoOptions;
use serde_json::{Value, json};

#[test]
fn a_download_that_was_killed_in_its_middle_is_finished_at_the_next_start() {
    let video = padded_video();
    let server = HeldServer::start(video.clone());
    let desktop = Desktop::start(Keychain::Unlocked);
    let app = App::open(&desktop);
    create_on(&app, &server);
    server.wait_for_half();
    app.until_tile(&["downloading"], 20);
    wait("a part of the video is on the disk", 20, || {
        (part_on_disk(&desktop) > 0).then_some(())
    });
    app.photograph("download-held");
    app.kill();

    server.release();
    let app = App::open(&desktop);
    app.until_tile(&["ready"], 60);
    app.photograph("download-resumed");
    let videos = app.videos();
    assert_eq!(videos.len(), 1, "one job is one file: {videos:?}");
    assert!(
        fs_err::read(&videos[0])
            .expect("the video")
            .starts_with(&video),
        "the file differs from the server's"
    );
    assert_eq!(server.creates(), 1, "nothing is bought twice");
    assert!(
        server.last_range().is_some_and(|from| from > 0),
        "the first half is not fetched again"
    );
}

#[test]
fn the_log_tells_what_became_of_a_job_and_not_what_it_asked_for() {
    let server = HeldServer::start(small_video());
    server.release();
    let desktop = Desktop::start(Keychain::Missing);
    let app = App::open(&desktop);
    create_on(&app, &server);
    app.until_tile(&["ready"], 60);
    let log = wait("the log has its end", 20, || {
        let files = files_below(&desktop.rushes_home().join("logs"));
        let text: String = files
            .iter()
            .filter_map(|file| fs_err::read_to_string(file).ok())
            .collect();
        text.contains("state=ready").then_some(text)
    });
    assert!(!log.contains("takes its time"), "{log}");
}

pub fn create_on(app: &App, server: &HeldServer) {
    let draft =
        json!({ "id": null, "name": "Held", "base_url": server.base_url(), "profile": null });
    let saved = app
        .invoke("save_server", &json!({ "draft": draft }))
        .expect("the server is saved");
    let request = json!({
        "client_key": "interruption", "server": saved["id"], "model": "held-1",
        "prompt": "A clip that takes its time", "seconds": 2, "size": { "width": 640, "height": 360 },
        "takes": 1, "inputs": [], "extra": {},
    });
    app.invoke("create_jobs", &json!({ "request": request }))
        .expect("the job is made");
}

/// Bytes of partial files.
fn part_on_disk(desktop: &Desktop) -> u64 {
    let files = files_below(&desktop.rushes_home());
    let parts = files
        .iter()
        .filter(|file| file.extension().is_some_and(|name| name == "part"));
    parts
        .filter_map(|part| fs_err::metadata(part).ok())
        .map(|part| part.len())
        .sum()
}

/// A real video of 2 seconds, from a demo server of our own, made so long with an empty box at its end (ISO/IEC 14496-12,
/// 8.1.2) that its half is more than what a program may reasonably hold back in its buffers.
pub fn padded_video() -> Vec<u8> {
    const PADDING: u32 = 4 << 20;
    let mut video = small_video();
    video.extend(PADDING.to_be_bytes());
    video.extend(b"free");
    video.resize(video.len() + PADDING as usize - 8, 0);
    video
}

fn small_video() -> Vec<u8> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let options = DemoOptions {
        workers: 1,
        ..DemoOptions::default()
    };
    let demo = runtime
        .block_on(rushes_demo::start(options))
        .expect("the demo starts");
    let base = demo.base_url().to_owned();
    let wanted = json!({ "model": "demo-1", "prompt": "Small", "seconds": "2", "size": "640x360" });
    let mut created = ureq::post(format!("{base}/videos"))
        .send_json(&wanted)
        .expect("the job is accepted");
    let id = created.body_mut().read_json::<Value>().expect("a job")["id"].clone();
    let url = format!("{base}/videos/{}", id.as_str().expect("its id"));
    wait("the small video is rendered", 60, || {
        let job = ureq::get(&url)
            .call()
            .ok()?
            .body_mut()
            .read_json::<Value>()
            .ok()?;
        (job["status"] == "completed").then_some(())
    });
    let mut content = ureq::get(format!("{url}/content"))
        .call()
        .expect("the video");
    content
        .body_mut()
        .with_config()
        .limit(64 << 20)
        .read_to_vec()
        .expect("all of it")
}
