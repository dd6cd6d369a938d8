"""Prints spaCy's annotations of JSON strings on standard input (one a line) as JSON Lines, for `compare.py`.

Usage: reference.py MODEL_FOLDER [batch size] < texts.jsonl > reference.jsonl
       reference.py MODEL_FOLDER --speed < texts.jsonl, to print how long the blank-line blocks of all texts take
"""
import json
import sys
import time

import spacy


def annotations(doc):
    return {
        "text": doc.text,
        "tokens": [
            {
                "start": t.idx,
                "end": t.idx + len(t.text),
                "tag": t.tag_,
                "pos": t.pos_,
                "morph": str(t.morph),
                "lemma": t.lemma_,
                "head": t.head.i,
                "dep": t.dep_,
                "sent_start": bool(t.is_sent_start),
                "iob": t.ent_iob_ or "O",
                "ent_type": t.ent_type_,
            }
            for t in doc
        ],
    }


def speed(nlp, texts):
    blocks = [b for t in texts for b in t.split("\n\n")]
    begin = time.perf_counter()
    tokens = sum(map(len, nlp.pipe(blocks)))
    print(f"{tokens} tokens in {time.perf_counter() - begin:.2f} s")


def main():
    nlp = spacy.load(sys.argv[1])
    if "--speed" in sys.argv:
        return speed(nlp, [json.loads(line) for line in sys.stdin])
    batch = int(sys.argv[2]) if len(sys.argv) > 2 else 256
    nlp.max_length = 10**9
    texts = (json.loads(line) for line in sys.stdin)
    for doc in nlp.pipe(texts, batch_size=batch):
        print(json.dumps(annotations(doc), ensure_ascii=False))


main()
