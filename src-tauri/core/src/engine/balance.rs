//! What a server says is left of the account's money, where its description knows where to ask. Asked with GET, when somebody
//! looks, and not again within a minute, whatever the answer was.

use super::{Engine, EngineError};
use crate::domain::catalogue::{BalanceRule, Reading};
use crate::{
    api::{Access, classify},
    domain::{JobError, ServerId, money::MICROS},
    dto::{BalanceView, ErrorCode},
};
use std::collections::HashMap;

/// How long an answer counts, also one that is no answer.
const FRESH_MS: i64 = 60_000;
/// More units than any account has: what is beyond is nonsense.
const MOST: f64 = 1e12;

impl Engine {
    /// What is left; `None`: nobody knows where this server would say it.
    ///
    /// # Errors
    /// `NotFound`, and trouble with the keychain. What the server refuses stands in the answer.
    pub async fn balance(&self, id: &ServerId) -> Result<Option<BalanceView>, EngineError> {
        let server = self.server(id).await?;
        let target = self.catalogue().target(&server, "");
        let Some(rule) = target.description.balance.clone() else {
            return Ok(None);
        };
        // One at a time: two sheets that open together are one question.
        let _turn = self.inner.asking.lock().await;
        let now = self.now();
        if let Some(known) = self.live().balances.get(id)
            && (0..FRESH_MS).contains(&now.since(known.at))
        {
            return Ok(Some(known.clone()));
        }
        let access = self.access(&target, id).await?;
        let read = self.read_balance(&access, &rule).await;
        let (micros, unlimited, error) = match read {
            Ok(Left::Micros(micros)) => (Some(micros), false, None),
            Ok(Left::Unlimited) => (None, true, None),
            Err(error) => (None, false, Some(super::view::error_view(error))),
        };
        let view = BalanceView {
            micros,
            currency: rule.currency,
            unlimited,
            at: now,
            error,
        };
        self.live().balances.insert(id.clone(), view.clone());
        Ok(Some(view))
    }

    /// Forgets what a server said: its key or its address changed.
    pub(super) fn forget_balance(&self, id: &ServerId) {
        self.live().balances.remove(id);
    }

    async fn read_balance(&self, access: &Access, rule: &BalanceRule) -> Result<Left, JobError> {
        // Both numbers may stand in one answer, which is then asked for once.
        let mut answers: HashMap<&str, serde_json::Value> = HashMap::new();
        for reading in [Some(&rule.total), rule.used.as_ref()]
            .into_iter()
            .flatten()
        {
            if !answers.contains_key(reading.path.as_str()) {
                answers.insert(
                    &reading.path,
                    self.balance_answer(access, &reading.path).await?,
                );
            }
        }
        let number = |reading: &Reading| {
            let value = answers
                .get(reading.path.as_str())?
                .pointer(&reading.pointer)?;
            let number = value
                .as_f64()
                .or_else(|| value.as_str()?.trim().parse().ok())?;
            let units = number / reading.divisor;
            (units.is_finite() && units.abs() <= MOST).then_some(units)
        };
        let unexpected = || JobError::of(ErrorCode::UnexpectedAnswer);
        let total = number(&rule.total).ok_or_else(unexpected)?;
        if rule.unlimited_from.is_some_and(|from| total >= from) {
            return Ok(Left::Unlimited);
        }
        let used = match &rule.used {
            Some(reading) => number(reading).ok_or_else(unexpected)?,
            None => 0.0,
        };
        Ok(Left::Micros(micros(total) - micros(used)))
    }

    async fn balance_answer(
        &self,
        access: &Access,
        path: &str,
    ) -> Result<serde_json::Value, JobError> {
        let exchange = self.ask(access, path).await;
        let reply = exchange
            .outcome
            .map_err(|fault| classify::fault_error(&fault))?;
        if !(200..300).contains(&reply.status) {
            return Err(classify::error(&reply));
        }
        serde_json::from_slice(&reply.body).map_err(|_| JobError::of(ErrorCode::UnexpectedAnswer))
    }
}

enum Left {
    Micros(i64),
    Unlimited,
}

/// The servers' numbers are floats; from here on they are not.
#[expect(clippy::cast_possible_truncation, reason = "bounded by what was read")]
fn micros(units: f64) -> i64 {
    (units * MICROS as f64).round() as i64
}
