"""Sheets for tests, built by hand."""

from foi_stats.files.workbook import Sheet, Workbook


def make_sheet(name, rows, **about):
    """Return a sheet whose rows are filled up to one length."""
    width = max((len(row) for row in rows), default=0)
    return Sheet(name, [[*row, *[None] * (width - len(row))] for row in rows], **about)


def make_workbook(*sheets, kind="xlsx"):
    return Workbook(kind, "0" * 64, tuple(sheets))


def above_info(found):
    """Return the findings that a person should look at, or has to settle."""
    return [finding for finding in found.findings if finding.severity != "info"]
