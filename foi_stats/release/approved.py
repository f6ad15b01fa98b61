"""Check that a release says what was approved, and nothing else."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from foi_stats.answer.wording import phrase
from foi_stats.files.digest import content_digest
from foi_stats.publish.response import Response, letter_digest, response_text
from foi_stats.request.names import edited_file, text_file
from foi_stats.request.project_folders import Places
from foi_stats.request.request import Request
from foi_stats.screen.read import screen
from foi_stats.vocabulary.findings import ReleaseError
from foi_stats.vocabulary.money import MINUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SEEN = (r"/word/header\d*\.xml", r"/word/document\d*\.xml", r"/word/footer\d*\.xml", r"/word/(foot|end)notes\.xml")
"""The parts of a Word document whose text is seen, in the order in which they are told."""
_UNDECIDED = phrase("list", "undecided", name="").strip()
_SHOWN = 60
"""As many lines of what differs as are shown; the whole of both texts is on disk."""


def read_edited(response: Response, request: Request, places: Places) -> bytes | None:
    """Check a letter against what was approved; return the edited one that is to be sent in its place, if there is one.

    Raises
    ------
    ReleaseError
        If the letter says something else than what was approved, or the edited one is not what was put back, or holds
        what is not seen in it.
    """
    approval = request.approval
    if approval is None:
        return None
    if approval.digest:
        _check_text(response, approval.digest, text_file(places.data, request.reference))
    if not approval.docx:
        return None
    path = edited_file(places.data, request.reference)
    content = path.read_bytes() if path.is_file() else b""
    if content_digest(content) != approval.docx:
        what = "has changed since it was approved" if content else "is not there"
        raise ReleaseError(
            f"The edited letter {path} {what}. Put it back as it was, or approve it again: "
            f"foi-stats approve {request.reference} --role ROLE --docx EDITED.docx"
        )
    check_edited(path, response)
    return content


def check_edited(path: Path, response: Response) -> list[str]:
    """Check an edited letter; return how it differs from the letter that was made, a line for each difference.

    Raises
    ------
    ReleaseError
        If it cannot be read, holds what is not seen in it, still says that it is a draft, or no longer says what the
        law wants said.
    """
    from foi_stats.publish.response_docx import response_docx

    edited = read_docx(path)
    if found := [finding for finding in screen(path) if finding.severity == "error"]:
        listed = "\n".join(f"  - {finding}" for finding in found)
        raise ReleaseError(f"The edited letter must not be released as it stands:\n{listed}")
    if any(response.words["mark_draft"] in line for line in edited):
        raise ReleaseError(
            f"{path} still says “{response.words['mark_draft']}”. Remove that from the header of its pages, "
            "save it, and put it back again."
        )
    if mark := next((line for line in edited if _UNDECIDED in line), ""):
        raise ReleaseError(
            f"{path} still has a text on which nobody has decided: “{mark}”. Decide on it, or remove it."
        )
    made = docx_lines(response_docx(replace(response, draft="")))
    if gone := _gone(response, made, edited):
        raise ReleaseError(
            f"{path} no longer says what the law wants said (section 17): “{gone}”. Put it back, in these words, and "
            "approve it again; words of the authority's own go into its file (wording)."
        )
    return differences(made, edited)


def read_docx(path: Path) -> list[str]:
    """Return the lines of a Word document.

    Raises
    ------
    ReleaseError
        If it cannot be read.
    """
    try:
        return docx_lines(path.read_bytes())
    except (OSError, ValueError, KeyError) as error:
        raise ReleaseError(f"{path} cannot be read as a Word document (.docx): {error}.") from None


def _gone(response: Response, made: Iterable[str], edited: Iterable[str]) -> str:
    """Return the first paragraph to keep whose words are gone, or stand less often; what others say does not count."""
    before, now = [_folded(line) for line in made], [_folded(line) for line in edited]
    for words, told in dict.fromkeys(response.kept):
        others = {line for line in before if _folded(told) not in line}
        left = sum(_folded(words) in line for line in now if line not in others)
        if left < response.kept.count((words, told)):
            return told
    return ""


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def added_lines(content: bytes, response: Response) -> list[str]:
    """Return the lines of an edited letter that the letter that was made does not have."""
    from foi_stats.publish.response_docx import response_docx

    made = docx_lines(response_docx(replace(response, draft="")))
    return [line for line in docx_lines(content) if line not in made]


def docx_lines(content: bytes) -> list[str]:
    """Return the text of a Word document line by line: headers, the body in order, footers, notes.

    Whatever is seen is part of it, text boxes and content controls too; a row of a table is one line.

    Raises
    ------
    ValueError
        If it is not a Word document.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.oxml import parse_xml

    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, BadZipFile, ValueError, KeyError, OSError) as error:
        raise ValueError(str(error)) from None
    parts = {str(part.partname): part for part in document.part.package.iter_parts()}
    seen = [parts[name] for pattern in _SEEN for name in sorted(parts) if re.fullmatch(pattern, name)]
    lines = (line for part in seen for line in _lines(parse_xml(part.blob)))
    return [" ".join(line.split()) for line in lines if line.strip()]


def _lines(element: Any) -> Iterator[str]:  # noqa: ANN401 - an element of lxml, which has no types here
    """Yield the text of each paragraph within, and of each row of a table as one line."""
    for child in element.iterchildren(f"{_WORD}*", "{*}Choice"):
        if child.tag == f"{_WORD}tr":
            yield " | ".join(" ".join(_lines(cell)) for cell in child.iterchildren(f"{_WORD}tc", f"{_WORD}sdt"))
        elif child.tag == f"{_WORD}p":
            yield "".join(_texts(child))
            for box in child.iter(f"{_WORD}txbxContent"):
                if next(box.iterancestors(f"{_WORD}p")) is child and not any(box.iterancestors("{*}Fallback")):
                    yield from _lines(box)
        else:
            yield from _lines(child)


def _texts(paragraph: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the texts of a paragraph, but for the numbers of pages: they are the program's that last saved it."""
    fields: list[str] = []
    for one in paragraph.iter(
        "{*}t", *(f"{_WORD}{name}" for name in ("tab", "br", "noBreakHyphen", "fldChar", "instrText"))
    ):
        if next(one.iterancestors(f"{_WORD}p")) is not paragraph:
            continue
        simple = (field.get(f"{_WORD}instr", "") for field in one.iterancestors(f"{_WORD}fldSimple"))
        if one.tag == f"{_WORD}fldChar":
            kind = one.get(f"{_WORD}fldCharType")
            fields = [*fields, ""] if kind == "begin" else fields[:-1] if kind == "end" else fields
        elif one.tag == f"{_WORD}instrText":
            fields[-1:] = [fields[-1] + (one.text or "")] if fields else []
        elif not any("PAGE" in field for field in (*fields, *simple)):
            yield one.text or ("-" if one.tag == f"{_WORD}noBreakHyphen" else " ")


def differences(before: Iterable[str], now: Iterable[str]) -> list[str]:
    """Return the lines in which two texts differ: the old ones after a minus, the new ones after a plus."""
    lines = list(unified_diff(list(before), list(now), lineterm="", n=0))[2:]
    signs = {"-": MINUS, "+": "+"}
    return [f"{signs[line[0]]} {line[1:]}" for line in lines if not line.startswith("@@")]


def _check_text(response: Response, digest: str, path: Path) -> None:
    text = response_text(response)
    if letter_digest(text) == digest:
        return
    again = f"foi-stats approve {response.reference} --role ROLE makes the draft to look at, and asks anew."
    kept = path.read_text(encoding="utf-8") if path.is_file() else ""
    if letter_digest(kept) != digest:
        raise ReleaseError(
            f"The letter no longer says what was approved, and what was ({path.name}) is not kept, so what differs "
            f"cannot be shown. {again}"
        )
    changed = differences(kept.splitlines(), text.splitlines())
    listed = "\n".join(f"  {line}" for line in changed[:_SHOWN])
    more = f"\n  … and {len(changed) - _SHOWN} more lines" if len(changed) > _SHOWN else ""
    raise ReleaseError(
        f"The letter no longer says what was approved, so nothing is released. What was approved (−) and what it "
        f"would say now (+):\n{listed}{more}\n{again}"
    )
