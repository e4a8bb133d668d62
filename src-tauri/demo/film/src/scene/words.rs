//! What a prompt asks for, as far as a painter of landscapes can follow it: a place, an hour, the
//! weather and a few things to put into the picture. English and Chinese words are known; for
//! everything else chance decides. Knows nothing of pixels.

use crate::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Mountains,
    Lake,
    Sea,
    City,
    Forest,
    Desert,
    Space,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hour {
    Dawn,
    Day,
    Golden,
    Dusk,
    Night,
    /// Night in a city of coloured light.
    Neon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    Clear,
    Cloudy,
    Fog,
    Rain,
    Snow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prop {
    Lighthouse,
    Boat,
    Astronaut,
    Cat,
    Balloon,
    Birds,
    Fireflies,
    Aurora,
    Rings,
}

/// What to paint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub place: Place,
    pub hour: Hour,
    pub weather: Weather,
    pub props: Vec<Prop>,
}

impl Wish {
    pub fn has(&self, prop: Prop) -> bool {
        self.props.contains(&prop)
    }

    /// Reads a prompt, and a negative prompt of what to avoid; the dice decide what they leave open.
    pub fn read(prompt: &str, avoid: &str, dice: &mut Dice) -> Self {
        let (text, avoid) = (prompt.to_lowercase(), avoid.to_lowercase());
        let props: Vec<Prop> = wanted(PROPS, &text, &avoid);
        let place = first(PLACES, &text, &avoid)
            .or_else(|| home_of(&props))
            .unwrap_or_else(|| dice.pick(&open(PLACES, &OPEN_PLACES, &avoid)));
        let hour = first(HOURS, &text, &avoid)
            .unwrap_or_else(|| dice.pick(&open(HOURS, usual_hours(place, &props), &avoid)));
        let weather = first(WEATHERS, &text, &avoid)
            .unwrap_or_else(|| dice.pick(&open(WEATHERS, &OPEN_WEATHERS, &avoid)));
        let mut wish = Self {
            place,
            hour,
            weather,
            props,
        }
        .with_life(dice);
        let unwanted = all(PROPS, &avoid);
        wish.props.retain(|prop| !unwanted.contains(prop));
        wish
    }

    /// Birds, fireflies and northern lights where they belong, now and then.
    fn with_life(mut self, dice: &mut Dice) -> Self {
        let dark = matches!(self.hour, Hour::Night | Hour::Neon);
        let dry = matches!(self.weather, Weather::Clear | Weather::Cloudy);
        let (birds, lights, glow) = (dice.chance(0.7), dice.chance(0.5), dice.chance(0.4));
        if birds && !dark && dry && self.place != Place::Space {
            self.props.push(Prop::Birds);
        }
        if lights && dark && self.place == Place::Forest {
            self.props.push(Prop::Fireflies);
        }
        if glow && self.hour == Hour::Night && matches!(self.place, Place::Mountains | Place::Lake)
        {
            self.props.push(Prop::Aurora);
        }
        self
    }
}

const OPEN_PLACES: [Place; 7] = [
    Place::Mountains,
    Place::Lake,
    Place::Sea,
    Place::City,
    Place::Forest,
    Place::Desert,
    Place::Mountains,
];
const OPEN_WEATHERS: [Weather; 4] = [
    Weather::Clear,
    Weather::Cloudy,
    Weather::Cloudy,
    Weather::Clear,
];

fn usual_hours(place: Place, props: &[Prop]) -> &'static [Hour] {
    if props.contains(&Prop::Fireflies) || props.contains(&Prop::Aurora) {
        return &[Hour::Night];
    }
    match place {
        Place::City => &[Hour::Dusk, Hour::Night, Hour::Golden, Hour::Neon],
        Place::Space => &[Hour::Night],
        Place::Sea => &[Hour::Golden, Hour::Dusk, Hour::Dawn, Hour::Day],
        Place::Mountains | Place::Lake | Place::Forest | Place::Desert => {
            &[Hour::Dawn, Hour::Golden, Hour::Dusk, Hour::Day, Hour::Night]
        }
    }
}

fn home_of(props: &[Prop]) -> Option<Place> {
    props.iter().find_map(|prop| match prop {
        Prop::Lighthouse | Prop::Boat => Some(Place::Sea),
        Prop::Astronaut | Prop::Rings => Some(Place::Space),
        Prop::Fireflies => Some(Place::Forest),
        Prop::Aurora => Some(Place::Lake),
        Prop::Cat | Prop::Balloon | Prop::Birds => None,
    })
}

type Words<T> = &'static [(T, &'static [&'static str])];

const PLACES: Words<Place> = &[
    (
        Place::Space,
        &[
            "space", "galaxy", "planet", "nebula", "cosmos", "orbit", "the moon", "mars", "太空",
            "宇宙", "星球", "银河", "星云", "月球", "火星",
        ],
    ),
    (
        Place::City,
        &[
            "city",
            "street",
            "skyline",
            "tokyo",
            "new york",
            "downtown",
            "cyberpunk",
            "neon",
            "rooftop",
            "skyscraper",
            "alley",
            "城市",
            "街",
            "都市",
            "霓虹",
            "赛博",
            "高楼",
            "上海",
            "东京",
            "屋顶",
        ],
    ),
    (
        Place::Lake,
        &["lake", "fjord", "pond", "reflection", "湖", "倒影"],
    ),
    (
        Place::Sea,
        &[
            "sea", "ocean", "beach", "wave", "coast", "island", "harbor", "harbour", "bay", "海",
            "浪", "岛", "港",
        ],
    ),
    (
        Place::Forest,
        &[
            "forest", "woods", "jungle", "pine", "tree", "森林", "树", "丛林", "竹",
        ],
    ),
    (
        Place::Desert,
        &[
            "desert", "dune", "sahara", "canyon", "camel", "沙漠", "沙丘", "戈壁", "峡谷",
        ],
    ),
    (
        Place::Mountains,
        &[
            "mountain", "hill", "alps", "peak", "valley", "meadow", "cliff", "山", "峰", "谷",
            "草原",
        ],
    ),
];

const HOURS: Words<Hour> = &[
    (
        Hour::Neon,
        &["neon", "cyberpunk", "synthwave", "霓虹", "赛博"],
    ),
    (
        Hour::Dusk,
        &[
            "dusk",
            "twilight",
            "evening",
            "blue hour",
            "黄昏",
            "傍晚",
            "暮",
        ],
    ),
    (
        Hour::Night,
        &[
            "night",
            "midnight",
            "moonlight",
            "moonlit",
            "starry",
            "stars",
            "aurora",
            "夜",
            "星空",
            "月光",
            "极光",
        ],
    ),
    (
        Hour::Golden,
        &[
            "sunset", "golden", "autumn", "日落", "夕阳", "落日", "晚霞", "秋",
        ],
    ),
    (
        Hour::Dawn,
        &[
            "dawn", "sunrise", "morning", "日出", "清晨", "早晨", "黎明", "朝霞",
        ],
    ),
    (
        Hour::Day,
        &[
            "noon", "daylight", "sunny", "blue sky", "summer", "白天", "正午", "晴", "蓝天", "夏",
        ],
    ),
];

const WEATHERS: Words<Weather> = &[
    (Weather::Snow, &["snow", "winter", "blizzard", "雪", "冬"]),
    (Weather::Rain, &["rain", "storm", "drizzle", "雨", "暴风"]),
    (Weather::Fog, &["fog", "mist", "haze", "雾", "霾"]),
    (Weather::Cloudy, &["cloud", "overcast", "云"]),
    (Weather::Clear, &["clear sky", "cloudless", "晴"]),
];

const PROPS: Words<Prop> = &[
    (Prop::Lighthouse, &["lighthouse", "灯塔"]),
    (Prop::Boat, &["boat", "ship", "sail", "yacht", "船", "帆"]),
    (
        Prop::Astronaut,
        &["astronaut", "cosmonaut", "spaceman", "宇航员", "航天员"],
    ),
    (Prop::Cat, &["cat", "kitten", "猫"]),
    (Prop::Balloon, &["balloon", "热气球", "气球"]),
    (Prop::Birds, &["bird", "gull", "crane", "鸟", "海鸥", "鹤"]),
    (Prop::Fireflies, &["firefl", "萤火"]),
    (Prop::Rings, &["ringed", "rings", "saturn", "土星", "光环"]),
    (Prop::Aurora, &["aurora", "northern lights", "极光"]),
];

fn all<T: Copy>(words: Words<T>, text: &str) -> Vec<T> {
    words
        .iter()
        .filter(|(_, names)| names.iter().any(|n| has_word(text, n)))
        .map(|w| w.0)
        .collect()
}

/// What a text names and another does not.
fn wanted<T: Copy + PartialEq>(words: Words<T>, text: &str, avoid: &str) -> Vec<T> {
    let unwanted = all(words, avoid);
    let mut named = all(words, text);
    named.retain(|thing| !unwanted.contains(thing));
    named
}

fn first<T: Copy + PartialEq>(words: Words<T>, text: &str, avoid: &str) -> Option<T> {
    wanted(words, text, avoid).first().copied()
}

/// What the dice may choose from; all of it where everything is to be avoided.
fn open<T: Copy + PartialEq>(words: Words<T>, choices: &[T], avoid: &str) -> Vec<T> {
    let unwanted = all(words, avoid);
    let left: Vec<T> = choices
        .iter()
        .copied()
        .filter(|choice| !unwanted.contains(choice))
        .collect();
    if left.is_empty() {
        choices.to_vec()
    } else {
        left
    }
}

/// English words must begin where a word begins ("sea" is not in "research"), and short ones must
/// end there as well, but for a plural ("cat" is not in "cathedral"; "misty" is mist).
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        if !word.is_ascii() {
            return true;
        }
        let inside = text[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_alphabetic());
        let rest = &text[at + word.len()..];
        let rest = rest.strip_prefix(['s', 'y']).unwrap_or(rest);
        let goes_on = rest.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        !inside && (word.len() > 4 || !goes_on)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(prompt: &str) -> Wish {
        Wish::read(prompt, "", &mut Dice::new(1))
    }

    #[test]
    fn a_lighthouse_at_dusk_stands_by_the_sea() {
        let wish = read("A lighthouse at dusk");
        assert_eq!((wish.place, wish.hour), (Place::Sea, Hour::Dusk));
    }

    #[test]
    fn chinese_words_are_understood() {
        let wish = read("雪夜里的城市");
        assert_eq!(
            (wish.place, wish.hour, wish.weather),
            (Place::City, Hour::Night, Weather::Snow)
        );
    }

    #[test]
    fn an_adjective_counts_as_its_noun() {
        assert_eq!(read("misty hills").weather, Weather::Fog);
    }

    #[test]
    fn what_is_to_be_avoided_is_not_painted() {
        let wish = Wish::read("a boat at sea in the rain", "boat, rain", &mut Dice::new(1));
        assert_eq!(wish.place, Place::Sea);
        assert!(!wish.has(Prop::Boat) && wish.weather != Weather::Rain);
    }

    #[test]
    fn a_word_inside_another_does_not_count() {
        assert!(!read("research in a cathedral").has(Prop::Cat));
        assert!(!has_word("research", "sea"));
    }

    #[test]
    fn the_same_prompt_and_dice_give_the_same_wish() {
        assert_eq!(read("anything"), read("anything"));
    }
}
