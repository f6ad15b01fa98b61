"""Real terms: put amounts into the prices of a base year, by a deflator that the user supplies."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from foi_stats.request.asked_periods import Year
from foi_stats.request.settings import available, read_settings
from foi_stats.supply.amounts import AMOUNT
from foi_stats.supply.rows import exact_values
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.money import parse_unit
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.settings import Settings

_REAL = "real terms"
"""The qualifier of amounts that a supply gives in the prices of another year."""


class Deflator(Settings):
    """A price series: its title, its vintage (series are revised), its source, and an index for each year."""

    title: str
    vintage: str
    source: str
    index: dict[Year, Annotated[Decimal, Field(strict=False, gt=0)]]

    def factor(self, year: str, base: str) -> Decimal:
        """Return the factor that puts an amount of ``year`` into the prices of ``base``.

        Raises
        ------
        InputError
            If the series has no index for either year.
        """
        for needed in (year, base):
            if needed not in self.index:
                raise InputError(f"The deflator {self.title} ({self.vintage}) has no index for {needed}.")
        return self.index[base] / self.index[year]

    def prices(self, name: str, base: str) -> str:
        """Return in which prices amounts are that it put into those of ``base``; ``name`` is that of its file."""
        return f"in {base} prices ({name}: {self.title}, {self.vintage})"


def read_deflator(data: Path | str, name: str) -> Deflator:
    """Read ``deflators/<name>.toml`` of a data folder. None is shipped: the user supplies it, and names its vintage.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be used.
    """
    folder = Path(data) / "deflators"
    if isinstance(name, str) and not (folder / f"{name}.toml").is_file():
        raise InputError(
            f"{no_such('deflator', name, available(folder), str(folder))} None is shipped: supply {name}.toml there, "
            "with the title, vintage and source of a series and its [index], a number for each financial year."
        )
    return read_settings(folder, name, Deflator, "deflator")


def in_real_terms(rows: pd.DataFrame, deflator: Deflator, base: str) -> pd.DataFrame:
    """Return funding rows with their amounts in the prices of ``base``.

    They are rounded to a whole unit of the row; to a whole pound where its own amount is no whole number of units.

    Nominal amount x index of the base year / index of the row's year. A gap stays a gap, ``found`` is unchanged.

    Raises
    ------
    InputError
        If the series has no index for a year, or rows were supplied in real terms.
    """
    supplied = rows["qualifiers"].astype("str").str.contains(_REAL, regex=False) if "qualifiers" in rows else None
    if supplied is not None and supplied.any():
        first = rows[supplied].iloc[0]
        raise InputError(
            f"{first['file']}, {first['sheet']}, {first['cell']} was supplied in real terms, as its heading says: it "
            "cannot be adjusted again. Leave such rows out, or ask for them as they are."
        )
    amounts = [
        None if amount is None else _rounded(amount * deflator.factor(year, base), _step(amount, parse_unit(unit)))
        for amount, year, unit in zip(exact_values(rows["amount"]), rows["financial_year"], rows["unit"], strict=True)
    ]
    return rows.assign(amount=pd.Series(amounts, index=rows.index, dtype=AMOUNT))


def _step(amount: Decimal, unit: int) -> int:
    return unit if amount % unit == 0 else 1


def _rounded(amount: Decimal, unit: int) -> Decimal:
    return (amount / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit
