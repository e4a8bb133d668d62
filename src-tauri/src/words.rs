//! The few words that the desktop shows outside of the window, where no page can say them: in the tray, and as the reason why
//! the computer stays awake. Everything else is the page's (`ui/src/lib/i18n`).

use rushes_core::{dto::Language, engine::at_work::Awake};

/// One language.
#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "for the tray, which is Linux's alone yet")
)]
pub struct Words {
    fetching: &'static str,
    expiring: &'static str,
    /// In the menu of the tray.
    pub show: &'static str,
    /// There too.
    pub quit: &'static str,
    live: fn(u32) -> String,
}

const EN: Words = Words {
    fetching: "Videos are being downloaded",
    expiring: "A video must be fetched before the server deletes it",
    show: "Show Rushes",
    quit: "Quit",
    live: |live| match live {
        0 => "Nothing in progress".to_owned(),
        1 => "1 clip in progress".to_owned(),
        more => format!("{more} clips in progress"),
    },
};

const ZH_CN: Words = Words {
    fetching: "正在下载视频",
    expiring: "须在服务器删除前取回视频",
    show: "显示 Rushes",
    quit: "退出",
    live: |live| match live {
        0 => "没有进行中的任务".to_owned(),
        more => format!("{more} 个任务进行中"),
    },
};

impl Words {
    /// Those of the language that is set; `system`: what the system says, as a tag such as `zh-CN`.
    pub fn of(language: Language, system: Option<&str>) -> &'static Self {
        let chinese = match language {
            Language::En => false,
            Language::ZhCn => true,
            Language::System => system.is_some_and(|tag| tag.starts_with("zh")),
        };
        if chinese { &ZH_CN } else { &EN }
    }

    /// Why the computer stays awake.
    pub fn awake(&self, why: Awake) -> &'static str {
        match why {
            Awake::Downloading => self.fetching,
            Awake::Expiring => self.expiring,
        }
    }

    /// What goes on.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "for the tray, which is Linux's alone yet")
    )]
    pub fn live(&self, live: u32) -> String {
        (self.live)(live)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(language: Language, system: Option<&str>) -> &'static str {
        Words::of(language, system).awake(Awake::Downloading)
    }

    #[test]
    fn a_language_that_is_set_wins_over_that_of_the_system() {
        assert_eq!(said(Language::En, Some("zh-CN")), EN.fetching);
        assert_eq!(said(Language::ZhCn, Some("en-GB")), ZH_CN.fetching);
    }

    #[test]
    fn one_clip_is_no_clips() {
        let said = [0, 1, 2].map(|live| EN.live(live));
        assert_eq!(
            said,
            [
                "Nothing in progress",
                "1 clip in progress",
                "2 clips in progress"
            ]
        );
    }

    #[test]
    fn a_system_in_another_language_gets_english() {
        let told = [Some("zh-CN"), Some("de-DE"), None].map(|tag| said(Language::System, tag));
        assert_eq!(told, [ZH_CN.fetching, EN.fetching, EN.fetching]);
    }
}
