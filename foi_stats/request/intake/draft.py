"""The file of a request, drafted from a letter: its text, where it is written, and what was released before."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foi_stats.request.intake.letter import DraftLimb, DraftQuestion, Letter, parse_letter
from foi_stats.request.intake.years import Years
from foi_stats.request.request import Request, file_name, is_reference, list_requests, read_request
from foi_stats.request.settings import NAME, available, read_settings
from foi_stats.request.topic import Topic
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.names import no_such

MARK = "# ?"
"""Begins each comment of a draft that says what was unsure or is not known."""

_LARGEST = 100_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True)
class Known:
    """What is known beside the letter: authority, topic and title; and the names that the data folder has to offer."""

    authority: str = ""
    topic: str = ""
    title: str = ""
    authorities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """A released request on the same topic, with the years of it that are asked for again."""

    reference: str
    authority: str
    years: tuple[str, ...]


@dataclass(frozen=True)
class Drafted:
    """What was written: the file, how many questions and open places it has, and what was released before."""

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
        If the reference cannot be one or has a file already, if the authority or topic is not known, or if the letter
        cannot be read as text. Nothing is written then.
    """
    if not is_reference(reference) or not NAME.fullmatch(file_name(reference)):
        raise InputError(
            f"{reference!r} cannot be a reference: use letters, digits, spaces and . _ / -, as on the letter."
        )
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

    Requests that cannot be read are passed over. Where no year is known yet, all of the topic are returned.
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


def draft_text(reference: str, letter: Letter, known: Known) -> str:
    """Return the text of a request file for what a letter asks."""
    head = [
        f"# Drafted from a letter. Each line that begins {MARK} says what is not known or not sure: settle it, and",
        "# remove the line. Compare every question with the letter. The file is refused until what it needs is there.",
    ]
    if letter.left_out:
        what = "1 paragraph" if letter.left_out == 1 else f"{letter.left_out} paragraphs"
        head.append(f"{MARK} {what} of the letter asked nothing that was recognised; check that nothing is missing")
    if not letter.questions:
        head.append(
            f"{MARK} no question was recognised in the letter: write them as [[question]], as docs/requests.md shows"
        )
    since = any(years.since for years in letter.scopes)
    lines = [*head, *_settings(reference, known, letter.subject, since=since)]
    for question in letter.questions:
        lines += ["", *_question(question)]
    return "\n".join(lines) + "\n"


def skeleton_text(reference: str, known: Known) -> str:
    """Return the text of a request file in which everything is still to be written."""
    head = ["# A new request. Fill in what begins # ?, and remove the marks; docs/requests.md explains every key."]
    return "\n".join([*head, *_settings(reference, known, "", since=False), *_SKELETON]) + "\n"


_SKELETON = """
# ? one [[question]] for each question of the letter, in its words
# [[question]]
# id = "1"
# text = ""
# limbs = [
#   { id = "1a", asks = "funding", title = "", years = [], basis = "allocated" },   # tried first
#   { id = "1b", asks = "funding", title = "", years = [], basis = "allocated" },   # if the first takes too long
# ]
#
# [[question]]
# id = "2"
# text = ""
# asks = "confirmation"     # answered by yes or no: answer = "yes", or confirms = "1", or held = false
#
# [[question]]
# id = "3"
# text = ""
# asks = "statement"        # answered by words: answer = "", or held = false
# depends = { on = "2", answer = "no" }
#
# ? who may release it, by role, once it is decided; without it a run makes a draft
# [approval]
# role = ""
# date =
""".rstrip().splitlines()


def _settings(reference: str, known: Known, subject: str, *, since: bool) -> list[str]:
    """Return the lines before the first question; what is not known is left out and said."""
    title = known.title or subject
    lines = [f"reference = {_quoted(reference)}"]
    if title:
        source = "the topic's" if known.title else "the letter's subject"
        lines += [
            f"{MARK} the title is {source}: is it right, and free of anything personal?",
            f"title = {_quoted(title)}",
        ]
    else:
        lines.append(f'{MARK} title = ""   what the request is about')
    for key, value, offered in (
        ("authority", known.authority, known.authorities),
        ("topic", known.topic, known.topics),
    ):
        lines.append(
            f"{key} = {_quoted(value)}" if value else f'{MARK} {key} = ""   one of: {", ".join(offered) or "none yet"}'
        )
    lines.append(f"{MARK} received =    the day on which the letter arrived, year-month-day; leave out if not known")
    needed = "; needed here, for a limb with since runs until then" if since else ""
    lines.append(f"{MARK} responded =    the day of the response, year-month-day{needed}")
    return lines


def _question(question: DraftQuestion) -> list[str]:
    lines = ["[[question]]", f"id = {_quoted(question.id)}", f"text = {_quoted(question.text)}"]
    lines += _doubts(question.doubts)
    if question.limbs:
        limbs = [line for limb in question.limbs for line in _limb(limb)]
        lines += ["limbs = [", *limbs, "]"]
    else:
        lines.append(f"asks = {_quoted(question.asks)}")
    if question.depends:
        on, answer = question.depends
        lines.append(f"depends = {{ on = {_quoted(on)}, answer = {_quoted(answer)} }}")
    if question.confirms:
        lines.append(f"confirms = {_quoted(question.confirms)}")
    return lines + _to_answer(question)


def _to_answer(question: DraftQuestion) -> list[str]:
    if question.limbs or question.confirms:
        return []
    if question.asks == "statement":
        due = f", if {question.depends[0]} is {question.depends[1]}" if question.depends else ""
        return [
            f"{MARK} the answer is to be written{due}; or held = false in its place, if nothing is held",
            'answer = ""',
        ]
    return [f'{MARK} answer = "yes" or "no"; or held = false; left out, neither is said']


def _limb(limb: DraftLimb) -> list[str]:
    years = f"since = {limb.years.since}" if limb.years.since is not None else f"years = {_list(limb.years.years)}"
    keys = [f"id = {_quoted(limb.id)}", f"asks = {_quoted(limb.asks)}", years]
    keys += [f"basis = {_quoted(limb.basis)}"] if limb.basis else []
    keys += ['by = "service"'] if limb.asks == "referrals" else []
    open_years = (
        () if limb.years.named or limb.years.doubts else ("the letter names no year: list the financial years",)
    )
    doubts = _doubts((*limb.years.doubts, *open_years, *limb.doubts))
    return [*(f"  {doubt}" for doubt in doubts), f"  {{ {', '.join(keys)} }},"]


def _doubts(doubts: Sequence[str]) -> list[str]:
    return [f"{MARK} {' '.join(doubt.split())}" for doubt in dict.fromkeys(doubts)]


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(_quoted(value) for value in values)}]"


def _quoted(text: str) -> str:
    """Return text as a TOML string on one line."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


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
    return sorted({year for scope in scopes for year in request.scope_years(scope)})


def _is_asked(year: str, scopes: Sequence[Years]) -> bool:
    named = [scope for scope in scopes if scope.named]
    return not named or any(
        year in scope.years or (scope.since is not None and int(year[:4]) >= scope.since) for scope in named
    )


def _there_already(path: Path) -> InputError:
    return InputError(f"{path} is there already, and is left as it is. Use another reference, or change that file.")


def _write_whole(path: Path, text: str) -> None:
    """Write a file that is not there yet, all of it or nothing."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="\n")
        try:
            os.link(part, path)
        except FileExistsError:
            raise _there_already(path) from None
        except OSError:
            part.rename(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
