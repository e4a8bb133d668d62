//! Prices, estimates and sums: what a press would cost by the prices of today, and what was spent.
//!
//! A price that nobody entered is unknown, and stays unknown in every sum. What a job costs is frozen when it is made.

use super::{
    Engine, EngineError,
    create::{MOST_TAKES, in_takes},
    csv,
    wildcards::in_parts,
};
use crate::domain::catalogue::{Conditions, Only, Target};
use crate::{
    domain::{
        Action, BadMoney, Basis, Cost, Fit, Input, InputSource, Job, Money, Price, Quote, Rate,
        Recipe, ServerId, Totals, price, wildcard,
    },
    dto::{
        CreateJobs, DeriveJob, ErrorCode, Estimate, EstimateQuery, Per, PriceDraft, Spend, SpendBy,
        SpendQuery, SpendRow,
    },
    store::Spent,
};
use serde_json::Value;
use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

/// Longest text of a price.
const LONGEST: usize = 500;
/// Most requests that are reckoned at once.
const MOST_REQUESTS: usize = 1000;

impl Engine {
    /// The prices that the user entered; of one server, or all.
    pub fn prices(&self, server: Option<&ServerId>) -> Vec<Price> {
        let all = self.own_prices();
        let wanted = |price: &&Price| server.is_none_or(|id| price.server == *id);
        all.iter().filter(wanted).cloned().collect()
    }

    /// Keeps a price in the place of the one that is about the same, and of the one that it replaces. What jobs cost already
    /// stays as it was.
    ///
    /// # Errors
    /// `InvalidValue` with the field (`amount`, `currency`, `as_of`, `when`), `NotFound` for a server that is not there.
    pub async fn save_price(&self, draft: PriceDraft) -> Result<Price, EngineError> {
        let server = self.server(&draft.server).await?;
        let model: String = draft.model.trim().chars().take(LONGEST).collect();
        let when = conditions(draft.when)?;
        let as_of = match draft.as_of.as_deref().map(str::trim) {
            None | Some("") => self.inner.store.day_of(self.now()).await?,
            Some(day) if price::is_day(day) => day.to_owned(),
            Some(_) => return Err(EngineError::invalid("as_of")),
        };
        let price = Price {
            id: Price::id_of(&server.id, &model, &when),
            server: server.id,
            rate: rate(draft.per, &draft.amount, &draft.currency)?,
            model,
            when,
            as_of,
            source: draft.source.trim().chars().take(LONGEST).collect(),
        };
        self.inner.store.save_price(price.clone()).await?;
        if let Some(old) = draft.replaces.filter(|old| *old != price.id) {
            self.inner.store.forget_price(old).await?;
        }
        self.load_prices().await?;
        Ok(price)
    }

    /// Forgets a price; what jobs cost already stays as it was.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn forget_price(&self, id: &str) -> Result<(), EngineError> {
        if !self.inner.store.forget_price(id.to_owned()).await? {
            return Err(EngineError::refused(ErrorCode::NotFound));
        }
        self.load_prices().await
    }

    /// Forgets the prices of a server that is gone.
    pub(super) async fn drop_prices(&self, server: &ServerId) -> Result<(), EngineError> {
        self.inner.store.drop_prices(server.clone()).await?;
        self.load_prices().await
    }

    pub(super) async fn load_prices(&self) -> Result<(), EngineError> {
        let fresh = Arc::new(self.inner.store.prices().await?);
        *self
            .inner
            .prices
            .write()
            .unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    fn own_prices(&self) -> Arc<Vec<Price>> {
        Arc::clone(
            &self
                .inner
                .prices
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// What one take costs by the prices of today.
    pub(super) fn quote(&self, recipe: &Recipe, target: &Target, action: Action) -> Quote {
        price::quote(
            &counted(recipe, target.model.takes.as_deref()),
            action,
            &target.server.id,
            &self.own_prices(),
            &target.description.prices,
        )
    }

    /// What the same job would cost again, by the prices of today.
    pub(super) fn cost_again(&self, job: &Job) -> Cost {
        self.cost_today(job, &job.recipe)
    }

    /// What another recipe in the place of a job's own would cost, by the prices of today.
    pub(super) fn cost_today(&self, job: &Job, recipe: &Recipe) -> Cost {
        let catalogue = self.catalogue();
        let listed = &catalogue.description(&job.target.server).prices;
        let action = if job.action == Action::Import {
            Action::Create
        } else {
            job.action
        };
        price::quote(
            &counted(recipe, job.target.model.takes.as_deref()),
            action,
            &job.server,
            &self.own_prices(),
            listed,
        )
        .cost
    }

    /// What a press would cost by the prices of today. Nothing is sent or stored, and nothing is checked but the server:
    /// a form that cannot be sent yet has a price all the same.
    pub async fn estimate(&self, query: EstimateQuery) -> Result<Estimate, EngineError> {
        let mut quotes: Vec<Quote> = Vec::new();
        match query {
            EstimateQuery::Create { requests } => {
                if requests.len() > MOST_REQUESTS {
                    return Err(EngineError::invalid("requests"));
                }
                for asked in requests {
                    quotes.extend(self.press_quotes(asked).await?);
                }
            }
            EstimateQuery::Derive { request } => quotes.push(self.derived_quote(&request).await?),
            EstimateQuery::Again { job } => {
                let job = self.job(&job).await?;
                let cost = self.cost_again(&job);
                quotes.push(Quote { cost, basis: None });
            }
        }
        let one = quotes.first().and_then(|first| first.basis.clone());
        let basis = one.filter(|basis| {
            quotes
                .iter()
                .all(|quote| quote.basis.as_ref() == Some(basis))
        });
        let each: Vec<Cost> = quotes.into_iter().map(|quote| quote.cost).collect();
        Ok(Estimate {
            totals: Totals::of(&each),
            basis,
            each,
        })
    }

    /// What each request of a press costs: of every combination that it asks for, of every take that is sent by itself.
    async fn press_quotes(&self, asked: CreateJobs) -> Result<Vec<Quote>, EngineError> {
        let server = self.server(&asked.server).await?;
        let press = CreateJobs {
            takes: asked.takes.clamp(1, MOST_TAKES),
            count: None,
            ..asked
        };
        let orders = Self::plan(&press)?.into_iter().flat_map(|one| {
            let target = self.catalogue().target(&server, &one.model);
            let draws = press.sweep.wildcards && wildcard::draws(&one.prompt);
            let parts = in_parts(one.takes, draws).into_iter();
            parts.flat_map(move |takes| in_takes(asked_recipe(&one), target.clone(), takes))
        });
        Ok(orders
            .map(|order| self.quote(&order.recipe, &order.target, order.action))
            .collect())
    }

    async fn derived_quote(&self, asked: &DeriveJob) -> Result<Quote, EngineError> {
        let source = self.job(&asked.job).await?;
        let server = self.server(&source.server).await?;
        let target = self.catalogue().target(&server, &source.recipe.model);
        let recipe = super::derive::derived_recipe(asked, source.recipe);
        Ok(self.quote(&recipe, &target, asked.action))
    }

    /// What was or may have been charged, by day, server or model.
    pub async fn spend(&self, query: SpendQuery) -> Result<Spend, EngineError> {
        let (spent, today) = self.spent(query.days).await?;
        let mut rows: BTreeMap<String, Totals> = BTreeMap::new();
        let mut totals = Totals::default();
        for one in &spent {
            let key = match query.by {
                SpendBy::Day => &one.day,
                SpendBy::Server => &one.server.to_string(),
                SpendBy::Model => &one.model,
            };
            rows.entry(key.clone()).or_default().join(&one.totals);
            totals.join(&one.totals);
        }
        let mut named = Vec::with_capacity(rows.len());
        for (key, totals) in rows {
            let name = match query.by {
                SpendBy::Server => self.spender(&ServerId::from_text(&key)).await?,
                SpendBy::Day | SpendBy::Model => key.clone(),
            };
            named.push(SpendRow { key, name, totals });
        }
        match query.by {
            SpendBy::Day => named.reverse(),
            // Currencies cannot be compared; how often something was used can.
            SpendBy::Server | SpendBy::Model => {
                named.sort_by_key(|row| std::cmp::Reverse(row.totals.requests));
            }
        }
        Ok(Spend {
            rows: named,
            totals,
            today,
        })
    }

    /// The sum of today, for its button.
    pub async fn spent_today(&self) -> Result<Totals, EngineError> {
        Ok(self.inner.store.spent_today(self.now()).await?)
    }

    /// The sums as CSV (RFC 4180): a line for every day, server, model and currency, and for what has no known price.
    pub async fn spend_csv(&self, days: Option<u32>) -> Result<String, EngineError> {
        let mut lines = vec!["day,server,model,requests,amount,currency,price".to_owned()];
        for one in self.spent(days).await?.0 {
            let name = self.spender(&one.server).await?;
            let start = csv::line([&one.day, &name, &one.model]);
            let Totals {
                sums,
                requests,
                unknown,
                free,
            } = one.totals;
            let known = requests - unknown - free;
            for (at, sum) in sums.iter().enumerate() {
                // The requests of several currencies cannot be told apart here; they are counted once.
                let known = if at == 0 { known } else { 0 };
                let (amount, currency) = (sum.amount(), &sum.currency);
                lines.push(format!("{start},{known},{amount},{currency},known"));
            }
            for (count, word) in [(free, "free"), (unknown, "unknown")] {
                if count > 0 {
                    lines.push(format!("{start},{count},,,{word}"));
                }
            }
        }
        Ok(csv::text(&lines))
    }

    /// The same as a file that spreadsheets read in the right letters.
    pub async fn spend_file(&self, days: Option<u32>) -> Result<String, EngineError> {
        Ok(format!("{}{}", csv::MARK, self.spend_csv(days).await?))
    }

    async fn spent(&self, days: Option<u32>) -> Result<(Vec<Spent>, String), EngineError> {
        let (store, now) = (&self.inner.store, self.now());
        let since = match days {
            None => crate::domain::Timestamp(0),
            Some(days) => store.day_start(now, days.saturating_sub(1)).await?,
        };
        Ok((store.spent(since).await?, store.day_of(now).await?))
    }

    /// What a server is or was called.
    async fn spender(&self, id: &ServerId) -> Result<String, EngineError> {
        if let Ok(server) = self.server(id).await {
            return Ok(server.name);
        }
        let last = self.inner.store.last_name_of(id.clone()).await?;
        Ok(last.unwrap_or_else(|| id.to_string()))
    }
}

/// The part of a request that a price can depend on. Pictures count, their bytes do not.
fn asked_recipe(asked: &CreateJobs) -> Recipe {
    let input = |role| Input {
        role,
        fit: Fit::None,
        source: InputSource::Url { url: String::new() },
        name: String::new(),
        frame_of: None,
    };
    Recipe {
        written: None,
        prompt: String::new(),
        model: asked.model.trim().to_owned(),
        seconds: asked.seconds,
        size: asked.size,
        aspect: asked.aspect.clone(),
        tier: asked.tier.clone(),
        inputs: asked.inputs.iter().map(|draft| input(draft.role)).collect(),
        params: asked.params.clone(),
        extra: asked.extra.clone(),
    }
}

fn rate(per: Per, amount: &str, currency: &str) -> Result<Rate, EngineError> {
    let money = || {
        Money::parse(amount, currency).map_err(|bad| match bad {
            BadMoney::Amount => EngineError::invalid("amount"),
            BadMoney::Currency => EngineError::invalid("currency"),
        })
    };
    Ok(match per {
        Per::Free => Rate::Free,
        Per::Unknown => Rate::Unknown,
        Per::Second => Rate::PerSecond { amount: money()? },
        Per::Clip => Rate::PerClip { amount: money()? },
    })
}

fn conditions(typed: BTreeMap<String, Vec<String>>) -> Result<Conditions, EngineError> {
    let mut when = Conditions::new();
    for (name, values) in typed {
        let name = name.trim().to_owned();
        let values: Vec<Value> = values
            .iter()
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
            .map(|value| Value::String(value.to_owned()))
            .collect();
        if values.is_empty() {
            continue;
        }
        if name.is_empty() || name.len() > LONGEST || values.len() > 100 {
            return Err(EngineError::invalid("when"));
        }
        when.insert(name, Only::OneOf(values));
    }
    Ok(when)
}

/// By which price a job was reckoned, for its tile.
pub(super) fn basis(job: &Job) -> Option<Basis> {
    job.quote.basis.clone()
}
/// The recipe with the number of its results under the name by which prices count them, whatever the server calls it.
fn counted<'a>(recipe: &'a Recipe, takes: Option<&str>) -> Cow<'a, Recipe> {
    let said = takes
        .filter(|name| *name != "n")
        .and_then(|name| recipe.params.get(name));
    let Some(count) = said else {
        return Cow::Borrowed(recipe);
    };
    let mut counted = recipe.clone();
    counted.params.insert("n".to_owned(), count.clone());
    Cow::Owned(counted)
}
