use super::*;
use crate::api::paste::{BodyEncoding, Leftover, Source, Unplaced};
use serde_json::json;

#[test]
fn a_multipart_command_in_bash_is_read() {
    let found = found(
        "curl -X POST \"https://api.example.com/v1/videos\" \\\n  -H \"Authorization: Bearer sk-live-9f8e7d\" \\\n  -H \"Content-Type: multipart/form-data\" \\\n  -F prompt=\"A cat, 'really'\" \\\n  -F model=\"sora-2-pro\" \\\n  -F size=\"1280x720\" \\\n  -F seconds=\"8\" \\\n  -F input_reference=\"@sample_720p.jpeg;type=image/jpeg\"\n",
    );
    assert_eq!(found.source, Source::Command);
    assert_eq!(base(&found), "https://api.example.com/v1");
    assert_eq!(key(&found), Some("sk-live-9f8e7d"));
    assert_eq!(found.encoding, Some(BodyEncoding::Multipart));
    assert_eq!(
        names(&found),
        ["prompt", "model", "size", "seconds", "input_reference"]
    );
    assert_eq!(
        texts(&field(&found, "prompt").examples),
        ["A cat, 'really'"]
    );
    assert_eq!(field(&found, "input_reference").kind, FieldKind::File);
    assert_eq!(found.models, ["sora-2-pro"]);
}

#[test]
fn a_json_command_is_read() {
    let found = found(
        "curl https://gate.example.com/openai/v1/videos -H 'api-key: 0f1e2d3c4b5a' -H 'Content-Type: application/json' -d '{\n  \"model\": \"sora-2\",\n  \"prompt\": \"it'\\''s raining\",\n  \"seconds\": \"4\"\n}'",
    );
    assert_eq!(base(&found), "https://gate.example.com/openai/v1");
    assert_eq!(auth(&found), Some(("api-key", "{key}")));
    assert_eq!(key(&found), Some("0f1e2d3c4b5a"));
    assert_eq!(found.encoding, Some(BodyEncoding::Json));
    assert_eq!(texts(&field(&found, "prompt").examples), ["it's raining"]);
}

#[test]
fn long_options_without_spaces_are_read() {
    let found = found(
        "curl --location --request POST 'https://gate.example.com/v1/videos' \\\n--header 'Authorization: Bearer <token>' \\\n--header 'Accept: application/json' \\\n--form 'model=\"veo_3_1-fast\"' \\\n--form 'prompt=\"a cow\"' \\\n--form 'size=\"16x9\"' \\\n--form 'input_reference=@\"C:\\\\Users\\\\me\\\\a.png\"' \\\n--form 'input_reference=@\"C:\\\\Users\\\\me\\\\b.png\"' \\\n--form 'enable_upsample=\"true\"' --max-time=60",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(key(&found), None);
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
    assert_eq!(
        kinds(&found),
        [
            ("model", FieldKind::Text),
            ("prompt", FieldKind::Text),
            ("size", FieldKind::Text),
            ("input_reference", FieldKind::File),
            ("enable_upsample", FieldKind::BooleanText),
        ]
    );
    assert_eq!(texts(&field(&found, "size").examples), ["16x9"]);
}

#[test]
fn a_generated_command_with_placeholders_has_fields_and_no_examples() {
    let found = found(
        "curl --request POST \\\n  --url http://localhost:8080/v1/videos \\\n  --header 'Content-Type: application/json' \\\n  --data '\n{\n  \"model\": \"<string>\",\n  \"prompt\": \"<string>\",\n  \"input_reference\": \"<string>\",\n  \"seed\": 123,\n  \"audio\": true,\n  \"fallbacks\": [ { \"provider\": \"a\" } ]\n}\n'\n{\n  \"id\": \"<string>\",\n  \"object\": \"video\",\n  \"status\": \"queued\"\n}\n",
    );
    assert_eq!(base(&found), "http://localhost:8080/v1");
    assert_eq!(
        names(&found),
        [
            "model",
            "prompt",
            "input_reference",
            "seed",
            "audio",
            "fallbacks"
        ]
    );
    assert!(field(&found, "model").examples.is_empty());
    assert_eq!(found.models, Vec::<String>::new());
    assert_eq!(found.auth, None);
}

#[test]
fn a_windows_command_with_carets_is_read() {
    let found = found(
        "curl.exe -X POST ^\r\n  \"https://gate.example.com/v1/videos\" ^\r\n  -H \"Authorization: Bearer %GATE_KEY%\" ^\r\n  -H \"Content-Type: application/json\" ^\r\n  -d \"{\"\"model\"\": \"\"wan2.6-t2v\"\", \"\"seconds\"\": \"\"5\"\"}\"",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(found.variable.as_deref(), Some("GATE_KEY"));
    assert_eq!(names(&found), ["model", "seconds"]);
    assert_eq!(found.models, ["wan2.6-t2v"]);
}

#[test]
fn a_browsers_command_for_windows_is_read() {
    let found = found(
        "curl ^\"https://gate.example.com/v1/videos^\" ^\n  -H ^\"authorization: Bearer sk-1f2e3d4c5b^\" ^\n  -H ^\"content-type: application/json^\" ^\n  --data-raw ^\"^{^\\^\"model^\\^\":^\\^\"grok-imagine-video^\\^\",^\\^\"prompt^\\^\":^\\^\"a^ cat^\\^\"^}^\"",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(key(&found), Some("sk-1f2e3d4c5b"));
    assert_eq!(names(&found), ["model", "prompt"]);
}

#[test]
fn a_powershell_command_is_read() {
    let found = found(
        "curl.exe -s `\n  -H \"Authorization: Bearer $env:GATE_KEY\" `\n  -F \"model=sora-2\" `\n  -F \"prompt=say `\"hi`\"\" `\n  https://gate.example.com/v1/videos",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(found.variable.as_deref(), Some("GATE_KEY"));
    assert_eq!(texts(&field(&found, "prompt").examples), ["say \"hi\""]);
}

#[test]
fn a_command_whose_line_ends_were_lost_ends_where_prose_begins() {
    let found = found(
        "curl https://gate.example.com/v1/videos \\ -H \"Authorization: Bearer sk-xxxx\" \\ -F \"model=sora-2\" \\ -F \"prompt=A cat on stage\"200 - 成功响应\n{ \"id\": \"video_123\", \"object\": \"video\", \"status\": \"queued\", \"quality\": \"standard\"}",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(names(&found), ["model", "prompt"]);
    assert_eq!(texts(&field(&found, "prompt").examples), ["A cat on stage"]);
    assert_eq!(key(&found), None);
}

#[test]
fn dollar_quotes_and_glued_short_options_are_read() {
    let found = found(
        "curl -sSLXPOST -H'x-api-key: 7c6b5a4d3e' https://gate.example.com/v1/videos --json $'{\"model\":\"m-1\",\"prompt\":\"it\\'s \\u0041\\n\"}' -o out.json | jq .id",
    );
    assert_eq!(auth(&found), Some(("x-api-key", "{key}")));
    assert_eq!(key(&found), Some("7c6b5a4d3e"));
    assert_eq!(
        field(&found, "prompt").examples,
        Vec::<Value>::new()
            .into_iter()
            .chain([json!("it's A\n")])
            .collect::<Vec<_>>()
    );
    assert_eq!(found.unplaced, Vec::<Unplaced>::new());
}

#[test]
fn several_commands_give_fields_of_create_and_paths_of_the_others() {
    let found = found(
        "# create\ncurl https://gate.example.com/v1/videos -H \"Authorization: Bearer $GATE_KEY\" -F model=sora-2 -F prompt=x\n\n# poll\ncurl https://gate.example.com/v1/videos/$VIDEO_ID -H \"Authorization: Bearer $GATE_KEY\"\ncurl -L https://gate.example.com/v1/videos/video_1/content --output a.mp4\ncurl -X POST https://gate.example.com/v1/videos/video_1/remix --json '{\"prompt\":\"y\",\"strength\":1}'\ncurl -X DELETE https://gate.example.com/v1/videos/video_1\ncurl 'https://gate.example.com/v1/videos?limit=20'\ncurl https://gate.example.com/v1/videos/edits -F video=@a.mp4 -F prompt=z\ncurl https://gate.example.com/v1/videos/extensions -F prompt=z\ncurl https://gate.example.com/v1/models\n",
    );
    assert_eq!(names(&found), ["model", "prompt"]);
    assert_eq!(found.variable.as_deref(), Some("GATE_KEY"));
    assert_eq!(
        paths(&found),
        [
            (Endpoint::Retrieve, "GET", "/videos/{id}"),
            (Endpoint::Content, "GET", "/videos/{id}/content"),
            (Endpoint::Remix, "POST", "/videos/{id}/remix"),
            (Endpoint::Delete, "DELETE", "/videos/{id}"),
            (Endpoint::List, "GET", "/videos"),
            (Endpoint::Edits, "POST", "/videos/edits"),
            (Endpoint::Extensions, "POST", "/videos/extensions"),
            (Endpoint::Models, "GET", "/models"),
        ]
    );
    assert_eq!(found.unplaced, [Unplaced::query("limit=1")]);
}

#[test]
fn an_address_in_a_variable_is_put_in() {
    let found = found(
        "export BASE_URL=\"https://gate.example.com/v1\"\ncurl \"$BASE_URL/videos\" -H \"Authorization: Bearer ${GATE_KEY}\" -F model=sora-2",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(found.variable.as_deref(), Some("GATE_KEY"));
}

#[test]
fn an_unknown_variable_leaves_the_address_open() {
    let found = found(
        "curl -X POST $BASE_URL/v1/video/generations -H 'Authorization: sk-5a4b3c2d1e' -d '{\"model\":\"veo3.1\",\"prompt\":\"x\"}'",
    );
    assert_eq!(found.base_url, None);
    assert_eq!(found.unplaced, [Leftover::Address.into()]);
    assert_eq!(found.create_path.as_deref(), Some("/video/generations"));
    assert_eq!(auth(&found), Some(("Authorization", "{key}")));
    assert_eq!(key(&found), Some("sk-5a4b3c2d1e"));
}

#[test]
fn nested_bodies_become_dotted_fields() {
    let found = found(
        "curl https://gate.example.com/v1/videos -H 'Content-Type: application/json' --data-raw '{\"model\":\"seedance-2-0\",\"prompt\":\"x\",\"metadata\":{\"resolution\":\"720p\",\"seed\":7,\"output_config\":{\"aspect_ratio\":\"16:9\"}},\"images\":[\"data:image/png;base64,AA\"],}'",
    );
    assert_eq!(
        names(&found),
        [
            "model",
            "prompt",
            "metadata.resolution",
            "metadata.seed",
            "metadata.output_config.aspect_ratio",
            "images"
        ]
    );
    assert_eq!(field(&found, "metadata.seed").examples, [json!(7)]);
}

#[test]
fn brackets_in_part_names_become_dots_and_lists() {
    let found = found(
        "curl https://gate.example.com/v1/videos --form-string 'prompt=@home' -F 'metadata[seed]=7' -F 'images[]=https://x.example/a.png' -F 'tag=a' -F 'tag=b' -F 'metadata2={\"a\":1}'",
    );
    assert_eq!(
        kinds(&found),
        [
            ("prompt", FieldKind::Text),
            ("metadata.seed", FieldKind::Text),
            ("images", FieldKind::List),
            ("tag", FieldKind::List),
            ("metadata2", FieldKind::Object),
        ]
    );
}

#[test]
fn a_here_document_is_the_body() {
    let found = found(
        "curl https://gate.example.com/v1/videos -H 'Content-Type: application/json' -d @- <<'EOF'\n{\"model\": \"sora-2\", \"prompt\": \"x\"}\nEOF\necho done\n",
    );
    assert_eq!(names(&found), ["model", "prompt"]);
    assert_eq!(found.unplaced, Vec::<Unplaced>::new());
}

#[test]
fn a_user_and_a_bearer_option_are_keys() {
    let found = found("curl -u ada:lovelace https://gate.example.com/v1/videos -F model=x");
    assert_eq!(
        (auth(&found), key(&found)),
        (
            Some(("Authorization", "Basic {key}")),
            Some("YWRhOmxvdmVsYWNl")
        )
    );
    let found = super::found(
        "curl --oauth2-bearer sk-0a1b2c3d https://gate.example.com/v1/videos -F model=x",
    );
    assert_eq!(
        (auth(&found), key(&found)),
        (Some(("Authorization", "Bearer {key}")), Some("sk-0a1b2c3d"))
    );
}

#[test]
fn what_stands_for_a_key_is_no_key() {
    for word in [
        "sk-xxxx",
        "<token>",
        "YOUR_API_KEY",
        "{{token}}",
        "sk-...",
        "your-key-here",
        "$(cat key)",
        "sk-你的密钥",
        "***",
        "EMPTY",
    ] {
        let found = found(&format!(
            "curl https://gate.example.com/v1/videos -H 'Authorization: Bearer {word}' -F model=x"
        ));
        assert_eq!(key(&found), None, "{word}");
        assert_eq!(
            auth(&found),
            Some(("Authorization", "Bearer {key}")),
            "{word}"
        );
    }
}

#[test]
fn unknown_options_and_headers_are_named_but_not_their_values() {
    let found = found(
        "curl --frobnicate -H 'X-Team: red-secret' https://gate.example.com/v1/videos -F model=x",
    );
    assert_eq!(
        found.unplaced,
        [
            Unplaced::named(Leftover::Header, "X-Team"),
            Unplaced::named(Leftover::Option, "frobnicate")
        ]
    );
}

#[test]
fn a_command_in_a_fenced_block_ends_with_it() {
    let found = found(
        "Try:\n```bash\ncurl https://gate.example.com/v1/videos \\\n  -F model=sora-2 \\\n  -F prompt=x\n```\nThen wait.\n",
    );
    assert_eq!(names(&found), ["model", "prompt"]);
    assert_eq!(texts(&field(&found, "prompt").examples), ["x"]);
}

#[test]
fn lost_backslashes_do_not_end_a_command() {
    let found = found(
        "curl https://gate.example.com/v1/videos\n  -H \"Authorization: Bearer sk-0a1b2c3d\"\n  --form model=sora-2\n  --form prompt=x\nThat is all.",
    );
    assert_eq!(names(&found), ["model", "prompt"]);
    assert_eq!(key(&found), Some("sk-0a1b2c3d"));
}

#[test]
fn a_python_program_is_read() {
    let found = found(
        "import os, requests\n\nurl = \"https://gate.example.com/v1/videos\"\nheaders = {\"Authorization\": f\"Bearer {os.environ['GATE_KEY']}\", \"Content-Type\": \"application/json\"}\npayload = {'model': 'sora-2', 'prompt': \"a cat\", 'audio': True, 'seed': None}\nr = requests.post(url, headers=headers, json=payload)\n",
    );
    assert_eq!(found.source, Source::Snippet);
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(names(&found), ["model", "prompt", "audio", "seed"]);
    assert_eq!(field(&found, "audio").kind, FieldKind::Boolean);
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
    assert_eq!(key(&found), None);
}

#[test]
fn a_client_library_is_read() {
    let found = found(
        "from openai import OpenAI\nclient = OpenAI(base_url=\"https://gate.example.com/v1\", api_key=os.environ[\"GATE_KEY\"])\nvideo = client.videos.create(\n    model=\"sora-2\",\n    prompt=\"a cat (orange)\",\n    seconds=\"8\",\n    input_reference=open(\"a.png\", \"rb\"),\n)\n",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(found.variable.as_deref(), Some("GATE_KEY"));
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
    assert_eq!(
        kinds(&found),
        [
            ("model", FieldKind::Text),
            ("prompt", FieldKind::Text),
            ("seconds", FieldKind::Text),
            ("input_reference", FieldKind::File)
        ]
    );
}

#[test]
fn a_fetch_is_read() {
    let found = found(
        "const res = await fetch('https://gate.example.com/v1/videos', {\n  method: 'POST',\n  headers: { Authorization: `Bearer ${process.env.GATE_KEY}`, 'Content-Type': 'application/json' },\n  body: JSON.stringify({ model: 'veo-3.1', prompt: 'x', seconds: 8 }),\n});\n",
    );
    assert_eq!(base(&found), "https://gate.example.com/v1");
    assert_eq!(names(&found), ["model", "prompt", "seconds"]);
    assert_eq!(found.variable.as_deref(), Some("GATE_KEY"));
}

#[test]
fn commands_that_pages_and_shells_changed_are_read() {
    for text in [
        "curl https://api.gate.io/v1/videos -H &quot;Authorization: Bearer sk-Qm3xT7vB9nLpK2&quot; -F model=sora-2 -F &quot;prompt=a cat&quot;",
        "curl -X POST “https://api.gate.io/v1/videos” -H “Authorization: Bearer sk-Qm3xT7vB9nLpK2” -H “Content-Type: application/json” -d ‘{“model”: “sora-2”, “prompt”: “a cat”}’",
        r#"$ curl https://api.gate.io/v1/videos \
>   -H "Authorization: Bearer sk-Qm3xT7vB9nLpK2" \
>   -F model=sora-2 \
>   -F prompt="a cat""#,
        r#"curl.exe -X POST "https://api.gate.io/v1/videos" -H "Authorization: Bearer sk-Qm3xT7vB9nLpK2" -H "Content-Type: application/json" -d '{\"model\":\"sora-2\",\"prompt\":\"a cat\"}'"#,
    ] {
        let found = found(text);
        assert_eq!(base(&found), "https://api.gate.io/v1", "{text}");
        assert_eq!(names(&found), ["model", "prompt"], "{text}");
        assert_eq!(
            texts(&field(&found, "prompt").examples),
            ["a cat"],
            "{text}"
        );
        assert_eq!(key(&found), Some("sk-Qm3xT7vB9nLpK2"), "{text}");
    }
}
