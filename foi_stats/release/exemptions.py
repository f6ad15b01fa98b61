"""Check that a request says what the exemptions it relies on require, before its response may be released."""

from __future__ import annotations

from collections.abc import Iterator

from foi_stats.release.catalogue import CHECKS
from foi_stats.request.request import Exemption, Request
from foi_stats.request.sections import exemptions, needs_prejudice, needs_qualified_person, section_number
from foi_stats.vocabulary.findings import Finding


def untested(request: Request, request_file: str) -> list[Finding]:
    """Return a finding for each exemption that lacks what the Act asks of it.

    A qualified one needs its public interest test (FOIA s.2(2)(b), s.17(3)(b)); one from prejudice says
    whether disclosure would, or would be likely to, do the harm, and what that is; section 36 needs the opinion of a
    qualified person.
    """
    return [
        CHECKS.finding(check, request_file, found=f"section {exemption.section} {found}", also=(), **values)
        for exemption in request.exemption
        for check, found, values in _lacks(exemption)
    ]


def _lacks(exemption: Exemption) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield what an exemption lacks: the check, what was found, and the values that the check's texts name."""
    if not exemption.absolute and not exemption.public_interest.strip():
        yield "no-public-interest-test", "is a qualified exemption, and no public interest test is given", {}
    kind = exemptions()[section_number(exemption.section)].absolute
    if kind != "either" and exemption.absolute != (kind == "yes"):
        called = "qualified" if kind == "no" else "absolute"
        said = "absolute" if exemption.absolute else "qualified"
        values = {"kind": called, "absolute": "true" if kind == "yes" else "false"}
        yield "exemption-kind", f"is said to be {said}, and the Act makes it {called}", values
    if needs_prejudice(exemption.section) and not exemption.prejudice:
        yield "no-prejudice", "is about harm, and it is not said how likely that is", {}
    if needs_prejudice(exemption.section) and not exemption.harm.strip():
        yield "no-harm", "is about harm, and it is not said what that is", {}
    if needs_qualified_person(exemption.section) and exemption.qualified_person is None:
        yield "no-qualified-person", "needs the reasonable opinion of a qualified person, and none is given", {}
