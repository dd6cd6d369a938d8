"""Compares two files of annotations (JSON Lines) field by field; prints what differs and how much, layer by layer.

Usage: compare.py reference.jsonl ours.jsonl [how many differences to show]
Exit status 1 when there is any.
"""
import collections
import json
import sys

# What a user sees as one layer, and the fields it is made of.
LAYERS = {
    "tag": ["tag"],
    "part of speech": ["pos"],
    "morphology": ["morph"],
    "lemma": ["lemma"],
    "head and label": ["head", "dep"],
    "sentence start": ["sent_start"],
    "entity": ["iob", "ent_type"],
}


def differences(x, y):
    """(layer, what) for each token that differs; one for all where the text was cut into other tokens."""
    ends = [[(t["start"], t["end"]) for t in side["tokens"]] for side in (x, y)]
    if x["text"] != y["text"] or ends[0] != ends[1]:
        at = next((i for i, (p, q) in enumerate(zip(*ends)) if p != q), 0)
        yield "tokens", (ends[0][at : at + 3], ends[1][at : at + 3])
        return
    for i, (s, t) in enumerate(zip(x["tokens"], y["tokens"])):
        for layer, fields in LAYERS.items():
            if any(s[f] != t[f] for f in fields):
                yield layer, (i, x["text"][s["start"] : s["end"]], [s[f] for f in fields], [t[f] for f in fields])


def main():
    show = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    texts = tokens = 0
    bad_tokens, bad_texts = collections.Counter(), collections.Counter()
    with open(sys.argv[1]) as a, open(sys.argv[2]) as b:
        for line_a, line_b in zip(a, b, strict=True):
            x, y = json.loads(line_a), json.loads(line_b)
            texts += 1
            tokens += len(x["tokens"])
            found = list(differences(x, y))
            bad_tokens.update(layer for layer, _ in found)
            bad_texts.update({layer for layer, _ in found})
            bad_texts["any"] += bool(found)
            if found and show > 0:
                show -= 1
                print(f"text {texts}: {x['text'][:150]!r}\n   {len(found)}: {found[:4]}")
    print(f"{texts} texts, {tokens} tokens\n")
    print(f"{'layer':16}{'tokens differ':>15}{'texts differ':>15}")
    for layer in ["tokens", *LAYERS]:
        print(f"{layer:16}{bad_tokens[layer]:15}{bad_texts[layer]:15}")
    print(f"{'any':16}{'':15}{bad_texts['any']:15}")
    return 1 if bad_texts["any"] else 0


sys.exit(main())
