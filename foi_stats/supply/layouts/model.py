"""Read layouts: TOML files that say which sheets, headings, rows and columns of a workbook hold figures.

Only the layouts themselves are read here; :mod:`foi_stats.supply.layouts.apply` applies them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from foi_stats.files.workbook import Sheet, Workbook
from foi_stats.supply.tables.heading_cells import FIRST_ROWS
from foi_stats.supply.tables.headings import plain
from foi_stats.supply.values import text_of
from foi_stats.vocabulary.basis import Basis
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.money import parse_unit
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.settings import Settings, parse_settings
from foi_stats.vocabulary.shorthand import parse_shorthand
from foi_stats.vocabulary.years import parse_financial_year


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {error}") from None
    return text


def _unit(text: str) -> str:
    parse_unit(text)
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]
Year = Annotated[str, AfterValidator(parse_financial_year)]
Shorthand = Annotated[str, AfterValidator(parse_shorthand)]
Unit = Annotated[str, AfterValidator(_unit)]
Flow = Literal["expenditure", "income"]


class Match(Settings):
    """Choose the layout for workbooks with a sheet of such a name, in whose first rows one has all these headings."""

    sheet: Pattern = ".*"
    headings: list[str] = Field(min_length=1)


class Heading(Settings):
    """Where the headings are: in a row by its number (from 1), or in the first row that contains these texts."""

    row: int | None = Field(default=None, ge=1)
    contains: list[str] = []
    depth: int = Field(default=1, ge=1, le=3)

    @model_validator(mode="after")
    def _one_way(self) -> Heading:
        if (self.row is None) == (not self.contains):
            raise ValueError("give either row or contains")
        return self


class Condition(Settings):
    """A condition on one column of a row: exactly this text, text that matches a pattern, or whether it is blank."""

    column: str
    equals: str | None = None
    matches: Pattern | None = None
    blank: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        if sum(test is not None for test in (self.equals, self.matches, self.blank)) != 1:
            raise ValueError("give one of equals, matches and blank")
        return self

    def test(self) -> Callable[[str], bool]:
        """Return a function that says whether a cell's text meets the condition."""
        if self.equals is not None:
            wanted = plain(self.equals)
            return lambda text: plain(text) == wanted
        if self.matches is not None:
            search = re.compile(self.matches).search
            return lambda text: search(text) is not None
        return lambda text: self.blank is (not text)


class PrintedTotal(Settings):
    """Rows that are totals of others, and the columns whose values they share with the rows they add up."""

    where: list[Condition] = Field(min_length=1)
    over: list[str] = []


class Rows(Settings):
    """Which rows hold figures, which of them are read, and which are totals to check the figures against.

    In the columns of ``fill_down`` an empty cell means the one above it; conditions are tested after filling.
    """

    fill_down: list[str] = []
    figures: list[Condition] = []
    keep: list[Condition] = []
    totals: list[PrintedTotal] = []


class TextFromSheet(Settings):
    """A text from the sheet's name, a cell or the rows above the headings, by the first group of a pattern."""

    sheet: Pattern | None = None
    cell: Annotated[str, Field(pattern=r"[A-Z]{1,3}[1-9][0-9]*")] | None = None
    above: Pattern | None = None
    pattern: Pattern = "(.+)"

    @model_validator(mode="after")
    def _one_place(self) -> TextFromSheet:
        if sum(place is not None for place in (self.sheet, self.cell, self.above)) != 1:
            raise ValueError("give one of sheet, cell and above")
        return self


class FigureColumn(Settings):
    """A column of figures, and the fields that its rows share. ``*`` in a heading stands for any text."""

    column: str
    line: str = ""
    measure: str = ""
    year: Year | Literal[""] = ""
    basis: Basis | None = None
    flow: Flow | None = None
    unit: Unit | None = None
    sign: Literal[1, -1] = 1
    optional: bool = False
    labels: dict[str, str] = {}


class Mark(Settings):
    """Symbols and a note to add to some figures."""

    shorthand: Shorthand = ""
    note: str = ""
    lines: list[str] = []
    years: list[Year] = []
    where: list[Condition] = []


class Layout(Settings):
    """How to read one kind of file.

    ``fields`` defines each field of a row as text in which ``{Heading}`` stands for the cell under that heading; the
    financial year may instead be taken from the sheet's name, a cell or the text above. ``labels`` names label columns
    of the file's own in the same way.
    """

    name: str
    kind: Literal["funding", "referrals"] = "funding"
    read_hidden: bool = False
    match: Match | None = None
    sheet: Pattern = ".*"
    heading: Heading
    rows: Rows = Rows()
    fields: dict[str, str | TextFromSheet] = {}
    labels: dict[str, str] = {}
    basis: Basis | None = None
    flow: Flow = "expenditure"
    unit: Unit | None = None
    figures: list[FigureColumn] = Field(min_length=1)
    symbols: dict[str, Shorthand] = {}
    marks: list[Mark] = []

    @model_validator(mode="after")
    def _names_of_labels(self) -> Layout:
        from foi_stats.supply.rows import columns_of

        columns_of(self.kind, [*self.labels, *(name for column in self.figures for name in column.labels)])
        return self

    @model_validator(mode="after")
    def _known_fields(self) -> Layout:
        from foi_stats.supply.tables.columns import LABELS, ROW_FIELDS

        known = (*LABELS[self.kind], *ROW_FIELDS)
        if unknown := [name for name in self.fields if name not in known]:
            raise ValueError(f"fields.{unknown[0]} is not a field of a {self.kind} row; use {', '.join(known)}")
        for name, value in self.fields.items():
            if name != "financial_year" and isinstance(value, TextFromSheet):
                raise ValueError(f"fields.{name} is text; only financial_year may be taken from the sheet")
            if name in ROW_FIELDS and isinstance(value, str) and not re.fullmatch(r"\{[^{}]+\}", value):
                raise ValueError(f"fields.{name} is one column, written as {{Heading}}")
        if self.kind == "funding" and not (self.unit or "unit" in self.fields or all(f.unit for f in self.figures)):
            raise ValueError("unit is missing: say in what unit the figures are (£, £ thousand or £ million)")
        if self.kind == "funding" and not (self.basis or "basis" in self.fields or all(f.basis for f in self.figures)):
            raise ValueError(
                "basis is missing: allocated, budget (or original budget, revised budget), outturn, paid or forecast"
            )
        return self


@lru_cache(maxsize=64)
def parse_layout(text: str, file: str) -> Layout:
    """Return the layout that TOML text describes.

    Raises
    ------
    InputError
        If it is not TOML, of another schema, or not a layout: each fault with the file and its place in it.
    """
    return parse_settings(text, file, Layout)


def read_layout(path: Path | str) -> Layout:
    """Return the layout in a file.

    Raises
    ------
    InputError
        If the file cannot be read or is not a layout.
    """
    try:
        return parse_layout(Path(path).read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The layout {path} cannot be read: {error}") from None


def read_layouts(folder: Path | str) -> list[Layout]:
    """Return the layouts of a folder (``data/layouts``), in the order of their file names."""
    return [read_layout(path) for path in sorted(Path(folder).glob("*.toml"))]


def find_layout(name: Path | str, folder: Path | str) -> Layout:
    """Return a layout by its path, or by the name of its file in a folder, with or without ``.toml``.

    Raises
    ------
    InputError
        If there is none, or it cannot be used.
    """
    for path in (Path(name), Path(folder) / name, Path(folder) / f"{name}.toml"):
        if path.is_file():
            return read_layout(path)
    known = sorted(path.stem for path in Path(folder).glob("*.toml"))
    raise InputError(no_such("layout", str(name), known, str(folder)))


def choose_layout(workbook: Workbook, layouts: Iterable[Layout]) -> Layout | None:
    """Return the first layout whose ``[match]`` fits a workbook, or None where none does."""
    for layout in layouts:
        if layout.match and any(_fits(layout.match, sheet) for sheet in workbook.sheets):
            return layout
    return None


def _fits(match: Match, sheet: Sheet) -> bool:
    return bool(re.fullmatch(match.sheet, sheet.name)) and find_heading_row(sheet, match.headings) is not None


def find_heading_row(sheet: Sheet, headings: Sequence[str]) -> int | None:
    """Return the first row, among the first of a sheet, that has all these headings (``*`` for any text), or None."""
    wanted = [(plain(text), text if "*" in text else "") for text in headings]
    fewest = len({text for text, starred in wanted if not starred})
    with_numbers = any(not re.search(r"[a-z]", text) for text, _ in wanted)
    for position, row in enumerate(sheet.rows[:FIRST_ROWS]):
        # Most cells are numbers and most headings are not, so numbers are compared only if a heading could be one.
        cells = {value for value in row if isinstance(value, str) or with_numbers}
        if len(cells) < fewest:
            continue
        texts = {plain(text_of(value)) for value in cells}
        if all(text in texts or (starred and _any_fits(texts, starred)) for text, starred in wanted):
            return position
    return None


def _any_fits(texts: Iterable[str], wanted: str) -> bool:
    return any(is_heading(text, wanted) for text in texts)


def is_heading(text: str, wanted: str) -> bool:
    """Return whether a heading is the one wanted, ignoring spaces, capitals and signs; ``*`` stands for any text."""
    if "*" not in wanted:
        return plain(text) == plain(wanted)
    pattern = ".*".join(re.escape(plain(piece)) for piece in wanted.split("*"))
    return re.fullmatch(pattern, plain(text)) is not None
