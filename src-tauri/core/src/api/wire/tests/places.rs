//! Where results lie, in bodies beyond the fixtures (`wire.md` 3.D, 3.G 49).

use crate::api::wire::{Place, Still, list, parse, read, result, results, stills};
use crate::domain::Phase;
use serde_json::{Value, json};

fn address(body: &Value) -> Option<String> {
    match result(body)? {
        Place::Address(text) => Some(text),
        Place::Inline(text) => Some(format!("inline {text}")),
    }
}

fn addresses(body: &Value) -> Vec<String> {
    results(body)
        .into_iter()
        .map(|place| match place {
            Place::Address(text) | Place::Inline(text) => text,
        })
        .collect()
}

#[test]
fn every_place_of_the_specification_is_known() {
    const URL: &str = "https://x/v.mp4";
    for body in [
        json!({"video_url": URL}),
        json!({"url": URL}),
        json!({"output_url": URL}),
        json!({"download_url": URL}),
        json!({"result_url": URL}),
        json!({"resultUrl": URL}),
        json!({"metadata": {"url": URL}}),
        json!({"metadata": {"video_url": URL}}),
        json!({"video": {"url": URL}}),
        json!({"video": URL}),
        json!({"videos": [{"url": URL}]}),
        json!({"result": {"video_url": URL}}),
        json!({"result": {"videos": [{"url": URL}]}}),
        json!({"data": [{"url": URL}]}),
        json!({"data": {"url": URL}}),
        json!({"data": {"result_url": URL}}),
        json!({"data": {"video_url": URL}}),
        json!({"data": {"data": {"video": {"url": URL}}}}),
        json!({"data": {"output": {"video_url": URL}}}),
        json!({"data": {"task_result": {"videos": [{"url": URL}]}}}),
        json!({"data": {"creations": [{"url": URL}]}}),
        json!({"output": URL}),
        json!({"output": [URL]}),
        json!({"output": {"url": URL}}),
        json!({"output": {"video_url": URL}}),
        json!({"output": {"videos": [{"url": URL}]}}),
        json!({"outputs": [URL]}),
        json!({"unsigned_urls": [URL]}),
        json!({"urls": [URL]}),
        json!({"content": {"video_url": URL}}),
        json!({"file": {"download_url": URL}}),
        json!({"data": {"status": "SUCCESS", "fail_reason": URL}}),
        json!([{"video_url": URL}]),
    ] {
        assert_eq!(address(&body).as_deref(), Some(URL), "{body}");
    }
}

#[test]
fn an_earlier_place_of_the_specification_wins() {
    let body = json!({
        "unsigned_urls": ["https://x/22"], "output": ["https://x/21"], "data": [{"url": "https://x/20"}],
        "videos": [{"base64": "AAAA"}], "metadata": {"url": "https://x/18"}, "url": "https://x/17b", "video_url": "https://x/17a",
    });
    let mut seen = Vec::new();
    let mut left = body;
    while let Some(found) = address(&left) {
        seen.push(found);
        let map = left.as_object_mut().expect("an object");
        for name in [
            "video_url",
            "url",
            "metadata",
            "videos",
            "data",
            "output",
            "unsigned_urls",
        ] {
            if map.remove(name).is_some() {
                break;
            }
        }
    }
    let order = [
        "https://x/17a",
        "https://x/17b",
        "https://x/18",
        "inline AAAA",
        "https://x/20",
        "https://x/21",
        "https://x/22",
    ];
    assert_eq!(seen, order);
}

#[test]
fn what_is_no_address_is_passed_over() {
    for text in [
        "task failed",
        "",
        "file:///etc/passwd",
        "//other.example/v.mp4",
        "/\\other.example/v.mp4",
        "/\t/other.example/v.mp4",
        "ftp://x/v.mp4",
        "https://",
        "https://x/v .mp4",
        "data:text/html,<b>",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "C:\\v.mp4",
    ] {
        let body = json!({"metadata": {"url": text}, "unsigned_urls": ["https://x/v.mp4"]});
        assert_eq!(address(&body).as_deref(), Some("https://x/v.mp4"), "{text}");
    }
}

#[test]
fn a_failure_text_is_an_address_only_when_it_is_a_whole_one() {
    assert_eq!(
        address(&json!({"data": {"fail_reason": "/v1/videos/x"}})),
        None
    );
}

#[test]
fn inline_bytes_read_in_every_spelling() {
    // The bytes fb ff bf 00.
    for (body, name) in [
        (json!({"data": [{"b64_json": "+/+/AA=="}]}), "standard"),
        (
            json!({"data": [{"b64_json": "-_-_AA"}]}),
            "url-safe without padding",
        ),
        (
            json!({"data": [{"b64_json": " +/+/\r\nAA== \n"}]}),
            "with line breaks",
        ),
        (
            json!({"videos": [{"type": "base64", "base64": "+/+/AA=="}]}),
            "in videos",
        ),
        (
            json!({"data": [{"b64_json": "data:video/mp4;base64,+/+/AA=="}]}),
            "with a prefix",
        ),
        (
            json!({"url": "data:video/mp4;base64,+/+/AA=="}),
            "an address",
        ),
        (
            json!({"url": "DATA:VIDEO/MP4;codecs=\"a,b\";BASE64,+/+/AA=="}),
            "with parameters",
        ),
        (
            json!({"url": "data:video/mp4;base64,%2B%2F%2B%2FAA%3D%3D"}),
            "percent-encoded twice",
        ),
        (
            json!({"url": "data:video/mp4,%FB%FF%BF%00"}),
            "percent-encoded bytes",
        ),
    ] {
        assert_eq!(address(&body).as_deref(), Some("inline +/+/AA=="), "{name}");
    }
}

#[test]
fn a_sentence_in_the_field_of_bytes_is_not_bytes() {
    for text in ["not ready yet", "", "AAAAA", "AA=A"] {
        assert_eq!(
            result(&json!({"data": [{"b64_json": text}]})),
            None,
            "{text}"
        );
    }
}

#[test]
fn all_outputs_come_in_order_with_the_first_one_first() {
    for (body, expected) in [
        (
            json!({"videos": [{"url": "https://x/1"}, {"url": "https://x/2"}]}),
            vec!["https://x/1", "https://x/2"],
        ),
        (
            json!({"data": [{"url": "https://x/1"}, {"b64_json": "AAAA"}, {"url": ""}]}),
            vec!["https://x/1", "AAAA"],
        ),
        (
            json!({"unsigned_urls": ["https://x/c?index=0", "https://x/c?index=1"]}),
            vec!["https://x/c?index=0", "https://x/c?index=1"],
        ),
        (
            json!({"urls": ["https://x/1", "https://x/1"]}),
            vec!["https://x/1"],
        ),
        (
            json!({"outputs": [{"url": "https://x/1"}, "https://x/2"]}),
            vec!["https://x/1", "https://x/2"],
        ),
        (
            json!({"output": ["/v/1", "/v/2", "/v/3"]}),
            vec!["/v/1", "/v/2", "/v/3"],
        ),
        (
            json!({"creations": [{"url": "https://x/1"}, {"url": "https://x/2"}]}),
            vec!["https://x/1", "https://x/2"],
        ),
        (
            json!({"video_url": "https://x/2", "videos": [{"url": "https://x/1"}, {"url": "https://x/2"}]}),
            vec!["https://x/2", "https://x/1"],
        ),
        (
            json!({"video_url": "https://cdn/1", "urls": ["https://x/1", "https://x/2"]}),
            vec!["https://cdn/1", "https://x/2"],
        ),
        (
            json!({"video_url": "https://x/1", "urls": ["https://cdn/1"]}),
            vec!["https://x/1"],
        ),
        (json!({"status": "completed"}), vec![]),
    ] {
        assert_eq!(addresses(&body), expected, "{body}");
        assert_eq!(results(&body).first(), result(&body).as_ref(), "{body}");
    }
}

#[test]
fn pictures_beside_a_result_are_named() {
    let body = json!({"creations": [{"url": "https://x/v", "cover_url": "https://x/c"}], "content": {"last_frame_url": "https://x/l"}});
    let named = vec![
        (Still::Cover, "https://x/c".to_owned()),
        (Still::LastFrame, "https://x/l".to_owned()),
    ];
    assert_eq!(stills(&body), named);
}

#[test]
fn a_list_is_read_in_every_wrapping() {
    let jobs = json!([{"id": "a", "status": "completed", "model": "m"}, {"task_id": "b", "status": "queued"}, {"note": "no job"}]);
    for body in [
        json!({"object": "list", "data": jobs}),
        json!({"videos": jobs}),
        json!({"items": jobs}),
        json!({"code": 200, "data": {"items": jobs}}),
        json!({"code": 200, "data": {"list": jobs}}),
        jobs.clone(),
    ] {
        let listing = list(&body).expect("a list");
        let ids: Vec<_> = listing
            .items
            .iter()
            .map(|item| item.answer.id.as_deref())
            .collect();
        assert_eq!(ids, [Some("a"), Some("b")], "{body}");
        assert_eq!(listing.last_id.as_deref(), Some("b"), "{body}");
    }
}

#[test]
fn a_page_says_whether_and_where_it_goes_on() {
    let body = json!({"object": "list", "data": [{"id": "a"}], "first_id": "a", "last_id": "z", "has_more": true});
    let listing = list(&body).expect("a list");
    assert_eq!(
        (listing.has_more, listing.last_id.as_deref()),
        (Some(true), Some("z"))
    );
}

#[test]
fn a_page_without_those_words_says_nothing() {
    let body = json!({"data": [{"id": "a", "has_more": true, "total": 3}]});
    let listing = list(&body).expect("a list");
    assert_eq!(
        (listing.has_more, listing.next_cursor, listing.total),
        (None, None, None)
    );
}

#[test]
fn an_answer_about_one_job_is_no_list() {
    assert_eq!(list(&json!({"id": "a", "status": "queued"})), None);
}

#[test]
fn a_list_of_finished_jobs_is_no_finished_job() {
    let body = json!({"object": "list", "data": [{"id": "a", "status": "failed", "url": "https://x/v"}, {"id": "b"}]});
    assert_ne!(read(&body).phase, Some(Phase::Done));
}

#[test]
fn a_body_in_another_encoding_does_not_hide_the_id() {
    let body = b"{\"id\":\"task_x\",\"message\":\"\xd3\xe0\xb6\xee\"}";
    let value = parse(body).expect("json");
    assert_eq!(read(&value).id.as_deref(), Some("task_x"));
}
