//! The daily budget: a request that would go beyond it is not sent and waits for the user; it never fails.
//!
//! Counted is what was or may have been charged today, in the budget's own currency. A request whose price is unknown, or in
//! another currency, cannot be counted; it waits only once the budget is used up.

use super::{Engine, EngineError};
use crate::{
    domain::{Cost, Job, JobError, Money},
    dto::{AppEvent, ErrorCode, Settings},
};

impl Engine {
    /// Sets what may be spent in one day. A window that is open is told: it keeps all settings as one, and would put back what
    /// it knows at the next change of any of them.
    pub async fn set_budget(&self, budget: Option<Money>) -> Result<Settings, EngineError> {
        let settings = Settings {
            budget: budget.clone(),
            ..self.settings().await?
        };
        let settings = self.save_settings(settings).await?;
        self.emit(AppEvent::Budget { budget });
        Ok(settings)
    }

    /// Why this job is not sent today; `None`: the budget allows it, or there is none. The caller holds the turn to spend
    /// until it is stored that sending began: two jobs must not both take the last of the budget.
    pub(super) async fn beyond_budget(&self, job: &Job) -> Result<Option<JobError>, EngineError> {
        if job.budget_waived {
            return Ok(None);
        }
        let Some(budget) = self.settings().await?.budget else {
            return Ok(None);
        };
        let spent = || async {
            let totals = self.inner.store.spent_today(self.now()).await?;
            Ok::<_, EngineError>(totals.micros_in(&budget.currency))
        };
        let beyond = match &job.quote.cost {
            Cost::Free | Cost::Included => false,
            Cost::Known { money } if money.currency == budget.currency => {
                spent().await?.saturating_add(money.micros) > budget.micros
            }
            Cost::Known { .. } | Cost::Unknown => spent().await? >= budget.micros,
        };
        Ok(beyond.then_some(JobError::of(ErrorCode::HeldForBudget)))
    }
}
