"""The periods that a scope asks for: one key of several says which, and each gives a list of periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from foi_stats.request.settings import Unfinishable
from foi_stats.vocabulary.parse_periods import parse_period
from foi_stats.vocabulary.period import (
    Period,
    PeriodKind,
    financial_year_period,
    join_periods,
    period_between,
    period_of_day,
)
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.settings import as_list
from foi_stats.vocabulary.years import financial_year_of, financial_years, parse_financial_year

PERIOD_KEYS = (
    "years",
    "since",
    "calendar_years",
    "academic_years",
    "quarters",
    "months",
    "span",
    "at",
    "to_date",
)
_TO = " to "


def _as_written(text: str) -> str:
    year = parse_financial_year(text)
    if year != text:
        raise ValueError(f"write the year {text!r} as {year!r}")
    return year


def _of_kind(kind: PeriodKind) -> Callable[[str], str]:
    def check(text: str) -> str:
        periods_named(text, kind)
        return text

    return check


def periods_named(text: str, kind: PeriodKind) -> list[Period]:
    """Return the periods of a kind that a text names: one, or all from a first to a last: ``2015-04 to 2016-03``.

    Raises
    ------
    ValueError
        If it names none.
    """
    first, to, last = text.partition(_TO)
    if not to:
        return [parse_period(text, kind)]
    ends = parse_period(first, kind), parse_period(last, kind)
    if ends[1] < ends[0]:
        raise ValueError(f"{text!r} ends before it starts")
    return period_between(ends[0].start, ends[1].end).split(kind)


def _span(text: str) -> str:
    if text:
        parse_period(text)
    return text


def _first_day(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    return financial_year_period(_as_written(value)).start if isinstance(value, str) else value


Year = Annotated[str, AfterValidator(_as_written)]
Day = dt.date


class AskedPeriods(Unfinishable):
    """The periods that are asked for, by one of these keys.

    ``years`` are financial years; ``since`` is one figure from a financial year up to that of the response. There are
    ``calendar_years``, ``academic_years``, ``quarters`` and ``months``, each as a list or from a first to a last
    ("2015-04 to 2016-03"). ``span`` is one figure for some time; ``at`` is what there was on days; ``to_date`` is one
    figure from a day, or the first day of a financial year, up to the day of the response.
    """

    years: list[Year] = []
    since: int | None = None
    calendar_years: list[int] = []
    academic_years: Annotated[
        list[Annotated[str, AfterValidator(_of_kind("academic_year"))]], BeforeValidator(as_list)
    ] = []
    quarters: Annotated[list[Annotated[str, AfterValidator(_of_kind("quarter"))]], BeforeValidator(as_list)] = []
    months: Annotated[list[Annotated[str, AfterValidator(_of_kind("month"))]], BeforeValidator(as_list)] = []
    span: Annotated[str, AfterValidator(_span)] = ""
    at: Annotated[list[Day], BeforeValidator(as_list)] = []
    to_date: Annotated[Day | None, BeforeValidator(_first_day)] = None

    @property
    def period_key(self) -> str:
        """The key that says which periods are asked for; empty while that is not known."""
        return next((name for name in PERIOD_KEYS if getattr(self, name) not in ([], None, "")), "")

    @property
    def is_one_figure(self) -> bool:
        """Whether one figure is asked for, however long the time."""
        return self.period_key in ("since", "span", "to_date")

    def lacking(self) -> Iterator[str]:
        """Yield what is still to be filled in."""
        yield from super().lacking()
        if not self.period_key:
            yield f"give one of {', '.join(PERIOD_KEYS)}, and not none"

    @model_validator(mode="after")
    def _asks_for_periods(self) -> Self:
        given = [name for name in PERIOD_KEYS if getattr(self, name) not in ([], None, "")]
        if len(given) > 1:
            raise ValueError(f"give one of {', '.join(PERIOD_KEYS)}, and not {listed(given)}")
        key = self.period_key
        if key in ("since", "to_date"):
            return self
        periods = self.periods_until(None)
        if periods != sorted(set(periods)):
            what = {"years": "year", "at": "day"}.get(key, key.removesuffix("s").replace("_", " "))
            raise ValueError(f"list each {what} once, in order")
        return self

    def periods_until(self, responded: dt.date | None) -> list[Period]:
        """Return the periods, in order; ``since`` and ``to_date`` run up to the response.

        Raises
        ------
        ValueError
            If they need the day of the response and there is none, or it is before they begin.
        """
        match self.period_key:
            case "":
                return []
            case "years":
                return [financial_year_period(year) for year in self.years]
            case "calendar_years":
                return [period_of_day(dt.date(year, 1, 1), "calendar_year") for year in self.calendar_years]
            case "academic_years":
                return _all_named(self.academic_years, "academic_year")
            case "quarters":
                return _all_named(self.quarters, "quarter")
            case "months":
                return _all_named(self.months, "month")
            case "span":
                return [parse_period(self.span)]
            case "at":
                return [period_of_day(day, "day") for day in self.at]
        if responded is None:
            raise ValueError(f"a scope with {self.period_key} runs until the response: give responded")
        if self.since is not None:
            first = f"{self.since}-{(self.since + 1) % 100:02d}"
            return [join_periods(map(financial_year_period, financial_years(first, financial_year_of(responded))))]
        assert self.to_date is not None
        if responded < self.to_date:
            raise ValueError(
                f"to_date begins on {self.to_date}, after the response of {responded}: give an earlier day"
            )
        return [period_between(self.to_date, responded)]


def _all_named(texts: list[str], kind: PeriodKind) -> list[Period]:
    return [period for text in texts for period in periods_named(text, kind)]
