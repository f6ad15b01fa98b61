"""Hide the small counts of a request in its answers, and whatever would give them away.

All counts of one request are protected together, by the threshold that the request gives. Everything that is shown
(tables, charts, texts) is made from a protected answer; nothing here touches a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer, answer_figures, scope_of
from foi_stats.answer.notes import notes_of
from foi_stats.answer.status import sentence_of, status_of
from foi_stats.answer.wording import in_words_of, phrase
from foi_stats.release.counts import Linked, link_answers
from foi_stats.release.grain import grain_of
from foi_stats.release.released_counts import lines_of, made_again, mark_changed, own_release, releases_of
from foi_stats.release.released_tables import counts_before, earlier_tables
from foi_stats.request.case import Case
from foi_stats.request.figures import has_counts, list_figures
from foi_stats.request.released import Released, asker_of, lines_before
from foi_stats.supply.rows import records
from foi_stats.suppression.bounds import Rule
from foi_stats.suppression.suppress import ProtectOptions, mark_suppressed
from foi_stats.vocabulary.findings import InputError, ReleaseError
from foi_stats.vocabulary.measures import is_whole
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.shorthand import REASONS

_REASON = REASONS["suppressed"]


@dataclass(frozen=True)
class Protection:
    """Which figures of a request are hidden, and why.

    Attributes
    ----------
    hidden
        For the id of each hidden figure: ``primary`` if it is small, ``secondary`` if it would give a small one away.
    counts
        For the id of each figure that counts people: its true count.
    done
        How good the choice is, as :func:`foi_stats.protect` says it; empty where nothing is small.
    own
        The number of the request's own release on record, where that is made again.
    against
        The lines of the ledger that they were held against.
    """

    hidden: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    done: dict[str, Any] = field(default_factory=dict)
    own: int | None = None
    against: tuple[Released, ...] = ()


def protect_answer(case: Case, answer: Answer, earlier: Sequence[pd.DataFrame] = ()) -> Answer:
    """Return an answer as it may be shown: with its small counts hidden, and what else would give them away.

    Parameters
    ----------
    case
        The case, read for this figure or as a whole: the counts of all its figures are protected together.
    answer
        The answer of one figure, as :func:`foi_stats.answer.answer.answer_figures` gives it. One without counts, one
        of figures that somebody else has published, and any answer to a request without a threshold come back as they
        are.
    earlier
        Counts that earlier releases gave, as frames with the columns of :data:`foi_stats.release.counts.COUNTS`:
        what they show stays shown, what they hide stays hidden. What the ledger has of this measure is known without
        being given.

    Returns
    -------
    Answer
        A hidden figure has no value, ``[c]`` in print, the reason ``suppressed`` and no notes, and its trail does
        not name its value. Small figures and those that protect them look alike. A figure that was last released
        otherwise carries ``[r]``, and a note of what was given.

    Raises
    ------
    ReleaseError
        If a figure cannot be protected whatever is hidden, or tables of the request contradict one another or what
        was released before; then the message names that release too.
    """
    if case.request.threshold is None or answer.unit != "count" or answer.source:
        return answer
    with in_words_of(case.authority.own_words):
        protection = protect_request(case, earlier)
        hidden = replace(_hidden_in(case, answer, protection.hidden), unprotected=False)
        return mark_changed(case, hidden, protection.against)


def protect_request(case: Case, earlier: Sequence[pd.DataFrame] = ()) -> Protection:
    """Return which figures of a request are hidden so that no small count can be worked out, as cheaply as can be.

    The same case gives the same choice, however busy the machine is. Where that is the request's last release once
    more, figure by figure, it is held against those before it; else against all, its own among them. See
    :func:`protect_answer`.
    """
    figures = [figure for figure in list_figures(case.request) if has_counts(figure)]
    if case.request.threshold is None or not figures:
        return Protection()
    answers = [answer_figures(case, figure.id) for figure in figures]
    _check_whole(case, answers)
    asker, own = asker_of(case.request), own_release(case)
    if own is not None:
        with suppress(ReleaseError):
            again = _protect(case, answers, earlier, lines_before(case.released, asker, own))
            shown = [_hidden_in(case, answer, again.hidden) for answer in answers]
            if made_again(case, lines_of(case, shown)) == own:
                return replace(again, own=own)
    return _protect(case, answers, earlier, lines_before(case.released, asker, None))


def _protect(
    case: Case, answers: Sequence[Answer], earlier: Sequence[pd.DataFrame], lines: tuple[Released, ...]
) -> Protection:
    """Return which figures are hidden, held against these lines of the ledger.

    Raises
    ------
    ReleaseError
        If they cannot be protected.
    """
    try:
        marked = _marked(case, answers, earlier, lines)
    except ValueError as error:
        raise _unprotected(case, answers, earlier, lines, error) from None
    if marked is None:
        return Protection(against=lines)
    printed = records(marked[marked["figure"].ne("")])
    return Protection(
        hidden={row["figure"]: row["suppressed"] for row in printed if row["suppressed"]},
        counts={row["figure"]: row["count"] for row in printed},
        done=marked.attrs["suppression"],
        against=lines,
    )


def _marked(
    case: Case, answers: Sequence[Answer], earlier: Sequence[pd.DataFrame], lines: Sequence[Released]
) -> pd.DataFrame | None:
    """Return the counts of all answers with the column ``suppressed``; None where there are none to protect.

    Raises
    ------
    ValueError
        If they cannot be protected.
    """
    grain = grain_of(case, lines)
    before = [*earlier, *earlier_tables(lines, case, grain)]
    made_of = counts_before(lines, case, grain)
    linked = link_answers(case, answers, before, made_of, known=True, grain=grain)
    if not linked.tables or case.request.threshold is None:
        return None
    try:
        tables = _hide(linked, case.request.threshold.below)
    except ValueError:
        lost = _worked_out_before(made_of, linked, case.request.threshold.below)
        if not lost.any():
            raise
        linked = link_answers(case, answers, before, made_of[~lost], known=True, grain=grain)
        tables = _hide(linked, case.request.threshold.below)
    marked = pd.concat(tables, ignore_index=True)
    marked.attrs = tables[0].attrs
    return marked


def _hide(linked: Linked, threshold: int) -> list[pd.DataFrame]:
    options = ProtectOptions(
        "count", linked.by, Rule(threshold), earlier=linked.published, cost="cost", time_limit=None
    )
    return mark_suppressed(linked.tables, options)


def _worked_out_before(made_of: pd.DataFrame, linked: Linked, threshold: int) -> pd.Series[bool]:
    """Return which counts that nobody printed the earlier releases gave away by themselves."""

    def lost(at: int) -> bool:
        alone = made_of.iloc[[at]].drop(columns="printed").assign(cost=1)
        try:
            _hide(Linked((alone,), linked.published, linked.dimensions), threshold)
        except ValueError:
            return True
        return False

    small = ~made_of["printed"] & made_of["count"].lt(threshold)
    return pd.Series([bool(few) and lost(at) for at, few in enumerate(small)], index=made_of.index, dtype=bool)


def _unprotected(
    case: Case, answers: Sequence[Answer], earlier: Sequence[pd.DataFrame], lines: Sequence[Released], error: ValueError
) -> ReleaseError:
    """Return the error that says why counts cannot be protected, and together with which releases."""
    reference = case.request.reference
    instead = "Ask for figures over more years or services together, or without totals"
    if lines and not _fails(case, answers, earlier, ()):
        releases = releases_of(lines)
        of = {one: [line for line in lines if releases_of([line]) == [one]] for one in releases}
        guilty = [one for one in releases if _fails(case, answers, earlier, of[one])] or releases
        return ReleaseError(
            f"The counts of request {reference} cannot be released: together with what was released in "
            f"{listed(guilty)} they would reveal a hidden count, or contradict what was given. {error}. {instead}"
        )
    return ReleaseError(
        f"The counts of request {reference} cannot be protected as they are asked for: {error}. {instead}"
    )


def _fails(case: Case, answers: Sequence[Answer], earlier: Sequence[pd.DataFrame], lines: Sequence[Released]) -> bool:
    try:
        _marked(case, answers, earlier, lines)
    except ValueError:
        return True
    return False


def _check_whole(case: Case, answers: Iterable[Answer]) -> None:
    """Raise InputError for full-time equivalents: what a part of a post tells of a person cannot be bounded."""
    for answer in answers:
        if not answer.source and not is_whole(answer.measure):
            raise InputError(
                f"Request {case.request.reference}, figures of {answer.id}: {answer.measure} are not whole "
                "numbers, and cannot be protected as small counts. Ask for them in a request without a threshold, once "
                "somebody has decided that they tell nothing of a person."
            )


def _hidden_in(case: Case, answer: Answer, hidden: dict[str, str]) -> Answer:
    """Return an answer without the figures that are hidden."""
    gone = answer.table["figure"].isin(list(hidden))
    if not gone.any():
        return answer
    instead = {"printed": _REASON.shorthand, "shorthand": _REASON.shorthand, "reason": _REASON.code, "note": ""}
    table = answer.table.assign(
        value=answer.table["value"].mask(gone),
        **{name: answer.table[name].mask(gone, text) for name, text in instead.items()},
    )
    behind = answer.trail["figure"].isin(list(hidden))
    trail = answer.trail.assign(value=answer.trail["value"].mask(behind, _REASON.shorthand))
    status = status_of(table)
    sentence = sentence_of(case.request, answer.id, scope_of(case.request, answer), table, answer.measure)
    if status != "suppressed":
        sentence += " " + phrase("sentence", "some_suppressed")
    kept = [note for note in answer.notes if note not in notes_of(answer.table)]
    notes = (*kept, *notes_of(table))
    return replace(answer, status=status, sentence=sentence, notes=notes, table=table, trail=trail)
