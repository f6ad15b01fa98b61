"""Trace a published figure back to its cells, and read those cells again as they are now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from foi_stats.answer.answer_table import TRAIL_COLUMNS, period_of
from foi_stats.files.read import read_workbook
from foi_stats.files.workbook import Sheet, Workbook, column_letters
from foi_stats.publish.response import clean
from foi_stats.publish.sheet.page_names import FOLDER, page_name
from foi_stats.request.case import read_case
from foi_stats.request.request import read_request
from foi_stats.run.changed_figures import read_trail_columns
from foi_stats.run.folders import read_current
from foi_stats.run.plan import Places
from foi_stats.run.run_record import supplies_changed
from foi_stats.supply.arrivals import read_superseded
from foi_stats.supply.cache_entries import KINDS
from foi_stats.supply.rows import TRAIL, period_fields, records, row_period
from foi_stats.supply.superseded import Place, Restated
from foi_stats.supply.supply_files import path_in
from foi_stats.supply.values import found_text
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.money import parse_money, parse_unit
from foi_stats.vocabulary.parse_periods import parse_printed
from foi_stats.vocabulary.period import Period
from foi_stats.vocabulary.searched import SearchedFigure, read_searched

_NOTE = "note"
"""What stands for the id of a figure where a note was looked for."""

State = Literal["same", "same value, file changed", "superseded", "changed", "gone"]

STATE_WORDS: dict[State, str] = {
    "same": "the same now",
    "same value, file changed": "the same now, though the file has changed since",
    "superseded": "the same now, but given again later",
    "changed": "changed since",
    "gone": "not there now",
}
"""How what stands in a cell now compares with what was published, in words."""


@dataclass(frozen=True)
class Cell:
    """One cell behind a published figure: what ``trace.parquet`` says of it."""

    figure: str
    value: str
    period_start: str
    period_end: str
    period_kind: str
    file: str
    sheet: str
    cell: str
    found: str
    unit: str
    sha256: str

    @property
    def period(self) -> Period:
        """The period of what stands in it."""
        return period_of(asdict(self))

    @property
    def place(self) -> Place:
        """The file, the sheet and the cell."""
        return self.file, self.sheet, self.cell


@dataclass(frozen=True)
class Traced:
    """A cell read again: what stands there now, and how that compares with what was published.

    ``now`` is None where the file, the sheet or the cell is no longer there, or cannot be read. ``restated`` is what a
    later supply gives in its place, if one does: then the state of a cell that is as it was is ``superseded``, unless
    the later supply gives the same.
    """

    cell: Cell
    now: str | None
    state: State
    restated: Restated | None = None

    @property
    def state_words(self) -> str:
        """How it compares, with what stands there now if that is something else: ``changed since: now '135000'``."""
        return STATE_WORDS[self.state] + (f": now {self.now!r}" if self.state == "changed" else "")


def trace(places: Places, reference: str, figure: str = "") -> list[Traced]:
    """Return the cells behind a published figure, each read again now.

    Parameters
    ----------
    figure
        Its id, the cell of a table ("Police services, 2014-15"), or the figure as it is printed ("134,898",
        "£134.9 million"): every figure that it may be is traced. Words of a note lead to the cells that it stands
        beside. All figures if not given.

    Raises
    ------
    InputError
        If there is no such request, it has no report yet, or no figure in it is called so.
    """
    return trace_cells(places, reference, read_trail(places, reference), figure)


def trace_cells(
    places: Places, reference: str, cells: list[Cell], figure: str = "", run: Path | None = None
) -> list[Traced]:
    """Return the cells of a trail that are behind a figure, each read again now; see :func:`trace`.

    ``run`` is that of the trail, if it is not the one that readers see.
    """
    if figure:
        wanted = find_figures(cells, figure)
        found = [cell for cell in cells if cell.figure in wanted] or _in_notes(places, reference, figure)
        if not found:
            raise InputError(f"Request {reference} has no figure {figure!r}. {_how_to_name(cells, reference)}")
        cells = found
    restated = _read_restated(places, reference, run)
    return [_with_later(traced, restated) for traced in _read_again(places.data, cells)]


def _how_to_name(cells: Sequence[Cell], reference: str) -> str:
    """Return how a figure is named, by one that there is."""
    if not cells:
        return "It has no figures."
    some = next((cell for cell in cells if cell.value[:1].isdigit()), cells[0])
    return (
        f"Give it as it is printed ({some.value}), by the cell of its table ({', '.join(some.figure.split('/')[1:])}), "
        f"or by its id ({some.figure}); foi-stats trace {reference} lists them all."
    )


def has_report(places: Places, reference: str) -> bool:
    """Return whether a request has a report that a figure can be traced in."""
    return read_current(places.report(reference)).published is not None


def _read_restated(places: Places, reference: str, run: Path | None) -> dict[Place, Restated]:
    """Return the cells that a later supply restates; they are looked for only where any supply has changed since."""
    request = read_request(places.data, reference)
    run = run or read_current(places.report(request.reference)).published
    if run is None:
        return {}
    changed = supplies_changed(run, places, request.authority)
    return read_superseded(places.data, request.authority) if changed else {}


def restated_cells(places: Places, reference: str, authority: str) -> dict[Place, Restated]:
    """Return the cells behind the published figures of a request that a later supply gives otherwise."""
    behind = {cell.place for cell in read_trail(places, reference)}
    restated = read_superseded(places.data, authority)
    return {place: by for place, by in restated.items() if place in behind and not by.same}


def published(report: Path) -> Path:
    """Return the folder of the run that readers see: the one that made the last release, or else the draft.

    Raises
    ------
    InputError
        If there is no report.
    """
    run = read_current(report).published
    if run is not None:
        return run
    raise InputError(f"There is no report of {report.name} yet: foi-stats run {report.name} makes one.")


def sheet_pages(places: Places, reference: str, figures: Iterable[str]) -> dict[str, Path]:
    """Return the pages that show the cells behind figures in their sheets; a figure may have none."""
    request = read_request(places.data, reference)
    folder = published(places.report(request.reference)) / "working" / FOLDER
    pages = {figure: folder / page_name(figure) for figure in figures}
    return {figure: page for figure, page in pages.items() if page.is_file()}


def read_trail(places: Places, reference: str) -> list[Cell]:
    """Return every cell behind the figures of the last release of a request, or of its draft."""
    request = read_request(places.data, reference)
    return read_trace(published(places.report(request.reference)))


def read_trace(run: Path) -> list[Cell]:
    """Return every cell behind the figures of a run, from its ``trace.parquet``."""
    return [Cell(*values) for values in zip(*read_trail_columns(run, TRAIL_COLUMNS), strict=True)]


def find_figures(cells: Sequence[Cell], query: str) -> set[str]:
    """Return the ids of the figures that a query may mean."""
    ids = {cell.figure for cell in cells}
    if query in ids:
        return {query}
    steps = _steps(map(_key, re.split(r"[/,;]", query)))
    by_place = {name for name in ids if steps and _follows(steps, _steps(name.split("/")))}
    return by_place or set(_printed(read_searched(query), cells))


def _in_notes(places: Places, reference: str, query: str) -> list[Cell]:
    """Return the cells with a note that contains the query; the note takes the figure's place."""
    case = read_case(places.data, reference)
    asked = clean(query).casefold()
    rows = [row for kind in KINDS for row in records(case.every_row(kind))]
    return [
        Cell(
            figure=_NOTE,
            value=clean(row["note"]),
            **{name: str(value) for name, value in period_fields(row_period(row)).items()},
            **{name: str(row[name]) for name in TRAIL_COLUMNS if name in TRAIL},
        )
        for row in rows
        if asked and re.search(rf"(?<!\w){re.escape(asked)}(?!\w)", clean(row["note"]).casefold())
    ]


def _key(text: str) -> str:
    """Return the key of a period, as ids have it, where a text is one as it is printed; any other text as it is."""
    try:
        return parse_printed(text.strip()).key
    except ValueError:
        return text


def _steps(pieces: Iterable[str]) -> list[str]:
    return [step for piece in pieces if (step := re.sub(r"[^a-z0-9]+", "-", piece.casefold()).strip("-"))]


def _follows(steps: list[str], of: list[str]) -> bool:
    """Return whether the steps are among those of an id, in its order, up to its last: a figure and not a table."""
    rest = iter(of)
    return len(steps) > 1 and steps[-1] == of[-1] and all(step in rest for step in steps)


def _printed(searched: SearchedFigure, cells: Sequence[Cell]) -> Iterator[str]:
    """Yield the ids of the figures that are printed so."""
    units: dict[str, set[str]] = {}
    for cell in cells:
        units.setdefault(_table_of(cell), set()).add(cell.unit)
    for cell in {cell.figure: cell for cell in cells}.values():
        if searched.is_shown(cell.value) or _is_amount(searched, cell.value, units[_table_of(cell)]):
            yield cell.figure


def _table_of(cell: Cell) -> str:
    return cell.figure.split("/")[0]


def _is_amount(searched: SearchedFigure, printed: str, units: Collection[str]) -> bool:
    """Return whether a printed figure is of an amount; one of cells in several units is in pounds."""
    unit = next(iter(units)) if len(units) == 1 else "£"
    try:
        return unit != "count" and searched.is_amount(parse_money(printed, parse_unit(unit)))
    except ValueError:
        return False


def _read_again(data: Path, cells: Sequence[Cell]) -> list[Traced]:
    workbooks = {name: _workbook(data, name) for name in dict.fromkeys(cell.file for cell in cells)}
    return [_compare(cell, workbooks[cell.file]) for cell in cells]


def _with_later(traced: Traced, restated: Mapping[Place, Restated]) -> Traced:
    by = restated.get(traced.cell.place)
    is_other = by is not None and not by.same and traced.state.startswith("same")
    return replace(traced, restated=by, state="superseded" if is_other else traced.state)


def _workbook(data: Path, name: str) -> Workbook | None:
    path = path_in(data, name)
    return read_workbook(path, name=name)[0] if path else None


def _compare(cell: Cell, workbook: Workbook | None) -> Traced:
    sheet = next((one for one in workbook.sheets if one.name == cell.sheet), None) if workbook else None
    if workbook is None or sheet is None:
        return Traced(cell, None, "gone")
    now = _value_at(sheet, cell.cell)
    if now is None or now != cell.found:
        return Traced(cell, now, "gone" if now is None else "changed")
    return Traced(cell, now, "same" if workbook.sha256 == cell.sha256 else "same value, file changed")


def _value_at(sheet: Sheet, address: str) -> str | None:
    named = re.fullmatch(r"([A-Z]+)([0-9]+)", address)
    if named is None:
        return None
    row = int(named[2]) - sheet.top
    width = len(sheet.rows[0]) if sheet.rows else 0
    columns = {column_letters(sheet.left + number): number for number in range(width)}
    if named[1] not in columns or not 0 <= row < len(sheet.rows):
        return None
    return found_text(sheet.rows[row][columns[named[1]]])
