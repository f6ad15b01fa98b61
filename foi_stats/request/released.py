"""Released: the counts that releases have given, as ``data/ledger.csv`` keeps them, and which of them a request minds.

Nothing heavy is imported here: whether a report is as it was is told before pandas could be loaded.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path

from foi_stats.request.names import file_name
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.years import financial_years, parse_financial_year

FILE = "ledger.csv"

TOTAL = "Total"
HIDDEN = "[c]"
SPAN = " to "

_RUN = ("'", "=", "+", "-", "@", "\t", "\r")
"""A spreadsheet program would run a cell that begins so; an apostrophe is put before it, and taken away again."""


@dataclass(frozen=True, order=True)
class Released:
    """One count that was released: a line of the ledger.

    Attributes
    ----------
    reference, date
        The request, and the day on which its release was approved (2016-12-09).
    authority, place, counted
        The measure: whose and where, and the topic whose referrals are counted (``Total``: all referrals to services
        that the request names).
    answer
        The id of the question or context whose table it stands in: totals add up what stands in that table.
    service, financial_year
        What it is of: ``Total``, or for several years ``2012-13 to 2016-17``, where it adds others up.
    value
        The count as digits; ``[c]`` with the reason ``suppressed`` where it was hidden; else the symbol of a gap.
    reason
        The reasons of a gap, as codes; of a total, those of what it leaves out.
    release
        The number of the release: each that is put on record has one more than the last.
    withdrawn, withdrawn_by
        The day on which the release was withdrawn and who decided it, by role; empty while it stands.
    """

    reference: str
    date: str
    authority: str
    place: str
    counted: str
    answer: str
    service: str
    financial_year: str
    value: str
    reason: str
    release: int
    withdrawn: str = ""
    withdrawn_by: str = ""

    @property
    def years(self) -> list[str]:
        """The financial years that it is of; none for ``Total``, which the other lines of its table tell."""
        if self.financial_year == TOTAL:
            return []
        first, _, last = self.financial_year.partition(SPAN)
        return financial_years(first, last) if last else [first]


COLUMNS = tuple(field.name for field in fields(Released))


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
        """Return whether a line is of this request's measure: the authority's counts on its topic, or on all."""
        return line.authority == self.authority and line.counted in (self.topic, TOTAL)


def read_ledger(data: Path | str) -> list[Released]:
    """Return all lines of the ledger; none where nothing was released yet.

    Raises
    ------
    InputError
        If the file is damaged; the message names the line.
    """
    path = Path(data) / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"{_shown(path)} cannot be read: {error.strerror}.") from None
    try:
        return _parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _damaged(path, content[: error.start].count(b"\n") + 1, "it is not UTF-8") from None
    except _LineError as error:
        raise _damaged(path, error.line, error.what) from None


def ledger_text(lines: Iterable[Released]) -> str:
    """Return the ledger as it stands in its file: a heading, and the lines in the order of their text."""
    told = sorted(_as_text([_kept(str(cell)) for cell in astuple(line)]) for line in lines)
    return "".join([_as_text(COLUMNS), *told])


def last_release(lines: Iterable[Released], asker: Asker) -> int | None:
    """Return the number of a request's last release; if those just before it gave the same, that of the first."""
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
    """Return whether two releases of a request gave the same, whatever else is said of them."""
    return {_figure(line) for line in some} == {_figure(line) for line in others}


def _figure(line: Released) -> Released:
    """Return a line without what is said of the release."""
    return replace(line, reference="", date="", release=0, withdrawn="", withdrawn_by="")


def lines_before(lines: Sequence[Released], asker: Asker, own: int | None) -> tuple[Released, ...]:
    """Return the lines of the releases that a request is held against, its own and withdrawn ones too.

    Parameters
    ----------
    own
        The number of the request's own release, where that is made again: then only those before it count.
    """
    return tuple(line for line in lines if asker.shares_measure(line) and (own is None or line.release < own))


def lines_digest(lines: Iterable[Released]) -> str:
    """Return a digest of what lines give; whether they were withdrawn makes no difference to it."""
    plain = [replace(line, withdrawn="", withdrawn_by="") for line in lines]
    return hashlib.sha256(ledger_text(plain).encode()).hexdigest()


class _LineError(Exception):
    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


def _parse(text: str) -> list[Released]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: dict[tuple[str, ...], Released] = {}
    at = 1
    try:
        if tuple(next(reader, ())) != COLUMNS:
            raise _LineError(1, f"its headings are not {', '.join(COLUMNS)}")
        at = 2
        for cells in reader:
            line = _line([cell.removeprefix("'") for cell in cells], at)
            key = (line.reference, str(line.release), line.answer, line.service, line.financial_year)
            if key in lines:
                raise _LineError(at, f"{line.service}, {line.financial_year} of {line.reference} stands there twice")
            lines[key] = line
            at = reader.line_num + 1
    except csv.Error as error:
        raise _LineError(at, str(error)) from None
    return list(lines.values())


def _line(cells: list[str], at: int) -> Released:
    if len(cells) != len(COLUMNS):
        raise _LineError(at, f"it has {len(cells)} cells, and there are {len(COLUMNS)} headings")
    told = dict(zip(COLUMNS, cells, strict=True))
    for name in ("reference", "authority", "place", "counted", "answer", "service"):
        if not told[name].strip():
            raise _LineError(at, f"its {name} is empty")
    for name in ("date", "withdrawn"):
        if told[name] or name == "date":
            _check(dt.date.fromisoformat, told[name], at, f"its {name} is {told[name]!r}, and not a day")
    period = told["financial_year"]
    for year in [] if period == TOTAL else period.split(SPAN):
        _check(_exact_year, year, at, f"its financial_year is {period!r}")
    value = told["value"]
    if not (value.isascii() and value.isdigit()) and value not in (HIDDEN, "[x]", "[z]", "[low]", "[w]"):
        raise _LineError(at, f"its value is {value!r}, and neither a count nor the symbol of a gap")
    release = told.pop("release")
    if not (release.isascii() and release.isdigit()) or int(release) < 1:
        raise _LineError(at, f"its release is {release!r}, and not a number from 1")
    return Released(**told, release=int(release))


def _check(read: Callable[[str], object], text: str, at: int, what: str) -> None:
    try:
        read(text)
    except ValueError:
        raise _LineError(at, what) from None


def _exact_year(text: str) -> None:
    if parse_financial_year(text) != text:
        raise ValueError(text)


def _kept(cell: str) -> str:
    text = " ".join(cell.split("\n"))
    return f"'{text}" if text.startswith(_RUN) else text


def _as_text(cells: Sequence[str]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerow(cells)
    return file.getvalue()


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _damaged(path: Path, line: int, what: str) -> InputError:
    return InputError(
        f"{_shown(path)}, line {line}: {what}. The record of what was released is damaged, so nothing is released. "
        "Put back the file as it was last whole (git shows how it has changed), and run again."
    )
