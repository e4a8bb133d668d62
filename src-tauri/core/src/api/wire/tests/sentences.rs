//! What jobs and envelopes say, in bodies beyond the fixtures (`wire.md` 2.4, 3.A to 3.C, 3.G, 7).

use crate::{
    api::wire::{message, read},
    domain::{Phase, Timestamp},
};
use serde_json::{Value, json};

#[test]
fn an_id_is_found_at_every_place_and_in_every_spelling() {
    for body in [
        json!({"id": "t"}),
        json!({"task_id": "t"}),
        json!({"taskId": "t"}),
        json!({"TaskID": "t"}),
        json!({"TASK_ID": "t", "id": ""}),
        json!({"request_id": "t"}),
        json!({"id": null, "task_id": "t"}),
        json!({"request_id": "log", "output": {"task_id": "t", "task_status": "PENDING"}}),
        json!({"request_id": "log", "data": {"id": "t"}}),
        json!({"code": 200, "data": [{"status": "submitted", "task_id": "t"}]}),
        json!([{"data": {"task_id": "t"}}]),
        json!({"Data": {"TaskId": "t"}}),
    ] {
        assert_eq!(read(&body).id.as_deref(), Some("t"), "{body}");
    }
}

#[test]
fn a_long_id_with_signs_stays_as_it_is() {
    let long = format!("video_{}+/==", "A".repeat(600));
    assert_eq!(read(&json!({"id": long})).id, Some(long));
}

#[test]
fn the_number_of_a_failed_request_is_no_job() {
    let body = json!({"request_id": "log", "code": "InvalidParameter", "message": "size is wrong"});
    let answer = read(&body);
    assert_eq!(
        (answer.id, answer.error.as_deref()),
        (None, Some("size is wrong"))
    );
}

#[test]
fn a_job_speaks_louder_than_its_envelope() {
    let body = json!({"status": "success", "data": {"task_id": "t", "status": "processing"}});
    assert_eq!(read(&body).phase, Some(Phase::Running));
}

#[test]
fn an_envelopes_success_is_not_the_jobs() {
    let body = json!({"status": "success", "message": "ok", "data": {"task_id": "t"}});
    assert_eq!(read(&body).phase, None);
}

#[test]
fn a_status_is_found_at_every_place() {
    for body in [
        json!({"status": "Failed"}),
        json!({"state": "FAIL"}),
        json!({"task_status": "failed"}),
        json!({"taskStatus": "failed"}),
        json!({"data": {"status": "FAILURE"}}),
        json!({"data": {"task_status": "failed"}}),
        json!({"output": {"task_status": "FAILED"}}),
    ] {
        assert_eq!(read(&body).phase, Some(Phase::Failed), "{body}");
    }
}

#[test]
fn an_empty_or_missing_word_is_no_status() {
    for status in [
        json!(""),
        json!(null),
        json!(200),
        json!("200"),
        json!(true),
        json!({}),
    ] {
        assert_eq!(
            read(&json!({"id": "x", "status": status})).phase,
            None,
            "{status}"
        );
    }
}

#[test]
fn an_error_beside_another_word_does_not_end_the_job() {
    let body =
        json!({"id": "x", "status": "in_progress", "error": {"code": 1, "message": "queue slow"}});
    let answer = read(&body);
    assert_eq!(
        (answer.phase, answer.error.as_deref()),
        (Some(Phase::Running), Some("queue slow"))
    );
}

#[test]
fn the_words_of_a_job_that_goes_well_are_no_error() {
    for body in [
        json!({"id": "x", "status": "completed", "message": "done", "detail": {"title": "A cat"}}),
        json!({"code": "success", "message": "", "data": {"task_id": "x", "status": "SUCCESS", "fail_reason": "https://x/v.mp4"}}),
        json!({"id": "x", "status": "processing", "base_resp": {"status_code": 0, "status_msg": "success"}}),
        json!({"id": "x", "status": "queued", "error": {"code": "", "message": ""}}),
        json!({"id": "x", "status": "queued", "error": {"code": 0, "message": "SUCCEED"}}),
        json!({"id": "x", "status": "queued", "error": false}),
        json!({"code": 10000, "message": "Success", "data": {"task_id": "x"}}),
        json!({"code": "success", "data": null}),
    ] {
        assert_eq!(read(&body).error, None, "{body}");
    }
}

#[test]
fn the_sentence_of_a_failed_job_is_found() {
    for body in [
        json!({"status": "failed", "error": "boom"}),
        json!({"status": "failed", "error": {"message": "boom"}}),
        json!({"status": "failed", "error": {"error": {"message": "boom"}}}),
        json!({"status": "failed", "error": "{\"error\":{\"message\":\"boom\"}}"}),
        json!({"status": "failed", "fail_reason": "boom"}),
        json!({"status": "failed", "failReason": "boom"}),
        json!({"status": "failed", "failure": "boom"}),
        json!({"status": "failed", "failure_code": "boom"}),
        json!({"status": "failed", "base_resp": {"status_code": 1027, "status_msg": "boom"}}),
        json!({"data": {"task_status": "failed", "task_status_msg": "boom"}}),
        json!({"output": {"task_status": "FAILED", "code": "X", "message": "boom"}}),
        json!({"status": "failed", "detail": "boom"}),
        json!({"status": "failed", "message": "boom", "error": {}}),
        json!({"status": "failed", "metadata": {"url": "boom"}}),
        json!({"data": {"status": "FAILURE", "fail_reason": "boom"}}),
        json!({"status": "failed", "error": {"code": "boom"}}),
        json!({"status": "failed", "error": 1301, "message": "boom"}),
        json!({"status": "completed", "content_filter": {"filtered_count": 1, "reasons": ["boom"]}}),
    ] {
        assert_eq!(read(&body).error.as_deref(), Some("boom"), "{body}");
    }
}

#[test]
fn the_sentence_of_an_error_answer_is_found() {
    for body in [
        json!({"error": {"message": "boom", "type": "x", "param": "", "code": ""}}),
        json!({"error": "boom"}),
        json!({"detail": "boom"}),
        json!({"detail": {"error": {"message": "boom"}}}),
        json!({"detail": {"code": "x", "message": "boom"}}),
        json!({"detail": [{"loc": [], "msg": "boom", "type": "missing"}]}),
        json!({"code": "x", "message": "boom", "data": null}),
        json!({"code": 500, "msg": "boom"}),
        json!({"success": false, "message": "boom"}),
        json!({"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "boom"}),
        json!({"errors": [{"message": "boom"}]}),
        json!({"Error": {"Message": "boom"}}),
        json!([{"error": {"code": 400, "message": "boom"}}]),
        json!({"message": "API request failed: 400 - {\n \"error\": {\"message\": \"boom\"}}"}),
        json!({"code": "x", "message": "<!DOCTYPE html><html><head><title>boom</title></head></html>"}),
    ] {
        assert_eq!(message(&body).as_deref(), Some("boom"), "{body}");
    }
}

#[test]
fn the_deepest_code_comes_first() {
    let inner = json!({"error": {"code": "content_policy_violation", "message": "no"}}).to_string();
    let body = json!({"code": "fail_to_fetch_task", "message": inner, "data": null});
    assert_eq!(
        read(&body).error_code.as_deref(),
        Some("content_policy_violation")
    );
}

#[test]
fn a_code_reads_as_text_or_number() {
    for code in [json!(1301), json!("1301")] {
        let body = json!({"status": "failed", "error": {"code": code, "message": "no"}});
        assert_eq!(read(&body).error_code.as_deref(), Some("1301"), "{code}");
    }
}

#[test]
fn texts_are_unwrapped_three_deep_and_no_deeper() {
    let wrap = |inner: String| json!({"message": inner}).to_string();
    let three = wrap(wrap("boom".to_owned()));
    assert_eq!(
        message(&json!({"message": wrap(three.clone())})).as_deref(),
        Some("boom")
    );
    let four = json!({"message": wrap(wrap(three))});
    assert_eq!(message(&four), Some(json!({"message": "boom"}).to_string()));
}

#[test]
fn lengths_read_in_every_spelling() {
    for (body, seconds) in [
        (json!({"seconds": "8"}), Some(8.0)),
        (json!({"seconds": 8}), Some(8.0)),
        (json!({"seconds": 8.0}), Some(8.0)),
        (json!({"seconds": "5.1"}), Some(5.1)),
        (json!({"seconds": "8s"}), Some(8.0)),
        (json!({"seconds": "", "duration": 5}), Some(5.0)),
        (json!({"video": {"duration": 10}}), Some(10.0)),
        (json!({"seconds": ""}), None),
        (json!({"seconds": null}), None),
        (json!({"seconds": -1}), None),
        (json!({"seconds": "soon"}), None),
    ] {
        assert_eq!(read(&body).seconds, seconds, "{body}");
    }
}

#[test]
fn progress_of_one_is_one_percent_for_whoever_says_so() {
    for (value, percent) in [
        (json!(1.0), Some(1.0)),
        (json!("50%"), Some(50.0)),
        (json!(" 33.3 % "), Some(33.3)),
        (json!("NaN"), None),
        (json!("1e999"), None),
        (json!(null), None),
        (json!("soon"), None),
        (json!({}), None),
    ] {
        assert_eq!(
            read(&json!({"progress": value})).progress,
            percent,
            "{value}"
        );
    }
}

#[test]
fn what_an_import_needs_is_read() {
    let body = json!({
        "id": "video_2", "object": "video", "status": "completed", "model": "m", "prompt": "a cat", "size": "16x9",
        "seconds": "8", "created_at": 1_764_347_090_922_i64, "completed_at": 1_764_347_100, "remixed_from_video_id": "video_1",
    });
    let answer = read(&body);
    let texts = [
        &answer.model,
        &answer.prompt,
        &answer.size,
        &answer.remixed_from,
    ]
    .map(Option::as_deref);
    assert_eq!(
        texts,
        [Some("m"), Some("a cat"), Some("16x9"), Some("video_1")]
    );
    assert_eq!(answer.created_at, Some(Timestamp(1_764_347_090_922)));
    assert_eq!(answer.completed_at, Some(Timestamp(1_764_347_100_000)));
}

#[test]
fn empty_texts_are_missing_ones() {
    let body: Value = json!({"id": "x", "model": "", "size": "", "seconds": "", "prompt": null});
    let answer = read(&body);
    assert_eq!(
        (answer.model, answer.size, answer.seconds, answer.prompt),
        (None, None, None, None)
    );
}

#[test]
fn width_and_height_make_a_size() {
    let body = json!({"id": "x", "duration": 5, "width": 1280, "height": "720"});
    assert_eq!(read(&body).size.as_deref(), Some("1280x720"));
}

#[test]
fn a_deleted_job_is_over() {
    let body = json!({"id": "v", "object": "video.deleted", "deleted": true});
    assert_eq!(read(&body).phase, Some(Phase::Cancelled));
}
