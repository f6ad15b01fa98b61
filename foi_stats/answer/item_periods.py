"""The time of each item of a list: from its own start to its own end, where it has both, or else that of its row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from foi_stats.answer.item_columns import day_of
from foi_stats.request.asked_items import column_key
from foi_stats.supply.rows import PERIOD, breakdowns, row_period
from foi_stats.vocabulary.period import Period, covered_spans, period_between

_STARTS = ("start", "start_date", "from", "contract_start", "contract_start_date", "date_from", "commencement_date")
_ENDS = ("end", "end_date", "to", "until", "contract_end", "contract_end_date", "date_to", "expiry_date", "expiry")


def belongs(rows: pd.DataFrame, periods: Sequence[Period]) -> pd.Series[bool]:
    """Return which rows are items of some periods: those that lie within one, and those that run across its ends.

    A row that lies within belongs to it whenever its item runs: a contract is of the year in which it was made. Of
    other rows an item's own start and end tell, where it has both, whether it runs in the time asked about.
    """
    spans = covered_spans(periods)
    own = own_periods(rows)
    kept = [
        _within(row, spans) or item is None or any(item.overlaps(span) for span in spans)
        for row, item in zip(_of_rows(rows), own, strict=True)
    ]
    return pd.Series(kept, index=rows.index, dtype=bool)


def beyond(rows: pd.DataFrame, periods: Sequence[Period]) -> list[str]:
    """Return the time of each item as it is printed, where that is not all within some periods; else empty text."""
    spans = covered_spans(periods)
    times = [item or row for item, row in zip(own_periods(rows), _of_rows(rows), strict=True)]
    return ["" if _within(time, spans) else str(time) for time in times]


def own_periods(rows: pd.DataFrame) -> list[Period | None]:
    """Return for each row the time from its item's own start to its own end; None where it does not have both."""
    names = {column_key(name): name for name in breakdowns(rows)}
    start = next((names[key] for key in _STARTS if key in names), None)
    end = next((names[key] for key in _ENDS if key in names), None)
    if start is None or end is None:
        return [None] * len(rows)
    return [_between(day_of(first), day_of(last)) for first, last in zip(rows[start], rows[end], strict=True)]


def _between(first: dt.date | None, last: dt.date | None) -> Period | None:
    return period_between(first, last) if first and last and first <= last else None


def _of_rows(rows: pd.DataFrame) -> list[Period]:
    days = [list(rows[name].dt.date) for name in ("period_start", "period_end")]
    keys = list(zip(*days, rows["period_kind"], strict=True))
    known = {key: row_period(dict(zip(PERIOD, key, strict=True))) for key in dict.fromkeys(keys)}
    return [known[key] for key in keys]


def _within(time: Period, spans: Sequence[Period]) -> bool:
    return any(span.contains(time) for span in spans)
