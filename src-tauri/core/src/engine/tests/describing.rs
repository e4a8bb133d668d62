//! The user's own folder of descriptions: what is written there counts as soon as it is read, and what is wrong is told.

use super::*;
use crate::dto::DescriptionFile;

const OWN: &str = r#"{"models": [{ "match": "^m-1$", "names": ["m-1"], "duration": { "values": [7], "default": 7 } }]}"#;

async fn write(engine: &Engine, name: &str, text: &str) {
    let folder = engine.descriptions_folder().await.expect("a folder");
    fs_err::write(folder.join(name), text).expect("written");
}

#[tokio::test(start_paused = true)]
async fn a_description_of_the_user_shapes_the_form_as_soon_as_it_is_read() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    let server = server(&engine).await;
    let seconds = async || {
        let form = engine.describe_model(&server, "m-1").await;
        form.expect("a form").seconds
    };
    write(&engine, "own.json", OWN).await;
    assert_ne!(seconds().await, [7.0], "not yet");
    engine.descriptions().await.expect("read");
    assert_eq!(seconds().await, [7.0]);
}

#[tokio::test(start_paused = true)]
async fn each_file_of_the_user_says_what_it_describes() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    write(&engine, "own.json", OWN).await;
    let own = DescriptionFile {
        name: "own.json".to_owned(),
        models: vec!["m-1".to_owned()],
        ..DescriptionFile::default()
    };
    assert_eq!(engine.descriptions().await.expect("read"), [own]);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_read_says_why_and_the_others_count() {
    let world = World::new(Scripted::default());
    let engine = world.open().await;
    write(&engine, "a.json", r#"{"modells": []}"#).await;
    write(&engine, "own.json", OWN).await;
    let files = engine.descriptions().await.expect("read");
    let error = files[0].error.clone().expect("what is wrong");
    assert!(
        error.contains("modells") && error.contains("line 1"),
        "{error}"
    );
    assert_eq!(files[1].error, None);
}
