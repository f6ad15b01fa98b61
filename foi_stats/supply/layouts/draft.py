"""Draft a layout from what can be inferred of a file, for a person to correct."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from foi_stats.files.workbook import Workbook
from foi_stats.supply.checks.headings import doubts_stop
from foi_stats.supply.collect import Notices
from foi_stats.supply.figures.totals import is_total
from foi_stats.supply.tables.body import Body, find_body
from foi_stats.supply.tables.columns import GROUPS, LABELS, Figures, Plan, Surroundings
from foi_stats.supply.tables.find import find_tables
from foi_stats.supply.tables.heading_cells import headings_seen, joined_headings
from foi_stats.supply.tables.headings import says_counts
from foi_stats.supply.tables.plan_columns import plan_table
from foi_stats.supply.tables.table import Table
from foi_stats.supply.values import is_blank, text_of
from foi_stats.vocabulary.money import unit_name


def draft_layout(workbook: Workbook, file: str) -> str:
    """Return a layout, as TOML with comments, that reads a file as it would be read without one.

    Where nothing can be inferred it is a form to be filled in, with the headings seen. What could not be settled
    stands in comments that begin with ``?``.
    """
    around = Surroundings(counts=says_counts(PurePath(file).stem))
    notices = Notices(file)
    for sheet in workbook.sheets:
        if sheet.visibility == "visible" and sheet.rows:
            for table in find_tables(sheet):
                plan = plan_table(table, around, notices)
                if plan is not None and not doubts_stop(plan, notices):
                    return _of_plan(plan, file, notices)
    return _form(workbook, file, notices)


def _of_plan(plan: Plan, file: str, notices: Notices) -> str:
    table = plan.table
    headings = joined_headings(table.sheet, table.head, range(len(table.sheet.rows[0])))
    body = find_body(plan, notices)
    kind = plan.figures[0].kind
    figures = [figures for figures in plan.figures if figures.kind == kind]
    lines = [
        f"# Drafted from {file}: sheet {table.sheet.name or '(the only one)'}, headings in {table.place}, "
        f"{len(body.rows)} rows below them.",
        "# Check every line; what stands here is how the file would be read without a layout.",
        f"name = {_text(PurePath(file).stem)}",
        f"kind = {_text(kind)}",
        f"sheet = {_text(re.escape(table.sheet.name))}    # a pattern that the sheet's name fits",
        *_common(figures),
        "",
        "[match]    # a file is read so where one row has all these headings",
        f"headings = {_list([text for row in table.head[-1:] for text in _texts(table, row)])}",
        "",
        "[heading]",
        f"row = {table.head[0] + table.sheet.top}",
        f"depth = {len(table.head)}",
        "",
        *_rows(plan, headings),
        *_blank_labels(plan, body, headings),
        "",
        *_fields(plan, kind, figures, headings),
        *(line for column in figures for line in _figures(column, figures, headings)),
    ]
    return "\n".join(lines) + "\n"


def _texts(table: Table, row: int) -> list[str]:
    return [text for value in table.sheet.rows[row] if (text := text_of(value))]


def _common(figures: list[Figures]) -> list[str]:
    """Return basis and unit where they are the same for all columns of figures."""
    units, bases = {column.unit for column in figures}, {column.basis for column in figures}
    unit, basis = (next(iter(values)) if len(values) == 1 else None for values in (units, bases))
    return [
        *([f"basis = {_text(str(basis))}"] if basis else []),
        *([f"unit = {_text(unit_name(int(unit)))}    # what one stands for"] if unit else []),
    ]


def _rows(plan: Plan, headings: dict[int, str]) -> list[str]:
    """Return which rows are read: those with a label; totals are left out."""
    names = ("line", "service", "provider", "organisation", "activity", "financial_year")
    label = next((plan.columns[name] for name in names if name in plan.columns), None)
    if label is None or label not in headings:
        return ["[rows]    # all rows below the headings"]
    column = _text(headings[label])
    first = _text(headings[plan.figures[0].column])
    return [
        "[rows]",
        f"figures = [{{ column = {column if len(plan.figures) > 1 else first}, blank = false }}]",
        f"keep = [{{ column = {column}, matches = '^(?!(?i:(sub|grand )?-?total))' }}]",
    ]


def _blank_labels(plan: Plan, body: Body, headings: dict[int, str]) -> list[str]:
    """Return what to write where a label stands in the first row of its group only, which could mean two things."""
    groups = {column: name for name, column in plan.columns.items() if name in GROUPS and column in headings}
    labels = {column: plan.table.labels(column, body.rows) for column in sorted(groups)}
    totals = {at for values in labels.values() for at, value in enumerate(values) if is_total(text_of(value))}
    unfilled = []
    for column, values in labels.items():
        begun = next((at for at, value in enumerate(values) if not is_blank(value)), len(values))
        if any(is_blank(values[at]) for at in range(begun, len(values)) if at not in totals):
            unfilled.append(headings[column])
    if not unfilled:
        return []
    return [
        f"# ? Some cells under {', '.join(map(_text, unfilled))} are empty. Take away the # if each is as above:",
        f"# fill_down = {_list(unfilled)}",
        f"# If those rows are not wanted, add {{ column = {_text(unfilled[0])}, blank = false }} to figures.",
    ]


def _fields(plan: Plan, kind: str, figures: list[Figures], headings: dict[int, str]) -> list[str]:
    known = {name: column for name, column in plan.columns.items() if column in headings}
    labels = LABELS["funding" if kind == "funding" else "referrals"]
    lines = ["[fields]    # {Heading} stands for the cell under that heading"]
    lines += [
        f"{name} = {_text('{' + headings[column] + '}')}"
        for name, column in known.items()
        if name != "service" or name in labels
    ]
    years = {column.year for column in figures}
    if "financial_year" not in known and len(years) == 1 and "" not in years:
        lines.append(f"# the year, {next(iter(years))}, is given with each column of figures")
    return lines


def _figures(column: Figures, figures: list[Figures], headings: dict[int, str]) -> list[str]:
    bases, units = {other.basis for other in figures}, {other.unit for other in figures}
    return [
        "",
        "[[figures]]",
        f"column = {_text(headings[column.column])}",
        *([f"line = {_text(column.line)}"] if column.line else []),
        *([f"year = {_text(column.year)}"] if column.year else []),
        *([f"basis = {_text(column.basis)}"] if column.basis and len(bases) > 1 else []),
        *([f"unit = {_text(unit_name(column.unit))}"] if column.unit and len(units) > 1 else []),
        *([f"flow = {_text(column.flow)}"] if column.flow == "income" else []),
    ]


def _form(workbook: Workbook, file: str, notices: Notices) -> str:
    """Return a form to fill in, with what was seen and why it could not be read."""
    sheet = max(workbook.sheets, key=lambda sheet: len(headings_seen(sheet)), default=None)
    seen = headings_seen(sheet, most=12) if sheet else []
    lines = [
        f"# Drafted from {file}. It cannot be read without a layout:",
        *(f"# ? {finding}" for finding in notices.findings()),
        *(f"# Headings seen on sheet {sheet.name or '1'}: {', '.join(seen)}" for _ in [0] if sheet and seen),
        f"name = {_text(PurePath(file).stem)}",
        'kind = "funding"    # or "referrals"',
        f"sheet = {_text(re.escape(sheet.name) if sheet else '')}",
        'basis = "outturn"    # ? allocated, budget, outturn, paid or forecast',
        'unit = "£"    # ? £, £ thousand or £ million',
        "",
        "[heading]",
        f"contains = {_list(seen[:3] or ['?'])}",
        "",
        "[fields]",
        "financial_year = \"{?}\"    # the year's heading, or { sheet = '\\d{4}-\\d{2}' }, from the sheet's name",
        'line = "{?}"',
        "",
        "[[figures]]",
        'column = "?"    # the heading of the amounts',
    ]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Return a text as TOML has it; JSON's way of writing it is one of TOML's."""
    return json.dumps(text, ensure_ascii=False)


def _list(texts: list[str]) -> str:
    return "[" + ", ".join(map(_text, texts)) + "]"
