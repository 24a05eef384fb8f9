//! The pieces that pages of commitments share: a state in words, words with their source, a strip of periods, a turn.

use askama::Template;
use chancery_app::commitment::CommitmentRow;
use chancery_app::words::Words as Said;
use chancery_model::follow_through::rhythm::{Recorded, Strip};
use chancery_model::follow_through::turn::{Reason, Turn};
use chancery_model::follow_through::{HowFar, Mark, State};
use chancery_model::pointer::Standing;
use chancery_model::{Bearing, CommitmentId, FieldId, Kind, MeetingId, PartyId, RecordRef, Text, TextStatus};

use super::document::short_lang;
use super::params;
use super::reader::Reader;
use crate::web::routes::{Page, Route};
use crate::web::text::Words;
use crate::web::text::html::Html;

/// How many periods a strip shows in one row, on a phone, too.
const CELLS_IN_A_ROW: usize = 30;

/// A commitment in a list.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) title: Html,
    pub(super) made: Html,
    pub(super) mechanism: Html,
    pub(super) state: String,
    pub(super) marks: Vec<String>,
    pub(super) silence: Option<String>,
}

/// Words as a page quotes them, with what they are to their source where they are not the source's own.
#[derive(Debug, Template)]
#[template(path = "parts/quote.html")]
pub(super) struct Quote {
    text: Html,
    /// How many parts of the item are left out.
    parts: Option<String>,
    status: Option<String>,
}

impl askama::filters::HtmlSafe for Quote {}

/// Quotes a text. A summary and a translation never pose as what they retell.
pub(super) fn quote(reader: &Reader, text: &Text, parts: usize) -> Quote {
    let is_derived = matches!(text.status, TextStatus::Summary | TextStatus::Translation);
    Quote {
        text: Html::of(text),
        parts: (parts > 0).then(|| reader.words.with("quote-parts", &[("count", parts.into())])),
        status: is_derived.then(|| reader.words.say(super::meeting::text_status(text.status))),
    }
}

/// Quotes the words that a pointer leads to; none of a record as a whole.
pub(super) fn quote_said(reader: &Reader, said: &Said) -> Option<Quote> {
    said.text.as_ref().map(|text| quote(reader, text, said.parts))
}

/// What is recorded of a rhythm, as a row of cells and as a table.
#[derive(Debug, Template)]
#[template(path = "parts/periods.html")]
pub(super) struct Periods {
    words: Words,
    label: String,
    /// True if the cells would be too narrow in one row.
    is_long: bool,
    has_hosts: bool,
    rows: Vec<PeriodLine>,
}

impl askama::filters::HtmlSafe for Periods {}

#[derive(Debug)]
struct PeriodLine {
    date: Html,
    class: &'static str,
    recorded: String,
    meetings: Html,
    host: String,
}

pub(super) fn how_far(words: Words, how_far: HowFar) -> String {
    words.say(match how_far {
        HowFar::NoEvidence => "state-no-evidence",
        HowFar::Begun => "state-begun",
        HowFar::Advanced => "state-advanced",
        HowFar::Fulfilled => "state-fulfilled",
    })
}

pub(super) fn mark(words: Words, mark: Mark) -> String {
    words.say(match mark {
        Mark::Superseded => "mark-superseded",
        Mark::Ended => "mark-ended",
        Mark::Disputed => "mark-disputed",
    })
}

pub(super) fn bearing(words: Words, bearing: Bearing) -> String {
    words.say(match bearing {
        Bearing::Reaffirms => "bearing-reaffirms",
        Bearing::Advances => "bearing-advances",
        Bearing::Fulfils => "bearing-fulfils",
        Bearing::Supersedes => "bearing-supersedes",
        Bearing::Ends => "bearing-ends",
        Bearing::Disputes => "bearing-disputes",
    })
}

/// Since when nothing has been heard, where a meeting could have reported.
pub(super) fn silence(reader: &Reader, state: &State) -> Option<String> {
    let silence = state.silence.as_ref()?;
    let count = silence.meetings.len();
    let date = || reader.words.date(&silence.since);
    match count {
        0 if silence.is_without_meeting => Some(reader.words.with("silent-no-meeting", &[("date", date().into())])),
        0 => None,
        _ => Some(reader.words.with("silent-since", &[("date", date().into()), ("count", count.into())])),
    }
}

pub(super) fn commitment_link(reader: &Reader, id: &CommitmentId, names: &[chancery_model::Name]) -> Html {
    Html::link(&reader.link(&Page::Commitment(id.clone())), &reader.name(names))
}

pub(super) fn line(reader: &Reader, row: &CommitmentRow) -> Line {
    Line {
        title: commitment_link(reader, &row.commitment.id, &row.commitment.names),
        made: reader.date(row.made.as_ref()),
        mechanism: reader.mechanism_short(&row.commitment.mechanism),
        state: how_far(reader.words, row.state.how_far),
        marks: row.state.marks.keys().map(|m| mark(reader.words, *m)).collect(),
        silence: silence(reader, &row.state),
    }
}

/// The name of a field of work; one that the framework does not name shows as its id.
pub(super) fn field(reader: &Reader, id: &FieldId) -> Html {
    let fields = reader.catalogue.framework().map(|f| f.fields.as_slice()).unwrap_or_default();
    fields.iter().find(|f| f.field == *id).map_or_else(|| Html::text(id.as_str()), |f| reader.name(&f.names))
}

/// Where words stand, as a link: the meeting or document, and the item or clause.
pub(super) fn place(reader: &Reader, said: &Said) -> Html {
    let address = said.record.as_ref().map_or(&said.pointer.record, |hit| &hit.address);
    let title = match &said.record {
        Some(hit) => {
            let name = Html::said(&hit.title.text, &hit.title.lang);
            Page::of(&hit.address).map_or_else(|| name.clone(), |page| Html::link(&reader.link(&page), &name))
        }
        None => Html::text(said.pointer.record.id()),
    };
    match item_link(reader, said, address).or_else(|| clause_link(reader, said, address)) {
        Some(link) => Html::join(&[title, link], &reader.words.say("apart")),
        None => title,
    }
}

fn item_link(reader: &Reader, said: &Said, address: &RecordRef) -> Option<Html> {
    let item = said.pointer.item.as_ref()?;
    let meeting: MeetingId = address.id().parse().ok().filter(|_| address.kind == Kind::Meeting)?;
    let number = item.as_str().rsplit('-').next().unwrap_or_default();
    let label = Html::text(&reader.words.with("item-at", &[("number", number.into())]));
    Some(Html::link(&reader.route(&Route::IdItem(meeting, item.clone())), &label))
}

/// The clause by the number that it has in the text that is shown, in the language of which the link leads to it.
fn clause_link(reader: &Reader, said: &Said, address: &RecordRef) -> Option<Html> {
    let at = said.pointer.clause.as_ref()?;
    let document = address.id().parse().ok().filter(|_| address.kind == Kind::Document)?;
    let label = said.clause.as_ref().map_or_else(|| Html::text(at.anchor.as_str()), |name| Html::said(&name.text, &name.lang));
    let lang = said.clause.as_ref().map_or(&at.lang, |name| &name.lang);
    let query = params::query([("text", short_lang(lang))]);
    // A clause that is there no more has no address of its own.
    (said.standing != Standing::Gone)
        .then(|| Html::link(&format!("{}{query}", reader.route(&Route::IdClause(document, at.anchor.clone()))), &label))
        .or(Some(label))
}

/// What is to be said of words that are not those of today.
pub(super) fn standing(reader: &Reader, said: &Said) -> Option<String> {
    let key = match said.standing {
        Standing::Same | Standing::Untold => return None,
        Standing::Changed => "words-changed",
        Standing::Gone => "words-gone",
    };
    Some(reader.words.with(key, &[("revision", said.pointer.revision.to_string().into())]))
}

fn meeting_link(reader: &Reader, id: &MeetingId) -> Html {
    let mechanism: Option<chancery_model::MechanismId> = id.stem().parse().ok();
    let acronym = mechanism.as_ref().and_then(|m| reader.catalogue.mechanism_acronym(m));
    let name = mechanism.as_ref().and_then(|m| reader.catalogue.mechanism_name(m, &reader.lang));
    let shown = match (acronym, name, id.suffix().parse()) {
        (Some(acronym), _, _) => Html::said(&format!("{acronym} {}", id.suffix()), &chancery_model::Lang::und()),
        (None, Some(name), Ok(number)) => Html::said(&chancery_app::title::numbered(number, &name.text, &name.lang), &name.lang),
        _ => Html::text(id.as_str()),
    };
    Html::link(&reader.link(&Page::Meeting(id.clone())), &shown)
}

pub(super) fn periods(reader: &Reader, strip: &Strip) -> Periods {
    let words = reader.words;
    let rows: Vec<PeriodLine> = strip
        .periods
        .iter()
        .map(|period| {
            let (class, key) = match period.recorded {
                Recorded::Here => ("here", "recorded-here"),
                Recorded::Elsewhere => ("elsewhere", "recorded-elsewhere"),
                Recorded::Nothing => ("nothing", "recorded-nothing"),
                Recorded::NotOver => ("not-over", "recorded-not-over"),
                Recorded::Beside => ("beside", "recorded-beside"),
            };
            let mut recorded = words.say(key);
            if strip.times > 1 && period.times() > 0 {
                recorded = words.with("recorded-times", &[("found", period.times().into()), ("times", strip.times.into())]);
            }
            let mut meetings: Vec<Html> = period.tied_to.iter().map(|id| meeting_link(reader, id)).collect();
            meetings.extend(period.meetings.iter().map(|id| meeting_link(reader, id)));
            let host = period.is_same_host.map(|same| words.say(if same { "host-same" } else { "host-other" }));
            PeriodLine {
                date: words.time(&period.date),
                class,
                recorded,
                meetings: Html::join(&meetings, &words.say("comma")),
                host: host.unwrap_or_default(),
            }
        })
        .collect();
    let asked = strip.periods.iter().filter(|p| p.recorded != Recorded::Beside).count();
    let label = words.with("periods-label", &[("count", asked.into()), ("nothing", strip.nothing_recorded().into())]);
    Periods { words, label, is_long: rows.len() > CELLS_IN_A_ROW, has_hosts: rows.iter().any(|r| !r.host.is_empty()), rows }
}

/// Whose turn it may be, with the reason.
pub(super) fn turn(reader: &Reader, turn: &Turn) -> Vec<Html> {
    let words = reader.words;
    let order = |parties: &[PartyId]| Html::join(&parties.iter().map(|p| reader.party(p)).collect::<Vec<_>>(), &words.say("comma"));
    let mut out = Vec::new();
    if !turn.hosts.is_empty() {
        let hosts: Vec<PartyId> = turn.hosts.iter().map(|(_, party)| party.clone()).collect();
        let counts = [("known", hosts.len().into()), ("all", (hosts.len() + turn.unknown).into())];
        out.push(words.mix("turn-hosts", &[("order", order(&hosts))], &counts));
    }
    out.push(match &turn.expected {
        Some((party, Reason::Rotation(list))) => words.mix("turn-rotation", &[("party", reader.party(party)), ("order", order(list))], &[]),
        Some((party, Reason::TiedTo(mechanism, list))) => words.mix(
            "turn-tied",
            &[("party", reader.party(party)), ("mechanism", reader.mechanism_name(mechanism)), ("order", order(list))],
            &[],
        ),
        None => Html::text(&words.say("turn-none")),
    });
    out
}

/// The page of a record by its kind and id.
pub(super) fn record_link(reader: &Reader, kind: Kind, id: &str, name: &Html) -> Html {
    match RecordRef::new(kind, id).ok().and_then(|address| Page::of(&address)) {
        Some(page) => Html::link(&reader.link(&page), name),
        None => name.clone(),
    }
}
