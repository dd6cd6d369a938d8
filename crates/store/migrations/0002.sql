-- The findings of a story that have a status, for searches that name one.
CREATE INDEX finding_of_story ON finding (status, story);
