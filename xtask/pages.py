"""Article text out of web pages, beside Python's trafilatura and newspaper4k in one run (`cargo xtask pages`).

  pages.py SHARED DATES TITLES PROGRAM

PROGRAM reads the pages as JSON Lines and writes their reports. Prints for each program: shingle F1 as the shared scorer has it,
on all pages, on the half whose errors were read and on the half that was only scored; how many pages lost their first or
last paragraph; pages a second of processor time on one core, the median of three rounds in turn; and the shares of publication
dates, titles and bylines that are right. What a program loads once is nobody's page: the first page is not counted.
"""
import datetime
import gzip
import hashlib
import json
import re
import resource
import statistics
import subprocess
import sys
import time
import warnings

WORD = re.compile(r"\w+")
NOTHING = ("", None, None, None)


def rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def trafilatura_text(page):
    import trafilatura
    document = trafilatura.bare_extraction(page["html"], include_comments=False, with_metadata=True)
    return (document.text or "", document.date, document.title, document.author) if document else NOTHING


def newspaper_text(page):
    import newspaper
    article = newspaper.Article(page["url"], fetch_images=False)
    article.download(input_html=page["html"])
    article.parse()
    date = article.publish_date.isoformat() if article.publish_date else None
    return article.text or "", date, article.title, "; ".join(article.authors)


def timed(extract, pages):
    """What is found on each page, and pages a second; a page that breaks a program counts as empty."""
    found, spent = {}, 0.0
    extract(pages[0])  # what a program loads once is not a page's time
    for page in pages:
        begun = time.process_time()
        try:
            found[page["id"]] = extract(page)
        except Exception:
            found[page["id"]] = NOTHING
        spent += time.process_time() - begun
    return found, len(pages) / spent


def ours(program, pages):
    """Our reports by page, and pages a second, with reading and writing JSON; less what a run on the first page alone takes."""
    def run(part):
        given = "".join(json.dumps(page) + "\n" for page in part).encode()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([program], input=given, stdout=subprocess.PIPE, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    _, first = run(pages[:1])
    out, spent = run(pages)
    reports = {r["id"]: r for r in map(json.loads, out.splitlines())}
    found = {i: (r["text"], r["published"], r["title"], r["byline"]) for i, r in reports.items()}
    return found, (len(pages) - 1) / (spent - first), reports


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


def mark(text):
    """A hash of a text's letters and digits."""
    letters = "".join(c for c in text.lower() if c.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()[:12]


def names(byline):
    """Hashes of the names in a byline."""
    parts = re.split(r"[,;/|&]|\band\b", re.sub(r"(?i)^\s*by\b", "", byline or ""))
    return {mark(re.sub(r"(?i)^\s*the\b", "", part)) for part in parts if part.strip()}


def labelled(path):
    with open(path, encoding="utf-8") as lines:
        return [line.split("\t") for line in lines.read().splitlines() if line[0] not in "#p"]


def titled(results, labels):
    """Prints how many titles and bylines are those that people read off the pages."""
    people = [(page, set(said.split("+"))) for page, _, said in labels if said not in ("none", "?")]
    without = [page for page, _, said in labels if said == "none"]
    for name, (found, *_) in results.items():
        titles = sum(mark(found[page][2] or "") == title for page, title, _ in labels)
        right = sum(said <= names(found[page][3]) for page, said in people)
        invented = sum(bool(found[page][3]) for page in without)
        print(f"{name}: titles right on {titles} of {len(labels)} ({titles / len(labels):.3f}), bylines on {right} of {len(people)} "
              f"({right / len(people):.3f}); a byline on {invented} of {len(without)} that show none")


def main():
    warnings.simplefilter("ignore")
    shared, dates, titles, program = sys.argv[1:5]
    sys.path.insert(0, shared + "/score")
    from extraction import score
    truth = rows(shared + "/data/extraction/truth.jsonl.gz")
    pages = rows(shared + "/data/extraction/pages.jsonl.gz")
    read_half = {r["id"] for r in truth if hashlib.sha256(("pages:" + r["id"]).encode()).digest()[0] % 2 == 0}
    results, rates = {}, {"stemma": [], "trafilatura": [], "newspaper4k": []}
    for turn in range(3):
        found, rate, reports = ours(program, pages)
        results["stemma"] = (found,)
        rates["stemma"].append(rate)
        for name, extract in (("trafilatura", trafilatura_text), ("newspaper4k", newspaper_text)):
            if turn == 0 or name == "trafilatura":
                found, rate = timed(extract, pages)
                results[name] = (found,)
                rates[name].append(rate)
    halves = [r for r in truth if r["id"] in read_half], [r for r in truth if r["id"] not in read_half]
    print(f"{len(truth)} pages, {len(halves[0])} of them read for errors, {len(halves[1])} only scored")
    print(f"{'':12} {'F1':>5} {'P':>5} {'R':>5} {'exact':>5} {'read':>5} {'unseen':>6} {'no first':>8} {'no last':>7} {'pages/s':>7}")
    for name, (found,) in results.items():
        texts, rate = {i: f[0] for i, f in found.items()}, statistics.median(rates[name])
        whole, (read, unseen) = score(truth, texts), (score(half, texts) for half in halves)
        first, last = lost(truth, texts)
        print(f"{name:12} {whole['f1']:5.3f} {whole['precision']:5.3f} {whole['recall']:5.3f} {whole['accuracy']:5.3f} "
              f"{read['f1']:5.3f} {unseen['f1']:6.3f} {first:8} {last:7} {rate:7.1f}")
    print("pages/s in turn: " + "; ".join(f"{name} " + ", ".join(f"{r:.1f}" for r in all) for name, all in rates.items()))
    print(f"stemma is {statistics.median(rates['stemma']) / statistics.median(rates['trafilatura']):.2f} times as fast as trafilatura")
    days = labelled(dates)
    dated = [(page, day) for page, day, _ in days if day != "none"]
    for name, (found,) in results.items():
        right = sum(same_day(found[page][1], day) for page, day in dated)
        invented = sum(bool(found[page][1]) for page, day, _ in days if day == "none")
        print(f"{name}: published right on {right} of {len(dated)} pages that have a date ({right / len(dated):.3f}); "
              f"a date on {invented} of {len(days) - len(dated)} that have none")
    updates = [(page, day) for page, _, day in days if day != "?"]
    right = sum(same_day(reports.get(page, {}).get("updated"), day) for page, day in updates)
    print(f"stemma: updated right on {right} of {len(updates)}")
    wrong = [page[:12] for page, day in dated if not same_day(results["stemma"][0][page][1], day)]
    print("stemma's wrong dates: " + (" ".join(wrong) or "none"))
    titled(results, labelled(titles))


if __name__ == "__main__":
    main()
