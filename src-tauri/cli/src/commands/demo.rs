//! `demo`: the demo server alone, for trying other clients, until stopped.

use crate::{
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::dto::{ErrorCode, ErrorView};
use std::collections::BTreeMap;

pub async fn run(port: u16, output: &Output) -> Result<Outcome, Trouble> {
    let options = rushes_demo::DemoOptions {
        port,
        ..rushes_demo::DemoOptions::default()
    };
    let demo = rushes_demo::start(options).await.map_err(|error| {
        let params = BTreeMap::from([("detail".to_owned(), error.to_string())]);
        Trouble::Engine(ErrorView {
            code: ErrorCode::DemoUnavailable,
            message: None,
            http_status: None,
            params,
        })
    })?;
    if output.json {
        output.object(&serde_json::json!({ "base_url": demo.base_url() }));
    } else {
        output.line(demo.base_url());
        output.say(Remark::DemoRuns);
    }
    output.stopped().await;
    demo.stop().await;
    Ok(Outcome::Done)
}
