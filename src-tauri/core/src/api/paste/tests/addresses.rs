use super::*;
use crate::api::paste::{Source, Unplaced, Unreadable};

/// What is pasted, and the base that it means. `?` before the base: `/v1` is a guess.
const ADDRESSES: &[(&str, &str)] = &[
    ("https://api.example.com/v1", "https://api.example.com/v1"),
    ("https://api.example.com/v1/", "https://api.example.com/v1"),
    ("https://api.example.com/v1//", "https://api.example.com/v1"),
    ("https://api.example.com", "?https://api.example.com/v1"),
    ("https://api.example.com/", "?https://api.example.com/v1"),
    ("HTTPS://API.Example.COM/v1", "https://api.example.com/v1"),
    ("api.example.com", "?https://api.example.com/v1"),
    ("api.example.com/v1", "https://api.example.com/v1"),
    ("//api.example.com/v1", "https://api.example.com/v1"),
    ("https:/api.example.com/v1", "https://api.example.com/v1"),
    (
        "https://api.example.com/openai/v1",
        "https://api.example.com/openai/v1",
    ),
    (
        "https://api.example.com/api/v1",
        "https://api.example.com/api/v1",
    ),
    (
        "https://api.example.com/v1/videos",
        "https://api.example.com/v1",
    ),
    (
        "https://api.example.com/v1/videos/",
        "https://api.example.com/v1",
    ),
    (
        "https://api.example.com/v1/videos/video_123",
        "https://api.example.com/v1",
    ),
    (
        "https://api.example.com/v1/videos/{video_id}/content",
        "https://api.example.com/v1",
    ),
    (
        "https://api.example.com/v1/videos/video_1/content?variant=thumbnail",
        "https://api.example.com/v1",
    ),
    (
        "https://api.example.com/openai/v1/videos/video_1/remix",
        "https://api.example.com/openai/v1",
    ),
    (
        "https://api.example.com/openai/v1/videos?api-version=preview",
        "https://api.example.com/openai/v1",
    ),
    (
        "https://api.example.com/v1?x=1#top",
        "https://api.example.com/v1",
    ),
    (
        "https://api.example.com/v1/chat/completions",
        "https://api.example.com/v1",
    ),
    (
        "https://api.example.com/v1/models",
        "https://api.example.com/v1",
    ),
    ("https://api.example.com/videos", "https://api.example.com/"),
    (
        "https://api.example.com/gateway",
        "https://api.example.com/gateway",
    ),
    (
        "https://api.example.com:8443/v1",
        "https://api.example.com:8443/v1",
    ),
    ("http://api.example.com/v1", "http://api.example.com/v1"),
    ("localhost:8000", "?http://localhost:8000/v1"),
    ("localhost", "?http://localhost/v1"),
    ("localhost:8000/v1/", "http://localhost:8000/v1"),
    ("127.0.0.1:8000", "?http://127.0.0.1:8000/v1"),
    ("192.168.1.7:8188", "?http://192.168.1.7:8188/v1"),
    ("10.0.0.5", "?http://10.0.0.5/v1"),
    ("8.8.8.8:8000", "?https://8.8.8.8:8000/v1"),
    ("gpu-box.local:8091", "?http://gpu-box.local:8091/v1"),
    ("workstation:30000", "?http://workstation:30000/v1"),
    ("[::1]:8000", "?http://[::1]:8000/v1"),
    ("http://[fd00::1]:8000/v1", "http://[fd00::1]:8000/v1"),
    ("[2001:db8::7]/v1", "https://[2001:db8::7]/v1"),
    ("http://localhost:8000/docs", "?http://localhost:8000/v1"),
    ("https://例え.jp/v1", "https://xn--r8jz45g.jp/v1"),
    (
        "https://bücher.example/v1",
        "https://xn--bcher-kva.example/v1",
    ),
    (
        "  https://api.example.com/v1 \n",
        "https://api.example.com/v1",
    ),
    (
        "\"https://api.example.com/v1\"",
        "https://api.example.com/v1",
    ),
    (
        "'https://api.example.com/v1',",
        "https://api.example.com/v1",
    ),
    ("`https://api.example.com/v1`", "https://api.example.com/v1"),
    ("<https://api.example.com/v1>", "https://api.example.com/v1"),
    ("“https://api.example.com/v1”", "https://api.example.com/v1"),
    (
        "\u{feff}https://api.example.com/v1\u{200b}",
        "https://api.example.com/v1",
    ),
    (
        "https\u{ff1a}\u{ff0f}\u{ff0f}api.example.com\u{ff0f}v1",
        "https://api.example.com/v1",
    ),
    ("\u{ff41}pi.example.com/v1", "https://api.example.com/v1"),
    ("https://api.example.com/v1。", "https://api.example.com/v1"),
    (
        "https://api.example.com/v1beta/videos",
        "https://api.example.com/v1beta",
    ),
    (
        "https://api.example.com\\v1\\videos",
        "https://api.example.com/v1",
    ),
    ("https://api.example.\ncom/v1", "https://api.example.com/v1"),
    (
        "Base URL: https://api.example.com/v1",
        "https://api.example.com/v1",
    ),
    (
        "OPENAI_BASE_URL=https://api.example.com/v1",
        "https://api.example.com/v1",
    ),
    (
        "接口地址\u{ff1a}https://api.example.com/v1",
        "https://api.example.com/v1",
    ),
    (
        "Our server is at https://gate.example.net please use it",
        "?https://gate.example.net/v1",
    ),
];

#[test]
fn every_form_of_an_address_means_its_base() {
    let wrong: Vec<String> = ADDRESSES
        .iter()
        .filter_map(|(text, wanted)| {
            let got = match read(text) {
                Ok(found) => format!(
                    "{}{}",
                    if found.base_guessed { "?" } else { "" },
                    base(&found)
                ),
                Err(why) => why.to_string(),
            };
            (got != *wanted).then(|| format!("{text:?}: {got}, wanted {wanted}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_address_is_not_taken_for_one() {
    for text in [
        "hello",
        "sora-2.1",
        "a cat plays the piano",
        "ftp://files.example.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "1.5",
        "720x1280",
        "12:30",
        "http://",
        "https:///",
        ".",
    ] {
        let got = read(text);
        assert_eq!(
            got.as_ref().err(),
            Some(&Unreadable::Nothing),
            "{text}: {got:?}"
        );
    }
}

#[test]
fn a_host_to_be_filled_in_is_no_address() {
    for text in [
        "https://你的4All API服务器地址/v1/videos",
        "https://your-domain.com/v1",
        "https://<host>/v1",
        "https://{host}/v1",
        "https://YOUR_BASE_URL/v1/videos",
    ] {
        assert_eq!(read(text).err(), Some(Unreadable::Placeholder), "{text}");
    }
}

#[test]
fn a_create_path_that_is_not_the_usual_one_is_told() {
    let found = found("https://api.example.com/v1/video/generations");
    assert_eq!(
        (base(&found), found.create_path.as_deref()),
        ("https://api.example.com/v1", Some("/video/generations"))
    );
    let found = super::found("https://api.example.com/v1/videos/generations");
    assert_eq!(
        (base(&found), found.create_path.as_deref()),
        ("https://api.example.com/v1", Some("/videos/generations"))
    );
}

#[test]
fn a_name_and_password_in_an_address_are_a_basic_key() {
    let found = found("https://ada:lovelace@api.example.com/v1");
    assert_eq!(base(&found), "https://api.example.com/v1");
    assert_eq!(auth(&found), Some(("Authorization", "Basic {key}")));
    assert_eq!(key(&found), Some("YWRhOmxvdmVsYWNl"));
}

#[test]
fn what_stands_in_a_query_is_named_without_its_value() {
    let found = found("https://api.example.com/v1?api_key=sk-9f8e7d6c5b4a");
    assert_eq!(found.unplaced, [Unplaced::query("api_key")]);
    assert_eq!(found.source, Source::Address);
}

#[test]
fn empty_and_huge_texts_have_reasons_of_their_own() {
    assert_eq!(read("  \n\u{feff}").err(), Some(Unreadable::Empty));
    assert_eq!(
        read(&"x".repeat(crate::api::paste::LIMIT + 1)).err(),
        Some(Unreadable::TooLarge)
    );
}

#[test]
fn links_to_pages_and_pictures_are_no_servers() {
    for text in [
        "see https://platform.openai.example/docs/api-reference/videos/create for more",
        "the picture is at https://example.com/image.jpg today",
    ] {
        assert_eq!(read(text).err(), Some(Unreadable::Nothing), "{text}");
    }
}

#[test]
fn a_key_beside_or_below_an_address_is_read_and_is_no_part_of_it() {
    for text in [
        "https://api.gate.io/v1\nsk-Qm3xT7vB9nLpK2\n",
        "Base URL: https://api.gate.io/v1\nAPI Key: sk-Qm3xT7vB9nLpK2\nModel: sora-2",
        "接口地址\u{ff1a}https://api.gate.io/v1\n密钥\u{ff1a}sk-Qm3xT7vB9nLpK2",
        "OPENAI_API_KEY=sk-Qm3xT7vB9nLpK2\nOPENAI_BASE_URL=https://api.gate.io/v1\n",
        "export OPENAI_BASE_URL=\"https://api.gate.io/v1\"\nexport OPENAI_API_KEY=\"sk-Qm3xT7vB9nLpK2\"",
        r#"{"base_url": "https://api.gate.io/v1", "api_key": "sk-Qm3xT7vB9nLpK2", "model": "m"}"#,
    ] {
        let found = found(text);
        assert_eq!(base(&found), "https://api.gate.io/v1", "{text}");
        assert_eq!(key(&found), Some("sk-Qm3xT7vB9nLpK2"), "{text}");
        assert_eq!(names(&found), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn words_behind_key_are_no_key() {
    for words in [
        "key: primary",
        "API key: see your dashboard",
        "token: xxxxxxxxxxxx1",
    ] {
        let found = found(&format!("Base URL: https://api.gate.io/v1\n{words}"));
        assert_eq!(key(&found), None, "{words}");
    }
}
