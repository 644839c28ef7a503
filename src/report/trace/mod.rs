//! One history told: in words, as a table, as a picture.

mod acts;
mod effects;
mod names;
mod scope;
mod story;
mod timeline;
mod words;

pub use story::story;
pub use timeline::timeline;
