"""What changes with the law: the regulator, the cost limit and bank holidays, each from the day on which it is so.

The facts are data, in ``law.toml`` with their sources. A project may lay corrections over them, in ``data/law.toml``
of the same form, and put the list of bank holidays that the government publishes beside it.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import Field

from foi_stats.request.names import CORRECTIONS, law_files
from foi_stats.request.settings import read_toml
from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.settings import Settings

_NATIONS = ("ENG", "WLS", "SCT", "NIR")
_Amount = Annotated[Decimal, Field(strict=False, gt=0)]


class Regulator(Settings):
    """Who decides on complaints: its name, the short one, and how it is reached; from a day on."""

    since: dt.date
    name: str
    short: str
    address: str
    website: str
    telephone: str
    source: str


class Limit(Settings):
    """The appropriate limit in pounds, of central government and of others, and the rate of an hour; from a day on.

    ``regulations`` are those that set it, by the name that a refusal gives them.
    """

    since: dt.date
    central_government: _Amount
    others: _Amount
    hourly: _Amount
    regulations: str
    source: str

    def amount(self, *, central_government: bool) -> Decimal:
        """Return the limit in pounds of one authority or the other."""
        return self.central_government if central_government else self.others


class PersonalData(Settings):
    """Why section 40(2) exempts personal data, as a letter names it: its ground and the principle; from a day on."""

    since: dt.date
    ground: str
    principle: str
    source: str


class Holiday(Settings):
    """A day that is, or is not, a bank holiday in some part of the United Kingdom."""

    day: dt.date
    title: str
    is_holiday: bool
    source: str


class Check(Settings):
    """What was known to be changing, but not when, on the day to which the law was checked."""

    what: str
    source: str


class Corrections(Settings):
    """A project's own ``law.toml``: any of the entries of the shipped one, and until when they were checked."""

    checked: dt.date | None = None
    regulator: list[Regulator] = []
    limit: list[Limit] = []
    personal_data: list[PersonalData] = []
    holiday: list[Holiday] = []
    check: list[Check] | None = None


class Law(Settings):
    """The law by date.

    ``checked`` is the day until which all of it is known to be right. ``published`` are the bank holidays of a list
    that the government publishes, by year: in those years there are no others.
    """

    checked: dt.date
    regulator: list[Regulator]
    limit: list[Limit]
    personal_data: list[PersonalData]
    holiday: list[Holiday]
    check: list[Check]
    published: dict[int, frozenset[dt.date]] = {}

    def regulator_on(self, day: dt.date | None) -> Regulator:
        """Return who decides on complaints on a day; without one, on the day of the last check."""
        return _latest(self.regulator, day or self.checked)

    def limit_hours(self, day: dt.date | None, *, central_government: bool) -> float:
        """Return the hours of work that the cost limit allows on a day; without one, on the day of the last check."""
        limit = self.limit_on(day)
        return float(limit.amount(central_government=central_government) / limit.hourly)

    def limit_on(self, day: dt.date | None) -> Limit:
        """Return the cost limit on a day; without one, on the day of the last check."""
        return _latest(self.limit, day or self.checked)

    def personal_data_on(self, day: dt.date | None) -> PersonalData:
        """Return why personal data are exempt on a day; without one, on the day of the last check."""
        return _latest(self.personal_data, day or self.checked)

    def is_holiday(self, day: dt.date) -> bool:
        """Return whether a day is a bank holiday in any part of the United Kingdom."""
        corrected = next((one.is_holiday for one in self.holiday if one.day == day), None)
        if corrected is not None:
            return corrected
        return day in (self.published[day.year] if day.year in self.published else _bank_holidays(day.year))

    def checks_due(self, day: dt.date | None) -> list[Check]:
        """Return what to check before a letter of a day is sent: nothing up to the day of the last check."""
        return self.check if day is not None and day > self.checked else []


class _Dated(Protocol):
    @property
    def since(self) -> dt.date: ...


_Entry = TypeVar("_Entry", bound=_Dated)


def _latest(entries: Sequence[_Entry], day: dt.date) -> _Entry:
    """Return the entry that holds on a day; the first one on a day before all of them."""
    begun = [entry for entry in entries if entry.since <= day]
    return max(begun, key=lambda entry: entry.since) if begun else min(entries, key=lambda entry: entry.since)


@cache
def shipped_law() -> Law:
    """Return the law as it is shipped."""
    text = files("foi_stats.request").joinpath(CORRECTIONS).read_text(encoding="utf-8")
    return Law.model_validate(tomllib.loads(text, parse_float=Decimal))


def read_law(data: Path | str) -> Law:
    """Return the law with a project's corrections laid over it.

    Parameters
    ----------
    data
        The data folder, with or without ``law.toml`` and ``bank-holidays.json``.

    Raises
    ------
    InputError
        If either file is there and cannot be used.
    """
    law = shipped_law()
    corrections, holidays = law_files(data)
    if corrections.is_file():
        law = _laid_over(law, read_toml(corrections, Corrections))
    if holidays.is_file():
        law = law.model_copy(update={"published": _read_published(holidays)})
    return law


def _laid_over(law: Law, own: Corrections) -> Law:
    days = {one.day for one in own.holiday}
    return law.model_copy(
        update={
            "checked": own.checked or law.checked,
            "regulator": _replaced(law.regulator, own.regulator),
            "limit": _replaced(law.limit, own.limit),
            "personal_data": _replaced(law.personal_data, own.personal_data),
            "holiday": [*own.holiday, *(one for one in law.holiday if one.day not in days)],
            "check": law.check if own.check is None else own.check,
        }
    )


def _replaced(shipped: Sequence[_Entry], own: Sequence[_Entry]) -> list[_Entry]:
    days = {entry.since for entry in own}
    return [*own, *(entry for entry in shipped if entry.since not in days)]


def _read_published(path: Path) -> dict[int, frozenset[dt.date]]:
    """Return the days of the government's list by year; a year counts only if each part of the country has days in it.

    The list begins and ends within no year, so a year that it has is whole.
    """
    shown = path.as_posix()
    try:
        divisions = json.loads(path.read_text(encoding="utf-8"))
        days = [_days_of(division) for division in divisions.values()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        days = []
    if not days:
        raise InputError(
            f"{shown} is not the list of bank holidays that the government publishes: it should hold, for each part "
            "of the country, events with a date such as 2026-06-15. Download it again, or take the file away."
        )
    years = set.intersection(*({day.year for day in of_part} for of_part in days))
    return {year: frozenset(day for of_part in days for day in of_part if day.year == year) for year in years}


def _days_of(division: dict[str, Any]) -> set[dt.date]:
    return {dt.date.fromisoformat(event["date"]) for event in division["events"]}


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    import holidays

    return frozenset(_every_day(holidays.country_holidays("GB", subdiv=nation, years=year) for nation in _NATIONS))


def _every_day(calendars: Iterable[Iterable[dt.date]]) -> set[dt.date]:
    return {day for calendar in calendars for day in calendar}
