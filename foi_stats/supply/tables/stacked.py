"""Read the cells of the headings that stand above one column, in one to three rows, as one heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foi_stats.supply.tables.columns import Label
from foi_stats.supply.tables.headings import parse_heading
from foi_stats.supply.tables.table import Column


def read_stacked(
    index: int, own_texts: Sequence[str], bands: Sequence[str], values: Sequence[Label | None]
) -> Column | None:
    """Return one column with its heading cells read as one; None if a field's heading has a cell of data below it.

    Parameters
    ----------
    own_texts, bands
        The texts of its own cells, and of the bands that reach over it, row by row.
    values
        The values of breakdowns that stand in these rows. They are no part of the heading.
    """
    labels = tuple(filter(None, values))
    if not labels:
        return _column(index, own_texts, bands)
    own_texts = ["" if value else text for text, value in zip(own_texts, values, strict=True)]
    bands = ["" if value else text for text, value in zip(bands, values, strict=True)]
    column = _column(index, own_texts, bands)
    if column is None:
        return None
    words = [text for _, text in labels]
    own = column.own or words.pop()
    return replace(column, own=own, bands=(*words, *column.bands), labels=labels)


def _column(index: int, own_texts: Sequence[str], bands: Sequence[str]) -> Column | None:
    row_fields = [position for position, text in enumerate(own_texts) if text]
    if not row_fields:
        return Column(index, "", (), parse_heading(""))
    last = row_fields[-1]
    own = own_texts[last]
    if any(parse_heading(own_texts[position]).fields for position in row_fields[:-1]):
        return None
    if parse_heading(own).fields:
        return Column(index, own, (), parse_heading(own))
    others = tuple(text for position, text in enumerate(bands) if text and position != last)
    upper = tuple(own_texts[p] for p in row_fields[:-1] if own_texts[p] not in others)
    joined = " ".join(dict.fromkeys([*upper, *others, own])).strip()
    is_period = all(parse_heading(text).role == "period" for text in (own, *upper, *others))
    return Column(index, own, upper + others, parse_heading(own if is_period else joined))
