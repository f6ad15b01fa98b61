"""Headers and footers of printed pages: nobody sees them who looks at a sheet on a screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.properties import path_in, unseen_words
from foi_stats.vocabulary.findings import Finding

_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z])')
"""What Excel puts into a header or footer, and how it is set (ECMA-376, 18.3.1.46)."""
_OF_PLACE = re.compile(r"&[ZzFf]")
_NUMBERING = re.compile(r"\b(?:page|of|sheet|p|pp)\b|[^\w@\\/:]|[\d_]", re.IGNORECASE)


def coded_edges(texts: Iterable[str], sheet: str) -> Iterator[Finding]:
    """Yield what headers and footers hold in which codes stand for fields: ``&P`` is the page, ``&Z`` the folder."""
    for text in texts:
        bare = text.replace("&&", "")
        yield from _edge(_CODE.sub(" ", bare), sheet, names_file=bool(_OF_PLACE.search(bare)))


def plain_edges(texts: Iterable[tuple[str, bool]], sheet: str) -> Iterator[Finding]:
    """Yield what headers and footers hold; of each, whether it gives the name or folder of the file."""
    for text, names_file in texts:
        yield from _edge(text, sheet, names_file=names_file)


def _edge(text: str, sheet: str, *, names_file: bool) -> Iterator[Finding]:
    where = "The header or footer"
    if names_file and not path_in(text):
        yield finding("header-footer-path", f"{where} of its pages gives the name or the folder of the file", sheet)
    for one in unseen_words(text, where):
        if one.check != "property-text":
            yield finding(one.check, one.found, sheet)
        elif re.search(r"[^\W\d_]", _NUMBERING.sub("", text)):
            yield finding("header-footer", f"{where} of its pages holds {masked(text)}", sheet)
