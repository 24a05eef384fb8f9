//! A stand-in S3 server over a folder, in a process of its own, so that the cluster on one machine has a bucket and the
//! fault drill something to kill.
//!
//! It stands beside the other chores and not among them because it brings a good many libraries, which nobody should
//! have to compile for `cargo xtask check --still`. It is no place for data: one writer's word is as good as another's,
//! and nothing is synchronized to the disk.
#![expect(clippy::print_stdout, reason = "a chore talks to the program that started it")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

/// Serve the folders below a folder as buckets
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder; each folder in it is a bucket
    folder: PathBuf,
    /// Where to listen; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The name of the one key that opens the buckets
    #[arg(long)]
    key_id: String,
    /// That key
    #[arg(long)]
    key: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            println!("bucket: {said}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    let files = FileSystem::new(&arguments.folder).map_err(|error| format!("{}: {error:?}", arguments.folder.display()))?;
    let mut service = S3ServiceBuilder::new(files);
    service.set_auth(SimpleAuth::from_single(arguments.key_id, arguments.key));
    let service = service.build();
    let listener = TcpListener::bind(arguments.listen).await.map_err(|error| format!("{}: {error}", arguments.listen))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    println!("http://{address}");
    loop {
        // A connection that could not be taken is the client's to repeat; the listener itself goes on.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let service = service.clone();
        tokio::spawn(async move {
            let connection = Builder::new(TokioExecutor::new());
            // How a connection ended concerns its client alone.
            drop(connection.serve_connection(TokioIo::new(stream), service).await);
        });
    }
}
