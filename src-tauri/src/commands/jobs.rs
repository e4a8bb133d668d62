//! Jobs and the wall.

use super::{Answer, app::copy_text, shown};
use crate::session::Session;
use rushes_core::{
    domain::{BatchId, JobId, Verb},
    dto::{
        Code, CreateJobs, DeriveJob, JobView, Language, PlannedJob, PreviewView, ReceiptLine,
        WallDay, WallFilter, WallOrder, WallPage, WallQuery,
    },
    engine::report,
};
use std::path::Path;
use tauri::{AppHandle, State};

/// The window must not learn a path; the file's own name is enough to recognise it.
fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn whole_path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[tauri::command]
pub async fn create_jobs(session: State<'_, Session>, request: CreateJobs) -> Answer<Vec<JobView>> {
    session.engine.create_jobs(request).await.map_err(shown)
}

#[tauri::command]
pub async fn derive_job(session: State<'_, Session>, request: DeriveJob) -> Answer<JobView> {
    session.engine.derive(request).await.map_err(shown)
}

/// A refused job again, with what its refusal taught.
#[tauri::command]
pub async fn fix_job(
    session: State<'_, Session>,
    job: JobId,
    client_key: String,
) -> Answer<JobView> {
    session.engine.fix(&job, client_key).await.map_err(shown)
}

/// Deletes the video on the server; the file here stays.
#[tauri::command]
pub async fn delete_remote(session: State<'_, Session>, job: JobId) -> Answer<JobView> {
    session.engine.delete_remote(&job).await.map_err(shown)
}

#[tauri::command]
pub async fn undo_batch(session: State<'_, Session>, batch: BatchId) -> Answer<()> {
    session
        .engine
        .undo_batch(batch)
        .await
        .map(drop)
        .map_err(shown)
}

#[tauri::command]
pub async fn act(session: State<'_, Session>, job: JobId, verb: Verb) -> Answer<Vec<JobView>> {
    session.engine.act(&job, verb).await.map_err(shown)
}

/// What a press of Create would make, line by line. Nothing is stored or sent.
#[tauri::command]
pub async fn planned(session: State<'_, Session>, request: CreateJobs) -> Answer<Vec<PlannedJob>> {
    session.engine.planned(&request).await.map_err(shown)
}

#[tauri::command]
pub async fn preview_request(
    session: State<'_, Session>,
    request: CreateJobs,
) -> Answer<PreviewView> {
    let shows = session.engine.preview(&request, file_name).await;
    shows.map_err(shown)
}

/// Puts the request on the clipboard so that it runs as it is: with the whole paths of its pictures, which stay here.
#[tauri::command]
pub async fn copy_request(
    app: AppHandle,
    session: State<'_, Session>,
    request: CreateJobs,
    code: Code,
) -> Answer<()> {
    let preview = session.engine.preview(&request, whole_path).await;
    let PreviewView { curl, python, .. } = preview.map_err(shown)?;
    copy_text(
        app,
        match code {
            Code::Curl => curl,
            Code::Python => python,
        },
    )
}

/// The same for the request of a job, as cURL.
#[tauri::command]
pub async fn copy_job_curl(app: AppHandle, session: State<'_, Session>, id: JobId) -> Answer<()> {
    let curl = session.engine.job_curl(&id, whole_path).await;
    copy_text(app, curl.map_err(shown)?)
}

#[tauri::command]
pub async fn wall(session: State<'_, Session>, query: WallQuery) -> Answer<WallPage> {
    session.engine.wall(query).await.map_err(shown)
}

/// Every day of the wall, read or not.
#[tauri::command]
pub async fn wall_days(
    session: State<'_, Session>,
    filter: WallFilter,
    search: String,
    order: WallOrder,
) -> Answer<Vec<WallDay>> {
    let days = session.engine.wall_days(filter, &search, order).await;
    days.map_err(shown)
}

#[tauri::command]
pub async fn job(session: State<'_, Session>, id: JobId) -> Answer<JobView> {
    let job = session.engine.job(&id).await.map_err(shown)?;
    session.engine.view(job).await.map_err(shown)
}

#[tauri::command]
pub async fn receipt(session: State<'_, Session>, id: JobId) -> Answer<Vec<ReceiptLine>> {
    session.engine.receipt_lines(&id).await.map_err(shown)
}

#[tauri::command]
pub async fn receipt_report(
    session: State<'_, Session>,
    id: JobId,
    language: Language,
) -> Answer<String> {
    let dossier = session.engine.dossier(id.as_str()).await.map_err(shown)?;
    Ok(report::text(&dossier, language))
}

/// The server's id of an unconfirmed job, as the user has it; the server is asked before it is believed.
#[tauri::command]
pub async fn adopt_job(
    session: State<'_, Session>,
    job: JobId,
    remote_id: String,
) -> Answer<JobView> {
    session.engine.adopt(&job, &remote_id).await.map_err(shown)
}
