//! Killed at random moments, uniformly over the length of a normal run.

#![expect(
    clippy::print_stdout,
    reason = "the seed, and the table of the soak, are for people"
)]

use crate::{
    client::{Home, Running, ended},
    kept::{self, Kept},
    server::{Accent, Server},
};
use std::time::{Duration, Instant};

/// Kills for each accent in the ordinary suite.
const KILLS: u32 = 13;
/// A library is used for so many kills, then a new one: checks look at all of it each time.
const LIBRARY: u32 = 20;
/// Jobs of one run.
const TAKES: u32 = 3;

/// Numbers that depend on nothing but their seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn seeded() -> Self {
        let seed = std::env::var("RUSHES_SEED").ok();
        let seed = seed.map(|seed| seed.parse().expect("RUSHES_SEED is a number"));
        let by_time = || {
            let since = std::time::UNIX_EPOCH.elapsed();
            since.map_or(0, |since| since.subsec_nanos().into())
        };
        let seed: u64 = seed.unwrap_or_else(by_time);
        println!("seed {seed}");
        Self(seed)
    }

    /// Between 0 and 1.
    fn throw(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// How long a run takes that nobody kills.
fn length(home: &Home, accent: Accent) -> Duration {
    let measured = |run: u32| {
        let prompt = format!("{}whole {run}", home.mark());
        let started = Instant::now();
        let ended = ended(&mut Running::start(
            &mut home.create(accent, &prompt, TAKES),
        ));
        assert!(ended.success(), "{ended}: {}", home.said());
        started.elapsed()
    };
    measured(1).max(measured(2))
}

#[derive(Default)]
struct Sum {
    kills: u32,
    ended_before: u32,
    jobs: usize,
    kept: Kept,
}

impl Sum {
    fn add(&mut self, kept: Kept) {
        self.kept.ready += kept.ready;
        self.kept.unconfirmed += kept.unconfirmed;
        self.kept.held += kept.held;
        self.jobs += kept.ready + kept.unconfirmed + kept.held;
    }
}

fn kill_at_random(server: &Server, accent: Accent, kills: u32, dice: &mut Dice) -> Sum {
    let mut sum = Sum::default();
    let home = Home::new(server);
    let length = length(&home, accent);
    let mut kept = Kept::default();
    for kill in 0..kills {
        let prompt = format!("{}{kill}", home.mark());
        let running = Running::start(&mut home.create(accent, &prompt, TAKES));
        let killed = running.kill_after(length.mul_f64(dice.throw()));
        sum.kills += u32::from(killed);
        sum.ended_before += u32::from(!killed);
        home.reopen();
        kept = kept::check(&home, server);
    }
    home.assert_no_key();
    sum.add(kept);
    sum
}

fn ordinary(accent: Accent) {
    let server = Server::start();
    let sum = kill_at_random(&server, accent, KILLS, &mut Dice::seeded());
    assert!(
        sum.kept.ready > 0,
        "no run got far enough to prove anything"
    );
}

#[test]
fn killed_at_any_moment_with_bytes_below_the_job() {
    ordinary(Accent::Content);
}

#[test]
fn killed_at_any_moment_with_bytes_at_another_origin() {
    ordinary(Accent::Signed);
}

#[test]
fn killed_at_any_moment_with_a_server_that_answers_at_once() {
    ordinary(Accent::Inline);
}

#[test]
fn killed_at_any_moment_with_a_server_that_answers_with_several_videos() {
    ordinary(Accent::Several);
}

#[test]
fn killed_at_any_moment_with_a_server_that_lists_its_jobs() {
    ordinary(Accent::Listed);
}

#[test]
fn killed_at_any_moment_with_a_server_that_knows_requests_by_name() {
    ordinary(Accent::Named);
}

#[test]
#[ignore = "`cargo xtask test --soak` runs it"]
fn soak() {
    let wanted = std::env::var("RUSHES_SOAK").map_or(2_000, |text| text.parse().expect("a number"));
    let (server, mut dice, started) = (Server::start(), Dice::seeded(), Instant::now());
    let mut sums: Vec<(Accent, Sum)> = Vec::new();
    let mut kills = 0;
    for accent in Accent::ALL.into_iter().cycle() {
        if kills >= wanted {
            break;
        }
        let sum = kill_at_random(&server, accent, LIBRARY.min(wanted - kills), &mut dice);
        kills += sum.kills + sum.ended_before;
        println!("{kills} of {wanted}");
        sums.push((accent, sum));
    }
    print_table(&sums, server.accepted().len(), started.elapsed());
}

fn print_table(sums: &[(Accent, Sum)], posts: usize, took: Duration) {
    println!("\nserver     kills  too late   jobs  ready  unconfirmed  held");
    let row = |name: &str, sums: &[&Sum]| {
        let sum = |of: fn(&Sum) -> usize| sums.iter().map(|sum| of(sum)).sum::<usize>();
        println!(
            "{name:9} {:6} {:9} {:6} {:6} {:12} {:5}",
            sum(|sum| sum.kills as usize),
            sum(|sum| sum.ended_before as usize),
            sum(|sum| sum.jobs),
            sum(|sum| sum.kept.ready),
            sum(|sum| sum.kept.unconfirmed),
            sum(|sum| sum.kept.held),
        );
    };
    for accent in Accent::ALL {
        let of: Vec<&Sum> = sums
            .iter()
            .filter(|(of, _)| *of == accent)
            .map(|(_, sum)| sum)
            .collect();
        row(accent.name(), &of);
    }
    let all: Vec<&Sum> = sums.iter().map(|(_, sum)| sum).collect();
    row("all", &all);
    let seconds = took.as_secs_f64();
    println!("{posts} POSTs accepted, 0 lost, 0 sent twice, {seconds:.0} s");
}
