"""Read the text of annexes, and find personal data and hidden counts in it, which redaction may have missed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import PurePath
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.files.kind import kind_of
from foi_stats.files.read import READERS
from foi_stats.files.workbook import Sheet
from foi_stats.release.approved import docx_lines
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.doubtful_texts import personal_in
from foi_stats.release.hidden_words import said_in_annex
from foi_stats.release.personal_in_texts import may_stand
from foi_stats.request.case import Case
from foi_stats.request.intake.text import sentences
from foi_stats.screen.pdf import read_pdf
from foi_stats.screen.pdf_objects import get
from foi_stats.vocabulary.findings import Finding

_UNSHOWN = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|li|tr|h[1-6]|br|table|caption|section|article|header|footer|main|dt|dd|pre|text|title|desc)\b[^>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"\d[\d,]*(?:\.0+)?")
_QUOTED = 160
_SHOWN = 10
"""The most pages that a finding names."""


@dataclass(frozen=True)
class AnnexText:
    """The text of an annex, piece by piece, and which part of it holds pictures in place of text."""

    pieces: tuple[str, ...] = ()
    unread: str = ""


def annex_findings(
    case: Case, annexes: Mapping[str, bytes], answers: Sequence[Answer], hidden: pd.DataFrame, request_file: str
) -> list[Finding]:
    """Return the findings of annexes.

    An error for each hidden count in its words, and for each annex whose text holds personal data (a warning where the
    request says why it may); a warning for each that holds pictures in place of text.

    Parameters
    ----------
    annexes
        The content of each, by the name under which it is released.
    hidden
        The hidden counts, as :func:`foi_stats.release.hidden_words.hidden_counts_said` takes them.
    """
    allowed = may_stand(case.request, case.authority, case.law)
    reasons = {annex.released_as(number): annex.personal for number, annex in enumerate(case.request.annex, 1)}
    findings = []
    for name, content in annexes.items():
        text = annex_text(name, content)
        if text.unread:
            findings.append(_unread(name, text.unread))
        if found := personal_in(allowed.without("\n".join(text.pieces)), allowed.names):
            held = (piece for piece in text.pieces if personal_in(allowed.without(piece), allowed.names))
            findings.append(_personal(name, found, next(held, ""), reasons.get(name, ""), request_file))
        findings += said_in_annex(name, text.pieces, case, answers, hidden, request_file)
    return findings


def annex_text(name: str, content: bytes) -> AnnexText:
    """Return the text of an annex: sentences of a PDF, paragraphs of a document, rows of a table, lines of a page.

    One that cannot be read gives nothing: the screen stops it.
    """
    try:
        return _READERS[PurePath(name).suffix](content)
    except Exception:  # the libraries that read them raise many kinds
        return AnnexText()


def _of_docx(content: bytes) -> AnnexText:
    lines = tuple(docx_lines(content))
    return AnnexText(lines, "" if lines else "it holds no text, perhaps a picture")


def _of_pdf(content: bytes) -> AnnexText:
    pages = read_pdf(content).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    scans = [at for at, text in enumerate(texts, 1) if not re.search(r"\w", text) and _has_picture(pages[at - 1])]
    listed = ", ".join(map(str, scans[:_SHOWN])) + (", …" if len(scans) > _SHOWN else "")
    unread = f"{'page' if len(scans) == 1 else 'pages'} {listed}: a picture without text, perhaps a scan"
    return AnnexText(tuple(each for text in texts for each in sentences(text)), unread if scans else "")


def _has_picture(page: Any) -> bool:  # noqa: ANN401 - pypdf is imported when it is needed
    """Return whether a page draws anything but text: pictures, and forms that may hold them."""
    return bool(get(page, "/Resources", "/XObject"))


def _of_table(content: bytes) -> AnnexText:
    sheets = READERS[kind_of(content)](content).sheets
    return AnnexText(tuple(row for sheet in sheets for row in _rows(sheet)))


def _rows(sheet: Sheet) -> Iterator[str]:
    """Yield the rows of a sheet as they are shown, and each number with the heading of its column."""
    headings = sheet.rows[0] if sheet.rows else ()
    for at, row in enumerate(sheet.rows):
        shown = [sheet.shown(at, column).strip() if value is not None else "" for column, value in enumerate(row)]
        yield " | ".join(filter(None, shown))
        for heading, text in zip(headings, shown, strict=False):
            if isinstance(heading, str) and heading.strip() and _NUMBER.fullmatch(text):
                yield f"{heading.strip()}: {text}"


def _of_markup(content: bytes) -> AnnexText:
    page = _UNSHOWN.sub(" ", content.decode("utf-8", "replace"))
    lines = unescape(_TAG.sub("", _CELL.sub(" | ", _BLOCK.sub("\n", page)))).splitlines()
    return AnnexText(tuple(" ".join(line.split()) for line in lines if line.strip()))


def _of_plain_text(content: bytes) -> AnnexText:
    return AnnexText(tuple(content.decode("utf-8", "replace").splitlines()))


def _of_picture(_content: bytes) -> AnnexText:
    return AnnexText(unread="it is a picture")


_READERS: dict[str, Callable[[bytes], AnnexText]] = {
    ".docx": _of_docx,
    ".pdf": _of_pdf,
    **dict.fromkeys((".csv", ".xlsx", ".xls", ".ods"), _of_table),
    **dict.fromkeys((".html", ".svg"), _of_markup),
    ".txt": _of_plain_text,
    **dict.fromkeys((".png", ".jpg", ".jpeg"), _of_picture),
}
"""The reader of each kind of annex (:data:`foi_stats.request.annex.KINDS`)."""


def _unread(name: str, why: str) -> Finding:
    return CHECKS.finding(
        "annex-unread",
        f"annexes/{name}",
        found=f"{why}: its text cannot be read here",
    )


def _personal(name: str, found: Sequence[str], first: str, reason: str, request_file: str) -> Finding:
    said = f"its text holds {', '.join(found)}"
    said += f": {first[:_QUOTED]!r}" if first else ""
    return CHECKS.finding(
        "annex-personal.decided" if reason else "annex-personal",
        f"annexes/{name}",
        found=said + (f"; it may go out, the request says: {reason}" if reason else ""),
        request_file=request_file,
    )
