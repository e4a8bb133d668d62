//! Whatever the weather, the user and crashes do, and in whatever order: nobody pays twice, and nothing paid is lost. Not
//! even when the database itself is lost in the end.

use super::sea::{Books, Sea, film};
use super::*;
use crate::{domain::Job, engine::clock::Clock};
use proptest::{prelude::*, test_runner::RngAlgorithm, test_runner::TestRng};
use std::collections::HashMap;

/// What the user, or the world, does next.
#[derive(Debug, Clone)]
enum Deed {
    Create,
    Wait(u64),
    /// One of the verbs that are offered for one of the jobs.
    Act(usize, usize),
    Storm(bool),
    Crash,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => Just(Deed::Create),
        4 => (0..900_u64).prop_map(Deed::Wait),
        3 => (any::<usize>(), any::<usize>()).prop_map(|(job, verb)| Deed::Act(job, verb)),
        2 => any::<bool>().prop_map(Deed::Storm),
        1 => Just(Deed::Crash),
    ]
}

/// What the user asked for, by prompt.
#[derive(Default)]
struct Asked {
    jobs: HashMap<String, u32>,
    resumed: HashMap<String, u32>,
    removed: HashMap<String, u32>,
}

struct Voyage {
    world: World,
    sea: Arc<Sea>,
    engine: Option<Engine>,
    server: ServerId,
    asked: Asked,
}

impl Voyage {
    async fn begin(seed: [u8; 32]) -> Self {
        let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let clock = Arc::new(fake::PausedClock::new());
        let sea = Arc::new(Sea::new(chance, Arc::clone(&clock) as Arc<dyn Clock>));
        let world = World::with(Arc::clone(&sea) as Arc<dyn crate::api::VideoApi>, clock);
        let engine = world.open().await;
        let server = server(&engine).await;
        engine.start();
        Self {
            world,
            sea,
            engine: Some(engine),
            server,
            asked: Asked::default(),
        }
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("it is open")
    }

    async fn jobs(&self) -> Vec<Job> {
        let all = State::ALL.to_vec();
        let jobs = self.engine().inner.store.jobs_in(all).await;
        jobs.expect("the history")
    }

    async fn does(&mut self, deed: Deed) {
        match deed {
            Deed::Create => self.creates().await,
            Deed::Wait(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            Deed::Storm(on) => self.sea.books().storm = on,
            Deed::Act(job, verb) => self.acts(job, verb).await,
            Deed::Crash => self.crashes().await,
        }
        self.nothing_live_is_left_alone().await;
    }

    async fn creates(&mut self) {
        let prompt = format!("boat {}", self.asked.jobs.len());
        let asked = CreateJobs {
            prompt: prompt.clone(),
            ..request(&prompt, &self.server)
        };
        self.engine().create_jobs(asked).await.expect("stored");
        self.asked.jobs.insert(prompt, 1);
    }

    async fn acts(&mut self, job: usize, verb: usize) {
        let jobs = self.jobs().await;
        let Some(job) = jobs.get(job % jobs.len().max(1)).cloned() else {
            return;
        };
        let view = self.engine().view(job).await.expect("a tile");
        let Some(verb) = view.verbs.get(verb % view.verbs.len().max(1)).copied() else {
            return;
        };
        // The state may have changed since the tile was drawn; a refusal is right then.
        if self.engine().act(&view.id, verb).await.is_err() {
            return;
        }
        let count = match verb {
            Verb::CreateAgain => &mut self.asked.jobs,
            Verb::Resume => &mut self.asked.resumed,
            Verb::Remove | Verb::Undo => &mut self.asked.removed,
            Verb::CheckAgain
            | Verb::DownloadAgain
            | Verb::LookForIt
            | Verb::HoldBack
            | Verb::Dismiss
            | Verb::StopWatching => return,
        };
        *count.entry(view.prompt).or_default() += 1;
    }

    async fn crashes(&mut self) {
        self.engine = None;
        self.world.crash().await;
        let engine = self.world.open().await;
        engine.start();
        self.engine = Some(engine);
    }

    /// Every live job has a time or work in flight.
    async fn nothing_live_is_left_alone(&self) {
        let alone = |jobs: Vec<Job>| {
            let live = self.engine().live();
            let idle = jobs.into_iter().filter(|job| {
                job.state.is_live() && job.next_at.is_none() && !live.busy.contains(&job.id)
            });
            idle.map(|job| (job.id, job.version)).collect::<Vec<_>>()
        };
        // Seen twice without a change in between: not just caught between two steps.
        let first = alone(self.jobs().await);
        tokio::time::sleep(Duration::from_millis(10)).await;
        let second = alone(self.jobs().await);
        let both: Vec<_> = second.iter().filter(|one| first.contains(one)).collect();
        assert!(both.is_empty(), "live and alone: {both:?}");
    }

    /// The database becomes rubbish; what stands beside it must do.
    async fn loses_its_database(&mut self) {
        self.engine = None;
        self.world.crash().await;
        let folder = self.world.folder();
        for log in ["rushes.db-wal", "rushes.db-shm"] {
            fs_err::remove_file(folder.join(log)).ok();
        }
        fs_err::write(folder.join("rushes.db"), vec![0x5a; 9_000]).expect("written");
        let engine = self.world.open().await;
        engine.start();
        self.engine = Some(engine);
    }

    /// Fair weather until nothing is live, at most two days.
    async fn comes_home(&mut self) {
        self.sea.books().storm = false;
        self.crashes().await;
        for _ in 0..2 * 24 * 12 {
            if !self.jobs().await.iter().any(|job| job.state.is_live()) {
                return;
            }
            tokio::time::sleep(Duration::from_secs(300)).await;
        }
        let live: Vec<_> = self.jobs().await;
        panic!("still live after two days of fair weather: {live:#?}");
    }

    async fn settles_accounts(&self) {
        let jobs = self.jobs().await;
        for job in &jobs {
            let id = job.remote_id.as_deref().unwrap_or_default();
            if job.state == State::Ready {
                let path = self.engine().video_path(&job.id).await;
                let path = path.expect("a ready job has its file");
                assert_eq!(fs_err::read(path).expect("the file"), film(id));
            }
        }
        let books = self.sea.books();
        for prompt in self.asked.jobs.keys() {
            self.paid_at_most_once(prompt, &books);
            self.has_what_was_paid(prompt, &books, &jobs);
        }
    }

    fn paid_at_most_once(&self, prompt: &str, books: &Books) {
        let of = |map: &HashMap<String, u32>| map.get(prompt).copied().unwrap_or_default();
        let (posts, proved) = (of(&books.posts), of(&books.proved));
        let (jobs, resumed) = (of(&self.asked.jobs), of(&self.asked.resumed));
        assert!(
            posts <= jobs + resumed + proved,
            "{prompt}: {posts} requests"
        );
        let made = books.made.iter().filter(|made| made.prompt == prompt);
        let paid = u32::try_from(made.count()).expect("few");
        assert!(paid <= jobs, "{prompt}: {paid} videos for {jobs} jobs");
    }

    /// Each video that the server made has its job here by id, or a job of that prompt says that nobody knows.
    fn has_what_was_paid(&self, prompt: &str, books: &Books, jobs: &[Job]) {
        let mine = || jobs.iter().filter(|job| job.recipe.prompt == prompt);
        let missing = books.made.iter().filter(|made| {
            made.prompt == prompt
                && !mine().any(|job| job.remote_id.as_deref() == Some(made.id.as_str()))
        });
        let open = mine().filter(|job| {
            job.remote_id.is_none() && matches!(job.state, State::Unconfirmed | State::Cancelled)
        });
        let removed = self.asked.removed.get(prompt).copied().unwrap_or_default();
        let missing = missing.count();
        let room = open.count() + usize::try_from(removed).expect("few");
        assert!(missing <= room, "{prompt}: {missing} lost videos");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 200, ..ProptestConfig::default() })]
    #[test]
    fn in_any_weather_nobody_pays_twice_and_nothing_paid_is_lost(
        seed in any::<[u8; 32]>(),
        deeds in proptest::collection::vec(deed(), 4..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let mut voyage = Voyage::begin(seed).await;
            for deed in deeds {
                voyage.does(deed).await;
            }
            voyage.comes_home().await;
            voyage.settles_accounts().await;
            voyage.loses_its_database().await;
            voyage.comes_home().await;
            voyage.settles_accounts().await;
        });
    }
}
