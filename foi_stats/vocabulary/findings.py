"""A finding: one thing a check found, in the same form everywhere; and the errors that carry findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args

from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.shown import Rows, Shown

if TYPE_CHECKING:
    from pathlib import Path

    from foi_stats.vocabulary.period import Period

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Every severity, the worst first."""
SEVERITY_WORDS: Mapping[Severity, str] = {"error": "Error", "warning": "Warning", "info": "Remark"}
"""What a finding of each severity is called where people read it."""


@dataclass(frozen=True, slots=True, repr=False)
class Finding(Shown):
    """One thing a check found.

    ``file`` is relative to the project if it is inside it; ``sheet`` and ``cell`` (A1) are empty if the finding is
    about the whole file. ``cell`` is a cell, a range, or the cells that only together are at fault: ``B3, F3``.
    ``found``, ``expected`` and ``action`` are plain sentences or values: the present content, the
    content wanted, and what to do about it. ``also`` are the sheet and cell of other places that it holds for, as many
    as are worth marking; ``found`` says how many there are.
    """

    check: str
    severity: Severity
    file: str
    sheet: str = ""
    cell: str = ""
    found: str = ""
    expected: str = ""
    action: str = ""
    also: tuple[tuple[str, str], ...] = ()
    _shown: ClassVar[Sequence[tuple[str, str]]] = (
        ("Place", "place"),
        ("Found", "found"),
        ("Expected", "expected"),
        ("What to do", "action"),
    )

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Finding:
        """Return the finding that was written as JSON by ``asdict``: in JSON, ``also`` is a list of lists.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is damaged, or of another version.
        """
        return cls(**{**data, "also": tuple((sheet, cell) for sheet, cell in data["also"])})

    def _shown_title(self) -> str:
        return f"{self.severity}: {self.check}"

    @property
    def place(self) -> str:
        """The place of the finding: ``data/2014-15/…/funding.xlsx, sheet Funding, cell K7``."""
        return ", ".join(filter(None, (self.file, self.place_in_file)))

    @property
    def place_in_file(self) -> str:
        """The place within the file: ``sheet Funding, cell K7``; empty if the finding is about the whole file."""
        return ", ".join(filter(None, (self.sheet and f"sheet {self.sheet}", self.cell and f"cell {self.cell}")))

    def sentences(self, about: str = "") -> list[str]:
        """Return what was found, led by what it is about, what was expected and what to do, each as a sentence."""
        return _sentences(": ".join(filter(None, (about, self.found))), *self._wanted)

    @property
    def advice(self) -> list[str]:
        """What was expected and what to do, each as a sentence."""
        return _sentences(*self._wanted)

    @property
    def _wanted(self) -> tuple[str, str]:
        return self.expected and f"Expected: {self.expected}", self.action and f"What to do: {self.action}"

    def within(self, data: Path) -> Finding:
        """Return the finding with its file as whoever stands here can open it, ``data`` being the data folder."""
        first, _, rest = self.file.partition("/")
        return replace(self, file=(data / rest).as_posix()) if rest and first == data.name else self

    def __str__(self) -> str:
        return " ".join(self.sentences(self.place))


def _sentences(*texts: str) -> list[str]:
    return [f"{text.rstrip('. ')}." for text in texts if text]


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, errors before warnings; otherwise their order stays, and none is repeated."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: SEVERITIES.index(finding.severity)))


def count_findings(findings: Iterable[Finding]) -> str:
    """Return how many findings there are of each severity: ``2 errors, 1 remark``; empty if there are none."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(counted(counts[one], SEVERITY_WORDS[one].lower()) for one in SEVERITIES if counts[one])


class Findings(Shown, tuple[Finding, ...]):
    """What checks found, in the order in which they found it."""

    __slots__ = ()
    _shown: ClassVar[Sequence[tuple[str, str]]] = (("", "_rows"),)

    def _shown_title(self) -> str:
        return counted(len(self), "finding")

    @property
    def _rows(self) -> Rows | str:
        rows = tuple((one.severity, one.check, one.place, one.found, one.action) for one in self)
        return Rows("Findings", ("Severity", "Check", "Place", "Found", "What to do"), rows) if rows else ""


def findings_json(findings: Iterable[Finding]) -> str:
    """Return findings as JSON, in the form that other programs rely on: ``{"version": 1, "findings": [...]}``."""
    return json.dumps(
        {"version": 1, "findings": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2
    )


class FoiError(Exception):
    """An error that a user can correct. Its text is the whole message; it is shown without a traceback."""

    exit_code = 2

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows in place of a traceback: the message alone."""
        return [f"{type(self).__name__}: {self}"]


class InputError(FoiError):
    """A wrong command, or a request, topic or authority file that cannot be used."""


class SupplyError(FoiError):
    """Supplied files cannot be used. ``findings`` holds every finding, of every severity."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        super().__init__(
            "\n".join(
                [f"The supplied data has {counted(len(errors), 'error')}:", *(f"  - {finding}" for finding in errors)]
            )
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return SupplyError, (
            self.findings,
        )  # for pickling between processes: by default only the text would be passed on


class MissingError(SupplyError):
    """Figures that are asked for were not supplied. ``missing`` names each by its label and the period of it."""

    def __init__(self, findings: Iterable[Finding], missing: Iterable[tuple[str, Period]] = ()) -> None:
        super().__init__(findings)
        self.missing = tuple(missing)

    def __reduce__(self) -> tuple[Any, ...]:
        return MissingError, (self.findings, self.missing)


class ReleaseError(FoiError):
    """A report that could not be produced or released."""

    exit_code = 1


class BusyError(ReleaseError):
    """Another run is at it: nothing is wrong, and later it may be done."""

    exit_code = 3


class OvertakenError(ReleaseError):
    """A report on the same measure was released while this one was made; run this again to check it against that."""
