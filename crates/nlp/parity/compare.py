"""Compares two files of annotations (JSON Lines) field by field and prints every kind of difference.

Usage: compare.py reference.jsonl ours.jsonl [how many differences to show]
Exit status 1 when there is any.
"""
import collections
import json
import sys

FIELDS = ["tag", "pos", "morph", "lemma", "head", "dep", "sent_start", "iob", "ent_type"]


def main():
    show = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    texts = tokens = bad_texts = 0
    kinds = collections.Counter()
    with open(sys.argv[1]) as a, open(sys.argv[2]) as b:
        for line_a, line_b in zip(a, b, strict=True):
            x, y = json.loads(line_a), json.loads(line_b)
            texts += 1
            tokens += len(x["tokens"])
            found = []
            if x["text"] != y["text"]:
                found.append(("text", None))
            spans_x = [(t["start"], t["end"]) for t in x["tokens"]]
            spans_y = [(t["start"], t["end"]) for t in y["tokens"]]
            if spans_x != spans_y:
                at = next((i for i, (p, q) in enumerate(zip(spans_x, spans_y)) if p != q), 0)
                found.append(("tokens", (spans_x[at : at + 3], spans_y[at : at + 3])))
            else:
                for i, (s, t) in enumerate(zip(x["tokens"], y["tokens"])):
                    for f in FIELDS:
                        if s[f] != t[f]:
                            found.append((f, (i, x["text"][s["start"] : s["end"]], s[f], t[f])))
            kinds.update(k for k, _ in found)
            if found:
                bad_texts += 1
                if show > 0:
                    show -= 1
                    print(f"text {texts}: {x['text'][:150]!r}\n   {len(found)}: {found[:4]}")
    print(f"{texts} texts, {tokens} tokens, {bad_texts} texts differ: {dict(kinds)}")
    return 1 if bad_texts else 0


sys.exit(main())
