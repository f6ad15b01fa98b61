"""Logs made by hand: entries with a few files, without a run."""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

from foi_stats.disclosure_log.entries import OUTCOMES, Entry
from foi_stats.disclosure_log.log import Log
from foi_stats.disclosure_log.quarters import Numbers
from foi_stats.request.authority import Authority
from foi_stats.request.project_folders import Places
from foi_stats.run.disclosed import AnswerGiven, Disclosed

AUTHORITY = Authority(name="Office of Examples", place="Exampleshire", organisations=[], email="foi@example.org")
FILES = {
    "response.html": b"<!DOCTYPE html><title>A response</title>",
    "response.pdf": b"%PDF-1.7",
    "tables/1.csv": b"line,value\nRoads,1\n",
    "tables/1.csv-metadata.json": json.dumps({"dc:title": "What roads cost (£)"}).encode(),
    "figures/1.png": b"\x89PNG",
    "annexes/a plan & more.pdf": b"%PDF-1.7",
}
TOPICS = ("roads", "parks", "schools")


def disclosed(reference, title="What roads cost", **told):
    answers = (AnswerGiven("1", "How much was spent on roads in 2015-16?", "Disclosed in part"),)
    given = {"topic": "roads", "topic_title": "Roads", "outcome": "part", "answers": answers, "sections": ("43(2)",)}
    return Disclosed(reference, "office", title, **given | {"demonstration": False, "review_of": ""} | told)


def entry(folder, reference="12/2016", title="What roads cost", *, sent=dt.date(2016, 7, 8), files=FILES, **told):
    """Return an entry whose files are written below ``folder``."""
    one = Entry(disclosed(reference, title, **told), sent, folder / reference.replace("/", "-"))
    for name, content in files.items():
        path = one.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return replace(one, files={name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())})


def many(number):
    """Return entries without files, the newest first: of three topics, all outcomes and ten years."""
    outcomes = list(OUTCOMES)
    return [
        Entry(
            disclosed(
                f"{n}/{2016 - n // 100}",
                f"Spending on roads, bridges and junctions of district {n} by contractor and by kind of repair",
                topic=TOPICS[n % 3],
                topic_title=TOPICS[n % 3].title(),
                outcome=outcomes[n % len(outcomes)],
            ),
            dt.date(2016 - n // 100, 6, 30),
            Path(),
        )
        for n in range(number)
    ]


def log_of(*entries, numbers=None, **told):
    return Log("office", AUTHORITY, tuple(entries), numbers or Numbers(), **told)


def places_in(folder):
    places = Places(folder / "notebooks", folder / "data", folder / "reports")
    for path in (places.notebooks, places.data, places.reports):
        path.mkdir(exist_ok=True)
    return places
