"""Read a letter, write the draft of its request file, and find earlier releases of the same years."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from foi_stats.request.asked_periods import AskedPeriods
from foi_stats.request.authority import Authority
from foi_stats.request.intake.clarify import open_questions
from foi_stats.request.intake.draft_text import Known, draft_text, skeleton_text
from foi_stats.request.intake.letter import RequestLetter, parse_letter
from foi_stats.request.intake.letters_kept import keep_letter
from foi_stats.request.intake.years import Years
from foi_stats.request.new_request import new_request_file, write_new_request
from foi_stats.request.open_points import count_open
from foi_stats.request.request import Request, file_name, list_requests, read_drafting, read_request
from foi_stats.request.settings import available, read_settings
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.period import years_within
from foi_stats.vocabulary.years import financial_year_of, financial_years

_LARGEST = 100_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True)
class Earlier:
    """A request that the same authority answered on the same topic, with the years of it that are asked for again."""

    reference: str
    authority: str
    years: tuple[str, ...]


@dataclass(frozen=True)
class Drafted:
    """The file that was written, where the letter's sentences went, and the earlier releases of its years.

    ``unsure`` is how many things are to be decided, as the status says;
    ``parts`` how many sentences are part of a question beside its first;
    ``courtesies`` and ``personal`` how many were left out; ``reply`` how many lines of a reply were. ``to_ask`` is what
    the requester may be asked. ``kept`` is where the letter itself lies until its request is approved.
    """

    path: Path
    questions: int = 0
    unsure: int = 0
    parts: int = 0
    courtesies: int = 0
    personal: int = 0
    reply: int = 0
    to_ask: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    kept: Path | None = None


def write_draft(
    data: Path,
    reference: str,
    letter: Path | None = None,
    authority: str = "",
    topic: str = "",
    received: dt.date | None = None,
) -> Drafted:
    """Draft the file of a request from a letter, or a skeleton without one, and write it.

    Raises
    ------
    InputError
        If the reference is not a valid one or has a file already, if the authority or topic is not known, or if the
        letter cannot be read as text. Nothing is written then.
    """
    if not data.is_dir():
        raise InputError(f"There is no folder {data}.")
    path = new_request_file(data, reference)
    known = replace(_read_known(data, authority, topic), received=received)
    words = read_letter(letter) if letter else ""
    asked = parse_letter(words, received)
    text = draft_text(reference, asked, known) if letter else skeleton_text(reference, known)
    write_new_request(path, text)
    kept = keep_letter(data, reference, words) if letter else None
    unsure = count_open(read_drafting(data, reference).open)
    return _drafted(path, unsure, asked, read_earlier(data, reference, topic, authority, asked.scopes), kept)


def _drafted(path: Path, unsure: int, asked: RequestLetter, earlier: tuple[Earlier, ...], kept: Path | None) -> Drafted:
    account = asked.account
    return Drafted(
        path,
        questions=len(asked.questions),
        unsure=unsure,
        parts=account.parts,
        courtesies=len(account.courtesies),
        personal=len(account.personal) + account.removed,
        reply=account.reply[1] if account.reply else 0,
        to_ask=tuple(words for _, words in open_questions(asked)),
        earlier=earlier,
        kept=kept,
    )


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


def read_earlier(
    data: Path, reference: str, topic: str, authority: str, scopes: Sequence[Years]
) -> tuple[Earlier, ...]:
    """Return the requests to an authority on a topic that are approved and cover any of the years asked for (s.21).

    Requests that cannot be read are skipped. If no year is known yet, all requests to it on the topic are returned; if
    the authority is not known, none: another authority's answer does not make this one's information accessible.
    """
    found = []
    for name in list_requests(data) if topic and authority else []:
        try:
            request = read_request(data, name)
        except InputError:
            continue
        same = request.topic == topic and request.authority == authority
        if request.approval is None or not same or file_name(request.reference) == file_name(reference):
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
    title = _title_of(data / "topics" / f"{topic}.toml") if topic else ""
    name = read_settings(data / "authorities", authority, Authority, "authority").name if authority else ""
    return Known(authority, topic, title, tuple(authorities), tuple(topics), name)


def _title_of(path: Path) -> str:
    """Return the title of a topic: its rules are not needed here, and what checks them takes long to load."""
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("title", ""))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.as_posix()} is not a TOML file: {error}.") from None


def _years_of(request: Request) -> list[str]:
    scopes = [limb for question in request.question for limb in (*question.limbs, *question.further)]
    periods = [part for scope in scopes for period in request.scope_periods(scope) for part in years_within(period)]
    return sorted({financial_year_of(day) for part in periods for day in (part.start, part.end)})


def _is_asked(year: str, scopes: Sequence[Years]) -> bool:
    named = [scope for scope in scopes if scope.named]
    return not named or any(
        year in (scope.years or _years_within(scope)) or (scope.since is not None and int(year[:4]) >= scope.since)
        for scope in named
    )


def _years_within(scope: Years) -> list[str]:
    """Return the financial years into which periods of another kind fall; what runs to date falls into a hundred."""
    if not scope.key:
        return []
    periods = AskedPeriods.model_validate(tomllib.loads(f"{scope.key} = {scope.value}"))
    found = periods.periods_until(periods.to_date and periods.to_date.replace(year=periods.to_date.year + 100))
    return financial_years(financial_year_of(found[0].start), financial_year_of(found[-1].end))
