-- Reports as they were read, and what was derived from them. SCHEMA.md tells it in words; the views at the end are for people.
--
-- Blobs called `json…` are objects of the interface, packed with zlib: Python reads one with
-- json.loads(zlib.decompress(blob)). Days are YYYY-MM-DD, moments RFC 3339. Offsets count Unicode scalar values, as substr() does.

-- ——— What is kept ———

-- What holds for the whole file, by name: the codebook, what stands in reports of many stories (`furniture`).
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Each transaction that changed reports or stories; the number of the last one says whether anything did.
CREATE TABLE batch (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('add', 'rebuild', 'forget'))
) STRICT;

-- Versions of the program, with its words and codebook, that things were derived by.
CREATE TABLE maker (
    number INTEGER PRIMARY KEY,
    program TEXT NOT NULL,
    lexicon TEXT NOT NULL,
    codebook TEXT NOT NULL,
    UNIQUE (program, lexicon, codebook)
) STRICT;

-- Files that were read.
CREATE TABLE input (
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (path, sha256)
) STRICT;

-- One document as an outlet published it. Only ever added to, but by `stemma forget`.
CREATE TABLE report (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    url TEXT,
    outlet TEXT,
    title TEXT,
    byline TEXT,
    published TEXT,
    lang TEXT,
    wire TEXT NOT NULL,             -- JSON array: the agencies that it credits
    text TEXT NOT NULL,
    json BLOB NOT NULL,             -- the report as it was read, without its text
    words BLOB NOT NULL,            -- SHA-256 of its words, whatever the white space and punctuation between them
    read_from TEXT NOT NULL,        -- the file or address that it was read from
    batch INTEGER NOT NULL REFERENCES batch,
    version_of TEXT,                -- derived: the id of the report that this is a later version of
    story INTEGER NOT NULL REFERENCES story DEFERRABLE INITIALLY DEFERRED -- derived
) STRICT;
CREATE INDEX report_of_story ON report (story);
CREATE INDEX report_by_day ON report (published);
CREATE INDEX report_by_outlet ON report (outlet COLLATE NOCASE);
CREATE INDEX report_by_batch ON report (batch);

-- The pages that a report's addresses name; a later report of the same page is a version of it.
CREATE TABLE page (
    page TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    own INTEGER NOT NULL,           -- whether it is the page that the report names as its own
    PRIMARY KEY (page, report)
) STRICT, WITHOUT ROWID;
CREATE INDEX page_of_report ON page (report);

-- Reports that were taken out for good. Nothing of them is left but this.
CREATE TABLE forgotten (
    number INTEGER PRIMARY KEY,     -- the report's
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    reason TEXT
) STRICT;

-- ——— What is derived from one report ———

-- What one report says.
CREATE TABLE analysis (
    report INTEGER PRIMARY KEY REFERENCES report ON DELETE CASCADE,
    maker INTEGER NOT NULL REFERENCES maker,
    json BLOB NOT NULL,             -- its sentences, claims, entities and numbers
    sketch BLOB NOT NULL,           -- what stories are found by; only the program reads it
    founded INTEGER NOT NULL        -- how many stories it gave their id
) STRICT;

-- The claims, for tables and search; the whole of each is in `analysis`.
CREATE TABLE claim (
    number INTEGER PRIMARY KEY,     -- report * 1048576 + n
    report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    n INTEGER NOT NULL,             -- its id is the report's id, "/c" and this
    type TEXT NOT NULL,
    in_title INTEGER NOT NULL,      -- whether the sentence stands in the title
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    actor TEXT,
    target TEXT,
    place TEXT,
    country TEXT,
    lat REAL,
    lon REAL,
    day_start TEXT,
    day_end TEXT,
    measure TEXT,
    low INTEGER,
    high INTEGER,
    modality TEXT NOT NULL,
    negated INTEGER NOT NULL,
    background INTEGER NOT NULL,
    source TEXT,                    -- the nearest voice; null where the report says it itself
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX claim_of_report ON claim (report);
CREATE INDEX claim_by_type ON claim (type);
CREATE INDEX claim_by_figure ON claim (measure, low) WHERE measure IS NOT NULL;
CREATE INDEX claim_by_place ON claim (place COLLATE NOCASE) WHERE place IS NOT NULL;
CREATE INDEX claim_by_day ON claim (day_start) WHERE day_start IS NOT NULL;

-- Which reports are likely one story.
CREATE TABLE link (
    a INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    b INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
    likelihood REAL NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_from_b ON link (b);

-- ——— What is derived from reports together ———

-- A story, also one that went into another (`into_story`) or has no report any more: its id leads on.
CREATE TABLE story (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    split_from TEXT,
    into_story INTEGER REFERENCES story DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL,
    reports INTEGER NOT NULL,       -- how many
    origins INTEGER NOT NULL,
    first TEXT,                     -- first day of publication
    last TEXT,
    disputed INTEGER NOT NULL,      -- how many findings are
    rise INTEGER NOT NULL,          -- by how much the number of killed rose since it was first told
    maker INTEGER NOT NULL REFERENCES maker,
    batch INTEGER NOT NULL REFERENCES batch, -- the last that changed it
    json BLOB                       -- its record; null where it has no report
) STRICT;
CREATE INDEX story_by_batch ON story (batch);
CREATE INDEX story_by_last ON story (last, number) WHERE reports > 0;
CREATE INDEX story_by_size ON story (reports, number) WHERE reports > 0;
CREATE INDEX story_by_disputes ON story (disputed, number) WHERE reports > 0;
CREATE INDEX story_by_rise ON story (rise, number) WHERE reports > 0;

CREATE TABLE event (
    story INTEGER NOT NULL REFERENCES story,
    event TEXT NOT NULL,            -- its id within the story
    type TEXT NOT NULL,
    main INTEGER NOT NULL,
    background INTEGER NOT NULL,
    label TEXT NOT NULL,
    actor TEXT,
    target TEXT,
    place TEXT,
    country TEXT,
    lat REAL,
    lon REAL,
    day_start TEXT,
    day_end TEXT,
    claims TEXT NOT NULL,           -- JSON array of ids
    PRIMARY KEY (story, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_type ON event (type);

CREATE TABLE finding (
    story INTEGER NOT NULL REFERENCES story,
    finding TEXT NOT NULL,          -- its id within the story
    event TEXT NOT NULL,
    slot TEXT NOT NULL,
    status TEXT NOT NULL,
    best INTEGER,
    low INTEGER,
    high INTEGER,
    origins INTEGER NOT NULL,
    confidence REAL NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (story, finding)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_by_status ON finding (status, slot);

CREATE TABLE finding_value (
    story INTEGER NOT NULL REFERENCES story,
    finding TEXT NOT NULL,
    rank INTEGER NOT NULL,          -- 1 is the best-founded
    value TEXT NOT NULL,
    low ANY,
    high ANY,
    as_of TEXT,
    origins TEXT NOT NULL,          -- JSON array: the voices behind it
    claims TEXT NOT NULL,           -- JSON array of ids
    reports TEXT NOT NULL,          -- JSON array of ids
    PRIMARY KEY (story, finding, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE harm_figure (
    story INTEGER NOT NULL REFERENCES story,
    event TEXT NOT NULL,            -- '' for the whole story
    measure TEXT NOT NULL,
    best INTEGER,
    low INTEGER,
    high INTEGER,
    rule TEXT,
    why TEXT,
    claims TEXT NOT NULL,
    PRIMARY KEY (story, event, measure)
) STRICT, WITHOUT ROWID;

CREATE TABLE descent (
    story INTEGER NOT NULL REFERENCES story,
    n INTEGER NOT NULL,
    report TEXT NOT NULL,
    source TEXT NOT NULL,           -- a report's id, wire:NAME or outlet:NAME
    basis TEXT NOT NULL,
    share REAL,
    directed INTEGER NOT NULL,
    PRIMARY KEY (story, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity (
    story INTEGER NOT NULL REFERENCES story,
    entity TEXT NOT NULL,           -- its id within the story
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    aliases TEXT NOT NULL,          -- JSON array
    members TEXT NOT NULL,          -- JSON array: the entities of reports that it joins
    PRIMARY KEY (story, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_by_name ON entity (name COLLATE NOCASE);

-- The words of titles and texts, without capitals, accents and vowel marks; rowid is the report's number.
CREATE VIRTUAL TABLE word USING fts5 (title, text, content = '', tokenize = "unicode61 remove_diacritics 2");

-- ——— For people ———

CREATE VIEW reports AS
SELECT r.id AS report, r.outlet, r.published, r.title, r.byline, r.url, r.lang, r.wire, s.id AS story, s.title AS story_title,
       r.version_of, r.text, r.read_from, b.at AS added
FROM report r JOIN story s ON s.number = r.story JOIN batch b ON b.number = r.batch;

CREATE VIEW claims AS
SELECT r.id || '/c' || c.n AS claim, c.type, c.actor, c.target, c.measure, c.low, c.high, c.place, c.country, c.lat, c.lon,
       c.day_start, c.day_end, c.modality, c.negated, c.background, c.source, c.confidence,
       CASE c.in_title WHEN 1 THEN substr(r.title, c.start + 1, c."end" - c.start)
                       ELSE substr(r.text, c.start + 1, c."end" - c.start) END AS sentence,
       r.id AS report, r.outlet, r.published, s.id AS story
FROM claim c JOIN report r ON r.number = c.report JOIN story s ON s.number = r.story;

CREATE VIEW stories AS
SELECT s.id AS story, s.title, s.reports, s.origins, s.first, s.last, s.disputed, s.rise, s.split_from, b.at AS changed,
       m.program AS made_by, m.codebook
FROM story s JOIN maker m ON m.number = s.maker JOIN batch b ON b.number = s.batch
WHERE s.reports > 0;

CREATE VIEW moved AS
WITH RECURSIVE way (old, at) AS (
    SELECT id, into_story FROM story WHERE into_story IS NOT NULL
    UNION SELECT w.old, s.into_story FROM way w JOIN story s ON s.number = w.at WHERE s.into_story IS NOT NULL
)
SELECT w.old AS story, s.id AS is_now FROM way w JOIN story s ON s.number = w.at WHERE s.into_story IS NULL;

CREATE VIEW events AS
SELECT s.id AS story, e.event, e.type, e.label, e.actor, e.target, e.place, e.country, e.lat, e.lon, e.day_start, e.day_end,
       e.main, e.background, e.claims, s.title AS story_title
FROM event e JOIN story s ON s.number = e.story;

CREATE VIEW findings AS
SELECT s.id AS story, f.finding, e.type, f.slot, f.status, f.best, f.low, f.high, f.origins, f.confidence, f.why,
       e.label AS event_label, e.place, e.day_start, f.event, s.title AS story_title
FROM finding f JOIN story s ON s.number = f.story JOIN event e ON e.story = f.story AND e.event = f.event;

CREATE VIEW finding_values AS
SELECT s.id AS story, v.finding, f.slot, f.status, v.rank, v.value, v.low, v.high, v.as_of, v.origins, v.claims, v.reports
FROM finding_value v JOIN story s ON s.number = v.story JOIN finding f ON f.story = v.story AND f.finding = v.finding;

CREATE VIEW origins AS
SELECT s.id AS story, v.finding, f.slot, v.value, o.value AS origin
FROM finding_value v JOIN story s ON s.number = v.story JOIN finding f ON f.story = v.story AND f.finding = v.finding,
     json_each(v.origins) o;

CREATE VIEW harm AS
SELECT s.id AS story, nullif(h.event, '') AS event, h.measure, h.best, h.low, h.high, h.why, h.rule, h.claims, s.title AS story_title
FROM harm_figure h JOIN story s ON s.number = h.story;

CREATE VIEW lineage AS
SELECT s.id AS story, d.report, d.source, d.basis, d.share, d.directed
FROM descent d JOIN story s ON s.number = d.story;

CREATE VIEW entities AS
SELECT s.id AS story, e.entity, e.name, e.kind, e.aliases, e.members
FROM entity e JOIN story s ON s.number = e.story;
