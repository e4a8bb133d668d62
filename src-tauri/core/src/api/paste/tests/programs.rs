//! Programs and tools other than cURL, as documentation offers them in its tabs.

use super::*;
use crate::api::paste::BodyEncoding;

/// A text, the base that it means, and its fields. Every one holds [`KEY`].
const PROGRAMS: &[(&str, &str, &[&str])] = &[
    (
        r#"POST /v1/videos HTTP/1.1
Host: api.gate.io
Authorization: Bearer sk-Qm3xT7vB9nLpK2
Content-Type: application/json
Content-Length: 87

{
    "model": "sora-2",
    "prompt": "a cat",
    "seconds": "8",
    "size": "1280x720"
}"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds", "size"],
    ),
    (
        r#"$headers = @{
    "Authorization" = "Bearer sk-Qm3xT7vB9nLpK2"
    "Content-Type"  = "application/json"
}
$body = @{
    model = "sora-2"
    prompt = "a cat"
    seconds = "8"
    audio = $true
} | ConvertTo-Json
Invoke-RestMethod -Uri "https://api.gate.io/v1/videos" -Method Post -Headers $headers -Body $body"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds", "audio"],
    ),
    (
        r#"import requests
API_KEY = "sk-Qm3xT7vB9nLpK2"
BASE_URL = "https://api.gate.io/v1"

def create():
    headers = {"Authorization": f"Bearer {API_KEY}"}
    files = {"input_reference": open("a.png", "rb")}
    data = {
        "model": "sora-2",
        "prompt": "a cat",
        "seconds": "8",
    }
    resp = requests.post(f"{BASE_URL}/videos", headers=headers, data=data, files=files)
    return resp.json()["id"]

def poll(id):
    return requests.get(f"{BASE_URL}/videos/{id}", headers={"Authorization": f"Bearer {API_KEY}"}).json()"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds", "input_reference"],
    ),
    (
        r#"from openai import OpenAI

client = OpenAI(
    api_key="sk-Qm3xT7vB9nLpK2",
    base_url="https://gate.io/openai/v1/",
)

video = client.videos.create_and_poll(
    model="sora-2-pro",
    prompt="A cat",
    seconds="12",
    size="1792x1024",
    extra_body={"watermark": False, "style": "anime"},
)
content = client.videos.download_content(video.id, variant="video")"#,
        "https://gate.io/openai/v1",
        &["watermark", "style", "model", "prompt", "seconds", "size"],
    ),
    (
        r#"fetch("https://api.gate.io/v1/videos", {
  "headers": {
    "accept": "*/*",
    "authorization": "Bearer sk-Qm3xT7vB9nLpK2",
    "content-type": "application/json"
  },
  "body": "{\"model\":\"sora-2\",\"prompt\":\"a cat\",\"seconds\":\"8\"}",
  "method": "POST"
});"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds"],
    ),
    (
        r#"const form = new FormData();
form.append("model", "sora-2");
form.append("prompt", "a cat");
form.append("seconds", "8");
form.append("input_reference", fs.createReadStream("a.png"));
const res = await fetch("https://api.gate.io/v1/videos", { method: "POST", headers: { Authorization: "Bearer sk-Qm3xT7vB9nLpK2" }, body: form });"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds", "input_reference"],
    ),
    (
        r#"package main
func main() {
	url := "https://api.gate.io/v1/videos"
	method := "POST"
	payload := strings.NewReader(`{"model":"sora-2","prompt":"a cat","seconds":"8"}`)
	client := &http.Client{}
	req, err := http.NewRequest(method, url, payload)
	req.Header.Add("Authorization", "Bearer sk-Qm3xT7vB9nLpK2")
	req.Header.Add("Content-Type", "application/json")
}"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds"],
    ),
    (
        r#"import http.client
import json

conn = http.client.HTTPSConnection("api.gate.io")
payload = json.dumps({
   "model": "sora-2",
   "prompt": "a cat",
   "seconds": 8
})
headers = {
   'Authorization': 'Bearer sk-Qm3xT7vB9nLpK2',
   'Content-Type': 'application/json'
}
conn.request("POST", "/v1/videos", payload, headers)"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds"],
    ),
    (
        r#"wget --no-check-certificate --quiet \
  --method POST \
  --header 'Authorization: Bearer sk-Qm3xT7vB9nLpK2' \
  --header 'Content-Type: application/json' \
  --body-data '{"model":"sora-2","prompt":"a cat"}' \
   'https://api.gate.io/v1/videos'"#,
        "https://api.gate.io/v1",
        &["model", "prompt"],
    ),
    (
        r#"import requests
url = "https://api.gate.io/v1/videos"
payload={'model': 'sora-2', 'prompt': 'a cat', 'seconds': '8'}
files=[
   ('input_reference',('a.png',open('/tmp/a.png','rb'),'image/png'))
]
headers = {
   'Authorization': 'Bearer sk-Qm3xT7vB9nLpK2'
}
response = requests.request("POST", url, headers=headers, data=payload, files=files)"#,
        "https://api.gate.io/v1",
        &["model", "prompt", "seconds", "input_reference"],
    ),
    (
        r#"<?php
$curl = curl_init();
curl_setopt_array($curl, array(
   CURLOPT_URL => 'https://api.gate.io/v1/videos',
   CURLOPT_CUSTOMREQUEST => 'POST',
   CURLOPT_POSTFIELDS => '{"model":"sora-2","prompt":"a cat"}',
   CURLOPT_HTTPHEADER => array(
      'Authorization: Bearer sk-Qm3xT7vB9nLpK2',
      'Content-Type: application/json'
   ),
));"#,
        "https://api.gate.io/v1",
        &["model", "prompt"],
    ),
    (
        r#"OkHttpClient client = new OkHttpClient().newBuilder().build();
MediaType mediaType = MediaType.parse("application/json");
RequestBody body = RequestBody.create(mediaType, "{\"model\": \"sora-2\", \"prompt\": \"a cat\"}");
Request request = new Request.Builder()
  .url("https://api.gate.io/v1/videos")
  .method("POST", body)
  .addHeader("Authorization", "Bearer sk-Qm3xT7vB9nLpK2")
  .addHeader("Content-Type", "application/json")
  .build();"#,
        "https://api.gate.io/v1",
        &["model", "prompt"],
    ),
];
const KEY: &str = "sk-Qm3xT7vB9nLpK2";

#[test]
fn programs_in_many_languages_are_read() {
    for (text, wanted, fields) in PROGRAMS {
        let found = found(text);
        assert_eq!(base(&found), *wanted, "{text}");
        assert_eq!(names(&found), *fields, "{text}");
        assert_eq!(key(&found), Some(KEY), "{text}");
    }
}

#[test]
fn programs_that_send_a_form_say_so() {
    for (text, ..) in PROGRAMS {
        let has_file = text.contains("input_reference");
        let found = found(text);
        assert_eq!(
            found.encoding == Some(BodyEncoding::Multipart),
            has_file,
            "{text}"
        );
        if has_file {
            assert_eq!(
                field(&found, "input_reference").kind,
                FieldKind::File,
                "{text}"
            );
        }
    }
}

#[test]
fn a_key_in_powershells_environment_is_a_variable() {
    let found = found(
        r#"Invoke-WebRequest -Uri https://api.gate.io/v1/videos -Method POST -Headers @{ "Authorization" = "Bearer $env:GATE_KEY" } -ContentType "application/json" -Body '{"model":"sora-2","prompt":"x"}'"#,
    );
    assert_eq!(found.variable.as_deref(), Some("GATE_KEY"));
    assert_eq!(names(&found), ["model", "prompt"]);
    assert_eq!(found.encoding, Some(BodyEncoding::Json));
}
