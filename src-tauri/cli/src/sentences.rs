//! The sentences of the command line, in the window's two languages. What to do comes with what is wrong.

use crate::flaws;
use rushes_core::dto::{ErrorCode, ErrorView, Rebuilt};
use serde::{Deserialize, Serialize};

/// A language of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "zh-CN")]
    Chinese,
}

impl Language {
    /// By `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that says something.
    pub fn of_the_environment() -> Self {
        let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        if said.is_some_and(|value| value.to_lowercase().starts_with("zh")) {
            Self::Chinese
        } else {
            Self::English
        }
    }
}

/// The sentence for an error.
pub fn sentence(view: &ErrorView, language: Language) -> String {
    let (english, chinese) = pair(view.code);
    let template = match language {
        Language::English => english,
        Language::Chinese => chinese,
    };
    let mut text = template.to_owned();
    if view.code == ErrorCode::BackupBroken {
        let value = |name: &str| view.params.get(name).map_or("", String::as_str);
        let flaw = flaws::sentence(value("reason"), value("name"), language);
        return text.replace("{flaw}", &flaw.unwrap_or_default());
    }
    for (name, value) in &view.params {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    // A value that is not known leaves no hole in the sentence.
    for name in [
        "name",
        "field",
        "allowed",
        "reason",
        "limit",
        "detail",
        "variable",
        "suggestion",
    ] {
        text = text
            .replace(&format!(". It takes: {{{name}}}"), "")
            .replace(&format!("。可用：{{{name}}}"), "")
            .replace(&format!(": {{{name}}}"), "")
            .replace(&format!("：{{{name}}}"), "");
    }
    text
}

/// What to say when the history had to be made again.
pub fn rebuilt(rebuilt: &Rebuilt, language: Language) -> String {
    let Rebuilt {
        aside, jobs, files, ..
    } = rebuilt;
    match (language, aside) {
        (Language::English, Some(aside)) => format!(
            "The history was damaged and was made again: {jobs} jobs from the journal, {files} videos by their files. \
             What was there before lies in the library's folder \"{aside}\". Nothing was sent."
        ),
        (Language::English, None) => format!(
            "The history was missing and was made again: {jobs} jobs from the journal, {files} videos by their files. \
             Nothing was sent."
        ),
        (Language::Chinese, Some(aside)) => format!(
            "历史记录已损坏，现已重建：从日志恢复 {jobs} 个任务，按文件找回 {files} 个视频。\
             原来的文件保存在作品库的“{aside}”文件夹中。没有发送任何请求。"
        ),
        (Language::Chinese, None) => format!(
            "历史记录不见了，现已重建：从日志恢复 {jobs} 个任务，按文件找回 {files} 个视频。没有发送任何请求。"
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
fn pair(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::TooMany => (
            "That would be more than {limit} videos. Choose fewer.",
            "一次最多 {limit} 个视频，请减少选项。",
        ),
        ErrorCode::CountChanged => (
            "The form stands for {count} videos now. Look at the list and create again.",
            "当前表单对应 {count} 个视频，请查看列表后再生成。",
        ),
        ErrorCode::PromptEmpty => (
            "The prompt is empty. Say what to show.",
            "提示词为空，请描述要生成的画面。",
        ),
        ErrorCode::PromptTooLong => (
            "The prompt is {over} characters over the model's limit of {limit}. Shorten it.",
            "提示词超出该模型 {limit} 字的上限 {over} 字，请缩短。",
        ),
        ErrorCode::WildcardUnknown => (
            "There is no list wildcards/{name}.txt in the library folder. Make it, or write \\__{name}__ for the signs themselves.",
            "作品库文件夹中没有 wildcards/{name}.txt，请创建该列表，或写作 \\__{name}__ 表示原样文字。",
        ),
        ErrorCode::WildcardEmpty => (
            "The list wildcards/{name}.txt has no line to draw. Write one choice a line.",
            "列表 wildcards/{name}.txt 中没有可抽取的内容，请每行写一项。",
        ),
        ErrorCode::WildcardTooDeep => (
            "The list wildcards/{name}.txt leads through too many others, or back to itself. Untie it.",
            "列表 wildcards/{name}.txt 嵌套过深或引用了自身，请调整。",
        ),
        ErrorCode::WildcardUnreadable => (
            "The list wildcards/{name}.txt cannot be read. Save it as UTF-8 text of at most 1 MiB.",
            "无法读取列表 wildcards/{name}.txt，请另存为不超过 1 MiB 的 UTF-8 文本。",
        ),
        ErrorCode::PresetNameTaken => (
            "Another preset is called \"{name}\". Choose a different name.",
            "已有名为“{name}”的预设，请换一个名称。",
        ),
        ErrorCode::PresetsUnreadable => (
            "That is no file of presets. Choose one that Rushes exported; nothing was changed.",
            "这不是预设文件，请选择由 Rushes 导出的文件。未做任何更改。",
        ),
        ErrorCode::PresetsNewer => (
            "A newer Rushes wrote this file of presets. Install the newer version; nothing was changed.",
            "该预设文件由更新版本的 Rushes 写入，请升级后再试。未做任何更改。",
        ),
        ErrorCode::PresetInvalid => (
            "The entry \"{name}\" of the file cannot be used ({detail}). Mend it; nothing was changed.",
            "文件中的条目“{name}”无法使用（{detail}），请修正后再试。未做任何更改。",
        ),
        ErrorCode::InvalidValue => (
            "This value does not fit here: {field}",
            "该值不适用：{field}",
        ),
        ErrorCode::PictureMustBeLink => (
            "This server fetches pictures for itself: give the address of a picture instead of a file",
            "该服务器自行获取图片，请提供图片网址而不是本地文件",
        ),
        ErrorCode::DoesNotFit => (
            "The model does not take this {field}. It takes: {allowed}. Choose one, or say --anyway",
            "该模型不接受此 {field}。可用：{allowed}。请更换，或使用 --anyway 仍然发送",
        ),
        ErrorCode::PasteUnreadable => (
            "Nothing in this text was recognised: {reason}. Paste an address, a cURL command, an OpenAPI document or a page that lists the fields",
            "无法识别这段文本：{reason}。请粘贴网址、cURL 命令、OpenAPI 文档或列出参数的页面",
        ),
        ErrorCode::PictureUnreadable => (
            "That is no picture that Rushes can read. Use PNG, JPEG, WebP, GIF, BMP or TIFF.",
            "无法读取该图片，请使用 PNG、JPEG、WebP、GIF、BMP 或 TIFF。",
        ),
        ErrorCode::PictureKind => (
            "Rushes does not read {kind}. Save it as JPEG or PNG and use that.",
            "Rushes 不读取 {kind}，请另存为 JPEG 或 PNG 后再用。",
        ),
        ErrorCode::PictureNotFetched => (
            "The picture could not be fetched from {host}. Save it and use the file.",
            "无法从 {host} 获取图片，请先保存再使用该文件。",
        ),
        ErrorCode::PictureTooLarge => (
            "The picture is too large; the limit is: {limit}",
            "图片过大，上限为：{limit}",
        ),
        ErrorCode::PictureGone => (
            "The picture is no longer there. Choose it again.",
            "图片已不存在，请重新选择。",
        ),
        ErrorCode::RecipeMissing => (
            "This video has no recipe of Rushes in it. Use one that Rushes made, or a recipe file.",
            "该视频中没有 Rushes 配方，请使用 Rushes 生成的视频或配方文件。",
        ),
        ErrorCode::FileUnreadable => (
            "{name} cannot be read. Name a video file that is there and that you may read.",
            "无法读取 {name}，请指定存在且有读取权限的视频文件。",
        ),
        ErrorCode::FileNotVideo => (
            "{name} is no video that Rushes can keep. MP4, MOV, WebM, MKV, AVI and GIF are.",
            "{name} 不是 Rushes 可保存的视频，支持 MP4、MOV、WebM、MKV、AVI 和 GIF。",
        ),
        ErrorCode::FileIncomplete => (
            "{name} is not whole: it ends early or is damaged. Copy or download it once more.",
            "{name} 不完整或已损坏，请重新复制或下载。",
        ),
        ErrorCode::FileKnown => (
            "{name} is in the library already, as {job} ({title}).",
            "{name} 已在作品库中：{job}（{title}）。",
        ),
        ErrorCode::CutterMissing => (
            "Cutting and exporting need ffmpeg, and it is not on this computer. Install the package ffmpeg.",
            "剪切和导出需要 ffmpeg，本机未安装。请安装 ffmpeg 软件包。",
        ),
        ErrorCode::CutFailed => (
            "The piece could not be made: {detail}",
            "未能生成片段：{detail}",
        ),
        ErrorCode::RecipeNewer => (
            "A newer Rushes wrote this recipe. Install the newer version to use it.",
            "此配方由更新版本的 Rushes 写入，请安装新版本后使用。",
        ),
        ErrorCode::RecipeUnreadable => (
            "That is no recipe of Rushes. Use a video of Rushes or a recipe file.",
            "这不是 Rushes 配方，请使用 Rushes 生成的视频或配方文件。",
        ),
        ErrorCode::PlaceInLibrary => (
            "That place is in the library itself, where nothing is written over. Choose another one.",
            "该位置位于作品库内，为避免覆盖文件，请选择其他位置。",
        ),
        ErrorCode::UrlInvalid => (
            "That is no address. It looks like https://host/v1.",
            "地址无效，应类似 https://host/v1。",
        ),
        ErrorCode::IdTaken => (
            "Another job here has that id already. `show` tells about it.",
            "已有另一个任务使用该 ID，可用 `show` 查看。",
        ),
        ErrorCode::NameTaken => (
            "There is a server of that name already: {name}",
            "已有同名服务：{name}",
        ),
        ErrorCode::NotFound => ("Not found: {name}", "未找到：{name}"),
        ErrorCode::NotAnApi => (
            "That address is a web page, not an API. Check the address, often it ends in /v1: {suggestion}",
            "该地址是网页而非接口，请检查地址，通常以 /v1 结尾：{suggestion}",
        ),
        ErrorCode::HeldForBudget => (
            "Not sent: it would go beyond today's budget. `resume` sends it all the same, today or on another day; `budget` shows and changes what a day may cost.",
            "尚未发送：将超出今日预算。可随时用 `resume` 手动发送，用 `budget` 查看或更改每日预算。",
        ),
        ErrorCode::HeldAfterRefusals => (
            "The server refused three requests in a row. This one was not sent.",
            "服务器连续拒绝了三次请求，此任务尚未发送。",
        ),
        ErrorCode::NotReady => (
            "The server says that the file is not ready yet. Rushes asks again.",
            "服务器表示文件尚未就绪，Rushes 会再次询问。",
        ),
        ErrorCode::NotHandedOut => (
            "The server keeps the file on its own disk and does not hand it out. Ask whoever runs it to turn downloads on.",
            "服务器把文件留在自己的磁盘上，没有提供下载，请联系管理员开启下载。",
        ),
        ErrorCode::WrongPath => (
            "The server answers, but has neither models nor videos at this address. Check the path: {suggestion}",
            "服务器有响应，但该地址下没有模型或视频接口，请检查路径：{suggestion}",
        ),
        ErrorCode::Moved => (
            "The server sends requests on to another address, and no key goes there. Change the server's address: {suggestion}",
            "服务器把请求转到了另一个地址，密钥不会发往那里，请修改服务地址：{suggestion}",
        ),
        ErrorCode::AnswerUnclear => (
            "Sent, but the answer does not say whether it was taken. It may have been charged. Look for it on the server before you send it again.",
            "已发送，但应答没有说明是否已受理，可能已扣费。请先在服务器上查找，再决定是否重发。",
        ),
        ErrorCode::KeyForbidden => (
            "The server knows this key, but does not let it do this. Ask for the right, or use another key.",
            "服务器认得该密钥，但不允许此操作，请开通权限或更换密钥。",
        ),
        ErrorCode::Proxy => (
            "The proxy refused or does not answer. Check the proxy in the settings or the environment.",
            "代理拒绝或没有响应，请检查设置或环境变量中的代理。",
        ),
        ErrorCode::KeyRefused => (
            "The server answered, but refused this key. Give it another one.",
            "服务器已响应，但拒绝了该密钥，请更换密钥。",
        ),
        ErrorCode::KeyMissing => (
            "The server needs a key and there is none. Add one, or set the variable: {variable}",
            "该服务需要密钥但未找到，请添加密钥或设置环境变量：{variable}",
        ),
        ErrorCode::Balance => (
            "The balance on that server is used up. Top it up there.",
            "该服务余额不足，请前往充值。",
        ),
        ErrorCode::NoSuchEndpoint => (
            "The server does not have that here. Check the address.",
            "服务器没有此接口，请检查地址。",
        ),
        ErrorCode::KeyInUse => (
            "Videos are still being made there that can only be fetched with this key: {count}. Wait for them, or `cancel` them here first. A new address can be another server.",
            "那里还有视频正在生成，只能用此密钥取回：{count}。请等待完成，或先用 `cancel` 停止关注。新地址可另建一个服务。",
        ),
        ErrorCode::NoList => (
            "This server has no list of its jobs that could be read. Look on its own page.",
            "该服务没有可读取的任务列表，请在其网页上查看。",
        ),
        ErrorCode::NotInList => (
            "The server's list has no job that fits this one, or more than one. It may still have been made and charged: look on the server's own page.",
            "服务器列表中没有唯一匹配的任务。它仍可能已生成并扣费，请在服务器网页上查看。",
        ),
        ErrorCode::ModelUnknown => (
            "The server does not know this model. Choose another one.",
            "服务器不认识该模型，请换一个。",
        ),
        ErrorCode::Refused => (
            "The server refused the request. Nothing was accepted.",
            "服务器拒绝了请求，未被受理。",
        ),
        ErrorCode::RefusedContent => (
            "The server refused it for its content rules. Change the prompt or the picture.",
            "服务器因内容规则拒绝，请修改提示词或图片。",
        ),
        ErrorCode::RefusedPrompt => (
            "The server refused the prompt for its content rules. Change the prompt.",
            "服务器因内容规则拒绝了提示词，请修改提示词。",
        ),
        ErrorCode::RefusedPicture => (
            "The server refused the picture for its content rules. Use another picture.",
            "服务器因内容规则拒绝了图片，请更换图片。",
        ),
        ErrorCode::RefusedOutput => (
            "The server withheld what it made for its content rules; it may have been charged. Change the prompt or the picture.",
            "服务器因内容规则扣留了生成结果，可能已扣费。请修改提示词或图片。",
        ),
        ErrorCode::LimitReached => (
            "Your limit on that server is reached: jobs at once, or a quota. Wait for running jobs, or raise it there.",
            "已达到该服务的限额（并发任务数或配额）。请等待进行中的任务完成，或前往提升限额。",
        ),
        ErrorCode::Busy => (
            "The server has too much to do. Rushes tries again by itself.",
            "服务器繁忙，Rushes 会自动重试。",
        ),
        ErrorCode::ServerTrouble => (
            "The server has trouble of its own. Try again later.",
            "服务器出错，请稍后再试。",
        ),
        ErrorCode::ServerKeepsFailing => (
            "The server keeps failing on this job. Rushes goes on asking.",
            "服务器持续报错，Rushes 会继续查询。",
        ),
        ErrorCode::Unreachable => (
            "The server cannot be reached. Check the address and the network.",
            "无法连接服务器，请检查地址和网络。",
        ),
        ErrorCode::Tls => (
            "The connection is not trusted. Check the server's certificate and this computer's clock.",
            "连接不受信任，请检查服务器证书和本机时间。",
        ),
        ErrorCode::Timeout => (
            "The server did not answer in time. Try again later.",
            "服务器未及时响应，请稍后再试。",
        ),
        ErrorCode::UnexpectedAnswer => (
            "The server gave an answer that makes no sense here. The receipt has its words.",
            "服务器返回了无法理解的内容，详见记录。",
        ),
        ErrorCode::NoAnswer => (
            "Sent, no answer came. It may have been charged. Look for it on the server before you send it again.",
            "已发送，未收到应答，可能已扣费。请先在服务器上查找，再决定是否重发。",
        ),
        ErrorCode::JobFailed => (
            "The server says that the job failed.",
            "服务器报告任务失败。",
        ),
        ErrorCode::Gone => (
            "The server no longer has the file. The receipt helps with a refund.",
            "服务器上已没有该文件，记录可用于申请退款。",
        ),
        ErrorCode::FileBroken => (
            "What the server sent is no complete video. Rushes tries again.",
            "服务器发来的不是完整的视频，Rushes 会重试。",
        ),
        ErrorCode::AddressRefused => (
            "The server points to an address that Rushes does not follow.",
            "服务器给出的地址不安全，Rushes 不会访问。",
        ),
        ErrorCode::DiskFull => (
            "The disk is full. Free some space; downloads go on by themselves.",
            "磁盘已满，请清理空间，下载会自动继续。",
        ),
        ErrorCode::LibraryUnavailable => (
            "The library cannot be used: {detail}",
            "作品库不可用：{detail}",
        ),
        ErrorCode::LibraryReadOnly => (
            "The library cannot be written: its drive is read-only, or its folder is somebody else's. Make it writable, or use --library: {detail}",
            "作品库无法写入：磁盘为只读，或文件夹属于其他用户。请改为可写，或使用 --library：{detail}",
        ),
        ErrorCode::NoLibraryThere => (
            "That folder holds other things and no library. Choose an empty one, or one with a library.",
            "该文件夹中有其他内容且没有作品库，请选择空文件夹或已有作品库的文件夹。",
        ),
        ErrorCode::LibraryGone => (
            "The library's folder is gone. Connect its drive; nothing is sent until it is back.",
            "作品库文件夹不见了。请重新连接其所在的磁盘；恢复之前不会发送任何请求。",
        ),
        ErrorCode::LibraryInUse => (
            "Another Rushes has this library open. Close it, or use --library.",
            "另一个 Rushes 正在使用该作品库，请先关闭，或使用 --library。",
        ),
        ErrorCode::LibraryNewer => (
            "This library was made by a newer Rushes. Update Rushes; nothing was changed.",
            "该作品库由更新版本的 Rushes 创建，请升级，未做任何修改。",
        ),
        ErrorCode::LibraryAway => (
            "The library that was in this folder is not there; its drive may not be connected. Connect it, or say --new-library to begin a new one: {detail}",
            "该文件夹中原有的作品库不见了，可能是磁盘未连接。请连接磁盘，或使用 --new-library 新建：{detail}",
        ),
        ErrorCode::LibraryMoving => (
            "The library is to be moved to {to}. Open Rushes to move it, or to keep it where it is.",
            "作品库将移动到 {to}。请打开 Rushes 完成移动，或保留在原处。",
        ),
        ErrorCode::RowsUnreadable => (
            "Jobs that cannot be read and are left out: {count}. The rest is all there, and nothing was deleted.",
            "无法读取并已略过的任务：{count} 个。其余全部完好，没有删除任何内容。",
        ),
        ErrorCode::HeldFromBackup => (
            "In the backup this was still to be sent; it may have been sent since. Look on the server before you send it.",
            "备份时此任务尚未发送，之后可能已经发送过。发送前请先到服务器上确认。",
        ),
        ErrorCode::BackupBroken => (
            "That is no whole backup of Rushes, nothing was restored. {flaw}",
            "这不是完整的 Rushes 备份，未恢复任何内容。{flaw}",
        ),
        ErrorCode::BackupBusy => (
            "Another backup, restore or export is at work. Wait for it, or stop it.",
            "已有备份、恢复或导出正在进行，请等待或停止它。",
        ),
        ErrorCode::BackupExists => (
            "There is a file of that name already. Nothing was overwritten; choose another name.",
            "已有同名文件，未覆盖任何内容，请换一个名称。",
        ),
        ErrorCode::FolderNotEmpty => (
            "That folder is not empty, and nothing in it was overwritten. Choose an empty one; `restore` takes it by --library.",
            "该文件夹不为空，未覆盖任何内容。请选择空文件夹；`restore` 用 --library 指定。",
        ),
        ErrorCode::NoRoom => (
            "There is not enough room: {needed} MB are needed, {free} MB are free. Nothing was left behind.",
            "空间不足：需要 {needed} MB，可用 {free} MB。没有留下任何文件。",
        ),
        ErrorCode::PlaceUnwritable => (
            "That place cannot be written. Choose another one: {detail}",
            "无法写入该位置，请另选：{detail}",
        ),
        ErrorCode::TemplateUnknown => (
            "There is no {{name}} for names. There are: {allowed}",
            "名称模板中没有 {{name}}。可用：{allowed}",
        ),
        ErrorCode::TemplateUnfinished => (
            "The template for names has a brace that stands alone. Write tokens as {prompt}.",
            "名称模板中有不成对的大括号，请写作 {prompt} 的形式。",
        ),
        ErrorCode::TemplateTooLong => (
            "The template for names is longer than a name can be. Use at most 500 characters and 8 folders.",
            "名称模板过长，最多 500 个字符、8 层文件夹。",
        ),
        ErrorCode::NothingToExport => (
            "None of these has a video here. Nothing was written.",
            "所选任务在此均没有视频，未写入任何内容。",
        ),
        ErrorCode::Stopped => (
            "Stopped. Nothing was left behind.",
            "已停止，没有留下任何文件。",
        ),
        ErrorCode::KeychainUnavailable => (
            "No system keychain found. Use --key-env, or start a keychain.",
            "未找到系统钥匙串，请使用 --key-env，或启动钥匙串。",
        ),
        ErrorCode::KeychainLocked => (
            "The keychain is locked. Unlock it and try again.",
            "钥匙串已锁定，请解锁后重试。",
        ),
        ErrorCode::DemoUnavailable => (
            "The demo could not start: {detail}",
            "演示服务无法启动：{detail}",
        ),
        ErrorCode::ConnectionBroke => (
            "The connection broke off before everything had come.",
            "连接中断，内容尚未全部到达。",
        ),
        ErrorCode::UpdateUnreachable => (
            "A new version could not be had from {host}.",
            "无法从 {host} 获取新版本。",
        ),
        ErrorCode::UpdateNotSigned => (
            "What {host} sent is not signed by the makers of Rushes. Nothing was installed.",
            "{host} 发来的内容没有 Rushes 开发者的签名，未安装任何内容。",
        ),
        ErrorCode::UpdateNotInstalled => (
            "The new version could not be installed: {detail}",
            "新版本无法安装：{detail}",
        ),
        ErrorCode::UpdateWaits => (
            "Videos are being made. Install the new version when they are here.",
            "仍有视频在生成中，请在它们完成后再安装新版本。",
        ),
        ErrorCode::NotAllowedNow => (
            "That cannot be done with this job now.",
            "当前状态下无法执行此操作。",
        ),
        ErrorCode::Internal => (
            "Something went wrong inside Rushes: {detail}",
            "Rushes 内部出错：{detail}",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn view(code: ErrorCode, params: &[(&str, &str)]) -> ErrorView {
        let params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>();
        ErrorView {
            code,
            message: None,
            http_status: None,
            params,
        }
    }

    #[test]
    fn a_value_is_put_into_the_sentence() {
        let said = sentence(
            &view(ErrorCode::NotFound, &[("name", "home")]),
            Language::English,
        );
        assert_eq!(said, "Not found: home");
    }

    #[test]
    fn an_unknown_value_leaves_no_hole() {
        for language in [Language::English, Language::Chinese] {
            let said = sentence(&view(ErrorCode::KeyMissing, &[]), language);
            assert!(!said.contains('{'), "{said}");
        }
    }
}
