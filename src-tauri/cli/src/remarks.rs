//! What the command line says of its own accord, in the window's two languages. Errors have theirs in `sentences`.

use crate::sentences::Language;

/// A remark beside the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// `again`: what is at stake.
    AgainMayCost,
    /// `again` for a job whose answer was lost.
    AgainMayCostTwice,
    /// `again` where nobody can be asked.
    AgainNeedsYes,
    /// `look` found none, or more than one.
    NotInTheList,
    /// `check` brought no usable answer.
    NoUsableAnswer,
    /// `download` of a file that is there.
    FileIsHere,
    /// `backup` met links or other things that are no plain files.
    LeftOut,
    /// `restore` is done: what becomes of jobs and keys.
    Restored,
    /// `restore` of a backup without its videos.
    WithoutVideos,
    /// `library move` where the app has it open.
    MoveInTheWindow,
    /// `library move` before there is one.
    NoLibraryYet,
    /// `library move` is done, and its old folder is still there.
    MoveLeftSomething,
    /// `budget` where none is set.
    NoBudget,
    /// `create --recipe`: parameters that the model does not list; their names follow.
    NotListed,
    /// `create --recipe`: what whoever made the recipe did not hand on; the names follow.
    RecipeLeftOut,
    /// `create --recipe`: pictures that are not in this library.
    RecipeLacksPictures,
    /// `server balance` of a server whose description says nothing of it.
    NoBalance,
    /// `create` was told to wait no longer.
    StoppedWaiting,
    /// `cancel` of a job that was sent.
    NoLongerWatched,
    /// `demo` is there.
    DemoRuns,
    /// `create --dry-run` of a prompt with lists.
    Drawn,
    /// `trash` of a job that is live or unconfirmed.
    NotOverYet,
    /// `export` of jobs that have no video; their ids follow.
    HasNoVideo,
    /// `export` of jobs whose file is not in the library any more; their ids follow.
    FileIsGone,
    /// `create --preset` of a preset from another library.
    PresetServerByName,
}

impl Remark {
    /// The sentence.
    pub const fn text(self, language: Language) -> &'static str {
        let (english, chinese) = match self {
            Self::Drawn => (
                "The prompt shows one draw from the lists; each video draws anew.",
                "以上提示词是从列表中随机抽取的一例，每个视频都会重新抽取。",
            ),
            Self::NotOverYet => (
                "What is not over yet stays where it is: it still costs or may have cost something.",
                "尚未结束的任务会保留在原处：它仍可能产生费用或已经扣费。",
            ),
            Self::HasNoVideo => (
                "These have no video, and stand in the lists only:",
                "以下任务没有视频，仅列入清单：",
            ),
            Self::FileIsGone => (
                "The files of these are not in the library any more. `download` fetches one again while its server still has it:",
                "以下任务的文件已不在作品库中。服务器仍保留时，可用 `download` 重新获取：",
            ),
            Self::PresetServerByName => (
                "The preset comes from another library; its server was looked up by its name.",
                "该预设来自其他作品库，已按名称匹配服务器。",
            ),
            Self::AgainMayCost => (
                "This sends a new request. The server may charge for it. Send it?",
                "这会发送一次新的请求，服务器可能收费。是否发送？",
            ),
            Self::AgainMayCostTwice => (
                "The first request was sent and its answer was lost: it may be rendering, and may have been charged. This sends a second one, which may be charged too. Send it?",
                "第一次请求已发送但未收到应答，可能正在生成并已扣费。再次发送可能重复扣费。是否发送？",
            ),
            Self::AgainNeedsYes => (
                "Nothing was sent: a new request may be charged. Say --yes to send it.",
                "未发送：新的请求可能扣费。使用 --yes 确认发送。",
            ),
            Self::NotInTheList => (
                "The server's list has no job that fits this one, or more than one. It stays unconfirmed. If you see it on the server's page, `rushes-cli adopt JOB ID` takes it.",
                "服务器列表中没有唯一匹配的任务，状态仍为未确认。如在服务器页面上看到它，请使用 `rushes-cli adopt JOB ID`。",
            ),
            Self::NoUsableAnswer => (
                "The server gave no usable answer. Rushes asks again by itself; `receipt` tells what came.",
                "服务器没有给出有效应答，Rushes 会自动再次查询；`receipt` 可查看收到的内容。",
            ),
            Self::LeftOut => (
                "Links and other things that are no plain files were left out of the backup.",
                "链接及其他非普通文件未包含在备份中。",
            ),
            Self::Restored => (
                "Restored. Jobs that were still to be sent wait for you: they may have been sent since. Keys are never in a backup; add them again where they are missing.",
                "已恢复。备份时尚未发送的任务会等待您确认，因为之后可能已经发送过。备份从不包含密钥，如有缺失请重新添加。",
            ),
            Self::WithoutVideos => (
                "This backup was made without videos. `download` fetches one again while its server still has it.",
                "此备份不含视频。服务器仍保留时，可用 `download` 重新获取。",
            ),
            Self::MoveInTheWindow => (
                "Nothing was moved. A window that has it open can move it: Settings, Library, \"Move it…\".",
                "未移动任何内容。如有窗口正在使用它，可在窗口中移动：设置 → 作品库 →“移动作品库…”。",
            ),
            Self::NoLibraryYet => (
                "There is no library yet that could be moved. It is made by the first command, or by the window.",
                "还没有可移动的作品库。首次运行命令或打开窗口时会创建。",
            ),
            Self::MoveLeftSomething => (
                "The library is moved. In its old folder lies something that is not part of it or could not be taken away.",
                "作品库已移动。原文件夹中仍有不属于作品库或无法移除的内容。",
            ),
            Self::NotListed => (
                "Of the recipe, this model does not list, and these were not sent:",
                "该模型未列出配方中的以下参数，未发送：",
            ),
            Self::RecipeLeftOut => (
                "The recipe was handed on without these values:",
                "该配方分享时未包含以下内容：",
            ),
            Self::RecipeLacksPictures => (
                "The recipe has pictures that are not in this library. Name them with --image if they matter.",
                "配方中的部分图片不在此作品库中。如有需要，请用 --image 指定。",
            ),
            Self::NoBudget => ("No daily budget is set.", "未设置每日预算。"),
            Self::NoBalance => (
                "Rushes does not know where this server would say what is left.",
                "不清楚该服务在何处提供余额。",
            ),
            Self::StoppedWaiting => (
                "Stopped waiting. `rushes-cli run --until-idle` goes on.",
                "已停止等待。`rushes-cli run --until-idle` 可继续。",
            ),
            Self::NoLongerWatched => (
                "Rushes no longer watches it. The server may still charge for it.",
                "Rushes 不再跟踪此任务，服务器仍可能收费。",
            ),
            Self::DemoRuns => (
                "Demo server. Any key works, nothing is charged. Stop it with Ctrl+C.",
                "演示服务器。任意密钥均可，不收费。按 Ctrl+C 停止。",
            ),
            Self::FileIsHere => ("The file is in the library already.", "文件已在作品库中。"),
        };
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}
