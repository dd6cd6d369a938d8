-- What a list tells of each story that has reports, so that no record is unpacked for it.
CREATE TABLE listing (
    story INTEGER PRIMARY KEY REFERENCES story,
    outlets TEXT NOT NULL,          -- JSON array: each once, in order of publication
    agreed INTEGER NOT NULL,        -- how many findings are agreed or refined
    denied INTEGER NOT NULL,
    updated INTEGER NOT NULL,       -- updated, corrected, fulfilled or lagged
    single INTEGER NOT NULL,
    rise_of TEXT,                   -- the last rise of a number of harm: killed, injured, …
    rise_from INTEGER,
    rise_to INTEGER,
    rise_since TEXT                 -- when the report that says so was published
) STRICT;

DROP VIEW stories;
CREATE VIEW stories AS
SELECT s.id AS story, s.title, s.reports, s.origins, s.first, s.last, s.disputed, s.rise, s.split_from, b.at AS changed,
       m.program AS made_by, m.codebook, u.outlets, u.agreed, u.denied, u.updated, u.single
FROM story s JOIN maker m ON m.number = s.maker JOIN batch b ON b.number = s.batch LEFT JOIN listing u ON u.story = s.number
WHERE s.reports > 0;
