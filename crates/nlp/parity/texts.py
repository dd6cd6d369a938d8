"""Makes the texts that parity is measured on, as JSON strings, one a line: news of the data sets beside the repository
where they are, else the frozen test's texts, and as many again that are made to be hard.

Usage: texts.py HOW_MANY [--news] > texts.jsonl
"""
import glob
import gzip
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "../../../../shared/data")


def rows(path):
    with gzip.open(path, "rt") if path.endswith(".gz") else open(path) as file:
        return [row for row in map(json.loads, file) if isinstance(row, dict)]


def news(how_many):
    """Equal parts of every set; every fourth text cut into its paragraphs, as reports are analysed."""
    paths = sorted(p for end in ("jsonl", "jsonl.gz") for p in glob.glob(f"{DATA}/*/*.{end}"))
    sets = [[open(p).read() for p in sorted(glob.glob(f"{DATA}/*/*.txt"))]]
    sets += [[row["text"] for row in rows(p) if isinstance(row.get("text"), str)] for p in paths]
    sets = [texts for texts in sets if texts]
    if not sets:
        sets = [[row["text"] for row in rows(f"{HERE}/../tests/expected.jsonl")]]
    for texts in sets:
        random.shuffle(texts)
    out = []
    for k in range(max(map(len, sets))):
        for texts in sets:
            if k < len(texts):
                out.extend(texts[k].split("\n\n") if k % 4 == 3 else [texts[k]])
        if len(out) >= how_many:
            break
    return out[:how_many]


PIECES = {
    "emoji and scripts": "😀 👨‍👩‍👧 🇺🇸 e\u0301 \u200d \ufe0f שלום مرحبا ok ! \u202e नमस्ते 日本語".split(" ") + [" "],
    "white space": [" ", "\n", "\t", "\u00a0", "\u3000", "\r\n", "  ", "a", "B.", "\x0b", "\x1c", "\u2028"],
    "numbers": "1,000 3.5 1/2 10km 5'10\" $5m £3.2bn +44 -3 1990s '90s 10:30 10am 10a.m. p.m. 3rd No.1 #1 50% 1-2 1–2 2x4"
    " 1e5 ² ① Ⅷ ١٢٣ US$5 C$10".split(),
    "exceptions": "can't won't ain't y'all gonna gotta lemme c'mon o'clock I'm he's she'd we'll they've who's let's 'em 'cause"
    " ’twas don’t shouldn't've Whatcha e.g. i.e. U.S. U.N. a.m. Mr. Dr. Jan. Calif. :) :-( <3 xD o_O :') ಠ_ಠ"
    " ¯\\_(ツ)_/¯ case mark nsubj PERSON IS_ALPHA dep NORM X (a.m.) U.S.-led pre-9/11 10a.m.-5p.m. (can't) \"won't\""
    " Mr.'s".split(),
}
ENDS = ["", "!", "...", "'s", "n't", "-", "--", "—", ")", ",", '."', "%", "/", "\u2019s", "km", ".\n", "'"]
SCHEMES = ["http://", "https://", "www.", "", "ftp://", "mailto:", "user@", "a:b@"]
HOSTS = ["example.com", "example.co.uk", "10.0.0.1", "8.8.8.8", "172.16.3.4", "192.168.1.1", "x.Y", "foo", "t.co"]
PATHS = ["", "/", "/a/b?c=d#e", ":8080", ":8080/x", ".", ",", ")", "/…"]
SIGNS = "aB1.-/,:;()é~—+*^=<>@#%&_|\\$€²"


def hard(texts, words):
    """One text that is hard to cut into tokens, or unlike what the model was trained on."""
    pick, times = random.choice, random.randrange
    kind = times(14)
    if kind == 0:
        ranges = [(32, 127), (0xA0, 0x250), (0x370, 0x600), (0x600, 0x700)]
        return "".join(chr(times(*pick(ranges))) for _ in range(times(1, 200)))
    if kind == 1:
        return "".join(chr(c) for c in (times(0x110000) for _ in range(times(1, 80))) if not 0xD800 <= c < 0xE000)
    if kind == 2:
        return "".join(pick(PIECES["emoji and scripts"]) for _ in range(times(1, 40)))
    if kind == 3:
        return "".join(pick(PIECES["white space"]) for _ in range(times(1, 40)))
    if kind == 4:
        return " ".join(pick(words) + pick(ENDS) for _ in range(times(1, 60)))
    if kind == 5:
        return " ".join(pick("(\"['“‘$£#@*") + pick(words) + pick(")\"]'”’%.,;:") for _ in range(times(1, 30)))
    if kind == 6:
        return " ".join(pick(SCHEMES) + pick(HOSTS) + pick(PATHS) for _ in range(times(1, 12)))
    if kind == 7:
        return " ".join(pick(PIECES["numbers"]) for _ in range(times(1, 20)))
    if kind == 8:
        return " ".join(pick(PIECES["exceptions"]) for _ in range(times(1, 30)))
    if kind == 9:
        return pick("aB1.-/,:é語😀") * times(1, 3000)
    if kind == 10:
        return "".join(pick(SIGNS) for _ in range(times(1, 600)))
    text = pick(texts)
    if kind == 11:
        at = times(len(text) + 1)
        return pick([str, str.upper, str.lower])(text[at : at + times(1, 800)])
    if kind == 12:
        signs = list(text[:500])
        for _ in range(30):
            signs.insert(times(len(signs) + 1), pick(["\n", "  ", "\t", '"', "'", ".", "-", ",", "\u200b", "(", "…"]))
        return "".join(signs)
    return " ".join(pick(words) for _ in range(times(1, 60)))


def main():
    how_many = int(sys.argv[1])
    random.seed(7)
    if "--news" in sys.argv:
        texts = news(how_many)
    else:
        texts = news(how_many // 2)
        words = [w for t in texts[:400] for w in t.split()]
        texts += ["", " ", "  ", "\n", "\t", "\n\n\n", " \n ", "a", ".", "'", "\u00a0"]
        texts += [hard(texts, words) for _ in range(how_many - len(texts))]
    for text in texts:
        print(json.dumps(text))


main()
