//! Search over the texts on this device: by word forms, by beginnings, in any spelling of æ, ø and å, and with every word
//! that was asked for.
//!
//! ```text
//! a document is read → index.put(doc, text) … it goes → index.drop(doc)
//! a person types → Query::parse → index.find(&query) → for what is shown: query.snippet(text)
//! ```
//!
//! The index lies in memory alone and knows what was read in the role acted in; locking ends it with the page.

mod index;
mod letters;
mod query;
mod stem;

pub use index::Index;
pub use query::{Query, Stretch};
