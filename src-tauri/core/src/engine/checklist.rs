//! A test of a server that costs nothing: GETs alone, read as a checklist (`interface.md`, "First minute").

use super::{
    Engine, EngineError,
    capabilities::path,
    models::model_names,
    servers::{base_address, make_access},
    view::error_view,
};
use crate::domain::catalogue::{GENERIC, Target};
use crate::{
    api::{self, Access, Exchange, Reply, classify, wire},
    domain::{Capability, JobError, KeySource, Server, ServerId},
    dto::{Check, CheckKind, CheckOutcome, ErrorCode, ServerDraft, ServerTest},
};
use secrecy::{ExposeSecret, SecretString};

/// Where an API may be when it is not where it was looked for (`wire.md` 3.H 52), the most usual place first.
const PLACES: [&str; 4] = ["/v1", "/openai/v1", "/api/v1", "/"];

/// The answers that a test reads.
struct Asked {
    models: Exchange,
    /// `None`: the server did not answer at all.
    list: Option<Exchange>,
}

impl Engine {
    /// Tests a server of the list. Only GETs: nothing is charged.
    pub async fn test_server(&self, id: &ServerId) -> Result<ServerTest, EngineError> {
        let server = self.server(id).await?;
        let target = self.catalogue().target(&server, "");
        let access = self.access(&target, id).await?;
        let mut test = self.run_test(&access, &target).await;
        // What answers of before showed is truer than what the description says.
        let offered = self.offered(&server).await?;
        for check in test
            .checks
            .iter_mut()
            .filter(|check| check.kind == CheckKind::Verbs)
        {
            check.can.retain(|one| offered.contains(one));
            check.outcome = passed(!check.can.is_empty());
        }
        Ok(test)
    }

    /// Tests a server before it is kept.
    pub async fn test_draft(
        &self,
        draft: ServerDraft,
        key: Option<SecretString>,
    ) -> Result<ServerTest, EngineError> {
        let known = draft.id.clone();
        let server = Server {
            id: known
                .clone()
                .unwrap_or_else(|| ServerId::from_text("draft")),
            base_url: base_address(&draft.base_url)?,
            name: draft.name,
            profile: draft.profile.unwrap_or_else(|| GENERIC.to_owned()),
            key: KeySource::None,
            created_at: self.now(),
        };
        let key = key.filter(|key| !key.expose_secret().trim().is_empty());
        let key = match (key, known) {
            (None, Some(id)) => self.key(&server, &id).await?,
            (key, _) => key,
        };
        let target = self.catalogue().target(&server, "");
        Ok(self.test_target(&target, key).await)
    }

    pub(super) async fn test_target(
        &self,
        target: &Target,
        key: Option<SecretString>,
    ) -> ServerTest {
        let access = make_access(target.server.base_url.clone(), target, key);
        self.run_test(&access, target).await
    }

    async fn run_test(&self, access: &Access, target: &Target) -> ServerTest {
        let asked = self.look(access, target).await;
        let mut test = checks(access, target, &asked);
        self.count_known(&mut test, target, &asked);
        let better = match moved(access, target, &asked) {
            None if is_elsewhere(&asked) => self.find_api(access, target).await,
            better => better,
        };
        if let Some(better) = better
            && let Some(error) = test
                .checks
                .iter_mut()
                .find_map(|check| check.error.as_mut())
        {
            error.params.insert("suggestion".to_owned(), better);
        }
        test
    }

    async fn look(&self, access: &Access, target: &Target) -> Asked {
        let paths = &target.description.paths;
        let models = self.ask(access, models_path(target)).await;
        let list = match models.outcome {
            Ok(_) => Some(
                self.ask(access, paths.list.as_deref().unwrap_or("videos"))
                    .await,
            ),
            Err(_) => None,
        };
        Asked { models, list }
    }

    /// Looks for the API at the usual places below the same origin. The key goes nowhere else.
    async fn find_api(&self, access: &Access, target: &Target) -> Option<String> {
        for place in PLACES {
            let mut base = access.base.clone();
            base.set_path(place);
            if base.path().trim_end_matches('/') == access.base.path().trim_end_matches('/') {
                continue;
            }
            let there = Access {
                base: base.clone(),
                ..access.clone()
            };
            if is_api(&self.look(&there, target).await) {
                return Some(base.to_string());
            }
        }
        None
    }

    fn count_known(&self, test: &mut ServerTest, target: &Target, asked: &Asked) {
        let catalogue = self.catalogue();
        let Ok(reply) = &asked.models.outcome else {
            return;
        };
        let names = model_names(&reply.body);
        let known = names
            .iter()
            .filter(|name| !catalogue.model(&target.description.id, name).unknown);
        let known = u32::try_from(known.count()).unwrap_or(u32::MAX);
        let models = |check: &&mut Check| check.kind == CheckKind::Models && check.count.is_some();
        if let Some(check) = test.checks.iter_mut().find(models) {
            check.known = Some(known);
        }
    }

    pub(super) async fn ask(&self, access: &Access, path: &str) -> Exchange {
        self.api()
            .get(access, api::address(&access.base, path, None))
            .await
    }
}

impl ServerTest {
    /// It was made without the key that the server will have: what it says of keys says nothing.
    pub(super) fn forget_key(&mut self) {
        for check in &mut self.checks {
            if check.kind == CheckKind::Key && check.outcome == CheckOutcome::Failed {
                *check = skipped(CheckKind::Key);
                self.ok = true;
            }
        }
    }
}

fn reply(exchange: &Exchange) -> Option<&Reply> {
    exchange.outcome.as_ref().ok()
}

const fn is_success(reply: &Reply) -> bool {
    reply.status >= 200 && reply.status < 300
}

/// A web page, or "no such path" for both questions: the API, if there is one, is elsewhere.
fn is_elsewhere(asked: &Asked) -> bool {
    let missing = |exchange: &Exchange| {
        reply(exchange).is_some_and(|reply| {
            reply.status == 404 || reply.status == 405 || classify::is_html(&reply.body)
        })
    };
    missing(&asked.models) && asked.list.as_ref().is_none_or(missing)
}

/// The base below which the server says that the API is now. Never from https back to http; asked only when its user says so.
fn moved(access: &Access, target: &Target, asked: &Asked) -> Option<String> {
    let there = reply(&asked.models)?.location.as_ref()?;
    let models = models_path(target).trim_start_matches('/');
    let base = there.path().trim_end_matches('/').strip_suffix(models)?;
    let mut better = there.clone();
    better.set_path(base.trim_end_matches('/'));
    better.set_query(None);
    better.set_fragment(None);
    let falls_back = access.base.scheme() == "https" && better.scheme() != "https";
    let same = better.as_str().trim_end_matches('/') == access.base.as_str().trim_end_matches('/');
    let named = better.username().is_empty() && better.password().is_none();
    (named && !falls_back && !same).then(|| better.to_string())
}

fn models_path(target: &Target) -> &str {
    target
        .description
        .paths
        .models
        .as_deref()
        .unwrap_or("models")
}

/// Whether something that speaks JSON lists models or videos there, or wants a key before it does.
fn is_api(asked: &Asked) -> bool {
    let speaks = |exchange: &Exchange| {
        reply(exchange).is_some_and(|reply| {
            (is_success(reply) || matches!(reply.status, 401 | 403))
                && !classify::is_html(&reply.body)
                && wire::parse(&reply.body).is_some()
        })
    };
    speaks(&asked.models) || asked.list.as_ref().is_some_and(speaks)
}

/// Reads the checklist out of the answers.
fn checks(access: &Access, target: &Target, asked: &Asked) -> ServerTest {
    let reply = match &asked.models.outcome {
        Err(fault) => return unreachable(&asked.models, classify::fault_error(fault)),
        Ok(reply) => reply,
    };
    let lists = asked.list.as_ref().and_then(self::reply);
    let list_ok =
        lists.is_some_and(|reply| is_success(reply) && wire::parse(&reply.body).is_some());
    if let Some(error) = no_api(target, asked, reply, list_ok) {
        return unreachable(&asked.models, error);
    }
    let refused = matches!(reply.status, 401 | 403);
    let trouble = reply.status >= 500 || reply.status == 407;
    let reachable = check(
        CheckKind::Reachable,
        if trouble {
            CheckOutcome::Failed
        } else {
            CheckOutcome::Passed
        },
        &asked.models,
        trouble.then(|| classify::error(reply)),
    );
    let key = check(
        CheckKind::Key,
        key_outcome(access, reply, list_ok),
        &asked.models,
        refused.then(|| classify::error(reply)),
    );
    let models = Check {
        count: is_success(reply)
            .then(|| u32::try_from(model_names(&reply.body).len()).unwrap_or(u32::MAX)),
        ..check(
            CheckKind::Models,
            passed(is_success(reply)),
            &asked.models,
            None,
        )
    };
    let lists = match &asked.list {
        Some(exchange) => check(CheckKind::ListsVideos, passed(list_ok), exchange, None),
        None => skipped(CheckKind::ListsVideos),
    };
    ServerTest {
        ok: !refused && !trouble,
        checks: vec![reachable, key, models, lists, verbs(target)],
    }
}

/// Why what answers there is not the API, whatever else it is.
fn no_api(target: &Target, asked: &Asked, reply: &Reply, list_ok: bool) -> Option<JobError> {
    if reply.location.is_some() && !list_ok {
        return Some(classify::error(reply));
    }
    if classify::is_html(&reply.body) && !list_ok {
        return Some(JobError {
            code: ErrorCode::NotAnApi,
            message: None,
            http_status: Some(reply.status),
        });
    }
    let wrong_path = is_elsewhere(asked) && target.description.paths.list.is_some();
    wrong_path.then(|| JobError {
        code: ErrorCode::WrongPath,
        ..classify::error(reply)
    })
}

/// Without a list of models, an accepted list of videos proves the key just as well.
fn key_outcome(access: &Access, reply: &Reply, list_ok: bool) -> CheckOutcome {
    if matches!(reply.status, 401 | 403) {
        CheckOutcome::Failed
    } else if is_success(reply) || list_ok {
        CheckOutcome::Passed
    } else if access.auth.is_none() {
        CheckOutcome::Absent
    } else {
        CheckOutcome::Skipped
    }
}

const fn passed(yes: bool) -> CheckOutcome {
    if yes {
        CheckOutcome::Passed
    } else {
        CheckOutcome::Absent
    }
}

/// What the description says; to ask would cost something, so that the truth is learned in use.
fn verbs(target: &Target) -> Check {
    let has = |one: &Capability| path(&target.description.paths, *one).is_some();
    let can: Vec<Capability> = Capability::VERBS.into_iter().filter(has).collect();
    Check {
        outcome: passed(!can.is_empty()),
        can,
        ..skipped(CheckKind::Verbs)
    }
}

fn unreachable(exchange: &Exchange, error: JobError) -> ServerTest {
    let reachable = check(
        CheckKind::Reachable,
        CheckOutcome::Failed,
        exchange,
        Some(error),
    );
    let others = [
        CheckKind::Key,
        CheckKind::Models,
        CheckKind::ListsVideos,
        CheckKind::Verbs,
    ];
    ServerTest {
        ok: false,
        checks: [reachable].into_iter().chain(others.map(skipped)).collect(),
    }
}

const fn skipped(kind: CheckKind) -> Check {
    Check {
        kind,
        outcome: CheckOutcome::Skipped,
        http_status: None,
        elapsed_ms: None,
        count: None,
        known: None,
        can: Vec::new(),
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
        outcome,
        http_status: exchange.trace.status,
        elapsed_ms: u64::try_from(exchange.trace.elapsed_ms).ok(),
        error: error.map(error_view),
        ..skipped(kind)
    }
}
