"""Ask whoever approves a draft about the texts in it that a supplier wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from foi_stats.terminal import print_text
from foi_stats.vocabulary.findings import ReleaseError

if TYPE_CHECKING:
    from foi_stats.release.undecided_texts import UndecidedText
    from foi_stats.run.approval import Proposal
    from foi_stats.run.text_decisions import TextDecision

_LOOKED_AT = "Looked at before the approval: nothing in it speaks against publishing it."


def decide_on_texts(proposal: Proposal, *, ask: bool, publish: bool) -> list[TextDecision]:
    """Return the decisions on the supplied texts of a draft.

    Doubtful texts and notes are asked about one by one, all labels and cells of lists together.

    Parameters
    ----------
    ask
        Whether somebody is there to answer.
    publish
        Whether texts in which nothing is doubtful are published unasked.

    Raises
    ------
    ReleaseError
        If not all is decided.
    """
    doubtful = [one for one in proposal.undecided if one.doubts]
    notes = [one for one in proposal.undecided if one.alone and not one.doubts]
    others = [one for one in proposal.undecided if not one.alone]
    if not ask and (doubtful or not publish):
        raise ReleaseError(_unasked(doubtful or proposal.undecided, doubtful=bool(doubtful)))
    print_text("Texts that a supplier wrote are not public until somebody decides so.")
    decided = [_ask_about(one) for one in doubtful]
    if publish:
        return [*decided, *_together([*notes, *others])]
    decided += [_ask_about(one) for one in notes]
    if others:
        print_text("\n".join(["Labels and items, as supplied:", *(f"  {one.supplied.text}" for one in others)]))
        if not typer.confirm(f"Publish {'it' if len(others) == 1 else f'all {len(others)}'}?"):
            raise ReleaseError(
                "Not approved. Change what is not to be printed in the supply, or ask for figures by something else; a "
                "name within a text is withheld by a [[decided]] with name and publish = false."
            )
    return [*decided, *_together(others)]


def _ask_about(one: UndecidedText) -> TextDecision:
    from foi_stats.run.text_decisions import TextDecision

    where = ", ".join(filter(None, (one.file, one.sheet and f"sheet {one.sheet}", one.cell and f"cell {one.cell}")))
    lines = [
        f"  {one.supplied.text}",
        f"    {one.supplied.kind} of {one.supplied.place}{where and f', beside {where}'}",
    ]
    print_text("\n".join([*lines, *([f"    it holds {', '.join(one.doubts)}"] if one.doubts else [])]))
    if typer.confirm("Publish this text?"):
        reason = typer.prompt("Why may it be published", default=None if one.doubts else _LOOKED_AT)
        return TextDecision((one.supplied.text,), publish=True, reason=reason, alone=True)
    if one.supplied.kind != "note":
        raise ReleaseError(
            f"Not approved: {one.supplied.text!r} is a {one.supplied.kind}, which cannot be left out. Change it in the "
            "supply, or withhold a name within it by a [[decided]] with name and publish = false."
        )
    reason = typer.prompt("Why is it left out", default="It is not needed for the answer.")
    return TextDecision((one.supplied.text,), publish=False, reason=reason, alone=True)


def _together(texts: Sequence[UndecidedText]) -> list[TextDecision]:
    from foi_stats.run.text_decisions import TextDecision

    return [TextDecision(tuple(one.supplied.text for one in texts), publish=True, reason=_LOOKED_AT)] if texts else []


def _unasked(texts: Sequence[UndecidedText], *, doubtful: bool) -> str:
    """Return the message where texts are to be decided on and nobody is there to answer."""
    listed = "\n".join(
        f"  {one.supplied.text}{f' (it holds {chr(44).join(one.doubts)})' if one.doubts else ''}" for one in texts
    )
    instead = (
        "Decide on each in the request's file, by a [[decided]] with text, publish, reason, role and date"
        if doubtful
        else "--publish-texts publishes them all, or decide in the request's file, by a [[decided]] with texts"
    )
    what = "Not approved: nobody has decided on texts of a supplier's in the draft."
    return f"{what}\n{listed}\n{instead}; or leave out --yes."
