"""A room's catalogue of checks: what each looks for, how bad it is, what is expected, what to do, and why.

The texts stand in the room's ``checks.toml``; code gives the check's name, the place and the values::

    [wrong-ending]
    title = "`.xls` on a file that is something else"
    severity = "warning"
    expected = "a name that says what the file is"
    action = "Check that it is the right file, and give it the ending .$kind"
    why = "it was read as what it is"

``$kind`` is a value that the code gives. A table within a check, such as ``[wrong-ending.pdf]``, is a case of it, asked
for as ``wrong-ending.pdf``: it has a severity, expected or action of its own, and the rest from its check. A check that
a room below has too is that one, with what this room says otherwise: it has no title of its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from string import Template
from typing import TYPE_CHECKING, Any

from foi_stats.vocabulary.findings import SEVERITIES, Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

_OF_CASE = frozenset({"severity", "expected", "action"})
_OF_CHECK = _OF_CASE | {"title", "why", "formats"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check, or one case of it.

    Attributes
    ----------
    name
        The check as findings name it, without the case.
    title, why
        What it looks for, and why that matters; for the documentation.
    expected, action
        The texts of its findings; ``$name`` stands for a value that the code gives.
    formats
        The kinds of files that it looks at, where not all that the room knows.
    """

    name: str
    title: str
    why: str
    severity: Severity
    expected: str
    action: str
    formats: str = ""


class Catalogue:
    """The checks of one room by name, read from a file when the first is asked for.

    ``below`` are those of a room below.
    """

    def __init__(self, path: Path, below: Catalogue | None = None) -> None:
        self.path, self.below = path, below

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """Every check, and every case of one as ``check.case``."""
        with self.path.open("rb") as file:
            tables = tomllib.load(file)
        checks: dict[str, Check] = {}
        for name, table in tables.items():
            cases = {key: value for key, value in table.items() if isinstance(value, dict)}
            own = {key: value for key, value in table.items() if key not in cases}
            shared = self.below.checks.get(name) if self.below else None
            keys = _OF_CHECK - {"title"} if shared else _OF_CHECK
            checks[name] = self._known(name, own, keys, shared or Check(name, "", "", "error", "", ""))
            if not (checks[name].title and checks[name].why):
                raise ValueError(f"{self.path.name}: {name} needs a title and why")
            for case, texts in cases.items():
                checks[f"{name}.{case}"] = self._known(f"{name}.{case}", texts, _OF_CASE, checks[name])
        return checks

    def _known(self, name: str, texts: Mapping[str, Any], keys: frozenset[str], base: Check) -> Check:
        if texts.keys() - keys or texts.get("severity", "error") not in SEVERITIES:
            raise ValueError(f"{self.path.name}: {name} may have {', '.join(sorted(keys))}, not {dict(texts)}")
        return replace(base, **texts)

    def __getitem__(self, name: str) -> Check:
        return self.checks[name]

    def finding(
        self,
        check: str,
        file: str = "",
        sheet: str = "",
        cell: str = "",
        *,
        found: str,
        also: Sequence[tuple[str, str]] = (),
        **values: object,
    ) -> Finding:
        """Return a finding of a check, or of a case of it, with its texts; ``values`` are those that they name."""
        known = self[check]
        expected, action = (filled(text, values) for text in (known.expected, known.action))
        return Finding(known.name, known.severity, file, sheet, cell, found, expected, action, tuple(also))

    def at(
        self,
        row: Mapping[str, Any],
        check: str,
        *,
        found: str,
        more: Iterable[Mapping[str, Any]] = (),
        **values: object,
    ) -> Finding:
        """Return a finding at the cell of a supplied row; ``more`` are rows that it holds for as well."""
        also = tuple((one["sheet"], one["cell"]) for one in more)
        return self.finding(check, row["file"], row["sheet"], row["cell"], found=found, also=also, **values)


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return a text of a catalogue with its values; ``KeyError`` if one that it names is missing."""
    return Template(text).substitute(values) if "$" in text else text
