//! The client of a bucket: patient within bounds, with errors that say what did not answer.
//!
//! Every request has a time limit, every repetition counts against a second one: a service that is stopped, or gone
//! from the network, costs some seconds and an error, never a hang. Keys are handed in without the prefix of the place.
//! The same door stands over a folder where snapshots of a register without a bucket are kept.

use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, Error, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, RetryConfig, WriteMultipart,
};

use super::{Patience, S3Place};

/// How many bytes travel in one request; what is larger goes in several.
pub(crate) const PART_BYTES: u64 = 8 << 20;
/// How many parts of one file are on the way at once.
const PARTS_AT_ONCE: usize = 2;
/// The service takes 10,000 parts; larger files have larger parts.
const MOST_PARTS: u64 = 9_000;
/// The codes by which services refuse credentials.
const DENIALS: [&str; 5] = ["AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId", "ExpiredToken", "InvalidToken"];

/// Says why a bucket did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{place} {what}")]
pub struct BucketError {
    /// The place.
    pub place: String,
    /// What was found.
    pub what: Refusal,
    /// The client's error, if it has one.
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// How a bucket refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There was no answer, or none that could be used.
    Unreachable,
    /// The credentials were refused.
    Denied,
    /// There is no such bucket.
    NoBucket,
    /// Endpoint or credentials are not of the form that the service takes.
    Settings,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refusal::Unreachable => "does not answer",
            Refusal::Denied => "refuses the credentials",
            Refusal::NoBucket => "is no bucket of this service",
            Refusal::Settings => "cannot be reached with these settings",
        })
    }
}

/// The client of a place in a bucket. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    client: Arc<dyn ObjectStore>,
    prefix: String,
    name: String,
    total: Duration,
}

/// An object as lists name it.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// The key, without the prefix of the place.
    pub(crate) key: String,
    /// Its size.
    pub(crate) size: u64,
    /// When it was written, by the clock of the service, in seconds since 1970.
    pub(crate) written: i64,
}

impl Bucket {
    /// Makes the client; nothing is asked of the service yet.
    pub(crate) fn new(place: &S3Place) -> Result<Bucket, BucketError> {
        let S3Place { access, patience, .. } = place;
        let Patience { connect, request, total, retries } = *patience;
        let is_plain = access.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let backoff = BackoffConfig { init_backoff: Duration::from_millis(100), max_backoff: Duration::from_secs(2), base: 2.0 };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&place.bucket)
            .with_region(access.region.as_deref().unwrap_or("us-east-1"))
            .with_virtual_hosted_style_request(access.is_virtual_hosted)
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            // Not every service takes deletions in bulk.
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig { backoff, max_retries: retries, retry_timeout: total })
            .with_client_options(ClientOptions::new().with_connect_timeout(connect).with_timeout(request).with_allow_http(is_plain));
        for (variable, value) in &access.others {
            if let Ok(key) = variable.parse() {
                builder = builder.with_config(key, value);
            }
        }
        if let Some(endpoint) = &access.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        if let Some(id) = &access.key_id {
            builder = builder.with_access_key_id(id);
        }
        if let Some(secret) = &access.secret {
            builder = builder.with_secret_access_key(secret.reveal());
        }
        if let Some(token) = &access.token {
            builder = builder.with_token(token.reveal());
        }
        let (name, prefix) = (place.to_string(), place.prefix.clone());
        match builder.build() {
            Ok(client) => Ok(Bucket { client: Arc::new(client), prefix, name, total }),
            Err(error) => Err(BucketError { place: name, what: Refusal::Settings, source: Some(Box::new(error)) }),
        }
    }

    /// The same door over a folder, which is made.
    pub(crate) async fn in_folder(folder: &FilePath) -> Result<Bucket, BucketError> {
        let name = format!("file:{}", folder.display());
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| BucketError {
            place: format!("file:{}", folder.display()),
            what: Refusal::Settings,
            source: Some(error),
        };
        tokio::fs::create_dir_all(folder).await.map_err(|error| failed(Box::new(error)))?;
        let client = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(Box::new(error)))?;
        Ok(Bucket {
            client: Arc::new(client.with_fsync(true).with_automatic_cleanup(true)),
            prefix: String::new(),
            name,
            total: Duration::from_secs(600),
        })
    }

    fn path(&self, key: &str) -> Path {
        if self.prefix.is_empty() { Path::from(key) } else { Path::from(format!("{}/{key}", self.prefix)) }
    }

    fn failed(&self, error: Error) -> BucketError {
        // Of lists the client tells these apart only by the text of the answer.
        let says = error.to_string();
        let what = match &error {
            _ if says.contains("<Code>NoSuchBucket</Code>") => Refusal::NoBucket,
            Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => Refusal::Denied,
            _ if DENIALS.iter().any(|code| says.contains(&format!("<Code>{code}</Code>"))) => Refusal::Denied,
            _ => Refusal::Unreachable,
        };
        BucketError { place: self.name.clone(), what, source: Some(Box::new(error)) }
    }

    /// Asks, within the time limit; what is not there is `None`.
    async fn ask<T>(&self, request: impl Future<Output = Result<T, Error>>) -> Result<Option<T>, BucketError> {
        match tokio::time::timeout(self.total, request).await {
            Ok(Ok(answer)) => Ok(Some(answer)),
            Ok(Err(error @ Error::NotFound { .. })) if !error.to_string().contains("<Code>NoSuchBucket</Code>") => Ok(None),
            Ok(Err(error)) => Err(self.failed(error)),
            Err(_) => Err(BucketError { place: self.name.clone(), what: Refusal::Unreachable, source: None }),
        }
    }

    /// Asks for what must be there, once the bucket is.
    async fn demand<T>(&self, request: impl Future<Output = Result<T, Error>>) -> Result<T, BucketError> {
        let answer = self.ask(request).await?;
        answer.ok_or_else(|| BucketError { place: self.name.clone(), what: Refusal::NoBucket, source: None })
    }

    fn object(&self, meta: &ObjectMeta) -> Object {
        let path = meta.location.as_ref();
        let key = path.strip_prefix(&self.prefix).unwrap_or(path).trim_start_matches('/').to_owned();
        Object { key, size: meta.size, written: meta.last_modified.timestamp() }
    }

    /// Finds an object. An answer that says no more than "not there" is asked about once more, since a bucket that is
    /// gone answers the same.
    pub(crate) async fn find(&self, key: &str) -> Result<Option<Object>, BucketError> {
        if let Some(meta) = self.ask(self.client.head(&self.path(key))).await? {
            return Ok(Some(self.object(&meta)));
        }
        self.list(key).next().await.transpose()?;
        Ok(None)
    }

    /// Writes an object unless there is one; true if it was written.
    pub(crate) async fn put_new(&self, key: &str, bytes: Bytes) -> Result<bool, BucketError> {
        let path = self.path(key);
        let put = async {
            match self.client.put_opts(&path, PutPayload::from(bytes), PutMode::Create.into()).await {
                Ok(_) => Ok(true),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
                Err(error) => Err(error),
            }
        };
        self.demand(put).await
    }

    /// Writes an object, whatever was there.
    pub(crate) async fn put(&self, key: &str, bytes: Bytes) -> Result<(), BucketError> {
        let path = self.path(key);
        self.demand(self.client.put_opts(&path, PutPayload::from(bytes), PutMode::Overwrite.into())).await?;
        Ok(())
    }

    /// Begins an object that comes in parts; it is not there before [`Parts::finish`].
    pub(crate) async fn begin(&self, key: &str, size: u64) -> Result<Parts<'_>, BucketError> {
        let part = PART_BYTES.max(size.div_ceil(MOST_PARTS));
        let upload = self.demand(self.client.put_multipart(&self.path(key))).await?;
        let part = usize::try_from(part).unwrap_or(usize::MAX);
        Ok(Parts { bucket: self, writer: WriteMultipart::new_with_chunk_size(upload, part) })
    }

    /// Reads some bytes of an object, fewer at its end; `None` if there is no such object.
    pub(crate) async fn get_range(&self, key: &str, from: u64, bytes: u64) -> Result<Option<Bytes>, BucketError> {
        let path = self.path(key);
        let read = self.client.get_range(&path, from..from.saturating_add(bytes));
        self.ask(read).await
    }

    /// Lists the objects whose keys begin with whole parts, page by page as they are asked for.
    pub(crate) fn list(&self, prefix: &str) -> BoxStream<'static, Result<Object, BucketError>> {
        let (this, last) = (self.clone(), self.clone());
        let pages = self.client.list(Some(&self.path(prefix)));
        let total = self.total;
        let bounded = futures_util::stream::unfold(Some(pages), move |pages| async move {
            let mut pages = pages?;
            match tokio::time::timeout(total, pages.next()).await {
                Ok(None) => None,
                Ok(Some(item)) => Some((Some(item), Some(pages))),
                Err(_) => Some((None, None)),
            }
        });
        let objects = bounded.map(move |item| match item {
            Some(item) => item.map_err(|error| this.failed(error)),
            None => Err(BucketError { place: this.name.clone(), what: Refusal::Unreachable, source: None }),
        });
        objects.map_ok(move |meta| last.object(&meta)).boxed()
    }

    /// Removes an object; one that is gone already is no error.
    pub(crate) async fn remove(&self, key: &str) -> Result<(), BucketError> {
        self.ask(self.client.delete(&self.path(key))).await?;
        Ok(())
    }
}

/// An object on its way, part by part.
pub(crate) struct Parts<'a> {
    bucket: &'a Bucket,
    writer: WriteMultipart,
}

impl Parts<'_> {
    /// Sends bytes on; waits while enough is on the way.
    pub(crate) async fn write(&mut self, bytes: Bytes) -> Result<(), BucketError> {
        self.bucket.demand(self.writer.wait_for_capacity(PARTS_AT_ONCE)).await?;
        self.writer.put(bytes);
        Ok(())
    }

    /// Puts the parts together: from now on the object is there.
    pub(crate) async fn finish(self) -> Result<(), BucketError> {
        let Parts { bucket, writer } = self;
        // The last parts and the joining are requests of their own.
        let mut writer = writer;
        bucket.demand(writer.wait_for_capacity(1)).await?;
        bucket.demand(writer.finish()).await?;
        Ok(())
    }

    /// Takes back what was sent. What a killed process leaves is taken back by a rule of the bucket.
    pub(crate) async fn abandon(self) {
        let _ = self.bucket.ask(self.writer.abort()).await;
    }
}
