-- Numbers, countries and voices are found without looking at all claims and values.

-- Search asks for the number that is told: of an open bound the one that it has.
CREATE INDEX claim_by_number ON claim (measure, coalesce(high, low), coalesce(low, high)) WHERE measure IS NOT NULL;

CREATE INDEX claim_by_country ON claim (country) WHERE country IS NOT NULL;

-- The voices behind values of a story, without capitals and accents, by which those with an origin are found.
CREATE TABLE voice (
    name TEXT NOT NULL,
    story INTEGER NOT NULL REFERENCES story,
    PRIMARY KEY (name, story)
) STRICT, WITHOUT ROWID;
CREATE INDEX voice_in_story ON voice (story);
INSERT OR IGNORE INTO voice SELECT normal(o.value), v.story FROM finding_value v, json_each(v.origins) o;
