mod envelopes;
mod fixtures;
mod places;
mod properties;
mod sentences;

use super::*;
use serde_json::json;

fn answer(value: &Value) -> Answer {
    read(value)
}

#[test]
fn the_official_answer_reads() {
    let body = json!({"id": "video_1", "object": "video", "status": "in_progress", "progress": 33, "expires_at": 1_800_000_000});
    let read = answer(&body);
    assert_eq!(
        (
            read.id.as_deref(),
            read.phase,
            read.progress,
            read.expires_at
        ),
        (
            Some("video_1"),
            Some(Phase::Running),
            Some(33.0),
            Some(Timestamp(1_800_000_000_000))
        )
    );
}

#[test]
fn the_gateways_own_id_wins_over_the_upstream_request_id() {
    assert_eq!(
        answer(&json!({"request_id": "b53c", "id": "task_x"}))
            .id
            .as_deref(),
        Some("task_x")
    );
}

#[test]
fn an_id_is_found_inside_an_envelope() {
    let body = json!({"success": true, "data": {"taskId": "veo3:b87", "status": "processing"}});
    assert_eq!(answer(&body).id.as_deref(), Some("veo3:b87"));
}

#[test]
fn a_number_in_the_status_field_of_an_envelope_is_no_status() {
    let body =
        parse(br#"[{"status":200,"message":"success","data":{"task_id":"756"}}]"#).expect("json");
    assert_eq!(answer(&body).phase, None);
}

#[test]
fn an_unknown_word_is_not_an_end() {
    assert_eq!(
        answer(&json!({"status": "moderating"})).phase,
        Some(Phase::Unknown)
    );
}

#[test]
fn words_read_without_regard_to_case_dashes_and_spaces() {
    for word in ["IN_PROGRESS", "in-progress", " In Progress "] {
        assert_eq!(phase_of(word), Phase::Running, "{word}");
    }
}

#[test]
fn a_result_without_a_status_is_a_synchronous_answer() {
    let body = json!({"id": "u", "data": [{"url": "http://127.0.0.1/v.mp4"}]});
    assert_eq!(answer(&body).phase, Some(Phase::Done));
}

#[test]
fn a_failure_sentence_in_the_address_field_is_no_address() {
    let body = json!({"status": "failed", "metadata": {"url": "task failed"}});
    assert_eq!(result(&body), None);
}

#[test]
fn a_path_from_the_root_counts_as_an_address() {
    let body = json!({"status": "done", "video": {"url": "/v1/videos/abc/content"}});
    assert_eq!(
        result(&body),
        Some(Place::Address("/v1/videos/abc/content".to_owned()))
    );
}

#[test]
fn an_inline_video_is_found() {
    let body = json!({"data": [{"b64_json": "AAAA"}]});
    assert_eq!(result(&body), Some(Place::Inline("AAAA".to_owned())));
}

#[test]
fn an_error_inside_three_layers_of_text_is_found() {
    let inner = json!({"error": {"message": "Inpaint image must match"}}).to_string();
    let body =
        json!({"code": "fail_to_fetch_task", "message": json!({"message": inner}).to_string()});
    assert_eq!(message(&body).as_deref(), Some("Inpaint image must match"));
}

#[test]
fn a_validation_error_names_its_field() {
    let body = json!({"detail": [{"type": "missing", "loc": ["body", "prompt"], "msg": "Field required"}]});
    assert_eq!(message(&body).as_deref(), Some("prompt: Field required"));
}

#[test]
fn an_empty_error_says_nothing() {
    for error in [json!(null), json!({}), json!(""), json!([])] {
        assert_eq!(
            answer(&json!({"status": "completed", "error": error})).error,
            None
        );
    }
}

#[test]
fn times_read_in_every_unit() {
    for value in [
        json!(1_764_347_090),
        json!(1_764_347_090_000_i64),
        json!("1764347090"),
        json!("2025-11-28T16:24:50Z"),
        json!("2025-11-29T00:24:50.000+08:00"),
    ] {
        assert_eq!(
            timestamp(&value),
            Some(Timestamp(1_764_347_090_000)),
            "{value}"
        );
    }
}

#[test]
fn a_time_of_zero_is_no_time() {
    for value in [
        json!(0),
        json!(null),
        json!(-5),
        json!(""),
        json!("soon"),
        json!(1e300),
    ] {
        assert_eq!(timestamp(&value), None, "{value}");
    }
}

#[test]
fn progress_reads_as_text_and_stays_within_bounds() {
    for (value, read) in [
        (json!("50%"), 50.0),
        (json!(133.0), 100.0),
        (json!(-4), 0.0),
    ] {
        assert_eq!(answer(&json!({"progress": value})).progress, Some(read));
    }
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    assert!(parse(b"\xef\xbb\xbf{\"id\":\"x\"}").is_some());
}

#[test]
fn what_a_gateway_writes_behind_its_answer_hides_nothing() {
    let body = b"{\"id\":\"video_1\",\"status\":\"queued\"}\n<b>Warning</b>: unlink()";
    let answer = read(&parse(body).expect("an answer"));
    assert_eq!(answer.id.as_deref(), Some("video_1"));
}

#[test]
fn of_two_answers_in_one_neither_is_taken() {
    assert!(parse(br#"{"id":"video_1"} {"id":"video_2"}"#).is_none());
}

#[test]
fn an_id_that_fits_into_no_address_is_none() {
    let id = |length: usize| read(&serde_json::json!({ "id": "x".repeat(length) })).id;
    assert_eq!(id(4096).map(|id| id.len()), Some(4096));
    assert_eq!(id(4097), None);
    let other = serde_json::json!({ "id": "x".repeat(5000), "task_id": "t1" });
    assert_eq!(read(&other).id.as_deref(), Some("t1"));
}

#[test]
fn the_id_of_a_job_is_read_beside_half_an_emoji_and_a_number_that_is_none() {
    let body = br#"{"id":"video_1","status":"queued","prompt":"a boat \ud83d","progress":NaN}"#;
    let answer = read(&parse(body).expect("an answer"));
    assert_eq!(answer.id.as_deref(), Some("video_1"));
}
