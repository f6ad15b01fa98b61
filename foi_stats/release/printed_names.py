"""Stop a release that prints a name on which nobody has decided, or withholds one without an exemption."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from foi_stats.answer.answer import Answer
from foi_stats.answer.names import PERSONAL, name_key
from foi_stats.answer.printed_names import withheld_names
from foi_stats.release.catalogue import CHECKS
from foi_stats.release.leaks import Forbidden
from foi_stats.request.case import Case
from foi_stats.request.request import Exemption
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.settings import toml_text

_SHOWN = 40
"""As many names as one message lists; the working papers have them all."""


def undecided_names(answers: Iterable[Answer], request_file: str) -> list[Finding]:
    """Return one finding with all names that could be those of people and on which nobody has decided."""
    rows = [row for answer in answers for row in records(answer.names) if not row["decision"]]
    first: dict[str, tuple[str, str, str]] = {}  # one name may be written in several ways, and stand in several answers
    for row in rows:
        first.setdefault(name_key(row["name"]), (row["name"], row["kind"], row["figures"].partition(" ")[0]))
    names = list(first.values())
    if not names:
        return []
    listed = "; ".join(f"{name!r} ({kind}, {figure})" for name, kind, figure in names[:_SHOWN])
    more = f"; and {len(names) - _SHOWN} more, in working/names.csv" if len(names) > _SHOWN else ""
    many = counted(len(names), "name is", "names are")
    return [
        CHECKS.finding(
            "undecided-name",
            request_file,
            found=f"{many} printed that could be a person's, and nobody has decided on: {listed}{more}",
            name=toml_text(names[0][0]),
        )
    ]


def withheld_without_exemption(case: Case, answers: Iterable[Answer], request_file: str) -> list[Finding]:
    """Return a finding where names are withheld and no exemption says why: section 40 for those of people."""
    rows = [row for answer in answers for row in records(answer.names) if row["decision"] == "withhold"]
    lacking = [row for row in rows if not _is_explained(row, case.request.exemption)]
    if not lacking:
        return []
    number = len({name_key(row["name"]) for row in lacking})
    many = counted(number, "name is", "names are")
    return [
        CHECKS.finding(
            "no-exemption.name",
            request_file,
            found=f"{many} withheld, the first in {lacking[0]['figures'].partition(' ')[0]}, and no exemption says why",
        )
    ]


def forbidden_names(case: Case, answers: Sequence[Answer]) -> list[Forbidden]:
    """Return the names that are withheld, however short: none may stand anywhere in a release.

    One that stands within a name that is published is not looked for: J Smith in J Smith Ltd.
    """
    shown = [
        row["name"].casefold() for answer in answers for row in records(answer.names) if row["decision"] == "publish"
    ]
    withheld = {row["name"] for answer in answers for row in records(answer.names) if row["decision"] == "withhold"}
    return [
        Forbidden("a name that is withheld", name)
        for name in sorted({*withheld, *withheld_names(case)})
        if not any(name.casefold() in other for other in shown)
    ]


def _is_explained(row: dict[str, Any], exemptions: Iterable[Exemption]) -> bool:
    given = [one.section for one in exemptions if not one.neither_confirm_nor_deny]
    return any(section.startswith("40") for section in given) if row["kind"] in PERSONAL else bool(given)
