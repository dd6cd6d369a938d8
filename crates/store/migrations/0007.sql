-- Words that recur are kept up as reports come.

-- What stands in reports of many stories; a row a sequence of words, by its number.
CREATE TABLE furniture (sequence INTEGER PRIMARY KEY) STRICT;

-- Which report has which sequence of words, as sorted lists that are joined as they grow; only the program reads them. A run is
-- never changed, but by `stemma forget`.
CREATE TABLE run (
    number INTEGER PRIMARY KEY,
    entries INTEGER NOT NULL,
    last INTEGER NOT NULL,          -- the largest number of a report when it was written
    filter BLOB NOT NULL            -- tells of most sequences that are not in it that they are not
) STRICT;
CREATE TABLE run_page (
    number INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    least INTEGER NOT NULL,         -- its first sequence
    list BLOB NOT NULL              -- of each entry the sequence (8 bytes) and the number of the report (4 bytes)
) STRICT;
CREATE INDEX run_page_by_least ON run_page (run, least);
