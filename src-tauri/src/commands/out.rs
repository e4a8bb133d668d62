//! Clips out of the library into other programs. Folders come from the system's dialogs and stay here.

use super::{Answer, body, header, shown};
use crate::{clipboard, dialogs, outside, session::Session};
use rushes_core::{
    domain::JobId,
    dto::{ErrorCode, ExportJobs, Exported},
    engine::{EngineError, archiving::Archiving},
    library::pages::PagesKind,
};
use tauri::{AppHandle, State, ipc::Request};

/// What a template makes of a clip, or of an example.
#[tauri::command]
pub async fn name_example(
    session: State<'_, Session>,
    template: String,
    job: Option<JobId>,
) -> Answer<String> {
    let example = session.engine.name_example(&template, job.as_ref()).await;
    example.map_err(shown)
}

/// `None`: the user closed the dialog.
#[tauri::command]
pub async fn export_jobs(
    app: AppHandle,
    session: State<'_, Session>,
    archiving: State<'_, Archiving>,
    request: ExportJobs,
) -> Answer<Option<Exported>> {
    let Some(to) = dialogs::pick_folder(&app).await else {
        return Ok(None);
    };
    let exported = archiving.export(&session.engine, request, &to).await;
    exported.map(Some).map_err(shown)
}

/// The folder of the last export in the file manager.
#[tauri::command]
pub async fn show_export(app: AppHandle, archiving: State<'_, Archiving>) -> Answer<()> {
    let folder = archiving.exported().filter(|folder| folder.is_dir());
    let folder = folder.ok_or_else(|| shown(EngineError::refused(ErrorCode::NotFound)))?;
    outside::open(&app, &folder)
}

/// Puts the videos of these jobs on the clipboard as a file manager does; returns how many.
#[tauri::command]
pub async fn copy_files(
    app: AppHandle,
    session: State<'_, Session>,
    jobs: Vec<JobId>,
) -> Answer<usize> {
    let files = session.engine.video_files(&jobs).await.map_err(shown)?;
    let copied = clipboard::put_files(&app, &files).await;
    copied.map(|()| files.len()).map_err(shown)
}

/// Pages that the window drew, one behind the other; how long each is stands in a header. `false`: the user closed the dialog.
#[tauri::command]
pub async fn save_contact(
    app: AppHandle,
    session: State<'_, Session>,
    request: Request<'_>,
) -> Answer<bool> {
    let kind = PagesKind::named(&header(&request, "kind")).unwrap_or(PagesKind::Png);
    let pages = apart(&body(&request), &header(&request, "lengths"));
    let name = session.engine.contact_name(kind).await.map_err(shown)?;
    let Some(to) = dialogs::save_as(&app, &name).await else {
        return Ok(false);
    };
    let saved = session.engine.save_contact(kind, pages, to).await;
    saved.map(|()| true).map_err(shown)
}

/// Takes bytes apart by their lengths, `12,34`. What is missing is an empty page, which the engine refuses.
fn apart(bytes: &[u8], lengths: &str) -> Vec<Vec<u8>> {
    let mut rest = bytes;
    let lengths = lengths.split(',').map(|length| length.parse().unwrap_or(0));
    lengths
        .map(|length: usize| {
            let (page, after) = rest.split_at_checked(length).unwrap_or_default();
            rest = after;
            page.to_vec()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn pages_are_taken_apart_by_their_lengths() {
        assert_eq!(apart(b"abcde", "2,3"), [b"ab".to_vec(), b"cde".to_vec()]);
    }

    #[test]
    fn lengths_beyond_the_bytes_give_empty_pages() {
        for lengths in ["9", "x", ""] {
            assert_eq!(apart(b"abc", lengths), [Vec::<u8>::new()]);
        }
    }
}
