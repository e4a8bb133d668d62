//! Whether a refusal speaks of how the request was written, and not of what it asked for (`wire.md` 3.F 35, 5.4).
//!
//! Only such a refusal, before any job came of it, lets the engine write the request another way. Pure. When in doubt it
//! is none: a second request could cost money, an unasked question cannot.

use super::{Reply, wire};

/// What servers say when a body is in the wrong encoding, or a picture in the wrong form.
const WORDS: [&str; 25] = [
    "content-type",
    "content type",
    "content_type",
    "media type",
    "multipart",
    "form-data",
    "application/json",
    "unmarshal",
    "accepts json",
    "as json",
    "expects json",
    "invalid json",
    "not valid json",
    "json decode",
    "json_invalid",
    "could not parse the json",
    "failed to parse json",
    "prompt: field required",
    "prompt is required",
    "missing required parameter: 'prompt'",
    "missing prompt",
    "expected a file",
    "expected uploadfile",
    "expected an object, but got a string",
    "expected entry at",
];

/// Whether the answer refuses the form alone.
pub fn refuses_the_form(reply: &Reply) -> bool {
    match reply.status {
        400 | 415 | 422 => {
            let value = wire::parse(&reply.body);
            // An answer with a job's id may be a job; nothing is sent again then.
            let job = value
                .as_ref()
                .is_some_and(|value| wire::read(value).id.is_some());
            let said = said(reply, value.as_ref());
            let prompt =
                said.contains("prompt") && (said.contains("missing") || said.contains("required"));
            let form = prompt || WORDS.iter().any(|word| said.contains(word));
            !job && (reply.status == 415 || form)
        }
        _ => false,
    }
}

/// Sentence and codes, in lower case.
fn said(reply: &Reply, value: Option<&serde_json::Value>) -> String {
    let wire::Refusal { message, codes } = value.map(wire::refusal).unwrap_or_default();
    let message = message.unwrap_or_else(|| String::from_utf8_lossy(&reply.body).into_owned());
    [vec![message], codes].concat().join("\n").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn refused(status: u16, body: &str) -> bool {
        refuses_the_form(&Reply {
            status,
            body: Bytes::from(body.to_owned()),
            wait: None,
            location: None,
        })
    }

    #[test]
    fn a_refusal_of_the_encoding_is_one_of_the_form() {
        for (status, body) in [
            (415, ""),
            (
                422,
                r#"{"detail":[{"loc":["body","prompt"],"msg":"Field required","type":"missing"}]}"#,
            ),
            (
                400,
                r#"{"error":{"message":"unsupported_content_type: this endpoint only accepts 'application/json'"}}"#,
            ),
            (
                400,
                r#"{"code":"invalid_request","message":"json: cannot unmarshal number into Go struct field TaskSubmitReq.seconds of type string"}"#,
            ),
            (
                400,
                r#"{"error":{"message":"Invalid type for 'input_reference': expected an object, but got a string instead.","param":"input_reference"}}"#,
            ),
        ] {
            assert!(refused(status, body), "{body}");
        }
    }

    #[test]
    fn a_refusal_of_the_content_is_none_of_the_form() {
        for (status, body) in [
            (
                400,
                r#"{"error":{"message":"Your request was rejected by the safety system","code":"moderation_blocked"}}"#,
            ),
            (
                400,
                r#"{"error":{"message":"Inpaint image must match the requested width and height"}}"#,
            ),
            (402, r#"{"error":{"message":"insufficient balance"}}"#),
            (
                401,
                r#"{"error":{"message":"Invalid content-type header or key"}}"#,
            ),
            (500, r#"{"error":{"message":"multipart: NextPart: EOF"}}"#),
            (200, r#"{"id":"video_1"}"#),
        ] {
            assert!(!refused(status, body), "{body}");
        }
    }

    #[test]
    fn an_answer_that_names_a_job_is_never_written_again() {
        let body = r#"{"id":"video_1","status":"failed","error":{"message":"multipart is not supported"}}"#;
        assert!(!refused(400, body) && !refused(415, body));
    }
}
