use super::*;
use bytes::Bytes;

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        status,
        body: Bytes::from(body.to_owned()),
        wait: None,
        location: None,
    }
}

#[test]
fn an_answer_with_an_id_is_accepted() {
    let created = created(&Ok(reply(202, r#"{"id":"job-1","status":"pending"}"#)));
    assert!(matches!(created, Created::Accepted { id, .. } if id == "job-1"));
}

#[test]
fn a_refusal_with_a_made_up_id_is_no_job() {
    let body = r#"{"object":"video","status":"failed","id":"video_1f","error":{"code":"x","message":"prompt is required"}}"#;
    assert!(matches!(
        created(&Ok(reply(400, body))),
        Created::Refused(_)
    ));
}

#[test]
fn a_gateway_error_may_have_been_charged() {
    for status in [408, 500, 502, 504, 520, 524] {
        let outcome = created(&Ok(reply(status, "<html><head></head></html>")));
        assert!(matches!(outcome, Created::NoAnswer(_)), "{status}");
    }
}

#[test]
fn only_a_failed_connection_proves_that_nothing_was_sent() {
    let refused = created(&Err(Fault::Connect("refused".to_owned())));
    let broken = created(&Err(Fault::Broken("reset".to_owned())));
    assert!(matches!(
        (refused, broken),
        (Created::NotSent(_), Created::NoAnswer(_))
    ));
}

#[test]
fn a_success_that_nobody_understands_may_have_been_charged() {
    assert!(matches!(
        created(&Ok(reply(200, "ok"))),
        Created::NoAnswer(_)
    ));
}

#[test]
fn busy_is_not_a_refusal() {
    let body =
        r#"{"code":"rate_limit","message":"当前分组上游负载已饱和，请稍后再试","data":null}"#;
    assert!(matches!(
        created(&Ok(reply(429, body))),
        Created::Later { .. }
    ));
}

#[test]
fn a_failed_job_inside_a_500_is_an_answer() {
    let body = r#"{"id":"v","object":"video","status":"failed","error":{"message":"boom"}}"#;
    assert!(matches!(polled(&Ok(reply(500, body))), Polled::Answered(_)));
}

#[test]
fn a_task_that_does_not_exist_is_unknown_also_with_400() {
    let body = r#"{"code":"task_not_exist","message":"task_not_exist","data":null}"#;
    assert!(matches!(polled(&Ok(reply(400, body))), Polled::Unknown(_)));
}

#[test]
fn a_web_page_is_named_as_one() {
    assert_eq!(
        error(&reply(404, "<!DOCTYPE html><html>")).code,
        ErrorCode::NotAnApi
    );
}

#[test]
fn an_empty_purse_is_told_apart_from_a_refused_key() {
    let body = r#"{"error":{"message":"用户额度不足","code":"insufficient_user_quota"}}"#;
    assert_eq!(error(&reply(403, body)).code, ErrorCode::Balance);
}

/// Bodies as servers were seen to send them; issues and documents are named beside them.
#[test]
fn a_refusal_is_told_apart_by_its_words() {
    use ErrorCode as E;
    for (status, body, class) in [
        // The video engine's error list (volcengine) and Comfy-Org/ComfyUI#13883.
        (
            400,
            r#"{"error":{"code":"InputImageSensitiveContentDetected.PrivacyInformation","message":"The request failed because the input image may contain real person."}}"#,
            E::RefusedPicture,
        ),
        (
            400,
            r#"{"error":{"code":"InputTextRiskDetection","message":"The request could not be processed because the input text includes sensitive content that violates ContentSecurity Detection."}}"#,
            E::RefusedPrompt,
        ),
        (
            400,
            r#"{"error":{"code":"OutputVideoSensitiveContentDetected","message":"The request failed because the output video may contain sensitive information."}}"#,
            E::RefusedOutput,
        ),
        // The error codes of qianfan's video service, and of those behind it.
        (
            403,
            r#"{"code":"video_genration_prompt_unsafe","message":"the content of prompt field is unsafe"}"#,
            E::RefusedPrompt,
        ),
        (
            429,
            r#"{"code":"video_genration_concurrency_exceeded","message":"Rate limit reached for Concurrency"}"#,
            E::LimitReached,
        ),
        (
            429,
            r#"{"code":1303,"message":"并发或QPS超出预付费资源包限制"}"#,
            E::LimitReached,
        ),
        (
            429,
            r#"{"code":1302,"message":"API请求过快，超过平台速率限制"}"#,
            E::Busy,
        ),
        (
            400,
            r#"{"code":1301,"message":"触发平台的内容安全策略"}"#,
            E::RefusedContent,
        ),
        (
            200,
            r#"{"base_resp":{"status_code":1026,"status_msg":"视频描述涉及敏感内容，请调整"}}"#,
            E::RefusedPrompt,
        ),
        (
            200,
            r#"{"base_resp":{"status_code":1027,"status_msg":"生成视频涉及敏感内容"}}"#,
            E::RefusedOutput,
        ),
        (
            200,
            r#"{"base_resp":{"status_code":1008,"status_msg":"账号余额不足"}}"#,
            E::Balance,
        ),
        (
            200,
            r#"{"base_resp":{"status_code":1002,"status_msg":"触发限流，请稍后再试"}}"#,
            E::Busy,
        ),
        // lcy362/agnes-video-generator#34, songquanpeng/one-api#1270, dev-hato/hato-bot#4552.
        (
            403,
            r#"{"code":"insufficient_user_quota","message":"预扣费额度失败, 用户剩余额度: ＄0.100000, 需要预扣费额度: ＄0.440000","data":null}"#,
            E::Balance,
        ),
        (
            403,
            r#"{"error":{"message":"user quota is not enough (request id: 1)","type":"one_api_error","param":"","code":""}}"#,
            E::Balance,
        ),
        (
            429,
            r#"{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
            E::Balance,
        ),
        // XiaomiMiMo/MiMo-V2-Flash#18.
        (
            400,
            r#"{"error":{"code":"421","message":"Moderation Block","param":"The request was rejected because it was considered high risk","type":"content_filter"}}"#,
            E::RefusedContent,
        ),
        (
            400,
            r#"{"error":{"message":"Your request was blocked by our moderation system.","type":"invalid_request_error","param":null,"code":"moderation_blocked"}}"#,
            E::RefusedContent,
        ),
        (
            400,
            r#"{"code":"DataInspectionFailed","message":"Input data may contain inappropriate content."}"#,
            E::RefusedContent,
        ),
        (
            401,
            r#"{"error":{"message":"无效的令牌","type":"new_api_error","code":""}}"#,
            E::KeyRefused,
        ),
        (200, r#"{"code":401,"msg":"Unauthorized"}"#, E::KeyRefused),
        (
            503,
            r#"{"error":{"message":"当前分组 default 下对于模型 sora-2 无可用渠道（distributor）","type":"new_api_error","code":"model_not_found"}}"#,
            E::ModelUnknown,
        ),
        (
            400,
            r#"{"error":{"message":"Model names are case-sensitive and case sensitive; this parameter is insensitive."}}"#,
            E::Refused,
        ),
        (
            500,
            r#"{"detail":"Internal Server Error"}"#,
            E::ServerTrouble,
        ),
        (200, r#"{"foo":1}"#, E::UnexpectedAnswer),
    ] {
        assert_eq!(error(&reply(status, body)).code, class, "{body}");
    }
}

#[test]
fn a_failed_job_is_told_apart_by_its_words() {
    use ErrorCode as E;
    for (failure, class) in [
        (
            r#"{"code":"OutputAudioSensitiveContentDetected","message":"The request failed because the output audio may contain sensitive information. Request id: 02"}"#,
            E::RefusedOutput,
        ),
        (
            r#"{"code":"content_filter","message":"blocked"}"#,
            E::RefusedOutput,
        ),
        (
            r#"{"code":"content_policy_violation","message":"photorealistic people detected"}"#,
            E::RefusedPicture,
        ),
        (
            r#"{"code":"moderation_blocked","message":"Your prompt was blocked by our moderation system."}"#,
            E::RefusedPrompt,
        ),
        (r#""提示词包含违规内容""#, E::RefusedPrompt),
        (r#""图片审核不通过""#, E::RefusedPicture),
        (
            r#"{"code":"quota_exceeded","message":"Quota exceeded"}"#,
            E::LimitReached,
        ),
        (r#"{"message":"余额不足"}"#, E::Balance),
        (r#"{"message":"rate limit of the upstream"}"#, E::JobFailed),
        (r#""CUDA out of memory""#, E::JobFailed),
    ] {
        let body = format!(r#"{{"id":"v","status":"failed","error":{failure}}}"#);
        let answer = wire::read(&wire::parse(body.as_bytes()).expect("json"));
        assert_eq!(failed(&answer), class, "{body}");
    }
}

#[test]
fn nothing_is_sent_again_against_a_servers_rules() {
    for status in [200, 400, 403, 429, 451, 503] {
        let body = r#"{"error":{"message":"Your prompt violates our content policy","code":"rate_limit"}}"#;
        assert!(
            matches!(created(&Ok(reply(status, body))), Created::Refused(_)),
            "{status}"
        );
    }
}

#[test]
fn an_empty_purse_is_no_reason_to_try_again() {
    let body =
        r#"{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}"#;
    assert!(matches!(
        created(&Ok(reply(429, body))),
        Created::Refused(_)
    ));
}

#[test]
fn a_limit_may_be_lifted_by_waiting() {
    let body = r#"{"error":{"message":"Rate limit reached for Concurrency"}}"#;
    assert!(
        matches!(created(&Ok(reply(429, body))), Created::Later { error, .. } if error.code == ErrorCode::LimitReached)
    );
}

#[test]
fn an_envelope_means_the_status_that_it_carries() {
    let later = created(&Ok(reply(200, r#"{"code":429,"msg":"slow down"}"#)));
    let lost = created(&Ok(reply(200, r#"{"code":500,"msg":"internal"}"#)));
    let refused = created(&Ok(reply(200, r#"{"code":422,"msg":"size"}"#)));
    assert!(matches!(
        (later, lost, refused),
        (
            Created::Later { .. },
            Created::NoAnswer(_),
            Created::Refused(_)
        )
    ));
}

#[test]
fn a_result_without_an_id_is_kept() {
    let body = r#"{"created":1770000000,"data":[{"url":"https://x/v.mp4"}]}"#;
    let created = created(&Ok(reply(200, body)));
    assert!(matches!(created, Created::Accepted { id, .. } if id.starts_with("unnamed-")));
}

#[test]
fn success_without_a_result_is_asked_about() {
    let body = r#"{"status":"success","task_id":"t"}"#;
    let created = created(&Ok(reply(200, body)));
    assert!(
        matches!(created, Created::Accepted { answer, .. } if answer.phase == Some(Phase::Unknown))
    );
}

#[test]
fn an_error_without_a_word_ends_no_job() {
    for body in [
        r#"{"id":"v","error":{"message":"lost"}}"#,
        r#"{"code":"fail_to_fetch_task","message":"upstream said no","data":null}"#,
    ] {
        assert!(
            matches!(polled(&Ok(reply(200, body))), Polled::Later { .. }),
            "{body}"
        );
    }
}

#[test]
fn a_refused_key_in_an_envelope_waits_for_the_user() {
    let body = r#"{"code":401,"msg":"Unauthorized"}"#;
    assert!(matches!(
        polled(&Ok(reply(200, body))),
        Polled::KeyRefused(_)
    ));
}
