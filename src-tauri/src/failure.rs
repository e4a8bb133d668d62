//! A start that cannot succeed: one clear sentence in a native dialog, in both languages, and an exit code for scripts.

use rushes_core::dto::{ErrorCode, ErrorView};
use rushes_core::home::Home;
use std::process::ExitCode;
use tauri::AppHandle;
use tauri_plugin_dialog::{
    DialogExt, MessageDialogButtons, MessageDialogKind, MessageDialogResult,
};

/// Another Rushes has the library (`EX_TEMPFAIL`), the same number as the command line.
const IN_USE: i32 = 75;

const LOOK_AGAIN: &str = "Look again / 重新查找";
const NEW_LIBRARY: &str = "New library here / 在此新建";
const QUIT: &str = "Quit / 退出";

/// Says why the library cannot be opened, then ends. A library that is away can be looked for again, or a new one begun.
pub fn show(app: &AppHandle, home: Home, error: &ErrorView) {
    if error.code == ErrorCode::LibraryAway {
        return offer(app, home, error);
    }
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

fn offer(app: &AppHandle, home: Home, error: &ErrorView) {
    let asked = app.clone();
    let buttons = [LOOK_AGAIN, NEW_LIBRARY, QUIT].map(str::to_owned);
    let [again, new, quit] = buttons;
    app.dialog()
        .message(sentence(error))
        .title("Rushes")
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::YesNoCancelCustom(again, new, quit))
        .show_with_result(move |answer| match choice(&answer) {
            Choice::LookAgain => asked.request_restart(),
            Choice::New => match home.forget() {
                Ok(()) => asked.request_restart(),
                Err(error) => {
                    tracing::error!(%error, "the old library could not be forgotten");
                    asked.exit(1);
                }
            },
            Choice::Quit => asked.exit(1),
        });
}

#[derive(Debug, PartialEq, Eq)]
enum Choice {
    LookAgain,
    New,
    Quit,
}

/// Only the button itself begins a new library; a closed dialog changes nothing.
fn choice(answer: &MessageDialogResult) -> Choice {
    match answer {
        MessageDialogResult::Custom(text) if text == LOOK_AGAIN => Choice::LookAgain,
        MessageDialogResult::Custom(text) if text == NEW_LIBRARY => Choice::New,
        MessageDialogResult::Custom(_)
        | MessageDialogResult::Yes
        | MessageDialogResult::No
        | MessageDialogResult::Ok
        | MessageDialogResult::Cancel => Choice::Quit,
    }
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
        ErrorCode::LibraryAway => (
            "The library that was in this folder is not there. Its drive may not be connected. Connect it and look again, or begin a new library here.",
            "该文件夹中原有的作品库不见了，可能是磁盘未连接。请连接磁盘后重新查找，或在此新建作品库。",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_button_begins_a_new_library() {
        let answers = [
            MessageDialogResult::Custom(NEW_LIBRARY.to_owned()),
            MessageDialogResult::Custom(LOOK_AGAIN.to_owned()),
            MessageDialogResult::Custom(QUIT.to_owned()),
            MessageDialogResult::No,
            MessageDialogResult::Cancel,
        ];
        assert_eq!(
            answers.each_ref().map(choice),
            [
                Choice::New,
                Choice::LookAgain,
                Choice::Quit,
                Choice::Quit,
                Choice::Quit
            ]
        );
    }

    #[test]
    fn a_library_that_is_away_is_named_with_its_folder() {
        let away = rushes_core::home::Away("/mnt/films".into());
        let said = sentence(&rushes_core::engine::EngineError::from(away).view());
        assert!(
            said.contains("not there") && said.contains("/mnt/films"),
            "{said}"
        );
    }
}
