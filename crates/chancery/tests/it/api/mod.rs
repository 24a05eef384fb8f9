//! The JSON door, the feeds, the server around them and the commands that serve.

mod agreed;
mod endpoints;
mod feeds;
mod files;
mod server;
mod serving;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chancery::config::Settings;
use chancery::web::{State, StoppedClock, server as around};
use chancery_app::keeping::Register;
use chancery_app::{Actor, App, Ctx};
use chancery_model::journal::Role;
use chancery_model::{Lang, Record, samples};
use serde_json::Value;
use tower::ServiceExt;

/// The instant at which the tests' clock stands.
const NOW: &str = "2026-11-22T08:00:00Z";
/// Where the tests' site is.
const BASE: &str = "https://register.example";

/// A site over a made-up register, in process.
struct Site {
    app: App,
    router: Router,
    _folder: tempfile::TempDir,
}

/// An answer as it came.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

fn ctx() -> Ctx {
    Ctx::at(NOW, Actor { name: "test".into(), role: Role::System }, Lang::en())
}

/// The made-up records, and enough meetings for several pages.
fn records() -> Vec<Record> {
    let mut records = samples::one_of_each();
    records.extend((7..=30).map(|n| Record::Meeting(samples::meeting("tchm", n))));
    records
}

impl Site {
    async fn new() -> Site {
        Site::with(Settings::default(), BASE).await
    }

    /// A site that also has the specimen papers.
    async fn with_specimens() -> Site {
        let site = Site::new().await;
        crate::specimens::bring(&site.app, &ctx()).await;
        site
    }

    async fn with(settings: Settings, base: &str) -> Site {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(folder.path()).await.unwrap();
        app.bring_bundled(&ctx(), records(), "made up").await.unwrap();
        app.follow_once().await.unwrap();
        let state = State { app: app.clone(), base: base.parse().unwrap(), clock: Arc::new(StoppedClock(NOW.into())) };
        Site { app, router: around::Site::new(state, settings, "test").router(), _folder: folder }
    }

    fn register(&self) -> Register {
        Register::from(&self.app)
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 26).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[]).await
    }
}
