//! A register that is thrown away, kept where the suite at hand is to have it, and whose files can be lost for a while.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chancery_app::keeping::Register;
use chancery_app::{App, Location};
use chancery_model::{Kind, samples};
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::papers::ctx;
use crate::bucket::Service;
use crate::database::Database;

/// True in the half of the tests that keep journal and files elsewhere.
pub(crate) const ON_POSTGRES: bool = is_on_postgres();

const fn is_on_postgres() -> bool {
    // `it::on_sqlite::place` or `it::on_postgres::place`.
    module_path!().as_bytes()[7] == b'p'
}

/// Where a register is kept.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
    elsewhere: Option<(Database, Bucket)>,
}

enum Bucket {
    Open(Service),
    Lost(TempDir, SocketAddr),
    /// On the way from one to the other.
    Between,
}

impl Place {
    /// An empty one; none if the suite at hand wants a server and there is none.
    pub(crate) async fn make() -> Option<Place> {
        let folder = tempfile::tempdir().unwrap();
        if !ON_POSTGRES {
            return Some(Place { folder, elsewhere: None });
        }
        let database = Database::make()?;
        Some(Place { folder, elsewhere: Some((database, Bucket::Open(Service::start().await))) })
    }

    /// A data folder of the register; on one machine there is only one.
    fn location(&self, name: &str) -> Location {
        match &self.elsewhere {
            None => Location::folder(self.folder.path().join("data")),
            Some((database, Bucket::Open(service))) => {
                Location { folder: self.folder.path().join(name), journal: database.journal(), files: service.place() }
            }
            Some(_) => panic!("the bucket is lost"),
        }
    }

    /// Opens it in a data folder, following what is there.
    pub(crate) async fn open(&self, name: &str) -> Register {
        let register = Register::open_at(&self.location(name)).await.unwrap();
        register.pull().await.unwrap();
        register
    }

    /// Opens it in a data folder of a new node, with its index.
    pub(crate) async fn open_app(&self, name: &str) -> App {
        let app = App::open_at(&self.location(name)).await.unwrap();
        app.pull(|| ctx().now).await.unwrap();
        app.follow_once().await.unwrap();
        app
    }

    /// Opens it and begins a register of the samples; but for the reading, whose source nobody has.
    pub(crate) async fn begin(&self) -> Register {
        let register = self.open("first").await;
        let records = samples::a_register().into_iter().filter(|record| record.kind() != Kind::Reading).collect();
        register.init(&ctx(), records, "a made-up register").await.unwrap_or_else(|e| panic!("{}", e.chain()));
        register
    }

    fn vault(&self) -> PathBuf {
        match &self.elsewhere {
            None => self.folder.path().join("data/vault"),
            Some((_, Bucket::Open(service))) => service.path_of(""),
            Some((_, Bucket::Lost(folder, _))) => folder.path().join("papers/of/us"),
            Some((_, Bucket::Between)) => panic!("neither here nor there"),
        }
    }

    /// The names of the files in the vault.
    pub(crate) fn files(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let entries = |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
        for folder in entries(&self.vault().join("sha256")) {
            names.extend(entries(&folder).iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()));
        }
        names
    }

    /// Loses the files: the bucket answers no more, or something else stands where the folder was.
    pub(crate) fn lose_files(&mut self) {
        let vault = self.vault();
        match &mut self.elsewhere {
            None => {
                std::fs::rename(&vault, vault.with_extension("away")).unwrap();
                std::fs::write(&vault, "no folder").unwrap();
            }
            Some((_, bucket)) => {
                let Bucket::Open(service) = std::mem::replace(bucket, Bucket::Between) else { panic!("lost already") };
                let (folder, address) = block_in_place(|| Handle::current().block_on(service.stop()));
                *bucket = Bucket::Lost(folder, address);
            }
        }
    }

    /// Brings them back as they were.
    pub(crate) async fn find_files(&mut self) {
        let vault = self.vault();
        match &mut self.elsewhere {
            None => {
                std::fs::remove_file(&vault).unwrap();
                std::fs::rename(vault.with_extension("away"), &vault).unwrap();
            }
            Some((_, bucket)) => {
                let Bucket::Lost(folder, address) = std::mem::replace(bucket, Bucket::Between) else { panic!("not lost") };
                *bucket = Bucket::Open(Service::over(folder, address).await);
            }
        }
    }
}
