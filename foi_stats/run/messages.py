"""The types that the process directing a run exchanges with those that do its work. Nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.files.digest import digest_of
from foi_stats.vocabulary.findings import Finding

if TYPE_CHECKING:
    from foi_stats.publish.response import Response
    from foi_stats.release.undecided_texts import UndecidedText
    from foi_stats.run.notebooks import NotebookRun


@dataclass(frozen=True)
class Outcome:
    """The result of one request: a line for each question, where the report is, and how long it took.

    ``page`` is what people open: it leads to what stands at the time. ``folder`` holds the files of this run, which
    never change. ``stops`` is what would stop the release of a draft as it stands, ``response`` what it says, where a
    draft was asked for; ``undecided`` are the supplied texts in it on which nobody has decided. ``unchanged`` tells
    that nothing ran, as nothing that the report depends on had changed.
    """

    reference: str
    outcome: str
    page: Path
    folder: Path
    lines: tuple[dict[str, Any], ...]
    seconds: float
    warnings: tuple[Finding, ...] = ()
    stops: tuple[Finding, ...] = ()
    response: Response | None = None
    undecided: tuple[UndecidedText, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True)
class Failure:
    """A request whose report could not be made, and why."""

    reference: str
    error: Exception


@dataclass(frozen=True)
class Step:
    """One notebook of a report.

    ``digests`` is what its figure depends on, by kind; ``why`` it must be run, or empty where what it left last time
    can be used; ``seconds`` it took last time, if that is known.
    """

    planned: NotebookRun
    digests: Mapping[str, str]
    why: str
    seconds: float = 0

    @property
    def key(self) -> str:
        """The digest of all that the figure depends on."""
        return digest_of(f"{name}={value}".encode() for name, value in sorted(self.digests.items()))


@dataclass(frozen=True)
class Ready:
    """A request that was read and may be run."""

    reference: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Explained:
    """The notebooks that a request needs, in order, by figure: each with why it would be run, or empty."""

    reference: str
    whys: Mapping[str, str]


@dataclass
class Progress:
    """Progress callbacks; the defaults do nothing.

    ``start`` with how many reports there are, ``report`` with a reference and how many notebooks it needs run of how
    many, ``step`` and ``step_done`` with a reference and what is begun or ended, ``done`` with how a report ended.
    """

    start: Callable[[int], None] = lambda _reports: None
    report: Callable[[str, int, int], None] = lambda _reference, _to_run, _steps: None
    step: Callable[[str, str], None] = lambda _reference, _what: None
    step_done: Callable[[str, str], None] = lambda _reference, _what: None
    done: Callable[[Outcome | Failure], None] = lambda _ended: None


@dataclass(frozen=True)
class RunSettings:
    """How reports are made.

    ``workers`` is how many processes there are at once (0: as many as cores), ``force`` whether what has not changed is
    made anew all the same, ``as_draft`` whether an approved request is made a draft of too, ``cell_seconds`` how long a
    cell may take (None: as long as it likes), ``method`` how processes are made, where it is not as the system does
    it best, ``edited`` a letter edited in Word whose words are checked with the draft, ``on_record`` whether a release
    is put on record in the ledger (one that nobody gets is not), ``keep`` how many runs are kept in the folder of a
    report, and ``dask`` the address of the scheduler whose workers do the work (empty: this machine does).
    """

    workers: int = 0
    force: bool = False
    as_draft: bool = False
    cell_seconds: int | None = None
    method: str | None = field(default=None)
    edited: bytes | None = None
    on_record: bool = True
    keep: int = 5
    dask: str = ""
