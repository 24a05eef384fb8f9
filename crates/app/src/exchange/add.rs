//! Adding exchanges and joint operations, and the parties' word that a record of one is right.

use std::collections::BTreeMap;

use chancery_model::id::{IdError, MAX_ID_BYTES};
use chancery_model::{Edtf, Exchange, ExchangeId, ExchangeType, Kind, PartyId, Record, RecordRef};
use chancery_store::{Change, Expects, Lookup};

use crate::catalogue::Catalogue;
use crate::ctx::Ctx;
use crate::error::{AppError, ErrorKind};
use crate::keeping::{Register, Written, absent};

/// An exchange that is to be added, and where it stands in the table it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExchange {
    /// The line of the table; none for one that was given by itself.
    pub line: Option<u64>,
    /// The record.
    pub exchange: Exchange,
}

/// What adding exchanges did, or would do.
#[derive(Debug)]
pub struct AddedExchanges {
    /// The number of the batch; none if nothing was written.
    pub batch: Option<u64>,
    /// The records that are new.
    pub added: Vec<RecordRef>,
    /// How many the register had in the same form.
    pub unchanged: usize,
    /// Why an exchange cannot be taken, with its line; then nothing is written at all.
    pub refused: Vec<(Option<u64>, AppError)>,
}

/// The id that an exchange gets if nobody gives it one: of its kind, parties and period, so that the same exchange given
/// again is the same record.
///
/// Errors: [`IdError`] for a kind and a period that are too long for an id.
pub fn proposed_id(exchange_type: &ExchangeType, from: &[PartyId], to: &[PartyId], period: &Edtf) -> Result<ExchangeId, IdError> {
    let period: String = period.to_string().chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parties = from.iter().chain(to).map(|party| party.as_str().to_ascii_lowercase());
    let words: Vec<String> = std::iter::once(exchange_type.to_string()).chain(parties).chain(std::iter::once(period)).collect();
    let id: Vec<&str> = words.iter().flat_map(|word| word.split('-')).filter(|word| !word.is_empty()).collect();
    let id: String = id.join("-").chars().take(MAX_ID_BYTES).collect();
    id.trim_end_matches('-').parse()
}

impl Register {
    /// Adds exchanges as one batch: all of them or, if one cannot be taken, none.
    ///
    /// Shape: one that is there in the same form is counted and not written again.
    /// Errors: as [`Register::put`]. What is wrong with an exchange is no error but stands in the answer, one by one.
    pub async fn add_exchanges(&self, ctx: &Ctx, new: Vec<NewExchange>, reason: &str) -> Result<AddedExchanges, AppError> {
        let mut plan = self.plan_exchanges(ctx, &new).await?;
        if plan.refused.is_empty() && !plan.added.is_empty() {
            let changes = new.into_iter().map(|new| Change::publish(Record::Exchange(new.exchange), Expects::Absent)).collect();
            plan.batch = self.write(ctx, changes, reason).await?.batch;
        }
        Ok(plan)
    }

    /// Checks exchanges and tells which are new. Writes nothing.
    ///
    /// Errors: what the store reports; what is wrong with an exchange stands in the answer.
    pub async fn plan_exchanges(&self, ctx: &Ctx, new: &[NewExchange]) -> Result<AddedExchanges, AppError> {
        let catalogue = self.catalogue().await?;
        let mut plan = AddedExchanges { batch: None, added: Vec::new(), unchanged: 0, refused: Vec::new() };
        let mut seen: BTreeMap<&ExchangeId, Option<u64>> = BTreeMap::new();
        for NewExchange { line, exchange } in new {
            if let Some(first) = seen.insert(&exchange.id, *line) {
                let first = first.map_or_else(String::new, |line| format!(" in line {line}"));
                let message = format!("exchange:{} stands{first} already; give each an id of its own", exchange.id);
                plan.refused.push((*line, AppError::new(ErrorKind::RuleBroken, message)));
                continue;
            }
            match self.check_exchange(ctx, &catalogue, exchange).await {
                Ok(Some(address)) => plan.added.push(address),
                Ok(None) => plan.unchanged += 1,
                Err(error) if is_about_the_record(error.kind) => plan.refused.push((*line, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(plan)
    }

    /// Checks one exchange: its address if it is new, none if the register has it in the same form.
    async fn check_exchange(&self, ctx: &Ctx, catalogue: &Catalogue, exchange: &Exchange) -> Result<Option<RecordRef>, AppError> {
        for party in exchange.from.iter().chain(&exchange.to).chain(&exchange.confirmed_by) {
            catalogue.expect_party(party)?;
        }
        for party in &exchange.confirmed_by {
            expect_named(exchange, party)?;
        }
        expect_past(ctx, exchange)?;
        let record = Record::Exchange(exchange.clone());
        record.check().map_err(|error| {
            let is_unconfirmed = exchange.count.is_some() && !exchange.unconfirmed().is_empty();
            let error = AppError::new(ErrorKind::RuleBroken, error.to_string());
            if is_unconfirmed {
                error.with_hint("register it without the figure; `chancery exchange confirm` adds that when they have")
            } else {
                error
            }
        })?;
        for reference in record.references() {
            self.find_current(&reference).await?;
        }
        let address = record.address();
        match self.store().find(&address).await? {
            Lookup::Absent => Ok(Some(address)),
            Lookup::Found(current) if current.record == record => Ok(None),
            _ => {
                let message = format!("{address} is there already and says something else");
                Err(AppError::new(ErrorKind::Conflict, message).with_hint("give another id, or correct the record with `chancery put`"))
            }
        }
    }

    /// Notes that parties confirmed an exchange, and its figure once all that it names have.
    ///
    /// Shape: what was written, and the parties whose word is still awaited; nothing is written if the record says so already.
    /// Errors: kind `not-found`; kind `rule-broken` for a party that the exchange does not name, a figure that others have yet
    /// to confirm, or another figure than the one that was confirmed.
    pub async fn confirm_exchange(
        &self,
        ctx: &Ctx,
        id: &ExchangeId,
        by: &[PartyId],
        count: Option<u64>,
        reason: &str,
    ) -> Result<(Written, Vec<PartyId>), AppError> {
        let address = RecordRef::new(Kind::Exchange, id.as_str()).map_err(AppError::bug)?;
        let current = self.find_current(&address).await?;
        let Record::Exchange(mut exchange) = current.record else {
            return Err(absent(&address));
        };
        for party in by {
            expect_named(&exchange, party)?;
            if !exchange.confirmed_by.contains(party) {
                exchange.confirmed_by.push(party.clone());
            }
        }
        // In the order in which the record names them, whoever confirmed first.
        let order: Vec<PartyId> = exchange.from.iter().chain(&exchange.to).cloned().collect();
        exchange.confirmed_by.sort_by_key(|party| order.iter().position(|named| named == party));
        match (exchange.count, count) {
            (Some(known), Some(count)) if known != count => {
                let message = format!("{address} has the figure {known}, which its parties confirmed; {count} is another");
                return Err(AppError::new(ErrorKind::RuleBroken, message)
                    .with_hint("a correction of what was confirmed is made with `chancery put`"));
            }
            (_, count) => exchange.count = count.or(exchange.count),
        }
        let awaited = exchange.unconfirmed().into_iter().cloned().collect();
        let record = Record::Exchange(exchange);
        record.check().map_err(|error| AppError::new(ErrorKind::RuleBroken, error.to_string()))?;
        let written = self.write(ctx, vec![Change::publish(record, Expects::Revision(current.revision))], reason).await?;
        Ok((written, awaited))
    }
}

fn expect_named(exchange: &Exchange, party: &PartyId) -> Result<(), AppError> {
    let named: Vec<&str> = exchange.from.iter().chain(&exchange.to).map(PartyId::as_str).collect();
    if named.contains(&party.as_str()) {
        return Ok(());
    }
    let message = format!("exchange:{} does not name {party}, which cannot confirm it; it names {}", exchange.id, named.join(", "));
    Err(AppError::new(ErrorKind::RuleBroken, message))
}

/// Refuses what is only to come: an exchange is registered once it took place. When the next one is due may be told.
fn expect_past(ctx: &Ctx, exchange: &Exchange) -> Result<(), AppError> {
    let dates = [
        ("period", Some(exchange.period)),
        ("sent", exchange.sent),
        ("acknowledged", exchange.acknowledged),
        ("debrief", exchange.debrief),
    ];
    for (name, date) in dates {
        if let Some(date) = date.filter(|date| date.range().earliest.is_some_and(|first| first > ctx.today)) {
            let message = format!("exchange:{}, {name}: {date} is yet to come; an exchange is registered once it took place", exchange.id);
            return Err(AppError::new(ErrorKind::RuleBroken, message).with_hint("when the next one is due can be told with the last one"));
        }
    }
    Ok(())
}

/// Tells whether an error is about the record at hand; others stop the whole.
fn is_about_the_record(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::RuleBroken | ErrorKind::Conflict | ErrorKind::NotFound | ErrorKind::Withdrawn | ErrorKind::Invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_exchange_has_the_same_id() {
        let parties = |codes: &[&str]| codes.iter().map(|code| code.parse().unwrap()).collect::<Vec<PartyId>>();
        let id = |kind: &str, from: &[&str], to: &[&str], period: &str| {
            proposed_id(&kind.parse().unwrap(), &parties(from), &parties(to), &period.parse().unwrap()).unwrap().to_string()
        };
        assert_eq!(id("seizure-notices", &["JP"], &["KR"], "2012-01/2012-06"), "seizure-notices-jp-kr-2012-01-2012-06");
        assert_eq!(id("joint-operation", &["CN", "JP", "KR"], &[], "2011"), "joint-operation-cn-jp-kr-2011");
        assert_eq!(id("statistics", &["JP"], &["KR"], "2012~"), "statistics-jp-kr-2012");
        assert!(id("long-".repeat(17).trim_end_matches('-'), &["JP"], &["KR"], "2012-01-01/2012-06-30").len() <= MAX_ID_BYTES);
    }
}
