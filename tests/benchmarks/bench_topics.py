"""How many rows a second are classified, beside a plain loop that looks at one row after another.

Run ``python tests/benchmarks/bench_topics.py [--quick]``: it prints a Markdown table. The loop is timed on fewer rows
(its time grows with them) and must decide each of them alike.
"""

from __future__ import annotations

import re
import sys
import time
import unicodedata
from pathlib import Path

import pandas as pd

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from foi_stats.request.topic import Topic, classify, read_topic  # noqa: E402

QUICK = "--quick" in sys.argv
ROWS = 20_000 if QUICK else 1_000_000
LOOPED = min(ROWS, 100_000)
STARTS = ("Modern slavery unit", "Drug trafficking team", "Traffic calming", "Victims’ services", "Counselling", "Café")
MIDDLES = ("staff", "grants", "passed on to partners", "brought forward", "awareness", "licences", "organised crime")


def make_rows(count: int, distinct: int) -> pd.DataFrame:
    numbers = [number % distinct for number in range(count)]
    lines = [f"{STARTS[n % len(STARTS)]}: {MIDDLES[n % len(MIDDLES)]} {n}" for n in numbers]
    rows = {"organisation": "Exampleshire", "line": lines, "activity": [f"Activity {n % 40}" for n in numbers]}
    rows["note"] = [f"Cost centre {4000 + n % 2000}" for n in numbers]
    return pd.DataFrame(rows).astype("str")


def by_rows(rows: pd.DataFrame, topic: Topic) -> list[str]:
    """Return the decision on each row as a plain loop makes it: fold its texts, try every rule. It knows no codes."""
    strength = {"exclude": 0, "borderline": 1, "include": 2}
    rules = [(rule.decision, rule.where, [fold(word) for word in rule.words]) for rule in topic.rule]
    decisions = []
    for row in rows.to_dict("records"):
        found = [decision for decision, where, words in rules if any(map(fold_row(row, where).__contains__, words))]
        decisions.append(min(found, key=strength.__getitem__, default="exclude"))
    return decisions


def fold_row(row, where) -> str:
    return fold(" | ".join(row.get(column, "") for column in where))


def fold(text: str) -> str:
    plain = re.sub(r"['’]", "", unicodedata.normalize("NFC", text).casefold())
    words = re.sub(r"[^\w£|]+|_", " ", plain).split()
    return f" {' '.join(words)} "


def seconds(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def main() -> None:
    topic = read_topic(PROJECT / "data", "modern-slavery")
    classify(make_rows(100, 100), topic)
    sys.stdout.write("| rows | distinct lines | seconds | rows a second | times a loop over rows |\n")
    sys.stdout.write("|---:|---:|---:|---:|---:|\n")
    for distinct in (ROWS // 20, ROWS):
        rows = make_rows(ROWS, distinct)
        took, decided = seconds(classify, rows, topic)
        looped, expected = seconds(by_rows, rows.head(LOOPED), topic)
        assert decided["decision"].head(LOOPED).tolist() == expected
        rate, loop_rate = ROWS / took, LOOPED / looped
        line = f"| {ROWS:,} | {distinct:,} | {took:.2f} | {rate:,.0f} | {rate / loop_rate:.0f} |\n"
        sys.stdout.write(line)


if __name__ == "__main__":
    main()
