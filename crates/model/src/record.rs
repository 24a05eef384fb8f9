//! The kinds of record, and the record itself: each is revised as a whole.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::{self, CanonicalError};
use crate::commitment::{Commitment, TiedTo};
use crate::document::Document;
use crate::evidence::Evidence;
use crate::exchange::{self, Exchange};
use crate::framework::Framework;
use crate::id::{
    CommitmentId, DocumentId, EvidenceId, ExchangeId, FrameworkId, IdError, InitiativeId, MechanismId, MeetingId, OrganisationId, PlaceId,
    ProcessId, ReadingId, TopicId,
};
use crate::initiative::Initiative;
use crate::mechanism::Mechanism;
use crate::meeting::Meeting;
use crate::organisation::Organisation;
use crate::place::Place;
use crate::pointer::Pointer;
use crate::process::Process;
use crate::reading::Reading;
use crate::source::{Source, Statement};
use crate::text::{Name, Text};
use crate::topic::Topic;

/// The version of the record shape. An older body is upcast when read; the stored bytes are never touched.
///
/// 2: commitments and what became of them; the text of a rendition. What schema 1 wrote reads as it is.
pub const SCHEMA: u32 = 2;

/// The kinds of record, in the order in which a register is built: a record points only to kinds before it or its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A framework.
    Framework,
    /// A topic.
    Topic,
    /// An organisation.
    Organisation,
    /// A place.
    Place,
    /// A mechanism.
    Mechanism,
    /// A meeting.
    Meeting,
    /// A document.
    Document,
    /// Something agreed.
    Commitment,
    /// What bears on a commitment.
    Evidence,
    /// A project with a name.
    Initiative,
    /// Steps by tracks.
    Process,
    /// That an agreed exchange took place.
    Exchange,
    /// The last reading of a source.
    Reading,
}

impl Kind {
    /// All kinds, in the order in which a register is built.
    pub const ALL: [Kind; 13] = [
        Kind::Framework,
        Kind::Topic,
        Kind::Organisation,
        Kind::Place,
        Kind::Mechanism,
        Kind::Meeting,
        Kind::Document,
        Kind::Commitment,
        Kind::Evidence,
        Kind::Initiative,
        Kind::Process,
        Kind::Exchange,
        Kind::Reading,
    ];

    /// The kind as it stands in addresses and in the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Framework => "framework",
            Kind::Topic => "topic",
            Kind::Organisation => "organisation",
            Kind::Place => "place",
            Kind::Mechanism => "mechanism",
            Kind::Meeting => "meeting",
            Kind::Document => "document",
            Kind::Commitment => "commitment",
            Kind::Evidence => "evidence",
            Kind::Initiative => "initiative",
            Kind::Process => "process",
            Kind::Exchange => "exchange",
            Kind::Reading => "reading",
        }
    }
}

/// Says why a kind was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such kind of record: {0:?}; expected framework, topic, organisation, place, mechanism, meeting, document, commitment, evidence, initiative, process, exchange or reading"
)]
pub struct KindError(pub String);

impl FromStr for Kind {
    type Err = KindError;
    fn from_str(text: &str) -> Result<Self, KindError> {
        Kind::ALL.into_iter().find(|k| k.as_str() == text).ok_or_else(|| KindError(text.chars().take(40).collect()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A kind and an id: the address of a record, written `meeting:tchm/6`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordRef {
    /// The kind.
    pub kind: Kind,
    /// The id, checked against the kind's form.
    id: String,
}

/// Says why an address of a record was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordRefError {
    /// There is no colon.
    #[error("not the address of a record: {0:?}; expected a kind and an id, such as meeting:tchm/6")]
    Form(String),
    /// The kind is unknown.
    #[error(transparent)]
    Kind(#[from] KindError),
    /// The id has another form than the kind asks for.
    #[error(transparent)]
    Id(#[from] IdError),
}

impl RecordRef {
    /// Makes the address of a record.
    ///
    /// Errors: [`IdError`] if the id has another form than the kind asks for.
    pub fn new(kind: Kind, id: &str) -> Result<Self, IdError> {
        let id = match kind {
            Kind::Framework => id.parse::<FrameworkId>()?.into(),
            Kind::Topic => id.parse::<TopicId>()?.into(),
            Kind::Organisation => id.parse::<OrganisationId>()?.into(),
            Kind::Place => id.parse::<PlaceId>()?.into(),
            Kind::Mechanism => id.parse::<MechanismId>()?.into(),
            Kind::Meeting => id.parse::<MeetingId>()?.into(),
            Kind::Document => id.parse::<DocumentId>()?.into(),
            Kind::Commitment => id.parse::<CommitmentId>()?.into(),
            Kind::Evidence => id.parse::<EvidenceId>()?.into(),
            Kind::Initiative => id.parse::<InitiativeId>()?.into(),
            Kind::Process => id.parse::<ProcessId>()?.into(),
            Kind::Exchange => id.parse::<ExchangeId>()?.into(),
            Kind::Reading => id.parse::<ReadingId>()?.into(),
        };
        Ok(RecordRef { kind, id })
    }
    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl FromStr for RecordRef {
    type Err = RecordRefError;
    fn from_str(text: &str) -> Result<Self, RecordRefError> {
        let (kind, id) = text.split_once(':').ok_or_else(|| RecordRefError::Form(text.chars().take(80).collect()))?;
        Ok(RecordRef::new(kind.parse()?, id)?)
    }
}

impl TryFrom<String> for RecordRef {
    type Error = RecordRefError;
    fn try_from(text: String) -> Result<Self, RecordRefError> {
        text.parse()
    }
}

impl From<RecordRef> for String {
    fn from(address: RecordRef) -> String {
        address.to_string()
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// A record of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Record {
    /// A framework.
    Framework(Framework),
    /// A topic.
    Topic(Topic),
    /// An organisation.
    Organisation(Organisation),
    /// A place.
    Place(Place),
    /// A mechanism.
    Mechanism(Mechanism),
    /// A meeting.
    Meeting(Meeting),
    /// A document.
    Document(Document),
    /// A commitment.
    Commitment(Commitment),
    /// A piece of evidence.
    Evidence(Evidence),
    /// An initiative.
    Initiative(Initiative),
    /// A process.
    Process(Process),
    /// An exchange.
    Exchange(Exchange),
    /// A reading.
    Reading(Reading),
}

/// Says why the body of a record could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The body is not JSON, or not of the kind's shape; the inner error names the place.
    #[error("not a {kind} of schema {schema}: {inner}")]
    Shape {
        /// The kind that was expected.
        kind: Kind,
        /// The schema that was expected.
        schema: u32,
        /// What the JSON reader says, with line and column.
        inner: serde_json::Error,
    },
    /// The value is not an object with a kind and a record.
    #[error("not a record; expected an object with the keys \"kind\" and \"record\"")]
    Tagged(#[source] serde_json::Error),
    /// An exchange has a field that no exchange has: what was exchanged is never kept.
    #[error("an exchange says that something was exchanged and never what: it has no field {field:?}; known are {}", known.join(", "))]
    Content {
        /// The field.
        field: String,
        /// The fields that an exchange has.
        known: &'static [&'static str],
    },
    /// The schema is newer than this version of the product.
    #[error("schema {0} is newer than this version knows ({SCHEMA}); install a newer version")]
    Newer(u32),
}

impl Record {
    /// Reads the body of a record, upcasting older schemas.
    ///
    /// Errors: [`RecordError::Shape`] for a body of another shape, [`RecordError::Newer`] for a schema from the future.
    pub fn read(kind: Kind, schema: u32, body: &[u8]) -> Result<Self, RecordError> {
        if schema > SCHEMA {
            return Err(RecordError::Newer(schema));
        }
        let shape = |inner| RecordError::Shape { kind, schema, inner };
        Ok(match kind {
            Kind::Framework => Record::Framework(serde_json::from_slice(body).map_err(shape)?),
            Kind::Topic => Record::Topic(serde_json::from_slice(body).map_err(shape)?),
            Kind::Organisation => Record::Organisation(serde_json::from_slice(body).map_err(shape)?),
            Kind::Place => Record::Place(serde_json::from_slice(body).map_err(shape)?),
            Kind::Mechanism => Record::Mechanism(serde_json::from_slice(body).map_err(shape)?),
            Kind::Meeting => Record::Meeting(serde_json::from_slice(body).map_err(shape)?),
            Kind::Document => Record::Document(serde_json::from_slice(body).map_err(shape)?),
            Kind::Commitment => Record::Commitment(serde_json::from_slice(body).map_err(shape)?),
            Kind::Evidence => Record::Evidence(serde_json::from_slice(body).map_err(shape)?),
            Kind::Initiative => Record::Initiative(serde_json::from_slice(body).map_err(shape)?),
            Kind::Process => Record::Process(serde_json::from_slice(body).map_err(shape)?),
            Kind::Exchange => Record::Exchange(read_exchange(body, shape)?),
            Kind::Reading => Record::Reading(serde_json::from_slice(body).map_err(shape)?),
        })
    }

    /// Reads the public form of a record, an object `{"kind": "meeting", "record": {...}}`.
    ///
    /// Errors: a sentence that names what is missing or wrong.
    pub fn read_tagged(value: &Value) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Tagged {
            kind: Kind,
            #[serde(default = "schema_now")]
            schema: u32,
            record: Value,
        }
        fn schema_now() -> u32 {
            SCHEMA
        }
        let tagged: Tagged = Tagged::deserialize(value).map_err(RecordError::Tagged)?;
        let kind = tagged.kind;
        let body = serde_json::to_vec(&tagged.record).map_err(|inner| RecordError::Shape { kind, schema: SCHEMA, inner })?;
        Record::read(kind, tagged.schema, &body)
    }

    /// The canonical bytes of the record: what is hashed and stored.
    ///
    /// Errors: [`CanonicalError`]; our own types have neither floats nor foreign keys, so none is expected.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CanonicalError> {
        canonical::to_bytes(self)
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Record::Framework(_) => Kind::Framework,
            Record::Topic(_) => Kind::Topic,
            Record::Organisation(_) => Kind::Organisation,
            Record::Place(_) => Kind::Place,
            Record::Mechanism(_) => Kind::Mechanism,
            Record::Meeting(_) => Kind::Meeting,
            Record::Document(_) => Kind::Document,
            Record::Commitment(_) => Kind::Commitment,
            Record::Evidence(_) => Kind::Evidence,
            Record::Initiative(_) => Kind::Initiative,
            Record::Process(_) => Kind::Process,
            Record::Exchange(_) => Kind::Exchange,
            Record::Reading(_) => Kind::Reading,
        }
    }

    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Record::Framework(r) => r.id.as_str(),
            Record::Topic(r) => r.id.as_str(),
            Record::Organisation(r) => r.id.as_str(),
            Record::Place(r) => r.id.as_str(),
            Record::Mechanism(r) => r.id.as_str(),
            Record::Meeting(r) => r.id.as_str(),
            Record::Document(r) => r.id.as_str(),
            Record::Commitment(r) => r.id.as_str(),
            Record::Evidence(r) => r.id.as_str(),
            Record::Initiative(r) => r.id.as_str(),
            Record::Process(r) => r.id.as_str(),
            Record::Exchange(r) => r.id.as_str(),
            Record::Reading(r) => r.id.as_str(),
        }
    }

    /// The address.
    pub fn address(&self) -> RecordRef {
        RecordRef { kind: self.kind(), id: self.id().to_owned() }
    }

    /// Names or titles; a meeting has them only where it is not named by its mechanism and ordinal.
    pub fn names(&self) -> &[Name] {
        match self {
            Record::Framework(r) => &r.names,
            Record::Topic(r) => &r.names,
            Record::Organisation(r) => &r.names,
            Record::Place(r) => &r.names,
            Record::Mechanism(r) => &r.names,
            Record::Meeting(r) => &r.names,
            Record::Document(r) => &r.titles,
            Record::Commitment(r) => &r.names,
            Record::Initiative(r) => &r.names,
            Record::Process(r) => &r.names,
            Record::Exchange(r) => &r.names,
            Record::Evidence(_) | Record::Reading(_) => &[],
        }
    }

    /// Sources.
    pub fn sources(&self) -> &[Source] {
        match self {
            Record::Framework(r) => &r.sources,
            Record::Topic(r) => &r.sources,
            Record::Organisation(r) => &r.sources,
            Record::Place(r) => &r.sources,
            Record::Mechanism(r) => &r.sources,
            Record::Meeting(r) => &r.sources,
            Record::Document(r) => &r.sources,
            Record::Commitment(r) => &r.sources,
            Record::Evidence(r) => &r.sources,
            Record::Initiative(r) => &r.sources,
            Record::Process(r) => &r.sources,
            Record::Exchange(r) => &r.sources,
            Record::Reading(_) => &[],
        }
    }

    /// Rival values.
    pub fn statements(&self) -> &[Statement] {
        match self {
            Record::Framework(r) => &r.statements,
            Record::Topic(r) => &r.statements,
            Record::Organisation(r) => &r.statements,
            Record::Place(r) => &r.statements,
            Record::Mechanism(r) => &r.statements,
            Record::Meeting(r) => &r.statements,
            Record::Document(r) => &r.statements,
            Record::Commitment(r) => &r.statements,
            Record::Evidence(r) => &r.statements,
            Record::Initiative(r) => &r.statements,
            Record::Process(r) => &r.statements,
            Record::Exchange(r) => &r.statements,
            Record::Reading(_) => &[],
        }
    }

    /// Notes.
    pub fn notes(&self) -> &[Text] {
        match self {
            Record::Framework(r) => &r.notes,
            Record::Topic(r) => &r.notes,
            Record::Organisation(r) => &r.notes,
            Record::Place(r) => &r.notes,
            Record::Mechanism(r) => &r.notes,
            Record::Meeting(r) => &r.notes,
            Record::Document(r) => &r.notes,
            Record::Commitment(r) => &r.notes,
            Record::Evidence(r) => &r.notes,
            Record::Initiative(r) => &r.notes,
            Record::Process(r) => &r.notes,
            Record::Exchange(r) => &r.notes,
            Record::Reading(_) => &[],
        }
    }

    /// Lists the records that this one points to. A register is whole when each is there.
    pub fn references(&self) -> Vec<RecordRef> {
        let mut out = Vec::new();
        let mut push = |kind: Kind, id: &str| out.push(RecordRef { kind, id: id.to_owned() });
        match self {
            Record::Framework(r) => {
                r.secretariat.iter().for_each(|id| push(Kind::Organisation, id.as_str()));
            }
            Record::Topic(r) => push(Kind::Framework, r.framework.as_str()),
            Record::Organisation(r) => r.part_of.iter().for_each(|id| push(Kind::Organisation, id.as_str())),
            Record::Place(_) => {}
            Record::Mechanism(r) => {
                r.topics.iter().for_each(|id| push(Kind::Topic, id.as_str()));
                let others = r.parent.iter().chain(&r.predecessors).chain(&r.successors);
                others.for_each(|id| push(Kind::Mechanism, id.as_str()));
                r.secretariat.iter().for_each(|id| push(Kind::Organisation, id.as_str()));
            }
            Record::Meeting(r) => {
                push(Kind::Mechanism, r.mechanism.as_str());
                r.also_of.iter().for_each(|id| push(Kind::Mechanism, id.as_str()));
                r.place.iter().for_each(|p| push(Kind::Place, p.place.as_str()));
                let organisations = r.participation.iter().filter_map(|p| p.organisation.as_ref());
                organisations.for_each(|id| push(Kind::Organisation, id.as_str()));
            }
            Record::Document(r) => {
                r.issuer.iter().for_each(|id| push(Kind::Mechanism, id.as_str()));
                r.relations.iter().for_each(|x| push(Kind::Meeting, x.meeting.as_str()));
                r.revises.iter().for_each(|id| push(Kind::Document, id.as_str()));
            }
            Record::Commitment(r) => {
                push(Kind::Mechanism, r.mechanism.as_str());
                r.topics.iter().for_each(|id| push(Kind::Topic, id.as_str()));
                if let Some(rhythm) = &r.rhythm {
                    rhythm.meetings_of.iter().for_each(|id| push(Kind::Mechanism, id.as_str()));
                    rhythm.until_meeting.iter().for_each(|id| push(Kind::Meeting, id.as_str()));
                    if let Some(TiedTo::MeetingsOf(id) | TiedTo::HostOf(id)) = &rhythm.tied_to {
                        push(Kind::Mechanism, id.as_str());
                    }
                }
                if let Some(planned) = &r.plans {
                    push(Kind::Mechanism, planned.mechanism.as_str());
                    planned.place.iter().for_each(|id| push(Kind::Place, id.as_str()));
                }
            }
            Record::Evidence(r) => {
                push(Kind::Commitment, r.commitment.as_str());
                r.superseded_by.iter().for_each(|id| push(Kind::Commitment, id.as_str()));
            }
            Record::Initiative(r) => {
                r.topics.iter().for_each(|id| push(Kind::Topic, id.as_str()));
                r.mechanisms.iter().for_each(|id| push(Kind::Mechanism, id.as_str()));
                r.documents.iter().for_each(|id| push(Kind::Document, id.as_str()));
                r.meetings.iter().for_each(|id| push(Kind::Meeting, id.as_str()));
                r.commitments.iter().for_each(|id| push(Kind::Commitment, id.as_str()));
            }
            Record::Process(r) => {
                r.mechanism.iter().for_each(|id| push(Kind::Mechanism, id.as_str()));
                r.initiative.iter().for_each(|id| push(Kind::Initiative, id.as_str()));
                r.commitments.iter().for_each(|id| push(Kind::Commitment, id.as_str()));
            }
            Record::Exchange(r) => {
                r.commitment.iter().for_each(|id| push(Kind::Commitment, id.as_str()));
                r.initiative.iter().for_each(|id| push(Kind::Initiative, id.as_str()));
                r.offices.iter().for_each(|id| push(Kind::Organisation, id.as_str()));
                r.reported_at.iter().for_each(|id| push(Kind::Meeting, id.as_str()));
            }
            Record::Reading(r) => push(Kind::Topic, r.topic.as_str()),
        }
        out.extend(self.pointers().into_iter().map(|p| p.record.clone()));
        out
    }

    /// Lists the pointers to words in other records.
    pub fn pointers(&self) -> Vec<&Pointer> {
        match self {
            Record::Commitment(r) => r.origins.iter().map(|o| &o.pointer).collect(),
            Record::Evidence(r) => r.pointer().into_iter().collect(),
            Record::Initiative(r) => r.origins.iter().collect(),
            Record::Process(r) => r.origins.iter().chain(r.cells.iter().filter_map(|c| c.pointer.as_ref())).collect(),
            _ => Vec::new(),
        }
    }
}

/// Reads an exchange; a field that none has is refused as what it is, not as a slip of the pen.
fn read_exchange(body: &[u8], shape: impl Fn(serde_json::Error) -> RecordError) -> Result<Exchange, RecordError> {
    let value: Value = serde_json::from_slice(body).map_err(&shape)?;
    match exchange::foreign_field(&value) {
        Some(field) => Err(RecordError::Content { field: field.chars().take(40).collect(), known: &exchange::FIELDS }),
        None => serde_json::from_value(value).map_err(shape),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn every_kind_reads_back_what_it_wrote() {
        for record in samples::one_of_each() {
            let bytes = record.to_bytes().unwrap();
            let back = Record::read(record.kind(), SCHEMA, &bytes).unwrap();
            assert_eq!(back, record);
            assert_eq!(back.to_bytes().unwrap(), bytes, "canonical bytes are stable");
            let tagged = serde_json::json!({"kind": record.kind(), "record": record});
            assert_eq!(Record::read_tagged(&tagged).unwrap(), record);
        }
    }

    #[test]
    fn foreign_bodies_are_refused_by_name() {
        let error = Record::read(Kind::Meeting, SCHEMA, b"{\"id\":\"tchm/6\",\"colour\":1}").unwrap_err().to_string();
        assert!(error.contains("not a meeting") && error.contains("colour"), "{error}");
        assert!(matches!(Record::read(Kind::Topic, SCHEMA + 1, b"{}"), Err(RecordError::Newer(_))));
        assert!(Record::read(Kind::Topic, SCHEMA, b"").is_err());
    }

    #[test]
    fn what_was_exchanged_has_no_field() {
        let error = Record::read(Kind::Exchange, SCHEMA, b"{\"id\":\"x\",\"person\":\"Example\"}").unwrap_err().to_string();
        assert!(error.contains("never what") && error.contains("\"person\"") && error.contains("period"), "{error}");
        let sample = Record::Exchange(samples::exchange());
        let body = serde_json::to_value(&sample).unwrap();
        let fields = body.as_object().unwrap().keys();
        assert!(fields.into_iter().all(|f| exchange::FIELDS.contains(&f.as_str())), "the list of fields is whole");
    }

    #[test]
    fn addresses_parse_and_print() {
        for text in ["meeting:tchm/6", "topic:customs", "organisation:cn-gacc"] {
            assert_eq!(text.parse::<RecordRef>().unwrap().to_string(), text);
        }
        for text in ["", "meeting", "meeting:tchm", "city:x", "topic:Customs", "topic:"] {
            assert!(text.parse::<RecordRef>().is_err(), "{text:?} was taken");
        }
    }
}
