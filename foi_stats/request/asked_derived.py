"""What a scope asks to be worked out or picked: shares, changes, the largest labels, the largest single item."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from foi_stats.vocabulary.settings import Settings

OF_TOTAL = "the total"
KINDS = ("share", "change")
"""What is worked out beside the figures of a scope; each gets a table of its own, ``1-share`` beside figure ``1``."""


def _without_of(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    if not isinstance(value, str):
        return value
    text = " ".join(value.split()).removeprefix("of ")
    return OF_TOTAL if text == "total" else text


class AskedDerived(Settings):
    """Figures that are worked out from others, and those picked from among others.

    ``share`` gives each figure in per cent of ``"the total"`` of its table, or of another measure of the same request,
    by its noun (``"claims received"``). ``change`` gives each figure's change on the period before, in per cent.
    ``top`` keeps the labels with the largest sums, and adds up the others as one. ``largest`` gives the largest single
    item in place of the sum of all.
    """

    share: Annotated[str, BeforeValidator(_without_of)] = ""
    change: bool = False
    top: Annotated[int | None, Field(ge=1)] = None
    largest: bool = False

    def check_derived(self, asks: str, *, has_basis: bool) -> None:
        """Raise ValueError if what is to be worked out does not fit what is asked for."""
        given = [name for name in ("share", "change", "top", "largest") if getattr(self, name)]
        if given and asks not in ("funding", "counts"):
            raise ValueError(f"{given[0]} is worked out from figures, and this asks for {asks}")
        if self.largest and not has_basis:
            raise ValueError("largest is the largest single amount: it needs funding, and no counts")
        if self.largest and len(given) > 1:
            raise ValueError(f"largest gives single items, of which there is no {given[0]}: ask for each by itself")

    @property
    def worked_out(self) -> tuple[str, ...]:
        """What is worked out beside the figures, of :data:`KINDS`."""
        return tuple(kind for kind in KINDS if getattr(self, kind))


def derived_id(figure: str, kind: str) -> str:
    """Return the id of what is worked out beside a figure: ``1-share``."""
    return f"{figure}-{kind}"
