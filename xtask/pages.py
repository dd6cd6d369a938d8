"""Article text out of web pages, beside Python's trafilatura and newspaper4k in one run (`cargo xtask pages`).

  pages.py SHARED DATES PROGRAM

PROGRAM reads the pages as JSON Lines and writes their reports. Prints for each program: shingle F1 as the shared scorer has it,
on all pages, on the half whose errors were read and on the half that was only scored; how many pages lost their first or
last paragraph; pages a second of processor time on one core; and for ours and the peers the share of publication dates that are right.
"""
import datetime
import gzip
import hashlib
import json
import re
import resource
import subprocess
import sys
import time
import warnings

WORD = re.compile(r"\w+")


def rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def trafilatura_text(page):
    import trafilatura
    document = trafilatura.bare_extraction(page["html"], include_comments=False, with_metadata=True)
    return (document.text or "", document.date) if document else ("", None)


def newspaper_text(page):
    import newspaper
    article = newspaper.Article(page["url"], fetch_images=False)
    article.download(input_html=page["html"])
    article.parse()
    return article.text or "", article.publish_date.isoformat() if article.publish_date else None


def timed(extract, pages):
    """Texts, dates, and pages a second; a page that breaks a program counts as empty."""
    texts, dates, spent = {}, {}, 0.0
    extract(pages[0])  # what a program loads once is not a page's time
    for page in pages:
        begun = time.process_time()
        try:
            text, date = extract(page)
        except Exception:
            text, date = "", None
        spent += time.process_time() - begun
        texts[page["id"]], dates[page["id"]] = text, date
    return texts, dates, len(pages) / spent


def ours(program, path):
    """Our reports by page, and pages a second: all of the program's time, with reading and writing JSON."""
    with gzip.open(path) as packed:
        given = packed.read()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program], input=given, stdout=subprocess.PIPE, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    reports = {r["id"]: r for r in map(json.loads, done.stdout.splitlines())}
    return reports, len(reports) / (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def shingles(text):
    words = WORD.findall(text)
    return {tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3))}


def lost(truth, texts):
    """Pages whose first and whose last paragraph of eight words or more is not there by half."""
    first = last = 0
    for row in truth:
        paragraphs = [p for p in re.split(r"\n\s*\n", row["text"]) if len(WORD.findall(p)) >= 8]
        given = shingles(texts.get(row["id"], ""))
        gone = [len(shingles(p) & given) * 2 < len(shingles(p)) for p in paragraphs[:1] + paragraphs[-1:]]
        if gone:
            first, last = first + gone[0], last + gone[1]
    return first, last


def same_day(date, day):
    """The day as printed; a moment in another zone may fall on the day before or after it."""
    if not date:
        return False
    given = datetime.date.fromisoformat(date[:10])
    apart = abs((given - datetime.date.fromisoformat(day)).days)
    return apart == 0 or apart == 1 and len(date) > 10


def main():
    warnings.simplefilter("ignore")
    shared, labels, program = sys.argv[1:4]
    sys.path.insert(0, shared + "/score")
    from extraction import score
    truth = rows(shared + "/data/extraction/truth.jsonl.gz")
    pages = rows(shared + "/data/extraction/pages.jsonl.gz")
    read_half = {r["id"] for r in truth if hashlib.sha256(("pages:" + r["id"]).encode()).digest()[0] % 2 == 0}
    reports, speed = ours(program, shared + "/data/extraction/pages.jsonl.gz")
    results = {"stemma": ({i: r["text"] for i, r in reports.items()}, {i: r["published"] for i, r in reports.items()}, speed)}
    for name, extract in (("trafilatura", trafilatura_text), ("newspaper4k", newspaper_text)):
        results[name] = timed(extract, pages)
    halves = [r for r in truth if r["id"] in read_half], [r for r in truth if r["id"] not in read_half]
    print(f"{len(truth)} pages, {len(halves[0])} of them read for errors, {len(halves[1])} only scored")
    print(f"{'':12} {'F1':>5} {'P':>5} {'R':>5} {'exact':>5} {'read':>5} {'unseen':>6} {'no first':>8} {'no last':>7} {'pages/s':>7}")
    for name, (texts, _, rate) in results.items():
        whole, (read, unseen) = score(truth, texts), (score(half, texts) for half in halves)
        first, last = lost(truth, texts)
        print(f"{name:12} {whole['f1']:5.3f} {whole['precision']:5.3f} {whole['recall']:5.3f} {whole['accuracy']:5.3f} "
              f"{read['f1']:5.3f} {unseen['f1']:6.3f} {first:8} {last:7} {rate:7.1f}")
    with open(labels, encoding="utf-8") as lines:
        labelled = [line.split("\t") for line in lines.read().splitlines() if line[0] not in "#p"]
    dated = [(page, day) for page, day, _ in labelled if day != "none"]
    for name, (_, dates, _) in results.items():
        right = sum(same_day(dates.get(page), day) for page, day in dated)
        invented = sum(bool(dates.get(page)) for page, day, _ in labelled if day == "none")
        print(f"{name}: published right on {right} of {len(dated)} pages that have a date ({right / len(dated):.3f}); "
              f"a date on {invented} of {len(labelled) - len(dated)} that have none")
    updates = [(page, day) for page, _, day in labelled if day != "?"]
    right = sum(same_day(reports.get(page, {}).get("updated"), day) for page, day in updates)
    print(f"stemma: updated right on {right} of {len(updates)}")
    wrong = [page[:12] for page, day in dated if not same_day(results["stemma"][1].get(page), day)]
    print("stemma's wrong dates: " + (" ".join(wrong) or "none"))


if __name__ == "__main__":
    main()
