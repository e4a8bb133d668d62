//! `price …`, `budget`, `spend` and `server balance`.

use crate::{
    args::{Price as Command, SetPrice},
    output::{Outcome, Output, Trouble},
    remarks::Remark,
};
use rushes_core::{
    domain::{BadMoney, Money, Price},
    dto::{CreateJobs, Estimate, EstimateQuery, Per, PriceDraft, SpendBy, SpendQuery},
    engine::Engine,
};
use std::collections::BTreeMap;

pub async fn price(engine: &Engine, command: Command, output: &Output) -> Result<Outcome, Trouble> {
    match command {
        Command::List { server } => {
            let server = match server {
                Some(name) => Some(engine.server_named(&name).await?.id),
                None => None,
            };
            for price in engine.prices(server.as_ref()) {
                print(engine, &price, output).await;
            }
        }
        Command::Set(asked) => {
            let price = engine.save_price(draft(engine, *asked).await?).await?;
            print(engine, &price, output).await;
        }
        Command::Forget { id } => engine.forget_price(&id).await?,
    }
    Ok(Outcome::Done)
}

async fn draft(engine: &Engine, asked: SetPrice) -> Result<PriceDraft, Trouble> {
    let mut when: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, value) in asked.when {
        when.entry(name).or_default().push(value);
    }
    let (per, amount) = match (asked.per_second, asked.per_clip) {
        (Some(amount), _) => (Per::Second, amount),
        (None, Some(amount)) => (Per::Clip, amount),
        (None, None) if asked.free => (Per::Free, String::new()),
        (None, None) => (Per::Unknown, String::new()),
    };
    Ok(PriceDraft {
        server: engine.server_named(&asked.server).await?.id,
        model: asked.model,
        when,
        per,
        amount,
        currency: asked.currency,
        as_of: asked.as_of,
        source: asked.source,
        replaces: None,
    })
}

async fn print(engine: &Engine, price: &Price, output: &Output) {
    if output.json {
        return output.object(price);
    }
    let server = engine.server(&price.server).await;
    let server = server.map_or_else(|_| price.server.to_string(), |server| server.name);
    let model = if price.model.is_empty() {
        output.words().any()
    } else {
        &price.model
    };
    let when = serde_json::to_string(&price.when).unwrap_or_default();
    output.line(&format!(
        "{}\t{server}\t{model}\t{when}\t{}\t{}\t{}",
        price.id, price.rate, price.as_of, price.source
    ));
}

/// Shows what may be spent in one day, after setting it where an amount or `none` was said.
pub async fn budget(
    engine: &Engine,
    amount: Option<String>,
    currency: &str,
    none: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    let mut settings = engine.settings().await?;
    if none || amount.is_some() {
        let wrong = |bad: BadMoney| Trouble::usage(output.words().bad_money(bad));
        let budget = amount.map(|amount| Money::parse(&amount, currency));
        settings = engine
            .set_budget(budget.transpose().map_err(wrong)?)
            .await?;
    }
    let today = engine.spent_today().await?;
    if output.json {
        output.object(&serde_json::json!({ "budget": settings.budget, "today": today }));
        return Ok(Outcome::Done);
    }
    match &settings.budget {
        Some(budget) => output.line(&output.words().a_day(budget)),
        None => output.say(Remark::NoBudget),
    }
    let words = output.words();
    output.line(&format!("{}\t{}", words.today(), words.spent(&today)));
    Ok(Outcome::Done)
}

pub async fn spend(
    engine: &Engine,
    by: SpendBy,
    days: Option<u32>,
    csv: bool,
    output: &Output,
) -> Result<Outcome, Trouble> {
    if csv {
        output.line(engine.spend_csv(days).await?.trim_end());
        return Ok(Outcome::Done);
    }
    let spend = engine.spend(SpendQuery { by, days }).await?;
    if output.json {
        output.object(&spend);
        return Ok(Outcome::Done);
    }
    let words = output.words();
    for row in &spend.rows {
        let name = if row.name.is_empty() {
            words.any()
        } else {
            &row.name
        };
        output.line(&format!("{name}\t{}", words.spent(&row.totals)));
    }
    output.line(&format!("{}\t{}", words.all(), words.spent(&spend.totals)));
    Ok(Outcome::Done)
}

/// What a press would cost by the prices of today; nothing is sent.
pub(super) async fn estimate(engine: &Engine, asked: &CreateJobs) -> Result<Estimate, Trouble> {
    let requests = vec![asked.clone()];
    Ok(engine.estimate(EstimateQuery::Create { requests }).await?)
}

pub async fn balance(engine: &Engine, name: &str, output: &Output) -> Result<Outcome, Trouble> {
    let server = engine.server_named(name).await?;
    let Some(balance) = engine.balance(&server.id).await? else {
        output.say(Remark::NoBalance);
        return Ok(Outcome::Failed);
    };
    if output.json {
        output.object(&balance);
    } else if let Some(error) = &balance.error {
        output.remark(&output.sentence(error));
    } else if let Some(micros) = balance.micros {
        let unit = balance.currency.as_ref();
        let unit = unit.map_or_else(|| output.words().own_unit().to_owned(), ToString::to_string);
        output.line(&format!("{} {unit}", Money::amount_of(micros)));
    } else {
        output.line(output.words().no_limit());
    }
    Ok(if balance.error.is_some() {
        Outcome::Failed
    } else {
        Outcome::Done
    })
}
