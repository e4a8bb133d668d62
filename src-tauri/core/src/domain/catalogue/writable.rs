//! What a server has a field for, of all that a model can do: only that is offered. A form whose choice is refused when the button
//! is pressed does not fit; and pictures that share one list are told apart by their order alone.

use super::{Occasion, Only, Rule, Target, Way};
use crate::domain::Role;
use std::collections::BTreeMap;

impl Target {
    /// Takes away what the first way of writing a request has no field for, and forbids what a shared field would turn into something
    /// else.
    pub(super) fn keep_what_can_be_written(&mut self) {
        if self.description.ways.is_empty() && self.model.ways.is_empty() {
            return;
        }
        self.keep_pictures();
        self.keep_frame();
        let timed = self.writes("seconds") || self.names(&["{seconds}"]);
        self.model.duration.none |= !timed;
        if self.tells_frames_apart_by_order() {
            // One picture in the list is its first: a last frame alone would begin the video.
            self.model.rules.push(Rule {
                when: BTreeMap::from([(Role::Last.as_str().to_owned(), Only::Present(true))]),
                then: BTreeMap::from([(Role::First.as_str().to_owned(), Only::Present(true))]),
            });
        }
    }

    fn keep_pictures(&mut self) {
        let [first, last, reference] =
            [Role::First, Role::Last, Role::Reference].map(|role| self.writes(role.as_str()));
        let images = &mut self.model.images;
        images.first &= first;
        images.last &= last;
        if !reference {
            images.references = 0;
        }
    }

    fn keep_frame(&mut self) {
        let sized = ["size", "width", "height"].map(|name| self.writes(name));
        let sized = sized.contains(&true);
        let size = sized || self.names(&["{size}", "{orientation}"]);
        let shaped = self.writes("aspect");
        let aspect = shaped || self.names(&["{aspect}", "{orientation}"]);
        let tier = self.writes("tier") || self.names(&["{tier}"]);
        let frame = &mut self.model.frame;
        // A shape together with a tier is a size, where the shape has no field of its own.
        let both = sized && !shaped && !frame.aspects.is_empty() && !frame.tiers.is_empty();
        if !size {
            (frame.sizes, frame.size, frame.free) = (Vec::new(), None, false);
        }
        if !aspect && !both {
            (frame.aspects, frame.aspect) = (Vec::new(), None);
        }
        if !tier && !both {
            (frame.tiers, frame.tier) = (Vec::new(), None);
        }
        // Alone each of the two has no field, so neither is chosen without the other.
        if both && (frame.aspect.is_none() || frame.tier.is_none()) {
            if !tier {
                frame.tier = None;
            }
            if !aspect {
                frame.aspect = None;
            }
        }
    }

    /// Whether there is a field for a value.
    fn writes(&self, name: &str) -> bool {
        self.first_ways().any(|way| {
            self.emits(way, name)
                .is_some_and(|mut emits| emits.next().is_some())
        })
    }

    fn tells_frames_apart_by_order(&self) -> bool {
        let images = &self.model.images;
        images.first
            && images.last
            && self.first_ways().any(|way| {
                let fields = |role: Role| {
                    let emits = self.emits(way, role.as_str()).into_iter().flatten();
                    emits.map(|emit| &emit.to).collect::<Vec<_>>()
                };
                let last = fields(Role::Last);
                fields(Role::First).iter().any(|to| last.contains(to))
            })
    }

    /// The ways that are tried first, with a picture of this computer and without one.
    fn first_ways(&self) -> impl Iterator<Item = &Way> {
        let first = |occasion| self.ways(occasion).into_iter().next();
        [Occasion::Text, Occasion::Picture]
            .into_iter()
            .filter_map(first)
    }

    /// Whether a part of the model's name says it.
    fn names(&self, placeholders: &[&str]) -> bool {
        let name = self.model.name.as_deref().unwrap_or_default();
        placeholders.iter().any(|one| name.contains(one))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Catalogue, Target, misfits};
    use crate::{
        api::dialect::tests::{link, picture, recipe, target, write},
        domain::{Recipe, Role},
    };

    /// A prompt and nothing else.
    fn plain(model: &str) -> Recipe {
        Recipe {
            model: model.to_owned(),
            seconds: None,
            size: None,
            ..recipe()
        }
    }

    /// Recipes that choose one thing each of what a form offers, and the form as it is at first.
    fn choices(model: &str, target: &Target) -> Vec<(String, Recipe)> {
        let (frame, images) = (&target.model.frame, &target.model.images);
        let first = Recipe {
            seconds: target.model.duration.default,
            size: frame.size,
            aspect: frame.aspect.clone(),
            tier: frame.tier.clone(),
            ..plain(model)
        };
        let mut found = vec![("untouched".to_owned(), first)];
        let mut add = |what: String, change: &dyn Fn(&mut Recipe)| {
            let mut chosen = plain(model);
            change(&mut chosen);
            found.push((what, chosen));
        };
        for size in &frame.sizes {
            add(format!("size {size}"), &|recipe| recipe.size = Some(*size));
        }
        // As the form has them: one of each, where there are both.
        for aspect in &frame.aspects {
            add(format!("shape {aspect}"), &|recipe| {
                recipe.aspect = Some(aspect.clone());
                recipe.tier = frame.tiers.first().cloned();
            });
        }
        for tier in &frame.tiers {
            add(format!("tier {tier}"), &|recipe| {
                recipe.aspect = frame.aspects.first().cloned();
                recipe.tier = Some(tier.clone());
            });
        }
        for role in [Role::First, Role::Last, Role::Reference] {
            if images.takes(role, 1) {
                add(format!("{role:?}"), &|recipe| {
                    recipe.inputs.push(link(role));
                });
            }
        }
        for seconds in &target.model.duration.values {
            if !target.model.duration.none {
                add(format!("{seconds} s"), &|recipe| {
                    recipe.seconds = Some(*seconds);
                });
            }
        }
        found
    }

    #[test]
    fn everything_that_a_form_offers_can_be_written() {
        let catalogue = Catalogue::shipped();
        let mut tried = 0;
        let names = catalogue.models.iter().flat_map(|entry| &entry.model.names);
        let names: Vec<&String> = names.collect();
        for profile in catalogue.servers.iter().map(|server| &server.id) {
            for model in &names {
                let target = target(profile, model);
                for (what, recipe) in choices(model, &target) {
                    let written = write(&recipe, &target, 0).or_else(|error| {
                        // A picture may be taken as a file alone.
                        let files = recipe.inputs.iter().map(|input| picture(input.role));
                        let inputs: Vec<_> = files.collect();
                        let files = Recipe { inputs, ..recipe };
                        if files.inputs.is_empty() {
                            Err(error)
                        } else {
                            write(&files, &target, 0)
                        }
                    });
                    assert!(written.is_ok(), "{profile} {model}: {what}: {written:?}");
                    tried += 1;
                }
            }
        }
        assert!(tried > 1_000, "{tried}");
    }

    #[test]
    fn a_last_frame_alone_does_not_fit_where_order_tells_the_frames_apart() {
        let model = "doubao-seedance-2-0-260128";
        let alone = Recipe {
            inputs: vec![link(Role::Last)],
            ..plain(model)
        };
        let found = misfits(&alone, &target("new-api", model).model);
        assert!(
            found.iter().any(|misfit| misfit.field == "first"),
            "{found:?}"
        );
    }
}
