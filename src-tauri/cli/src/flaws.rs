//! What is wrong with a file that was taken for a backup, in the window's two languages.

use crate::sentences::Language;
use rushes_core::dto::BackupFlaw;

/// The sentence for `params.reason` of a broken backup, with `name` where it is about one file.
pub fn sentence(reason: &str, name: &str, language: Language) -> Option<String> {
    let flaw = BackupFlaw::ALL
        .into_iter()
        .find(|flaw| flaw.as_str() == reason)?;
    let (english, chinese) = pair(flaw);
    let template = match language {
        Language::English => english,
        Language::Chinese => chinese,
    };
    Some(template.replace("{name}", name))
}

const fn pair(flaw: BackupFlaw) -> (&'static str, &'static str) {
    match flaw {
        BackupFlaw::Unreadable => ("The file cannot be read.", "无法读取该文件。"),
        BackupFlaw::NoFile => ("That is no file.", "这不是文件。"),
        BackupFlaw::Damaged => (
            "It is damaged, or no backup at all.",
            "文件已损坏，或根本不是备份。",
        ),
        BackupFlaw::CutShort => ("Its end is missing.", "文件不完整，缺少结尾。"),
        BackupFlaw::Foreign => (
            "Something else made it, or a newer Rushes.",
            "它由其他程序或更新版本的 Rushes 创建。",
        ),
        BackupFlaw::ForeignFile => (
            "It holds what no backup holds: {name}",
            "其中含有备份不应有的内容：{name}",
        ),
        BackupFlaw::Twice => ("A file is in it twice: {name}", "其中有重复的文件：{name}"),
        BackupFlaw::TooMany => ("It holds too many files.", "其中文件过多。"),
        BackupFlaw::BadName => (
            "A file in it has a name that no file can have.",
            "其中有文件名无效。",
        ),
        BackupFlaw::ListUnreadable => ("Its list of files cannot be read.", "其文件清单无法读取。"),
        BackupFlaw::ListDiffers => ("Its files are not those of its list.", "其文件与清单不符。"),
        BackupFlaw::Changed => (
            "A file in it is not what it was: {name}",
            "其中的文件已被改动：{name}",
        ),
        BackupFlaw::Database => (
            "The history in it cannot be used.",
            "其中的历史记录无法使用。",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flaw_is_told_in_the_language_of_the_user_with_its_file() {
        let said = |language| sentence("changed", "media/a.mp4", language);
        assert_eq!(
            [said(Language::English), said(Language::Chinese)].map(Option::unwrap_or_default),
            [
                "A file in it is not what it was: media/a.mp4",
                "其中的文件已被改动：media/a.mp4"
            ]
        );
    }
}
