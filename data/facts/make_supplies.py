"""Make the supplied workbooks of data/<year>/<authority>/ from the facts beside this script.

    python data/facts/make_supplies.py [FOLDER]

The facts are plain CSV, one row a figure, so that a change to one shows in a diff. The same facts give the same
bytes. FOLDER is where the year folders go: by default the data folder that holds this script.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import sys
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from foi_stats.supply.template import HEADINGS, Cell, Kind, Pages, write_supply

FACTS = Path(__file__).resolve().parent

AUTHORITIES = {
    "north-yorkshire": {
        "name": "Police and Crime Commissioner for North Yorkshire",
        "notice": "Demonstration data: published figures only, each with its source. Not supplied by the commissioner.",
        "notes": [
            "Every figure was published; the Source column says where it stands.",
            "[x], not held: the commissioner's response of 8 July 2016 says that no information is held.",
            "[x], absorbed: spent within another budget and not separately identifiable.",
            "[b]: a break in the series or a part-year. [u]: treat with caution.",
            "Outturn: £ thousand, signs as published: grants are negative, the council tax requirement is not.",
            "Referral quarters are calendar quarters: 2012 Q2 is April to June 2012.",
        ],
    },
    "exampleshire": {
        "name": "Exampleshire Police and Crime Commissioner (invented)",
        "notice": "INVENTED DATA: Exampleshire does not exist, and nor does anything on this sheet.",
        "notes": [
            "Invented data, to show every kind of figure and every kind of gap.",
            "Income and credit notes are negative.",
            "A figure given again with a later As at date replaces the earlier one.",
            "Every gap carries its reason: a cell is never left blank, and 0 is only a true zero.",
        ],
    },
}


def read_facts(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file of facts, every value as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_cell(heading: str, text: str) -> Cell:
    """Return a fact as a finance team's spreadsheet would hold it: numbers and dates where it is one."""
    if heading == "As at" and text:
        return dt.date.fromisoformat(text)
    if heading in ("Amount", "Count") and re.fullmatch(r"-?\d+", text):
        return int(text)
    if heading == "Amount" and re.fullmatch(r"-?\d+\.\d+", text):
        return float(text)
    return text or None


def pages(authority: str, year: str, kind: Kind, sources: list[str]) -> Pages:
    """Return what stands around the table of one workbook."""
    facts = AUTHORITIES[authority]
    return Pages(
        title=f"{facts['name']}: {kind}, {year}",
        notice=str(facts["notice"]),
        cover=[
            ("Organisation", str(facts["name"])),
            ("Supplied for", f"the financial year {year} (1 April to 31 March)"),
            ("Holds", f"one table of {kind}, with notes and sources after it"),
            ("Contact", "the finance team"),
        ],
        notes=list(facts["notes"]),
        sources=sources,
    )


def make(folder: Path) -> list[Path]:
    """Write every workbook below ``folder`` and return their paths."""
    written = []
    for authority in AUTHORITIES:
        for kind in ("funding", "referrals"):
            facts = sorted(read_facts(FACTS / authority / f"{kind}.csv"), key=itemgetter("Supplied in"))
            for year, rows in groupby(facts, key=itemgetter("Supplied in")):
                supplied = list(rows)
                path = folder / year / authority / f"{kind}.xlsx"
                path.parent.mkdir(parents=True, exist_ok=True)
                sources = list(dict.fromkeys(row["Source"] for row in supplied))
                cells = [[as_cell(heading, row[heading]) for heading in HEADINGS[kind]] for row in supplied]
                write_supply(path, kind, pages(authority, year, kind, sources), cells)
                written.append(path)
    return written


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FACTS.parent
    print(f"{len(make(target))} workbooks written below {target}")  # noqa: T201
