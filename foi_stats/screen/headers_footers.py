"""Checks the headers and footers of printed pages, which a sheet on a screen does not show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.properties import check_words, find_path
from foi_stats.vocabulary.findings import Finding

_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z])')
"""The codes of fields and fonts in Excel's headers and footers (ECMA-376, 18.3.1.46)."""
_OF_PLACE = re.compile(r"&[ZzFf]")
_NUMBERING = re.compile(r"\b(?:page|of|sheet|p|pp)\b|[^\w@\\/:]|[\d_]", re.IGNORECASE)


def excel_headers_footers(texts: Iterable[str], sheet: str) -> Iterator[Finding]:
    """Check headers and footers in Excel's notation, where ``&P`` is the page number and ``&Z`` the folder."""
    for text in texts:
        bare = text.replace("&&", "")
        yield from _header_footer(_CODE.sub(" ", bare), sheet, names_file=bool(_OF_PLACE.search(bare)))


def plain_headers_footers(texts: Iterable[tuple[str, bool]], sheet: str) -> Iterator[Finding]:
    """Check headers and footers, each with whether it shows the name or folder of the file."""
    for text, names_file in texts:
        yield from _header_footer(text, sheet, names_file=names_file)


def _header_footer(text: str, sheet: str, *, names_file: bool) -> Iterator[Finding]:
    where = "The header or footer"
    if names_file and not find_path(text):
        yield finding("header-footer-path", f"{where} of its pages gives the name or the folder of the file", sheet)
    for result in check_words(text, where):
        if result.check != "property-text":
            yield finding(result.check, result.found, sheet)
        elif re.search(r"[^\W\d_]", _NUMBERING.sub("", text)):
            yield finding("header-footer", f"{where} of its pages holds {masked(text)}", sheet)
