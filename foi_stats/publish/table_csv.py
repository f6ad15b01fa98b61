"""Tables as tidy CSV, and beside each what its columns hold (CSV on the Web, W3C Recommendation of December 2015)."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import LABELS
from foi_stats.publish.tables import kind_of, legend_of, standing_of, table_of, unit_of
from foi_stats.publish.wording import phrase
from foi_stats.request.asked_labels import label_name
from foi_stats.request.authority import Authority
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.measures import is_whole
from foi_stats.vocabulary.money import MINUS
from foi_stats.vocabulary.shorthand import REASONS

_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
_DATES = ("period_start", "period_end")
_AFTER = ("value", "unit", "basis", "shorthand", "reason", "note", "source", "standing")


def table_csv(answer: Answer) -> str:
    """Return an answer's figures as CSV: one header row, one row a figure, symbols in a column of their own.

    Text that a spreadsheet program would run as a formula is defused by an apostrophe before it.

    Returns
    -------
    str
        Columns: ``place``, one for each label by its name (``service``, ``age_band``), ``period``, ``period_start``,
        ``period_end`` (ISO 8601), ``covers`` (ISO 8601 intervals, where the figure covers less than its period),
        ``value`` (in the unit; empty where it is a gap), ``unit``, ``basis``, ``shorthand``, ``reason``, ``note``,
        ``source``, ``standing``.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_columns(answer))
    standing = phrase("table", "standing", standing_of(answer)) if standing_of(answer) else ""
    for row in records(answer.table):
        value = "" if pd.isna(row["value"]) else row["printed"].replace(",", "").replace(MINUS, "-")
        reasons = "; ".join(REASONS[reason].meaning for reason in row["reason"].split())
        cells = [answer.place, *(row[name] for name in LABELS[: len(answer.by)])]
        cells += [row["period"], row["period_start"], row["period_end"], row["covers"]]
        cells += [value, answer.measure or answer.unit, answer.basis, row["shorthand"], reasons]
        cells += [row["note"].replace("\n", " "), answer.source, standing]
        writer.writerow([defuse(printable(cell)) for cell in cells])
    return written.getvalue()


def table_metadata(answer: Answer, name: str, authority: Authority) -> str:
    """Return what the CSV of an answer holds, as the JSON that belongs beside it: ``<name>.csv-metadata.json``.

    Its title, publisher, licence and source; of each column, what it holds, its type and the unit.
    """
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": f"{name}.csv",
        "dc:title": table_of(answer).caption,
        "dc:description": " ".join([answer.sentence, *legend_of(answer.table)]),
        "dc:publisher": authority.name,
        "dc:license": authority.licence,
        "dc:source": answer.source or phrase("chart", "supplied", place=answer.place),
        "dc:language": "en-GB",
        "dialect": {"header": True, "encoding": "utf-8", "delimiter": ","},
        "tableSchema": {"columns": [_column(answer, column) for column in _columns(answer)]},
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _columns(answer: Answer) -> list[str]:
    return ["place", *label_columns(answer), "period", *_DATES, "covers", *_AFTER]


def label_columns(answer: Answer) -> list[str]:
    """Return the names of the columns of labels; one that would have the name of another column is ``by_<name>``."""
    fixed = {"place", "period", *_DATES, "covers", *_AFTER}
    return [f"by_{name}" if name in fixed else name for name in map(label_name, answer.headings)]


def _column(answer: Answer, name: str) -> dict[str, Any]:
    number = "integer" if answer.unit == "count" and is_whole(answer.measure) else "decimal"
    described: dict[str, Any] = {
        "name": name,
        "titles": name,
        "dc:description": _description(answer, name),
        "datatype": number if name == "value" else "date" if name in _DATES else "string",
        "required": name in ("period", *_DATES, "unit"),
    }
    return {**described, "schema:unitText": unit_of(answer)} if name == "value" else described


def _description(answer: Answer, name: str) -> str:
    if name == "period":
        return phrase("csv", "period", kind_of(answer.table) if len(answer.table) else "span")
    return phrase("csv", "part" if name in label_columns(answer) else name)


def defuse(text: str) -> str:
    """Return text with an apostrophe before it if a spreadsheet program would run it; a plain number it would not."""
    return f"'{text}" if text.startswith(_RUN) and not _NUMBER.fullmatch(text) else text
