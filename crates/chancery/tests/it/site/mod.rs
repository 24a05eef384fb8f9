//! The pages: what they say in four languages, how they are built, and what their addresses answer.

mod addresses;
mod agreed;
mod documents;
mod pages;
mod search;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use chancery::web::{State, StoppedClock, pages as door};
use chancery_app::keeping::{Register, expects_revision};
use chancery_app::{Actor, App, Ctx};
use chancery_model::journal::Role;
use chancery_model::{
    Account, Certainty, Kind, Lang, Meeting, MeetingStatus, Name, Record, RecordRef, Statement, Text, TextStatus, samples,
};
use scraper::{Html, Selector};
use tower::ServiceExt;

/// The instant at which the tests' clock stands.
const NOW: &str = "2026-11-22T08:00:00Z";
/// Where the tests' site is: below a path, so that a link that forgets the path is found.
const BASE: &str = "https://register.example/kept";
/// The path of [`BASE`].
const BELOW: &str = "/kept";

/// The pages alone, in process, over a made-up register.
struct Site {
    app: App,
    router: Router,
    _folder: tempfile::TempDir,
}

/// A page as it came.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }
    /// The text of what a selector finds first, with its white space drawn together.
    fn first(&self, selector: &str) -> String {
        all(&self.html(), selector).into_iter().next().unwrap_or_else(|| panic!("nothing is {selector} in {}", self.text))
    }
}

/// The texts of what a selector finds, with their white space drawn together.
fn all(html: &Html, selector: &str) -> Vec<String> {
    let drawn = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    html.select(&Selector::parse(selector).unwrap()).map(|e| drawn(e.text().collect())).collect()
}

fn ctx() -> Ctx {
    Ctx::at(NOW, Actor { name: "test".into(), role: Role::System }, Lang::en())
}

/// A meeting of which only the year is known, told by nobody.
fn vague() -> Meeting {
    Meeting {
        date: Some("2012".parse().unwrap()),
        date_as_written: Some("2012.01.01".into()),
        ordinal_as_written: Some("9rd".into()),
        place: None,
        host: None,
        accounts: vec![],
        participation: vec![],
        certainty: Some(Certainty::Inferred),
        certainty_reason: vec![Text::new(Lang::en(), "It stands between two others.", TextStatus::Original)],
        ..samples::meeting("tchm", 9)
    }
}

/// A meeting with accounts in two languages, a rival date, markup in its words, and a second source.
fn told_twice() -> Meeting {
    let mut meeting = samples::meeting("tchm", 6);
    let first = meeting.accounts[0].clone();
    let mut second = Account { key: "b".into(), is_principal: false, lang: Lang::ja(), status: TextStatus::Original, ..first };
    second.title = Some("第6回架空会合".into());
    second.agenda.clear();
    second.outcomes = vec![samples::item("b.outcome-p1", None, "次回の開催を<決定>した。")];
    meeting.accounts.push(second);
    meeting.statements.push(Statement {
        path: "date".into(),
        value: "2010-11-12".into(),
        as_written: Some("12 Nov".into()),
        source: Some("https://news.example/2".into()),
        read_on: None,
        is_preferred: false,
        reason: vec![Text::new(Lang::en(), "The day after.", TextStatus::Original)],
    });
    meeting
}

/// A small register: gaps, plans, several accounts, a text with markup in it, and enough meetings for two pages.
fn records() -> Vec<Record> {
    let mut records = samples::one_of_each();
    records.retain(|r| r.id() != "tchm/6");
    records.push(Record::Meeting(told_twice()));
    records.push(Record::Meeting(vague()));
    records.push(Record::Meeting(Meeting { status: MeetingStatus::Planned, ..samples::meeting("tchm", 75) }));
    records.extend((12..=70).map(|n| Record::Meeting(samples::meeting("tchm", n).with_year(2013 + n / 20))));
    let mut group = samples::mechanism("tchm-wg", "customs");
    group.names = vec![Name::new(Lang::en(), "Working <Group> & Co"), Name { is_former: true, ..Name::new(Lang::ko(), "옛 이름") }];
    group.parent = Some("tchm".parse().unwrap());
    group.level = "working-group".parse().unwrap();
    records.push(Record::Mechanism(group));
    records.push(Record::Topic(samples::topic("forests")));
    records
}

trait WithYear {
    fn with_year(self, year: u32) -> Self;
}

impl WithYear for Meeting {
    fn with_year(self, year: u32) -> Meeting {
        Meeting { date: Some(format!("{year}-05-30/{year}-06-01").parse().unwrap()), date_as_written: None, ..self }
    }
}

impl Site {
    async fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(folder.path()).await.unwrap();
        Register::from(&app).init(&ctx(), records(), "made up").await.unwrap();
        app.follow_once().await.unwrap();
        let state = State { app: app.clone(), base: BASE.parse().unwrap(), clock: Arc::new(StoppedClock(NOW.into())) };
        Site { app, router: Router::new().nest_service(BELOW, door::router(state)), _folder: folder }
    }

    fn register(&self) -> Register {
        Register::from(&self.app)
    }

    async fn put(&self, record: Record) {
        self.register().put(&ctx(), vec![record], expects_revision(None), "mended").await.unwrap();
        self.app.follow_once().await.unwrap();
    }

    async fn ask(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().uri(format!("{BELOW}{path}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 24).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8(body).unwrap() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(path, &[]).await
    }
}

fn address(kind: Kind, id: &str) -> RecordRef {
    RecordRef::new(kind, id).unwrap()
}
