"""Answers Freedom of Information questions about money and numbers from the spreadsheets that hold them.

This is the public API, all of it. Names are imported when they are first used, so that importing the package costs
nothing until then.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foi_stats.analyst.answers import answer, load_funding, load_referrals
    from foi_stats.analyst.auditing import audit
    from foi_stats.analyst.comparison import compare
    from foi_stats.analyst.explore import explore
    from foi_stats.analyst.lines import find
    from foi_stats.analyst.listings import authorities, figures, requests, topics
    from foi_stats.analyst.prices import real_terms
    from foi_stats.analyst.reasons import why
    from foi_stats.analyst.reports import make_report
    from foi_stats.analyst.supplied_sheets import sheet
    from foi_stats.analyst.tracing import trace
    from foi_stats.publish.charts import Chart
    from foi_stats.request.deadline import response_deadline
    from foi_stats.screen.read import screen
    from foi_stats.supply.breakdowns import known_breakdowns
    from foi_stats.supply.pivot import pivot
    from foi_stats.supply.read import read_supply
    from foi_stats.suppression.suppress import protect
    from foi_stats.vocabulary.findings import Finding, FoiError
    from foi_stats.vocabulary.money import parse_money
    from foi_stats.vocabulary.years import parse_financial_year

_HOMES = {
    "analyst.answers": ("answer", "load_funding", "load_referrals"),
    "analyst.auditing": ("audit",),
    "analyst.comparison": ("compare",),
    "analyst.explore": ("explore",),
    "analyst.lines": ("find",),
    "analyst.listings": ("authorities", "figures", "requests", "topics"),
    "analyst.prices": ("real_terms",),
    "analyst.reasons": ("why",),
    "analyst.reports": ("make_report",),
    "analyst.supplied_sheets": ("sheet",),
    "analyst.tracing": ("trace",),
    "publish.charts": ("Chart",),
    "request.deadline": ("response_deadline",),
    "screen.read": ("screen",),
    "supply.breakdowns": ("known_breakdowns",),
    "supply.pivot": ("pivot",),
    "supply.read": ("read_supply",),
    "suppression.suppress": ("protect",),
    "vocabulary.findings": ("Finding", "FoiError"),
    "vocabulary.money": ("parse_money",),
    "vocabulary.years": ("parse_financial_year",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__version__ = "0.1.0"

__all__ = [
    "Chart",
    "Finding",
    "FoiError",
    "answer",
    "audit",
    "authorities",
    "compare",
    "explore",
    "figures",
    "find",
    "known_breakdowns",
    "load_funding",
    "load_referrals",
    "make_report",
    "parse_financial_year",
    "parse_money",
    "pivot",
    "protect",
    "read_supply",
    "real_terms",
    "requests",
    "response_deadline",
    "screen",
    "sheet",
    "topics",
    "trace",
    "why",
]


def _find(name: str) -> Any:  # noqa: ANN401 - any public name
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = _find(name)
    return globals().setdefault(name, value)  # a room of that name is there by now


def __dir__() -> list[str]:
    return sorted(__all__)


class _Room(ModuleType):
    """A room that can be called like the public function of its name: ``foi_stats.answer``, ``foi_stats.screen``."""

    def __call__(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the function
        """Call the function; its own documentation says what it is given and returns."""
        return _find(self.__name__.rpartition(".")[2])(*given, **named)


class _Package(ModuleType):
    """The package itself: ``foi_stats.answer`` is the room, whichever of its modules is imported first."""

    def __setattr__(self, name: str, value: Any) -> None:  # noqa: ANN401 - as every module has it
        if isinstance(value, ModuleType) and name in _HOME:
            value.__class__ = _Room
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
