"""Copy the cells of a file that is no xlsx into one, so that they can be marked: each value as it stands and looks."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from foi_stats.files.looks import FormatLook
from foi_stats.files.marked import TEXT_SHEET
from foi_stats.files.workbook import EMPTY, Sheet, Value, Workbook
from foi_stats.supply.reply.shown_formats import format_of_day, format_of_doubtful, format_of_number

_HOURS = "[h]:mm:ss"
_LARGEST = 10**15  # a spreadsheet's number holds no more digits
_LONGEST = 32_767  # characters in a cell
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}
_USUAL_WIDTH, _WIDEST = 8.43, 120.0  # letters


def plain_copy(workbook: Workbook) -> tuple[bytes, dict[str, str]]:
    """Return an xlsx with the same cells on the same sheets, and the names of its sheets by those of the file."""
    from xlsxwriter import Workbook as Book

    names = {sheet.name: sheet.name or TEXT_SHEET for sheet in workbook.sheets}
    written = io.BytesIO()
    options = {**_OPTIONS, "date_1904": any(sheet.date_1904 for sheet in workbook.sheets)}
    with Book(written, options) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1), "author": ""})  # noqa: DTZ001 - the file has no zone
        for sheet in workbook.sheets:
            copy = _Copy(sheet, book.add_worksheet(names[sheet.name]), book.add_format)
            copy.write()
    return written.getvalue(), names


@dataclass
class _Copy:
    """A sheet and its copy in the making; xlsxwriter has no types."""

    sheet: Sheet
    target: Any
    add_format: Callable[[dict[str, str]], Any]
    _formats: dict[str, Any] = field(default_factory=dict)
    _doubtful: dict[int, set[int]] = field(default_factory=dict)

    def write(self) -> None:
        """Write cells, merged ranges, and what is hidden."""
        sheet, target = self.sheet, self.target
        for top, left, bottom, right in sheet.merged:
            if (top, left) != (bottom, right):
                target.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
        for at, values in enumerate(sheet.rows):
            for column, value in enumerate(values):
                if value not in EMPTY:
                    self._write_value(at, column, value)
        for row in sheet.hidden_rows:
            target.set_row(row - 1, None, None, {"hidden": True})
        for column in {*sheet.widths, *sheet.hidden_columns}:
            width = min(sheet.widths.get(column, _USUAL_WIDTH), _WIDEST)
            target.set_column(column - 1, column - 1, width, None, {"hidden": column in sheet.hidden_columns})
        if sheet.visibility == "hidden":
            target.hide()
        elif sheet.visibility == "very hidden":
            target.very_hidden()

    def _write_value(self, at: int, index: int, value: Value) -> None:
        row, column = self.sheet.top + at - 1, self.sheet.left + index - 1
        if isinstance(value, bool):
            self.target.write_boolean(row, column, value)
        elif isinstance(value, int | float) and abs(value) < _LARGEST:
            self.target.write_number(row, column, value, self._format(self._code(at, index, value)))
        elif isinstance(value, dt.datetime | dt.date) and value.year > 1904:
            self.target.write_datetime(row, column, value, self._format(self._day_code(at, index, value)))
        elif isinstance(value, dt.timedelta):
            self.target.write_datetime(row, column, value, self._format(_HOURS))
        else:
            self.target.write_string(row, column, str(value)[:_LONGEST])

    def _code(self, at: int, index: int, value: float) -> str:
        """Return the number format of a cell: the file's own, or one that shows the number as the file does."""
        look = self.sheet.look
        if look is None:
            return "General"
        if isinstance(look, FormatLook):
            return look.code(self.sheet.top + at, self.sheet.left + index)
        if index not in self._doubtful:
            self._doubtful[index] = set(self.sheet.doubtful(index))
        shown = self.sheet.shown(at, index)
        return format_of_doubtful(value, shown) if at in self._doubtful[index] else format_of_number(value, shown)

    def _day_code(self, at: int, index: int, value: dt.date) -> str:
        look = self.sheet.look
        code = look.code(self.sheet.top + at, self.sheet.left + index) if isinstance(look, FormatLook) else "General"
        return code if code != "General" else format_of_day(value, self.sheet.shown(at, index))

    def _format(self, code: str) -> Any:  # noqa: ANN401
        if code == "General":
            return None
        if code not in self._formats:
            self._formats[code] = self.add_format({"num_format": code})
        return self._formats[code]
