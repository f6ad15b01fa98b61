"""Files made by real programs, each with or without a piece of hidden content, and how tests screen them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from foi_stats.screen.read import screen

SECRET = "Jonquil Featherstone"
"""The text that tests hide. No finding may ever show all of it."""

ROWS = [
    ("Year", "Provider", "Amount"),
    *((f"20{year}-{year + 1}", f"Provider {year}", 1000 + year) for year in range(12, 20)),
]


def checks(data: bytes, name: str, folder: Path, **options) -> list[str]:
    """Return the checks that found something in a file of these bytes, after looking that no sample is the lot."""
    path = folder / name
    path.write_bytes(data)
    findings = screen(path, **options)
    for found in findings:
        assert SECRET not in str(found)
        assert found.file.startswith(str(path))
        assert found.found
        assert found.action
    return [found.check for found in findings]


def workbook(change: Callable[[openpyxl.Workbook], object] | None = None) -> bytes:
    """Return a workbook by openpyxl with one table, changed."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Funding"
    for row in ROWS:
        sheet.append(row)
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def document(change: Callable[[docx.document.Document], object] | None = None) -> bytes:
    """Return a document by python-docx, changed. Its template brings a picture of an empty page."""
    made = docx.Document()
    made.add_heading("Response", 1)
    made.add_paragraph("No information is held.")
    if change:
        change(made)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def with_parts(
    data: bytes, parts: dict[str, str | bytes], types: dict[str, str] | None = None, **changes: tuple[str, str]
) -> bytes:
    """Return an Office file with more parts, or with texts replaced in those it has."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            if name in parts:
                continue
            content = source.read(name)
            if name == "[Content_Types].xml":
                more = "".join(
                    f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in (types or {}).items()
                )
                content = re.sub(rb"(</(?:\w+:)?Types>)", more.encode() + rb"\1", content)
            for ending, (old, new) in changes.items():
                if name.endswith(ending.replace("__", "/").replace("_", ".")):
                    assert old.encode() in content
                    content = content.replace(old.encode(), new.encode(), 1)
            packed.writestr(name, content)
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def filtered(*values):
    def change(book):
        book.active.auto_filter.ref = "A1:C9"
        book.active.auto_filter.add_filter_column(1, values)

    return change


def validated(**options):
    def change(book):
        rule = DataValidation(**options)
        rule.add("C2:C9")
        book.active.add_data_validation(rule)

    return change


def ruled(formula):
    rule = FormulaRule(formula=[formula], font=Font(color="FFFF0000"))
    return lambda book: book.active.conditional_formatting.add("C2:C9", rule)


def formatted(cell, code):
    def change(book):
        book.active["B3"] = SECRET
        book.active[cell].number_format = code

    return change


BEHIND = {
    "filter": (filtered(SECRET), ["filter-criteria"]),
    "list": (validated(type="list", formula1=f'"Yes,{SECRET}"'), ["list-of-values"]),
    "rule": (validated(type="custom", formula1=f'C2<>"{SECRET}"'), ["rule-text"]),
    "condition": (ruled(f'$B2="{SECRET}"'), ["rule-text"]),
    "message": (
        validated(type="whole", formula1="0", prompt=f"ask {SECRET}", promptTitle="Note", showInputMessage=True),
        ["person"],
    ),
    "format": (formatted("B3", '0;-0;0;"redacted"'), ["hidden-number-format"]),
    "low": (lambda book: setattr(book.active.row_dimensions[4], "height", 2.25), ["hidden-rows"]),
    "constant": (
        lambda book: book.defined_names.__setitem__("Q", DefinedName("Q", attr_text=f'"{SECRET}"')),
        ["name-with-value"],
    ),
}
"""Changes of a workbook that keep a text behind its cells, each with what is found of it in an xls and an ods."""
