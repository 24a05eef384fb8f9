//! Commitments: one with its evidence, the list with facets, the brief for the next meeting, and how states are derived.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::commitment::{BriefEntry, CommitmentQuery, CommitmentRow, CommitmentView, EvidenceLine, Silent};
use chancery_model::follow_through::{Held, HowFar, Mark};
use chancery_model::{CommitmentId, Ground, Kind, MechanismId, OriginRole, PlannedMeeting};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::follow_through::{self as shared, Line, Periods, Quote};
use super::frame::{Frame, Head};
use super::narrowing::{Below, Beside, Narrowing};
use super::reader::Reader;
use super::sources::{Sources, chosen, chosen_text, notes};
use super::{exchange, html, params};
use crate::web::routes::{List, Page, Route};
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
    plan_held: Option<Html>,
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
    quote: Option<Quote>,
    remark: Option<String>,
}

#[derive(Debug)]
struct EvidenceRow {
    when: Html,
    bearing: String,
    place: Html,
    quote: Option<Quote>,
    remarks: Vec<Html>,
    /// What the link to its history is called, among the others of the page.
    history_of: String,
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
    let is_before = |line: &EvidenceLine| view.row.state.before.iter().any(|shown| shown.evidence == line.evidence.id);
    let evidence = view.evidence.iter().map(|line| evidence_row(reader, line, is_before(line), &mut sources)).collect();
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
        plan_held: view.happened.as_ref().zip(commitment.plans.as_ref()).map(|(held, plan)| held_link(reader, plan, held)),
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
    let made_in = view.row.commitment.made_at().map(|pointer| &pointer.record);
    let line = |(role, said): &(OriginRole, chancery_app::words::Words)| {
        let date = said.record.as_ref().and_then(|hit| hit.date.as_ref());
        // A document as a whole is there to be read; of a meeting as a whole the register has no words.
        let is_whole = said.pointer.record.kind == Kind::Meeting && said.pointer.item.is_none();
        let without_words = || is_whole.then(|| reader.words.say("origin-without-words"));
        OriginLine {
            role: reader.words.say(match role {
                OriginRole::Made => "origin-made",
                OriginRole::Reaffirmed if Some(&said.pointer.record) == made_in => "origin-also",
                OriginRole::Reaffirmed if date.zip(view.row.made.as_ref()).is_some_and(|(d, made)| d.is_before(made)) => "origin-before",
                OriginRole::Reaffirmed => "origin-reaffirmed",
            }),
            place: shared::place(reader, said),
            when: reader.date(date),
            quote: shared::quote_said(reader, said),
            remark: shared::standing(reader, said).or_else(without_words),
        }
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

fn evidence_row(reader: &Reader, line: &EvidenceLine, is_before: bool, sources: &mut Sources) -> EvidenceRow {
    let (words, evidence) = (reader.words, &line.evidence);
    let mut bearing = shared::bearing(words, evidence.bearing);
    if evidence.is_beginning {
        bearing = words.with("evidence-begins", &[("bearing", bearing.as_str().into())]);
    }
    let mut remarks = notes(reader, &evidence.notes);
    if is_before {
        remarks.insert(0, Html::text(&words.say("evidence-before")));
    }
    let quoted = |texts| chosen(reader, texts).map(|text| shared::quote(reader, text, 0));
    let (place, quote) = match &evidence.ground {
        Ground::Register { .. } => match &line.words {
            Some(said) => {
                remarks.extend(shared::standing(reader, said).map(|s| Html::text(&s)));
                (shared::place(reader, said), shared::quote_said(reader, said))
            }
            None => Default::default(),
        },
        Ground::Fact { texts, source, .. } => {
            let mark = sources.mark(source);
            (Html::join(&[Html::text(&words.say("evidence-outside")), mark], ""), quoted(texts))
        }
        Ground::Statement { party, texts, source } => {
            let mark = sources.mark(source);
            let says = words.mix("evidence-statement", &[("party", reader.party(party))], &[]);
            (Html::join(&[says, mark], ""), quoted(texts))
        }
    };
    let history = chancery_model::RecordRef::new(Kind::Evidence, evidence.id.as_str())
        .map(|address| reader.link(&Page::History(address)))
        .unwrap_or_default();
    let history_of = words.with("history-of", &[("record", format!("{bearing}, {}", words.date(&evidence.date)).into())]);
    EvidenceRow { when: words.time(&evidence.date), bearing, place, quote, remarks, history_of, history }
}

/// The meeting that took place where one was planned.
fn held_link(reader: &Reader, plan: &PlannedMeeting, held: &Held) -> Html {
    let title = reader.meeting_title(&[], held.ordinal, &plan.mechanism, held.date.as_ref());
    Html::link(&reader.link(&Page::Meeting(held.id.clone())), &Html::said(&title.text, &title.lang))
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
    let held_at = held.and_then(|h| h.place.as_ref());
    if plan.place.is_some() || held_at.is_some() {
        let place = |p: Option<&chancery_model::PlaceId>| p.map_or_else(nothing, |p| reader.place(Some(p), false));
        rows.insert(1, (words.say("field-place"), place(plan.place.as_ref()), place(held_at)));
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
    for row in &view.exchanges {
        out.push(Html::join(&[exchange::link(reader, &row.exchange), reader.words.time(&row.exchange.period)], " "));
    }
    if !view.exchanges.is_empty() {
        let query = params::query([("commitment", view.row.commitment.id.as_str())]);
        out.push(Html::link(&reader.link_with(&Page::Exchanges, &query), &Html::text(&reader.words.say("exchanges"))));
    }
    out
}

#[derive(Debug, Template)]
#[template(path = "commitment/list.html")]
struct ListPage {
    frame: Frame,
    lead: String,
    rows: Vec<Line>,
    beside: Beside,
    below: Below,
    method: String,
}

/// The filters of the list; facets are shown in this order.
const FILTERS: &[&str] = &["state", "open", "mark", "silent", "field", "mechanism", "topic", "party", "year", "meeting"];

pub(super) async fn commitments(reader: &Reader) -> Result<Response, Failure> {
    let words = reader.words;
    let asked = Narrowing { reader, page: &Page::Commitments, filters: FILTERS };
    let query = CommitmentQuery {
        topic: asked.asked("topic")?,
        mechanism: asked.asked("mechanism")?,
        meeting: asked.asked("meeting")?,
        party: asked.asked("party")?,
        field: asked.asked("field")?,
        year: asked.asked("year")?,
        how_far: asked.word("state", &HowFar::ALL, HowFar::as_str)?,
        mark: asked.word("mark", &Mark::ALL, Mark::as_str)?,
        silent: asked.asked("silent")?,
        is_open: asked.word("open", &[true, false], |open| if open { "1" } else { "0" })?.unwrap_or_default(),
    };
    let found = reader.app.list_commitments(&reader.ctx, &query).await?;
    let beside = asked.beside(&found.facets, |facet, value| facet_name(reader, facet, value));
    let lead = words.with("commitments-lead", &[("count", found.rows.len().into())]);
    let head = asked.head(&words.say("commitments"), &lead);
    let (rows, below) = asked.rows(found.rows, |row| row.commitment.id.as_str(), List::Commitments);
    let page = ListPage {
        frame: reader.frame(&Page::Commitments, head),
        lead,
        rows: rows.iter().map(|row| shared::line(reader, row)).collect(),
        beside,
        below,
        method: reader.link(&Page::Method),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn facet_name(reader: &Reader, facet: &str, value: &str) -> Option<Html> {
    let words = reader.words;
    match facet {
        "state" => HowFar::ALL.into_iter().find(|h| h.as_str() == value).map(|h| Html::text(&shared::how_far(words, h))),
        "mark" => Mark::ALL.into_iter().find(|m| m.as_str() == value).map(|m| Html::text(&shared::mark(words, m))),
        "open" => Some(Html::text(&words.say("open-only"))),
        "silent" if value.parse() == Ok(Silent::NoMeeting) => Some(Html::text(&words.say("silent-without-meeting"))),
        "silent" => Some(Html::text(&words.with("silent-at-least", &[("count", value.parse::<u32>().unwrap_or(1).into())]))),
        "field" => value.parse().ok().map(|id| shared::field(reader, &id)),
        "mechanism" => value.parse().ok().map(|id| reader.mechanism_name(&id)),
        "topic" => value.parse().ok().and_then(|id| reader.catalogue.topic_name(&id, &reader.lang).map(Html::name)),
        "party" => value.parse().ok().map(|id| reader.party(&id)),
        _ => None,
    }
}

/// An open commitment as a desk needs it on paper.
#[derive(Debug)]
struct BriefLine {
    number: usize,
    line: Line,
    /// Where it was made.
    place: Html,
    quote: Option<Quote>,
    remarks: Vec<Html>,
}

fn brief_line(reader: &Reader, number: usize, entry: &BriefEntry) -> BriefLine {
    let (words, commitment) = (reader.words, &entry.row.commitment);
    let fact = |key: &str, value: Html| Html::join(&[Html::text(&words.say(key)), value], &words.say("colon"));
    let mut remarks = Vec::new();
    if !commitment.parties.is_empty() {
        let parties: Vec<Html> = commitment.parties.iter().map(|p| reader.party(p)).collect();
        remarks.push(fact("fact-parties-meant", Html::join(&parties, &words.say("comma"))));
    }
    if let Some(due) = &commitment.due {
        remarks.push(fact("fact-due", words.time(due)));
    }
    if entry.row.state.is_past_due {
        remarks.push(Html::text(&words.say("past-due")));
    }
    if let Some(latest) = &entry.latest {
        remarks.push(words.mix("brief-latest", &[("date", words.time(latest))], &[]));
    }
    BriefLine {
        number,
        line: shared::line(reader, &entry.row),
        place: entry.words.as_ref().map(|said| shared::place(reader, said)).unwrap_or_default(),
        quote: entry.words.as_ref().and_then(|said| shared::quote_said(reader, said)),
        remarks,
    }
}

#[derive(Debug, Template)]
#[template(path = "commitment/brief.html")]
struct BriefPage {
    frame: Frame,
    heading: String,
    lead: String,
    sections: Vec<(Html, Vec<BriefLine>)>,
    closed: Vec<Html>,
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
    // Numbers run through all sections, so that an entry can be called by its number in a meeting.
    let mut numbers = 1..;
    let mut numbered = |entry: &BriefEntry| brief_line(reader, numbers.next().unwrap_or_default(), entry);
    let lead = words.with("brief-lead", &[("date", words.date(&chancery_model::Edtf::day(reader.ctx.today)).into())]);
    let head = Head { title: heading.clone(), description: lead.clone(), crumbs: vec![reader.mechanism(id)], ..Head::default() };
    let page = BriefPage {
        frame: reader.frame(&page, head),
        heading,
        lead,
        sections: (brief.open.iter()).map(|(m, entries)| (reader.mechanism_name(m), entries.iter().map(&mut numbered).collect())).collect(),
        closed: brief.closed.iter().map(|row| closed_line(reader, row)).collect(),
        turn: shared::turn(reader, &brief.turn),
        processes: (brief.processes.iter())
            .map(|p| shared::record_link(reader, Kind::Process, p.id.as_str(), &reader.name(&p.names)))
            .collect(),
        method: reader.link(&Page::Method),
        address: reader.base.absolute(&Route::Page(reader.ui, Page::Brief(id.clone()))),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

/// A commitment that is no longer open: its title and what became of it.
fn closed_line(reader: &Reader, row: &CommitmentRow) -> Html {
    let said = row.state.marks.keys().map(|m| shared::mark(reader.words, *m)).next();
    let said = said.filter(|_| row.state.how_far != HowFar::Fulfilled).unwrap_or_else(|| shared::how_far(reader.words, row.state.how_far));
    let link = shared::commitment_link(reader, &row.commitment.id, &row.commitment.names);
    Html::join(&[link, Html::text(&said)], " · ")
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
