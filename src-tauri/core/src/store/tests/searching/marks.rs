//! Tags, collections, the trash and kept searches: what they are called, count, and leave behind.

use super::*;

#[tokio::test]
async fn what_is_in_the_trash_is_not_counted_and_comes_back_as_it_was() {
    let (_folder, store) = fresh();
    let one = take(&store, 1, 0, |_| ()).await;
    let went = store.trash(vec![one.clone()], NOW).await.expect("trashed");
    let twice = store
        .trash(vec![one.clone()], NOW)
        .await
        .expect("no change");
    let without = store.counts().await.expect("counted").everything;
    let long = store.trashed_before(NOW.plus_ms(1)).await.expect("read");
    let back = store
        .restore_trashed(vec![one.clone()])
        .await
        .expect("back");
    let with = store.counts().await.expect("counted").everything;
    assert_eq!(
        (went, twice, without, long, back, with),
        (
            vec![one.clone()],
            vec![],
            0,
            vec![one.clone()],
            vec![one],
            1
        )
    );
}

#[tokio::test]
async fn a_tag_is_one_however_its_letters_are_written_and_goes_with_its_last_take() {
    let (_folder, store) = fresh();
    let one = take(&store, 1, 0, |_| ()).await;
    mark(&store, &one, tag("Night", true)).await;
    mark(&store, &one, tag("night", true)).await;
    let marks = store.marks(vec![one.clone()]).await.expect("read");
    let named = store.tag_names().await.expect("named");
    mark(&store, &one, tag("NIGHT", false)).await;
    let left = store.tag_names().await.expect("named");
    let words = hits(&store, "night").await;
    assert_eq!(
        (&marks[&one].tags, named.len(), left.len(), words),
        (&vec!["Night".to_owned()], 1, 0, vec![])
    );
}

#[tokio::test]
async fn a_change_names_the_takes_that_it_changed_and_no_others() {
    let (_folder, store) = fresh();
    let mut all = Vec::new();
    for number in 1..=3 {
        all.push(take(&store, number, 0, |_| ()).await);
    }
    mark(&store, &all[1], Mark::Rating { stars: 4 }).await;
    let four = Mark::Rating { stars: 4 };
    let changed = store.mark(all.clone(), four).await.expect("rated");
    assert_eq!(changed, [all[0].clone(), all[2].clone()]);
}

#[tokio::test]
async fn a_take_is_found_by_each_collection_that_it_is_in() {
    let (_folder, store) = fresh();
    let both = take(&store, 1, 0, |_| ()).await;
    let one = take(&store, 2, 0, |_| ()).await;
    take(&store, 3, 0, |_| ()).await;
    mark(&store, &both, collection("Trailer", true)).await;
    mark(&store, &both, collection("Best of", true)).await;
    mark(&store, &one, collection("trailer", true)).await;
    let trailer = hits(&store, "collection:trailer").await;
    let best = hits(&store, "collection:\"best of\"").await;
    let neither = hits(&store, "-collection:trailer").await;
    assert_eq!((trailer, best, neither), (vec![1, 2], vec![1], vec![3]));
}

#[tokio::test]
async fn a_collection_has_one_name_of_its_own() {
    let (_folder, store) = fresh();
    let one = take(&store, 1, 0, |_| ()).await;
    mark(&store, &one, collection("Trailer", true)).await;
    mark(&store, &one, collection("Best", true)).await;
    let rename = |name: &str, to: &str| store.rename_collection(name.to_owned(), to.to_owned());
    let taken = rename("Best", "TRAILER").await.expect("asked");
    let cased = rename("Best", "best").await.expect("renamed");
    let marks = store.marks(vec![one.clone()]).await.expect("read");
    assert_eq!(
        (taken, cased, &marks[&one].collections),
        (
            None,
            Some(vec![one.clone()]),
            &vec!["best".to_owned(), "Trailer".to_owned()]
        )
    );
}

#[tokio::test]
async fn what_may_still_cost_something_does_not_go_into_the_trash() {
    let (_folder, store) = fresh();
    let mut went = Vec::new();
    for (number, state) in (1..).zip(State::ALL) {
        let id = take(&store, number, 0, |job| job.state = state).await;
        if !store.trash(vec![id], NOW).await.expect("asked").is_empty() {
            went.push(state);
        }
    }
    assert_eq!(
        went,
        [
            State::Ready,
            State::Failed,
            State::Cancelled,
            State::Expired,
            State::Held
        ]
    );
}

#[tokio::test]
async fn a_removed_take_and_an_undone_draft_leave_nothing_to_find() {
    let (_folder, store) = fresh();
    let removed = take(&store, 1, 0, |_| ()).await;
    mark(&store, &removed, tag("night", true)).await;
    let read = store.job(removed).await.expect("read").expect("there");
    store
        .remove(read, Place::Anywhere, NOW)
        .await
        .expect("removed");
    let draft = job(2, "night");
    store.add_batch(batch(draft.clone())).await.expect("stored");
    store.delete_drafts(draft.batch).await.expect("undone");
    assert_eq!(hits(&store, "night").await, Vec::<u8>::new());
}

#[tokio::test]
async fn names_are_told_with_how_many_takes_have_them() {
    let (_folder, store) = fresh();
    library(&store).await;
    let models = store.model_names().await.expect("named");
    let marked = store.marked().await.expect("counted");
    let model = |name: &str| {
        models
            .iter()
            .find(|one| one.name == name)
            .map(|one| one.count)
    };
    assert_eq!(
        (
            model("wan"),
            model("sora-2"),
            marked.favourite,
            marked.trashed,
            marked.audio
        ),
        (Some(2), Some(1), 1, 1, 1)
    );
}

#[tokio::test]
async fn a_kept_search_has_one_name_and_keeps_its_place() {
    let (_folder, store) = fresh();
    let search = |id: &str, name: &str| SavedSearch {
        id: id.to_owned(),
        name: name.to_owned(),
        text: "is:favourite".to_owned(),
        order: WallOrder {
            by: SortBy::Cost,
            up: true,
        },
    };
    let first = store.save_search(search("a", "Best")).await.expect("kept");
    store.save_search(search("b", "Other")).await.expect("kept");
    let taken = store
        .save_search(search("c", "best"))
        .await
        .expect("refused");
    store
        .save_search(search("a", "Better"))
        .await
        .expect("renamed");
    let all = store.saved_searches().await.expect("read");
    assert_eq!(
        (first, taken, all),
        (
            true,
            false,
            vec![search("a", "Better"), search("b", "Other")]
        )
    );
}
