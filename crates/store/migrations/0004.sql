-- What coders decide of what the program found. See SCHEMA.md.

DROP VIEW reports;
DROP VIEW claims;
DROP VIEW stories;

-- Decisions make batches too.
CREATE TABLE batch_now (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('add', 'rebuild', 'forget', 'review'))
) STRICT;
INSERT INTO batch_now SELECT number, at, what FROM batch;
DROP TABLE batch;
ALTER TABLE batch_now RENAME TO batch;

-- What one coder decided, and when. Rows are only ever added: a later decision takes the place of an earlier one.
CREATE TABLE decision (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    coder TEXT NOT NULL,
    act TEXT NOT NULL,              -- accept, reject, correct, withdraw, …
    report TEXT,                    -- the id of the report whose claim it is about
    story TEXT,                     -- the id that the story had then
    withdraws INTEGER REFERENCES decision,
    batch INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_of_report ON decision (report) WHERE report IS NOT NULL;
CREATE INDEX decision_of_story ON decision (story) WHERE story IS NOT NULL;
CREATE INDEX decision_by_coder ON decision (coder);
CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;

CREATE TRIGGER decision_is_never_replaced BEFORE INSERT ON decision
WHEN EXISTS (SELECT 1 FROM decision WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;

-- The reports that a decision may have words of.
CREATE TABLE decision_report (
    decision INTEGER NOT NULL REFERENCES decision,
    report TEXT NOT NULL,
    PRIMARY KEY (decision, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_report_by_report ON decision_report (report);
CREATE TRIGGER decision_report_is_never_changed BEFORE UPDATE ON decision_report BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER decision_report_is_never_deleted BEFORE DELETE ON decision_report BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;

-- The words of a decision. They go only when a report that they may be from is forgotten; who decided what and when stays.
CREATE TABLE decision_words (
    decision INTEGER PRIMARY KEY REFERENCES decision,
    json TEXT NOT NULL,             -- what was decided, as in the interface
    reason TEXT
) STRICT;
CREATE TRIGGER decision_words_are_never_changed BEFORE UPDATE ON decision_words BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;
CREATE TRIGGER decision_words_are_never_deleted BEFORE DELETE ON decision_words
WHEN NOT EXISTS (SELECT 1 FROM decision_report d JOIN forgotten f ON f.id = d.report WHERE d.decision = OLD.decision)
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;

CREATE TRIGGER decision_words_are_never_replaced BEFORE INSERT ON decision_words
WHEN EXISTS (SELECT 1 FROM decision_words WHERE decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'a decision is never changed'); END;

-- Derived: how a decision stands now.
CREATE TABLE ruling (
    decision INTEGER PRIMARY KEY REFERENCES decision,
    state TEXT NOT NULL CHECK (state IN ('holds', 'replaced', 'withdrawn', 'lost', 'forgotten')),
    claim TEXT                      -- the id of the claim that it is about, as it is numbered now
) STRICT;
CREATE INDEX ruling_by_claim ON ruling (claim) WHERE claim IS NOT NULL;

-- What a report says as coders have it, and the record of a story before any decision; null where nobody decided anything.
ALTER TABLE analysis ADD COLUMN decided BLOB;
ALTER TABLE story ADD COLUMN machine BLOB;
ALTER TABLE claim ADD COLUMN verdict TEXT;
ALTER TABLE claim ADD COLUMN coder TEXT;

CREATE VIEW reports AS
SELECT r.id AS report, r.outlet, r.published, r.title, r.byline, r.url, r.lang, r.wire, s.id AS story, s.title AS story_title,
       r.version_of, r.text, r.read_from, b.at AS added
FROM report r JOIN story s ON s.number = r.story JOIN batch b ON b.number = r.batch;

CREATE VIEW claims AS
SELECT r.id || '/c' || c.n AS claim, c.type, c.actor, c.target, c.measure, c.low, c.high, c.place, c.country, c.lat, c.lon,
       c.day_start, c.day_end, c.modality, c.negated, c.background, c.source, c.confidence,
       CASE c.in_title WHEN 1 THEN substr(r.title, c.start + 1, c."end" - c.start)
                       ELSE substr(r.text, c.start + 1, c."end" - c.start) END AS sentence,
       r.id AS report, r.outlet, r.published, s.id AS story, c.verdict, c.coder
FROM claim c JOIN report r ON r.number = c.report JOIN story s ON s.number = r.story;

CREATE VIEW stories AS
SELECT s.id AS story, s.title, s.reports, s.origins, s.first, s.last, s.disputed, s.rise, s.split_from, b.at AS changed,
       m.program AS made_by, m.codebook, u.outlets, u.agreed, u.denied, u.updated, u.single
FROM story s JOIN maker m ON m.number = s.maker JOIN batch b ON b.number = s.batch LEFT JOIN listing u ON u.story = s.number
WHERE s.reports > 0;

CREATE VIEW decisions AS
SELECT d.number AS decision, d.at, d.coder, d.act, u.state, u.claim, d.report, d.story, w.reason, d.withdraws,
       w.json ->> '$.changes' AS changes, w.json
FROM decision d LEFT JOIN decision_words w ON w.decision = d.number LEFT JOIN ruling u ON u.decision = d.number;
