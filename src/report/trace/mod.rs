//! One history told: in words, as a table, as a picture.

mod acts;
mod effects;
mod filter;
mod json;
mod names;
mod scope;
mod story;
mod table;
mod text;
mod timeline;
mod words;

pub use filter::Choice;
pub use json::events_json;
pub(super) use names::{moment, span};
pub use story::story;
pub use table::events;
pub use text::history;
pub use timeline::timeline;
pub(super) use timeline::{lanes_json, plain_rules};
