"""Read a letter, write the draft of its request file, and find earlier releases of the same years."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_stats.request.intake.draft_text import MARK, Known, draft_text, skeleton_text
from foi_stats.request.intake.letter import parse_letter
from foi_stats.request.intake.years import Years
from foi_stats.request.names import check_name
from foi_stats.request.request import Request, file_name, is_reference, list_requests, read_request
from foi_stats.request.settings import NAME, available, read_settings
from foi_stats.request.topic import Topic
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.period import years_within
from foi_stats.vocabulary.years import financial_year_of

_LARGEST = 100_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True)
class Earlier:
    """A released request on the same topic, with the years of it that are asked for again."""

    reference: str
    authority: str
    years: tuple[str, ...]


@dataclass(frozen=True)
class Drafted:
    """The file that was written, its number of questions and of open places, and the earlier releases of its years."""

    path: Path
    questions: int
    unsure: int
    earlier: tuple[Earlier, ...]


def write_draft(
    data: Path, reference: str, letter: Path | None = None, authority: str = "", topic: str = ""
) -> Drafted:
    """Draft the file of a request from a letter, or a skeleton without one, and write it.

    Raises
    ------
    InputError
        If the reference is not a valid one or has a file already, if the authority or topic is not known, or if the
        letter cannot be read as text. Nothing is written then.
    """
    if not is_reference(reference) or not NAME.fullmatch(file_name(reference)):
        raise InputError(
            f"{reference!r} cannot be a reference: use letters, digits, spaces and . _ / -, as on the letter."
        )
    try:
        check_name(file_name(reference))
    except ValueError as error:
        raise InputError(f"The reference {error}.") from None
    if not data.is_dir():
        raise InputError(f"There is no folder {data}.")
    path = data / "requests" / f"{file_name(reference)}.toml"
    if path.exists():
        raise _there_already(path)
    known = _read_known(data, authority, topic)
    asked = parse_letter(read_letter(letter)) if letter else None
    text = skeleton_text(reference, known) if asked is None else draft_text(reference, asked, known)
    _write_whole(path, text)
    scopes = asked.scopes if asked else ()
    unsure = sum(line.lstrip().startswith(MARK) for line in text.splitlines())
    return Drafted(path, len(asked.questions) if asked else 0, unsure, read_earlier(data, reference, topic, scopes))


def read_letter(path: Path) -> str:
    """Return the text of a letter, in UTF-8 or in the Windows character set.

    Raises
    ------
    InputError
        If it cannot be read, is empty, is very long, or is a document and not text.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= _LARGEST else b""
    except OSError as error:
        raise InputError(f"The letter {path} cannot be read: {error.strerror}.") from None
    if size > _LARGEST:
        raise InputError(f"The letter {path} has {size:,} bytes, too many for one; paste only the request as text.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", errors="replace").encode()
    if b"\0" in content or content.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        raise InputError(f"The letter {path} is a document and not plain text: paste its words into a .txt file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if not text.strip():
        raise InputError(f"The letter {path} is empty.")
    return text


def read_earlier(data: Path, reference: str, topic: str, scopes: Sequence[Years]) -> tuple[Earlier, ...]:
    """Return the approved requests on a topic that cover any of the years asked for (FOIA s.21 may apply).

    Requests that cannot be read are skipped. If no year is known yet, all requests on the topic are returned.
    """
    found = []
    for name in list_requests(data) if topic else []:
        try:
            request = read_request(data, name)
        except InputError:
            continue
        if request.approval is None or request.topic != topic or file_name(request.reference) == file_name(reference):
            continue
        years = tuple(year for year in _years_of(request) if _is_asked(year, scopes))
        if years:
            found.append(Earlier(request.reference, request.authority, years))
    return tuple(found)


def _read_known(data: Path, authority: str, topic: str) -> Known:
    authorities, topics = available(data / "authorities"), available(data / "topics")
    for name, names, what in ((authority, authorities, "authority"), (topic, topics, "topic")):
        if name and not _ID.fullmatch(name):
            raise InputError(
                f"{name!r} cannot be the name of an {what}: use letters, digits and hyphens.".replace("an t", "a t")
            )
        if name and name not in names:
            raise InputError(no_such(what, name, names))
    title = read_settings(data / "topics", topic, Topic, "topic").title if topic else ""
    return Known(authority, topic, title, tuple(authorities), tuple(topics))


def _years_of(request: Request) -> list[str]:
    scopes = [limb for question in request.question for limb in (*question.limbs, *question.further)]
    periods = [part for scope in scopes for period in request.scope_periods(scope) for part in years_within(period)]
    return sorted({financial_year_of(day) for part in periods for day in (part.start, part.end)})


def _is_asked(year: str, scopes: Sequence[Years]) -> bool:
    named = [scope for scope in scopes if scope.named]
    return not named or any(
        year in scope.years or (scope.since is not None and int(year[:4]) >= scope.since) for scope in named
    )


def _there_already(path: Path) -> InputError:
    return InputError(f"{path} is there already, and is left as it is. Use another reference, or change that file.")


def _write_whole(path: Path, text: str) -> None:
    """Write a new file, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        try:
            os.link(unfinished, path)
        except FileExistsError:
            raise _there_already(path) from None
        except OSError:
            unfinished.rename(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
