"""Reads a file of any supported kind into sheets of values.

Values only: formulas, macros and formats are never evaluated. A value keeps the address of its cell. Files come from
outside and are not trusted: reading any file ends in sheets or in findings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from foi_stats.files.delimited import read_delimited
from foi_stats.files.digest import content_digest
from foi_stats.files.hidden_content import hidden_content, wrong_ending
from foi_stats.files.kind import Kind, kind_of
from foi_stats.files.limits import ReadResult, Refusal, damaged, read_bytes
from foi_stats.files.marked import without_marks
from foi_stats.files.ods import read_ods
from foi_stats.files.workbook import Workbook
from foi_stats.files.xls import read_xls
from foi_stats.files.xlsx import read_xlsx
from foi_stats.vocabulary.findings import Finding

READERS: dict[Kind, Callable[[bytes], ReadResult]] = {
    "xlsx": read_xlsx,
    "xls": read_xls,
    "ods": read_ods,
    "csv": read_delimited,
}
"""The reader of each kind of file."""


def read_workbook(path: Path, *, name: str | None = None) -> tuple[Workbook | None, tuple[Finding, ...]]:
    """Return a supplied file as sheets of values, with findings.

    The content decides the kind of file: xlsx and xlsm, xls, ods, or delimited text. Nothing in it is run, and
    nothing outside it is opened.

    Parameters
    ----------
    path
        The file.
    name
        The name of the file in findings; by default its path.

    Returns
    -------
    workbook
        None if the file cannot be used; then there is a single finding, of severity error, with the reason.
    findings
        A wrong ending, content that is hidden, error values, formulas without a result, doubtful text.
        No file raises an exception; the bounds are in ``files/limits.py``.
    """
    file = str(path) if name is None else name
    try:
        data = read_bytes(path)
        kind = kind_of(data)
        read = READERS[kind](data)
    except Refusal as refused:
        return None, (replace(refused.finding, file=file),)
    except Exception as error:  # an unforeseen kind of damage must end in a finding too
        refusal = damaged(f"The file is damaged in a way that was not foreseen: {type(error).__name__}: {error}")
        return None, (replace(refusal.finding, file=file),)
    sheets = without_marks(read.sheets, read.marked)
    workbook = Workbook(kind, content_digest(data), sheets, read.marked)
    found = (*wrong_ending(path, kind), *read.findings, *hidden_content(workbook.sheets))
    return workbook, tuple(replace(finding, file=file) for finding in found)
