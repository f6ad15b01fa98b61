"""Lay out an answer's figures for people, with the symbols they use explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import LABELS, TOTAL, covered_days, period_of
from foi_stats.answer.comparable import is_incomplete, is_part
from foi_stats.publish.list_table import list_caption, list_digest, list_grid, list_legend
from foi_stats.publish.table_shape import PERIOD, Shape, second_labels, shape_of
from foi_stats.publish.wording import phrase
from foi_stats.supply.rows import records
from foi_stats.vocabulary.html import accessible_table
from foi_stats.vocabulary.measures import is_whole
from foi_stats.vocabulary.period import format_periods, format_run
from foi_stats.vocabulary.shorthand import REASONS, SHORTHAND
from foi_stats.vocabulary.shown import Shown
from foi_stats.vocabulary.years import MONTH_NAMES

NOTHING = "[z]"
"""What stands where no row of the supplies has the labels of a row and a column together."""


@dataclass(frozen=True, repr=False)
class Table(Shown):
    """A table as it is shown: a caption, the legend that stands above it, headings, and cells as text.

    ``numeric`` are the columns of figures. ``stubs`` columns at the left head each row. ``bands`` head the rows from
    one on: the number of the row, counted from 0, and the heading. ``figures`` are the ids of the figures that stand
    in its cells, by row and column. ``widths`` are those of its columns on paper, in characters, where they are
    chosen: they are not for figures. ``whole`` is a digest of all that the table is a part of, for a list of which a
    letter shows a page. ``part`` is the number, from 0, of one of the tables in which the figures of an answer stand.
    """

    id: str
    caption: str
    legend: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]
    stubs: int = 1
    bands: tuple[tuple[int, str], ...] = ()
    figures: tuple[tuple[int, int, str], ...] = ()
    widths: tuple[float, ...] = ()
    whole: str = ""
    part: int = 0

    @property
    def anchor(self) -> str:
        """What tells the table apart on a page: its id, and the number of its part from the second on."""
        return f"{self.id}_{self.part + 1}" if self.part else self.id

    _shown: ClassVar[Sequence[tuple[str, str]]] = (("", "legend"), ("", "_itself"))

    def _shown_title(self) -> str:
        return ""

    @property
    def _itself(self) -> Table:
        return self

    def html(
        self, links: Mapping[tuple[int, int], str] | None = None, opens: Mapping[tuple[int, int], str] | None = None
    ) -> str:
        """Return the table, without its legend, as accessible HTML.

        ``links`` are the addresses of its cells, ``opens`` the ids of what they open over the page.
        """
        return accessible_table(
            self.caption,
            self.headings,
            self.rows,
            numeric=self.numeric,
            table_id=f"table-{self.anchor}",
            links=links,
            opens=opens,
            stubs=self.stubs,
            bands=self.bands,
        )

    def __str__(self) -> str:
        """Return the table as text, without its legend."""
        frame = pd.DataFrame(list(self.rows), columns=list(self.headings))
        heads = dict(self.bands)
        said = frame.to_string(index=False).splitlines()
        lines = [line for number, row in enumerate(said[1:]) for line in (*filter(None, [heads.get(number)]), row)]
        return "\n".join([self.caption, *said[:1], *lines])


def table_of(answer: Answer) -> Table:
    """Return an answer's figures as a table of a page, which shows two labels at most, as :func:`shape_of` lays it out.

    A number stands alone in its cell, and what qualifies it in a column of its own.
    """
    if answer.asks == "list":
        return list_table(answer, len(answer.items))
    if answer.table.empty:
        return Table(answer.id, answer.title or answer.sentence, legend=(), headings=(), rows=(), numeric=())
    rows = rows_shown(answer)
    return laid_out(answer, rows, shape_of(rows))


def flat_table(answer: Answer) -> Table:
    """Return an answer's figures as a table of a spreadsheet: a column for each label, and the periods across.

    It holds every label. With one label, it is the table of the page.
    """
    rows = records(answer.table)
    if len(answer.by) < 2:
        return table_of(answer)
    return laid_out(answer, rows, Shape((), LABELS[: len(answer.by)], (PERIOD,)))


def rows_shown(answer: Answer) -> list[dict[str, Any]]:
    """Return the figures that a page shows: of three labels two, added up over the third."""
    rows = records(answer.table)
    summed = [row for row in rows if row[LABELS[-1]] == TOTAL]
    return summed or rows


def is_summed(answer: Answer) -> bool:
    """Return whether a page shows figures added up over a third label."""
    return bool(answer.table[LABELS[-1]].eq(TOTAL).any())


def laid_out(answer: Answer, rows: Sequence[Mapping[str, Any]], shape: Shape, part: int | None = None) -> Table:
    """Return figures as a table of a shape; of a table in several parts, ``part`` is the number of one, from 0."""
    seconds = second_labels(rows)
    columns, bands = shape.columns_of(rows, seconds), shape.bands_of(rows)
    heads = [" ".join(column) or _figure_heading(answer) for column in columns]
    lines: list[list[str]] = []
    figures, starts, beside = [], [], list[list[Mapping[str, Any] | None]]()
    for band, in_band in bands.items():
        starts.append((len(lines), " ".join(band)))
        for line, some in shape.lines_of(in_band, seconds).items():
            there = {tuple(row[name] for name in shape.across): row for row in some}
            cells = [there.get(column) for column in columns]
            figures += [
                (len(lines), at, cell["figure"]) for at, cell in enumerate(cells, start=len(line)) if cell is not None
            ]
            printed = [NOTHING if cell is None else cell["printed"] for cell in cells]
            lines.append([*line, *printed])
            beside.append(cells)
    shared = _shared_parts(heads, beside)
    lines = [
        [*line, _marks(dict(zip(heads, cells, strict=True)), shared)] for line, cells in zip(lines, beside, strict=True)
    ]
    headings = [*(_heading_of(answer, name) for name in shape.down), *heads, phrase("table", "marks")]
    if not any(line[-1] for line in lines):
        headings, lines = headings[:-1], [line[:-1] for line in lines]
    stubs = len(shape.down)
    lacking = any(NOTHING in line[stubs : stubs + len(heads)] for line in lines)
    is_lacking = lacking and len(figures) < len(lines) * len(heads)
    return Table(
        id=answer.id,
        caption=_caption(answer, rows, shape, names_periods=part is not None),
        legend=(
            *([phrase("table", "meaning_unprotected")] if answer.unprotected else []),
            *(
                phrase("table", "meaning_column" if is_all else "meaning_column_most", heading=name, covers=text)
                for name, (text, is_all) in shared.items()
            ),
            *legend_of(
                pd.DataFrame(rows), has_parts=any(phrase("table", "part", covers="") in line[-1] for line in lines)
            ),
            *([phrase("table", "meaning_nothing")] if is_lacking else []),
        ),
        headings=tuple(headings),
        rows=tuple(map(tuple, lines)),
        numeric=tuple(range(stubs, stubs + len(heads))),
        stubs=stubs,
        bands=tuple(starts) if len(bands) > 1 else (),
        figures=tuple(figures),
        part=part or 0,
    )


def list_table(answer: Answer, shown: int, all_in: str = "") -> Table:
    """Return the first items of a list as a table; for a letter, ``all_in`` is the file that has them all.

    Each item stands at its value, or at its number where no value is asked for.
    """
    grid = list_grid(answer, shown, on_page=bool(all_in))
    ids = answer.table["figure"].head(len(grid.rows))
    return Table(
        id=answer.id,
        caption=list_caption(answer, shown, all_in),
        legend=(*legend_of(answer.table), *list_legend(answer)),
        headings=grid.headings,
        rows=grid.rows,
        numeric=grid.numeric,
        figures=tuple((row, grid.numeric[-1], figure) for row, figure in enumerate(ids)),
        widths=grid.widths,
        whole=list_digest(answer) if shown < len(answer.items) else "",
    )


def _caption(answer: Answer, rows: Sequence[Mapping[str, Any]], shape: Shape, *, names_periods: bool) -> str:
    """Return the caption of a table; it names the period where no heading does, and those of a part of a table."""
    periods = dict.fromkeys(row[PERIOD] for row in rows)
    is_named = PERIOD in (*shape.down, *shape.across) or len(periods) != 1
    place = answer.place if is_named else f"{answer.place}, {next(iter(periods))}"
    if names_periods:
        of_figures = {row[PERIOD]: period_of(row) for row in rows if row[PERIOD] != TOTAL}
        total = [TOTAL] if TOTAL in periods else []
        place = ", ".join([answer.place, *([format_run(list(of_figures.values()))] if of_figures else []), *total])
    caption = phrase("table", "caption", title=answer.title, place=place, unit=unit_of(answer))
    return phrase("table", "unprotected", caption=caption) if answer.unprotected else caption


def _heading_of(answer: Answer, name: str) -> str:
    return period_heading(answer.table) if name == PERIOD else answer.headings[LABELS.index(name)]


def _figure_heading(answer: Answer) -> str:
    unit = unit_of(answer)
    return unit[:1].upper() + unit[1:]


def unit_of(answer: Answer) -> str:
    """Return the unit of an answer's figures as a caption says it: ``£``, ``number of claims paid``."""
    if answer.unit != "count":
        return answer.unit
    return phrase("table", "unit", "count" if is_whole(answer.measure) else "fte", noun=answer.measure)


def period_heading(figures: pd.DataFrame) -> str:
    """Return what the periods of a table are, for its heading: ``Financial year``, ``Month``."""
    return phrase("table", "period", kind_of(figures))


def kind_of(figures: pd.DataFrame) -> str:
    """Return the kind of the periods of a table."""
    return str(figures["period_kind"].iloc[0])


def _shared_parts(
    heads: Sequence[str], rows: Sequence[Sequence[Mapping[str, Any] | None]]
) -> dict[str, tuple[str, bool]]:
    """Return the part of a period that most numbers of a column cover, and whether all do, by the column's heading.

    It is said once, above the table, and not beside each number; one that covers another part has it beside it. A
    column with a number that covers its whole period is left out.
    """
    shared = {}
    for heading, column in zip(heads, zip(*rows, strict=True), strict=True):
        given = [cell for cell in column if cell is not None and pd.notna(cell["value"])]
        parts = Counter(format_periods(covered_days(cell)) if is_part(cell) else "" for cell in given)
        if "" not in parts and parts and (most := parts.most_common(1)[0])[1] > 1:
            shared[heading] = most[0], len(parts) == 1
    return shared


def _marks(cells: Mapping[str, Mapping[str, Any] | None], shared: Mapping[str, tuple[str, bool]]) -> str:
    """Return the marks of a row of a table, each with the columns that it is about, without those said above it."""
    beside: dict[str, list[str]] = {}
    for heading, cell in cells.items():
        above = phrase("table", "part", covers=shorten_months(shared[heading][0])) if heading in shared else ""
        for mark in marks_of(cell) if cell is not None else []:
            if mark == above:
                continue
            beside.setdefault(mark, []).append(heading)
    across = list(cells)
    if len(across) == 1:
        return " ".join(beside)
    return "; ".join(_beside(mark, where, across) for mark, where in beside.items())


def _beside(mark: str, where: list[str], across: list[str]) -> str:
    if mark.startswith("[") or mark == phrase("table", "incomplete"):
        return f"{mark} {', '.join(where)}"
    return mark if where == across else f"{', '.join(where)}: {mark}"


def marks_of(figure: Mapping[str, Any]) -> list[str]:
    """Return the marks of a value: its symbols, the part of its period that it covers, and whether it is incomplete.

    Nothing where it is a gap.
    """
    if pd.isna(figure["value"]):
        return []
    marks = figure["shorthand"].split()
    if is_part(figure):
        return [*marks, phrase("table", "part", covers=shorten_months(format_periods(covered_days(figure))))]
    return [*marks, *([phrase("table", "incomplete")] if is_incomplete(figure) else [])]


def shorten_months(text: str) -> str:
    """Return a text with the names of months cut to three letters, as a label or a mark has room for them."""
    for name in MONTH_NAMES:
        text = text.replace(name, name[:3])
    return text


def standing_of(answer: Answer) -> str:
    """Return what sort of figures these are, if they are not an authority's own and protected: a key of the wording."""
    if answer.unprotected:
        return "unprotected"
    return "invented" if answer.invented else "demonstration" if answer.demonstration else ""


def legend_of(figures: pd.DataFrame, *, has_parts: bool = True) -> tuple[str, ...]:
    """Return the meanings of the symbols that a table uses; for gaps, with their reasons in this table.

    ``has_parts`` is whether parts of periods are told beside figures.
    """
    used = {symbol for text in figures["shorthand"] for symbol in text.split()}
    lines = []
    if has_parts and any(map(is_part, records(figures))):
        lines.append(phrase("table", "meaning_part"))
    if any(phrase("table", "incomplete") in marks_of(row) for row in records(figures)):
        lines.append(phrase("table", "meaning_incomplete"))
    for symbol, meaning in SHORTHAND.items():
        if symbol in used:
            codes = figures.loc[figures["printed"].eq(symbol), "reason"].str.split().explode().dropna().unique()
            reasons = [REASONS[code].meaning for code in codes]
            key = "meaning_here" if reasons else "meaning"
            lines.append(phrase("table", key, symbol=symbol, meaning=meaning, reasons="; ".join(reasons)))
    return tuple(lines)
