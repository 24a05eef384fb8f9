//! Who asks, when, and in which language: the first argument of every use case.

use chancery_model::journal::Role;
use chancery_model::{Day, Lang};

/// One who acts: an account name and a role. No personal data beyond the name the secretariat gave the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account's name.
    pub name: String,
    /// The role.
    pub role: Role,
}

/// The context of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ctx {
    /// The instant in UTC, RFC 3339 to the second. Handed in, so that tests have a fixed clock.
    pub now: String,
    /// The day of that instant.
    pub today: Day,
    /// Who acts.
    pub actor: Actor,
    /// The language of the interface: names are looked up in it first.
    pub lang: Lang,
}

impl Ctx {
    /// A context with the clock stopped at `now`; the day is read from it.
    ///
    /// Shape: an instant that is not RFC 3339 gives the first day of the calendar, which tests notice.
    pub fn at(now: impl Into<String>, actor: Actor, lang: Lang) -> Ctx {
        let now = now.into();
        let number = |range: std::ops::Range<usize>| now.get(range).and_then(|t| t.parse::<u16>().ok()).unwrap_or(0);
        let small = |range| u8::try_from(number(range)).unwrap_or(0);
        let today = Day::new(number(0..4), small(5..7), small(8..10))
            .or_else(|| Day::new(0, 1, 1))
            .expect("the first of January of the year 0 is in the calendar");
        Ctx { now, today, actor, lang }
    }

    /// The same context for a reader of another language.
    #[must_use]
    pub fn in_language(&self, lang: Lang) -> Ctx {
        Ctx { lang, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_read_from_the_instant() {
        let actor = Actor { name: "test".into(), role: Role::System };
        assert_eq!(Ctx::at("2026-11-22T07:20:25Z", actor, Lang::en()).today.to_string(), "2026-11-22");
    }
}
