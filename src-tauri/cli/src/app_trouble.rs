//! What can go wrong between the command line and the app that has the library, in the window's two languages.

use crate::sentences::Language;

/// What can go wrong between this program and the app that has the library.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "the app is not asked there"))]
pub enum AppTrouble {
    /// The two are of versions that do not understand each other; that of the app.
    Differs(String),
    /// It ended before the command did.
    Ended,
    /// The command is longer than what is handed over.
    TooLong,
}

impl AppTrouble {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Differs(_) => "app_differs",
            Self::Ended => "app_ended",
            Self::TooLong => "too_long_for_app",
        }
    }

    /// Who does not know how far a command came must not take it for one that failed, and say it again.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Differs(_) => 75,
            Self::Ended => 3,
            Self::TooLong => 2,
        }
    }

    /// The sentence.
    pub fn text(&self, language: Language) -> String {
        let own = env!("CARGO_PKG_VERSION");
        match (language, self) {
            (Language::English, Self::Differs(theirs)) => format!(
                "Rushes {theirs} has this library open, and rushes-cli {own} does not understand it. Update the older of the two, or close the app; nothing was done."
            ),
            (Language::Chinese, Self::Differs(theirs)) => format!(
                "打开此作品库的是 Rushes {theirs}，与 rushes-cli {own} 无法互通。请更新其中较旧的一个，或关闭应用；未做任何操作。"
            ),
            (Language::English, Self::Ended) => {
                "Rushes was closed before the command had ended. What it had begun is kept: look with `rushes-cli list` before you say it again.".to_owned()
            }
            (Language::Chinese, Self::Ended) => {
                "命令尚未结束，Rushes 已关闭。已开始的任务会保留：请先用 `rushes-cli list` 查看，再决定是否重复执行。".to_owned()
            }
            (Language::English, Self::TooLong) => {
                "This command is too long to hand it to the Rushes that has the library open. Say it in parts, or close the app; nothing was done.".to_owned()
            }
            (Language::Chinese, Self::TooLong) => {
                "命令过长，无法交给正在使用作品库的 Rushes。请分次执行，或关闭应用；未做任何操作。".to_owned()
            }
        }
    }
}
