"""Tables as tidy CSV, and beside each what its columns hold (CSV on the Web, W3C Recommendation of December 2015)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import LABELS
from foi_stats.answer.plain_values import plain_values
from foi_stats.files.csv_record import defuse
from foi_stats.publish.list_table import NUMBER, list_columns, list_values
from foi_stats.publish.tables import kind_of, legend_of, standing_of, table_of, unit_of
from foi_stats.publish.wording import phrase
from foi_stats.request.asked_labels import label_name
from foi_stats.request.authority import Authority
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.measures import is_whole
from foi_stats.vocabulary.shorthand import REASONS

_DATES = ("period_start", "period_end")
_BETWEEN = "; "
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
        ``source``, ``standing``. Of a list: ``item`` (its number), the columns asked for, ``unit``, ``basis``,
        ``runs_beyond`` (the item's own time, where that is not all within the time asked about), ``shorthand``,
        ``reason``, ``place``,
        ``source``, ``standing``.
    """
    lines = _item_lines(answer) if answer.asks == "list" else _figure_lines(answer)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_columns(answer))
    writer.writerows([defuse(printable(cell)) for cell in cells] for cells in lines)
    return written.getvalue()


def _figure_lines(answer: Answer) -> Iterator[list[str]]:
    standing = _standing(answer)
    for row, number in zip(records(answer.table), plain_values(answer), strict=True):
        value = "" if number is None else f"{number:f}"
        cells = [answer.place, *(row[name] for name in LABELS[: len(answer.by)])]
        cells += [row["period"], row["period_start"], row["period_end"], row["covers"]]
        cells += [value, answer.measure or answer.unit, answer.basis, row["shorthand"], _reasons(row)]
        cells += [row["note"].replace("\n", " "), answer.source, standing]
        yield cells


def _item_lines(answer: Answer) -> Iterator[list[str]]:
    fixed = [answer.place, answer.source, _standing(answer)]
    lines = zip(records(answer.items), records(answer.table), plain_values(answer), strict=True)
    for number, (item, row, value) in enumerate(lines, start=1):
        values = [text.replace("\n", " ") for text in list_values(answer, item, value)]
        about = [answer.unit, answer.basis, item["beyond"], row["shorthand"], _reasons(row)]
        yield [str(number), *values, *about, *fixed]


def _reasons(row: dict[str, Any]) -> str:
    return _BETWEEN.join(REASONS[reason].meaning for reason in row["reason"].split())


def reason_codes(text: str) -> list[str]:
    """Return the codes of the reasons that stand in words in the column ``reason`` of a CSV."""
    codes = {reason.meaning: code for code, reason in REASONS.items()}
    return [codes[meaning] for meaning in text.split(_BETWEEN) if meaning]


def _standing(answer: Answer) -> str:
    return phrase("table", "standing", standing_of(answer)) if standing_of(answer) else ""


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
    if answer.asks == "list":
        return list_columns(answer)
    return ["place", *label_columns(answer), "period", *_DATES, "covers", *_AFTER]


def label_columns(answer: Answer) -> list[str]:
    """Return the names of the columns of labels; one that would have the name of another column is ``by_<name>``."""
    fixed = {"place", "period", *_DATES, "covers", *_AFTER}
    return [f"by_{name}" if name in fixed else name for name in map(label_name, answer.headings)]


def _column(answer: Answer, name: str) -> dict[str, Any]:
    if answer.asks == "list":
        return _item_column(answer, name)
    number = "integer" if answer.unit == "count" and is_whole(answer.measure) else "decimal"
    described: dict[str, Any] = {
        "name": name,
        "titles": name,
        "dc:description": _description(answer, name),
        "datatype": number if name == "value" else "date" if name in _DATES else "string",
        "required": name in ("period", *_DATES, "unit"),
    }
    return {**described, "schema:unitText": unit_of(answer)} if name == "value" else described


def _item_column(answer: Answer, name: str) -> dict[str, Any]:
    kinds = dict(zip(list_columns(answer)[1:], answer.column_kinds, strict=False))
    kind = kinds.get(name, "")
    number = "integer" if name == list_columns(answer)[0] else "decimal"
    key = "asked_value" if kind == "value" else "asked" if kind else name.removesuffix("_of_list")
    is_day = kind == "date" and all(map(_is_iso, answer.items[f"column_{list(kinds).index(name) + 1}"]))
    described: dict[str, Any] = {
        "name": name,
        "titles": name,
        "dc:description": phrase("csv", key),
        "datatype": number if kind == "value" or key == NUMBER else "date" if is_day else "string",
        "required": key in (NUMBER, "unit"),
    }
    return {**described, "schema:unitText": answer.unit} if kind == "value" else described


def _is_iso(text: str) -> bool:
    return not text or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))


def _description(answer: Answer, name: str) -> str:
    if name == "period":
        return phrase("csv", "period", kind_of(answer.table) if len(answer.table) else "span")
    return phrase("csv", "part" if name in label_columns(answer) else name)
