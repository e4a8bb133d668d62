//! A start that cannot succeed: one clear sentence in a native dialog, in both languages, and an exit code for scripts.

use rushes_core::dto::{ErrorCode, ErrorView};
use std::process::ExitCode;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// Another Rushes has the library (`EX_TEMPFAIL`), the same number as the command line.
const IN_USE: i32 = 75;

/// Says why the library cannot be opened, then ends.
pub fn show(app: &AppHandle, error: &ErrorView) {
    let code = if error.code == ErrorCode::LibraryInUse {
        IN_USE
    } else {
        1
    };
    let ended = app.clone();
    app.dialog()
        .message(sentence(error))
        .title("Rushes")
        .kind(MessageDialogKind::Error)
        .show(move |_| ended.exit(code));
}

/// Trouble before there is anything to show a dialog with.
#[expect(clippy::print_stderr, reason = "nothing else is there yet")]
pub fn fatal(text: &str) -> ExitCode {
    tracing::error!(text, "Rushes could not start");
    eprintln!("Rushes could not start: {text}");
    ExitCode::FAILURE
}

/// The few sentences that must be said without a page; no other code comes from opening.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most codes cannot come up here"
)]
fn sentence(error: &ErrorView) -> String {
    let detail = error
        .params
        .get("detail")
        .map(String::as_str)
        .unwrap_or_default();
    let (english, chinese) = match error.code {
        ErrorCode::LibraryInUse => (
            "Another Rushes has this library open. Close it, then start again.",
            "另一个 Rushes 正在使用该作品库，请先关闭再启动。",
        ),
        ErrorCode::LibraryNewer => (
            "This library was made by a newer Rushes. Update Rushes; nothing was changed.",
            "该作品库由更新版本的 Rushes 创建，请升级，未做任何修改。",
        ),
        ErrorCode::DiskFull => (
            "The disk is full. Free some space, then start again.",
            "磁盘已满，请清理空间后再启动。",
        ),
        _ => (
            "The library cannot be used. Check that its folder is there and can be written.",
            "作品库不可用，请检查其文件夹是否存在且可写。",
        ),
    };
    if detail.is_empty() {
        format!("{english}\n\n{chinese}")
    } else {
        format!("{english}\n\n{chinese}\n\n{detail}")
    }
}
