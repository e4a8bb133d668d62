//! The one window: made hidden, shown when the page has its frame, brought to the front by a second start.

use crate::background::Background;
use rushes_core::dto::{AppEvent, NoticeKind, Settings, Zoom};
use std::time::Duration;
use tauri::{
    AppHandle, Manager, Runtime, Theme, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    plugin::TauriPlugin, webview::PageLoadEvent, window::Color,
};
use tauri_plugin_window_state::StateFlags;

/// Its label; capabilities name it.
pub const MAIN: &str = "main";
/// The page is loaded before that; if it never is, an empty window is better than none.
const SHOW_ANYWAY: Duration = Duration::from_secs(3);

/// Keeps size and place between starts.
pub fn remember<R: Runtime>() -> TauriPlugin<R> {
    tauri_plugin_window_state::Builder::default()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Makes the window. It is shown when the page has its frame, which waits for no answer of ours.
pub fn open(app: &AppHandle, settings: &Settings) -> tauri::Result<()> {
    let theme = settings.theme;
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Rushes")
        .inner_size(1440.0, 900.0)
        .min_inner_size(880.0, 560.0)
        .background_color(background(theme == rushes_core::dto::Theme::Light))
        .initialization_script(early_theme(theme))
        .visible(false)
        .on_page_load(|window, load| match load.event() {
            PageLoadEvent::Started => {}
            PageLoadEvent::Finished => show(&window),
        })
        .build()?;
    // Before it is seen: nothing grows, and nothing turns pale, while somebody looks.
    dress(&window, settings);
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOW_ANYWAY).await;
        let wanted = !window.state::<Background>().is_hidden();
        if wanted && !window.is_visible().unwrap_or(true) {
            tracing::warn!("the page takes long; the window is shown without it");
            show(&window);
        }
    });
    Ok(())
}

/// `--bg` of the page's theme (`tokens.css`), so that there is no flash between the window and its page.
fn background(light: bool) -> Color {
    if light {
        Color(246, 243, 238, 255)
    } else {
        Color(20, 19, 18, 255)
    }
}

/// Gives the page its theme before it draws anything.
fn early_theme(theme: rushes_core::dto::Theme) -> &'static str {
    match theme {
        rushes_core::dto::Theme::System => {
            "document.documentElement.dataset.theme = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'"
        }
        rushes_core::dto::Theme::Dark => "document.documentElement.dataset.theme = 'dark'",
        rushes_core::dto::Theme::Light => "document.documentElement.dataset.theme = 'light'",
    }
}

/// Shows the window; called when the page has its frame. Not one that is to work in the background.
pub fn show(window: &WebviewWindow) {
    if window.state::<Background>().is_hidden() {
        return;
    }
    if let Err(error) = window.show() {
        tracing::warn!(%error, "the window could not be shown");
    }
}

/// Gives all that is in the window the size that the user wants: whatever WebKitGTK makes of the system's text size comes on top.
fn size(window: &WebviewWindow, Zoom(percent): Zoom) {
    if let Err(error) = window.set_zoom(f64::from(percent) / 100.0) {
        tracing::warn!(%error, "the page keeps its size");
    }
}

/// Gives the window's frame and its ground the page's theme, and the page its size.
pub fn dress(window: &WebviewWindow, settings: &Settings) {
    size(window, settings.zoom);
    let theme = match settings.theme {
        rushes_core::dto::Theme::System => None,
        rushes_core::dto::Theme::Dark => Some(Theme::Dark),
        rushes_core::dto::Theme::Light => Some(Theme::Light),
    };
    if let Err(error) = window.set_theme(theme) {
        tracing::debug!(%error, "the frame keeps its theme");
    }
    let light = theme.or_else(|| window.theme().ok()) == Some(Theme::Light);
    if let Err(error) = window.set_background_color(Some(background(light))) {
        tracing::debug!(%error, "the window keeps its ground");
    }
}

/// Rushes was started a second time: brings the window to the front and says so.
pub fn focus(app: &AppHandle) {
    raise(app);
    if let Some(bridge) = app.try_state::<crate::bridge::Bridge>() {
        bridge.send(AppEvent::Notice {
            kind: NoticeKind::AlreadyRunning,
            error: None,
        });
    }
}

/// Takes the window away; the icon in the tray brings it back.
pub fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// Brings the window to the front.
pub fn raise(app: &AppHandle) {
    app.state::<Background>().shown();
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let shown = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}
