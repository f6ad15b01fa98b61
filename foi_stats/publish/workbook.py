"""The tables of a response as one workbook, as the Analysis Function asks ("Releasing statistics in spreadsheets").

gptables lays it out: cover, contents, notes, one table a sheet. What it would take for its own markup (links, notes)
is text here, and nothing is a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import warnings
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.plain_values import plain_values
from foi_stats.publish.figure_bundle import FigureBundle
from foi_stats.publish.response_wording import complaint_words, words_of
from foi_stats.publish.tables import Table, flat_table
from foi_stats.publish.wording import phrase, wording
from foi_stats.publish.workbook_options import WORKBOOK_OPTIONS
from foi_stats.request.case import Case
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.money import MINUS
from foi_stats.vocabulary.years import format_day

if TYPE_CHECKING:
    from gptables import Cover, GPTable, GPWorkbook

_UNDATED = dt.date(2000, 1, 1)
_A4 = 9  # the format's number for it
_WIDE, _TEXT, _HEADING = 100, 60, 20  # characters: of a column of sentences, of text in a table, of a heading in a line
_LETTER, _BOLD, _PROSE = 1.45, 1.6, 1.25
"""Widths of a column that a digit takes at 12 points in DejaVu Sans, the widest font at hand; a bold one; a letter."""

_LINE, _TITLE = 17, 22  # points: the height of a line of text, and of one of a title
_BEFORE_TABLES = 3  # cover, contents and notes
_ROWS_FROM = 3  # of contents and notes: the row, counted from 0, after the title, the instructions and the headings
_DIGITS = 15  # a spreadsheet's number holds no more, so a longer one is written as text
_DOLLARS, _LINK, _NO_SYMBOL = "\ufdd0\ufdd1", "]\ufdd2", "\ufdd3x"
"""What stands in, until the workbook is written, for gptables' marks of a note and a link, and beside a lone symbol:
characters that Unicode keeps for a program's own use."""


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
        labels[name]: _sheet(f"table_{number}", table, parts[name].answer, numbers[name], _marks(case, draft))
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
            workbook_options=WORKBOOK_OPTIONS,
        )
        book.set_properties(_properties(case))
        for sheet in book.worksheets():
            sheet.set_landscape()
            sheet.set_paper(_A4)
            sheet.fit_to_pages(1, 0)
        _leave_room(book, cover, notes, [table.caption for table in tables.values()])
        for sheet, table in zip(book.worksheets()[_BEFORE_TABLES:], tables.values(), strict=True):
            _fit_columns(sheet, table)
        _as_written(book)
        book.close()
    return written.getvalue()


def _leave_room(book: GPWorkbook, cover: Cover, notes: pd.DataFrame, titles: Sequence[str]) -> None:
    """Make columns of sentences wide, and their rows as high as those need: not every program does so itself."""
    first, contents, noted = book.worksheets()[:_BEFORE_TABLES]
    contents.set_column(1, 1, _WIDE)
    noted.set_column(2, 2, _WIDE)
    said = [cover.title, "", *cover.intro, "", *cover.about, "", *cover.contact]  # with gptables' headings between
    for sheet, texts, row, width in (
        (first, said[1:], 1, cover.width),
        (contents, titles, _ROWS_FROM, _WIDE),
        (noted, notes.iloc[:, -1], _ROWS_FROM, _WIDE),
    ):
        for at, text in enumerate(texts, start=row):
            if (lines := _lines(text, width)) > 1:
                sheet.set_row(at, _LINE * lines)
    first.set_row(0, _TITLE * _lines(cover.title, cover.width * _LINE / _TITLE))


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column, at most: in the widest font in which it is likely to be shown."""
    return max(math.ceil(len(text) * _PROSE / width), 1)


def _fit_columns(sheet: Any, table: Table) -> None:  # noqa: ANN401 - xlsxwriter has no types
    """Make each column as wide as its longest number, or as its text up to a width, and rows of more text higher.

    gptables measures numbers without their commas, and a number that does not fit is shown as ###.
    """
    widths = []
    for column, cells in enumerate(zip(table.headings, *table.rows, strict=True)):
        values = max(map(len, cells[1:]), default=0)
        words = max(map(len, cells[0].split()), default=0) * _BOLD
        wanted = values if column in table.numeric else min(values, _TEXT)
        widths.append(max(wanted * _LETTER, words, min(len(cells[0]), _HEADING) * _BOLD) + 2)
        sheet.set_column(column, column, widths[-1])
    first = int(re.findall(r"\d+", sheet.tables[0]["range"])[0])  # of the headings, counted from 1
    for at, row in enumerate(table.rows, start=first):
        lines = max(_lines(text, widths[column]) for column, text in enumerate(row) if column not in table.numeric)
        if lines > 1:
            sheet.set_row(at, _LINE * lines)


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
            _plain(line) for line in (", ".join(filter(None, reach)), words["review"], complaint_words(case)) if line
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


def _sheet(name: str, table: Table, answer: Answer, notes: list[int], marks: list[str]) -> GPTable:
    from gptables import GPTable

    headings = _headings(table)
    numbers = _numbers(answer, table)
    rows = [
        [_cell(text, numbers.get((at, column))) for column, text in enumerate(row)] for at, row in enumerate(table.rows)
    ]
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
        source=_plain(phrase("workbook", "source", source=answer.source)) if answer.source else None,
        index_columns={2: 0},
        additional_formatting=[
            *(
                {"column": {"columns": columns, "format": _look(numbers, columns), "include_names": True}}
                for columns in ([[column] for column in table.numeric] if table.widths else [list(table.numeric)])
            ),
            {"column": {"columns": _others(table), "format": {"indent": 1, "text_wrap": True}, "include_names": True}},
        ],
    )


def _numbers(answer: Answer, table: Table) -> dict[tuple[int, int], Decimal]:
    """Return the numbers of a table's cells, exact and in its unit, by row and column."""
    values = plain_values(answer)
    if answer.asks == "list":
        first, *others = table.numeric
        found = [((at, column), value) for at, value in enumerate(values) for column in others]
        found += [((at, first), Decimal(at + 1)) for at in range(len(values))]
    else:
        of_figure = dict(zip(answer.table["figure"], values, strict=True))
        found = [((at, column), of_figure[figure]) for at, column, figure in table.figures]
    return {place: value for place, value in found if value is not None}


def _look(numbers: Mapping[tuple[int, int], Decimal], columns: list[int]) -> dict[str, str]:
    """Return how the numbers of some columns look: all with as many decimals as the one that has the most."""
    exponents = [int(number.as_tuple().exponent) for (_, column), number in numbers.items() if column in columns]
    decimals = max((-exponent for exponent in exponents), default=0)
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


def _cell(text: str, number: Decimal | None) -> object:
    """Return a cell: a number where it has one, text otherwise, nothing where it is empty."""
    if number is not None and len(number.as_tuple().digits) <= _DIGITS:
        return int(number) if number == number.to_integral_value() else float(number)
    return _plain(text) or None


def _plain(text: str) -> str:
    """Return text as one line in which gptables finds no markup: :func:`_as_written` undoes what it takes for that."""
    plain = " ".join(printable(text).split()).replace("$$", _DOLLARS).replace("](", _LINK)
    is_lone = plain and not re.search("[A-Za-z0-9]", plain)  # gptables takes such a cell for a symbol
    return plain + _NO_SYMBOL if is_lone else plain


def _as_written(book: GPWorkbook) -> None:
    """Put back what stood in for gptables' own markup, in the texts of cells and the headings of tables."""
    table = book.str_table
    table.string_table = {_original(text): number for text, number in table.string_table.items()}
    for sheet in book.worksheets():
        for one in sheet.tables:
            for column in one["columns"]:
                column["name"] = _original(column["name"])
    book.doc_properties = {
        key: _original(value) if isinstance(value, str) else value for key, value in book.doc_properties.items()
    }


def _original(text: str) -> str:
    return text.replace(_NO_SYMBOL, "").replace(_DOLLARS, "$$").replace(_LINK, "](")
