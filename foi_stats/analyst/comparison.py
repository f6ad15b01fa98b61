"""Authorities side by side, and per head of the people who live there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from foi_stats.analyst.answers import answer_of
from foi_stats.analyst.drafts import FIGURE, drafted
from foi_stats.analyst.project import find_data
from foi_stats.analyst.shown_answer import ShownAnswer
from foi_stats.answer.answer_table import TOTAL
from foi_stats.publish.tables import Table, legend_of, marks_of, unit_of
from foi_stats.supply.catalogue import holds_fault
from foi_stats.supply.deliveries import check_authorities, load_funding, load_referrals, named_years
from foi_stats.supply.rows import exact_values, records
from foi_stats.vocabulary.basis import BASES
from foi_stats.vocabulary.findings import InputError, SupplyError
from foi_stats.vocabulary.money import decimals_of, show_money
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.shorthand import REASONS
from foi_stats.vocabulary.shown import Shown

_COLUMNS = ("authority", "financial_year", "value", "printed", "reason", "marks")
_GAP = "not_supplied"
_PEOPLE = ("authority", "financial_year", "people")


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """The figures of several authorities side by side.

    Attributes
    ----------
    frame
        One row for each authority and financial year: ``authority``, ``financial_year``, ``value`` (pounds or a count,
        gap-safe), ``printed``, ``reason`` (which gap a gap is; of a figure, which gaps it leaves out), ``marks`` (what
        qualifies the figure), and with a population ``people`` and ``per_head``. An authority that has supplied nothing
        for a year has a gap there, ``not_supplied``.
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
        Financial years; by default all of which any of the authorities has supplied something. Where another has not,
        it has a gap that says so.
    per_head
        A CSV file of populations, in the data folder or anywhere, or a frame: ``authority``, ``financial_year``,
        ``people``. None is shipped.

    Raises
    ------
    InputError
        If a name, a year or a basis does not exist, an authority is named twice, or a population is not supplied.
    SupplyError
        If a supply that is needed is faulty, or none of the authorities has supplied what is asked for.

    Examples
    --------
    >>> both = foi.compare(["exampleshire", "north-yorkshire"], topic="modern-slavery", years=["2014-15"])
    >>> both.frame[["authority", "printed"]].values.tolist()
    [['exampleshire', '64,150.50'], ['north-yorkshire', '[x]']]
    """
    folder = find_data(data)
    names = list(authorities) if isinstance(authorities, Iterable) and not isinstance(authorities, str) else []
    if not names:
        raise InputError('Name the authorities as a list: ["exampleshire", "north-yorkshire"].')
    if asks not in ("funding", "counts"):
        raise InputError(f"asks must be funding or counts, and not {asks!r}.")
    check_authorities(folder, names)
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise InputError(f"{twice} is named twice: side by side stand different authorities.")
    if asks == "funding" and basis not in BASES:
        known = _supplied_bases(names, folder)
        raise InputError(f"{no_such('basis', str(basis), known)} What was spent is called outturn, or paid.")
    wanted = named_years(years) or _supplied_years(names, asks, folder)
    scope: dict[str, Any] = {"asks": asks, "by": "organisation", "totals": True}
    scope |= {"basis": basis} if asks == "funding" else {"measure": measure} if measure else {}
    answers = _answers(names, topic, scope, wanted, folder)
    first = next(filter(None, answers.values()))
    frame = pd.concat([_figures(answer, wanted, first).assign(authority=name) for name, answer in answers.items()])
    frame = frame.reset_index(drop=True)
    legend = legend_of(frame)
    frame = _in_pounds(frame) if asks == "funding" else frame
    frame = frame.assign(marks=[" ".join(marks_of(row)) for row in records(frame)])
    frame = frame.rename(columns={"period": "financial_year"})[list(_COLUMNS)]
    if isinstance(per_head, pd.DataFrame) or per_head != "":
        frame = _per_head(frame, _populations(per_head, folder))
    notes = [f"{name}: {note}" for name, answer in answers.items() if answer for note in answer.notes]
    caption = f"{first.answer.title} ({'£' if asks == 'funding' else unit_of(first.answer)})"
    return Comparison(frame, _table(frame, caption, legend), (*_missing(frame), *notes))


def _supplied_years(names: Sequence[str], asks: str, folder: Path) -> list[str]:
    """Return the financial years of which any of the authorities has supplied a row."""
    load = load_funding if asks == "funding" else load_referrals
    return sorted(set().union(*(load(folder, name)["financial_year"] for name in names)) - {""})


def _supplied_bases(names: Sequence[str], folder: Path) -> list[str]:
    """Return on which bases any of the authorities has supplied amounts."""
    return sorted(set().union(*(load_funding(folder, name)["basis"] for name in names)) - {""})


def _answers(
    names: Sequence[str], topic: str, scope: Mapping[str, Any], years: Sequence[str], folder: Path
) -> dict[str, ShownAnswer | None]:
    """Return each authority's answer for those of the years that it has supplied; None where that is none.

    Raises
    ------
    SupplyError
        If a supply is faulty, or no authority has supplied any of it: the message is that of the first.
    """

    def answered(name: str, some: Sequence[str]) -> ShownAnswer:
        return answer_of(drafted(name, topic, {**scope, "years": list(some)}, folder), FIGURE, folder)

    def if_supplied(name: str, some: Sequence[str]) -> ShownAnswer | None:
        try:
            return answered(name, some)
        except SupplyError as error:
            if holds_fault(error.findings):
                raise
            return None

    answers: dict[str, ShownAnswer | None] = {}
    for name in names:
        answers[name] = if_supplied(name, years)
        if answers[name] is None and len(years) > 1:
            known = [year for year in years if if_supplied(name, [year])]
            answers[name] = answered(name, known) if known else None
    if not any(answers.values()):
        answered(names[0], years)
    return answers


def _figures(answer: ShownAnswer | None, years: Sequence[str], example: ShownAnswer) -> pd.DataFrame:
    """Return an authority's figure for each year, in order: a gap for a year of which it has supplied nothing.

    ``example`` is an answer to the same of another authority, for an authority that has none.
    """
    totals = _totals(answer or example)
    known = totals if answer else totals.iloc[:0]
    parts = []
    for year in years:
        of_year = known[known["period"].eq(year)]
        gap = {**dict.fromkeys(totals, ""), "period": year, "value": None}
        gap |= {"printed": REASONS[_GAP].shorthand, "shorthand": REASONS[_GAP].shorthand, "reason": _GAP}
        parts.append(of_year if len(of_year) else pd.DataFrame([gap]).astype(totals.dtypes))
    return pd.concat(parts)


def _totals(answer: ShownAnswer) -> pd.DataFrame:
    """Return an authority's figure for each year: the total of its organisations, or its only one."""
    table = answer.answer.table
    years = table[table["period"].ne(TOTAL)]
    summed = years[years["label"].eq(TOTAL)]
    return summed if len(summed) else years


def _missing(frame: pd.DataFrame) -> list[str]:
    """Return a note for each authority of which something was not supplied."""
    missing = frame[frame["reason"].eq(_GAP) & frame["value"].isna()]
    return [
        f"{name}, {', '.join(years)}: {REASONS[_GAP].meaning}. It may be held, and is not 0."
        for name, years in missing.groupby("authority", sort=False)["financial_year"]
    ]


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
