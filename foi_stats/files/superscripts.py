"""Keeps superscripts apart from the text that they follow: a footnote 1 after 234 is ``234¹``, and not 2341."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from foi_stats.files.zip import whole_tags

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LETTER = re.compile(r"(\s*)([A-Za-z])(\s*)")
_WORD = b"superscript"
_RUN = re.compile(
    # A run of text whose format is raised: from there to its text, in the same run.
    rb"(<(?:[\w.-]+:)?vertAlign\s[^<>]*superscript[^<>]*>(?>(?:[^<]*<(?!/?(?:[\w.-]+:)?(?:r|t|si|is|c)[\s/>])[^<>]*>)*)"
    rb"[^<]*<(?:[\w.-]+:)?t(?:\s[^<>]*)?>)([^<]*)(?=<)"
)


def raised_text(text: str) -> str:
    """Return a superscript as plain text: digits are raised, and a single letter stands in brackets."""
    if match := _LETTER.fullmatch(text):
        return f"{match[1]}({match[2]}){match[3]}"
    return text.translate(_RAISED) if any(character.isdigit() for character in text) else text


def holds_superscripts(pieces: Iterable[bytes]) -> bool:
    """Return whether a part of an xlsx workbook may hold superscripts."""
    rest = b""
    for piece in pieces:
        if _WORD in rest + piece[: len(_WORD)] or _WORD in piece:
            return True
        rest = piece[-len(_WORD) :]
    return False


def text_for_superscripts(pieces: Iterable[bytes], before: bytes) -> Iterator[bytes]:
    """Yield a part of an xlsx workbook, with superscripts as plain text; texts are cut only at a tag ``before``."""

    def plain(match: re.Match[bytes]) -> bytes:
        return match.group(1) + raised_text(match.group(2).decode("utf-8", "replace")).encode()

    for piece in whole_tags(pieces, before=before):
        yield _RUN.sub(plain, piece) if _WORD in piece else piece
