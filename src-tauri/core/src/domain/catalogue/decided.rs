//! Rules about a model's own name, decided once the name is known. What they leave open is what a form can change.
//!
//! Must not know of recipes: whether one fits is asked of the description as it stands, in `rules`.

use super::{DurationRule, FrameRule, ModelDescription, Only, rules::equal};
use serde_json::Value;

impl ModelDescription {
    /// The description for one of the names that it matches: what holds always is in its lists, and of its rules only those
    /// are left that depend on something that can be chosen.
    #[must_use]
    pub fn decided(&self, name: &str) -> Self {
        let mut model = self.clone();
        for mut rule in std::mem::take(&mut model.rules) {
            let about = rule.when.remove("model");
            if about.is_some_and(|only| !names(&only, name)) {
                continue;
            }
            if rule.when.is_empty() {
                rule.then.retain(|value, only| !model.narrow(value, only));
            }
            if !rule.then.is_empty() {
                model.rules.push(rule);
            }
        }
        model
    }

    /// Puts into the lists what holds always. `false`: no list can say it.
    fn narrow(&mut self, value: &str, only: &Only) -> bool {
        match (value, only) {
            ("seconds", Only::OneOf(list)) => self.duration.list(list),
            ("seconds", Only::Between { min, max }) => self.duration.limit(*min, *max),
            ("size", Only::OneOf(list)) => self.frame.list(list),
            ("aspect", Only::OneOf(list)) => {
                keep(&mut self.frame.aspects, &mut self.frame.aspect, list);
            }
            ("tier", Only::OneOf(list)) => keep(&mut self.frame.tiers, &mut self.frame.tier, list),
            ("first", Only::Present(false)) => self.images.first = false,
            ("last", Only::Present(false)) => self.images.last = false,
            ("reference", Only::Present(false)) => self.images.references = 0,
            (key, Only::OneOf(list)) => return self.list_param(key, list),
            (_, Only::Present(_) | Only::Between { .. }) => return false,
        }
        true
    }

    fn list_param(&mut self, key: &str, list: &[Value]) -> bool {
        let Some(param) = self.params.iter_mut().find(|param| param.key == key) else {
            return false;
        };
        param.values = list.to_vec();
        let listed = |chosen: &Value| list.iter().any(|one| equal(one, chosen));
        if param.default.as_ref().is_some_and(|chosen| !listed(chosen)) {
            param.default = None;
        }
        true
    }
}

impl DurationRule {
    fn list(&mut self, list: &[Value]) {
        self.values = list.iter().filter_map(Value::as_f64).collect();
        (self.min, self.max, self.free) = (None, None, false);
        let listed = |chosen: &f64| list.iter().any(|one| equal(one, &Value::from(*chosen)));
        if self.default.is_some_and(|chosen| !listed(&chosen)) {
            self.default = self.values.first().copied();
        }
    }

    fn limit(&mut self, min: Option<f64>, max: Option<f64>) {
        let inside =
            |value: f64| min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max);
        self.values.retain(|value| inside(*value));
        if self.values.is_empty() || self.min.is_some() || self.max.is_some() {
            self.min = self.min.into_iter().chain(min).reduce(f64::max);
            self.max = self.max.into_iter().chain(max).reduce(f64::min);
        }
        self.free = false;
        if self.default.is_some_and(|chosen| !inside(chosen)) {
            self.default = self.values.first().copied().or(self.min).or(self.max);
        }
    }
}

impl FrameRule {
    fn list(&mut self, list: &[Value]) {
        self.sizes = list
            .iter()
            .filter_map(|size| size.as_str()?.parse().ok())
            .collect();
        self.free = false;
        if self
            .size
            .is_some_and(|chosen| !self.sizes.contains(&chosen))
        {
            self.size = self.sizes.first().copied();
        }
    }
}

/// Keeps the words that are in a list, in the description's own spelling and order.
fn keep(words: &mut Vec<String>, chosen: &mut Option<String>, list: &[Value]) {
    let listed = |word: &String| list.iter().any(|one| equal(one, &word.as_str().into()));
    words.retain(listed);
    if chosen.as_ref().is_some_and(|chosen| !listed(chosen)) {
        *chosen = words.first().cloned();
    }
}

fn names(only: &Only, name: &str) -> bool {
    match only {
        Only::Present(wanted) => *wanted != name.is_empty(),
        Only::OneOf(list) => list.iter().any(|one| equal(one, &name.into())),
        Only::Between { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Catalogue, Conditions, Rule};
    use super::*;
    use serde_json::json;

    fn described(description: Value) -> ModelDescription {
        serde_json::from_value(description).expect("a description")
    }

    #[test]
    fn what_one_name_takes_is_in_its_lists_and_its_rule_is_gone() {
        let model = described(json!({
            "match": "a",
            "duration": { "values": [4, 8], "default": 4, "free": true },
            "frame": { "sizes": ["720x1280", "1024x1792"], "size": "720x1280", "tiers": ["720p", "1080P"], "tier": "720p" },
            "images": { "first": true },
            "params": [{ "key": "style", "type": "text", "values": ["news"], "default": "news" }],
            "rules": [
                { "if": { "model": ["A-Pro"] },
                  "then": { "seconds": [10, 15], "size": ["1024x1792"], "tier": ["1080p"], "first": false, "style": ["comic"] } },
                { "if": { "model": ["other"] }, "then": { "seconds": [1] } }
            ]
        }));
        let pro = model.decided("a-pro");
        assert_eq!(pro.rules, []);
        assert_eq!(
            serde_json::to_value(&pro.duration).expect("JSON"),
            json!({ "values": [10.0, 15.0], "min": null, "max": null, "default": 10.0, "free": false, "none": false })
        );
        assert_eq!(
            pro.frame.size.map(|size| size.to_string()),
            Some("1024x1792".to_owned())
        );
        assert_eq!(
            (pro.frame.tiers, pro.images.first),
            (vec!["1080P".to_owned()], false)
        );
        assert_eq!(
            (&pro.params[0].values, &pro.params[0].default),
            (&vec![json!("comic")], &None)
        );
    }

    #[test]
    fn a_rule_about_a_name_and_a_choice_keeps_the_choice() {
        let model = described(json!({
            "match": "a",
            "duration": { "values": [5, 10] },
            "rules": [{ "if": { "model": ["a"], "tier": ["1080p"] }, "then": { "seconds": [5] } }]
        }));
        let when: Conditions = [("tier".to_owned(), Only::OneOf(vec![json!("1080p")]))].into();
        let then = [("seconds".to_owned(), Only::OneOf(vec![json!(5)]))].into();
        assert_eq!(model.decided("a").rules, [Rule { when, then }]);
        assert_eq!(model.decided("b").rules, []);
    }

    #[test]
    fn limits_of_one_name_clip_the_range_and_the_choice() {
        let model = described(json!({
            "match": "a",
            "duration": { "min": 2, "max": 15, "default": 12 },
            "rules": [{ "if": { "model": ["a"] }, "then": { "seconds": { "min": 3, "max": 10 } } }]
        }));
        let duration = model.decided("a").duration;
        assert_eq!(
            (duration.min, duration.max, duration.default),
            (Some(3.0), Some(10.0), Some(3.0))
        );
    }

    #[test]
    fn what_no_list_can_say_stays_a_rule() {
        let model = described(json!({
            "match": "a",
            "rules": [{ "if": {}, "then": { "first": true, "seconds": [5] } }]
        }));
        let rules = model.decided("a").rules;
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].then.keys().collect::<Vec<_>>(), ["first"]);
    }

    #[test]
    fn no_shipped_description_offers_at_first_what_its_own_rules_refuse() {
        let names: Vec<(String, String)> = serde_json::from_str::<Vec<ModelDescription>>(
            include_str!("../../../data/models.json"),
        )
        .expect("descriptions")
        .into_iter()
        .flat_map(|model| {
            let profile = model.servers.first().cloned().unwrap_or_default();
            let names = model.names.into_iter();
            names
                .map(move |name| (profile.clone(), name))
                .collect::<Vec<_>>()
        })
        .collect();
        for (profile, name) in names {
            let model = Catalogue::shipped().model(&profile, &name).decided(&name);
            let (frame, duration) = (&model.frame, &model.duration);
            let sized = frame
                .size
                .is_none_or(|one| frame.free || frame.sizes.contains(&one));
            let tiered = frame
                .tier
                .as_ref()
                .is_none_or(|one| frame.tiers.contains(one));
            assert!(sized && tiered, "{profile} {name}: {frame:?}");
            let inside = |one| {
                duration.min.is_none_or(|min| one >= min)
                    && duration.max.is_none_or(|max| one <= max)
            };
            let timed = |one| {
                duration.free
                    || duration.values.contains(&one)
                    || duration.values.is_empty() && inside(one)
            };
            assert!(
                duration.default.is_none_or(timed),
                "{profile} {name}: {duration:?}"
            );
        }
    }
}
