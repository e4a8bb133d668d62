//! Every shipped server description, used by the real engine over real HTTP against a server that is as strict as the product
//! itself and answers as it does (`wire.md` 2, 3 and 7).
//!
//! The descriptions are data that nobody could try against most of these servers; here they are tried against all that is
//! known of them. One file per family: what the product does, then what the user must get from it.

mod azure;
mod cliproxy;
mod content;
mod curl;
mod desk;
mod dynamo;
mod film;
mod foreign;
mod hostile;
mod litellm;
mod localai;
mod material;
mod new_api;
mod new_api_channels;
mod openai;
mod openai_verbs;
mod openrouter;
mod orders;
mod relay;
mod scripted;
mod sglang;
mod trtllm;
mod unknown;
mod vllm;
mod xai;
