"""Pivot rows into a table as a reader may be shown it: nothing left out, nothing added up that must not be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.rows import exact_values
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.money import decimals_of, show_money
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.shorthand import GAPS, join_shorthand

_APART = ("basis", "flow", "measure", "prices")
_SAID = "prices"
"""Stands in a table wherever rows have it, though they be all in the same: a figure in real terms says so."""
_NOT_APPLICABLE = "[z]"


def pivot(
    frame: pd.DataFrame, index: str | Sequence[str], columns: str | Sequence[str], plain: bool = False
) -> pd.DataFrame:
    """Return the sums of a frame's amounts (or counts), a row for each ``index`` and a column for each ``columns``.

    Unlike ``frame.pivot_table``, it keeps rows and columns that are nothing but gaps, and never adds up amounts on
    different bases, expenditure and income, amounts in the prices of two years, or counts of two measures: each of
    several has rows of its own. Amounts in real terms say so in their rows.

    Parameters
    ----------
    frame
        Rows as :func:`foi_stats.load_funding` or :func:`foi_stats.load_referrals` gives them.
    index, columns
        The name of a column of the frame, or a list of them.
    plain
        Give numbers, to compute with or to draw, in which a sum of gaps is a gap. By default each cell is text: the
        sum with the symbols that qualify it (``12,000 [r]``), with the symbol of what it leaves out (``12,000 + [x]``),
        or the symbol of its gap (``[x]``). It is empty where the frame has no row.

    Raises
    ------
    InputError
        If a column does not exist, or the frame has no amounts or counts.
    """
    value = _value_of(frame)
    down, across = _named(frame, index), _named(frame, columns)
    down += [
        name
        for name in _APART
        if name in frame and name not in (*down, *across) and (name == _SAID or len(frame[name].unique()) > 1)
    ]
    rows = frame.astype({value: AMOUNT if value == "amount" else COUNT})
    groups = rows.groupby([*down, *across], dropna=False)
    sums = groups[value].sum()
    if plain:
        return sums.unstack(across)  # noqa: PD010 - pivot_table leaves out what is nothing but gaps
    totals = list(exact_values(sums))
    decimals = max((decimals_of(Decimal(total)) for total in totals if total is not None), default=0)
    shown = [_shown(total, behind, value, decimals) for total, (_, behind) in zip(totals, groups, strict=True)]
    return pd.Series(shown, index=sums.index, dtype="str").unstack(across, fill_value="")  # noqa: PD010


def _value_of(frame: pd.DataFrame) -> str:
    there = [name for name in ("amount", "count") if name in frame]
    if len(there) != 1:
        raise InputError("The frame must have one column of figures: amount, or count.")
    return there[0]


def _named(frame: pd.DataFrame, names: str | Sequence[str]) -> list[str]:
    named = list(names) if isinstance(names, Iterable) and not isinstance(names, str) else [names]
    for name in named:
        if not isinstance(name, str):
            raise InputError(f"A column is named by text in quotes, and not by {name!r}.")
        if name not in frame:
            raise InputError(no_such("column", name, map(str, frame.columns)))
    return named


def _shown(total: Decimal | int | None, rows: pd.DataFrame, value: str, decimals: int) -> str:
    """Return what stands in a cell for these rows."""
    symbols = rows["shorthand"] if "shorthand" in rows else pd.Series("", rows.index)
    gap = rows[value].isna()
    missing = {symbol for text in symbols[gap] for symbol in text.split() or ["[x]"] if symbol in GAPS}
    if total is None:
        return missing.pop() if len(missing) == 1 else "[x]"
    shown = show_money(Decimal(total), 1, decimals)
    qualified = join_shorthand(*(symbol for text in symbols[~gap] for symbol in text.split() if symbol not in GAPS))
    left_out = sorted(missing - {_NOT_APPLICABLE})  # what does not apply adds nothing to any sum
    return " ".join(filter(None, [shown, qualified, *(f"+ {symbol}" for symbol in left_out)]))
