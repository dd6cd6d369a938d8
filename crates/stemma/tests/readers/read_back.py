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


CHECKS = [claims]

if __name__ == "__main__":
    for run in CHECKS:
        run()
    for fault in FAULTS[:40]:
        print(fault)
    print(f"{len(FAULTS)} faults")
    sys.exit(bool(FAULTS))
