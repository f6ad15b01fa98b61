"""Write CSV that no spreadsheet program runs, and keep records in it: files with fixed headings, read by the line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from foi_stats.vocabulary.findings import InputError

_RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet program would run."""

_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")


@dataclass(frozen=True)
class CsvRecord:
    """A record in the data folder: the name of its file, its headings, and what to do where it is damaged."""

    name: str
    columns: tuple[str, ...]
    mend: str

    def read(self, data: Path) -> str | None:
        """Return the text of the file; None if there is none.

        Raises
        ------
        InputError
            If it cannot be read, or is not UTF-8.
        """
        path = data / self.name
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"{path.as_posix()} cannot be read: {error.strerror}.") from None
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self.damaged(data, content[: error.start].count(b"\n") + 1, "it is not UTF-8") from None

    def lines(self, data: Path, text: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the number and the cells of each line of a text below its headings.

        Raises
        ------
        InputError
            If the headings are others, or a line has not as many cells.
        """
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        at = 1
        try:
            if tuple(next(reader, ())) != self.columns:
                raise self.damaged(data, at, f"its headings are not {', '.join(self.columns)}")
            at = 2
            for cells in reader:
                if len(cells) != len(self.columns):
                    many = f"it has {len(cells)} cells, and there are {len(self.columns)} headings"
                    raise self.damaged(data, at, many)
                yield at, [cell.removeprefix("'") for cell in cells]
                at = reader.line_num + 1
        except csv.Error as error:
            raise self.damaged(data, at, str(error)) from None

    def text(self, lines: Iterable[str]) -> str:
        """Return the text of the file: the headings, and lines that :func:`record_line` formats."""
        return "".join([record_line(self.columns), *lines])

    def damaged(self, data: Path, line: int, what: str) -> InputError:
        """Return the error of a record that is damaged at a line."""
        return InputError(f"{(data / self.name).as_posix()}, line {line}: {what}. {self.mend}")


def record_line(cells: Iterable[object]) -> str:
    """Return cells as one line, with nothing in them that a spreadsheet program would run."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerow([_defused_line(str(cell)) for cell in cells])
    return file.getvalue()


def defuse(text: str) -> str:
    """Return text with an apostrophe before it if a spreadsheet program would run it; a plain number it would not."""
    return f"'{text}" if text.startswith(_RUN) and not _NUMBER.fullmatch(text) else text


def _defused_line(cell: str) -> str:
    """Return a cell on one line, defused so that reading can take the apostrophe off again."""
    text = " ".join(cell.split("\n"))
    return f"'{text}" if text.startswith("'") else defuse(text)
