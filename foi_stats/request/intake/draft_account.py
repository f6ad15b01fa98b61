"""The lines of a draft that tell where a letter's other words went: to be settled, left out, cited. No disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foi_stats.request.intake.account import AsideSort
from foi_stats.request.intake.citations import Cited, duties_of
from foi_stats.request.intake.letter import DraftQuestion, RequestLetter
from foi_stats.request.intake.personal import PLACEHOLDER
from foi_stats.request.intake.sorts import forms_in, only_opens
from foi_stats.request.open_points import MARK
from foi_stats.vocabulary.phrases import counted

_ASIDES: dict[AsideSort, str] = {
    "opening": "before its questions the letter says {quoted}: does it hold for all of them?",
    "closing": "after its questions the letter says {quoted}: does it hold for all of them?",
    "aside": "taken for no question: {quoted}; add what it asks to a question, or leave it",
    "form": "the letter prefers a form (s.11): {quoted}; write {form}",
    "review": "asks for an internal review, which is no new request: {quoted}; it has a file of its own, with "
    "review_of",
    "own data": "asks for the requester's own data, which is a matter of data protection law and not drafted: {quoted}",
    "environment": "speaks of the environment: {quoted}; do the Environmental Information Regulations 2004 apply?",
    "complaint": "is a complaint, which is no request and not drafted: {quoted}",
}


def account_lines(letter: RequestLetter, authority: str) -> list[str]:
    """Return the comments of a draft on what of a letter is no question, or part of one.

    Parameters
    ----------
    authority
        The name of who answers, if it is known: it tells what the law makes it publish.
    """
    account = letter.account
    lines = [f"{MARK} {note}" for note in account.notes]
    for aside in account.asides:
        if aside.sort == "opening" and letter.questions and only_opens(aside.text):
            lines.append(f"# Before its questions the letter says {_quoted(aside.text)}: they have its periods.")
            continue
        shown = _ASIDES[aside.sort].format(quoted=_quoted(aside.text), form=forms_in(aside.text))
        lines.append(f"{MARK} {shown}")
    if letter.environmental:
        lines.append(
            f"{MARK} {_quoted(letter.environmental)} may be environmental information: the Environmental Information "
            "Regulations 2004 have no cost limit and other exceptions, and this software drafts for the Act alone"
        )
    lines += _cited(letter.cited)
    lines += _published(letter.questions, authority)
    if account.reply:
        heading, many = account.reply
        lines.append(f"# Left out as a reply: {many} lines, from {_quoted(heading)} on.")
    lines += _listed("Left out as courtesy", account.courtesies)
    return lines + _personal(account.personal)


def _cited(cited: Iterable[Cited]) -> list[str]:
    lines = []
    for one in cited:
        about = f": {one.about}" if one.about else ""
        if "Scotland" in one.words:
            lines.append(f"{MARK} cites {one.words}, for Scottish public authorities only; nothing is drafted under it")
        elif one.standing == "known":
            lines.append(f"# Cited, and known: {one.words}{about}.")
        else:
            lines.append(
                f"{MARK} cited, and {one.standing}: {one.words}{about}; do not repeat it before you have looked it up"
            )
    return lines


def _published(questions: Sequence[DraftQuestion], authority: str) -> list[str]:
    """Return what the law makes the authority publish and a question asks for (section 21)."""
    lines = []
    for question in questions:
        lines += [
            f"{MARK} question {question.id} asks for {_quoted(duty.words)}, and {authority} must publish {duty.what} "
            f"({duty.source}): section 21 may answer, if the list is there and this requester can reach it"
            for duty in duties_of(authority, question.text)
        ]
    return lines


def _personal(texts: Sequence[str]) -> list[str]:
    """Return what was left out as personal: how many lines are nothing but that, and the rest of the others."""
    if not texts:
        return []
    said = [text for text in dict.fromkeys(texts) if PLACEHOLDER.sub("", text).strip(" .,;:")]
    whole = len(texts) - len(said)
    lines = [f"{counted(whole, 'line')} of names, addresses and the like"] if whole else []
    return _listed("Left out as personal, without the personal words", said, lines)


def _listed(heading: str, texts: Iterable[str], first: Sequence[str] = ()) -> list[str]:
    shown = [*first, *(_quoted(text) for text in dict.fromkeys(texts))]
    return [f"# {heading}: {'; '.join(shown)}."] if shown else []


def _quoted(text: str) -> str:
    return f'"{" ".join(text.split())}"'
