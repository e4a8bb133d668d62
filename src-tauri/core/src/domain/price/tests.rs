use super::*;
use proptest::prelude::*;
use serde_json::json;

fn recipe(change: impl FnOnce(&mut Recipe)) -> Recipe {
    let mut recipe = Recipe {
        written: None,
        prompt: "a paper boat".to_owned(),
        model: "sora-2".to_owned(),
        seconds: Some(8.0),
        size: None,
        aspect: None,
        tier: None,
        inputs: Vec::new(),
        params: serde_json::Map::new(),
        extra: serde_json::Map::new(),
    };
    change(&mut recipe);
    recipe
}

fn server() -> ServerId {
    ServerId::from_text("srv_1")
}

fn price(model: &str, when: Value, rate: &str) -> Price {
    let when: Conditions = serde_json::from_value(when).expect("conditions");
    Price {
        id: Price::id_of(&server(), model, &when),
        server: server(),
        model: model.to_owned(),
        when,
        rate: rate.parse().expect("a rate"),
        as_of: "2026-11-03".to_owned(),
        source: String::new(),
    }
}

fn cost(recipe: &Recipe, own: &[Price]) -> String {
    match quote(recipe, Action::Create, &server(), own, &[]).cost {
        Cost::Known { money } => money.to_string(),
        other @ (Cost::Unknown | Cost::Free | Cost::Included) => format!("{other:?}"),
    }
}

#[test]
fn without_a_price_the_cost_is_unknown_and_never_nothing() {
    assert_eq!(
        quote(&recipe(|_| ()), Action::Create, &server(), &[], &[]),
        Quote::default()
    );
}

#[test]
fn a_price_per_second_follows_the_length() {
    assert_eq!(
        cost(
            &recipe(|_| ()),
            &[price("sora-2", json!({}), "0.10 USD per second")]
        ),
        "0.80 USD"
    );
}

#[test]
fn a_price_per_second_without_a_length_is_unknown() {
    assert_eq!(
        cost(
            &recipe(|r| r.seconds = None),
            &[price("sora-2", json!({}), "0.10 USD per second")]
        ),
        "Unknown"
    );
}

#[test]
fn the_narrower_price_wins() {
    let own = [
        price("", json!({}), "1 USD per clip"),
        price("sora-2", json!({"tier": ["1080p"]}), "3 USD per clip"),
        price("sora-2", json!({}), "2 USD per clip"),
    ];
    assert_eq!(
        cost(&recipe(|r| r.model = "other".to_owned()), &own),
        "1.00 USD"
    );
    assert_eq!(
        cost(&recipe(|r| r.model = "SORA-2".to_owned()), &own),
        "2.00 USD"
    );
    assert_eq!(
        cost(&recipe(|r| r.tier = Some("1080P".to_owned())), &own),
        "3.00 USD"
    );
}

#[test]
fn an_unknown_exception_stands_against_a_wider_price() {
    let own = [
        price("sora-2", json!({}), "0.10 USD per second"),
        price("sora-2", json!({"size": ["1920x1080"]}), "unknown"),
    ];
    let large = recipe(|r| r.size = "1920x1080".parse().ok());
    assert_eq!(cost(&large, &own), "Unknown");
}

#[test]
fn conditions_read_parameters_however_they_are_typed() {
    let own = [price(
        "sora-2",
        json!({"audio": ["true"], "seconds": ["8"], "quality": ["High"]}),
        "2 USD per clip",
    )];
    let fits = recipe(|r| {
        r.params.insert("audio".to_owned(), json!(true));
        r.extra.insert("quality".to_owned(), json!("high"));
    });
    assert_eq!(
        (cost(&fits, &own), cost(&recipe(|_| ()), &own)),
        ("2.00 USD".to_owned(), "Unknown".to_owned())
    );
}

#[test]
fn what_is_asked_of_the_server_can_be_a_condition() {
    let own = [price(
        "",
        json!({"action": ["remix", "edit"]}),
        "0.5 USD per clip",
    )];
    let of = |action| quote(&recipe(|_| ()), action, &server(), &own, &[]).cost;
    assert!(matches!(
        (of(Action::Remix), of(Action::Create)),
        (Cost::Known { .. }, Cost::Unknown)
    ));
}

#[test]
fn several_results_of_one_request_cost_several_times() {
    let two = recipe(|r| {
        r.params.insert("n".to_owned(), json!(2));
    });
    assert_eq!(
        cost(&two, &[price("", json!({}), "0.40 USD per clip")]),
        "0.80 USD"
    );
}

#[test]
fn the_price_of_another_server_is_none() {
    let own = [Price {
        server: ServerId::from_text("srv_2"),
        ..price("", json!({}), "1 USD per clip")
    }];
    assert_eq!(cost(&recipe(|_| ()), &own), "Unknown");
}

#[test]
fn the_users_own_price_wins_over_what_is_listed() {
    let listed = [ListedPrice {
        model: "^sora".to_owned(),
        when: Conditions::new(),
        rate: Rate::Free,
        as_of: "2026-11-24".to_owned(),
        source: "here".to_owned(),
    }];
    let own = [price("", json!({}), "1 USD per clip")];
    let of = |own: &[Price]| {
        quote(&recipe(|_| ()), Action::Create, &server(), own, &listed)
            .basis
            .map(|basis| (basis.own, basis.rate.to_string()))
    };
    assert_eq!(of(&own), Some((true, "1.00 USD per clip".to_owned())));
    assert_eq!(of(&[]), Some((false, "free".to_owned())));
}

#[test]
fn a_rate_survives_its_text() {
    for text in [
        "free",
        "unknown",
        "0.10 USD per second",
        "7.00 CREDITS per clip",
    ] {
        assert_eq!(
            text.parse::<Rate>().map(|rate| rate.to_string()),
            Ok(text.to_owned())
        );
    }
    for text in [
        "",
        "0.10 per second",
        "0.10 USD",
        "0.10 USD per hour",
        "-1 USD per clip",
        "Free?",
    ] {
        assert!(text.parse::<Rate>().is_err(), "{text}");
    }
}

#[test]
fn a_day_is_written_in_one_way() {
    assert!(is_day("2026-11-24"));
    for text in [
        "",
        "2026-13-01",
        "2026-1-1",
        "24.11.2026",
        "2026-11-32",
        "２026-11-2",
    ] {
        assert!(!is_day(text), "{text}");
    }
}

proptest! {
    #[test]
    fn the_same_prices_in_another_order_give_the_same_quote(
        rates in prop::collection::vec((0..3_usize, 0..3_usize, 1..5_u32), 1..8).prop_map(|list| {
            let models = ["", "sora-2", "SORA-2"];
            let when = [json!({}), json!({"seconds": [8]}), json!({"seconds": {"min": 4, "max": 9}})];
            list.into_iter().map(|(model, at, number)| price(models[model], when[at].clone(), &format!("{number} USD per clip"))).collect::<Vec<_>>()
        }),
    ) {
        // Entering the same thing again replaces it; so one of a name is kept here too.
        let mut own = rates;
        own.sort_by(|a, b| a.id.cmp(&b.id));
        own.dedup_by(|a, b| a.id == b.id);
        let forwards = cost(&recipe(|_| ()), &own);
        own.reverse();
        prop_assert_eq!(cost(&recipe(|_| ()), &own), forwards);
    }
}
