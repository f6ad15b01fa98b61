"""The counts on record in ``data/ledger.csv``: read, formatted, and chosen by the measure that a request shares.

Nothing heavy is imported: a run decides whether a report is up to date before pandas is loaded.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from foi_stats.files.csv_record import CsvRecord, record_line
from foi_stats.files.digest import content_digest
from foi_stats.request.names import LEDGER, file_name
from foi_stats.vocabulary.parse_periods import parse_printed
from foi_stats.vocabulary.period import Period, parse_intervals

if TYPE_CHECKING:
    from foi_stats.request.request import Request


TOTAL = "Total"
HIDDEN = "[c]"


@dataclass(frozen=True, order=True)
class Released:
    """One count that was released: a line of the ledger.

    Attributes
    ----------
    reference, date
        The request, and the day on which its release was approved (2016-12-09).
    authority, place, counted
        Whose and where, and the topic whose rows are counted (``Total``: all rows of services that the request names).
    measure
        What is counted, in the supply's own noun: ``referrals``, ``claims paid``.
    answer
        The id of the question or context whose table it stands in: totals add up what stands in that table.
    service, period
        What it is of: the period as it is printed (``2012-13``, ``April 2015``, ``2012-13 to 2016-17``); ``Total``
        where it adds others up.
    labels
        Its other labels, by their columns, as JSON: ``{"age_band": "18-24"}``; empty where it has none.
    where
        The labels that alone are counted, by their columns, as JSON: ``{"sex": ["Female"]}``; empty where all are.
    value
        The count as digits; ``[c]`` with the reason ``suppressed`` where it was hidden; else the symbol of a gap.
    reason
        The reasons of a gap, as codes; of a total, those of what it leaves out.
    covers
        The days that it covers, where those are not all of its period, as ``2016-04-01/2016-09-30``.
    release
        The number of the release; releases are numbered in the order in which they are put on record.
    withdrawn, withdrawn_by
        The day on which the release was withdrawn and who decided it, by role; empty while it stands.
    """

    reference: str
    date: str
    authority: str
    place: str
    counted: str
    measure: str
    answer: str
    service: str
    labels: str
    where: str
    period: str
    value: str
    reason: str
    covers: str
    release: int
    withdrawn: str = ""
    withdrawn_by: str = ""

    @property
    def periods(self) -> list[Period]:
        """The period that it counts; none for ``Total``: the other lines of its table tell."""
        return [] if self.period == TOTAL else [parse_printed(self.period)]

    @property
    def labels_by_column(self) -> dict[str, str]:
        """All its labels, by their columns: the service, and what else its table is divided by."""
        return {"service": self.service} | (json.loads(self.labels) if self.labels else {})

    @property
    def kept(self) -> dict[str, tuple[str, ...]]:
        """The labels that alone are counted, by their columns."""
        return {column: tuple(some) for column, some in json.loads(self.where).items()} if self.where else {}

    @property
    def said(self) -> str:
        """What it is of, in words: ``Refuge, 18-24``."""
        return labels_said(self.labels_by_column)


def labels_said(labels: Mapping[str, str]) -> str:
    """Return labels in words, ``Refuge, 18-24``; only those that are no total, unless all are."""
    return ", ".join([label for label in labels.values() if label != TOTAL] or [TOTAL])


COLUMNS = tuple(field.name for field in fields(Released))
_RECORD = CsvRecord(
    LEDGER,
    COLUMNS,
    "The record of what was released is damaged, so nothing is released. Put back the file as it was last whole (git "
    "shows how it has changed), and run again.",
)


@dataclass(frozen=True)
class Asker:
    """The request for which the ledger is read, and its measure."""

    reference: str
    authority: str
    topic: str

    def is_own(self, line: Released) -> bool:
        """Return whether a line is of a release of this request."""
        return file_name(line.reference) == file_name(self.reference)

    def shares_measure(self, line: Released) -> bool:
        """Return whether a line is of this request's measure: the authority's counts on its topic, or on all topics."""
        return line.authority == self.authority and line.counted in (self.topic, TOTAL)


def asker_of(request: Request) -> Asker:
    """Return the request and its measure, for which the ledger is read."""
    return Asker(request.reference, request.authority, request.topic)


def read_ledger(data: Path | str) -> list[Released]:
    """Return all lines of the ledger; none if nothing was released yet.

    Raises
    ------
    InputError
        If the file is damaged; the message names the line.
    """
    data = Path(data)
    lines: dict[tuple[str, ...], Released] = {}
    for at, cells in _RECORD.lines(data, text) if (text := _RECORD.read(data)) is not None else ():
        try:
            line = _line(cells)
            key = (line.reference, str(line.release), line.answer, line.service, line.labels, line.period)
            if key in lines:
                raise ValueError(f"{line.said}, {line.period} of {line.reference} stands there twice")
            lines[key] = line
        except ValueError as error:
            raise _RECORD.damaged(data, at, str(error)) from None
    return list(lines.values())


def ledger_text(lines: Iterable[Released]) -> str:
    """Return the text of the ledger's file: the headings, and the lines in the order of their text."""
    return _RECORD.text(sorted(record_line(astuple(line)) for line in lines))


def last_release(lines: Iterable[Released], asker: Asker) -> int | None:
    """Return the number of a request's last release; if those just before it gave the same figures, of the first."""
    releases: dict[int, list[Released]] = {}
    for line in lines:
        if asker.is_own(line) and asker.shares_measure(line):
            releases.setdefault(line.release, []).append(line)
    found = None
    for number in sorted(releases, reverse=True):
        if found is not None and not same_figures(releases[number], releases[found]):
            break
        found = number
    return found


def same_figures(some: Iterable[Released], others: Iterable[Released]) -> bool:
    """Return whether two releases of a request gave the same figures, whatever their dates and numbers."""
    return {_figure(line) for line in some} == {_figure(line) for line in others}


def _figure(line: Released) -> Released:
    """Return a line without its release: reference, date, number and withdrawal."""
    return replace(line, reference="", date="", release=0, withdrawn="", withdrawn_by="")


def lines_before(lines: Sequence[Released], asker: Asker, own: int | None) -> tuple[Released, ...]:
    """Return the lines of the releases that a request is audited against, its own and withdrawn ones too.

    Parameters
    ----------
    own
        The number of the request's own release, if this run reproduces it: then only earlier releases count.
    """
    return tuple(line for line in lines if asker.shares_measure(line) and (own is None or line.release < own))


def lines_digest(lines: Iterable[Released]) -> str:
    """Return a digest of the figures of lines; a withdrawal does not change it."""
    plain = [replace(line, withdrawn="", withdrawn_by="") for line in lines]
    return content_digest(ledger_text(plain).encode())


def _line(cells: list[str]) -> Released:
    """Return a line of the ledger from its cells; ``ValueError`` says what is wrong in one."""
    values = dict(zip(COLUMNS, cells, strict=True))
    for name in ("reference", "authority", "place", "counted", "measure", "answer", "service"):
        if not values[name].strip():
            raise ValueError(f"its {name} is empty")
    for name in ("date", "withdrawn"):
        if values[name] or name == "date":
            _check(dt.date.fromisoformat, values[name], f"its {name} is {values[name]!r}, and not a day")
    period = values["period"]
    if period != TOTAL:
        _check(parse_printed, period, f"its period is {period!r}")
    _check(parse_intervals, values["covers"], f"its covers is {values['covers']!r}, and not days")
    for name in ("labels", "where"):
        _check(_labels, values[name], f"its {name} is {values[name]!r}, and not labels by their columns")
    value = values["value"]
    if not (value.isascii() and value.isdigit()) and value not in (HIDDEN, "[x]", "[z]", "[low]", "[w]"):
        raise ValueError(f"its value is {value!r}, and neither a count nor the symbol of a gap")
    release = values.pop("release")
    if not (release.isascii() and release.isdigit()) or int(release) < 1:
        raise ValueError(f"its release is {release!r}, and not a number from 1")
    return Released(**values, release=int(release))


def _labels(text: str) -> None:
    """Raise ValueError unless a text is empty, or a JSON object of labels."""
    labels = json.loads(text) if text else {}
    values = labels.values() if isinstance(labels, dict) else [None]
    if not all(isinstance(one, str) for value in values for one in (value if isinstance(value, list) else [value])):
        raise ValueError(text)


def _check(read: Callable[[str], object], text: str, what: str) -> None:
    try:
        read(text)
    except ValueError:
        raise ValueError(what) from None
