-- What each text was when it came and names by which entities are found.

-- The SHA-256 of the text as it came: tells a text that was changed by hand.
ALTER TABLE report ADD COLUMN text_sha256 BLOB;
UPDATE report SET text_sha256 = sha256(text);

-- The names and aliases of entities, without capitals and accents.
CREATE TABLE called (
    name TEXT NOT NULL,
    story INTEGER NOT NULL REFERENCES story,
    entity TEXT NOT NULL,
    PRIMARY KEY (name, story, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX called_in_story ON called (story);
INSERT OR IGNORE INTO called SELECT normal(trim(name)), story, entity FROM entity;
INSERT OR IGNORE INTO called SELECT normal(trim(a.value)), e.story, e.entity FROM entity e, json_each(e.aliases) a;
