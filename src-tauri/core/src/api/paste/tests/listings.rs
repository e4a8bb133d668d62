//! Parameters listed under each other, as browsers copy pages of Apifox and Mintlify.

use super::*;
use crate::api::paste::{BodyEncoding, Source};
use serde_json::json;

const CHINESE: &str = r#"创建视频
POST
/v1/videos
最后修改时间:2025-11-02 10:20:31
请求参数
Authorization
Bearer Token
在 Header 添加参数 Authorization,其值为在 Bearer 之后拼接 Token
示例:
Authorization: Bearer ********************
Body 参数
multipart/form-data
必填
model
string 
模型名称
必需
枚举值:
sora-2
sora-2-pro
prompt
string 
提示词
必需
示例值:
a cat
seconds
string 
时长
可选
默认值:
4
input_reference
file 
参考图
可选
示例代码
Shell
curl --location 'https://api.gate.cn/v1/videos' \
--header 'Authorization: Bearer {{key}}' \
--form 'model="sora-2"'
返回响应
成功(200)
application/json
{
  "id": "string",
  "object": "string",
  "status": "string"
}"#;

const ENGLISH: &str = r#"Create video

POST
/
v1
/
videos

Try it
cURL

curl --request POST \
  --url https://api.gate.io/v1/videos \
  --header 'Authorization: Bearer <token>' \
  --header 'Content-Type: multipart/form-data' \
  --form 'prompt=<string>' \
  --form model=sora-2 \
  --form seconds=4 \
  --form size=720x1280 \
  --form input_reference='@example-file'
200

{
  "id": "<string>",
  "object": "video",
  "model": "<string>",
  "status": "queued",
  "progress": 123
}
Authorizations

Authorization
string
header
required
Bearer authentication header of the form Bearer <token>, where <token> is your auth token.

Body
multipart/form-data

prompt
string
required
Text prompt that describes the video to generate.

model
enum<string>
default:sora-2
The video generation model to use
Available options: sora-2, sora-2-pro

seconds
enum<string>
default:4
Clip duration in seconds.
Available options: 4, 8, 12

size
enum<string>
Output resolution formatted as width x height.
Available options: 720x1280, 1280x720, 1024x1792, 1792x1024

input_reference
file
Optional image reference that guides generation.

Response
200 - application/json

id
string
Unique identifier"#;

const SEVERAL: &str = "# 视频接口文档

## 1. 创建视频任务
**接口地址**: `https://gw.example.cn/api/v1/videos`
**请求方式**: POST
**Content-Type**: application/json

### 请求参数
| 参数名 | 类型 | 必填 | 默认值 | 说明 |
| --- | --- | --- | --- | --- |
| model | string | 是 | - | 模型,可选值:`veo3.1`、`veo3.1-fast`、`veo3.1-pro` |
| prompt | string | 是 | - | 提示词 |
| seconds | int | 否 | 8 | 时长,支持 4、6、8 秒 |
| aspect_ratio | string | 否 | 16:9 | 画面比例:16:9 / 9:16 |
| images | array | 否 | - | 参考图 URL 列表,最多 3 张 |
| enhance_prompt | boolean | 否 | true | 是否优化提示词 |

### 响应参数
| 参数名 | 类型 | 说明 |
| --- | --- | --- |
| id | string | 任务 ID |
| status | string | 状态 |

## 2. 查询任务
**接口地址**: `https://gw.example.cn/api/v1/videos/{id}`
**请求方式**: GET
| 参数名 | 类型 | 必填 | 说明 |
| --- | --- | --- | --- |
| id | string | 是 | 任务 ID |

## 3. 下载视频
GET https://gw.example.cn/api/v1/videos/{id}/content";

#[test]
fn a_chinese_page_that_lists_its_parameters_is_read() {
    let found = found(CHINESE);
    assert_eq!(found.source, Source::Table);
    assert_eq!(base(&found), "https://api.gate.cn/v1");
    assert_eq!(found.encoding, Some(BodyEncoding::Multipart));
    assert_eq!(
        kinds(&found),
        [
            ("model", FieldKind::Text),
            ("prompt", FieldKind::Text),
            ("seconds", FieldKind::Text),
            ("input_reference", FieldKind::File)
        ]
    );
    assert_eq!(
        texts(&field(&found, "model").values),
        ["sora-2", "sora-2-pro"]
    );
    assert!(field(&found, "model").required && !field(&found, "seconds").required);
    assert_eq!(field(&found, "seconds").default, Some(json!("4")));
    assert_eq!(texts(&field(&found, "prompt").examples), ["a cat"]);
    assert_eq!(
        field(&found, "prompt").description.as_deref(),
        Some("提示词")
    );
}

#[test]
fn an_english_page_that_lists_its_parameters_is_read_without_its_answers() {
    let found = found(ENGLISH);
    assert_eq!(
        names(&found),
        ["prompt", "model", "seconds", "size", "input_reference"]
    );
    assert_eq!(texts(&field(&found, "seconds").values), ["4", "8", "12"]);
    assert_eq!(field(&found, "seconds").default, Some(json!("4")));
    assert_eq!(
        field(&found, "seconds").description.as_deref(),
        Some("Clip duration in seconds.")
    );
    assert_eq!(field(&found, "size").values.len(), 4);
    assert!(field(&found, "prompt").required && !field(&found, "size").required);
    assert_eq!(found.models, ["sora-2", "sora-2-pro"]);
    assert_eq!(auth(&found), Some(("Authorization", "Bearer {key}")));
}

#[test]
fn a_table_of_another_endpoint_is_not_of_create_where_its_method_stands_on_another_line() {
    let found = found(SEVERAL);
    assert_eq!(
        names(&found),
        [
            "model",
            "prompt",
            "seconds",
            "aspect_ratio",
            "images",
            "enhance_prompt"
        ]
    );
}
