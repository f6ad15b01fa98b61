"""Make the two frames of :mod:`foi_stats.supply.rows` from columns of plain lists, without a loop over rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from foi_stats.supply.amounts import GapSafeArray
from foi_stats.supply.extract import Chunk
from foi_stats.supply.rows import DAY, FUNDING, REFERRALS, TEXT

_TEXT = pd.StringDtype(na_value=np.nan)


def chunks_frame(kind: str, chunks: Sequence[Chunk], trail: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of one table's chunks as a frame: row by row as they stand on the sheet.

    Parameters
    ----------
    kind
        ``"funding"`` or ``"referrals"``.
    trail
        The columns that are the same for the whole table: file, sheet, sha256.
    """
    columns = FUNDING if kind == "funding" else REFERRALS
    figure = "amount" if kind == "funding" else "count"
    wanted = [chunk for chunk in chunks if chunk.kind == kind]
    order = _reading_order(wanted)
    size = len(order) if order is not None else sum(len(chunk.rows) for chunk in wanted)

    def array(name: str, dtype: Any) -> Any:  # noqa: ANN401 - one of pandas' extension arrays
        fixed = trail.get(name) if name in trail else _fixed(wanted, name, dtype)
        if fixed is not None:
            return pd.array(pa.repeat(pa.scalar(fixed, pa.large_string()), size), dtype=_TEXT)
        lists = [_listed(chunk, figure, name) for chunk in wanted]
        values = list(lists[0]) if len(lists) == 1 else [value for values in lists for value in values]
        if order is not None:
            values = [values[position] for position in order]
        if name == figure:
            return GapSafeArray.checked(np.array(values, np.float64), dtype)  # pennies, or ones; None is a gap
        if dtype == DAY:
            return pd.array(np.array(values, "datetime64[D]").astype(DAY))
        # What Arrow is given as Arrow, pandas does not look at value by value.
        return pd.array(pa.array(values, pa.large_string()), dtype=_TEXT)

    return pd.DataFrame({name: array(name, dtype) for name, dtype in columns.items()}, copy=False)


def _reading_order(chunks: Sequence[Chunk]) -> list[int] | None:
    """Return the positions of all rows in the order in which a person reads a sheet; None where they are in it."""
    if len(chunks) < 2:
        return None
    rows = [row for chunk in chunks for row in chunk.rows]
    return sorted(range(len(rows)), key=rows.__getitem__)


def _fixed(chunks: Sequence[Chunk], name: str, dtype: Any) -> str | None:  # noqa: ANN401
    """Return the text that stands in every row, or None where there is more than one, or it is no text."""
    texts = {_only(chunk.fields.get(name, "")) for chunk in chunks if chunk.rows} if dtype == TEXT else set()
    return texts.pop() if len(texts) == 1 else None


def _only(values: list[Any] | str) -> str | None:
    """Return the one text that a field has in all rows, if it has only one."""
    if isinstance(values, str):
        return values
    return values[0] if values[-1] == values[0] and values.count(values[0]) == len(values) else None


def _listed(chunk: Chunk, figure: str, name: str) -> Sequence[Any]:
    if name == figure:
        return chunk.numbers
    values = chunk.fields.get(name, "")
    return values if isinstance(values, list) else [values] * len(chunk.rows)
