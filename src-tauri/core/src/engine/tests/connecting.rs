//! Paste to connect, and the test that costs nothing.

use super::*;
use crate::domain::catalogue::Encoding;
use crate::{
    domain::Capability,
    dto::{CheckKind, CheckOutcome, KeyBackend, PasteDraft, ServerTest},
};

const KEY: &str = "sk-9f8e7d6c5b4a3210";

fn command() -> String {
    format!(
        "curl https://gateway.example/v1/videos \\\n  -H \"Authorization: Bearer {KEY}\" \\\n  -F \"model=sora-2\" -F \"prompt=A cat\" -F \"seconds=8\" -F \"style=anime\""
    )
}

fn draft(text: &str) -> PasteDraft {
    PasteDraft {
        text: text.to_owned(),
        name: String::new(),
        base_url: None,
        profile: None,
    }
}

fn answer(status: u16, body: &str) -> Step {
    Step::Answer(status, body.to_owned())
}

fn check(test: &ServerTest, kind: CheckKind) -> &crate::dto::Check {
    test.checks
        .iter()
        .find(|check| check.kind == kind)
        .expect("that line")
}

fn error(test: &ServerTest) -> ErrorCode {
    test.checks
        .iter()
        .find_map(|check| check.error.as_ref())
        .expect("trouble")
        .code
}

async fn tested(answers: impl IntoIterator<Item = Step>) -> (ServerTest, World) {
    let world = World::new(Scripted::default().on_get(answers));
    let engine = world.open().await;
    let server = server(&engine).await;
    let test = engine.test_server(&server).await.expect("a checklist");
    (test, world)
}

#[tokio::test(start_paused = true)]
async fn what_a_variable_holds_is_not_sent_because_a_text_was_pasted() {
    let refused = answer(401, r#"{"error":{"message":"no key"}}"#);
    let world = World::new(Scripted::default().by_rule(move |_, _| Some(refused.clone())));
    let engine = world.open().await;
    // Every process has it, and to whom it belongs is not for this server to learn.
    let text =
        "curl https://gateway.example/v1/videos -H \"Authorization: Bearer $PATH\" -F prompt=a";
    let test = engine
        .test_paste(&draft(text), None)
        .await
        .expect("a checklist");
    let key = check(&test, CheckKind::Key);
    assert_eq!(
        (world.keyed(), key.outcome, test.ok),
        (0, CheckOutcome::Skipped, true)
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_in_a_text_is_never_given_back() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let view = engine.read_paste(&command()).expect("understood");
    assert!(!format!("{view:?}").contains(KEY));
    assert_eq!(
        (view.has_key, view.key_hint.as_deref()),
        (true, Some("3210"))
    );
}

#[tokio::test(start_paused = true)]
async fn dots_stand_for_the_key_of_before_when_the_text_is_edited() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let shown = engine.read_paste(&command()).expect("understood").shown;
    let edited = shown.replace("seconds=8", "seconds=12");
    let server = engine
        .connect_paste(draft(&edited), None, KeyBackend::Session)
        .await
        .expect("connected");
    assert_eq!(server.key.hint.as_deref(), Some("3210"));
}

#[tokio::test(start_paused = true)]
async fn a_password_of_a_command_is_covered_by_dots_too() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let text =
        "curl -u maria:Tr0ub4dor3x https://gateway.example/v1/videos -d '{\"prompt\":\"a\"}'";
    let view = engine.read_paste(text).expect("understood");
    assert!(
        view.has_key && !view.shown.contains("Tr0ub4dor3x"),
        "{}",
        view.shown
    );
}

#[tokio::test(start_paused = true)]
async fn a_closed_sheet_forgets_the_key() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let shown = engine.read_paste(&command()).expect("understood").shown;
    engine.forget_paste();
    let server = engine
        .connect_paste(draft(&shown), None, KeyBackend::Session)
        .await
        .expect("connected");
    assert!(!server.key.present);
}

#[tokio::test(start_paused = true)]
async fn a_command_leaves_open_what_it_does_not_show() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = engine
        .connect_paste(draft(&command()), None, KeyBackend::Session)
        .await
        .expect("connected");
    let form = engine
        .describe_model(&server.id, "sora-2")
        .await
        .expect("a form");
    assert!(form.size_free && form.first_frame && form.seconds == [8.0]);
    assert_eq!(form.params[0].key, "style");
}

#[tokio::test(start_paused = true)]
async fn an_address_on_a_known_host_gets_its_description() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let view = engine
        .read_paste("https://openrouter.ai/api/v1")
        .expect("understood");
    assert_eq!(
        (view.profile.as_deref(), view.encodings.as_slice()),
        (Some("openrouter"), &[Encoding::Json][..])
    );
}

#[tokio::test(start_paused = true)]
async fn a_chosen_description_wins_over_the_text() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let chosen = PasteDraft {
        profile: Some("new-api".to_owned()),
        ..draft(&command())
    };
    let server = engine
        .connect_paste(chosen, None, KeyBackend::Session)
        .await
        .expect("connected");
    assert_eq!(server.profile, "new-api");
}

#[tokio::test(start_paused = true)]
async fn a_key_that_cannot_be_kept_leaves_no_server_behind() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let refused = engine
        .connect_paste(draft(&command()), None, KeyBackend::File)
        .await;
    let servers = engine.servers().await.expect("a list");
    assert!(refused.is_err() && servers.len() == 1);
}

#[tokio::test(start_paused = true)]
async fn a_removed_server_takes_its_description_with_it() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = engine
        .connect_paste(draft(&command()), None, KeyBackend::Session)
        .await
        .expect("connected");
    engine.remove_server(&server.id).await.expect("removed");
    assert!(engine.catalogue().profile(&server.profile).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_test_of_a_text_asks_with_its_key_and_sends_no_post() {
    let models = json!({"data": [{"id": "sora-2"}, {"id": "gpt-5"}]}).to_string();
    let world = World::new(
        Scripted::default().on_get([answer(200, &models), answer(200, r#"{"data":[]}"#)]),
    );
    let engine = world.open().await;
    let test = engine
        .test_paste(&draft(&command()), None)
        .await
        .expect("a checklist");
    let listed = check(&test, CheckKind::Models);
    assert_eq!(
        (test.ok, listed.count, listed.known),
        (true, Some(2), Some(1))
    );
    assert_eq!(world.asked(), ["GET /v1/models", "GET /v1/videos"]);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_path_is_told_with_the_right_one() {
    let missing = r#"{"error":{"message":"Invalid URL (GET /v1/models)"}}"#;
    let (test, world) = tested([
        answer(404, missing),
        answer(404, missing),
        answer(200, r#"{"data":[{"id":"m"}]}"#),
        answer(404, missing),
    ])
    .await;
    let told = test.checks[0].error.as_ref().expect("trouble");
    assert_eq!(
        (told.code, told.params["suggestion"].as_str()),
        (ErrorCode::WrongPath, "http://192.168.1.7:8000/openai/v1")
    );
    assert!(world.asked().iter().all(|line| line.starts_with("GET ")));
}

#[tokio::test(start_paused = true)]
async fn a_web_page_is_told_apart_and_nothing_is_invented() {
    let page = "<!doctype html><html><body>Welcome</body></html>";
    let (test, _) = tested((0..10).map(|_| answer(200, page))).await;
    let told = test.checks[0].error.as_ref().expect("trouble");
    assert_eq!(told.code, ErrorCode::NotAnApi);
    assert!(!told.params.contains_key("suggestion"));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_knows_https_only_is_told_with_its_address() {
    let (test, world) = tested([
        Step::Moved(301, "https://192.168.1.7/v1/models?x=1"),
        Step::Moved(301, "https://192.168.1.7/v1/videos"),
    ])
    .await;
    let told = test.checks[0].error.as_ref().expect("trouble");
    assert_eq!(
        (test.ok, told.code, told.params["suggestion"].as_str()),
        (false, ErrorCode::Moved, "https://192.168.1.7/v1")
    );
    // Nobody said that it may be asked there.
    assert_eq!(world.asked(), ["GET /v1/models", "GET /v1/videos"]);
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_a_page_for_people_suggests_nothing() {
    let login = || Step::Moved(302, "https://sso.example/login?next=models");
    let (test, _) = tested((0..12).map(|_| login())).await;
    let told = test.checks[0].error.as_ref().expect("trouble");
    assert_eq!(
        (
            told.code,
            told.message.as_deref(),
            told.params.get("suggestion")
        ),
        (ErrorCode::Moved, Some("https://sso.example/login"), None)
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_whose_models_alone_are_elsewhere_is_fine() {
    let (test, _) = tested([
        Step::Moved(302, "https://docs.example/models"),
        answer(200, r#"{"data":[]}"#),
    ])
    .await;
    assert!(test.ok, "{:?}", test.checks);
}

#[tokio::test(start_paused = true)]
async fn each_refusal_has_its_own_sentence() {
    for (status, code) in [
        (401, ErrorCode::KeyRefused),
        (403, ErrorCode::KeyForbidden),
        (407, ErrorCode::Proxy),
        (502, ErrorCode::ServerTrouble),
    ] {
        let (test, _) =
            tested((0..10).map(|_| answer(status, r#"{"error":{"message":"no"}}"#))).await;
        assert_eq!((test.ok, error(&test)), (false, code), "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_without_models_but_with_a_list_of_videos_passes() {
    let (test, _) = tested([
        answer(404, r#"{"detail":"Not Found"}"#),
        answer(200, r#"{"object":"list","data":[]}"#),
    ])
    .await;
    assert!(test.ok && check(&test, CheckKind::ListsVideos).outcome == CheckOutcome::Passed);
}

#[tokio::test(start_paused = true)]
async fn verbs_that_turned_out_to_be_missing_are_not_promised() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let gone = crate::api::Reply {
        status: 405,
        body: bytes::Bytes::new(),
        wait: None,
        location: None,
    };
    engine
        .learn(&server, Capability::Remix, &gone)
        .await
        .expect("learned");
    world.script(|script| script.on_get((0..2).map(|_| answer(200, r#"{"data":[]}"#))));
    let test = engine.test_server(&server).await.expect("a checklist");
    assert_eq!(
        check(&test, CheckKind::Verbs).can,
        [Capability::Edit, Capability::Extend, Capability::Delete]
    );
}
