"""The tables of a response as one workbook, as the Analysis Function asks ("Releasing statistics in spreadsheets").

gptables lays it out: cover, contents, notes, one table a sheet. What it would take for its own markup (links, notes)
is text here, and nothing is a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response_wording import words_of
from foi_stats.publish.tables import Table, flat_table
from foi_stats.publish.wording import phrase, wording
from foi_stats.request.case import Case
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.money import MINUS
from foi_stats.vocabulary.years import format_day

if TYPE_CHECKING:
    from gptables import Cover, GPTable, GPWorkbook

_UNDATED = dt.date(2000, 1, 1)
_A4 = 9  # the format's number for it
_WIDE = 100  # characters
_LINE = 17  # points
_BEFORE_TABLES = 3  # cover, contents and notes
_NOTES_FROM = 3  # the row, counted from 0, after the title, the instructions and the headings
_DIGITS = 15  # a spreadsheet's number holds no more, so a longer one is written as text
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_bytes(case: Case, parts: Mapping[str, FigureBundle], *, draft: bool) -> bytes:
    """Return the tables of a request's parts as an xlsx file; the same parts give the same bytes.

    Parameters
    ----------
    parts
        The parts with figures, by id, in the order in which they are shown; there is at least one.
    draft
        Whether the response is still to be approved; a draft says so.
    """
    from gptables import produce_workbook

    tables = {name: flat_table(part.answer) for name, part in parts.items()}
    labels = _labels(list(tables))
    notes, numbers = _notes(parts, labels)
    sheets = {
        labels[name]: _sheet(f"table_{number}", table, parts[name].answer.source, numbers[name], _marks(case, draft))
        for number, (name, table) in enumerate(tables.items(), start=1)
    }
    cover = _cover(case, draft)
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # blank marks, and notes that no title refers to: the sheet's words say which
        book = produce_workbook(
            written,
            sheets,
            cover=cover,
            contentsheet_options={"column_names": list(wording()["workbook"]["contents_headings"])},
            notes_table=notes,
            workbook_options=_OPTIONS,
        )
        book.set_properties(_properties(case))
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.set_paper(_A4)
            sheet.fit_to_pages(1, 0)
        _leave_room(book, cover, notes)
        for sheet, table in zip(book.worksheets()[_BEFORE_TABLES:], tables.values(), strict=True):
            _widen_values(sheet, table)
        book.close()
    return written.getvalue()


def _leave_room(book: GPWorkbook, cover: Cover, notes: pd.DataFrame) -> None:
    """Make columns of sentences wide, and their rows as high as those need: not every program does so itself."""
    first, contents, noted = book.worksheets()[:3]
    contents.set_column(1, 1, _WIDE)
    noted.set_column(2, 2, _WIDE)
    said = [cover.title, "", *cover.intro, "", *cover.about, "", *cover.contact]  # with gptables' headings between
    for row, text in enumerate(said[1:], start=1):
        if len(text) > cover.width + 15:
            first.set_row(row, _LINE * -(-len(text) // (cover.width + 15)))
    for row, text in enumerate(notes.iloc[:, -1], start=_NOTES_FROM):
        if len(text) > _WIDE + 15:
            noted.set_row(row, _LINE * -(-len(text) // (_WIDE + 15)))


def _widen_values(sheet: Any, table: Table) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Make the values of a list as wide as they are printed, which gptables measures without their commas."""
    for column in table.numeric if table.widths else ():
        sheet.set_column(
            column, column, 3 + max(map(len, (table.headings[column], *(row[column] for row in table.rows))))
        )


def _properties(case: Case) -> dict[str, Any]:
    """Return the document's properties: they name the organisation and no person, and the date of the response."""
    day = case.request.responded or case.request.received or _UNDATED
    return {
        "title": _plain(f"{case.request.reference}: {case.request.title}"),
        "subject": phrase("workbook", "subject"),
        "author": _plain(case.authority.name),
        "company": _plain(case.authority.name),
        "created": dt.datetime(day.year, day.month, day.day),  # noqa: DTZ001 - the file has no zone
    }


def _cover(case: Case, draft: bool) -> Cover:
    from gptables import Cover

    request, authority = case.request, case.authority
    words = words_of(authority)
    reach = (*authority.address, authority.email, authority.telephone, authority.website)
    intro = [
        *_marks(case, draft),
        phrase("workbook", "authority", name=authority.name),
        phrase("workbook", "reference", reference=request.reference),
    ]
    intro += [phrase("workbook", "responded", day=format_day(request.responded))] if request.responded else []
    return Cover(
        title=_plain(f"{request.reference}: {request.title}"),
        intro=[_plain(line) for line in intro],
        about=[_plain(line) for line in (phrase("workbook", "general"), words["licence"])],
        contact=[
            _plain(line) for line in (", ".join(filter(None, reach)), words["review"], words["commissioner"]) if line
        ],
    )


def _marks(case: Case, draft: bool) -> list[str]:
    marks = {"draft": draft, "invented": case.authority.invented, "demonstration": case.request.demonstration}
    return [phrase("workbook", mark) for mark, holds in marks.items() if holds]


def _labels(names: Sequence[str]) -> dict[str, str]:
    """Return a name for the sheet of each table: no longer than a spreadsheet allows, and every one different."""
    labels: dict[str, str] = {}
    for name in names:
        taken = {label.casefold() for label in labels.values()}
        tries = (f"Table_{name}"[: 31 - len(end)] + end for end in ("", *(f"_{number}" for number in range(2, 999))))
        labels[name] = next(label for label in tries if label.casefold() not in taken)
    return labels


def _notes(parts: Mapping[str, FigureBundle], labels: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, list[int]]]:
    """Return the table of notes, and the numbers of those about each table; the first is about them all."""
    rows = [(phrase("workbook", "every_table"), phrase("workbook", "general"))]
    numbers: dict[str, list[int]] = {}
    for name, part in parts.items():
        numbers[name] = [len(rows) + number for number in range(1, len(part.answer.notes) + 1)]
        rows += [(labels[name], _plain(note)) for note in part.answer.notes]
    frame = pd.DataFrame(rows, columns=list(wording()["workbook"]["note_headings"]))
    frame.insert(0, "reference", [f"note {number}" for number in range(1, len(rows) + 1)])
    return frame, numbers


def _sheet(name: str, table: Table, source: str, notes: list[int], marks: list[str]) -> GPTable:
    from gptables import GPTable

    headings = _headings(table)
    rows = [[_cell(text, column, table, headings) for column, text in enumerate(row)] for row in table.rows]
    said = [phrase("workbook", "one_table")]
    if notes:
        said.append(phrase("workbook", "notes" if len(notes) > 1 else "one_note", first=notes[0], last=notes[-1]))
    has_marks = table.headings[-1] == phrase("table", "marks")
    said += [phrase("workbook", "blank")] if has_marks and not all(row[-1] for row in table.rows) else []
    return GPTable(
        table=pd.DataFrame(rows, columns=headings, dtype=object),
        table_name=name,
        title=_plain(table.caption),
        subtitles=list(marks),
        instructions=" ".join(said),
        legend=[_plain(line) for line in table.legend],
        source=_plain(phrase("workbook", "source", source=source)) if source else None,
        index_columns={2: 0},
        additional_formatting=[
            *(
                {"column": {"columns": columns, "format": _look(table, columns), "include_names": True}}
                for columns in ([[column] for column in table.numeric] if table.widths else [list(table.numeric)])
            ),
            {"column": {"columns": _others(table), "format": {"indent": 1}, "include_names": True}},
        ],
    )


def _look(table: Table, columns: list[int]) -> dict[str, str]:
    """Return how the numbers of some columns look: all with as many decimals as the one that has the most."""
    cells = [row[column] for row in table.rows for column in columns]
    decimals = max((len(cell.partition(".")[2]) for cell in cells if _is_number(cell)), default=0)
    shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    return {"num_format": f'{shape};"{MINUS}"{shape}', "align": "right"}


def _others(table: Table) -> list[int]:
    """Return the columns after the first that hold no numbers."""
    return [column for column in range(1, len(table.headings)) if column not in table.numeric]


def _headings(table: Table) -> list[str]:
    """Return the headings of a table, none empty and every one different: a spreadsheet's table needs that."""
    headings: list[str] = []
    for number, text in enumerate(table.headings, start=1):
        plain = _plain(text)[:200] or phrase("workbook", "unnamed", number=number)
        taken = {heading.casefold() for heading in headings}
        headings.append(plain if plain.casefold() not in taken else f"{plain} ({number})")
    return headings


def _cell(text: str, column: int, table: Table, headings: Sequence[str]) -> object:
    """Return a cell: a number where it is one, text otherwise, nothing where it is empty."""
    if column in table.numeric and _is_number(text):
        number = Decimal(text.replace(",", "").replace(MINUS, "-"))
        if len(number.as_tuple().digits) <= _DIGITS:
            return int(number) if number == number.to_integral_value() else float(number)
    plain = _plain(text)
    if column < table.stubs and not re.search("[A-Za-z0-9]", plain):
        return f"{headings[column]}: {plain}"  # gptables takes a cell without a letter or digit for a symbol
    return plain or None


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(rf"{MINUS}?[0-9][0-9,]*(\.[0-9]+)?", text))


def _plain(text: str) -> str:
    """Return text as one line that gptables reads no markup in: neither a link nor a reference to a note."""
    return " ".join(printable(text).replace("](", "] (").replace("$$", "$ $").split())
