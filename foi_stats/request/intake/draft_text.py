"""The text of a request file, drafted from a letter, or a skeleton without one. Nothing here touches a disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import get_args

from foi_stats.request.correspondence import AlsoAsked
from foi_stats.request.intake.clarify import clarification_lines
from foi_stats.request.intake.draft_account import account_lines
from foi_stats.request.intake.items import NOTES
from foi_stats.request.intake.letter import DraftQuestion, RequestLetter, doubts_of, shared_doubts
from foi_stats.request.intake.limbs import DraftLimb
from foi_stats.request.intake.periods import day_in
from foi_stats.request.open_points import MARK
from foi_stats.vocabulary.settings import toml_text


@dataclass(frozen=True)
class Known:
    """The authority, topic and title that are known beside the letter, and the names that the data folder offers.

    ``authority`` and ``topic`` are names of files; ``authority_name`` is the authority's own name; ``received`` the day
    on which the letter arrived.
    """

    authority: str = ""
    topic: str = ""
    title: str = ""
    authorities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authority_name: str = ""
    received: dt.date | None = None


def draft_text(reference: str, letter: RequestLetter, known: Known) -> str:
    """Return the text of a request file with the questions of a letter."""
    head = [
        f"# Drafted from a letter. Each line that begins {MARK} says what is not known or not sure: settle it, and",
        "# remove the line. Compare every question with the letter. No report is made until what it needs is there.",
    ]
    if not letter.questions:
        head.append(
            f"{MARK} no question was recognised in the letter: write them as [[question]], as docs/requests.md shows"
        )
    head += account_lines(letter, known.authority_name)
    until = any(years.since or years.key == "to_date" for years in letter.scopes)
    lines = [*head, *_settings(reference, known, letter.subject, until=until, dated=letter.dated)]
    lines += _also_asked(letter)
    shared = shared_doubts(letter.questions)
    lines += [
        f"{_mark(doubt)} question{'s' * (len(ids) > 1)} {', '.join(ids)}: {doubt}" for doubt, ids in shared.items()
    ]
    for question in letter.questions:
        lines += ["", *_question(question, shared)]
    return "\n".join([*lines, *clarification_lines(letter)]) + "\n"


def _also_asked(letter: RequestLetter) -> list[str]:
    """Return the key for what a letter asks beside its questions, under another law or as a review."""
    found = [sort for sort in get_args(AlsoAsked) if letter.account.quoted(sort)]
    if not found:
        return []
    return [
        "# asked in the same letter and answered separately, as the acknowledgement says: take out what is not",
        f"also_asked = {_list(found)}",
    ]


def skeleton_text(reference: str, known: Known) -> str:
    """Return the text of a request file in which everything is still to be filled in."""
    head = ["# A new request. Fill in what begins # ?, and remove the marks; docs/requests.md explains every key."]
    return "\n".join([*head, *_settings(reference, known, "", until=False), *_SKELETON]) + "\n"


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


def _settings(reference: str, known: Known, subject: str, *, until: bool, dated: str = "") -> list[str]:
    """Return the lines before the first question; a marked comment stands in place of each value that is not known."""
    title = subject or known.title
    lines = [f"reference = {toml_text(reference)}"]
    if title:
        source = "the letter's subject" if subject else "the topic's"
        lines += [
            f"{MARK} the title is {source}: is it right, and free of anything personal?",
            f"title = {toml_text(title)}",
        ]
    else:
        lines.append(f'{MARK} title = ""   what the request is about')
    for key, value, offered in (
        ("authority", known.authority, known.authorities),
        ("topic", known.topic, known.topics),
    ):
        asked = f'{MARK} {key} = ""   one of: {", ".join(offered) or "none yet"}'
        lines.append(f"{key} = {toml_text(value)}" if value else asked)
    lines.append(f"received = {known.received}" if known.received else _received(dated))
    needed = "; needed here, for a limb with since or to_date runs until then" if until else ""
    lines.append(f"{MARK} responded =    the day of the response, year-month-day{needed}")
    return lines


def _received(dated: str) -> str:
    """Return the line that asks for the day of receipt; ``dated`` is the day that the letter bears, in its words."""
    if not dated:
        return f"{MARK} received =    the day on which the letter arrived, year-month-day; leave out if not known"
    day = day_in(dated)
    return f"{MARK} received = {day or '  '}   the letter is dated {' '.join(dated.split())}: when did it arrive?"


def _question(question: DraftQuestion, shared: Collection[str]) -> list[str]:
    lines = ["[[question]]", f"id = {toml_text(question.id)}", f"text = {toml_text(question.text)}"]
    lines += _doubts(question.doubts, shared)
    if question.limbs:
        limbs = [line for limb in question.limbs for line in _limb(limb, shared)]
        lines += ["limbs = [", *limbs, "]"]
    else:
        lines.append(f"asks = {toml_text(question.asks)}")
    if question.depends:
        on, answer = question.depends
        lines.append(f"depends = {{ on = {toml_text(on)}, answer = {toml_text(answer)} }}")
    if question.confirms:
        lines.append(f"confirms = {toml_text(question.confirms)}")
    return lines + _to_answer(question)


def _to_answer(question: DraftQuestion) -> list[str]:
    if question.limbs or question.confirms:
        return []
    if question.asks == "statement":
        due = f", if {question.depends[0]} is {question.depends[1]}" if question.depends else ""
        return [
            f"# the answer is to be written{due}; or held = false in its place, if nothing is held",
            'answer = ""',
        ]
    return [f'{MARK} answer = "yes" or "no"; or held = false; left out, neither is said']


def _limb(limb: DraftLimb, shared: Collection[str]) -> list[str]:
    years = f"since = {limb.years.since}" if limb.years.since is not None else f"years = {_list(limb.years.years)}"
    years = f"{limb.years.key} = {limb.years.value}" if limb.years.key else years
    keys = [f"id = {toml_text(limb.id)}", f"asks = {toml_text(limb.asks)}", years]
    keys += [f"basis = {toml_text(limb.basis)}"] if limb.basis else []
    keys += [f"measure = {toml_text(limb.measure)}"] if limb.measure else []
    if limb.items:
        keys += [f"columns = {_list(limb.items.columns)}"]
        keys += [f"over = {limb.items.over}"] if limb.items.over else []
    by = limb.by or (("service",) if limb.asks == "counts" else ())
    keys += [f"by = {toml_text(by[0]) if len(by) == 1 else _list(by)}"] if by else []
    keys += limb.derived
    doubts = _doubts(doubts_of(limb), shared)
    return [*(f"  {doubt}" for doubt in doubts), f"  {{ {', '.join(keys)} }},"]


def _doubts(doubts: Sequence[str], shared: Collection[str]) -> list[str]:
    """Return the comments on what is unsure, but for what several questions share."""
    plain = dict.fromkeys(" ".join(doubt.split()) for doubt in doubts)
    return [f"{_mark(doubt)} {doubt}" for doubt in plain if doubt not in shared]


def _mark(doubt: str) -> str:
    """Return how a comment begins: notes on what was done ask for no decision."""
    return "#" if doubt in NOTES else MARK


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(toml_text(value) for value in values)}]"
