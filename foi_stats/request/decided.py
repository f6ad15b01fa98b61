"""Decisions on what is printed: names, texts that a supplier wrote, and numbers in words of the request's own."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from foi_stats.request.asked_periods import Day
from foi_stats.vocabulary.settings import Settings


def is_reason(text: str) -> bool:
    """Return whether a text can be a reason: three letters or more, not one again and again, and no bare yes."""
    letters = [letter for letter in text.casefold() if letter.isalpha()]
    return len(letters) >= 3 and len(set(letters)) > 1 and "".join(letters) != "yes"


class Decided(Settings):
    """A decision on what is printed, with why, who decided it (by role), and when. It is on one of three things.

    ``name`` is a name that could be a person's; with ``publish = false`` it is printed as "[name withheld]".

    ``texts`` are texts that a supplier wrote, whole, as a draft prints them, decided on together: line names, labels,
    cells of lists, notes. ``text`` is one of them decided on by itself, which one with personal data in it needs; with
    ``publish = false`` a note is left out. With ``publish = true`` it may also be personal data in any text of the
    request, in an edited letter or in an annex, quoted whole or in part.

    A ``text`` without ``publish`` is one of the request's own that states a number, quoted whole or in part.

    ``no_count = true`` says that no number in the text is a count of what a table hides.
    """

    name: str = ""
    text: str = ""
    texts: list[str] = []
    publish: bool | None = None
    no_count: bool = False
    reason: Annotated[str, Field(min_length=1)]
    role: Annotated[str, Field(min_length=1)]
    date: Day

    @model_validator(mode="after")
    def _of_one(self) -> Self:
        given = [bool(self.name.strip()), bool(self.text.strip()), any(map(str.strip, self.texts))]
        if sum(given) != 1:
            raise ValueError("give one of name, text or texts: what was decided on")
        if (self.name or self.texts) and self.publish is None:
            raise ValueError("say whether it is published: publish = true or false")
        if self.no_count and not self.text:
            raise ValueError("no_count is for one text: give text")
        if self.no_count and self.publish is False:
            raise ValueError("no_count is for a text that stands: this one is left out")
        return self
