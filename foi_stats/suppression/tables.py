"""Tables made by hand: read from CSV, long or wide, and written so that nothing hidden is left in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from foi_stats.suppression.linked_tables import parse_count

_LARGEST = 20_000_000
_TOTALS = re.compile(r"(grand |overall |sub[- ]?)?totals?\W*|all|sum|overall|all [\w ]+")


def read_table(path: Path | str, *, count: str, by: Sequence[str], wide: bool = False) -> pd.DataFrame:
    """Return a table made by hand as a long table: its columns, everything as the text that stands there.

    Parameters
    ----------
    path
        A CSV file in UTF-8 with one row of headings.
    count
        The column of counts; for a wide table, the name that the counts are given.
    by
        The columns of labels. In a wide table one of them is not a heading: the columns that are not named are its
        labels (years across the top, for instance).
    wide
        Whether the counts stand side by side in several columns.

    Raises
    ------
    ValueError
        If the file is too large, not UTF-8, not a table, or lacks a column.
    """
    path = Path(path)
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"{path.name} is larger than {_LARGEST // 1_000_000} MB: that is not a table made by hand")
    try:
        table = _parse_table(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is not in UTF-8; save it as “CSV UTF-8 (comma delimited)”") from None
    except (ValueError, csv.Error) as error:
        raise ValueError(f"{path.name} cannot be read as a CSV table: {error}") from None
    if wide:
        long = long_table(table, count=count, by=by)
        _check(path.name, long, count, by)
        return long
    lacking = [column for column in (*by, count) if column not in table.columns]
    if lacking:
        raise ValueError(f"{path.name} has no column {lacking[0]!r}; its columns are {', '.join(table.columns)}")
    _check(path.name, table, count, by)
    return table


def _parse_table(text: str) -> pd.DataFrame:
    """Return the rows of a CSV text under its headings, without blank rows and columns and the spaces around cells."""
    delimiter = _delimiter(text)
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    ]
    numbered = [(at, row) for at, row in enumerate(rows, start=1) if any(row)]
    if len(numbered) < 2:
        raise ValueError("it needs a row of headings and at least one row below them")
    (_, headings), *body = numbered
    used = [at for at, heading in enumerate(headings) if heading or any(row[at : at + 1] != [""] for _, row in body)]
    named = [headings[at] for at in used]
    _check_headings(named)
    for at, row in body:
        if len(row) < len(headings) or any(row[len(headings) :]):
            raise ValueError(f"row {at} has {len(row)} cells, and there are {len(headings)} headings")
    return pd.DataFrame([[row[at] for at in used] for _, row in body], columns=named, dtype=str)


def _check_headings(headings: Sequence[str]) -> None:
    """Refuse a column without a heading, and two columns with the same one."""
    twice = sorted({heading for heading in headings if headings.count(heading) > 1})
    if "" in headings or twice:
        what = f"two columns are headed {twice[0]!r}" if twice and twice[0] else "a column has no heading"
        raise ValueError(f"{what}; give each a name of its own")


def _delimiter(text: str) -> str:
    """Return what parts the cells: what stands most often in the headings, of comma, semicolon and tab.

    Spreadsheet programs write semicolons where the computer's language has a decimal comma.
    """
    headings = next(filter(str.strip, text.splitlines()), "")
    return max(",;\t", key=headings.count)


def _check(name: str, table: pd.DataFrame, count: str, by: Sequence[str]) -> None:
    """Refuse what is no label or no count, and say where it stands."""
    _check_labels(name, table, by)
    for labels, value in zip(table[list(by)].itertuples(index=False), table[count], strict=True):
        try:
            parse_count(value)
        except ValueError as error:
            place = ", ".join(f"{column} {label}" for column, label in zip(by, labels, strict=True))
            raise ValueError(f"{name}, {place}: {error}") from None


def _check_labels(name: str, table: pd.DataFrame, by: Sequence[str]) -> None:
    """Refuse a total that is called otherwise: taken for a part like the others, it would give hidden counts away."""
    for column in by:
        odd = [label for label in table[column].unique() if label != "Total" and _TOTALS.fullmatch(label.casefold())]
        if odd and odd[0].casefold() != "total":
            raise ValueError(
                f"{name} has {odd[0]!r} in {column!r}: if it adds up other rows, write 'Total'; if it does not, give "
                "it another name"
            )


def long_table(wide: pd.DataFrame, *, count: str, by: Sequence[str]) -> pd.DataFrame:
    """Return a wide table as a long one: the columns of ``by`` in their order, then ``count``.

    Raises
    ------
    ValueError
        Unless exactly one of ``by`` is not a column of the table, and ``count`` is not one either.
    """
    across = [column for column in by if column not in wide.columns]
    if len(across) != 1 or count in wide.columns:
        raise ValueError(
            f"in a wide table exactly one of {', '.join(by)} goes across the top and is not a heading itself, nor is "
            f"{count!r}; the headings are {', '.join(map(str, wide.columns))}"
        )
    down = [column for column in by if column in wide.columns]
    return wide.melt(id_vars=down, var_name=across[0], value_name=count)[[*by, count]]


def wide_table(long: pd.DataFrame, *, count: str, by: Sequence[str], across: str) -> pd.DataFrame:
    """Return a long table as a wide one, the labels of ``across`` over the columns, all in the order they came."""
    down = [column for column in by if column != across]
    order = list(dict.fromkeys(long[across]))
    rows = long[down].drop_duplicates()
    wide = long.pivot(  # noqa: PD010 - a table has each cell once, which pivot checks
        index=down, columns=across, values=count
    )[order].reset_index()
    wide.columns.name = None
    return rows.merge(wide, on=down, how="left", validate="one_to_one")


def published_table(protected: pd.DataFrame, *, count: str, symbols: int = 1) -> pd.DataFrame:
    """Return a protected table as it may be published: ``[c]`` for what is hidden, and no column ``suppressed``.

    With one symbol a reader is not told which cells are small. With two, ``[c]`` stands for a small count and ``[c2]``
    for one that is hidden to protect another: the table must have been protected with ``symbols=2``.
    """
    mark = {"primary": "[c]", "secondary": "[c2]" if symbols == 2 else "[c]"}
    shown = protected[count].astype(object)
    hidden = protected["suppressed"].map(mark)
    return protected.assign(**{count: shown.where(hidden.isna(), hidden)}).drop(columns="suppressed")
