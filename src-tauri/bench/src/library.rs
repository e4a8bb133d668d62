//! A plausible library of many takes, made from a seed: prompts in two languages, several servers and models, every state that
//! an evening leaves behind, favourites, stars and tags. The videos and stills are a few small files under many names.

mod stills;
mod words;

use crate::film;
use anyhow::Result;
use clap::Args;
use rushes_core::domain::catalogue::{Catalogue, Target};
use rushes_core::{
    domain::{
        Action, Asset, AssetId, AssetKind, BatchId, Cost, Input, InputSource, Job, JobId,
        KeySource, Money, Quote, ReceiptDetail, ReceiptEntry, ReceiptKind, Recipe, Role, Server,
        ServerId, Size, State, Timestamp,
    },
    library::Library,
    store::{Marks, Restored, Store},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::{Instant, SystemTime},
};
use stills::COPIES;
use words::{MODELS, PHRASES, RARE, SERVERS, SIZES, TAGS, WORDS};

/// Takes in one commit.
const AT_ONCE: u32 = 1000;
/// Minutes from one take to the next, on average.
const APART: i64 = 5;

#[derive(Args)]
pub struct Options {
    /// How many takes
    #[arg(long, default_value_t = 100_000)]
    pub clips: u32,
    /// The library's folder; it must be empty
    #[arg(long, value_name = "FOLDER")]
    pub into: PathBuf,
    /// The same seed makes the same library
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Makes the library, and says how long it took.
pub async fn make(options: &Options) -> Result<()> {
    let start = Instant::now();
    let empty = !options.into.is_dir() || fs_err::read_dir(&options.into)?.next().is_none();
    anyhow::ensure!(empty, "{} is not empty", options.into.display());
    let library = Library::open(&options.into)?;
    let store = Store::open(&library.database(), &library.backups())?;
    let mut maker = Maker::new(options.seed, &options.into)?;
    for server in &maker.servers {
        store.save_server(server.clone()).await?;
    }
    let mut made = 0;
    while made < options.clips {
        let count = AT_ONCE.min(options.clips - made);
        let (mut takes, mut stills) = (Vec::new(), Vec::new());
        for number in made..made + count {
            let (take, both) = maker.take(number, options.clips)?;
            takes.push(take);
            stills.extend(both);
        }
        store.restore(takes).await?;
        store.add_stills(stills).await?;
        made += count;
    }
    store.checkpoint().await?;
    println!(
        "{made} takes in {} after {:.1} s",
        options.into.display(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Steele, Lea and Flood's `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % end.max(1) as u64).unwrap_or_default()
    }

    /// So many times in a thousand.
    fn chance(&mut self, thousandths: usize) -> bool {
        self.below(1000) < thousandths
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn id(&mut self) -> [u8; 10] {
        let mut seed = [0; 10];
        seed[..8].copy_from_slice(&self.roll().to_be_bytes());
        seed[8..].copy_from_slice(&self.roll().to_be_bytes()[..2]);
        seed
    }
}

struct Maker {
    dice: Dice,
    root: PathBuf,
    now: i64,
    servers: Vec<Server>,
    /// Of each server and model.
    targets: Vec<Vec<Arc<Target>>>,
    film: Vec<PathBuf>,
    film_bytes: u64,
    posters: Vec<Vec<PathBuf>>,
    strips: Vec<Vec<PathBuf>>,
    month: String,
}

impl Maker {
    fn new(seed: u64, root: &Path) -> Result<Self> {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let server = |name: &&str| -> Result<Server> {
            Ok(Server {
                id: ServerId::from_text(format!("srv_{}", name.to_lowercase().replace(' ', "_"))),
                name: (*name).to_owned(),
                base_url: "http://127.0.0.1:9/v1".parse()?,
                profile: "openai-generic".to_owned(),
                key: KeySource::None,
                created_at: Timestamp(1),
            })
        };
        let servers: Vec<Server> = SERVERS.iter().map(server).collect::<Result<_>>()?;
        let catalogue = Catalogue::shipped();
        let target = |server: &Server| {
            let of = |model: &&str| Arc::new(catalogue.target(server, model));
            MODELS.iter().map(of).collect()
        };
        let month = "made".to_owned();
        fs_err::create_dir_all(root.join("media").join(&month))?;
        let film = film::film();
        Ok(Self {
            dice: Dice(seed),
            root: root.to_owned(),
            now: i64::try_from(since.as_millis())?,
            targets: servers.iter().map(target).collect(),
            servers,
            film_bytes: film.len() as u64,
            film: stills::copies(root, "film.mp4", &film)?,
            posters: stills::posters(root)?,
            strips: stills::strips(root)?,
            month,
        })
    }

    fn take(&mut self, number: u32, of: u32) -> Result<(Restored, Vec<Asset>)> {
        let (server, model) = (
            self.dice.below(SERVERS.len()),
            self.dice.below(MODELS.len()),
        );
        let target = Arc::clone(&self.targets[server][model]);
        let back = i64::from(of - number) * APART * 60_000;
        let created_at = Timestamp(self.now - back - i64::try_from(self.dice.roll() % 60_000)?);
        let size = self.dice.below(SIZES.len());
        let (width, height) = SIZES[size];
        let recipe = self.recipe(MODELS[model], width, height);
        let (job_id, batch) = (
            JobId::from_seed(self.dice.id()),
            BatchId::from_seed(self.dice.id()),
        );
        let mut job = Job::held(job_id, batch, target, recipe, created_at);
        job.state = match self.dice.below(1000) {
            0..=29 => State::Failed,
            30..=39 => State::Cancelled,
            40..=49 => State::Expired,
            _ => State::Ready,
        };
        job.submit_started_at = Some(created_at.plus_ms(5000));
        job.accepted_at = Some(created_at.plus_ms(5800));
        job.ended_at = Some(created_at.plus_ms(180_000));
        job.remote_id = Some(format!("video_{}", job.id));
        job.quote = self.quote();
        if self.dice.chance(40) {
            job.action = self
                .dice
                .one(&[Action::Remix, Action::Extend, Action::Import]);
        }
        let marks = self.marks(created_at);
        let (mut video, mut stills) = (None, Vec::new());
        if job.state == State::Ready {
            video = Some(self.video(&job, (width, height), number)?);
            stills.push(self.still(&job, AssetKind::Poster, size, number)?);
            // Without one, the window would try for minutes to take frames of what no decoder can read.
            stills.push(self.still(&job, AssetKind::Filmstrip, size, number)?);
        }
        let take = Restored {
            note: note(created_at),
            job,
            video,
            removed_at: None,
            marks,
        };
        Ok((take, stills))
    }

    fn recipe(&mut self, model: &str, width: u32, height: u32) -> Recipe {
        let mut prompt = if self.dice.chance(650) {
            let words = 4 + self.dice.below(8);
            let words: Vec<_> = (0..words).map(|_| self.dice.one(&WORDS)).collect();
            words.join(" ")
        } else {
            let phrases = 2 + self.dice.below(4);
            let phrases: Vec<_> = (0..phrases).map(|_| self.dice.one(&PHRASES)).collect();
            phrases.join("，")
        };
        if self.dice.below(2000) == 0 {
            prompt = format!("{prompt} {}", self.dice.one(&RARE));
        }
        let mut extra = serde_json::Map::new();
        if self.dice.chance(300) {
            extra.insert("seed".to_owned(), (self.dice.roll() % 1_000_000).into());
        }
        let reference = Input {
            role: Role::First,
            fit: rushes_core::domain::Fit::Crop,
            source: InputSource::Url {
                url: "https://a.example/harbour.jpg".to_owned(),
            },
            name: "harbour.jpg".to_owned(),
            frame_of: None,
        };
        Recipe {
            prompt,
            model: model.to_owned(),
            seconds: Some(self.dice.one(&[4.0, 5.0, 8.0, 10.0, 12.0])),
            size: Some(Size { width, height }),
            aspect: None,
            tier: None,
            inputs: if self.dice.chance(200) {
                vec![reference]
            } else {
                Vec::new()
            },
            params: serde_json::Map::new(),
            extra,
            written: None,
        }
    }

    fn quote(&mut self) -> Quote {
        let micros = i64::try_from(5 + self.dice.roll() % 195).unwrap_or_default() * 10_000;
        let cost = match self.dice.below(10) {
            0..=1 => Cost::Free,
            2..=3 => Cost::Unknown,
            _ => Cost::Known {
                money: Money {
                    currency: "USD".parse().expect("invariant: a currency"),
                    micros,
                },
            },
        };
        Quote { cost, basis: None }
    }

    fn marks(&mut self, at: Timestamp) -> Option<Marks> {
        if !self.dice.chance(150) {
            return None;
        }
        let stars = self.dice.one(&[0, 1, 2, 3, 3, 4, 4, 5]);
        let tagged = self.dice.chance(300);
        Some(Marks {
            favourite: self.dice.chance(300),
            rating: stars,
            tags: if tagged {
                vec![self.dice.one(&TAGS).to_owned()]
            } else {
                Vec::new()
            },
            collections: Vec::new(),
            trashed_at: self.dice.chance(30).then_some(at),
        })
    }

    fn video(&mut self, job: &Job, (width, height): (u32, u32), number: u32) -> Result<Asset> {
        let file = format!("media/{}/{}.mp4", self.month, job.id);
        let from = &self.film[(number % COPIES) as usize];
        fs_err::hard_link(from, self.root.join(&file))?;
        let asked = job.recipe.seconds.unwrap_or(5.0);
        Ok(Asset {
            seconds: Some(asked + self.dice.one(&[0.0, 0.04, 0.1])),
            fps: Some(24.0),
            has_audio: Some(self.dice.chance(300)),
            ..asset(
                self.dice.id(),
                job,
                AssetKind::Video,
                file,
                (width, height),
                self.film_bytes,
            )
        })
    }

    fn still(&mut self, job: &Job, kind: AssetKind, size: usize, number: u32) -> Result<Asset> {
        let (files, shape) = match kind {
            AssetKind::Filmstrip => (&self.strips[size], stills::strip(SIZES[size])),
            AssetKind::Poster | AssetKind::Video => (&self.posters[size], SIZES[size]),
        };
        let file = format!("stills/{}.{}.png", job.id, kind.as_str());
        let from = &files[(number % COPIES) as usize];
        fs_err::hard_link(from, self.root.join(&file))?;
        let bytes = fs_err::metadata(from)?.len();
        Ok(asset(self.dice.id(), job, kind, file, shape, bytes))
    }
}

fn asset(
    seed: [u8; 10],
    job: &Job,
    kind: AssetKind,
    file: String,
    (width, height): (u32, u32),
    bytes: u64,
) -> Asset {
    let mime = if kind == AssetKind::Video {
        "video/mp4"
    } else {
        "image/png"
    };
    Asset {
        id: AssetId::from_seed(seed),
        job: job.id.clone(),
        kind,
        file,
        mime: mime.to_owned(),
        bytes,
        sha256: String::new(),
        width: Some(width),
        height: Some(height),
        seconds: None,
        fps: None,
        has_audio: None,
        created_at: job.created_at,
    }
}

fn note(at: Timestamp) -> ReceiptEntry {
    ReceiptEntry {
        at,
        kind: ReceiptKind::Note,
        method: None,
        url: None,
        status: None,
        request_ids: Vec::new(),
        elapsed_ms: None,
        body: Some("made from a seed".to_owned()),
        body_sha256: None,
        detail: ReceiptDetail::default(),
        times: 1,
        last_at: None,
        last_request_ids: Vec::new(),
    }
}
