//! The pages of three servers, pasted: the forms that they make, and what leaves for what a person fills into them. The
//! browser tests fill these very forms in (`tests/ui/seeds.spec.ts`), so that both halves meet in two files: `seeds.json` is
//! what the engine makes of a page, `seeds.asked.json` what is asked for and what must then be sent.

use super::*;
use crate::dto::{KeyBackend, ModelView, PasteDraft, PasteView};
use serde_json::{Value, json};

const PAGES: [(&str, &str); 3] = [
    (
        "tables_page",
        include_str!("../../api/paste/tests/tables_page.txt"),
    ),
    (
        "schema_page",
        include_str!("../../api/paste/tests/schema_page.txt"),
    ),
    (
        "openapi_page",
        include_str!("../../api/paste/tests/openapi_page.txt"),
    ),
];

/// A page that was pasted, with an address where it names none.
async fn connected(engine: &Engine, name: &str) -> (PasteView, ServerId) {
    let (_, text) = PAGES
        .iter()
        .find(|(page, _)| *page == name)
        .expect("a page");
    let view = engine.read_paste(text).expect("understood");
    let draft = PasteDraft {
        text: view.shown.clone(),
        name: name.to_owned(),
        base_url: view
            .base_url
            .is_none()
            .then(|| "https://gateway.example/v1".to_owned()),
        profile: None,
    };
    let server = engine
        .connect_paste(draft, None, KeyBackend::Session)
        .await
        .expect("connected");
    (view, server.id)
}

async fn forms(engine: &Engine, view: &PasteView, server: &ServerId) -> Vec<ModelView> {
    let mut forms = Vec::new();
    for model in &view.models {
        forms.push(engine.describe_model(server, model).await.expect("a form"));
    }
    forms
}

/// `RUSHES_WRITE_FORMS=1 cargo test -p rushes-core pages_are_what` writes it anew.
#[tokio::test(start_paused = true)]
async fn the_pages_are_what_the_browser_tests_take_them_for() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let mut pages = Vec::new();
    for (name, text) in PAGES {
        let (view, server) = connected(&engine, name).await;
        let models = forms(&engine, &view, &server).await;
        assert_eq!(view.shown, text, "there is no key in it");
        let mut view = serde_json::to_value(view).expect("JSON");
        // It is the page itself, which the browser test reads for itself.
        view["shown"] = Value::Null;
        pages.push(json!({ "page": name, "view": view, "models": models }));
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/ui/seeds.json");
    let fresh = serde_json::to_string_pretty(&pages).expect("JSON") + "\n";
    if std::env::var_os("RUSHES_WRITE_FORMS").is_some() {
        fs_err::write(&path, &fresh).expect("the file can be written");
    }
    let stands = fs_err::read_to_string(path).unwrap_or_default();
    assert!(
        stands == fresh,
        "tests/ui/seeds.json is not what the pages say: write it anew"
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_person_fills_into_the_form_of_a_page_leaves_as_the_page_says() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let asked: Vec<Value> =
        serde_json::from_str(include_str!("../../../../../tests/ui/seeds.asked.json"))
            .expect("a list");
    for asked in asked {
        let name = asked["page"].as_str().expect("a name");
        let (_, server) = connected(&engine, name).await;
        let mut request = asked["request"].clone();
        request["client_key"] = "press-1".into();
        request["server"] = json!(server);
        for input in request["inputs"].as_array_mut().expect("a list") {
            if input["staged"].is_string() {
                let picture = engine
                    .stage("a.gif".to_owned(), gif())
                    .await
                    .expect("staged");
                input["staged"] = json!(picture.id);
            }
        }
        let request: CreateJobs = serde_json::from_value(request).expect("a request");
        let command = engine
            .preview(&request, |_| "the picture".to_owned())
            .await
            .expect("a request")
            .curl;
        assert_eq!(json!(fields(&command)), asked["sent"], "{name}: {command}");
    }
}

/// The fields of a multipart request out of its command.
fn fields(command: &str) -> Vec<String> {
    let text = |line: &str| {
        let inner = line.strip_prefix("--form-string '")?.strip_suffix('\'')?;
        Some(inner.to_owned())
    };
    let file = |line: &str| {
        let inner = line.strip_prefix("-F '")?;
        Some(inner.split_once(';')?.0.replace('"', ""))
    };
    let mut fields: Vec<String> = command
        .split(" \\\n  ")
        .filter_map(|line| text(line).or_else(|| file(line)))
        .collect();
    fields.sort();
    fields
}
