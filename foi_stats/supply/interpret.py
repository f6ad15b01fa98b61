"""Interpret a workbook of plain values: its rows, its findings, and the cells that were skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

import pandas as pd

from foi_stats.files.workbook import EMPTY, Sheet, Value, Workbook, column_letters
from foi_stats.supply.cache_entries import KINDS, Kind
from foi_stats.supply.checks.booked_periods import check_booked_periods
from foi_stats.supply.checks.cells import check_beyond_headings, check_merged_amounts
from foi_stats.supply.checks.credits import check_credit_notes
from foi_stats.supply.checks.headings import check_headings
from foi_stats.supply.checks.own_text import check_spent_so_far
from foi_stats.supply.checks.periods import check_periods
from foi_stats.supply.checks.repeats import (
    check_payments_across_tables,
    check_payments_in_table,
    check_repeats,
    check_repeats_across_tables,
)
from foi_stats.supply.checks.shown import check_shown
from foi_stats.supply.checks.unread_columns import check_unread_columns
from foi_stats.supply.checks.unread_tables import check_tables_above
from foi_stats.supply.checks.waiting import check_waiting
from foi_stats.supply.collect import Findings
from foi_stats.supply.extract import extract
from foi_stats.supply.figures.running_totals import without_running_totals
from foi_stats.supply.frames import rows_frame
from foi_stats.supply.layouts.apply import apply_layout
from foi_stats.supply.layouts.model import Layout
from foi_stats.supply.rows import join_rows
from foi_stats.supply.supply import covered_frame
from foi_stats.supply.tables.body import find_body
from foi_stats.supply.tables.columns import FileContext
from foi_stats.supply.tables.find import WIDEST, filled_columns, find_tables
from foi_stats.supply.tables.heading_cells import could_be_year, headings_seen
from foi_stats.supply.tables.headings import names_counts
from foi_stats.supply.tables.plan_columns import complete_plan, plan_columns
from foi_stats.supply.tables.planned_table import PlannedTable
from foi_stats.supply.values import is_blank, is_number, text_of
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.measures import noun_in


@dataclass(frozen=True)
class Interpreted:
    """The content of a workbook.

    Attributes
    ----------
    funding, referrals
        Its rows, with the columns of :mod:`foi_stats.supply.rows`; either may be empty.
    findings
        What the checks found. Rows beside a finding of severity error must not be used.
    skipped
        The cells that were not read as figures: ``sheet``, ``cells``, ``why``.
    covered
        What each list of payments says that it covers.
    kinds
        The kinds of its figures; both where a table could not be read and may be of either.
    totals
        The totals that stand in it, with what they are held against.
    """

    funding: pd.DataFrame
    referrals: pd.DataFrame
    findings: tuple[Finding, ...]
    skipped: pd.DataFrame
    covered: pd.DataFrame
    kinds: tuple[Kind, ...]
    totals: pd.DataFrame


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
        Its name in trails and findings: its path relative to the project.
    layout
        How to read it; without one, tables are found by their headings.
    default_organisation, default_year
        Used where the file names none; the year is usually that of its folder.

    Returns
    -------
    Interpreted
        Content that cannot be read gives findings, never an exception.
    """
    findings = Findings(file)
    sheets = [sheet for sheet in workbook.sheets if _is_wanted(sheet, layout, findings)]
    stem = PurePath(file).stem
    context = FileContext(default_organisation, default_year, names_counts(stem), noun_in(stem))
    if layout is not None:
        tables = apply_layout(layout, sheets, context, findings)
        findings.unread.add(layout.kind)
    else:
        tables = [table for sheet in sheets for table in _planned_tables(sheet, context, findings)]
        if not tables:
            _check_nothing_read(sheets, findings)
        tables = without_running_totals(tables, findings)
    for table in tables:
        check_spent_so_far(table.plan, findings)
    tables = [check_shown(table, by_layout=layout is not None) for table in tables]
    funding, referrals = _extract_frames(tables, workbook.sha256, findings)
    check_periods(funding, "funding", context.year, findings)
    check_periods(referrals, "referrals", context.year, findings)
    kinds = _kinds(tables, findings)
    skipped, totals = findings.skipped_frame(), findings.totals_frame()
    return Interpreted(funding, referrals, findings.as_tuple(), skipped, _covered(tables), kinds, totals)


def _kinds(tables: Sequence[PlannedTable], findings: Findings) -> tuple[Kind, ...]:
    """Return the kinds of figures of some tables, and those that what could not be read may hold."""
    found = {column.kind for table in tables for column in table.plan.value_columns} | findings.unread
    return tuple(kind for kind in KINDS if kind in found)


def _covered(tables: Sequence[PlannedTable]) -> pd.DataFrame:
    plans = [planned.plan for planned in tables]
    lines = [(plan.table.sheet.name, plan.table.place, plan.covers, plan.covers_by) for plan in plans if plan.covers]
    return covered_frame(lines)


def _extract_frames(
    tables: Sequence[PlannedTable], sha256: str, findings: Findings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the funding rows and the counts of all tables; figures given twice are findings."""
    frames: dict[str, list[pd.DataFrame]] = {"funding": [], "referrals": []}
    for table in tables:
        rows_of_columns = extract(table)
        trail = {"file": findings.file, "sheet": table.plan.table.sheet.name, "sha256": sha256}
        for kind in {column.kind for column in table.plan.value_columns}:
            frames[kind].append(rows_frame(kind, rows_of_columns, trail, table.labels_of(kind)))
    for name, of_kind in frames.items():
        for frame in of_kind:
            check_repeats(frame, name, findings)
            check_waiting(frame, findings)
            if name == "funding":
                check_payments_in_table(frame, findings)
        if len(of_kind) > 1:
            check_repeats_across_tables(of_kind, name, findings)
            if name == "funding":
                check_payments_across_tables(of_kind, findings)
    return join_rows(frames["funding"], "funding"), join_rows(frames["referrals"], "referrals")


# Which sheets are read


def _is_wanted(sheet: Sheet, layout: Layout | None, findings: Findings) -> bool:
    """Return whether a sheet is to be read. The layout's choice comes first: its other sheets are not searched."""
    if layout is not None and not re.fullmatch(layout.sheet, sheet.name):
        findings.skip(sheet.name, "", f"the layout {layout.name!r} does not read this sheet")
        return False
    return _is_readable(sheet, layout, findings)


def _is_readable(sheet: Sheet, layout: Layout | None, findings: Findings) -> bool:
    """Return whether a sheet can be read: it is not empty, not too wide, and not hidden unless the layout reads it."""
    if not any(map(any, sheet.rows)) and all(is_blank(value) for row in sheet.rows for value in row):
        findings.skip(sheet.name, "", "the sheet is empty")
        return False
    if len(sheet.rows[0]) > WIDEST and len(filled_columns(sheet)) > WIDEST:
        findings.unread.update(KINDS)
        findings.add(
            "sheet-too-wide",
            sheet.name,
            found=f"more than {WIDEST:,} columns are filled",
        )
        return False
    if layout is not None and layout.read_hidden:
        return True
    if sheet.visibility != "visible":
        findings.skip(sheet.name, "", f"the sheet is {sheet.visibility}: it is not read unless a layout says so")
        return False
    filled = set(filled_columns(sheet)) if sheet.hidden_columns else set()
    columns = [column for column in sorted(sheet.hidden_columns) if column - sheet.left in filled]
    if columns:
        findings.skip(sheet.name, _spans(columns), "hidden columns: they are not read unless a layout says so")
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


# Finding tables by their headings


def _planned_tables(sheet: Sheet, context: FileContext, findings: Findings) -> list[PlannedTable]:
    """Return the tables of a sheet that can be read; the others leave findings and skipped cells."""
    tables = find_tables(sheet, counts=context.counts)
    if not tables:
        _check_sheet_without_table(sheet, findings)
    check_tables_above(tables, findings)
    planned_tables = []
    for table in tables:
        plan = plan_columns(table, context, findings)
        if plan is None or check_headings(plan, findings):
            findings.skip(sheet.name, table.place, "a table that could not be read: see the findings")
            findings.unread.update({column.kind for column in plan.value_columns} if plan else KINDS)
            continue
        plan = complete_plan(plan)
        check_unread_columns(plan, findings)
        check_beyond_headings(plan, findings)
        check_merged_amounts(plan, findings)
        planned_tables.append(PlannedTable(plan, find_body(plan, findings), findings))
        check_booked_periods(planned_tables[-1])
        check_credit_notes(planned_tables[-1])
    return planned_tables


def _check_sheet_without_table(sheet: Sheet, findings: Findings) -> None:
    """Record a sheet without a table as skipped; columns of numbers are a finding, because they may be figures."""
    numbers = _number_column(sheet)
    if any(_may_be_figure(value) for row in sheet.rows for value in row):
        findings.unread.update(KINDS)
    if numbers is None:
        findings.skip(sheet.name, "", "no table of figures: text only")
        return
    seen = headings_seen(sheet)
    headings = f"; the headings seen are {', '.join(map(repr, seen))}" if seen else "; no headings are seen"
    findings.skip(sheet.name, "", "numbers without headings that say what they are")
    findings.add(
        "sheet-not-understood",
        sheet.name,
        f"{column_letters(sheet.left + numbers)}{sheet.top}",
        found=f"the sheet holds numbers, but no headings that name amounts or counts{headings}",
    )


def _may_be_figure(value: Value) -> bool:
    """Return whether a cell may be a figure: a number that is no year, and no telephone number."""
    text = text_of(value) if is_number(value) else ""
    is_year = text.isdigit() and could_be_year(float(text))
    return bool(text) and not is_year and not re.match(r"0\d", text)


def _number_column(sheet: Sheet) -> int | None:
    """Return the first column in which numbers stand in three cells or more of the first hundred rows."""
    rows = sheet.rows[:100]
    wanted = min(3, len(rows))
    columns = ([value for value in cells if value not in EMPTY] for cells in zip(*rows, strict=True))
    holding = (at for at, cells in enumerate(columns) if len(list(islice(filter(is_number, cells), wanted))) == wanted)
    return next(holding, None)


def _check_nothing_read(sheets: Sequence[Sheet], findings: Findings) -> None:
    """Add a finding that nothing could be read, unless one of severity error says why already."""
    if any(finding.severity == "error" for finding in findings.as_tuple()):
        return
    seen = [
        f"sheet {sheet.name or '1'}: {', '.join(map(repr, headings_seen(sheet)))}"
        for sheet in sheets
        if headings_seen(sheet)
    ]
    findings.add(
        "nothing-to-read",
        found="no table of amounts or counts is found" + (f". Seen in {'; in '.join(seen[:4])}" if seen else ""),
    )
