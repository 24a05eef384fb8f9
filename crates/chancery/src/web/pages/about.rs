//! About the register: what it holds, from which sources, under which licence, as of when, and how far to trust it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_model::{Kind, RecordRef};

use super::failure::Failure;
use super::frame::{Frame, Head};
use super::html;
use super::reader::Reader;
use super::sources::{Sources, notes};
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "about/page.html")]
struct AboutPage {
    frame: Frame,
    register: Html,
    descriptions: Vec<Html>,
    parties: Html,
    languages: Html,
    secretariat: Option<Html>,
    holds: String,
    as_of: Option<String>,
    sources: Sources,
    download: String,
    changes: String,
    calendar: String,
    api: String,
    history: Option<String>,
}

pub(super) async fn about(reader: &Reader) -> Result<Response, Failure> {
    let words = reader.words;
    let home = reader.app.read_home(&reader.ctx).await?;
    let counts = &home.counts;
    let holds = words.with(
        "about-holds",
        &[
            ("topics", counts.topics.into()),
            ("mechanisms", counts.mechanisms.into()),
            ("meetings", counts.meetings.into()),
            ("documents", counts.documents.into()),
            ("organisations", counts.organisations.into()),
            ("commitments", home.commitments.into()),
        ],
    );
    let framework = reader.catalogue.framework();
    let mut sources = Sources::new(words);
    if let Some(framework) = framework {
        sources.marks(&framework.sources);
    }
    let parties: Vec<Html> = framework.map(|f| f.parties.iter().map(|p| reader.party(&p.id)).collect()).unwrap_or_default();
    let languages: Vec<Html> =
        framework.map(|f| f.languages.iter().map(|l| Html::text(&words.language_name(l))).collect()).unwrap_or_default();
    let head = Head { title: words.say("about"), description: words.say("about-description"), ..Head::default() };
    let comma = words.say("comma");
    let page = AboutPage {
        frame: reader.frame(&Page::About, head),
        register: reader.register().map(Html::name).unwrap_or_default(),
        descriptions: framework.map(|f| notes(reader, &f.descriptions)).unwrap_or_default(),
        parties: Html::join(&parties, &comma),
        languages: Html::join(&languages, &comma),
        secretariat: framework.and_then(|f| f.secretariat.as_ref()).map(|id| reader.organisation(id)),
        holds,
        as_of: counts
            .last_published
            .as_ref()
            .map(|at| words.with("about-as-of", &[("date", words.instant_day(at).into()), ("entry", counts.head.seq.into())])),
        sources,
        download: reader.route(&Route::Download),
        changes: reader.route(&Route::Changes(reader.ui)),
        calendar: reader.route(&Route::Calendar(reader.ui)),
        api: reader.route(&Route::Api("openapi.json".into())),
        history: framework
            .and_then(|f| RecordRef::new(Kind::Framework, f.id.as_str()).ok())
            .map(|address| reader.link(&Page::History(address))),
    };
    Ok(html(reader, StatusCode::OK, &page))
}
