//! What cURL commands say about a server: address, key, encoding, fields of create, and the other endpoints.
//!
//! Commands that do not create a video give paths only: their fields are of other requests.

use super::{
    BodyEncoding, Endpoint, FieldKind, Found, FoundAuth, FoundField, FoundPath, Leftover, Source,
    Unplaced, address, auth, endpoint, example, flags, flags::Argument, json, merge, text, values,
    words,
};

/// The longest address that is read, in bytes.
const LONGEST: usize = 4096;
/// Most requests of one command.
const CALLS: usize = 50;

/// One command, read.
#[derive(Debug, Default)]
pub struct Call {
    method: Option<String>,
    get: bool,
    address: String,
    headers: Vec<(String, String)>,
    user: Option<String>,
    bearer: Option<String>,
    parts: Vec<(String, String, bool)>,
    data: Vec<String>,
    encoding: Option<BodyEncoding>,
    unplaced: Vec<Unplaced>,
}

/// Reads the words of a command; `--next` begins another one.
pub fn calls(command: &words::Command) -> Vec<Call> {
    let mut out = vec![Call::default()];
    for argument in flags::arguments(&command.words) {
        if argument == Argument::Switch("next") {
            if out.len() == CALLS {
                break;
            }
            out.push(Call::default());
        } else if let Some(call) = out.last_mut() {
            call.take(&argument);
        }
    }
    if let (Some(call), Some(here)) = (out.last_mut(), &command.here) {
        call.data.retain(|data| data != "@-");
        call.data.push(here.clone());
    }
    out.retain(|call| !call.address.is_empty());
    out
}

impl Call {
    fn take(&mut self, argument: &Argument<'_>) {
        match argument {
            Argument::Option(name, value) => self.option(name, value),
            Argument::Switch("get") => self.get = true,
            Argument::Switch("head") => self.method = Some("HEAD".to_owned()),
            Argument::Switch(_) => {}
            Argument::Unknown(option) => self
                .unplaced
                .push(Unplaced::named(Leftover::Option, option)),
            Argument::Word(word) => self.word(word),
        }
    }

    fn option(&mut self, name: &str, value: &str) {
        match name {
            "request" => self.method = Some(value.trim().to_ascii_uppercase()),
            "url" => self.word(value),
            "header" => {
                if let Some((name, value)) = value.split_once(':') {
                    self.headers
                        .push((name.trim().to_owned(), value.trim().to_owned()));
                }
            }
            "user" => self.user = Some(value.to_owned()),
            "oauth2-bearer" => self.bearer = Some(value.to_owned()),
            "form" | "form-string" => {
                self.encoding.get_or_insert(BodyEncoding::Multipart);
                if let Some((part, value)) = value.split_once('=') {
                    self.parts
                        .push((part.trim().to_owned(), value.to_owned(), name == "form"));
                }
            }
            "json" => {
                self.encoding = Some(BodyEncoding::Json);
                self.data.push(value.to_owned());
            }
            "data" | "data-raw" | "data-ascii" | "data-binary" | "data-urlencode" => {
                self.data.push(value.to_owned());
            }
            "upload-file" => self.unplaced.push(Leftover::BodyFile.into()),
            _ => {}
        }
    }

    /// An address. A placeholder with a space in it comes as two words.
    fn word(&mut self, word: &str) {
        if self.address.is_empty() {
            word.clone_into(&mut self.address);
        } else if address::is_placeholder(&self.address)
            && !self
                .address
                .trim_start_matches("https://")
                .trim_start_matches("http://")
                .contains('/')
        {
            self.address.push_str(word);
        } else if !self.address.contains("://") && word.contains("://") {
            word.clone_into(&mut self.address);
        } else if word.len() > 1 {
            // A command's own words may be a cookie or a key: only their number is told.
            self.unplaced.push(Leftover::Words.into());
        }
    }

    fn verb(&self) -> &str {
        let body = !self.parts.is_empty() || !self.data.is_empty();
        match &self.method {
            Some(method) => method,
            None if body && !self.get => "POST",
            None => "GET",
        }
    }

    /// The address with `$BASE_URL` put in.
    fn place(&self, names: &[(String, String)]) -> Option<address::Address> {
        let whole = text::half_width(&self.address);
        let mut whole = put_in(&whole, names)?;
        if whole.starts_with('$')
            || whole.starts_with('%')
            || whole.starts_with('{')
            || whole.starts_with('<')
        {
            // Only the path is known.
            let path = whole.find('/').map_or("", |at| &whole[at..]);
            whole = format!("https://{{base}}{path}");
        }
        address::read(&whole)
    }

    /// Which endpoint it calls.
    pub fn endpoint(&self, names: &[(String, String)]) -> Option<Endpoint> {
        let path = self.place(names)?.endpoint?;
        endpoint::endpoint(Some(self.verb()), &path)
    }
}

/// The address with the values of variables, unless that makes it longer than any address: values may hold variables too.
fn put_in(address: &str, names: &[(String, String)]) -> Option<String> {
    let mut whole = address.to_owned();
    for (name, value) in names {
        if !whole.contains(['$', '%']) {
            break;
        }
        for form in [
            format!("${{{name}}}"),
            format!("$env:{name}"),
            format!("%{name}%"),
            format!("${name}"),
        ] {
            if whole.len() > LONGEST {
                return None;
            }
            if whole.contains(&form) {
                whole = whole.replace(&form, value);
            }
        }
    }
    (whole.len() <= LONGEST).then_some(whole)
}

/// `BASE_URL=https://…` in the same text.
pub fn variables(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for line in text.lines().take(20_000) {
        let line = line.trim();
        let line = ["export ", "set ", "const ", "let ", "$env:", "$"]
            .iter()
            .fold(line, |line, word| line.strip_prefix(word).unwrap_or(line));
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        let good = !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let value = text::unquoted(value);
        if good && value.len() < 500 && value.contains("://") && out.len() < 20 {
            out.push((name.to_owned(), value.trim_end_matches('/').to_owned()));
        }
    }
    out
}

/// Puts a command into what was found.
pub fn put(out: &mut Found, call: &Call, names: &[(String, String)]) {
    let Some(place) = call.place(names) else {
        out.unplaced.push(Leftover::Address.into());
        return;
    };
    let path = place.endpoint.clone();
    let endpoint = path
        .as_deref()
        .and_then(|path| endpoint::endpoint(Some(call.verb()), path));
    // An address of another service in the same text is not this server's.
    let ours = endpoint.is_some() || path.is_none();
    if !ours {
        let path = path.unwrap_or_default();
        out.unplaced.push(Unplaced::request(call.verb(), &path));
        return;
    }
    put_place(out, &place);
    put_auth(out, call);
    out.unplaced.extend(call.unplaced.iter().cloned());
    match (endpoint, path) {
        (Some(Endpoint::Create), Some(path)) => {
            if path != "/videos" {
                out.create_path = out.create_path.take().or(Some(path));
            }
            put_body(out, call);
        }
        (Some(endpoint), Some(path)) => merge::path(
            out,
            FoundPath {
                endpoint,
                method: call.verb().to_owned(),
                path,
            },
        ),
        _ => put_body(out, call),
    }
}

fn put_place(out: &mut Found, place: &address::Address) {
    match &place.base {
        Some(base) if out.base_url.is_none() => {
            out.base_url = Some(base.clone());
            out.base_guessed = place.guessed;
        }
        Some(base) if out.base_url.as_ref() != Some(base) => out
            .unplaced
            .push(Unplaced::named(Leftover::OtherServer, base.as_str())),
        Some(_) => {}
        None => out.unplaced.push(Leftover::Address.into()),
    }
    if let Some(user) = &place.user {
        auth::basic(out, user);
    }
    if let Some(query) = &place.query {
        out.unplaced.push(Unplaced::query(query));
    }
}

fn put_auth(out: &mut Found, call: &Call) {
    for (name, value) in &call.headers {
        let lower = name.to_ascii_lowercase();
        let silent = [
            "content-type",
            "accept",
            "user-agent",
            "host",
            "connection",
            "origin",
            "referer",
            "accept-language",
            "accept-encoding",
            "cache-control",
            "content-length",
        ];
        if !auth::header(out, name, value)
            && !silent.contains(&lower.as_str())
            && !lower.starts_with("sec-")
        {
            out.unplaced.push(Unplaced::named(Leftover::Header, name));
        }
    }
    if let Some(user) = &call.user {
        auth::basic(out, user);
    }
    if let Some(key) = &call.bearer {
        out.auth.get_or_insert_with(FoundAuth::bearer);
        auth::put_key(out, key);
    }
}

fn put_body(out: &mut Found, call: &Call) {
    let typed = call
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let told = typed.and_then(|(_, value)| values::encoding(value));
    let mut fields = parts(call);
    let mut encoding = told.or(call.encoding);
    let body = call.data.join("");
    if !body.trim().is_empty() && !call.get {
        if let Some(value) = json::lenient(body.trim()).filter(serde_json::Value::is_object) {
            encoding = encoding.or(Some(BodyEncoding::Json));
            fields.extend(example::json(&value));
        } else if body.starts_with('@') {
            out.unplaced.push(Leftover::BodyFile.into());
        } else if body.contains('=') && !body.trim_start().starts_with('{') {
            out.unplaced.push(Leftover::BodyForm.into());
            fields.extend(url_encoded(call));
        } else {
            out.unplaced.push(Leftover::BodyUnread.into());
        }
    }
    out.encoding = out.encoding.or(encoding);
    for field in fields {
        merge::field(out, field);
    }
}

fn parts(call: &Call) -> Vec<FoundField> {
    let mut out: Vec<FoundField> = Vec::new();
    for (name, value, special) in &call.parts {
        let field = match value.strip_prefix('@') {
            Some(_) if *special => FoundField::new(example::dotted(name).0, FieldKind::File),
            _ if *special && value.starts_with('<') && !value.ends_with('>') => {
                FoundField::new(example::dotted(name).0, FieldKind::Text)
            }
            _ => example::part(name, without_type(value, *special)),
        };
        match out.iter_mut().find(|known| known.path == field.path) {
            // The same text part twice is a list; the same file part twice is two pictures.
            Some(known) if known.kind != FieldKind::File => {
                known.kind = FieldKind::List;
                merge::into_field(known, field);
            }
            Some(_) => {}
            None => out.push(field),
        }
    }
    out
}

/// Without `;type=…` and quotes, which cURL takes off.
fn without_type(value: &str, special: bool) -> &str {
    if !special {
        return value;
    }
    let value = value.split(";type=").next().unwrap_or(value);
    value
        .strip_prefix('"')
        .and_then(|v| v.strip_suffix('"'))
        .unwrap_or(value)
}

fn url_encoded(call: &Call) -> Vec<FoundField> {
    let pairs = call
        .data
        .iter()
        .flat_map(|data| data.split('&'))
        .filter_map(|pair| pair.split_once('='));
    let decode = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " "))
            .decode_utf8_lossy()
            .into_owned()
    };
    pairs
        .filter(|(name, _)| !name.is_empty() && name.len() <= 100)
        .take(200)
        .map(|(name, value)| example::part(&decode(name), &decode(value)))
        .collect()
}

/// All commands of a text.
pub fn read(commands: &[words::Command], names: &[(String, String)]) -> Option<Found> {
    let mut out = Found::new(Source::Command);
    let all: Vec<Call> = commands.iter().flat_map(calls).collect();
    if all.is_empty() {
        return None;
    }
    // Create says most, so its address is the one.
    let (create, others): (Vec<&Call>, Vec<&Call>) = all
        .iter()
        .partition(|call| call.endpoint(names) == Some(Endpoint::Create));
    for call in create.into_iter().chain(others) {
        put(&mut out, call, names);
    }
    let said = out.base_url.is_some()
        || !out.fields.is_empty()
        || !out.paths.is_empty()
        || out
            .unplaced
            .iter()
            .any(|left| left.what == Leftover::Address);
    said.then_some(out)
}
