use super::*;

#[test]
fn an_address_reads_as_people_type_it() {
    for (typed, read) in [
        ("https://a.example/v1/", "https://a.example/v1"),
        ("a.example", "https://a.example/v1"),
        ("a.example/openai/v1/videos", "https://a.example/openai/v1"),
        ("localhost:8000", "http://localhost:8000/v1"),
        ("192.168.1.7:8000/v1", "http://192.168.1.7:8000/v1"),
        (
            " https://a.example/api/v1?x=1#y ",
            "https://a.example/api/v1",
        ),
    ] {
        assert_eq!(
            base_address(typed)
                .map(|url| url.to_string())
                .ok()
                .as_deref(),
            Some(read),
            "{typed}"
        );
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for typed in [
        "",
        "   ",
        "ftp://a.example",
        "https://",
        "file:///etc/passwd",
        "https://user:pw@a.example",
        "two words",
    ] {
        assert!(base_address(typed).is_err(), "{typed}");
    }
}
