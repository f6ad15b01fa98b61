"""How every letter opens and closes: its facts, the salutation, and who writes it."""

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


def closing_of(authority: Authority, phrase: Phrases) -> list[Block]:
    """Return the last words of a letter, and who writes it."""
    return [Paragraph(phrase("valediction")), Paragraph(clean(authority.name), by="authority")]


def marks_of_letter(request: Request, authority: Authority, phrase: Phrases) -> tuple[str, ...]:
    """Return what stands on every page of a letter: that its data is invented, or that it is a demonstration."""
    marks = {"mark_invented": authority.invented, "mark_demonstration": request.demonstration}
    return tuple(phrase(key) for key, holds in marks.items() if holds)
