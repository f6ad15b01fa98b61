"""How every letter opens and closes: its facts, the salutation, the thanks, and whoever signs.

A short letter and a response use the same frame. Nothing here knows what stands between.
"""

from __future__ import annotations

import datetime as dt

from foi_stats.publish.response import Block, Facts, Paragraph, clean
from foi_stats.publish.response_wording import Phrases
from foi_stats.request.authority import Authority
from foi_stats.request.request import Request
from foi_stats.vocabulary.years import format_day


def facts_of(request: Request, authority: Authority, phrase: Phrases, date: dt.date | None) -> Facts:
    """Return what heads a letter: who writes it, how to reach them, the reference and the dates that are known."""
    known = {
        "authority": authority.name,
        "address": ", ".join(authority.address),
        "email": authority.email,
        "telephone": authority.telephone,
        "website": authority.website,
        "reference": request.reference,
        "received": format_day(request.received) if request.received else "",
        "responded": format_day(date) if date else "",
    }
    return Facts(tuple((phrase(f"fact_{key}"), clean(text)) for key, text in known.items() if text))


def opening_of(subject: str, received: dt.date | None, phrase: Phrases) -> list[Block]:
    """Return the salutation and the thanks for a request.

    Parameters
    ----------
    subject
        What the request is about, as it stands within a sentence: its title, or the ``subject`` of its topic.
    """
    key = "thanks_received" if received else "thanks"
    thanks = phrase(key, subject=clean(subject), received=format_day(received) if received else "")
    return [Paragraph(phrase("salutation")), Paragraph(thanks)]


def closing_of(phrase: Phrases) -> list[Block]:
    """Return the words before the signature, the last of a letter."""
    return [Paragraph(phrase("valediction"))]


def signature_of(authority: Authority, role: str, phrase: Phrases, *, demonstration: bool) -> tuple[str, ...]:
    """Return the lines below the closing words: the role of whoever decided, once somebody has, and the authority."""
    key = "signed_demonstration" if demonstration else "signed"
    return (*([phrase(key, role=clean(role))] if role else []), clean(authority.name))


def marks_of_letter(request: Request, authority: Authority, phrase: Phrases) -> tuple[str, ...]:
    """Return what stands on every page of a letter: that its data is invented, or that it is a demonstration."""
    marks = {"mark_invented": authority.invented, "mark_demonstration": request.demonstration}
    return tuple(phrase(key) for key, holds in marks.items() if holds)


def marks_of_log(authority: Authority, phrase: Phrases, *, some: bool, every: bool) -> tuple[str, ...]:
    """Return what stands on every page of a disclosure log.

    Parameters
    ----------
    some, every
        Whether some of its releases are demonstrations, or all.
    """
    marks = {
        "log_invented": authority.invented,
        "mark_demonstration": every,
        "log_some_demonstrations": some and not every,
    }
    return tuple(phrase(key) for key, holds in marks.items() if holds)
