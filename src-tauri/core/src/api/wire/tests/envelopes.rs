//! Bodies beyond the given ones, in the spirit of `wire.md` 2.2, 3 and 7: nestings, null siblings, words beside words.

use crate::{
    api::{
        Reply, Sent,
        classify::{self, Created, Polled},
        wire::{Place, message, parse, read, result, results, timestamp},
    },
    domain::{Phase, Timestamp},
};
use bytes::Bytes;
use serde_json::{Value, json};

fn reply(status: u16, body: &Value) -> Reply {
    Reply {
        status,
        body: Bytes::from(body.to_string()),
        wait: None,
        location: None,
    }
}

fn address(text: &str) -> Place {
    Place::Address(text.to_owned())
}

/// 3.B 7, word by word, in every spelling.
#[test]
fn every_word_of_the_vocabulary_is_known_in_every_spelling() {
    for (phase, words) in [
        (
            Phase::Waiting,
            "queued pending submitted created starting preparing queueing in_queue not_start not_started notstarted \
             scheduled throttled accepted",
        ),
        (
            Phase::Running,
            "in_progress processing running generating postprocessing rendering started",
        ),
        (
            Phase::Done,
            "completed complete succeeded succeed success done finished ready",
        ),
        (Phase::Failed, "failed failure fail error rejected"),
        (Phase::Cancelled, "cancelled canceled deleted"),
        (Phase::Expired, "expired timeout"),
    ] {
        for word in words.split_whitespace() {
            for spelling in [
                word.to_owned(),
                word.to_uppercase(),
                word.replace('_', "-"),
                word.replace('_', " "),
                format!(" {word}\t"),
            ] {
                for place in ["status", "state", "task_status"] {
                    let flat = json!({"id": "v", place: spelling});
                    assert_eq!(read(&flat).phase, Some(phase), "{flat}");
                    let inner = json!({"code": 0, "data": {"id": "v", place: spelling}});
                    assert_eq!(read(&inner).phase, Some(phase), "{inner}");
                }
                let output = json!({"output": {"task_id": "v", "task_status": spelling}});
                assert_eq!(read(&output).phase, Some(phase), "{output}");
            }
        }
    }
}

#[test]
fn a_result_is_found_behind_null_siblings_and_inside_envelopes() {
    for body in [
        json!({"id": "u", "created": 1, "data": [{"url": "https://x/v.mp4", "id": null, "status": null}]}),
        json!({"id": "t", "data": [{"id": "o1", "url": "https://x/v.mp4"}, {"id": "o2", "url": "https://x/w.mp4"}]}),
        json!({"data": {"id": "j", "status": "completed", "unsigned_urls": ["https://x/v.mp4"]}}),
        json!({"data": {"id": "j", "status": "completed", "file": {"download_url": "https://x/v.mp4"}}}),
        json!({"data": {"id": "j", "status": "completed", "output": {"videos": [{"url": "https://x/v.mp4"}]}}}),
        json!({"id": "j", "status": "completed", "result": ["https://x/v.mp4"]}),
        json!({"id": "j", "status": "completed", "error": {"code": 0, "message": ""}, "video_url": "https://x/v.mp4"}),
        json!([{"code": "success", "data": {"status": "SUCCESS", "progress": "100%", "result_url": "https://x/v.mp4"}}]),
    ] {
        assert_eq!(read(&body).phase, Some(Phase::Done), "{body}");
        assert_eq!(result(&body), Some(address("https://x/v.mp4")), "{body}");
    }
}

#[test]
fn several_results_are_found_in_an_envelope() {
    let body = json!({"data": {"id": "j", "status": "completed", "unsigned_urls": ["https://x/a", "https://x/b"]}});
    assert_eq!(results(&body).len(), 2);
}

/// Every JPEG begins with a slash in Base64.
#[test]
fn base64_that_begins_with_a_slash_is_no_path() {
    for body in [
        json!({"id": "v", "status": "completed", "data": [{"b64_json": "/9j/4AAQSkZJRg=="}]}),
        json!({"id": "v", "status": "completed", "videos": [{"base64": "/9j/4AAQSkZJRg=="}]}),
    ] {
        let inline = Some(Place::Inline("/9j/4AAQSkZJRg==".to_owned()));
        assert_eq!(result(&body), inline, "{body}");
    }
}

#[test]
fn the_word_around_a_job_is_told_from_the_jobs_own() {
    for (body, phase) in [
        (
            json!({"status": "completed", "data": {"id": "t", "progress": 100}}),
            Some(Phase::Done),
        ),
        (json!({"status": "success", "data": {"progress": 40}}), None),
        (json!({"status": "success", "data": {"task_id": "t"}}), None),
        (
            json!({"status": "done", "video": {"url": "https://x/v", "status": "ok"}}),
            Some(Phase::Done),
        ),
        (
            json!({"status": "success", "data": {"id": "t", "status": "weird"}}),
            Some(Phase::Unknown),
        ),
    ] {
        assert_eq!(read(&body).phase, phase, "{body}");
    }
}

#[test]
fn the_human_sentence_wins_over_a_code_word() {
    for (body, sentence) in [
        (
            json!({"status": "failed", "error": {"code": "upstream_error", "message": ""}, "fail_reason": "CUDA out of memory"}),
            "CUDA out of memory",
        ),
        (
            json!({"error": {"code": "invalid_size", "message": null}, "message": "size must be 1280x720"}),
            "size must be 1280x720",
        ),
        (
            json!({"message": "[upstream 400] {\"error\":{\"message\":\"too long\"}}"}),
            "too long",
        ),
        (
            json!({"message": "\"{\\\"error\\\":{\\\"message\\\":\\\"too long\\\"}}\""}),
            "too long",
        ),
        (json!({"error": {"code": "only_code"}}), "only_code"),
    ] {
        assert_eq!(message(&body).as_deref(), Some(sentence), "{body}");
    }
}

#[test]
fn a_failed_job_tells_why_wherever_it_stands() {
    for body in [
        json!({"id": "v", "status": "failed", "video_url": "blocked by policy"}),
        json!({"id": "v", "status": "failed", "result": {"error": "blocked by policy"}}),
        json!({"data": {"id": "v", "status": "failed", "detail": "blocked by policy"}}),
    ] {
        assert_eq!(
            read(&body).error.as_deref(),
            Some("blocked by policy"),
            "{body}"
        );
    }
}

#[test]
fn times_are_read_in_every_usual_form() {
    let at = |ms| Some(Timestamp(ms));
    for (written, ms) in [
        (json!(1_768_471_200), at(1_768_471_200_000)),
        (json!("1768471200"), at(1_768_471_200_000)),
        (json!(1_768_471_200_123_i64), at(1_768_471_200_123)),
        (json!("1768471200123456"), at(1_768_471_200_123)),
        (json!(1_768_471_200_123_456_789_i64), at(1_768_471_200_123)),
        (json!("2026-01-15T10:00:00Z"), at(1_768_471_200_000)),
        (json!("2026-01-15 10:00:00"), at(1_768_471_200_000)),
        (json!("2026-01-15T10:00Z"), at(1_768_471_200_000)),
        (json!("2026-01-15T18:00:00+8"), at(1_768_471_200_000)),
        (json!("2026-01-15T05:00:00-05:00"), at(1_768_471_200_000)),
        (json!("2026-01-15T10:00:00.448Z"), at(1_768_471_200_448)),
        (json!("2026-01-15"), at(1_768_435_200_000)),
        (json!(0), None),
        (json!("soon"), None),
    ] {
        assert_eq!(timestamp(&written), ms, "{written}");
    }
}

#[test]
fn numbers_are_read_as_numbers_or_texts() {
    for (body, progress, seconds) in [
        (
            json!({"progress": "1.0", "seconds": "5.1s"}),
            Some(1.0),
            Some(5.1),
        ),
        (
            json!({"progress": -3, "duration": "8"}),
            Some(0.0),
            Some(8.0),
        ),
        (json!({"progress": "250", "seconds": ""}), Some(100.0), None),
        (
            json!({"progress": "", "data": {"progress": "50%"}}),
            Some(50.0),
            None,
        ),
        (
            json!({"progress": "NaN", "usage": {"duration_seconds": 4}}),
            None,
            Some(4.0),
        ),
    ] {
        let answer = read(&body);
        assert_eq!(
            (answer.progress, answer.seconds),
            (progress, seconds),
            "{body}"
        );
    }
}

#[test]
fn no_answer_that_may_pass_ends_a_living_job() {
    let video = json!({"object": "video", "status": "failed", "id": "video_ab", "error": {"message": "rate limited"}});
    for status in [404, 429] {
        let polled = classify::polled(&Ok(reply(status, &video)));
        assert!(
            !matches!(polled, Polled::Answered(_)),
            "{status}: {polled:?}"
        );
    }
    let busy =
        json!({"status": "error", "code": 429, "message": "too many requests", "data": null});
    let polled = classify::polled(&Ok(reply(200, &busy)));
    assert!(matches!(polled, Polled::Later { .. }), "{polled:?}");
}

#[test]
fn a_failed_video_in_a_server_error_is_an_answer_also_without_an_id() {
    for body in [
        json!({"object": "video", "status": "failed", "error": {"message": "boom"}}),
        json!({"request_id": "b5", "status": "failed", "error": {"message": "boom"}}),
    ] {
        let polled = classify::polled(&Ok(reply(500, &body)));
        assert!(matches!(polled, Polled::Answered(_)), "{body}");
    }
}

#[test]
fn an_accepted_job_is_never_called_refused() {
    let queued = json!({"request_id": "r", "status": "pending", "error": {"code": 1000, "message": "queue slow"}});
    let created = classify::created(&Ok(reply(200, &queued)), Sent::Maybe);
    assert!(matches!(created, Created::Accepted { id, .. } if id == "r"));
    for body in [
        json!({"title": "A cat at sea", "duration": 8}),
        json!({"detail": "accepted, processing"}),
    ] {
        let created = classify::created(&Ok(reply(200, &body)), Sent::Maybe);
        assert!(
            matches!(created, Created::NoAnswer(_)),
            "{body}: {created:?}"
        );
    }
}

#[test]
fn done_without_a_result_right_after_the_request_is_asked_about_first() {
    for word in ["success", "completed", "succeeded", "done"] {
        let body = json!({"id": "v", "status": word});
        let created = classify::created(&Ok(reply(200, &body)), Sent::Maybe);
        let Created::Accepted { answer, .. } = created else {
            panic!("{word}");
        };
        assert_eq!(answer.phase, Some(Phase::Unknown), "{word}");
    }
}

#[test]
fn a_byte_order_mark_hides_nothing() {
    let body = [
        b"\xef\xbb\xbf".as_slice(),
        br#"{"id":"v","status":"queued"}"#,
    ]
    .concat();
    let answer = read(&parse(&body).expect("JSON"));
    assert_eq!(answer.id.as_deref(), Some("v"));
}
