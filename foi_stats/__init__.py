"""Answers Freedom of Information questions about money and numbers from the spreadsheets that hold them.

This is the public API, all of it. Names are imported when they are first used, so that importing the package costs
nothing until then.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foi_stats.answer.answer import Answer, answer_figures
    from foi_stats.answer.statements import answer_statement
    from foi_stats.publish.charts import Chart, draw
    from foi_stats.publish.figure_bundle import write_part
    from foi_stats.publish.sheet.around import sheet
    from foi_stats.publish.tables import Table, table_of
    from foi_stats.release.protected import protect_answer
    from foi_stats.request.case import Case, read_case
    from foi_stats.request.deadline import response_deadline
    from foi_stats.request.request import Request, list_requests, read_request
    from foi_stats.request.topic import Topic, classify, read_topic
    from foi_stats.run.notebooks import run_notebook
    from foi_stats.screen.read import screen
    from foi_stats.supply.breakdowns import known_breakdowns
    from foi_stats.supply.deliveries import load_funding, load_referrals
    from foi_stats.supply.pivot import pivot
    from foi_stats.supply.read import read_supply
    from foi_stats.supply.supply import Supply
    from foi_stats.suppression.audit import audit
    from foi_stats.suppression.suppress import protect, protect_tables
    from foi_stats.vocabulary.findings import Finding, FoiError, InputError, ReleaseError, SupplyError
    from foi_stats.vocabulary.money import add_up, add_up_by, money_from_number, parse_money
    from foi_stats.vocabulary.money import format_money as say_money
    from foi_stats.vocabulary.shorthand import REASONS, SHORTHAND, parse_reason, parse_shorthand
    from foi_stats.vocabulary.years import (
        financial_year_of,
        financial_year_of_quarter,
        financial_years,
        parse_financial_year,
        parse_quarter,
        period_year,
        year_end,
        year_period,
        year_start,
    )

_HOMES = {
    "answer.answer": ("Answer", "answer_figures"),
    "answer.statements": ("answer_statement",),
    "request.case": ("Case", "read_case"),
    "request.deadline": ("response_deadline",),
    "request.request": ("Request", "list_requests", "read_request"),
    "request.topic": ("Topic", "classify", "read_topic"),
    "suppression.audit": ("audit",),
    "release.protected": ("protect_answer",),
    "screen.read": ("screen",),
    "suppression.suppress": ("protect", "protect_tables"),
    "vocabulary.findings": ("Finding", "FoiError", "InputError", "ReleaseError", "SupplyError"),
    "vocabulary.money": ("add_up", "add_up_by", "money_from_number", "parse_money"),
    "publish.charts": ("Chart", "draw"),
    "publish.figure_bundle": ("write_part",),
    "publish.sheet.around": ("sheet",),
    "publish.tables": ("Table", "table_of"),
    "run.notebooks": ("run_notebook",),
    "vocabulary.shorthand": ("REASONS", "SHORTHAND", "parse_reason", "parse_shorthand"),
    "supply.breakdowns": ("known_breakdowns",),
    "supply.deliveries": ("load_funding", "load_referrals"),
    "supply.pivot": ("pivot",),
    "supply.read": ("read_supply",),
    "supply.supply": ("Supply",),
    "vocabulary.years": (
        "financial_year_of",
        "financial_year_of_quarter",
        "financial_years",
        "parse_financial_year",
        "parse_quarter",
        "period_year",
        "year_end",
        "year_period",
        "year_start",
    ),
}
_HOME = {name: (home, name) for home, names in _HOMES.items() for name in names}
_HOME["say_money"] = ("vocabulary.money", "format_money")

__version__ = "0.1.0"

__all__ = [
    "REASONS",
    "SHORTHAND",
    "Answer",
    "Case",
    "Chart",
    "Finding",
    "FoiError",
    "InputError",
    "ReleaseError",
    "Request",
    "Supply",
    "SupplyError",
    "Table",
    "Topic",
    "add_up",
    "add_up_by",
    "answer_figures",
    "answer_statement",
    "audit",
    "classify",
    "draw",
    "financial_year_of",
    "financial_year_of_quarter",
    "financial_years",
    "known_breakdowns",
    "list_requests",
    "load_funding",
    "load_referrals",
    "money_from_number",
    "parse_financial_year",
    "parse_money",
    "parse_quarter",
    "parse_reason",
    "parse_shorthand",
    "period_year",
    "pivot",
    "protect",
    "protect_answer",
    "protect_tables",
    "read_case",
    "read_request",
    "read_supply",
    "read_topic",
    "response_deadline",
    "run_notebook",
    "say_money",
    "screen",
    "sheet",
    "table_of",
    "write_part",
    "year_end",
    "year_period",
    "year_start",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, inside = _HOME[name]
    value = getattr(import_module(f"{__name__}.{home}"), inside)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
