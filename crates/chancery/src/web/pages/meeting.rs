//! A meeting: its facts with the marks of their sources, who took part, agenda and outcomes with an address for each item,
//! documents by language, and what sources say differently.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chancery_app::commitment::{CommitmentRow, MeetingFollowThrough};
use chancery_app::listing::{DocumentRow, MeetingRow};
use chancery_app::meeting::{MeetingView, choose_account};
use chancery_app::words::bare_key;
use chancery_model::{Account, Certainty, Item, ItemKey, Kind, Lang, Meeting, MeetingId, Participation, RecordRef, Statement, TextStatus};

use super::cite::{self, Cite};
use super::failure::Failure;
use super::follow_through::{self as shared, Line};
use super::frame::{Frame, Head};
use super::reader::Reader;
use super::sources::{self, Sources, StatementLine, chosen_text, notes};
use super::table;
use super::{html, params};
use crate::web::routes::{Page, Route};
use crate::web::text::html::Html;

#[derive(Debug, Template)]
#[template(path = "meeting/page.html")]
struct MeetingPage {
    frame: Frame,
    title: Html,
    as_written: Option<Html>,
    date: Html,
    place: Html,
    marks: Html,
    status: Option<String>,
    remarks: Vec<Html>,
    facts: Vec<(String, Html)>,
    participation: Vec<PartyLine>,
    account: Option<AccountView>,
    documents: Option<DocumentMatrix>,
    follow_through: Vec<(String, Vec<Line>)>,
    statements: Vec<StatementLine>,
    notes: Vec<Html>,
    previous: Option<Html>,
    next: Option<Html>,
    sources: Sources,
    cite: Cite,
}

/// Those of one party who took part.
#[derive(Debug)]
struct PartyLine {
    party: Html,
    is_host: bool,
    is_attendee: bool,
    members: Vec<MemberLine>,
}

#[derive(Debug)]
struct MemberLine {
    organisation: Html,
    as_written: Option<Html>,
    person: Option<Html>,
    role: Option<Html>,
}

/// What one source tells, and the way to the others.
#[derive(Debug)]
struct AccountView {
    mark: Html,
    status: String,
    is_summary: bool,
    lines: Option<String>,
    others: Vec<(String, String, bool)>,
    agenda: Vec<ItemLine>,
    outcomes: Vec<ItemLine>,
    notes: Vec<Html>,
    no_outcomes: bool,
}

/// An item with its parts, flat: templates do not recurse.
#[derive(Debug)]
struct ItemLine {
    key: String,
    depth: usize,
    number: String,
    href: String,
    label: String,
    text: Html,
    is_gone: bool,
    lines: Option<String>,
    /// What was agreed by these words, each with what became of it.
    agreed: Vec<(Html, String)>,
}

/// Documents by language: a row each, a column for each working language.
#[derive(Debug)]
struct DocumentMatrix {
    languages: Vec<Html>,
    rows: Vec<DocumentLine>,
}

#[derive(Debug)]
struct DocumentLine {
    title: Html,
    document_type: String,
    /// For each language whether a source or the register has it, and the language in words.
    cells: Vec<(bool, String)>,
}

pub(super) async fn meeting(reader: &Reader, id: &MeetingId) -> Result<Response, Failure> {
    let view = reader.app.read_meeting(&reader.ctx, id).await?;
    let meeting = &view.meeting;
    let title = reader.meeting_title(&meeting.names, meeting.ordinal, &meeting.mechanism, meeting.date.as_ref());
    let mut sources = Sources::new(reader.words);
    let marks = sources.marks(&meeting.sources);
    let account = choose_account(meeting, &reader.lang, reader.params.find("account"));
    let is_default = account.map(|a| &a.key) == choose_account(meeting, &reader.lang, None).map(|a| &a.key);
    let followed = reader.app.read_meeting_follow_through(&reader.ctx, id).await?;
    let account_view = account.map(|account| account_view(reader, meeting, account, &followed.said, &mut sources));
    let statements: Vec<Statement> = meeting.statements.clone();
    let statements = sources::statements(reader, &statements, &mut sources);
    let account_key = account.filter(|_| !is_default).map_or("", |a| a.key.as_str());
    let page = MeetingPage {
        frame: reader.frame(&Page::Meeting(id.clone()), head(reader, &view, &title.text, account_key)),
        title: Html::said(&title.text, &title.lang),
        as_written: as_written(reader, meeting, account, &title.text),
        date: reader.date(meeting.date.as_ref()),
        place: reader.place(meeting.place.as_ref().map(|p| &p.place), meeting.is_online),
        marks,
        status: reader.status(meeting.status),
        remarks: remarks(reader, meeting),
        facts: facts(reader, meeting),
        participation: participation(reader, meeting),
        account: account_view,
        documents: documents(reader, &view),
        follow_through: follow_through(reader, &followed),
        statements,
        notes: notes(reader, &meeting.notes),
        previous: view.previous.as_ref().map(|row| neighbour(reader, row)),
        next: view.next.as_ref().map(|row| neighbour(reader, row)),
        sources,
        cite: cite::cite(reader, &view.version, &title.text, meeting.date.as_ref()),
    };
    Ok(html(reader, StatusCode::OK, &page))
}

fn head(reader: &Reader, view: &MeetingView, title: &str, account: &str) -> Head {
    let meeting = &view.meeting;
    let mechanism = reader.catalogue.mechanisms.get(&meeting.mechanism);
    let mut crumbs: Vec<Html> = mechanism.and_then(|m| m.topics.first()).map(|topic| reader.topic(topic)).into_iter().collect();
    crumbs.push(reader.mechanism(&meeting.mechanism));
    let date = meeting.date.as_ref().map_or_else(|| reader.words.say("date-none"), |date| reader.words.date(date));
    let outcomes = meeting.principal_account().map_or(0, |a| a.outcomes.len());
    let description = reader.words.with(
        "meeting-description",
        &[("title", title.into()), ("date", date.into()), ("outcomes", outcomes.into()), ("documents", view.documents.total.into())],
    );
    Head { title: title.to_owned(), description, crumbs, canonical_query: params::query([("account", account)]), ..Head::default() }
}

/// The spellings of the source, where they are not those that the page shows.
fn as_written(reader: &Reader, meeting: &Meeting, account: Option<&Account>, title: &str) -> Option<Html> {
    let mut written = Vec::new();
    if let Some((own, lang)) = account.and_then(|a| a.title.as_ref().map(|own| (own, &a.lang))).filter(|(own, _)| *own != title) {
        written.push(Html::said(own, lang));
    }
    let place = meeting.place.as_ref().and_then(|p| p.as_written.as_ref());
    let others = [meeting.ordinal_as_written.as_ref(), meeting.date_as_written.as_ref(), place];
    written.extend(others.into_iter().flatten().map(|text| Html::said(text, &Lang::und())));
    (!written.is_empty()).then(|| reader.words.mix("as-written", &[("written", Html::join(&written, " · "))], &[]))
}

/// How sure the register is, and why, where it is not by a page of those who took part.
fn remarks(reader: &Reader, meeting: &Meeting) -> Vec<Html> {
    let words = reader.words;
    let mut out = Vec::new();
    let key = match meeting.certainty {
        None | Some(Certainty::Page) => None,
        Some(Certainty::Report) => Some("certainty-report"),
        Some(Certainty::Inferred) => Some("certainty-inferred"),
        Some(Certainty::WellKnown) => Some("certainty-well-known"),
    };
    if let Some(key) = key {
        out.push(Html::text(&words.say(key)));
        out.push(chosen_text(reader, &meeting.certainty_reason));
    }
    out.retain(|remark| !remark.is_empty());
    out
}

fn facts(reader: &Reader, meeting: &Meeting) -> Vec<(String, Html)> {
    let mut facts = Vec::new();
    // Where the participation says who was host, once is enough.
    let is_said = meeting.participation.iter().any(|part| part.is_host);
    if let Some(host) = meeting.host.as_ref().filter(|_| !is_said) {
        facts.push((reader.words.say("fact-host"), reader.party(host)));
    }
    if let Some(chair) = &meeting.chair {
        facts.push((reader.words.say("fact-chair"), Html::said(chair, &Lang::und())));
    }
    if !meeting.also_of.is_empty() {
        let links: Vec<Html> = meeting.also_of.iter().map(|id| reader.mechanism(id)).collect();
        facts.push((reader.words.say("fact-also-of"), Html::join(&links, &reader.words.say("comma"))));
    }
    if !meeting.download_languages.is_empty() {
        facts.push((reader.words.say("fact-files-at-source"), table::languages(&meeting.download_languages)));
    }
    facts
}

/// Those who took part, by party in the order of the record; attendees of no party each for themselves.
fn participation(reader: &Reader, meeting: &Meeting) -> Vec<PartyLine> {
    let mut out: Vec<(Option<&chancery_model::PartyId>, PartyLine)> = Vec::new();
    for part in &meeting.participation {
        let member = member(reader, part);
        let known = part.party.is_some().then(|| out.iter_mut().find(|(party, _)| *party == part.party.as_ref())).flatten();
        match known {
            Some((_, line)) => {
                line.is_host |= part.is_host;
                line.members.push(member);
            }
            None => {
                let line = PartyLine {
                    party: part.party.as_ref().map(|id| reader.party(id)).unwrap_or_default(),
                    is_host: part.is_host,
                    is_attendee: part.is_attendee,
                    members: vec![member],
                };
                out.push((part.party.as_ref(), line));
            }
        }
    }
    out.into_iter().map(|(_, line)| line).collect()
}

fn member(reader: &Reader, part: &Participation) -> MemberLine {
    let und = |text: &String| Html::said(text, &Lang::und());
    let written = part.organisation_as_written.as_ref().map(und);
    let (organisation, as_written) = match &part.organisation {
        Some(id) => {
            let is_same = reader.catalogue.organisations.get(id).is_some_and(|o| {
                o.names.iter().any(|n| Some(&n.text) == part.organisation_as_written.as_ref() && n.lang.is_same_language(&reader.lang))
            });
            (reader.organisation(id), written.filter(|_| !is_same))
        }
        None => (written.unwrap_or_default(), None),
    };
    MemberLine { organisation, as_written, person: part.person.as_ref().map(und), role: part.role.as_ref().map(und) }
}

fn account_view(
    reader: &Reader,
    meeting: &Meeting,
    account: &Account,
    agreed: &[(ItemKey, CommitmentRow)],
    sources: &mut Sources,
) -> AccountView {
    let words = reader.words;
    let mark = sources.mark(&account.source);
    let others = if meeting.accounts.len() < 2 {
        Vec::new()
    } else {
        meeting
            .accounts
            .iter()
            .map(|other| {
                let query = params::query([("account", other.key.as_str())]);
                let href = reader.link_with(&Page::Meeting(meeting.id.clone()), &query);
                let said = words.with(
                    "account-name",
                    &[("language", words.language_name(&other.lang).into()), ("status", words.say(text_status(other.status)).into())],
                );
                (said, href, other.key == account.key)
            })
            .collect()
    };
    AccountView {
        mark,
        status: words.say(text_status(account.status)),
        is_summary: account.status == TextStatus::Summary,
        lines: account.source.lines.map(|lines| lines_said(reader, lines, "line-of-source", "lines-of-source")),
        others,
        agenda: items(reader, meeting, account, &account.agenda, agreed),
        outcomes: items(reader, meeting, account, &account.outcomes, agreed),
        notes: account.notes.iter().map(|note| Html::said(note, &account.lang)).collect(),
        no_outcomes: account.outcomes.is_empty(),
    }
}

/// The message that names the status of a text.
pub(super) fn text_status(status: TextStatus) -> &'static str {
    match status {
        TextStatus::Original => "text-original",
        TextStatus::Official => "text-official",
        TextStatus::Translation => "text-translation",
        TextStatus::Unofficial => "text-unofficial",
        TextStatus::Summary => "text-summary",
    }
}

fn lines_said(reader: &Reader, (first, last): (u32, u32), one: &str, several: &str) -> String {
    if first == last {
        reader.words.with(one, &[("line", first.to_string().into())])
    } else {
        reader.words.with(several, &[("from", first.to_string().into()), ("until", last.to_string().into())])
    }
}

fn items(reader: &Reader, meeting: &Meeting, account: &Account, items: &[Item], agreed: &[(ItemKey, CommitmentRow)]) -> Vec<ItemLine> {
    let mut out = Vec::new();
    // The same item of another account says the same thing.
    let agreed_by = |key: &ItemKey| -> Vec<(Html, String)> {
        let rows = agreed.iter().filter(|(said, _)| bare_key(meeting, said) == bare_key(meeting, key)).map(|(_, row)| row);
        let link = |row: &CommitmentRow| shared::commitment_link(reader, &row.commitment.id, &row.commitment.names);
        rows.map(|row| (link(row), shared::how_far(reader.words, row.state.how_far))).collect()
    };
    for item in items {
        item.walk(0, &mut |item, depth| {
            let number = item.number.clone().unwrap_or_default();
            let label = if number.is_empty() {
                reader.words.say("item-link")
            } else {
                reader.words.with("item-link-number", &[("number", number.as_str().into())])
            };
            out.push(ItemLine {
                key: item.key.to_string(),
                depth: depth.min(4),
                number,
                href: reader.route(&Route::IdItem(meeting.id.clone(), item.key.clone())),
                label,
                text: Html::said(&item.text, &account.lang),
                is_gone: item.is_gone,
                lines: item.retold.as_ref().map(|retold| lines_said(reader, retold.lines, "line-short", "lines-short")),
                agreed: agreed_by(&item.key),
            });
        });
    }
    out
}

fn documents(reader: &Reader, view: &MeetingView) -> Option<DocumentMatrix> {
    if view.documents.rows.is_empty() {
        return None;
    }
    // The working languages in the framework's order, then any other that a document has.
    let mut langs: Vec<Lang> = reader.catalogue.framework().map(|f| f.languages.clone()).unwrap_or_default();
    for lang in view.documents.rows.iter().flat_map(|row| &row.langs) {
        if !langs.contains(lang) {
            langs.push(lang.clone());
        }
    }
    let line = |row: &DocumentRow| DocumentLine {
        title: Html::link(&reader.link(&Page::Document(row.id.clone())), &reader.name(&row.titles)),
        document_type: reader.document_type(row.document_type.as_str()),
        cells: langs.iter().map(|lang| (row.langs.contains(lang), reader.words.language_name(lang))).collect(),
    };
    Some(DocumentMatrix { languages: langs.iter().map(table::language).collect(), rows: view.documents.rows.iter().map(line).collect() })
}

/// What was open before this meeting, what it took up, and what it agreed.
///
/// Since when nothing has been heard is left out: it is counted to today, and this page is of one day.
fn follow_through(reader: &Reader, found: &MeetingFollowThrough) -> Vec<(String, Vec<Line>)> {
    let lines = |rows: &mut dyn Iterator<Item = &CommitmentRow>| -> Vec<Line> {
        rows.map(|row| Line { silence: None, ..shared::line(reader, row) }).collect()
    };
    let mut out = vec![
        (reader.words.say("follow-new"), lines(&mut found.new.iter())),
        (reader.words.say("follow-taken-up"), lines(&mut found.taken_up.iter().map(|(row, _)| row))),
        (reader.words.say("follow-carried-over"), lines(&mut found.carried_over.iter())),
    ];
    out.retain(|(_, rows)| !rows.is_empty());
    out
}

fn neighbour(reader: &Reader, row: &MeetingRow) -> Html {
    let name = reader.within_series(&row.id, &row.names, row.ordinal, None);
    let parts: Vec<Html> = [name, reader.date(row.date.as_ref()), reader.city(row.place.as_ref(), row.is_online)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let address = RecordRef::new(Kind::Meeting, row.id.as_str()).ok().and_then(|address| Page::of(&address));
    let shown = Html::join(&parts, &reader.words.say("apart"));
    address.map_or_else(|| shown.clone(), |page| Html::link(&reader.link(&page), &shown))
}
