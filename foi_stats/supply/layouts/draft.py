"""Draft a layout from the headings of a file, for a person to correct."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from foi_stats.files.workbook import Workbook
from foi_stats.supply.checks.headings import check_headings
from foi_stats.supply.collect import Findings
from foi_stats.supply.figures.total_words import is_total
from foi_stats.supply.tables.body import Body, find_body
from foi_stats.supply.tables.columns import GROUPS, LABELS, ROW_FIELDS, ColumnPlan, FileContext, ValueColumn
from foi_stats.supply.tables.find import find_tables
from foi_stats.supply.tables.heading_cells import headings_seen, joined_headings
from foi_stats.supply.tables.headings import names_counts
from foi_stats.supply.tables.plan_columns import complete_plan, plan_columns
from foi_stats.supply.tables.table import Table
from foi_stats.supply.values import is_blank, text_of
from foi_stats.vocabulary.money import unit_name
from foi_stats.vocabulary.settings import toml_text

_CONTROL = re.compile(r"[\x00-\x08\n-\x1f\x7f]")


def draft_layout(workbook: Workbook, file: str) -> str:
    """Return a layout, as TOML with comments, that reads a file as it would be read without one.

    If no table is understood, it is a form to fill in, with the headings seen. Open questions are comments that begin
    with ``?``.
    """
    context = FileContext(counts=names_counts(PurePath(file).stem))
    findings = Findings(file)
    for sheet in workbook.sheets:
        if sheet.visibility == "visible" and sheet.rows:
            for table in find_tables(sheet):
                plan = plan_columns(table, context, findings)
                if plan is not None and not check_headings(plan, findings):
                    return _as_toml(_draft_from_plan(complete_plan(plan), file, findings))
    return _as_toml(_blank_form(workbook, file))


def _as_toml(lines: Sequence[str]) -> str:
    """Return the lines of a layout. TOML allows no control characters in comments: a sheet's name may have some."""
    return "".join(f"{_CONTROL.sub('�', line)}\n" for line in lines)


def _draft_from_plan(plan: ColumnPlan, file: str, findings: Findings) -> list[str]:
    table = plan.table
    headings = joined_headings(table.sheet, table.head, range(len(table.sheet.rows[0])))
    body = find_body(plan, findings)
    kind = plan.value_columns[0].kind
    value_columns = [column for column in plan.value_columns if column.kind == kind]
    return [
        f"# Drafted from {file}: sheet {table.sheet.name or '(the only one)'}, headings in {table.place}, "
        f"{len(body.rows)} rows below them.",
        "# Check every line; what stands here is how the file would be read without a layout.",
        f"name = {toml_text(PurePath(file).stem)}",
        f"kind = {toml_text(kind)}",
        f"sheet = {toml_text(re.escape(table.sheet.name))}    # a pattern that the sheet's name fits",
        *_shared_lines(value_columns),
        "",
        "[match]    # a file is read so where one row has all these headings",
        f"headings = {_toml_list([text for row in table.head[-1:] for text in _texts(table, row)])}",
        "",
        "[heading]",
        f"row = {table.head[0] + table.sheet.top}",
        f"depth = {len(table.head)}",
        "",
        *_row_lines(plan, headings),
        *_blank_label_lines(plan, body, headings),
        "",
        *_field_lines(plan, kind, value_columns, headings),
        *_label_lines(plan, headings),
        *(line for column in value_columns for line in _value_column_lines(column, value_columns, headings)),
    ]


def _texts(table: Table, row: int) -> list[str]:
    return [text for value in table.sheet.rows[row] if (text := text_of(value))]


def _shared_lines(value_columns: list[ValueColumn]) -> list[str]:
    """Return basis and unit where they are the same for all columns of figures."""
    units, bases = {column.unit for column in value_columns}, {column.basis for column in value_columns}
    unit, basis = (next(iter(values)) if len(values) == 1 else None for values in (units, bases))
    return [
        *([f"basis = {toml_text(str(basis))}"] if basis else []),
        *([f"unit = {toml_text(unit_name(int(unit)))}    # what one stands for"] if unit else []),
    ]


def _row_lines(plan: ColumnPlan, headings: dict[int, str]) -> list[str]:
    """Return the ``[rows]`` table: rows with a label are read, except totals."""
    names = ("line", "service", "provider", "organisation", "activity", "financial_year")
    label = next((plan.field_columns[name] for name in names if name in plan.field_columns), None)
    if label is None or label not in headings:
        return ["[rows]    # all rows below the headings"]
    column = toml_text(headings[label])
    first = toml_text(headings[plan.value_columns[0].index])
    return [
        "[rows]",
        f"figures = [{{ column = {column if len(plan.value_columns) > 1 else first}, blank = false }}]",
        f"keep = [{{ column = {column}, matches = '^(?!(?i:(sub|grand )?-?total))' }}]",
    ]


def _blank_label_lines(plan: ColumnPlan, body: Body, headings: dict[int, str]) -> list[str]:
    """Return comments on labels that only the first row of a group has, because blank cells could mean two things."""
    groups = {column: name for name, column in plan.field_columns.items() if name in GROUPS and column in headings}
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
        f"# ? Some cells under {', '.join(map(toml_text, unfilled))} are empty. Take away the # if each is as above:",
        f"# fill_down = {_toml_list(unfilled)}",
        f"# If those rows are not wanted, add {{ column = {toml_text(unfilled[0])}, blank = false }} to figures.",
    ]


def _field_lines(plan: ColumnPlan, kind: str, value_columns: list[ValueColumn], headings: dict[int, str]) -> list[str]:
    known = {name: column for name, column in plan.field_columns.items() if column in headings}
    labels = LABELS["funding" if kind == "funding" else "referrals"]
    lines = ["[fields]    # {Heading} stands for the cell under that heading"]
    lines += [
        f"{name} = {toml_text('{' + headings[column] + '}')}"
        for name, column in known.items()
        if name in (*labels, *ROW_FIELDS)
    ]
    years = {column.year for column in value_columns}
    if "financial_year" not in known and len(years) == 1 and "" not in years:
        lines.append(f"# the year, {next(iter(years))}, is given with each column of figures")
    return lines


def _label_lines(plan: ColumnPlan, headings: dict[int, str]) -> list[str]:
    """Return the ``[labels]`` table: label columns of the file's own."""
    names = {name: headings[column] for name, column in plan.labels.items() if column in headings}
    if not names:
        return []
    lines = [f"{name} = {toml_text('{' + heading + '}')}" for name, heading in names.items()]
    return ["", "[labels]    # breakdowns of the file's own: what they are asked for by, and their headings", *lines]


def _value_column_lines(column: ValueColumn, value_columns: list[ValueColumn], headings: dict[int, str]) -> list[str]:
    bases, units = {other.basis for other in value_columns}, {other.unit for other in value_columns}
    return [
        "",
        "[[figures]]",
        f"column = {toml_text(headings[column.index])}",
        *([f"line = {toml_text(column.line)}"] if column.line else []),
        *([f"labels = {{ {', '.join(f'{n} = {toml_text(v)}' for n, v in column.labels)} }}"] if column.labels else []),
        *([f"year = {toml_text(column.year)}"] if column.year else []),
        *([f"basis = {toml_text(column.basis)}"] if column.basis and len(bases) > 1 else []),
        *([f"unit = {toml_text(unit_name(column.unit))}"] if column.unit and len(units) > 1 else []),
        *([f"flow = {toml_text(column.flow)}"] if column.flow == "income" else []),
    ]


def _blank_form(workbook: Workbook, file: str) -> list[str]:
    """Return a form to fill in, with the headings seen."""
    sheet = max(workbook.sheets, key=lambda sheet: len(headings_seen(sheet)), default=None)
    seen = headings_seen(sheet, most=12) if sheet else []
    return [
        f"# Drafted from {file}, which cannot be read without a layout.",
        *(f"# Headings seen on sheet {sheet.name or '1'}: {', '.join(seen)}" for _ in [0] if sheet and seen),
        f"name = {toml_text(PurePath(file).stem)}",
        'kind = "funding"    # or "referrals"',
        f"sheet = {toml_text(re.escape(sheet.name) if sheet else '')}",
        'basis = "outturn"    # ? allocated, budget, outturn, paid or forecast',
        'unit = "£"    # ? £, £ thousand or £ million',
        "",
        "[heading]",
        f"contains = {_toml_list(seen[:3] or ['?'])}",
        "",
        "[fields]",
        "financial_year = \"{?}\"    # the year's heading, or { sheet = '\\d{4}-\\d{2}' }, from the sheet's name",
        'line = "{?}"',
        "",
        "[[figures]]",
        'column = "?"    # the heading of the amounts',
    ]


def _toml_list(texts: list[str]) -> str:
    return "[" + ", ".join(map(toml_text, texts)) + "]"
