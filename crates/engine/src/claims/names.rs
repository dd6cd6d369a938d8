//! Entities of a report: names, titles, pronouns and descriptions that refer to one thing.
