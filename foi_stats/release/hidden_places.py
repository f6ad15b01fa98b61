"""Search for a hidden count where it belongs: in its cell of a table, beside its name and year, or as a bar.

A small number stands in many files by chance, so it is no use to search for it. What gives it away is its place. Each
file of a release is read as its readers read it: tables cell by cell, sentences and descriptions clause by clause,
drawings bar by bar.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import labels_of, labels_said
from foi_stats.files.read import read_workbook
from foi_stats.files.zip import Archive
from foi_stats.release.bars import hidden_bars
from foi_stats.release.hidden_leaks import NUMBER_WORDS, HiddenCount, HiddenLeak, each_once
from foi_stats.screen.pdf import read_pdf
from foi_stats.screen.pdf_text import pdf_texts
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.years import rewrite_financial_years

_YEAR = re.compile(r"\b(?:19|20)\d\d(?:[-\u2013/]\d\d(?:\d\d)?)?\b")
_CLAUSE = re.compile(r"[;\n]|[.!?](?=\s|$)")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NEAR = r"[^\d]{0,30}"
_SVG_OF = re.compile(r'id="chart-(?P<figure>[\w.-]+?)(?:-phone)?-title"')
_DATA_SVG = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_XML_PARTS = (".xml", ".rels")
_MAX_ALTERNATIVES = 5_000
_HEADING, _LISTED = 80, 160
"""Characters: a text shorter than this may be a heading, and one shorter than that an item below it."""

Grid = Sequence[Sequence[str]]


@dataclass(slots=True)
class _Seen:
    """What a file shows: tables, and other texts."""

    grids: list[list[list[str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def normal(self) -> _Seen:
        """Return the same with every financial year written one way, and single spaces between words."""
        return _Seen(
            [[[_normal(cell) for cell in row] for row in grid] for grid in self.grids],
            [_normal(text) for text in self.texts],
        )


def _normal(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return rewrite_financial_years("\n".join(lines)) if any(map(str.isdigit, text)) else "\n".join(lines)


def hidden_in_place(folder: Path, hidden: pd.DataFrame, answers: Iterable[Answer]) -> list[Finding]:
    """Return a finding for each hidden count that stands in its place in a file of a release.

    Parameters
    ----------
    hidden
        The hidden counts: ``figure`` (its first step is the id of the figure), ``service``, ``period``,
        ``count``.
    answers
        What is published; where another figure of the same name and year has the same value, that value may stand.
    """
    cells = [(answer.id, row) for answer in answers for row in records(answer.table)]
    given = {
        (labels_said(row), str(row["period"]), f"{row['value']:f}".rstrip("0").rstrip("."))
        for _, row in cells
        if pd.notna(row["value"])
    }
    values = {(said, value) for said, _, value in given}
    labels = {row["figure"]: labels_of(row) for _, row in cells}
    counts = [
        HiddenCount(
            *(row["figure"].partition("/")[0], row["service"], row["period"], int(row["count"])),
            labels.get(row["figure"], ()),
            (row["service"], str(int(row["count"]))) in values,
        )
        for row in records(hidden)
        if pd.notna(row["count"]) and (row["service"], row["period"], str(int(row["count"]))) not in given
    ]
    services = {labels_said(row) for _, row in cells}
    shown: dict[str, list[float]] = {}
    for figure, row in cells:
        if pd.notna(row["value"]):
            shown.setdefault(figure, []).append(float(row["value"]))
    every = [leak for path in sorted(folder.rglob("*")) if path.is_file() and counts
             for leak in _in_file(path, str(path.relative_to(folder)), counts, services, shown)]  # fmt: skip
    return each_once(every)


def _in_file(
    path: Path, name: str, counts: list[HiddenCount], services: set[str], shown: Mapping[str, list[float]]
) -> Iterator[HiddenLeak]:
    seen = _read(path).normal()
    for one in counts:
        others = {service for service in services if one.service in service and service != one.service}
        for where, words in _places(one, seen, others):
            yield HiddenLeak(one, name, where, words)
            break
    for figure, drawing in _drawings(path):
        hidden = [one for one in counts if one.figure == figure]
        for at in hidden_bars(drawing, shown.get(figure, []), [one.count for one in hidden]):
            yield HiddenLeak(hidden[at], name, "a bar of its length")


def _places(one: HiddenCount, seen: _Seen, others: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the places of a hidden count in a file, each as the kind of place and the words that say it."""
    in_grid = _in_crossed_grid if len(one.labels) > 1 else _in_grid
    if any(in_grid(one, grid) for grid in seen.grids):
        yield "its cell of a table", ""
    for text in (*seen.texts, *_led(seen.texts)):
        for clause in _CLAUSE.split(text):
            if _in_clause(one, clause, others):
                yield "a sentence, a description or a label", clause.strip()


def _led(texts: Sequence[str]) -> Iterator[str]:
    """Yield texts with what leads to them, as readers read a list: "Referrals in 2012-13:", then "Counselling: 6"."""
    lead = ""
    for text in texts:
        bare = text.strip()
        if bare.endswith(":") or (len(bare) < _HEADING and len(_YEAR.findall(bare)) == 1 and not _more_numbers(bare)):
            lead = bare.rstrip(":")
        elif lead and len(bare) < _LISTED:
            yield f"{lead} {bare}"
        else:
            lead = ""


def _more_numbers(text: str) -> bool:
    """Return whether a text has numbers beside its years."""
    return any(character.isdigit() for character in _YEAR.sub("", text))


def _in_grid(one: HiddenCount, grid: Grid) -> bool:
    """Return whether a table gives the count: in the line that names it, or where its line and its column meet.

    In a table of one year, that is any cell of the line or column of what was counted.
    """
    service = one.service.casefold()
    rows = [[cell.strip().casefold() for cell in row] for row in grid]
    period = one.period.casefold()
    one_year = {year for row in rows for cell in row for year in _YEAR.findall(cell)} == {period}
    columns: dict[str, set[int]] = {}
    for row in rows:
        places = _places_in_row(row, columns, service, period, one_year=one_year)
        if any(_is(one.count, row[number]) for number in places if number < len(row)):
            return True
        for number, cell in enumerate(row):
            if cell in (service, period):
                columns.setdefault(cell, set()).add(number)
    return False


def _in_crossed_grid(one: HiddenCount, grid: Grid) -> bool:
    """Return whether a table of several labels gives the count: where all that it is of head its row, column or band.

    A table that names no period may be of that one: its caption says.
    """
    rows = [[cell.strip().casefold() for cell in row] for row in grid]
    wanted = {name.casefold() for name in (*one.labels, one.period)}
    if not any(one.period.casefold() in row for row in rows):
        if one.by_chance:
            return False
        wanted.discard(one.period.casefold())
    band, above = "", dict[int, set[str]]()
    for row in rows:
        filled = {cell for cell in row if cell}
        if len(filled) == 1:
            band = next(iter(filled))
        for number, cell in enumerate(row):
            if _is(one.count, cell) and wanted <= {*row, band, *above.get(number, ())}:
                return True
            if cell in wanted:
                above.setdefault(number, set()).add(cell)
    return False


def _places_in_row(
    row: Sequence[str], columns: Mapping[str, set[int]], service: str, year: str, *, one_year: bool
) -> set[int]:
    """Return where in a row the count of a service in a year would stand; ``columns`` are those headed by either."""
    whole: Iterable[int] = range(len(row))
    places: set[int] = set()
    for mine, other in ((service, year), (year, service)):
        if mine in row:
            places.update(whole if other in row else columns.get(other, ()))
    if one_year:
        places.update(whole if service in row else columns.get(service, ()))
    return places


def _is(count: int, cell: str) -> bool:
    """Return whether a cell holds a count, with marks beside it or not."""
    match = re.match(r"(\d[\d,]*)(?:\.0+)?(?=$|\s|\[|\()", cell)
    return match is not None and int(match.group(1).replace(",", "")) == count


def _in_clause(one: HiddenCount, clause: str, others: set[str]) -> bool:
    """Return whether a clause names what was counted and the year, and the count beside either."""
    if one.period.casefold() not in clause.casefold():
        return False
    for other in others:
        clause = clause.replace(other, "…")
    if not re.search(rf"(?<!\w){re.escape(one.service)}(?!\w)", clause, re.IGNORECASE):
        return False
    word = f"|{NUMBER_WORDS[one.count]}" if one.count < len(NUMBER_WORDS) else ""
    number = rf"(?<![\w.,-])(?:{one.count:,}|{one.count}{word})(?![\w]|[.,-]\d)"
    year, service = re.escape(one.period), re.escape(one.service)
    beside_year = rf"{year}{_NEAR}{number}|{number}{_NEAR}{year}"
    if re.search(beside_year, clause, re.IGNORECASE):
        return True
    is_one_year = set(_YEAR.findall(clause)) == {one.period}
    beside_service = rf"{service}{_NEAR}{number}|{number}{_NEAR}{service}"
    return is_one_year and bool(re.search(beside_service, clause, re.IGNORECASE))


class _Markup(HTMLParser):
    """Tables and texts of a page, a drawing or a part of a Word document, whose tags have a prefix."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = _Seen()
        self._cell: list[str] | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = tag.rpartition(":")[2]
        for key, value in attrs:
            if value and key not in ("d", "style", "class") and len(value) < 10_000 and " " in value:
                self.seen.texts.append(value)
        if name in ("table", "tbl"):
            self.seen.grids.append([])
        elif name == "tr" and self.seen.grids:
            self.seen.grids[-1].append([])
        elif name in ("td", "th", "tc"):
            self._cell = []
        elif name == "nobreakhyphen":  # within a number of a Word document: 2012-13
            self.handle_data("-")
        elif name in _BLOCKS and self._cell is None:
            self._flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("td", "th", "tc") and self._cell is not None:
            if self.seen.grids and self.seen.grids[-1]:
                self.seen.grids[-1][-1].append("".join(self._cell))
            self._cell = None
        elif name in _BLOCKS:
            self._flush()

    def handle_data(self, data: str) -> None:
        (self._text if self._cell is None else self._cell).append(data)

    def _flush(self) -> None:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        if text:
            self.seen.texts.append(text)

    def close(self) -> None:
        super().close()
        self._flush()


_BLOCKS = frozenset(("p", "li", "h1", "h2", "h3", "h4", "caption", "title", "desc", "text", "figcaption", "summary",
                     "blockquote", "div", "table", "tbl", "dd", "dt", "option", "si", "description",
                     "subject"))  # fmt: skip


def _read(path: Path) -> _Seen:
    ending = path.suffix.lower()
    if ending == ".csv":
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        return _Seen([list(csv.reader(io.StringIO(text)))], [])
    if ending in (".html", ".svg"):
        return _markup(path.read_text(encoding="utf-8", errors="replace"))
    if ending in (".xlsx", ".docx"):
        return _package(path)
    if ending == ".pdf":
        return _page(path)
    if ending == ".png":
        return _Seen()
    return _Seen([], path.read_text(encoding="utf-8", errors="replace").splitlines())


def _markup(text: str) -> _Seen:
    reader = _Markup()
    reader.feed(_DATA_SVG.sub("", text))
    reader.close()
    for figure, drawing in _embedded(text):
        inner = _markup(drawing)
        reader.seen.texts += [f"{figure} {said}" for said in inner.texts]
    return reader.seen


def _package(path: Path) -> _Seen:
    seen = _Seen()
    workbook, _ = read_workbook(path) if path.suffix == ".xlsx" else (None, ())
    for sheet in workbook.sheets if workbook else ():
        rows = [[_cell(value) for value in row] for row in sheet.rows]
        seen.grids.append(rows)
        seen.texts += [cell for row in rows for cell in row if " " in cell]
    archive = Archive(path.read_bytes())
    for name in archive.names:
        if name.endswith(".svg") or (name.endswith(_XML_PARTS) and not name.startswith("xl/worksheets/")):
            inner = _markup(archive.read(name).decode("utf-8", "replace"))
            seen.grids += inner.grids
            seen.texts += inner.texts
    return seen


def _cell(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def _page(path: Path) -> _Seen:
    """Return the lines of a pdf file as they are read, its properties, and the alternatives of its pictures."""
    data = path.read_bytes()
    reader = read_pdf(data)
    lines = [line for text in pdf_texts(data) for line in text.splitlines()]
    waiting, left = [reader.root_object.get("/StructTreeRoot")], _MAX_ALTERNATIVES
    while waiting and left:
        element = waiting.pop()
        element = element.get_object() if hasattr(element, "get_object") else element
        left -= 1
        if isinstance(element, list):
            waiting.extend(element)
        elif hasattr(element, "get"):
            lines += [str(element[key]) for key in ("/Alt", "/ActualText", "/T") if key in element]
            waiting.append(element.get("/K"))
    return _Seen([], lines)


def _embedded(text: str) -> Iterator[tuple[str, str]]:
    for match in _DATA_SVG.finditer(text):
        try:
            drawing = base64.b64decode(match.group(1)).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            continue
        named = _SVG_OF.search(drawing)
        yield (named.group("figure") if named else ""), drawing


def _drawings(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the drawings of a file, each with the id of the figure that it shows."""
    if path.suffix == ".svg":
        text = path.read_text(encoding="utf-8", errors="replace")
        named = _SVG_OF.search(text)
        yield (named.group("figure") if named else path.name.partition(".")[0]), text
    elif path.suffix == ".html":
        yield from _embedded(path.read_text(encoding="utf-8", errors="replace"))
