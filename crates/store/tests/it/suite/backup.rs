//! Backup and restore.

use chancery_model::samples;
use chancery_store::{BackupError, OpenError, Store};

use super::register::Register;
use super::transfer::export;

#[tokio::test]
async fn a_backup_is_restored_whole() {
    let register = Register::with_samples().await;
    let digest = register.store.vault().put(b"made up".to_vec()).await.unwrap();
    let backup = register.folder.path().join("it's a backup");
    let report = register.store.backup(&backup).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!((report.entries, report.files), (12, 1));
    assert!(matches!(register.store.backup(&backup).await, Err(BackupError::Exists(_))));

    let target = register.folder.path().join("restored");
    assert!(matches!(Store::open_existing(&target).await, Err(OpenError::NoRegister(_))));
    assert!(Store::restore(&backup, &target).await.unwrap().is_sound());
    let restored = Store::open_existing(&target).await.unwrap();
    assert_eq!(export(&restored).await, export(&register.store).await);
    assert!(restored.vault().get(&digest).await.unwrap().is_some());
    assert!(matches!(Store::restore(&backup, &target).await, Err(BackupError::RegisterThere(_))));
    assert!(matches!(Store::restore(&target.join("x"), &target).await, Err(BackupError::NoBackup(_))));
    // The restored one goes on by itself.
    let change = chancery_store::Change::publish(chancery_model::Record::Topic(samples::topic("new")), chancery_store::Expects::Absent);
    restored.publish(super::register::batch("after"), vec![change]).await.unwrap();
    assert_eq!(register.store.head().await.unwrap().seq, 12);
}

#[tokio::test]
async fn missing_files_are_named_and_damaged_ones_stop_a_backup() {
    let register = Register::with_samples().await;
    let report = register.store.backup(&register.folder.path().join("one")).await.unwrap();
    assert_eq!(report.missing.len(), 1, "the reading's page was never put into the vault");
    let digest = register.store.vault().put(b"made up".to_vec()).await.unwrap().to_string();
    let file = register.folder.path().join("vault/sha256").join(&digest[..2]).join(&digest);
    std::fs::write(file, b"made it up").unwrap();
    let two = register.folder.path().join("two");
    assert!(matches!(register.store.backup(&two).await, Err(BackupError::Vault(_))));
    assert!(!two.exists());
}

#[tokio::test]
async fn folders_that_are_no_register_are_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("register.sqlite"), b"This is not a database, it is a poem about one.").unwrap();
    assert!(matches!(Store::open(folder.path()).await, Err(OpenError::NotRegister(_))));
    std::fs::remove_file(folder.path().join("register.sqlite")).unwrap();
    std::fs::write(folder.path().join("file"), b"").unwrap();
    assert!(matches!(Store::open(&folder.path().join("file")).await, Err(OpenError::Folder { .. })));
}
