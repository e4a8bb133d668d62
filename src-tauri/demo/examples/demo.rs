//! Runs the demo server until Ctrl-C: `cargo run -p rushes-demo --example demo -- PORT`.

use rushes_demo::{DemoOptions, start};

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "tells the address to whoever started it"
)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse())?;
    let demo = start(DemoOptions {
        port,
        workers: 1,
        keep: None,
    })
    .await?;
    println!("{}", demo.base_url());
    tokio::signal::ctrl_c().await?;
    demo.stop().await;
    Ok(())
}
