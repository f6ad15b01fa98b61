"""Authorities side by side, and per head of the people who live there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from foi_stats.analyst.answers import answer_of
from foi_stats.analyst.drafts import FIGURE, drafted, years_within
from foi_stats.analyst.project import find_data
from foi_stats.analyst.shown_answer import ShownAnswer
from foi_stats.answer.answer_table import TOTAL
from foi_stats.publish.tables import Table, legend_of, marks_of, unit_of
from foi_stats.supply.deliveries import load_funding, load_referrals
from foi_stats.supply.rows import exact_values, records
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.money import decimals_of, show_money
from foi_stats.vocabulary.shown import Shown

_COLUMNS = ("authority", "financial_year", "value", "printed", "marks")
_PEOPLE = ("authority", "financial_year", "people")


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """The figures of several authorities side by side.

    Attributes
    ----------
    frame
        One row for each authority and financial year: ``authority``, ``financial_year``, ``value`` (pounds or a count,
        gap-safe), ``printed``, ``marks`` (what qualifies the figure, or what it leaves out), and with a population
        ``people`` and ``per_head``.
    table
        The same, a column for each authority.
    notes
        What is to be known of the figures, each with its authority.
    """

    frame: pd.DataFrame
    table: Table
    notes: tuple[str, ...]
    _shown: ClassVar[Sequence[tuple[str, str]]] = (("", "_legend"), ("", "table"), ("Notes", "notes"))

    def _shown_title(self) -> str:
        return ""

    @property
    def _legend(self) -> tuple[str, ...]:
        return self.table.legend


def compare(
    authorities: Sequence[str],
    *,
    topic: str,
    asks: str = "funding",
    basis: str = "allocated",
    measure: str = "",
    years: str | Sequence[str] = (),
    per_head: Path | str | pd.DataFrame = "",
    data: Path | str = "",
) -> Comparison:
    """Return what several authorities spent on a topic, or counted of it, year by year.

    Each figure is what a request to that authority would be answered with: one basis, one measure, its own rows, no
    income, gaps and what a sum leaves out named, small counts hidden.

    Parameters
    ----------
    authorities, topic
        Their names, as :func:`foi_stats.authorities` and :func:`foi_stats.topics` list them.
    asks
        ``funding`` or ``counts``.
    basis, measure
        Which amounts (``allocated``, ``outturn`` …), or what is counted where supplies count several things.
    years
        Financial years; by default those that every one of the authorities has supplied.
    per_head
        A CSV file of populations, in the data folder or anywhere, or a frame: ``authority``, ``financial_year``,
        ``people``. None is shipped.

    Raises
    ------
    InputError
        If a name does not exist, or a population is not supplied.
    SupplyError
        If a supply that is needed is missing or faulty.

    Examples
    --------
    >>> both = foi.compare(["exampleshire", "north-yorkshire"], topic="modern-slavery", years=["2014-15"])
    >>> both.frame[["authority", "printed"]].values.tolist()
    [['exampleshire', '64,150.50'], ['north-yorkshire', '[x]']]
    """
    folder = find_data(data)
    if isinstance(authorities, str) or not authorities:
        raise InputError('Name the authorities as a list: ["exampleshire", "north-yorkshire"].')
    if asks not in ("funding", "counts"):
        raise InputError(f"asks must be funding or counts, and not {asks!r}.")
    load = load_funding if asks == "funding" else load_referrals
    known = (
        [years] if isinstance(years, str) else list(years) or years_within([load(folder, one) for one in authorities])
    )
    scope: dict[str, Any] = {"asks": asks, "years": known, "by": "organisation", "totals": True}
    scope |= {"basis": basis} if asks == "funding" else {"measure": measure} if measure else {}
    answers = {one: answer_of(drafted(one, topic, scope, folder), FIGURE, folder) for one in dict.fromkeys(authorities)}
    frame = pd.concat([_totals(answer).assign(authority=name) for name, answer in answers.items()], ignore_index=True)
    legend = legend_of(frame)
    frame = _in_pounds(frame) if asks == "funding" else frame
    frame = frame.assign(marks=[" ".join(marks_of(row)) for row in records(frame)])
    frame = frame.rename(columns={"period": "financial_year"})[list(_COLUMNS)]
    if isinstance(per_head, pd.DataFrame) or per_head != "":
        frame = _per_head(frame, _populations(per_head, folder))
    notes = tuple(f"{name}: {note}" for name, answer in answers.items() for note in answer.notes)
    first = next(iter(answers.values())).answer
    caption = f"{first.title} ({'£' if asks == 'funding' else unit_of(first)})"
    return Comparison(frame, _table(frame, caption, legend), notes)


def _totals(answer: ShownAnswer) -> pd.DataFrame:
    """Return an authority's figure for each year: the total of its organisations, or its only one."""
    table = answer.answer.table
    years = table[table["period"].ne(TOTAL)]
    summed = years[years["label"].eq(TOTAL)]
    return summed if len(summed) else years


def _in_pounds(frame: pd.DataFrame) -> pd.DataFrame:
    """Return amounts printed in pounds: supplies may be in thousands, and not all in the same unit."""
    values = list(exact_values(frame["value"]))
    decimals = max((decimals_of(value) for value in values if value is not None), default=0)
    shown = [
        text if value is None else show_money(value, 1, decimals)
        for value, text in zip(values, frame["printed"], strict=True)
    ]
    return frame.assign(printed=pd.Series(shown, index=frame.index, dtype="str"))


def _populations(given: Path | str | pd.DataFrame, folder: Path) -> pd.DataFrame:
    if isinstance(given, pd.DataFrame):
        people, name = given, "The frame of populations"
    else:
        path = next((one for one in (folder / given, Path(given)) if one.is_file()), None)
        if path is None:
            raise InputError(
                f"There is no file {folder / given}. None is shipped: supply a CSV file with the columns "
                f"{', '.join(_PEOPLE)}, from a source that you name."
            )
        people, name = pd.read_csv(path, dtype={"authority": "str", "financial_year": "str"}), str(given)
    if lacking := [column for column in _PEOPLE if column not in people]:
        raise InputError(f"{name} has no column {lacking[0]}. It needs {', '.join(_PEOPLE)}.")
    counted = pd.to_numeric(people["people"], errors="coerce")
    if not counted.gt(0).all():
        raise InputError(f"{name}: people must be a number above 0 in every row.")
    if people.duplicated(list(_PEOPLE[:2])).any():
        raise InputError(f"{name} gives an authority's population of a year more than once.")
    return people.assign(people=counted)[list(_PEOPLE)]


def _per_head(frame: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    joined = frame.merge(people, on=["authority", "financial_year"], how="left")
    without = joined[joined["people"].isna()]
    if len(without):
        first = without.iloc[0]
        raise InputError(
            f"The populations have none for {first['authority']} in {first['financial_year']}. Supply it, or name the "
            "years that are wanted."
        )
    ratio = [
        None if value is None else float(value) / many
        for value, many in zip(exact_values(joined["value"]), joined["people"], strict=True)
    ]
    return joined.assign(per_head=pd.Series(ratio, dtype="float64"))


def _table(frame: pd.DataFrame, caption: str, legend: tuple[str, ...]) -> Table:
    """Return the figures with the years down, and for each authority its figure, the figure per head, and its marks."""
    columns = {"printed": "{}", "marks": "{}, marks"}
    if "per_head" in frame:
        frame = frame.assign(per_head=list(map(_said, frame["per_head"], frame["printed"])))
        columns = {"printed": "{}", "per_head": "{}, per head", "marks": "{}, marks"}
    wide = frame.set_index(["financial_year", "authority"])[list(columns)].unstack("authority")  # noqa: PD010 - nothing is added up
    shown = [
        (name, column)
        for name in dict.fromkeys(frame["authority"])
        for column in columns
        if column != "marks" or wide[column, name].ne("").any()
    ]
    rows = wide[[(column, name) for name, column in shown]].reset_index().to_numpy()
    return Table(
        "comparison",
        caption,
        legend,
        ("Financial year", *(columns[column].format(name) for name, column in shown)),
        tuple(tuple(map(str, row)) for row in rows),
        tuple(at for at, (_, column) in enumerate(shown, start=1) if column != "marks"),
    )


def _said(ratio: float, printed: str) -> str:
    return printed if pd.isna(ratio) else f"{ratio:,.4f}"
