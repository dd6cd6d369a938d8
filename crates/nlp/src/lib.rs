//! Text in, analysed document out: tokens, tags, parse, entities. Knows nothing of news.
//!
//! ```no_run
//! let pipeline = stemma_nlp::Pipeline::load(std::path::Path::new("en_core_web_sm-3.8.0"))?;
//! let doc = pipeline.analyse("Police said two men were shot.");
//! assert_eq!(doc.token(5).lemma(), "shoot");
//! # Ok::<(), stemma_nlp::LoadError>(())
//! ```

mod chars;
mod doc;
mod error;
mod files;
mod hash;
mod lemmatizer;
mod lexemes;
mod matrix;
mod memory;
mod ner;
mod parser;
mod pattern;
mod pipeline;
mod rows;
mod ruler;
mod tok2vec;
mod tokenizer;
mod transitions;
mod tree;
mod vocab;

pub use doc::{Annotations, Doc, EntityMention, Labels, Part, Token, TokenAnnotation};
pub use error::LoadError;
pub use pipeline::Pipeline;
