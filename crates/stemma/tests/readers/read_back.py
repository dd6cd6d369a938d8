"""Reads exports back with pandas, pyarrow, rdflib and PyLD, as their users do, and says what is not as it should be.

usage: read_back.py FOLDER   (the folder holds NAME.csv, NAME.tsv, NAME.jsonl, NAME.parquet; see tests/it/exports.rs)
"""

import json
import pathlib
import sys

import pandas as pd
import pyarrow.parquet as pq

FOLDER = pathlib.Path(sys.argv[1])
FAULTS = []


def check(holds, what):
    if not holds:
        FAULTS.append(what)


def is_empty(value):
    return value is None or value is pd.NA or (isinstance(value, float) and value != value) or value is pd.NaT


def same(a, b):
    if is_empty(a) or is_empty(b):
        return is_empty(a) and is_empty(b)
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return a == b
    return " ".join(str(a).split()) == " ".join(str(b).split())


def read_all(name, empty=""):
    """The four forms of one table, checked against each other; the one of Parquet, which has types."""
    text = {"dtype": str, "keep_default_na": False, "na_values": ["", empty] if empty else [""]}
    csv = pd.read_csv(FOLDER / f"{name}.csv", **text)
    tsv = pd.read_csv(FOLDER / f"{name}.tsv", sep="\t", quoting=3, **text)
    lines = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]
    parquet = pq.read_table(FOLDER / f"{name}.parquet")
    columns = parquet.column_names
    for form, found in (("csv", list(csv.columns)), ("tsv", list(tsv.columns)), ("jsonl", list(lines[0]) if lines else columns)):
        check(found == columns, f"{name}.{form}: columns {found} where Parquet has {columns}")
    rows = parquet.to_pylist()
    for form, found in (("csv", csv.to_dict("records")), ("tsv", tsv.to_dict("records")), ("jsonl", lines)):
        check(len(found) == len(rows), f"{name}.{form}: {len(found)} rows where Parquet has {len(rows)}")
        for at, (row, wanted) in enumerate(zip(found, rows)):
            for column in columns:
                value = wanted[column]
                if form != "jsonl" and not is_empty(value) and not isinstance(value, str):
                    value = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
                    if isinstance(value, float):
                        check(float(row[column]) == value, f"{name}.{form}: row {at}, {column}: {row[column]!r}, not {value!r}")
                        continue
                    value = str(value)
                    if form in ("csv", "tsv") and isinstance(row[column], str) and row[column].endswith(" 00:00:00.000"):
                        value += " 00:00:00.000"
                elif form == "jsonl" and hasattr(value, "isoformat"):
                    value = value.isoformat()
                check(same(row[column], value), f"{name}.{form}: row {at}, {column}: {row[column]!r}, not {value!r}")
    return parquet


def types(table, name, wanted):
    for column, kind in wanted.items():
        found = str(table.schema.field(column).type)
        check(found == kind, f"{name}: {column} is {found}, not {kind}")


def claims():
    table = read_all("claims")
    types(
        table,
        "claims",
        {
            "claim_id": "string",
            "event_main": "bool",
            "confidence": "double",
            "evidence_start": "int64",
            "figure_low": "int64",
            "latitude": "double",
        },
    )
    reports = {r["id"]: r for r in map(json.loads, (FOLDER / "reports.jsonl").read_text("utf-8").splitlines())}
    rows = table.to_pylist()
    check(len(rows) > 100, f"claims: only {len(rows)} rows")
    check(len({r["claim_id"] for r in rows}) == len(rows), "claims: an id is there twice")
    for row in rows:
        said = reports[row["report_id"]][row["evidence_in"]]
        evidence = said[row["evidence_start"] : row["evidence_end"]]
        check(evidence == row["evidence"], f"{row['claim_id']}: the offsets hold {evidence!r}, the cell {row['evidence']!r}")
        if row["trigger"] is not None:
            trigger = said[row["trigger_start"] : row["trigger_end"]]
            check(trigger == row["trigger"], f"{row['claim_id']}: the trigger's offsets hold {trigger!r}")
        if row["actor"] is not None:
            places = zip(row["actor"].split("; "), row["actor_start"].split("; "), row["actor_end"].split("; "))
            for words, start, end in places:
                found = said[int(start) : int(end)]
                check(found == words, f"{row['claim_id']}: the actor's offsets hold {found!r}, not {words!r}")


ACLED = """event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2
assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude
geo_precision source source_scale notes fatalities tags timestamp""".split()

UCDP = """id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id
dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article
source_office source_date source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude
longitude geom_wkt priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b
deaths_civilians deaths_unknown best high low gwnoa gwnob""".split()

POLECAT = """Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|Primary Actor Sector
Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|Primary Recipient Sector
Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|Placename|City|District|Province|Country|Latitude
Longitude|GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|Story Organizations|Story Locations
Language|Version""".replace("\n", "|").split("|")

CATEGORIES = """AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE
ASSAULT""".split()


def columns(name, table, wanted):
    check(table.column_names == wanted, f"{name}: columns {table.column_names}, not {wanted}")


def acled():
    table = read_all("acled")
    columns("acled", table, ACLED)
    types(table, "acled", {"event_date": "date32[day]", "fatalities": "int64", "iso": "int64", "latitude": "double", "notes": "string"})
    rows = table.to_pylist()
    check(bool(rows), "acled: no rows")
    check(len({r["event_id_cnty"] for r in rows}) == len(rows), "acled: an id is there twice")
    said = " ".join(" ".join((r["text"] + " " + (r["title"] or "")).split()) for r in map(json.loads, (FOLDER / "reports.jsonl").open(encoding="utf-8")))
    for row in rows:
        check(row["fatalities"] is not None, "acled: fatalities are empty")
        check(row["time_precision"] in (1, 2, 3, None) and row["geo_precision"] in (1, 2, 3, None), "acled: a precision is no code")
        for quoted in row["notes"].split('"')[1::2]:
            check(quoted in said, f"acled: the notes have words that no report has: {quoted!r}")
    again = pd.read_csv(FOLDER / "acled.csv", parse_dates=["event_date"])
    check(str(again["event_date"].dtype).startswith("datetime64"), "acled.csv: pandas reads no dates")


def ucdp():
    table = read_all("ucdp")
    columns("ucdp", table, UCDP + ["origins", "decided"])
    types(table, "ucdp", {"id": "int64", "best": "int64", "date_start": "date32[day]", "geom_wkt": "string", "origins": "int64", "decided": "string"})
    for row in table.to_pylist():
        parts = row["deaths_a"] + row["deaths_b"] + row["deaths_civilians"] + row["deaths_unknown"]
        check(parts == row["best"] and row["low"] <= row["best"] <= row["high"], f"ucdp: {row}")
        check(row["high"] > 0 and 0 < row["origins"] <= row["number_of_sources"], f"ucdp: {row}")


def polecat():
    table = read_all("polecat", "None")
    columns("polecat", table, POLECAT)
    rows = table.to_pylist()
    check(len(rows) > 10, f"polecat: only {len(rows)} rows")
    check({r["Event Type"] for r in rows} <= set(CATEGORIES), "polecat: a category is none of the sixteen")
    raw = pd.read_csv(FOLDER / "polecat.tsv", sep="\t", dtype=str, keep_default_na=False, quoting=3)
    check((raw["Actor Name"] != "").all() and (raw["Recipient Name"] != "").all(), "polecat: a name is empty, not None")


def plover():
    rows = [json.loads(line) for line in (FOLDER / "plover.jsonl").read_text("utf-8").splitlines()]
    known = "id has_event date time enddate endtime source recipient event event_loc event_text quad_code event_scale mode context"
    known = set(f"{known} size_info link text text_info cite_info coder coded_date coded_time comment".split())
    reports = {r["id"]: r for r in map(json.loads, (FOLDER / "reports.jsonl").open(encoding="utf-8"))}
    check(len(rows) > 10, f"plover: only {len(rows)} records")
    for row in rows:
        check(set(row) <= known, f"plover: fields {set(row) - known}")
        check({"id", "source", "event"} <= set(row) and isinstance(row["source"], list), f"plover: {row}")
        check(set(row["event"]) <= set(CATEGORIES) and row["quad_code"] in (1, 2, 3, 4), f"plover: {row}")
        report, at = reports[row["cite_info"]["citation"]], row["text_info"]
        cut = [report[field][at["start"] : at["end"]] for field in ("text", "title") if report[field]]
        check(row["text"] in cut, f"plover: the offsets do not hold {row['text']!r}")
    polecat_ids = {line.split("\t")[0] for line in (FOLDER / "polecat.tsv").read_text("utf-8").splitlines()[1:]}
    check(polecat_ids <= {row["id"] for row in rows}, "polecat and plover: ids differ")


NINJS = """uri standard firstCreated versionCreated contentCreated embargoed pubStatus urgency copyrightHolder copyrightNotice usageTerms
rightsInfo ednote language people organisations places subjects events objects infoSources title by headlines slugline located
renditions associations altIds trustIndicators genres descriptions bodies charCount wordCount type representationType profile
version located expires contributors""".split()


def ninjs():
    items = [json.loads(line) for line in (FOLDER / "ninjs.jsonl").read_text("utf-8").splitlines()]
    reports = [json.loads(line) for line in (FOLDER / "reports.jsonl").open(encoding="utf-8")]
    check(len(items) == len(reports), f"ninjs: {len(items)} items of {len(reports)} reports")
    for item, report in zip(items, reports):
        check(set(item) <= set(NINJS), f"ninjs: properties {set(item) - set(NINJS)}")
        check(item["standard"]["version"] == "3.1" and ":" in item["uri"], f"ninjs: {item['uri']}")
        check(item["bodies"][0]["value"] == report["text"], f"ninjs: the body of {report['id']} is another")
        check(item["bodies"][0]["charCount"] == len(report["text"]), f"ninjs: the length of {report['id']} is another")
        for name in ("firstCreated", "versionCreated"):
            if name in item:
                check(pd.Timestamp(item[name]).tzinfo is not None, f"ninjs: {name} is no moment: {item[name]}")


def linked():
    import rdflib
    from pyld import jsonld
    from rdflib.namespace import PROV, RDF

    sem, schema = rdflib.Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/"), rdflib.Namespace("https://schema.org/")
    text = (FOLDER / "record.jsonld").read_text("utf-8")
    graph = rdflib.Graph().parse(data=text, format="json-ld")
    events, claims = set(graph.subjects(RDF.type, sem.Event)), set(graph.subjects(RDF.type, schema.Claim))
    check(len(events) > 20 and len(claims) > 100, f"jsonld: {len(events)} events, {len(claims)} claims")
    for claim in claims:
        check((claim, PROV.wasQuotedFrom, None) in graph and (claim, schema.text, None) in graph, f"jsonld: {claim} has no source")
    revised = list(graph.subject_objects(PROV.wasRevisionOf))
    check(all((old, RDF.type, PROV.Entity) in graph for _, old in revised), "jsonld: a revision of nothing")
    odd = [o for o in graph.objects() if isinstance(o, rdflib.Literal) and o.ill_typed]
    check(not odd, f"jsonld: literals that are not of their type: {odd[:5]}")
    by_pyld = jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"})
    check(len(set(by_pyld.splitlines())) == len(graph), f"jsonld: PyLD reads {len(set(by_pyld.splitlines()))} statements, rdflib {len(graph)}")
    lines = (FOLDER / "stories.jsonl").read_text("utf-8").splitlines()
    apart = sum((rdflib.Graph().parse(data=line, format="json-ld") for line in lines), rdflib.Graph())
    check(len(set(apart.subjects(RDF.type, schema.Claim))) == len(claims), "jsonld: the stories apart have other claims")


CHECKS = [claims, acled, ucdp, polecat, plover, ninjs, linked]

if __name__ == "__main__":
    for run in CHECKS:
        run()
    for fault in FAULTS[:40]:
        print(fault)
    print(f"{len(FAULTS)} faults")
    sys.exit(bool(FAULTS))
