//! A test of a server that costs nothing: two GETs, read as a checklist (`interface.md`, "First minute").

use super::{
    Engine, EngineError,
    models::model_names,
    servers::{base_address, make_access},
    view::error_view,
};
use crate::{
    api::{
        self, Access, Exchange,
        catalogue::{GENERIC, Target},
        classify, wire,
    },
    domain::{JobError, KeySource, Server, ServerId},
    dto::{Check, CheckKind, CheckOutcome, ErrorCode, ServerDraft, ServerTest},
};
use secrecy::{ExposeSecret, SecretString};

impl Engine {
    /// Tests a server of the list. Only GETs: nothing is charged.
    pub async fn test_server(&self, id: &ServerId) -> Result<ServerTest, EngineError> {
        let server = self.server(id).await?;
        let target = self.catalogue().target(&server, "");
        let access = self.access(&target, id).await?;
        Ok(self.run_test(&access, &target).await)
    }

    /// Tests a server before it is kept.
    pub async fn test_draft(
        &self,
        draft: ServerDraft,
        key: Option<SecretString>,
    ) -> Result<ServerTest, EngineError> {
        let known = draft.id.clone();
        let base_url = base_address(&draft.base_url)?;
        let server = Server {
            id: known
                .clone()
                .unwrap_or_else(|| ServerId::from_text("draft")),
            name: draft.name,
            base_url: base_url.clone(),
            profile: draft.profile.unwrap_or_else(|| GENERIC.to_owned()),
            key: KeySource::None,
            created_at: self.now(),
        };
        let target = self.catalogue().target(&server, "");
        let key = key.filter(|key| !key.expose_secret().trim().is_empty());
        let key = match (key, known) {
            (None, Some(id)) => self.key(&server, &id).await?,
            (key, _) => key,
        };
        Ok(self
            .run_test(&make_access(base_url, &target, key), &target)
            .await)
    }

    async fn run_test(&self, access: &Access, target: &Target) -> ServerTest {
        let paths = &target.description.paths;
        let models = self
            .ask(access, paths.models.as_deref().unwrap_or("models"))
            .await;
        let list = match models.outcome {
            Ok(_) => Some(
                self.ask(access, paths.list.as_deref().unwrap_or("videos"))
                    .await,
            ),
            Err(_) => None,
        };
        checks(access, &models, list.as_ref())
    }

    pub(super) async fn ask(&self, access: &Access, path: &str) -> Exchange {
        self.api()
            .get(access, api::address(&access.base, path, None))
            .await
    }
}

/// Reads the checklist out of two answers.
fn checks(access: &Access, models: &Exchange, list: Option<&Exchange>) -> ServerTest {
    let reply = match &models.outcome {
        Err(fault) => return unreachable(models, classify::fault_error(fault)),
        Ok(reply) => reply,
    };
    if classify::is_html(&reply.body) {
        return web_page(access, models, &classify::error(reply));
    }
    let refused = matches!(reply.status, 401 | 403);
    let found = model_names(&reply.body);
    let listed = (200..300).contains(&reply.status);
    let lists = list.and_then(|exchange| exchange.outcome.as_ref().ok());
    let list_ok = lists.is_some_and(|reply| {
        (200..300).contains(&reply.status) && wire::parse(&reply.body).is_some()
    });
    // Without a list of models, an accepted list of videos proves the key just as well.
    let key = if refused {
        CheckOutcome::Failed
    } else if listed || list_ok {
        CheckOutcome::Passed
    } else if access.auth.is_none() {
        CheckOutcome::Absent
    } else {
        CheckOutcome::Skipped
    };
    let trouble = reply.status >= 500;
    let checks = vec![
        check(
            CheckKind::Reachable,
            if trouble {
                CheckOutcome::Failed
            } else {
                CheckOutcome::Passed
            },
            models,
            trouble.then(|| classify::error(reply)),
        ),
        check(
            CheckKind::Key,
            key,
            models,
            refused.then(|| classify::error(reply)),
        ),
        Check {
            count: listed.then(|| u32::try_from(found.len()).unwrap_or(u32::MAX)),
            ..check(
                CheckKind::Models,
                if listed {
                    CheckOutcome::Passed
                } else {
                    CheckOutcome::Absent
                },
                models,
                None,
            )
        },
        match list {
            Some(exchange) => check(
                CheckKind::ListsVideos,
                if list_ok {
                    CheckOutcome::Passed
                } else {
                    CheckOutcome::Absent
                },
                exchange,
                None,
            ),
            None => skipped(CheckKind::ListsVideos),
        },
    ];
    ServerTest {
        ok: !refused && !trouble,
        checks,
    }
}

fn unreachable(exchange: &Exchange, error: JobError) -> ServerTest {
    ServerTest {
        ok: false,
        checks: vec![
            check(
                CheckKind::Reachable,
                CheckOutcome::Failed,
                exchange,
                Some(error),
            ),
            skipped(CheckKind::Key),
            skipped(CheckKind::Models),
            skipped(CheckKind::ListsVideos),
        ],
    }
}

/// A page instead of an API mostly means that `/v1` is missing.
fn web_page(access: &Access, exchange: &Exchange, error: &JobError) -> ServerTest {
    let mut test = unreachable(
        exchange,
        JobError {
            code: ErrorCode::NotAnApi,
            message: None,
            http_status: error.http_status,
        },
    );
    if !access.base.path().ends_with("/v1") {
        let mut better = access.base.clone();
        better.set_path("/v1");
        if let Some(error) = test
            .checks
            .first_mut()
            .and_then(|check| check.error.as_mut())
        {
            error
                .params
                .insert("suggestion".to_owned(), better.to_string());
        }
    }
    test
}

fn skipped(kind: CheckKind) -> Check {
    Check {
        kind,
        outcome: CheckOutcome::Skipped,
        http_status: None,
        elapsed_ms: None,
        count: None,
        error: None,
    }
}

fn check(
    kind: CheckKind,
    outcome: CheckOutcome,
    exchange: &Exchange,
    error: Option<JobError>,
) -> Check {
    Check {
        kind,
        outcome,
        http_status: exchange.trace.status,
        elapsed_ms: u64::try_from(exchange.trace.elapsed_ms).ok(),
        count: None,
        error: error.map(error_view),
    }
}
