"""Find the columns of a table that are breakdowns of its own: labels under headings that name no field of a row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from foi_stats.files.workbook import Value
from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.rows import FUNDING, REFERRALS
from foi_stats.supply.tables.beside import tables_beside
from foi_stats.supply.tables.columns import GROUPS, LABELS, ColumnPlan
from foi_stats.supply.tables.headings import names_codes, plain, split_mark, without_units
from foi_stats.supply.tables.table import Column, Table
from foi_stats.supply.values import is_blank, is_number, parse_day, text_of

MOST_LABELS = 24
"""How many label columns of its own a table may have; what stands beyond them is left out, and said."""
_SAMPLE = 200
_NUMBERED = re.compile(
    r"(?:\w+ ){0,2}(?:ages?|aged|bands?|grades?|key stages?|year groups?|tiers?|levels?|priority|wards?)(?: in years)?"
)
"""Headings under which small whole numbers alone are labels, not codes and not figures."""
_LARGEST = 150
_BESIDE = re.compile(
    r"\b(?:comments?|remarks?|notes?|details?|descriptions?|narratives?|explanations?|codes?|ids?|refs?"
    r"|references?|numbers?|no|nos|contacts?|e mails?|emails?|phones?|telephones?|urls?|links?|web ?sites?"
    r"|address(?:es)?|postcodes?|dates?|start|starts|end|ends|updated|checked|version)\b"
)
"""Words in the headings of columns that say something about a figure, rather than divide it."""
_WHOLE = re.compile(
    r"(?:all|both|any|either) (?:the )?(?:ages?|age bands?|age groups?|sex(?:es)?|genders?)|(?:all )?(?:persons|people)"
    r"|everyone|everybody|(?:males?|men) and (?:females?|women)|(?:females?|women) and (?:males?|men)"
)
_TOTAL = re.compile(r"(?:grand |overall |sub ?)?totals?|all|overall")
_KNOWN = {"funding": FUNDING, "referrals": REFERRALS}
_HEADED = GROUPS | {"start", "end"}
_TEXT_FIELDS = ("organisation", "line", "service", "provider", "funder", "activity", "crime_type")
"""Fields of words, of which each kind of rows has some; one that the kind lacks is a label column of its own."""


def label_name(heading: str) -> str:
    """Return the name of the label column under a heading: ``Age band (years) *`` gives ``age_band_years``.

    Units and footnote marks are left out. A name that would begin with a digit begins with ``column_``; a heading
    without letters and digits has none.
    """
    name = "_".join(plain(without_units(split_mark(heading)[0])).split())
    return f"column_{name}" if name[:1].isdigit() else name


def names_whole(text: str) -> bool:
    """Return whether a text is the whole of a breakdown of people, such as ``All ages`` or ``Both sexes``."""
    return bool(_WHOLE.fullmatch(plain(text)))


def is_whole(text: str) -> bool:
    """Return whether a text is the whole of a breakdown: ``All ages``, ``Both sexes``, or ``Total``."""
    return names_whole(text) or bool(_TOTAL.fullmatch(plain(text)))


def describes(name: str) -> bool:
    """Return whether a label column, by its name, says something about a figure (a comment, a code, a day)."""
    return bool(_BESIDE.search(name.replace("_", " ")))


def find_label_columns(plan: ColumnPlan) -> dict[str, int]:
    """Return the label columns of a table by name, in the order of the sheet, :data:`MOST_LABELS` at most.

    They are the columns that are not read otherwise, nor stand in a table beside, and hold words or days; and the
    columns of fields whose own headings do not name the field, or whose field the rows of the table's kind lack.

    Names are those of headings. One that a column of rows has already, or a column further left, has the next number
    added: ``note_2``.
    """
    kinds = {column.kind for column in plan.value_columns}
    taken = {name for kind in kinds for name in _KNOWN[kind]}
    read = plan.read_columns | {column.index for group in tables_beside(plan) for column in group}
    found: dict[str, int] = {}
    named = _headed_otherwise(plan) | _of_other_kinds(plan, kinds)
    for column in plan.table.columns:
        name = named.get(column.index) or (label_name(column.text) if column.text else "")
        if not name or not (column.index in named or (column.index not in read and _holds_labels(plan.table, column))):
            continue
        if column.index in named and name in taken:
            continue
        if len(found) == MOST_LABELS:
            break
        found[_unused(name, {*taken, *found})] = column.index
    return found


def _headed_otherwise(plan: ColumnPlan) -> dict[int, str]:
    """Return the names of the columns that serve a field which their own heading does not name, by index."""
    columns = {column.index: column for column in plan.table.columns}
    return {
        index: label_name(columns[index].own)
        for name, index in plan.field_columns.items()
        if name in _HEADED and columns[index].own and name not in {field for field, _ in columns[index].heading.fields}
    }


def _of_other_kinds(plan: ColumnPlan, kinds: Iterable[Kind]) -> dict[int, str]:
    """Return the names of the columns of fields that the rows of no kind in the table have, by index."""
    kept = {name for kind in kinds for name in LABELS[kind]}
    used = {index for name, index in plan.field_columns.items() if name in kept}
    return {
        index: name
        for name, index in plan.field_columns.items()
        if name in _TEXT_FIELDS and name not in kept and index not in used
    }


def _unused(name: str, taken: Collection[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _holds_labels(table: Table, column: Column) -> bool:
    """Return whether a column of which its heading says nothing else holds words or days."""
    heading = column.heading
    if heading.role not in ("", "named") or heading.when or heading.problem or heading.basis:
        return False
    sample = _distinct(table, column.index, table.body[:_SAMPLE]) or _distinct(table, column.index, table.body)
    if not sample:
        return False
    numbers = sum(map(is_number, sample))
    if numbers and _NUMBERED.fullmatch(plain(column.own)) and all(map(_may_be_label, sample)):
        return not heading.role and not names_codes(column.own)
    return numbers * 2 <= len(sample) and not (heading.role and numbers)


def _may_be_label(value: Value) -> bool:
    text = text_of(value)
    return not is_number(value) or (text.isdecimal() and int(text) <= _LARGEST)


def _distinct(table: Table, column: int, rows: Sequence[int]) -> set[Value]:
    return {value for value in set(table.values(column, rows)) if not is_blank(value)}


def typed_days(texts: Collection[str]) -> Mapping[str, str]:
    """Return the typed days among the texts of a label column, as ISO texts.

    Nothing unless each text that begins with a digit is a day; words such as ``ongoing`` may stand among them.
    """
    typed = [text for text in texts if text[:1].isdigit()]
    if not typed or not all(text[-1:].isdigit() for text in typed[:8]):
        return {}
    try:
        return {text: parse_day(text).isoformat() for text in typed}
    except ValueError:
        return {}
