//! Text in, analysed document out: tokens, tags, parse, entities. Knows nothing of news.

mod doc;

pub use doc::{Annotations, Doc, EntityMention, Labels, Token, TokenAnnotation};
