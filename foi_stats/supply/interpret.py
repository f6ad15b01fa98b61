"""Turn a workbook of plain values into rows, findings, and what was skipped and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

import pandas as pd

from foi_stats.files.workbook import EMPTY, Sheet, Workbook, column_letters
from foi_stats.supply.checks.headings import doubts_stop
from foi_stats.supply.checks.repeats import find_repeats, find_repeats_across
from foi_stats.supply.collect import Notices
from foi_stats.supply.extract import extract
from foi_stats.supply.figures.row_fields import Reading
from foi_stats.supply.figures.running_totals import without_running_totals
from foi_stats.supply.frames import chunks_frame
from foi_stats.supply.layouts.apply import read_by_layout
from foi_stats.supply.layouts.model import Layout
from foi_stats.supply.rows import funding_frame, referral_frame
from foi_stats.supply.tables.body import find_body
from foi_stats.supply.tables.columns import Plan, Surroundings
from foi_stats.supply.tables.find import WIDEST, filled_columns, find_tables
from foi_stats.supply.tables.heading_cells import headings_seen
from foi_stats.supply.tables.headings import says_codes, says_counts
from foi_stats.supply.tables.plan_columns import plan_table
from foi_stats.supply.tables.table import Column
from foi_stats.supply.values import is_blank, is_number
from foi_stats.vocabulary.findings import Finding


@dataclass(frozen=True)
class Interpreted:
    """What a workbook says.

    Attributes
    ----------
    funding, referrals
        Its rows, with the columns of :mod:`foi_stats.supply.rows`; either may be empty.
    findings
        What stood in the way, or should be looked at. Rows beside a finding of severity error must not be used.
    skipped
        What was not read as figures: ``sheet``, ``cells``, ``why``.
    """

    funding: pd.DataFrame
    referrals: pd.DataFrame
    findings: tuple[Finding, ...]
    skipped: pd.DataFrame


def interpret(
    workbook: Workbook,
    *,
    file: str,
    layout: Layout | None = None,
    default_organisation: str = "",
    default_year: str = "",
) -> Interpreted:
    """Return the rows of a workbook.

    Parameters
    ----------
    workbook
        The file as sheets of plain values.
    file
        What to call it in trails and findings: its path relative to the project.
    layout
        How to read it; without one, tables are found by their headings.
    default_organisation, default_year
        What to fall back on where the file names none, such as the folder it lies in.

    Returns
    -------
    Interpreted
        What cannot be read gives findings, never an exception.
    """
    notices = Notices(file)
    sheets = [sheet for sheet in workbook.sheets if _is_wanted(sheet, layout, notices)]
    around = Surroundings(default_organisation, default_year, says_counts(PurePath(file).stem))
    if layout is not None:
        readings = read_by_layout(layout, sheets, around, notices)
    else:
        readings = [reading for sheet in sheets for reading in _infer(sheet, around, notices)]
        if not readings:
            _nothing_read(sheets, notices)
        readings = without_running_totals(readings, notices)
    funding, referrals = _frames(readings, workbook.sha256, notices)
    return Interpreted(funding, referrals, notices.findings(), notices.skipped())


def _frames(readings: Sequence[Reading], sha256: str, notices: Notices) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of all tables, funding and referrals."""
    frames: dict[str, list[pd.DataFrame]] = {"funding": [], "referrals": []}
    for reading in readings:
        chunks = extract(reading)
        trail = {"file": notices.file, "sheet": reading.plan.table.sheet.name, "sha256": sha256}
        for kind in {figures.kind for figures in reading.plan.figures}:
            frames[kind].append(chunks_frame(kind, chunks, trail))
    for name, of_kind in frames.items():
        for frame in of_kind:
            find_repeats(frame, name, notices)
        if len(of_kind) > 1:
            find_repeats_across(of_kind, name, notices)
    return _together(frames["funding"], funding_frame), _together(frames["referrals"], referral_frame)


def _together(frames: Sequence[pd.DataFrame], empty: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    if not frames:
        return empty()
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)


# What may be looked at


def _is_wanted(sheet: Sheet, layout: Layout | None, notices: Notices) -> bool:
    """Return whether a sheet is to be read: the layout's choice comes first, for it spares looking at the others."""
    if layout is not None and not re.fullmatch(layout.sheet, sheet.name):
        notices.skip(sheet.name, "", f"the layout {layout.name!r} does not read this sheet")
        return False
    return _is_readable(sheet, layout, notices)


def _is_readable(sheet: Sheet, layout: Layout | None, notices: Notices) -> bool:
    """Return whether a sheet is to be looked at: not an empty one, nor a hidden one unless the layout has it read."""
    if not any(map(any, sheet.rows)) and all(is_blank(value) for row in sheet.rows for value in row):
        notices.skip(sheet.name, "", "the sheet is empty")
        return False
    if len(sheet.rows[0]) > WIDEST and len(filled_columns(sheet)) > WIDEST:
        notices.find(
            "sheet-too-wide",
            "error",
            sheet.name,
            found=f"more than {WIDEST:,} columns are filled",
            expected="a table that a person could read",
            action="Leave out the columns that are not needed, or turn the table round",
        )
        return False
    if layout is not None and layout.read_hidden:
        return True
    if sheet.visibility != "visible":
        notices.skip(sheet.name, "", f"the sheet is {sheet.visibility}: it is not read unless a layout says so")
        return False
    filled = set(filled_columns(sheet)) if sheet.hidden_columns else set()
    columns = [column for column in sorted(sheet.hidden_columns) if column - sheet.left in filled]
    if columns:
        notices.skip(sheet.name, _spans(columns), "hidden columns: they are not read unless a layout says so")
    return True


def _spans(columns: Sequence[int]) -> str:
    """Return columns as ranges: ``C:E, I:I``."""
    spans: list[list[int]] = []
    for column in columns:
        if spans and column == spans[-1][1] + 1:
            spans[-1][1] = column
        else:
            spans.append([column, column])
    return ", ".join(f"{column_letters(first)}:{column_letters(last)}" for first, last in spans)


# Without a layout


def _infer(sheet: Sheet, around: Surroundings, notices: Notices) -> list[Reading]:
    """Return the tables of a sheet that can be read; the others leave a finding or a line in skipped."""
    tables = find_tables(sheet, counts=around.counts)
    if not tables:
        _no_table(sheet, notices)
    readings = []
    for table in tables:
        plan = plan_table(table, around, notices)
        if plan is None or doubts_stop(plan, notices):
            notices.skip(sheet.name, table.place, "a table that could not be read: see the findings")
            continue
        _unread_columns(plan, notices)
        readings.append(Reading(plan, find_body(plan, notices), notices))
    return readings


def _unread_columns(plan: Plan, notices: Notices) -> None:
    used = {figures.column for figures in plan.figures} | set(plan.columns.values())
    if plan.across:
        head, sheet = plan.table.head[-1], plan.table.sheet
        first, last = sheet.address(head, plan.across[0]), sheet.address(head, plan.across[-1])
        notices.skip(
            sheet.name, f"{first}:{last}", "parts of a year: the year's total is read, where a column gives it"
        )
    used |= {column.index for column in plan.table.columns if column.heading.part} | set(plan.across)
    for column in plan.table.columns:
        if column.text and column.index not in used and not (plan.spends and column.heading.units):
            cell = plan.table.sheet.address(plan.table.head[-1], column.index)
            why = "a total of other columns" if column.index == plan.total_column else "not part of a row"
            notices.skip(plan.table.sheet.name, cell, f"the column {column.text!r} is {why}")
            if column.heading.figure == "balance":
                notices.find(
                    "balance-column",
                    "warning",
                    plan.table.sheet.name,
                    cell,
                    found=f"the column {column.text!r} is a balance, neither spent nor received in the year: left out",
                    expected="what was allocated, spent or received in the year",
                    action="Nothing, if it is a balance; else name the column for what it is",
                )
            elif column.index != plan.total_column and _says_figures(plan, column):
                notices.find(
                    "column-not-read",
                    "warning",
                    plan.table.sheet.name,
                    cell,
                    found=f"the column {column.text!r} holds figures, and it is not understood what they are",
                    expected="a heading such as 2012-13 Outturn (£)",
                    action="If they are wanted, say so in the heading, or write a layout that reads them",
                )


def _says_figures(plan: Plan, column: Column) -> bool:
    """Return whether a column that is not read states a year, a unit or a basis, and holds numbers."""
    heading = column.heading
    if says_codes(column.own) and not heading.units:
        return False
    if heading.fields or heading.figure in ("derived", "total") or not (heading.year or heading.units or heading.basis):
        return False
    return any(is_number(value) for value in plan.table.values(column.index, plan.table.body[:50]))


def _no_table(sheet: Sheet, notices: Notices) -> None:
    """Record a sheet without a table; one that holds columns of numbers is a finding, for they may be figures."""
    numbers = _number_columns(sheet)
    if not numbers:
        notices.skip(sheet.name, "", "no table of figures: text only")
        return
    seen = headings_seen(sheet)
    said = f"; the headings seen are {', '.join(map(repr, seen))}" if seen else "; no headings are seen"
    notices.skip(sheet.name, "", "numbers without headings that say what they are")
    notices.find(
        "sheet-not-understood",
        "warning",
        sheet.name,
        f"{column_letters(sheet.left + numbers[0])}{sheet.top}",
        found=f"the sheet holds numbers, but no headings that name amounts or counts{said}",
        expected="headings such as Financial year, Organisation, Line, 2012-13 Outturn (£)",
        action="Name what the figures are in the headings, or write a layout for this file",
    )


def _number_columns(sheet: Sheet) -> list[int]:
    """Return the columns in which numbers stand in three cells or more of the first hundred rows."""
    rows = sheet.rows[:100]
    wanted = min(3, len(rows))
    columns = ([value for value in cells if value not in EMPTY] for cells in zip(*rows, strict=True))
    return [at for at, cells in enumerate(columns) if len(list(islice(filter(is_number, cells), wanted))) == wanted]


def _nothing_read(sheets: Sequence[Sheet], notices: Notices) -> None:
    """Say once that nothing could be read, unless a finding of severity error says why already."""
    if any(finding.severity == "error" for finding in notices.findings()):
        return
    seen = [
        f"sheet {sheet.name or '1'}: {', '.join(map(repr, headings_seen(sheet)))}"
        for sheet in sheets
        if headings_seen(sheet)
    ]
    notices.find(
        "nothing-to-read",
        "error",
        found="no table of amounts or counts is found" + (f". Seen in {'; in '.join(seen[:4])}" if seen else ""),
        expected="headings that name a financial year, what the money is for, and amounts (or counts)",
        action="Use the template, name the figures in the headings, or describe the file in a layout",
    )
