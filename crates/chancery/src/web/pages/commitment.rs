//! Commitments: one with its evidence, the list with facets, the brief for the next meeting, and how states are derived.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::commitment::{CommitmentQuery, CommitmentView, EvidenceLine};
use chancery_model::follow_through::{Held, HowFar, Mark};
use chancery_model::{CommitmentId, Ground, Kind, Lang, MechanismId, OriginRole, PlannedMeeting};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::follow_through::{self as shared, Line, Periods};
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::sources::{Sources, chosen_text, notes};
use super::{html, params};
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "commitment/page.html")]
struct CommitmentPage {
    frame: Frame,
    title: Html,
    state: String,
    marks: Vec<String>,
    remarks: Vec<String>,
    origins: Vec<OriginLine>,
    facts: Vec<(String, Html)>,
    evidence: Vec<EvidenceRow>,
    periods: Option<Periods>,
    plan: Vec<(String, Html, Html)>,
    turn: Vec<Html>,
    belongs: Vec<Html>,
    notes: Vec<Html>,
    sources: Sources,
    cite: Cite,
    method: String,
}

#[derive(Debug)]
struct OriginLine {
    role: String,
    place: Html,
    when: Html,
    text: Html,
    is_summary: bool,
    remark: Option<String>,
}

#[derive(Debug)]
struct EvidenceRow {
    when: Html,
    bearing: String,
    place: Html,
    text: Html,
    remarks: Vec<Html>,
    history: String,
}

pub(super) async fn commitment(reader: &Reader, id: &CommitmentId) -> Result<Response, Failure> {
    let view = reader.app.read_commitment(&reader.ctx, id).await?;
    let words = reader.words;
    let commitment = &view.row.commitment;
    let title_text = reader.name_text(&commitment.names);
    let state = shared::how_far(words, view.row.state.how_far);
    let mut crumbs = vec![Html::link(&reader.link(&Page::Commitments), &Html::text(&words.say("commitments")))];
    crumbs.push(reader.mechanism(&commitment.mechanism));
    let description = words.with("commitment-description", &[("title", title_text.as_str().into()), ("state", state.as_str().into())]);
    let head = Head { title: title_text.clone(), description, crumbs, ..Head::default() };
    let mut sources = Sources::new(words);
    let evidence = view.evidence.iter().map(|line| evidence_row(reader, line, &mut sources)).collect();
    let mut remarks: Vec<String> = shared::silence(reader, &view.row.state).into_iter().collect();
    if view.row.state.is_past_due {
        remarks.push(words.say("past-due"));
    }
    let page = CommitmentPage {
        frame: reader.frame(&Page::Commitment(id.clone()), head),
        title: reader.name(&commitment.names),
        state,
        marks: view.row.state.marks.keys().map(|m| shared::mark(words, *m)).collect(),
        remarks,
        origins: origins(reader, &view),
        facts: facts(reader, &view),
        evidence,
        periods: view.row.state.strip.as_ref().map(|strip| shared::periods(reader, strip)),
        plan: commitment.plans.as_ref().map(|plan| plan_rows(reader, plan, view.happened.as_ref())).unwrap_or_default(),
        turn: view.turn.as_ref().map(|turn| shared::turn(reader, turn)).unwrap_or_default(),
        belongs: belongs(reader, &view),
        notes: notes(reader, &commitment.notes),
        sources,
        cite: cite::cite(reader, &view.version, &title_text, view.row.made.as_ref()),
        method: reader.link(&Page::Method),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn origins(reader: &Reader, view: &CommitmentView) -> Vec<OriginLine> {
    let line = |(role, said): &(OriginRole, chancery_app::words::Words)| OriginLine {
        role: reader.words.say(match role {
            OriginRole::Made => "origin-made",
            OriginRole::Reaffirmed => "origin-reaffirmed",
        }),
        place: shared::place(reader, said),
        when: reader.date(said.record.as_ref().and_then(|hit| hit.date.as_ref())),
        text: said.text.as_ref().map(Html::of).unwrap_or_default(),
        is_summary: said.text.as_ref().is_some_and(|t| t.status == chancery_model::TextStatus::Summary),
        remark: shared::standing(reader, said),
    };
    view.origins.iter().map(line).collect()
}

fn facts(reader: &Reader, view: &CommitmentView) -> Vec<(String, Html)> {
    let (words, commitment) = (reader.words, &view.row.commitment);
    let parties = match commitment.parties.as_slice() {
        [] => Html::text(&words.say("all-parties")),
        list => Html::join(&list.iter().map(|p| reader.party(p)).collect::<Vec<_>>(), &words.say("comma")),
    };
    let mut facts =
        vec![(words.say("fact-parties-meant"), parties), (words.say("fact-responsible"), reader.mechanism(&commitment.mechanism))];
    if let Some(field) = &commitment.field {
        facts.push((words.say("fact-field"), shared::field(reader, field)));
    }
    let due = commitment.due.as_ref().map_or_else(|| Html::text(&words.say("due-none")), |due| words.time(due));
    facts.push((words.say("fact-due"), due));
    if let Some(rhythm) = &commitment.rhythm {
        facts.push((words.say("fact-rhythm"), chosen_text(reader, &rhythm.as_written)));
    }
    facts
}

fn evidence_row(reader: &Reader, line: &EvidenceLine, sources: &mut Sources) -> EvidenceRow {
    let (words, evidence) = (reader.words, &line.evidence);
    let mut bearing = shared::bearing(words, evidence.bearing);
    if evidence.is_beginning {
        bearing = words.with("evidence-begins", &[("bearing", bearing.as_str().into())]);
    }
    let mut remarks = notes(reader, &evidence.notes);
    let (place, text) = match &evidence.ground {
        Ground::Register { .. } => match &line.words {
            Some(said) => {
                remarks.extend(shared::standing(reader, said).map(|s| Html::text(&s)));
                (shared::place(reader, said), said.text.as_ref().map(Html::of).unwrap_or_default())
            }
            None => Default::default(),
        },
        Ground::Fact { texts, source, .. } => {
            let mark = sources.mark(source);
            (Html::join(&[Html::text(&words.say("evidence-outside")), mark], ""), chosen_text(reader, texts))
        }
        Ground::Statement { party, texts, source } => {
            let mark = sources.mark(source);
            let says = words.mix("evidence-statement", &[("party", reader.party(party))], &[]);
            (Html::join(&[says, mark], ""), chosen_text(reader, texts))
        }
    };
    let history = chancery_model::RecordRef::new(Kind::Evidence, evidence.id.as_str())
        .map(|address| reader.link(&Page::History(address)))
        .unwrap_or_default();
    EvidenceRow { when: words.time(&evidence.date), bearing, place, text, remarks, history }
}

/// A plan beside what took place: date, place, host.
fn plan_rows(reader: &Reader, plan: &PlannedMeeting, held: Option<&Held>) -> Vec<(String, Html, Html)> {
    let words = reader.words;
    let nothing = || Html::text(&words.say("recorded-nothing"));
    let date = |d: Option<&chancery_model::Edtf>| d.map_or_else(nothing, |d| words.time(d));
    let party = |p: Option<&chancery_model::PartyId>| p.map_or_else(nothing, |p| reader.party(p));
    let mut rows = vec![
        (words.say("fact-date"), date(plan.date.as_ref()), date(held.and_then(|h| h.date.as_ref()))),
        (words.say("fact-host"), party(plan.host.as_ref()), party(held.and_then(|h| h.host.as_ref()))),
    ];
    if let Some(held) = held {
        let link = Html::link(&reader.link(&Page::Meeting(held.id.clone())), &reader.mechanism_name(&plan.mechanism));
        rows.push((words.say("column-meeting"), reader.mechanism_name(&plan.mechanism), link));
    }
    rows
}

fn belongs(reader: &Reader, view: &CommitmentView) -> Vec<Html> {
    let mut out = Vec::new();
    for process in &view.processes {
        out.push(shared::record_link(reader, Kind::Process, process.id.as_str(), &reader.name(&process.names)));
    }
    for initiative in &view.initiatives {
        out.push(shared::record_link(reader, Kind::Initiative, initiative.id.as_str(), &reader.name(&initiative.names)));
    }
    for chancery_app::exchange::ExchangeRow { exchange, .. } in &view.exchanges {
        let name = Html::join(&[exchange_type(reader, exchange.exchange_type.as_str()), reader.words.time(&exchange.period)], " ");
        out.push(shared::record_link(reader, Kind::Exchange, exchange.id.as_str(), &name));
    }
    out
}

/// The name of a kind of exchange; one without a name in the interface shows as its id.
pub(super) fn exchange_type(reader: &Reader, id: &str) -> Html {
    Html::text(&reader.words.find(&format!("exchange-type-{id}"), &[]).unwrap_or_else(|| id.replace('-', " ")))
}

#[derive(Debug, Template)]
#[template(path = "commitment/list.html")]
struct ListPage {
    frame: Frame,
    lead: String,
    rows: Vec<Line>,
    facets: Vec<FacetView>,
    clear: Option<String>,
    method: String,
}

#[derive(Debug)]
struct FacetView {
    name: String,
    values: Vec<FacetValue>,
}

#[derive(Debug)]
struct FacetValue {
    name: Html,
    count: usize,
    href: String,
    is_chosen: bool,
}

/// The facets of the list in the order in which they are shown.
const FACETS: [&str; 8] = ["state", "mark", "silent", "field", "mechanism", "topic", "party", "year"];

pub(super) async fn commitments(reader: &Reader) -> Result<Response, Failure> {
    let words = reader.words;
    let asked = |name: &str| reader.params.find(name);
    let query = CommitmentQuery {
        topic: asked("topic").and_then(|v| v.parse().ok()),
        mechanism: asked("mechanism").and_then(|v| v.parse().ok()),
        meeting: asked("meeting").and_then(|v| v.parse().ok()),
        party: asked("party").and_then(|v| v.parse().ok()),
        field: asked("field").and_then(|v| v.parse().ok()),
        year: asked("year").and_then(|v| v.parse().ok()),
        how_far: asked("state").and_then(|v| HowFar::ALL.into_iter().find(|h| h.as_str() == v)),
        mark: asked("mark").and_then(|v| Mark::ALL.into_iter().find(|m| m.as_str() == v)),
        silent: asked("silent").and_then(|v| v.parse().ok()),
        is_open: asked("open").is_some(),
    };
    let found = reader.app.list_commitments(&reader.ctx, &query).await?;
    let facets = FACETS
        .iter()
        .filter_map(|facet| {
            let values: Vec<FacetValue> = found.facets.get(facet)?.iter().map(|(v, n)| facet_value(reader, facet, v, *n)).collect();
            let name = words.find(&format!("narrow-{facet}"), &[])?;
            (!values.is_empty()).then_some(FacetView { name, values })
        })
        .collect();
    let is_narrowed = reader.params.to_query().len() > 1;
    let lead = words.with("commitments-lead", &[("count", found.rows.len().into())]);
    let head = Head { title: words.say("commitments"), description: lead.clone(), ..Head::default() };
    let page = ListPage {
        frame: reader.frame(&Page::Commitments, head),
        lead,
        rows: found.rows.iter().map(|row| shared::line(reader, row)).collect(),
        facets,
        clear: is_narrowed.then(|| reader.link(&Page::Commitments)),
        method: reader.link(&Page::Method),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn facet_value(reader: &Reader, facet: &str, value: &str, count: usize) -> FacetValue {
    let words = reader.words;
    let name = match facet {
        "state" => HowFar::ALL.into_iter().find(|h| h.as_str() == value).map(|h| Html::text(&shared::how_far(words, h))),
        "mark" => Mark::ALL.into_iter().find(|m| m.as_str() == value).map(|m| Html::text(&shared::mark(words, m))),
        "silent" => Some(Html::text(&words.with("silent-at-least", &[("count", value.parse::<u32>().unwrap_or(1).into())]))),
        "field" => value.parse().ok().map(|id| shared::field(reader, &id)),
        "mechanism" => value.parse().ok().map(|id| reader.mechanism_name(&id)),
        "topic" => value.parse().ok().and_then(|id| reader.catalogue.topic_name(&id, &reader.lang).map(Html::name)),
        "party" => value.parse().ok().map(|id| reader.party(&id)),
        _ => None,
    };
    let is_chosen = reader.params.find(facet) == Some(value);
    let kept = FACETS.iter().filter(|f| **f != facet).map(|f| (*f, reader.params.find(f).unwrap_or_default()));
    let query = params::query(kept.chain((!is_chosen).then_some((facet, value))));
    FacetValue {
        name: name.unwrap_or_else(|| Html::said(value, &Lang::und())),
        count,
        href: reader.link_with(&Page::Commitments, &query),
        is_chosen,
    }
}

#[derive(Debug, Template)]
#[template(path = "commitment/brief.html")]
struct BriefPage {
    frame: Frame,
    heading: String,
    as_of: String,
    sections: Vec<(Html, Vec<Line>)>,
    closed: String,
    turn: Vec<Html>,
    processes: Vec<Html>,
    method: String,
    address: String,
}

pub(super) async fn brief(reader: &Reader, id: &MechanismId) -> Result<Response, Failure> {
    let view = reader.app.read_mechanism(&reader.ctx, id, None).await?;
    let brief = reader.app.read_brief(&reader.ctx, id).await?;
    let words = reader.words;
    let name = reader.name_text(&view.mechanism.names);
    let heading = match brief.turn.next_ordinal {
        Some(number) => {
            let next = chancery_app::title::numbered(number, &name, &reader.lang);
            words.with("brief-title", &[("meeting", next.into())])
        }
        None => words.with("brief-title", &[("meeting", name.as_str().into())]),
    };
    let page = Page::Brief(id.clone());
    let head = Head { title: heading.clone(), description: words.say("brief-lead"), crumbs: vec![reader.mechanism(id)], ..Head::default() };
    let page = BriefPage {
        frame: reader.frame(&page, head),
        heading,
        as_of: words.with("brief-as-of", &[("date", words.date(&chancery_model::Edtf::day(reader.ctx.today)).into())]),
        sections: (brief.open.iter())
            .map(|(m, rows)| (reader.mechanism_name(m), rows.iter().map(|row| shared::line(reader, row)).collect()))
            .collect(),
        closed: words.with("brief-closed", &[("count", brief.closed.into())]),
        turn: shared::turn(reader, &brief.turn),
        processes: (brief.processes.iter())
            .map(|p| shared::record_link(reader, Kind::Process, p.id.as_str(), &reader.name(&p.names)))
            .collect(),
        method: reader.link(&Page::Method),
        address: reader.base.absolute(&Route::Page(reader.ui, Page::Brief(id.clone()))),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

#[derive(Debug, Template)]
#[template(path = "commitment/method.html")]
struct MethodPage {
    frame: Frame,
    commitments: String,
}

pub(super) fn method(reader: &Reader) -> Response {
    let head = Head { title: reader.words.say("method-title"), description: reader.words.say("method-commitment"), ..Head::default() };
    let page = MethodPage { frame: reader.frame(&Page::Method, head), commitments: reader.link(&Page::Commitments) };
    html(reader, StatusCode::OK, &page)
}
