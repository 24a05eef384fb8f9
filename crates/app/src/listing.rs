//! Rows and pages of lists, as the store gives them: named here again so that a door need not name the store.

pub use chancery_store::{
    Counts, Cursor, DocumentQuery, DocumentRow, HistoryEntry, LineMember, MeetingOrder, MeetingQuery, MeetingRow, Page,
};
