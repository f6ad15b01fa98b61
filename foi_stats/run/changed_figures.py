"""Compare the figures that two runs of a report publish, and stop a release whose figures nobody has approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from foi_stats.request.project_folders import Places
from foi_stats.run.folders import read_current
from foi_stats.run.run_account import read_account
from foi_stats.vocabulary.findings import InputError, ReleaseError
from foi_stats.vocabulary.money import MINUS
from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.years import format_day

if TYPE_CHECKING:
    import pandas as pd

    from foi_stats.request.request import Request

_LISTED = 30
"""As many figures as a message lists."""


@dataclass(frozen=True)
class Change:
    """A published figure that is another one in a later run; empty where it is not there, or was not."""

    figure: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.figure}: {self.was or 'not published'}, now {self.now or 'not published any more'}"


def changed_figures(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the figures that differ, by their ids in the trail; 66,400.00 and 66,400 are the same amount."""
    changes = (Change(figure, was.get(figure, ""), now.get(figure, "")) for figure in dict.fromkeys((*was, *now)))
    return tuple(change for change in changes if _amount(change.was) != _amount(change.now))


def figures_of_run(run: Path) -> dict[str, str] | None:
    """Return every figure that a run published, by its id in the trail; None if its trail is not kept."""
    if not trail_file(run).is_file():
        return None
    return dict(zip(*read_trail_columns(run, ("figure", "value")), strict=True))


def trail_file(run: Path) -> Path:
    """Return the file of a run that has the cells behind its figures."""
    return run / "working" / "trace.parquet"


def read_trail_columns(run: Path, names: Sequence[str]) -> list[list[str]]:
    """Return columns of the trail of a run, in their order; without pandas, for which commands would wait."""
    import pyarrow.parquet as pq

    table = pq.ParquetFile(trail_file(run), pre_buffer=False).read(list(names), use_threads=False)
    return [table[name].to_pylist() for name in names]


def figures_of_trails(trails: Iterable[pd.DataFrame]) -> dict[str, str]:
    """Return every figure of some trails, by its id."""
    return {
        str(figure): str(value)
        for trail in (every.drop_duplicates("figure", keep="last") for every in trails)
        for figure, value in zip(trail["figure"], trail["value"], strict=True)
    }


def check_approved_figures(request: Request, places: Places, figures: Mapping[str, str]) -> None:
    """Stop a release whose figures differ from those of the last one, if nobody has approved it since.

    An approval that was written by hand has no digest of what was approved; what was released under it says it.

    Raises
    ------
    ReleaseError
        If any figure differs; the message lists them.
    """
    release = read_current(places.report(request.reference)).release
    approved = _approval_of(release.parent) if release else None
    if release is None or request.approval is None or approved != request.approval.model_dump(mode="json"):
        return
    was = figures_of_run(release.parent)
    changes = changed_figures(was, figures) if was is not None else ()
    if not changes:
        return
    lines = [f"  {change}" for change in changes[:_LISTED]]
    lines += [f"  … and {len(changes) - _LISTED} more"] if len(changes) > _LISTED else []
    raise ReleaseError(
        "\n".join(
            [
                f"{counted(len(changes), 'figure is', 'figures are')} not as released under the approval of "
                f"{format_day(request.approval.date)}, so nothing is released. The release stands as it was. What "
                "moved:",
                *lines,
                f"foi-stats approve {request.reference} --role ROLE makes the draft to look at, and asks anew.",
            ]
        )
    )


def _approval_of(run: Path) -> dict[str, str] | None:
    """Return the approval under which a run was released; None if its account cannot be read."""
    try:
        approval = read_account(run).get("approval")
    except InputError:
        return None
    return approval if isinstance(approval, dict) else None


def _amount(text: str) -> Decimal | str:
    try:
        return Decimal(text.replace(",", "").replace(MINUS, "-"))
    except InvalidOperation:  # a gap
        return text
