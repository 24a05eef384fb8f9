//! What a list shows of a record: its names, when and where it was.
//!
//! The index keeps a card with every entry, so that a page of hits without passages reads no record.

use chancery_model::{Edtf, MechanismId, Name, PlaceId, Record};
use serde::{Deserialize, Serialize};

/// What a list shows of a record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Card {
    /// Its own names; a meeting is mostly called by its mechanism and ordinal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) names: Vec<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ordinal: Option<u32>,
    /// The mechanism of a meeting; the issuer of a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mechanism: Option<MechanismId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) date: Option<Edtf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<PlaceId>,
}

impl Card {
    /// Takes from a record what a list shows.
    pub(crate) fn of(record: &Record) -> Card {
        let names = record.names().to_vec();
        match record {
            Record::Meeting(meeting) => Card {
                names,
                ordinal: meeting.ordinal,
                mechanism: Some(meeting.mechanism.clone()),
                date: meeting.date,
                place: meeting.place.as_ref().map(|place| place.place.clone()),
            },
            Record::Document(document) => Card { names, mechanism: document.issuer.clone(), date: document.date, ..Card::default() },
            Record::Commitment(commitment) => Card { names, mechanism: Some(commitment.mechanism.clone()), ..Card::default() },
            Record::Process(process) => Card { names, mechanism: process.mechanism.clone(), ..Card::default() },
            Record::Exchange(exchange) => Card { names, date: Some(exchange.period), ..Card::default() },
            _ => Card { names, ..Card::default() },
        }
    }

    /// Reads what the index handed back; what cannot be read shows nothing but the id.
    pub(crate) fn read(text: &str) -> Card {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The card as the index keeps it.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).expect("a card is plain data")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chancery_model::samples;

    #[test]
    fn a_card_reads_back_what_it_wrote() {
        for record in samples::one_of_each() {
            let card = Card::of(&record);
            assert_eq!(Card::read(&card.to_text()), card, "{}", record.address());
        }
        assert_eq!(Card::read("{"), Card::default());
    }
}
