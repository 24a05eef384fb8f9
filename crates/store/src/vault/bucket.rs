//! A vault in a bucket.
//!
//! Small files are written if they are absent, large ones in parts; either way an object is there whole or not at all.
//!
//! A bucket cannot be locked, so putting in and taking away watch each other. Who takes a file away first puts a mark
//! at `going/{digest}/mark`, then looks at the file's age again, removes it, and takes the mark back. Who puts a file in
//! writes it, then looks for a mark, and if there is none looks whether the file is still there. Whichever order the
//! two come in, either the remover sees a young file and leaves it, or the writer sees the mark or the loss, and writes
//! again. This stands on the service showing what was written at once, as S3 has promised since December 2020.

use std::time::Duration;

use bytes::Bytes;
use chancery_model::{Digest, Hasher};
use futures_util::stream::{BoxStream, StreamExt as _, TryStreamExt as _};

use super::source::Source;
use super::{FRESH_SECONDS, Held, VaultError};
use crate::files::bucket::{Bucket, BucketError, Object, PART_BYTES};

/// The folder of files.
const FILES: &str = "sha256";
/// The folder of marks on files that are being taken away.
const GOING: &str = "going";
/// Written and read back to learn what time it is where the files are.
const CLOCK: &str = "clock";
/// A mark this much older than what it marks was left by a process that died.
const STALE_MARK_SECONDS: i64 = 600;
/// How often a file is written again while it is being taken away, and how long to wait in between.
const TURNS: u32 = 40;
const PAUSE: Duration = Duration::from_millis(250);

/// The vault of a bucket.
#[derive(Debug, Clone)]
pub(super) struct Shelf {
    bucket: Bucket,
}

fn key_of(digest: &Digest) -> String {
    let name = digest.to_string();
    format!("{FILES}/{}/{name}", &name[..2])
}

fn mark_of(digest: &Digest) -> String {
    format!("{GOING}/{digest}/mark")
}

fn digest_of(object: &Object) -> Option<Digest> {
    object.key.rsplit('/').next()?.parse().ok()
}

impl Shelf {
    pub(super) fn new(bucket: Bucket) -> Self {
        Shelf { bucket }
    }

    pub(super) fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    pub(super) async fn keep(&self, digest: &Digest, source: &Source) -> Result<(), VaultError> {
        let key = key_of(digest);
        for _ in 0..TURNS {
            if source.size() <= PART_BYTES {
                let bytes = source.whole(digest).await?;
                // What is there is written again rather than looked at: that costs one request, too, and mends damage.
                if !self.bucket.put_new(&key, bytes.clone()).await? {
                    self.bucket.put(&key, bytes).await?;
                }
            } else if !self.is_fresh(&key, source.size()).await? {
                self.put_in_parts(&key, digest, source).await?;
            }
            let mark = self.bucket.list(&format!("{GOING}/{digest}")).try_next().await?;
            if let Some(found) = self.bucket.find(&key).await?
                && found.size == source.size()
                && mark.is_none_or(|mark| found.written - mark.written > STALE_MARK_SECONDS)
            {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(VaultError::Contended { digest: *digest })
    }

    /// Tells whether a large file was put in so lately that it cannot be taken for garbage soon.
    async fn is_fresh(&self, key: &str, size: u64) -> Result<bool, BucketError> {
        let Some(found) = self.bucket.find(key).await?.filter(|found| found.size == size) else { return Ok(false) };
        self.bucket.put(CLOCK, Bytes::from_static(b"now")).await?;
        let now = self.bucket.find(CLOCK).await?;
        Ok(now.is_some_and(|now| found.written >= now.written - FRESH_SECONDS))
    }

    async fn put_in_parts(&self, key: &str, digest: &Digest, source: &Source) -> Result<(), VaultError> {
        let mut parts = self.bucket.begin(key, source.size()).await?;
        let (mut hasher, mut reader) = (Hasher::default(), source.reader());
        let sent = async {
            while let Some(chunk) = reader.next(PART_BYTES).await? {
                hasher.add(&chunk);
                parts.write(chunk).await?;
            }
            if hasher.digest() == *digest { Ok(()) } else { Err(VaultError::Changed { digest: *digest }) }
        };
        match sent.await {
            Ok(()) => Ok(parts.finish().await?),
            Err(error) => {
                parts.abandon().await;
                Err(error)
            }
        }
    }

    pub(super) async fn find(&self, digest: &Digest) -> Result<Option<Held>, VaultError> {
        let found = self.bucket.find(&key_of(digest)).await?;
        Ok(found.map(|object| Held { digest: *digest, size_bytes: object.size, written: object.written }))
    }

    pub(super) async fn read(&self, digest: &Digest, from: u64, bytes: u64) -> Result<Option<Bytes>, VaultError> {
        Ok(self.bucket.get_range(&key_of(digest), from, bytes).await?)
    }

    pub(super) fn list(&self) -> BoxStream<'static, Result<Held, VaultError>> {
        let files = self.bucket.list(FILES).map_err(VaultError::from);
        let held = files.try_filter_map(|object| {
            let held = digest_of(&object).map(|digest| Held { digest, size_bytes: object.size, written: object.written });
            std::future::ready(Ok(held))
        });
        held.boxed()
    }

    pub(super) async fn remove_older(&self, digest: &Digest, before: i64) -> Result<bool, VaultError> {
        let (key, mark) = (key_of(digest), mark_of(digest));
        self.bucket.put(&mark, Bytes::new()).await?;
        let is_old = self.bucket.find(&key).await?.is_some_and(|found| found.written < before);
        if is_old {
            // If this fails the removal may still come to pass: the mark stays and warns those who put the file in.
            self.bucket.remove(&key).await?;
        }
        self.bucket.remove(&mark).await?;
        Ok(is_old)
    }

    /// Removes marks that were left before an instant.
    pub(super) async fn sweep(&self, before: i64) -> Result<u64, VaultError> {
        let mut marks = self.bucket.list(GOING);
        let mut swept = 0;
        while let Some(mark) = marks.try_next().await? {
            if mark.written < before {
                self.bucket.remove(&mark.key).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
