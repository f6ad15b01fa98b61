"""The checks of csv files and of notebooks."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from functools import partial
from typing import Any, BinaryIO

import numpy as np

from foi_stats.files.delimited import open_delimited
from foi_stats.files.limits import damaged
from foi_stats.files.workbook import column_letters
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.cells import CELL_CHECKS, CellFilter, CellMap
from foi_stats.screen.markup import screen_markup
from foi_stats.screen.properties import check_person, find_path
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_USUAL = frozenset(
    [
        "tags",
        "jupyter",
        "papermill",
        "execution",
        "collapsed",
        "scrolled",
        "editable",
        "deletable",
        "trusted",
        "slideshow",
        "id",
        "pycharm",
        "ExecuteTime",
        "hidden",
        "heading_collapsed",
        "vscode",
        "colab",
        "colab_type",
        "outputId",
        "format",
        "lines_to_next_cell",
        "autoscroll",
        "cellView",
        "code_folding",
        "run_control",
    ]
)
"""The metadata that programs write on cells, which names no person."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0000-\U000e007f]"
    "|(?<!\\A)\ufeff|\n{10}"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"  # joiners within other scripts are writing
)
"""Characters of no width, control characters, and so many empty lines that a cell shows nothing of what follows."""
_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]*`", re.DOTALL)
_REGION = re.compile(r"<!--\s*#(?:end)?region\s*-->")
_LONGEST = 2_000
"""The most characters of a cell that are searched, so that no pattern takes too long."""
_WIDE = str.maketrans("＝＋－＠", "=+-@")
_AT = r"(?:^[-+]+|[-+*/^&(,=<>])\s*"
"""The place where an operand begins: after the sign at the start, or after an operator."""
_RUN = re.compile(
    rf"""=[^=>\s]|=\s+[\w("'+-]|@\s*[A-Za-z_][\w.]*\(|[-+](?![-+]*>)(?:.*{_AT}|\s*)(?:[A-Za-z_][\w.]*\(|"|'[^']*'!|\w+\|\s*'"""
    r"""|(?:\w+!)?\$?[A-Za-z]{1,3}\$?\d{1,7}\s*(?:$|[-+*/^&=<>:,)]))"""
    r"""|[-+]\s*\d[\d.]*(?:\s*[-+*/^]\s*\d[\d.]*)*\s*[+*/^]\s*\d[\d.]*\s*$"""
    r"""|[-+]\s*\([\d.\s]+[-+*/^][-+*/^\d.\s()]*\)\s*$""",
    re.ASCII,
)
"""Text that a spreadsheet program evaluates: a formula, a function, or a sum after a sign; not a telephone number."""


def screen_csv(file: BinaryIO) -> Iterator[Finding]:
    """Yield findings for delimited text: far cells, characters that nobody sees, and text that a program would run.

    The file is read row by row, once; and a second time where a cell is far from the others.
    """
    cells, unseen, run, first = CellMap(), None, 0, ("", "")
    with open_delimited(file) as (_, records):
        for at, row in enumerate(records, 1):
            filled = [along for along, value in enumerate(row, 1) if value]
            if filled:
                cells.fill(np.array([at]), np.array(filled))
            for along in filled:
                value = str(row[along - 1])
                if unseen is None and (characters := _UNSEEN.findall(value)):
                    unseen = f"{column_letters(along)}{at}", len(characters)
                if is_executed(value):
                    run += 1
                    first = first if run > 1 else (f"{column_letters(along)}{at}", value)
    for check in CELL_CHECKS:
        yield from check(cells, "", partial(_peek, file))
    if unseen is not None:
        cell, number = unseen
        detail = f"{cell} holds {counted(number, 'character')} that no program shows"
        yield finding("hidden-text", detail, "", cell)
    if run:
        begin = counted(run, "cell begins", "cells begin")
        yield finding("formula-in-text", f"{begin} as a formula does, the first {masked(first[1])}", "", first[0])


def _peek(file: BinaryIO, wanted: CellFilter) -> tuple[str, str]:
    """Return the address of the first cell that is wanted, and its masked text."""
    with open_delimited(file) as (_, records):
        for at, row in enumerate(records, 1):
            filled = np.array([along for along, value in enumerate(row, 1) if value], np.intp)
            found = filled[wanted(np.full(len(filled), at), filled)] if len(filled) else filled
            if len(found):
                along = int(found[0])
                return f"{column_letters(along)}{at}", masked(str(row[along - 1]))
    return "", masked("")


def is_executed(text: str) -> bool:
    """Return whether a spreadsheet program would evaluate a text. A signed number is a number, and "- none" a text."""
    return bool(_RUN.match(text[:_LONGEST].strip().translate(_WIDE)))


def screen_notebook(data: bytes, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield findings for what a notebook holds besides its text and code."""
    try:
        notebook = json.loads(data)
        cells = [cell for cell in notebook["cells"] if isinstance(cell, dict)]
        about = dict(notebook.get("metadata") or {})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged("The notebook is damaged: it is not as Jupyter writes one") from error
    for check in (notebook_outputs, notebook_parameters, attachment, cell_metadata, hidden_markup, paths):
        yield from check(cells, about)
    for author in about.get("authors") or ():
        yield from check_person(
            str(author.get("name", "") if isinstance(author, dict) else author), "The author", allowed
        )


def notebook_outputs(cells: list[dict[str, Any]], about: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for the outputs of code."""
    number = sum(bool(cell.get("outputs")) for cell in cells)
    if number:
        have = "has" if number == 1 else "have"
        yield finding("notebook-outputs", f"{counted(number, 'cell')} of the notebook {have} outputs")
    elif about.get("widgets"):
        yield finding("notebook-outputs", "The notebook holds the state of widgets")


def notebook_parameters(cells: list[dict[str, Any]], about: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for the parameters of a run."""
    run = about.get("papermill") if isinstance(about.get("papermill"), dict) else {}
    parameters = (run or {}).get("parameters") or {}
    injected = [cell for cell in cells if "injected-parameters" in ((cell.get("metadata") or {}).get("tags") or ())]
    if parameters or injected:
        sample = f", the first named {masked(next(iter(parameters)))}" if parameters else ""
        yield finding(
            "notebook-parameters",
            f"The notebook keeps {counted(len(parameters) or len(injected), 'parameter')} of a run{sample}",
        )


def attachment(cells: list[dict[str, Any]], about: dict[str, Any]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield a finding for files within text cells."""
    names = [name for cell in cells for name in cell.get("attachments") or {}]
    if names:
        yield finding(
            "attachment",
            f"The notebook holds {counted(len(names), 'file')} within it, the first named {masked(names[0])}",
        )


def cell_metadata(cells: list[dict[str, Any]], about: dict[str, Any]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield a finding for metadata of cells other than tags and what programs write."""
    noted = [
        f"{name}={value}"
        for cell in cells
        for name, value in (cell.get("metadata") or {}).items()
        if name not in _USUAL and value not in (None, "", [], {}, True, False)
    ]
    if noted:
        yield finding("cell-metadata", f"{counted(len(noted), 'note')} on cells, the first {masked(noted[0])}")


def hidden_markup(cells: list[dict[str, Any]], about: dict[str, Any]) -> Iterator[Finding]:  # noqa: ARG001
    """Yield findings for hidden markup within text cells."""
    for number, cell in enumerate(cells, 1):
        source = cell.get("source") or ""
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if cell.get("cell_type") != "markdown" or "<" not in text:
            continue
        for result in screen_markup(_REGION.sub("", _CODE.sub("", text)).encode(), lambda _: iter(())):
            if result.check in ("markup-comment", "hidden-element"):
                yield finding(result.check, f"Cell {number}: {result.found}")


def paths(cells: list[dict[str, Any]], about: dict[str, Any]) -> Iterator[Finding]:
    """Yield a finding for paths of a computer, in code, text or metadata."""
    found = [path for text in _texts([about, cells]) if (path := find_path(text))]
    if found:
        yield finding("path", f"The notebook holds {counted(len(found), 'path')}, the first {masked(found[0])}")


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from _texts(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _texts(value)
