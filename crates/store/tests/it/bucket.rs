//! An S3 service of the test's own, on loopback, over a folder in which a test can look and meddle.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chancery_store::{FilesAt, Patience, S3Access, Secret};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A service with one bucket, `papers`. It stops when it is dropped.
pub(crate) struct Service {
    pub(crate) folder: TempDir,
    pub(crate) address: SocketAddr,
    _listening: JoinSet<()>,
}

impl Service {
    pub(crate) async fn start() -> Service {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("papers")).unwrap();
        Service::over(folder, "127.0.0.1:0".parse().unwrap()).await
    }

    /// Stops; what it held stays, and its address.
    pub(crate) async fn stop(self) -> (TempDir, SocketAddr) {
        let Service { folder, address, mut _listening } = self;
        _listening.shutdown().await;
        (folder, address)
    }

    pub(crate) async fn over(folder: TempDir, address: SocketAddr) -> Service {
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single("key", "open sesame"));
        let service = service.build();
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut listening = JoinSet::new();
        listening.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                connections.spawn(async move {
                    let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Service { folder, address, _listening: listening }
    }

    /// The place of a register's files in it.
    pub(crate) fn place(&self) -> FilesAt {
        place_at(self.address, "s3://papers/of/us")
    }

    /// Where an object of that place lies.
    pub(crate) fn path_of(&self, key: &str) -> PathBuf {
        self.folder.path().join("papers/of/us").join(key)
    }
}

/// A place at an address, with a visitor's patience.
pub(crate) fn place_at(address: SocketAddr, place: &str) -> FilesAt {
    let access = S3Access {
        endpoint: Some(format!("http://{address}")),
        key_id: Some("key".into()),
        secret: Some(Secret::new("open sesame")),
        ..S3Access::default()
    };
    let patience =
        Patience { connect: Duration::from_millis(500), request: Duration::from_secs(5), total: Duration::from_secs(8), retries: 2 };
    match place.parse::<FilesAt>().unwrap().with_access(&access) {
        FilesAt::S3(place) => FilesAt::S3(chancery_store::S3Place { patience, ..place }),
        folder => folder,
    }
}
