//! Killed at every named moment, and before and after every single commit.

use crate::{
    client::{Home, Running, ended, was_killed},
    kept,
    server::{Accent, Server, video},
};
use rushes_core::failpoint::Point;

/// A new point does not compile before it has its place here, and a point that nobody passes fails.
pub const fn accents(point: Point) -> &'static [Accent] {
    match point {
        Point::BatchStored
        | Point::MarkCommitted
        | Point::RequestLeaves
        | Point::AnswerBegun
        | Point::AnswerRead
        | Point::BeforeId
        | Point::IdCommitted
        | Point::RecipeHalf
        | Point::BeforeRename
        | Point::Renamed
        | Point::BeforeRow
        | Point::RowWritten
        | Point::JournalLine
        | Point::JournalWritten => &[Accent::Content, Accent::Inline, Accent::Several],
        Point::InlineWritten | Point::InlineSafe => &[Accent::Inline, Accent::Several],
        Point::PollAnswered | Point::PollSettled | Point::BytesWritten => &[Accent::Signed],
        Point::PartNote => &[Accent::Content],
        Point::BeforeCommit | Point::AfterCommit => &[Accent::Listed],
        // Killed while something is taken out of the library.
        Point::RemovalRowGone | Point::RemovalFileGone => &[],
    }
}

/// Kills it at each named point that is met with a server of that kind.
fn at_every_point(kind: impl Fn(Accent) -> bool) {
    let server = Server::start();
    let home = Home::new(&server);
    for point in Point::ALL {
        for accent in accents(*point).iter().filter(|accent| kind(**accent)) {
            let prompt = format!("{}{} {}", home.mark(), point.name(), accent.name());
            let mut create = home.create(*accent, &prompt, 2);
            create.env("RUSHES_FAILPOINT", point.name());
            let ended = ended(&mut Running::start(&mut create));
            assert!(
                was_killed(ended),
                "{} was not passed: {ended}",
                point.name()
            );
            home.reopen();
            kept::check(&home, &server);
        }
    }
    home.assert_no_key();
}

#[test]
fn killed_at_any_named_point_nothing_is_lost_or_paid_twice() {
    at_every_point(|accent| !accent.answers_at_once());
}

#[test]
fn killed_at_any_named_point_while_a_server_answers_with_the_video() {
    at_every_point(|accent| accent == Accent::Inline);
}

#[test]
fn killed_at_any_named_point_while_a_server_answers_with_several_videos() {
    at_every_point(|accent| accent == Accent::Several);
}

#[test]
fn killed_while_it_removes_a_job_it_leaves_no_file_behind() {
    let server = Server::start();
    let home = Home::new(&server);
    for point in [Point::RemovalRowGone, Point::RemovalFileGone] {
        assert!(accents(point).is_empty());
        let prompt = format!("{}{}", home.mark(), point.name());
        let mut create = home.create(Accent::Content, &prompt, 1);
        assert!(
            ended(&mut Running::start(&mut create)).success(),
            "{}",
            home.said()
        );
        let id = kept::newest(&home);
        let mut remove = home.command(&["remove", &id]);
        remove.env("RUSHES_FAILPOINT", point.name());
        assert!(was_killed(ended(&mut Running::start(&mut remove))));
        home.reopen();
        kept::check(&home, &server);
    }
}

#[test]
fn killed_while_a_file_of_ones_own_is_brought_in_it_is_there_or_not_but_never_loose() {
    let server = Server::start();
    let home = Home::new(&server);
    let file = home.file("My holiday.mp4");
    fs_err::write(&file, video("brought", 0)).expect("a file");
    let file = file.to_str().expect("UTF-8");
    let one = [("My holiday".to_owned(), 1)];
    for (point, there) in [(Point::BeforeRename, &[][..]), (Point::Renamed, &one[..])] {
        let mut bring = home.command(&["bring", file]);
        bring.env("RUSHES_FAILPOINT", point.name());
        assert!(was_killed(ended(&mut Running::start(&mut bring))));
        home.reopen();
        assert_eq!(kept::prompts(&home), there);
    }
}

/// Kills one run after the other at its first, second, third … passing, until one gets through.
fn at_every_passing(point: Point, accent: Accent) {
    let server = Server::start();
    let home = Home::new(&server);
    for passing in 1..80 {
        let prompt = format!("{}{} {passing}", home.mark(), point.name());
        let mut create = home.create(accent, &prompt, 1);
        create.env("RUSHES_FAILPOINT", format!("{}:{passing}", point.name()));
        let ended = ended(&mut Running::start(&mut create));
        if !was_killed(ended) {
            assert!(passing > 5, "a run has more than five of them");
            return;
        }
        home.reopen();
        kept::check(&home, &server);
    }
    panic!("it never got through");
}

#[test]
fn killed_before_any_commit_nothing_is_lost_or_paid_twice() {
    at_every_passing(Point::BeforeCommit, Accent::Signed);
}

#[test]
fn killed_after_any_commit_nothing_is_lost_or_paid_twice() {
    at_every_passing(Point::AfterCommit, Accent::Content);
}

#[test]
fn killed_before_any_commit_a_synchronous_answer_is_not_lost_silently() {
    at_every_passing(Point::BeforeCommit, Accent::Inline);
}

#[test]
fn killed_before_any_commit_no_video_of_several_in_one_answer_is_lost_silently() {
    at_every_passing(Point::BeforeCommit, Accent::Several);
}
