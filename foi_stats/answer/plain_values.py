"""The figures of an answer as files have them: numbers in its unit, made from the exact values and not from print."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.supply.rows import exact_values
from foi_stats.vocabulary.measures import count_decimals
from foi_stats.vocabulary.money import decimals_of, parse_unit


def plain_values(answer: Answer) -> list[Decimal | None]:
    """Return the value of each row of an answer's table in the answer's unit; None for a gap.

    All have the same number of decimals, as many as the table prints.
    """
    is_money = not (answer.worked_out or answer.unit == "count")
    unit = parse_unit(answer.unit) if is_money else 1
    exact = [None if pd.isna(value) else Decimal(value) for value in exact_values(answer.table["value"])]
    known = [value for value in exact if value is not None]
    needed = max((decimals_of(value, unit) if is_money else count_decimals(value) for value in known), default=0)
    step = Decimal(1).scaleb(-max(needed, 1) if answer.worked_out else -needed)
    return [None if value is None else (value / unit).quantize(step) for value in exact]
