use super::*;

fn created(outcome: &Result<Reply, Fault>) -> Created {
    super::created(outcome, Sent::Maybe)
}

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
fn only_what_is_proved_counts_as_not_sent() {
    let fault = Err(Fault::Connect("refused".to_owned()));
    let proved = super::created(&fault, Sent::Nothing);
    let guessed = super::created(&fault, Sent::Maybe);
    assert!(matches!(
        (proved, guessed),
        (Created::NotSent(_), Created::NoAnswer(_))
    ));
}

/// A gateway that lost its backend says 503 as well, after the backend had the request.
#[test]
fn a_503_is_later_only_if_its_words_or_its_header_say_so() {
    let said = |body: &str| created(&Ok(reply(503, body)));
    assert!(matches!(
        said(r#"{"message":"Service Unavailable"}"#),
        Created::NoAnswer(_)
    ));
    assert!(matches!(
        said(r#"{"error":{"message":"The server is overloaded"}}"#),
        Created::Later { .. }
    ));
    let hinted = Reply {
        wait: Some(Duration::from_secs(5)),
        ..reply(503, r#"{"message":"Service Unavailable"}"#)
    };
    assert!(matches!(created(&Ok(hinted)), Created::Later { .. }));
}

#[test]
fn a_later_that_names_a_job_is_not_sent_again() {
    for status in [429, 503] {
        let body = r#"{"id":"video_1","status":"queued","error":{"message":"rate limit"}}"#;
        let outcome = created(&Ok(reply(status, body)));
        assert!(matches!(outcome, Created::NoAnswer(_)), "{status}");
    }
}

#[test]
fn a_status_that_does_not_say_that_nothing_was_accepted_is_none() {
    for status in [302, 303, 409, 425, 444, 460, 499] {
        let outcome = created(&Ok(reply(status, r#"{"message":"no"}"#)));
        assert!(matches!(outcome, Created::NoAnswer(_)), "{status}");
    }
}

#[test]
fn a_request_that_was_sent_on_to_https_was_not_taken() {
    let there = "https://ann:secret@gateway.example/v1/videos?token=1";
    let moved = Reply {
        location: Some(there.parse().expect("an address")),
        ..reply(301, "<html><head><title>301</title></head></html>")
    };
    let Created::Refused(error) = created(&Ok(moved)) else {
        panic!("it may have been charged");
    };
    assert_eq!(
        (error.code, error.message.as_deref()),
        (ErrorCode::Moved, Some("https://gateway.example/v1/videos"))
    );
}

#[test]
fn an_answer_that_says_nothing_is_told_apart_from_none() {
    let code = |outcome| {
        let Created::NoAnswer(error) = created(&outcome) else {
            panic!("it is known what became of it");
        };
        error.code
    };
    assert_eq!(
        (
            code(Ok(reply(502, "<html>Bad gateway</html>"))),
            code(Err(Fault::Timeout))
        ),
        (ErrorCode::AnswerUnclear, ErrorCode::NoAnswer)
    );
}

#[test]
fn an_answer_that_breaks_off_still_says_what_it_said() {
    let cut = |status, body: &str| {
        created(&Err(Fault::Cut {
            why: "reset".to_owned(),
            status,
            body: Bytes::from(body.to_owned()),
        }))
    };
    let named = cut(200, r#"{"id":"video_1","status":"que"#);
    assert!(matches!(named, Created::Accepted { id, .. } if id == "video_1"));
    assert!(matches!(
        cut(401, "{\"error\":{\"mess"),
        Created::Refused(_)
    ));
    assert!(matches!(cut(200, r#"{"id":"video"#), Created::NoAnswer(_)));
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

/// Bodies as servers were seen to send them (`tests/data/README.md`); one without a status is a job that failed.
const REFUSALS: &str = include_str!("../../../tests/data/refusals.jsonl");

#[test]
fn a_refusal_is_told_apart_by_its_words() {
    for line in REFUSALS.lines() {
        let line: Value = serde_json::from_str(line).expect("a line");
        let class = match line["http"].as_u64() {
            Some(status) => {
                let status = u16::try_from(status).expect("a status");
                error(&reply(status, &line["body"].to_string())).code
            }
            None => failed(&wire::read(&line["body"])),
        };
        assert_eq!(serde_json::json!(class), line["class"], "{line}");
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
