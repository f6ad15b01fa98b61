"""What the desk has worked out in other processes, by name: what they import is not imported here."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from foi_stats.vocabulary.findings import InputError


class Work(NamedTuple):
    """A function by its module and name; it is imported where it is called."""

    module: str
    name: str

    def __call__(self, *given: Any) -> Any:  # noqa: ANN401 - as the function has it
        """Call the function."""
        return getattr(import_module(self.module), self.name)(*given)


class NoSuchError(InputError):
    """An address leads to nothing that is there."""


_REQUESTS, _FILES, _LOG = "foi_stats.desk.request_facts", "foi_stats.desk.sent_files", "foi_stats.desk.log_facts"

ALL_REQUESTS = Work(_REQUESTS, "all_requests")
ONE_REQUEST = Work(_REQUESTS, "one_request")
TEMPLATE = Work(_REQUESTS, "template")
FIGURES = Work(_REQUESTS, "figures")
FIGURE = Work(_REQUESTS, "figure")
DELIVERIES = Work(_REQUESTS, "deliveries")
LOOK_AT = Work(_FILES, "look_at")
MARKED_COPY = Work(_FILES, "marked_copy")
TAKE = Work(_FILES, "take")
LOG_PAGE = Work(_LOG, "page")
LOG_SEARCH = Work(_LOG, "search")
