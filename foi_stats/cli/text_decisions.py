"""Ask whoever approves a draft about the texts in it that a supplier wrote."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from foi_stats.terminal import print_text
from foi_stats.vocabulary.findings import ReleaseError
from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    from foi_stats.release.undecided_texts import UndecidedText
    from foi_stats.request.project_folders import Places
    from foi_stats.run.approval import Proposal
    from foi_stats.run.text_decisions import TextDecision

_LOOKED_AT = "Looked at before the approval: nothing in it speaks against publishing it."
_UNASKED = "Published together with --publish-texts, not one by one."


def record_decisions(proposal: Proposal, places: Places, role: str, day: dt.date, *, ask: bool, publish: bool) -> None:
    """Ask about the supplied texts of a draft, and write the decisions into the request's file.

    Where the asking ends early (a no, Ctrl-C, a closed terminal), the decisions made until then are written too.
    """
    from foi_stats.release.roles import check_role
    from foi_stats.run.text_decisions import DECIDES, write_decisions

    check_role(role, DECIDES)
    decided: list[TextDecision] = []
    try:
        for decision in decide_on_texts(proposal, ask=ask, publish=publish):
            decided.append(decision)  # noqa: PERF402 - what was decided must outlive an exception
    except BaseException:
        if decided:
            path = write_decisions(proposal, places, decided, role, day)
            many = counted(len(decided), "decision is", "decisions are")
            print_text(f"\n{many} kept in {path}: you will not be asked again.", sys.stderr)
        raise
    write_decisions(proposal, places, decided, role, day)


def decide_on_texts(proposal: Proposal, *, ask: bool, publish: bool) -> Iterator[TextDecision]:
    """Yield the decisions on the supplied texts of a draft, each as soon as it is made.

    Doubtful texts and notes are asked about one by one, all labels and cells of lists together.

    Parameters
    ----------
    ask
        Whether somebody is there to answer.
    publish
        Whether labels and items in which nothing is doubtful are published unasked; notes never are.

    Raises
    ------
    ReleaseError
        If not all is decided.
    """
    doubtful = [one for one in proposal.undecided if one.doubts]
    notes = [one for one in proposal.undecided if one.alone and not one.doubts]
    others = [one for one in proposal.undecided if not one.alone]
    if not ask and (doubtful or notes or not publish):
        raise ReleaseError(_unasked([*doubtful, *notes], [] if publish else others))
    print_text("Texts that a supplier wrote are not public until somebody decides so.")
    yield from (_ask_about(one) for one in (*doubtful, *notes))
    if others and not publish:
        print_text("\n".join(["Labels and items, as supplied:", *(f"  {one.supplied.text}" for one in others)]))
        if not typer.confirm(f"Publish {'it' if len(others) == 1 else f'all {len(others)}'}?"):
            raise ReleaseError(
                "Not approved. Change what is not to be printed in the supply, or ask for figures by something else; a "
                "name within a text is withheld by a [[decided]] with name and publish = false."
            )
    yield from _together(others, _UNASKED if publish else _LOOKED_AT)


def _ask_about(one: UndecidedText) -> TextDecision:
    from foi_stats.run.text_decisions import TextDecision

    where = ", ".join(filter(None, (one.file, one.sheet and f"sheet {one.sheet}", one.cell and f"cell {one.cell}")))
    lines = [
        f"  {one.supplied.text}",
        f"    {one.supplied.kind} of {one.supplied.place}{where and f', beside {where}'}",
    ]
    print_text("\n".join([*lines, *([f"    it holds {', '.join(one.doubts)}"] if one.doubts else [])]))
    if typer.confirm("Publish this text?"):
        reason = _ask_why("Why may it be published", None if one.doubts else _LOOKED_AT)
        return TextDecision((one.supplied.text,), publish=True, reason=reason, alone=True)
    if one.supplied.kind != "note":
        raise ReleaseError(
            f"Not approved: {one.supplied.text!r} is a {one.supplied.kind}, which cannot be left out. Change it in the "
            "supply, or withhold a name within it by a [[decided]] with name and publish = false."
        )
    reason = _ask_why("Why is it left out", "It is not needed for the answer.")
    return TextDecision((one.supplied.text,), publish=False, reason=reason, alone=True)


def _ask_why(question: str, default: str | None) -> str:
    """Return a reason; ask again where the answer is none: spaces, a letter, yes or no typed by habit."""
    from foi_stats.request.decided import is_reason

    while True:
        reason = str(typer.prompt(question, default=default)).strip()
        if is_reason(reason):
            return reason
        print_text("A reason is a few words, which are kept with the decision.", sys.stderr)


def _together(texts: Sequence[UndecidedText], reason: str) -> list[TextDecision]:
    from foi_stats.run.text_decisions import TextDecision

    return [TextDecision(tuple(one.supplied.text for one in texts), publish=True, reason=reason)] if texts else []


def _unasked(alone: Sequence[UndecidedText], others: Sequence[UndecidedText]) -> str:
    """Return the message where texts are to be decided on and nobody is there to answer."""
    lines = ["Not approved: nobody has decided on texts of a supplier's in the draft."]
    if alone:
        lines += [
            *(f"  {one.supplied.text} ({', '.join(one.doubts) or 'a note'})" for one in alone),
            "Decide on each in the request's file, by a [[decided]] with text, publish (true, or false to leave a note "
            "out), reason, role and date; or leave out --yes. --publish-texts is for labels and items in which nothing "
            "is doubtful, and never for notes.",
        ]
    if others:
        lines += [
            *(f"  {one.supplied.text} ({'an item' if one.supplied.kind == 'cell' else 'a label'})" for one in others),
            "--publish-texts publishes these together; or decide in the request's file, by a [[decided]] with texts; "
            "or leave out --yes.",
        ]
    return "\n".join(lines)
