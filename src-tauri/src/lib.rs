//! The shell: the only code that knows Tauri. It opens the core, puts a window around it and carries messages.
//!
//! It must not decide anything about jobs, servers or files: commands parse, call the core, and return its answers.

mod autostart;
mod background;
mod bridge;
mod clipboard;
mod codecs;
mod command_line;
mod commands;
mod csp;
mod dialogs;
mod drops;
mod failure;
mod handed;
mod linux;
mod logging;
mod notify;
mod outside;
mod report;
mod session;
mod shutdown;
mod sleep;
mod taskbar;
#[cfg(target_os = "linux")]
mod tray;
mod updates;
mod window;
mod words;
mod work;

use rushes_core::dto::ErrorCode;
use session::Session;
use std::process::ExitCode;
use tauri::{Manager, RunEvent, WindowEvent};

/// Runs the app until its window is closed.
pub fn run() -> ExitCode {
    linux::prepare();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failure::fatal(&format!("no worker threads: {error}")),
    };
    let entered = runtime.enter();
    let home = match rushes_core::home::Home::find() {
        Ok(home) => home,
        Err(error) => return failure::fatal(&error.to_string()),
    };
    let _log = logging::start(&home.logs);
    // The port of the media server stands in the CSP, so it must be known before there is a window.
    let opened = runtime.block_on(session::begin(&home));
    if let Err(error) = &opened
        && error.code == ErrorCode::LibraryInUse
        && runtime.block_on(command_line::shown(&home))
    {
        return ExitCode::SUCCESS;
    }
    let app = match build(opened, home) {
        Ok(app) => app,
        Err(error) => return failure::fatal(&error.to_string()),
    };
    let exit = app.run_return(|app, event| on_event(app, &event));
    drop(entered);
    // A keychain that never answers must not hold up the end.
    runtime.shutdown_background();
    ExitCode::from(u8::try_from(exit).unwrap_or(1))
}

fn build(
    opened: Result<Session, rushes_core::dto::ErrorView>,
    home: rushes_core::home::Home,
) -> tauri::Result<tauri::App> {
    tauri::async_runtime::set(tokio::runtime::Handle::current());
    let mut context = tauri::generate_context!();
    if let Ok(session) = &opened {
        csp::allow_media(&mut context, session.media_origin());
    }
    let builder = tauri::Builder::default()
        // First, so that a second start ends before it touches anything.
        .plugin(tauri_plugin_single_instance::init(|app, args, folder| {
            handed::on_second_start(app, &args, folder.as_ref());
        }))
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(window::remember())
        .invoke_handler(commands::handler());
    let builder = updates::add(builder, context.config_mut());
    let builder = match opened {
        Ok(session) => builder.manage(session),
        Err(error) => builder.manage(failure::Failure::new(error, &home)),
    };
    builder
        .manage(home)
        .manage(background::Background::default())
        .manage(bridge::Bridge::default())
        .manage(handed::Handed::at_start())
        .manage(drops::Dropped::default())
        .setup(|app| Ok(start(app.handle())?))
        .build(context)
}

/// Opens the window, with a library or with the reason why there is none.
fn start(app: &tauri::AppHandle) -> tauri::Result<()> {
    // Here and not earlier: a second start has ended by now.
    linux::starting(&app.state::<rushes_core::home::Home>());
    bridge::carry_archive(app);
    shutdown::heed_signals(app);
    if let Some(session) = app.try_state::<Session>() {
        bridge::start(app, &session);
        let settings = first_settings(&session);
        background::start(app, &settings);
        work::start(app, &session);
        updates::start(app);
        window::open(app, &settings)?;
        session.start(app);
        return Ok(());
    }
    window::open(app, &rushes_core::dto::Settings::default())
}

/// As they are at the start: whether there will be a window depends on them.
fn first_settings(session: &Session) -> rushes_core::dto::Settings {
    let read = tauri::async_runtime::block_on(session.engine.settings());
    read.unwrap_or_else(|error| {
        tracing::warn!(%error, "the settings cannot be read");
        rushes_core::dto::Settings::default()
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "Tauri's enum, open-ended")]
fn on_event(app: &tauri::AppHandle, event: &RunEvent) {
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::DragDrop(drag),
            ..
        } => drops::on_drag(app, drag),
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => shutdown::on_close(app, api),
        RunEvent::Exit => linux::started(&app.state::<rushes_core::home::Home>()),
        RunEvent::ExitRequested { api, code, .. } => shutdown::on_exit(app, api, *code),
        _ => {}
    }
}
