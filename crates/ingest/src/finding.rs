//! Findings: what a reader noticed and did not understand, or suspects. The words for their kinds are stable.

use chancery_model::{Finding, Severity};

/// The kinds of findings; `docs/reference/read.md` explains each.
pub mod kind {
    /// The text breaks off.
    pub const TRUNCATED: &str = "truncated";
    /// The encoding was not certain.
    pub const ENCODING_GUESSED: &str = "encoding-guessed";
    /// A line belongs to nothing that was recognised.
    pub const LINE_NOT_UNDERSTOOD: &str = "line-not-understood";
    /// A line stands twice.
    pub const LINE_REPEATED: &str = "line-repeated";
    /// A heading in words that the lexicon does not know.
    pub const HEADING_UNKNOWN: &str = "heading-unknown";
    /// A heading with a slip in its spelling.
    pub const HEADING_MISSPELT: &str = "heading-misspelt";
    /// A heading with nothing below it.
    pub const SECTION_EMPTY: &str = "section-empty";
    /// Lines that were read as a section although no heading announces it.
    pub const SECTION_WITHOUT_HEADING: &str = "section-without-heading";
    /// A heading of levels that the lexicon does not know.
    pub const LEVEL_UNKNOWN: &str = "level-unknown";
    /// A heading of levels with no mechanism below it.
    pub const LEVEL_EMPTY: &str = "level-empty";
    /// Meetings that no mechanism's heading stands above.
    pub const MECHANISM_HEADING_MISSING: &str = "mechanism-heading-missing";
    /// A mechanism with no meeting below it.
    pub const MECHANISM_EMPTY: &str = "mechanism-empty";
    /// A meeting whose title names another mechanism of the page.
    pub const MEETING_OF_OTHER_MECHANISM: &str = "meeting-of-other-mechanism";
    /// "4rd".
    pub const ORDINAL_MISSPELT: &str = "ordinal-misspelt";
    /// Numbers of meetings that the page does not show.
    pub const ORDINALS_MISSING: &str = "ordinals-missing";
    /// A title without a number, in a series of numbered meetings.
    pub const TITLE_ORDINAL_MISSING: &str = "title-ordinal-missing";
    /// A meeting without a title.
    pub const TITLE_MISSING: &str = "title-missing";
    /// Two meetings with one number.
    pub const DUPLICATE_MEETING: &str = "duplicate-meeting";
    /// A meeting without a date.
    pub const MEETING_WITHOUT_DATE: &str = "meeting-without-date";
    /// Meetings that do not follow one another in time as their numbers do.
    pub const DATE_OUT_OF_ORDER: &str = "date-out-of-order";
    /// First-of-January dates that mean the year.
    pub const DATE_YEAR_IN_DISGUISE: &str = "date-year-in-disguise";
    /// A single first of January.
    pub const DATE_FIRST_OF_JANUARY: &str = "date-first-of-january";
    /// Something that looks like a date and is none.
    pub const DATE_NOT_UNDERSTOOD: &str = "date-not-understood";
    /// Day and month cannot be told apart.
    pub const DATE_AMBIGUOUS: &str = "date-ambiguous";
    /// A second date of one meeting.
    pub const DATE_CONFLICT: &str = "date-conflict";
    /// "Latest Event" is not the latest of the meetings shown.
    pub const LATEST_EVENT_MISMATCH: &str = "latest-event-mismatch";
    /// A country that the lexicon does not know.
    pub const COUNTRY_UNKNOWN: &str = "country-unknown";
    /// An online meeting with a country as its place.
    pub const ONLINE_WITH_HOST: &str = "online-with-host";
    /// An attendee that is no party of the framework.
    pub const PARTY_UNKNOWN: &str = "party-unknown";
    /// An organisation in other words than its official name.
    pub const ORGANISATION_NAME_DIFFERS: &str = "organisation-name-differs";
    /// What reads as outcomes stands under an agenda heading.
    pub const OUTCOMES_UNDER_AGENDA: &str = "outcomes-under-agenda";
    /// A statement that another meeting is going to be held.
    pub const PLAN_FOR_OTHER_MEETING: &str = "plan-for-other-meeting";
    /// The numbers of a list skip or repeat.
    pub const NUMBERING: &str = "numbering";
    /// A language code in a download row that the lexicon does not know.
    pub const DOWNLOAD_LANGUAGE_UNKNOWN: &str = "download-language-unknown";
    /// Menus and the like of a saved page.
    pub const SITE_CHROME: &str = "site-chrome";

    /// All kinds, for the documentation's test.
    pub const ALL: [&str; 35] = [
        TRUNCATED,
        ENCODING_GUESSED,
        LINE_NOT_UNDERSTOOD,
        LINE_REPEATED,
        HEADING_UNKNOWN,
        HEADING_MISSPELT,
        SECTION_EMPTY,
        SECTION_WITHOUT_HEADING,
        LEVEL_UNKNOWN,
        LEVEL_EMPTY,
        MECHANISM_HEADING_MISSING,
        MECHANISM_EMPTY,
        MEETING_OF_OTHER_MECHANISM,
        ORDINAL_MISSPELT,
        ORDINALS_MISSING,
        TITLE_ORDINAL_MISSING,
        TITLE_MISSING,
        DUPLICATE_MEETING,
        MEETING_WITHOUT_DATE,
        DATE_OUT_OF_ORDER,
        DATE_YEAR_IN_DISGUISE,
        DATE_FIRST_OF_JANUARY,
        DATE_NOT_UNDERSTOOD,
        DATE_AMBIGUOUS,
        DATE_CONFLICT,
        LATEST_EVENT_MISMATCH,
        COUNTRY_UNKNOWN,
        ONLINE_WITH_HOST,
        PARTY_UNKNOWN,
        ORGANISATION_NAME_DIFFERS,
        OUTCOMES_UNDER_AGENDA,
        PLAN_FOR_OTHER_MEETING,
        NUMBERING,
        DOWNLOAD_LANGUAGE_UNKNOWN,
        SITE_CHROME,
    ];
}

/// Makes a finding.
pub(crate) fn of(line: u32, severity: Severity, kind: &str, message: impl Into<String>, text: impl Into<String>) -> Finding {
    Finding { line, severity, kind: kind.to_owned(), message: message.into(), text: text.into() }
}
