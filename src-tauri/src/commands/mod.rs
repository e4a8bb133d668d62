//! What the window may ask for. Each command parses, calls the core and returns its answer; at most ten lines.

mod app;
mod backup;
mod connect;
mod craft;
mod cut;
mod desk;
mod jobs;
mod library;
mod marks;
mod media;
mod money;
mod out;
mod recipes;
mod search;
mod servers;
mod settings;

use rushes_core::{dto::ErrorView, engine::EngineError};
use tauri::ipc::Invoke;

/// What a command answers.
pub(crate) type Answer<T> = Result<T, ErrorView>;

/// Turns the core's error into the window's form.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the form that `map_err` takes"
)]
fn shown(error: EngineError) -> ErrorView {
    tracing::debug!(%error, "a command was refused");
    error.view()
}

/// All commands. `build.rs` and `capabilities/main.json` list the same names; a test compares them with `ipc.ts`.
#[expect(clippy::too_many_lines, reason = "a list: one line for each command")]
pub fn handler() -> impl Fn(Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app::bootstrap,
        app::copy_text,
        app::set_fullscreen,
        app::subscribe,
        app::ui_log,
        app::ui_ready,
        backup::back_up,
        backup::begin_library,
        backup::choose_library,
        backup::library_view,
        backup::keep_library,
        backup::move_library,
        backup::move_now,
        backup::open_library_folder,
        backup::open_restored,
        backup::pick_backup,
        backup::pick_move,
        backup::quit,
        backup::restore_backup,
        backup::show_backup,
        backup::start_again,
        backup::stop_archive,
        connect::connect_paste,
        connect::forget_lesson,
        connect::forget_paste,
        connect::import_jobs,
        connect::list_profiles,
        connect::read_paste,
        connect::test_paste,
        craft::export_presets,
        craft::forget_prompt,
        craft::import_presets,
        craft::keep_prompt,
        craft::list_presets,
        craft::list_prompts,
        craft::list_snippets,
        craft::list_wildcards,
        craft::remove_preset,
        craft::remove_snippet,
        craft::save_preset,
        craft::save_snippet,
        cut::bring_dropped,
        cut::bring_picked,
        cut::cut_clip,
        cut::cutter,
        cut::save_cut,
        desk::desktop_view,
        desk::notify,
        desk::open_log_folder,
        desk::program_report,
        desk::read_log,
        desk::start_at_login,
        desk::look_for_update,
        desk::install_update,
        jobs::act,
        jobs::adopt_job,
        jobs::copy_job_curl,
        jobs::copy_request,
        jobs::create_jobs,
        jobs::delete_remote,
        jobs::derive_job,
        jobs::fix_job,
        jobs::job,
        jobs::planned,
        jobs::preview_request,
        jobs::receipt,
        jobs::receipt_report,
        jobs::undo_batch,
        jobs::wall,
        jobs::wall_days,
        library::open_in_player,
        library::save_copy,
        library::save_frame,
        library::show_in_folder,
        marks::delete_collection,
        marks::list_collections,
        marks::list_tags,
        marks::mark_jobs,
        marks::remove_trashed,
        marks::rename_collection,
        marks::restore_trashed,
        marks::trash_jobs,
        media::copy_frame,
        media::fit_picture,
        media::paste_picture,
        media::pick_picture,
        media::restage_input,
        media::stage_address,
        media::stage_picture,
        media::store_still,
        money::balance,
        money::estimate,
        money::export_spend,
        money::forget_price,
        money::list_prices,
        money::save_price,
        money::spend,
        money::spent_today,
        out::copy_files,
        out::export_jobs,
        out::name_example,
        out::save_contact,
        out::show_export,
        recipes::open_recipe,
        recipes::save_recipe,
        search::complete_search,
        search::forget_search,
        search::read_search,
        search::save_search,
        search::saved_searches,
        search::shown_jobs,
        servers::describe_model,
        servers::descriptions,
        servers::forget_server_key,
        servers::list_models,
        servers::list_servers,
        servers::open_descriptions,
        servers::remove_server,
        servers::save_server,
        servers::set_server_key,
        servers::test_draft,
        servers::test_server,
        settings::export_settings,
        settings::import_settings,
        settings::reset_settings,
        settings::save_settings,
    ]
}

/// Asks where, and writes it there. `false`: the user closed the dialog.
async fn save(app: &tauri::AppHandle, name: &str, content: impl AsRef<[u8]>) -> Answer<bool> {
    let Some(to) = crate::dialogs::save_as(app, name).await else {
        return Ok(false);
    };
    let written = fs_err::tokio::write(to, content).await;
    written.map(|()| true).map_err(unusable)
}

/// What the system says of a file that the user chose.
fn unusable(error: std::io::Error) -> ErrorView {
    shown(EngineError::from(rushes_core::library::LibraryError::from(
        error,
    )))
}

/// Reads a header that the window wrote with `encodeURIComponent`.
fn header(request: &tauri::ipc::Request<'_>, name: &str) -> String {
    let value = request
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok());
    let bytes = percent_encoding::percent_decode_str(value.unwrap_or_default());
    bytes.decode_utf8_lossy().into_owned()
}

/// The bytes that came with a call.
fn body(request: &tauri::ipc::Request<'_>) -> Vec<u8> {
    match request.body() {
        tauri::ipc::InvokeBody::Raw(bytes) => bytes.clone(),
        tauri::ipc::InvokeBody::Json(_) => Vec::new(),
    }
}
