"""Screens files for content that a reader does not see; a small function for each check.

Knows files, and nothing of requests. Where a change goes:

- ``read``: which kinds of file are recognised, and which module screens each
- ``catalogue``: severity, expectation and action of a check; every check has an entry there
- ``xlsx`` with ``xlsx_visibility``, ``xlsx_objects``, ``xlsx_parts``; ``xls``; ``ods``: the checks of a spreadsheet
  format; what they share: ``cells`` (hidden and far places), ``conditions``, ``colours``,
  ``rich_text``, ``headers_footers``
- ``hidden_texts`` with ``xlsx_texts``, ``xls_texts``, ``ods_texts``: texts behind the cells that no cell shows
- ``sheet_content``, ``sheet_trailer``, ``workbook_context``, ``styles``: how an xlsx sheet is read (the
  hot path: measure with ``tests/benchmarks/bench_screen.py``)
- ``docx`` with ``docx_text``; ``package`` (the checks of any Office file); ``container`` (the zip around it)
- ``pdf`` with ``pdf_text``, ``pdf_drawn``, ``pdf_shapes`` (what is seen), ``pdf_objects``, ``pdf_properties``
- ``markup`` (html and svg) with ``markup_reader``, ``page_styles``, ``drawing``, ``transforms``, ``glyph_text``
- ``pictures``, ``cropped``; ``text`` (csv and notebooks)
- ``properties``: names of people and paths of computers, in any kind of file

A check is a generator named after its check, which yields findings without a file; ``read`` adds the file.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from os import PathLike
from types import ModuleType

from foi_stats.vocabulary.findings import Finding


class _CallablePackage(ModuleType):
    """The package, which can be called like the public function ``foi_stats.screen``.

    Importing any module of the package makes ``foi_stats.screen`` the package, and both must have that name.
    """

    def __call__(self, *paths: str | PathLike[str], allowed: Collection[str] = ()) -> list[Finding]:
        """Screen files; see :func:`foi_stats.screen.read.screen`."""
        from foi_stats.screen.read import screen

        return screen(*paths, allowed=allowed)


sys.modules[__name__].__class__ = _CallablePackage
