//! The kinds of record, and the record itself: each is revised as a whole.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::{self, CanonicalError};
use crate::document::Document;
use crate::framework::Framework;
use crate::id::{DocumentId, FrameworkId, IdError, MechanismId, MeetingId, OrganisationId, PlaceId, ReadingId, TopicId};
use crate::mechanism::Mechanism;
use crate::meeting::Meeting;
use crate::organisation::Organisation;
use crate::place::Place;
use crate::reading::Reading;
use crate::source::{Source, Statement};
use crate::text::{Name, Text};
use crate::topic::Topic;

/// The version of the record shape. An older body is upcast when read; the stored bytes are never touched.
pub const SCHEMA: u32 = 1;

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
    /// The last reading of a source.
    Reading,
}

impl Kind {
    /// All kinds, in the order in which a register is built.
    pub const ALL: [Kind; 8] =
        [Kind::Framework, Kind::Topic, Kind::Organisation, Kind::Place, Kind::Mechanism, Kind::Meeting, Kind::Document, Kind::Reading];

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
            Kind::Reading => "reading",
        }
    }
}

/// Says why a kind was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of record: {0:?}; expected framework, topic, organisation, place, mechanism, meeting, document or reading")]
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
            Record::Reading(_) => &[],
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
            Record::Reading(r) => push(Kind::Topic, r.topic.as_str()),
        }
        out
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
    fn addresses_parse_and_print() {
        for text in ["meeting:tchm/6", "topic:customs", "organisation:cn-gacc"] {
            assert_eq!(text.parse::<RecordRef>().unwrap().to_string(), text);
        }
        for text in ["", "meeting", "meeting:tchm", "city:x", "topic:Customs", "topic:"] {
            assert!(text.parse::<RecordRef>().is_err(), "{text:?} was taken");
        }
    }
}
