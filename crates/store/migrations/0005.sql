-- Blind double coding: claims that several coders code without seeing the machine's reading or each other's.

-- A sample that was drawn, by a seed that draws it again.
CREATE TABLE sample (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    seed TEXT NOT NULL,
    coders TEXT NOT NULL            -- JSON array
) STRICT;

-- One claim of a sample, known by where it stands; it has no words of the report.
CREATE TABLE sample_unit (
    sample INTEGER NOT NULL REFERENCES sample,
    unit INTEGER NOT NULL,
    report TEXT NOT NULL,
    anchor TEXT NOT NULL,           -- JSON
    PRIMARY KEY (sample, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_unit_by_report ON sample_unit (report);

-- What a coder gave for a unit. Rows are only added; of several the last counts. They go with a report that is forgotten.
CREATE TABLE coding (
    number INTEGER PRIMARY KEY,
    sample INTEGER NOT NULL,
    unit INTEGER NOT NULL,
    coder TEXT NOT NULL,
    at TEXT NOT NULL,
    "values" TEXT NOT NULL,         -- JSON object: attribute to value
    FOREIGN KEY (sample, unit) REFERENCES sample_unit
) STRICT;
CREATE INDEX coding_of_unit ON coding (sample, unit, coder);
CREATE TRIGGER coding_is_never_changed BEFORE UPDATE ON coding BEGIN SELECT RAISE(ABORT, 'a coding is never changed'); END;
CREATE TRIGGER coding_is_never_deleted BEFORE DELETE ON coding
WHEN NOT EXISTS (SELECT 1 FROM sample_unit u JOIN forgotten f ON f.id = u.report WHERE u.sample = OLD.sample AND u.unit = OLD.unit)
BEGIN SELECT RAISE(ABORT, 'a coding is never deleted'); END;

CREATE VIEW codings AS
SELECT c.sample, c.unit, u.report, c.coder, c.at, v.key AS attribute, v.value
FROM coding c JOIN sample_unit u ON u.sample = c.sample AND u.unit = c.unit, json_each(c."values") v
WHERE c.number = (SELECT max(l.number) FROM coding l WHERE l.sample = c.sample AND l.unit = c.unit AND l.coder = c.coder);
