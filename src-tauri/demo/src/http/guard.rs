//! Keeps web pages out. The server listens on loopback without a key, so any page in a browser on
//! this machine could reach it; such requests show themselves by their `Origin`, or, after a DNS
//! trick, by their `Host`.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;

pub async fn guard(request: Request, next: Next) -> Response {
    if is_local(request.headers()) {
        return next.run(request).await;
    }
    let message = "The demo server answers programs on this computer only.";
    ApiError::new(StatusCode::FORBIDDEN, "forbidden_origin", message).into_response()
}

fn is_local(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).is_some_and(|host| is_loopback(host.parse().ok().as_ref()));
    let origin =
        text(header::ORIGIN).is_none_or(|origin| is_loopback(origin.parse().ok().as_ref()));
    host && origin
}

fn is_loopback(uri: Option<&Uri>) -> bool {
    matches!(
        uri.and_then(Uri::host),
        Some("127.0.0.1" | "localhost" | "[::1]" | "tauri.localhost")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_local(&headers)
    }

    #[test]
    fn a_program_on_this_machine_is_let_in() {
        assert!(local(&[("host", "127.0.0.1:8080")]));
    }

    #[test]
    fn a_web_page_is_kept_out() {
        assert!(!local(&[
            ("host", "127.0.0.1:8080"),
            ("origin", "https://example.com")
        ]));
        assert!(!local(&[("host", "127.0.0.1:8080"), ("origin", "null")]));
    }

    #[test]
    fn a_name_that_was_pointed_here_is_kept_out() {
        assert!(!local(&[("host", "example.com:8080")]));
    }
}
