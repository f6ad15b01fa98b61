"""Findings: what a check saw, said in one way everywhere, and the errors that carry them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check saw.

    ``file`` is relative to the project where it lies inside it; ``sheet`` and ``cell`` (A1) are empty where the
    finding is about the whole file. ``found``, ``expected`` and ``action`` are plain sentences or values: what
    stands there, what should, and what to do about it.
    """

    check: str
    severity: Severity
    file: str
    sheet: str = ""
    cell: str = ""
    found: str = ""
    expected: str = ""
    action: str = ""

    @property
    def place(self) -> str:
        """Where it is: ``data/2014-15/…/funding.xlsx, sheet Funding, cell K7``."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.cell:
            parts.append(f"cell {self.cell}")
        return ", ".join(parts)

    def __str__(self) -> str:
        said = [f"{self.place}: {self.found}" if self.found else self.place]
        if self.expected:
            said.append(f"Expected: {self.expected}")
        if self.action:
            said.append(f"What to do: {self.action}")
        return ". ".join(part.rstrip(".") for part in said) + "."


def findings_json(findings: Iterable[Finding]) -> str:
    """Return findings as the JSON that other programs may rely on: ``{"version": 1, "findings": [...]}``."""
    return json.dumps(
        {"version": 1, "findings": [asdict(finding) for finding in findings]}, ensure_ascii=False, indent=2
    )


class FoiError(Exception):
    """An error that a user can mend. Its text is the whole message; it is shown without a traceback."""

    exit_code = 2


class InputError(FoiError):
    """A wrong command, or a request, topic or authority file that cannot be used."""


class SupplyError(FoiError):
    """Supplied files cannot be used. ``findings`` holds every finding, of every severity."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        super().__init__("\n".join([f"The supplied data has {count}:", *(f"  - {finding}" for finding in errors)]))

    def __reduce__(self) -> tuple[type[SupplyError], tuple[tuple[Finding, ...]]]:
        return SupplyError, (self.findings,)  # between processes; an exception alone would pass on its text


class ReleaseError(FoiError):
    """A report that could not be produced or released."""

    exit_code = 1


class OvertakenError(ReleaseError):
    """A report that was made while another one on the same measure was released; made again, it is held against it."""
