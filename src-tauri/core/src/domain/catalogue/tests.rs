use super::*;

fn server(profile: &str) -> Server {
    Server::example(profile)
}

fn models() -> impl Iterator<Item = &'static ModelDescription> {
    Catalogue::shipped().models.iter().map(|entry| &entry.model)
}

#[test]
fn the_shipped_catalogue_reads() {
    assert!(Catalogue::shipped().profile(GENERIC).is_some());
}

#[test]
fn every_pattern_is_a_regular_expression() {
    for model in models() {
        assert!(
            regex_lite::Regex::new(&model.pattern).is_ok(),
            "{}",
            model.pattern
        );
    }
}

#[test]
fn every_server_description_has_a_way_for_text() {
    for description in Catalogue::shipped().servers() {
        let target = Catalogue::shipped().target(&server(&description.id), "");
        assert!(
            !target.ways(Occasion::Text).is_empty(),
            "{}",
            description.id
        );
    }
}

#[test]
fn every_model_is_for_servers_that_are_there() {
    let catalogue = Catalogue::shipped();
    for model in models() {
        for id in &model.servers {
            assert!(catalogue.profile(id).is_some(), "{}: {id}", model.pattern);
        }
    }
}

#[test]
fn every_shipped_price_names_its_source_and_its_day() {
    for description in Catalogue::shipped().servers() {
        for price in &description.prices {
            assert!(
                !price.source.trim().is_empty() && crate::domain::price::is_day(&price.as_of),
                "{}: {price:?}",
                description.id
            );
        }
    }
}

#[test]
fn every_shipped_name_leads_to_its_own_description() {
    let catalogue = Catalogue::shipped();
    for model in models() {
        for name in &model.names {
            let profile = model.servers.first().map_or(GENERIC, String::as_str);
            assert_eq!(
                &catalogue.model(profile, name).pattern,
                &model.pattern,
                "{name}"
            );
        }
    }
}

#[test]
fn every_default_fits_its_own_rules() {
    for model in models() {
        let recipe = crate::domain::Recipe {
            written: None,
            prompt: "x".to_owned(),
            model: String::new(),
            seconds: model.duration.default,
            size: model.frame.size,
            aspect: model.frame.aspect.clone(),
            tier: model.frame.tier.clone(),
            inputs: Vec::new(),
            params: model
                .params
                .iter()
                .filter_map(|param| Some((param.key.clone(), param.default.clone()?)))
                .collect(),
            extra: serde_json::Map::new(),
        };
        assert_eq!(misfits(&recipe, model), [], "{}", model.pattern);
    }
}

#[test]
fn an_unknown_model_gets_free_fields() {
    let model = Catalogue::shipped().model(GENERIC, "something-nobody-heard-of");
    assert!(model.unknown && model.frame.free && model.duration.free);
}

#[test]
fn a_description_for_one_kind_of_server_does_not_apply_to_another() {
    assert!(Catalogue::shipped().model(GENERIC, "demo").unknown);
}

#[test]
fn a_target_survives_being_frozen() {
    for description in Catalogue::shipped().servers() {
        let target = Catalogue::shipped().target(&server(&description.id), "sora-2");
        let text = serde_json::to_string(&target).expect("a target can be written");
        assert_eq!(serde_json::from_str::<Target>(&text).ok(), Some(target));
    }
}

#[test]
fn the_users_description_wins_over_the_shipped_one() {
    let overlay = Overlay::read(r#"{"models":[{"match":"^sora-2$","duration":{"values":[7]}}]}"#)
        .expect("an overlay");
    let catalogue = Catalogue::shipped().with(overlay);
    assert_eq!(catalogue.model(GENERIC, "sora-2").duration.values, [7.0]);
}

#[test]
fn an_overlay_with_a_misspelt_field_says_which() {
    let error = Overlay::read(r#"{"models":[{"match":"x","duraton":{}}]}"#);
    assert!(error.is_err_and(|said| said.contains("duraton") && said.contains("line 1")));
}

#[test]
fn a_broken_file_of_the_user_does_not_take_the_others_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs_err::write(folder.path().join("a.json"), "{").expect("a file");
    fs_err::write(
        folder.path().join("b.json"),
        r#"{"models":[{"match":"^b$"}]}"#,
    )
    .expect("a file");
    let read = Overlay::each(folder.path()).into_iter();
    let (whole, broken): (Vec<_>, Vec<_>) = read.map(|(_, read)| read).partition(Result::is_ok);
    let overlay = Overlay::together(whole.into_iter().flatten());
    assert_eq!((overlay.models.len(), broken.len()), (1, 1));
}

/// The worked example of CONTRIBUTING.md is read as a user's file is.
#[test]
fn the_worked_example_of_the_handbook_reads() {
    let handbook = include_str!("../../../../../CONTRIBUTING.md");
    let block = handbook
        .split("```json\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("a block of JSON");
    let overlay = Overlay::read(block).expect("an overlay");
    assert_eq!((overlay.servers.len(), overlay.models.len()), (1, 1));
}

/// `RUSHES_WRITE_SCHEMA=1 cargo test -p rushes-core schema` writes it anew.
#[test]
fn the_schema_of_the_catalogue_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/catalogue.schema.json");
    let schema = schemars::schema_for!(Overlay);
    let fresh = serde_json::to_string_pretty(&schema).expect("a schema") + "\n";
    if std::env::var_os("RUSHES_WRITE_SCHEMA").is_some() {
        fs_err::write(&path, &fresh).expect("the file can be written");
    }
    let stands = fs_err::read_to_string(path).unwrap_or_default();
    assert!(
        stands == fresh,
        "data/catalogue.schema.json is not that of the types: write it anew"
    );
}
