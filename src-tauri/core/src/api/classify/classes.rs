//! Which kind of trouble a server's words mean (issue classes: key, balance, prompt, picture, output, limit, rate, server).
//!
//! Words as servers were seen to write them, in English and Chinese. Must not decide what becomes of the job.

use crate::domain::ErrorCode;

/// What an error says, made comparable: sentence and codes in lower case.
pub(super) struct Words(String);

impl Words {
    pub(super) fn new<'a>(
        message: Option<&'a str>,
        codes: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut words = String::new();
        for part in message.into_iter().chain(codes) {
            words.push_str(&part.to_lowercase());
            words.push('\n');
        }
        Self(words)
    }

    fn say(&self, needles: &[&str]) -> bool {
        needles.iter().any(|needle| self.0.contains(needle))
    }
}

const BALANCE: [&str; 29] = [
    "insufficient balance",
    "insufficient_balance",
    "insufficient account balance",
    "insufficient_quota",
    "insufficient quota",
    "insufficient_user_quota",
    "insufficient credit",
    "insufficient_credit",
    "insufficient fund",
    "not enough credit",
    "not enough balance",
    "balance not enough",
    "balance is not enough",
    "quota is not enough",
    "out of credit",
    "exceeded your current quota",
    "billing_hard_limit",
    "billing hard limit",
    "pre_consume_token_quota_failed",
    "accountoverdue",
    "arrearage",
    "overdue-payment",
    "余额不足",
    "额度不足",
    "预扣费额度失败",
    "额度已用尽",
    "积分不足",
    "点数不足",
    "欠费",
];

/// Signs of a content check, whatever was checked. "Sensitive" is looked for apart, since names are case-sensitive.
const CONTENT: [&str; 52] = [
    "moderation",
    "moderated",
    "content_policy",
    "content policy",
    "content policies",
    "contentpolicy",
    "policyviolation",
    "policy_violation",
    "policy violation",
    "usage polic",
    "usage guideline",
    "community guideline",
    "safety system",
    "safety filter",
    "safety check",
    "safety polic",
    "safety setting",
    "safety reason",
    "safety_",
    "content safety",
    "contentsecurity",
    "content security",
    "content_filter",
    "content filter",
    "contentfilter",
    "responsible ai",
    "data_inspection_failed",
    "datainspectionfailed",
    "riskdetection",
    "risk control",
    "is unsafe",
    "_unsafe",
    "unsafe_request",
    "unsafe content",
    "nsfw",
    "inappropriate content",
    "prohibited content",
    "prohibited_content",
    "sexual",
    "public figure",
    "celebrit",
    "copyright",
    "third-party content",
    "photorealistic people",
    "real person",
    "sensitivecontent",
    "敏感",
    "违规",
    "审核",
    "内容安全",
    "风控",
    "版权",
];

const OUTPUT: [&str; 12] = [
    "output",
    "generated video",
    "generated content",
    "generated audio",
    "generated image",
    "mediafiltered",
    "media_filtered",
    "生成视频",
    "生成的视频",
    "生成内容",
    "生成结果",
    "输出",
];

const PICTURE: [&str; 15] = [
    "image",
    "picture",
    "photo",
    "input_reference",
    "first frame",
    "first_frame",
    "human face",
    "faces",
    "real person",
    "图片",
    "图像",
    "照片",
    "人脸",
    "真人",
    "首帧",
];

const PROMPT: [&str; 10] = [
    "prompt",
    "input text",
    "inputtext",
    "input_text",
    "text input",
    "提示词",
    "文本",
    "描述",
    "文字",
    "关键词",
];

const LIMIT: [&str; 22] = [
    "concurren",
    "parallel task",
    "too many tasks",
    "too many task",
    "too many running",
    "too many videos in progress",
    "queue is full",
    "quota_exceeded",
    "quota exceeded",
    "quotaexceeded",
    "exceeded quota",
    "daily limit",
    "daily quota",
    "monthly limit",
    "resource pack limit",
    "resource_exhausted",
    "setlimitexceeded",
    "并发",
    "任务数已达",
    "任务数超",
    "配额",
    "次数已用",
];

const RATE: [&str; 11] = [
    "rate limit",
    "rate_limit",
    "ratelimit",
    "too many requests",
    "throttl",
    "overloaded",
    "限流",
    "过快",
    "频繁",
    "负载已饱和",
    "繁忙",
];

const KEY: [&str; 13] = [
    "invalid api key",
    "invalid_api_key",
    "incorrect api key",
    "invalid token",
    "invalid_token",
    "unauthorized",
    "authentication_error",
    "authenticationerror",
    "missing authentication",
    "无效的令牌",
    "令牌已过期",
    "未提供令牌",
    "密钥无效",
];

const MODEL: [&str; 8] = [
    "model_not_found",
    "model not found",
    "modelnotfound",
    "unknown model",
    "no available channel for model",
    "invalid model",
    "模型不存在",
    "无可用渠道",
];

/// The class of an HTTP answer.
pub(super) fn of_answer(status: u16, html: bool, words: &Words) -> ErrorCode {
    let disguised = (200..300).contains(&status);
    if status == 402 || words.say(&BALANCE) {
        return ErrorCode::Balance;
    }
    if let Some(refused) = refused_content(words, false) {
        return refused;
    }
    match status {
        451 => ErrorCode::RefusedContent,
        _ if words.say(&LIMIT) => ErrorCode::LimitReached,
        401 => ErrorCode::KeyRefused,
        403 => ErrorCode::KeyForbidden,
        407 => ErrorCode::Proxy,
        _ if disguised && words.say(&KEY) => ErrorCode::KeyRefused,
        _ if words.say(&MODEL) => ErrorCode::ModelUnknown,
        200..=399 | 404 | 405 if html => ErrorCode::NotAnApi,
        404 | 405 | 501 => ErrorCode::NoSuchEndpoint,
        429 => ErrorCode::Busy,
        _ if disguised && words.say(&RATE) => ErrorCode::Busy,
        503 if !html => ErrorCode::Busy,
        500..=599 => ErrorCode::ServerTrouble,
        200..=399 => ErrorCode::UnexpectedAnswer,
        _ => ErrorCode::Refused,
    }
}

/// The class of a job that failed. Its server's trouble with keys or load is the server's own.
pub(super) fn of_job(words: &Words) -> ErrorCode {
    if words.say(&BALANCE) {
        return ErrorCode::Balance;
    }
    refused_content(words, true).unwrap_or(if words.say(&LIMIT) {
        ErrorCode::LimitReached
    } else {
        ErrorCode::JobFailed
    })
}

/// Whether the words themselves say "not now": load, limits, or no upstream for the model.
pub(super) fn says_not_now(words: &Words) -> bool {
    const LATER: [&str; 8] = [
        "try again later",
        "retry later",
        "please retry",
        "at capacity",
        "server is busy",
        "server busy",
        "稍后",
        "排队已满",
    ];
    words.say(&RATE) || words.say(&LIMIT) || words.say(&MODEL) || words.say(&LATER)
}

/// Whether another try of the same request cannot help.
pub(super) const fn is_final(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Balance
            | ErrorCode::RefusedContent
            | ErrorCode::RefusedPrompt
            | ErrorCode::RefusedPicture
            | ErrorCode::RefusedOutput
    )
}

/// What was refused over its content, as far as the words tell. A job's filter that names nothing filtered what was made.
fn refused_content(words: &Words, of_job: bool) -> Option<ErrorCode> {
    if !(words.say(&CONTENT) || says_sensitive(&words.0)) {
        return None;
    }
    let filter = of_job && words.say(&["content_filter"]);
    Some(
        match (words.say(&OUTPUT), words.say(&PICTURE), words.say(&PROMPT)) {
            (true, _, _) => ErrorCode::RefusedOutput,
            (false, true, false) => ErrorCode::RefusedPicture,
            (false, false, true) => ErrorCode::RefusedPrompt,
            (false, false, false) if filter => ErrorCode::RefusedOutput,
            (false, true, true) | (false, false, false) => ErrorCode::RefusedContent,
        },
    )
}

fn says_sensitive(words: &str) -> bool {
    words.match_indices("sensitive").any(|(at, _)| {
        let before = &words[..at];
        let apart = before.trim_end_matches([' ', '-', '_']);
        !before.ends_with("in") && !apart.ends_with("case") && !apart.ends_with("time")
    })
}
