"""Check that a request says what the exemptions it relies on require, before its response may be released."""

from __future__ import annotations

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
        Finding(check, "error", request_file, found=f"section {exemption.section} {found}", expected=wanted, action=do)
        for exemption in request.exemption
        for check, found, wanted, do in _lacks(exemption)
    ]


def _lacks(exemption: Exemption) -> list[tuple[str, str, str, str]]:
    """Return what an exemption lacks: the check, what was found, what is expected, and what to do."""
    lacks = []
    if not exemption.absolute and not exemption.public_interest.strip():
        lacks.append(
            (
                "no-public-interest-test",
                "is a qualified exemption, and no public interest test is given",
                "what speaks for disclosure, what against it, and which outweighs the other",
                "add public_interest to this [[exemption]], or say absolute = true if it is one",
            )
        )
    kind = exemptions()[section_number(exemption.section)].absolute
    if kind != "either" and exemption.absolute != (kind == "yes"):
        called = "qualified" if kind == "no" else "absolute"
        lacks.append(
            (
                "exemption-kind",
                f"is said to be {'absolute' if exemption.absolute else 'qualified'}, and the Act makes it {called}",
                f"a {called} exemption (section 2(3))",
                f"write absolute = {'true' if kind == 'yes' else 'false'}",
            )
        )
    if needs_prejudice(exemption.section) and not exemption.prejudice:
        lacks.append(
            (
                "no-prejudice",
                "is about harm, and it is not said how likely that is",
                "whether disclosure would, or would be likely to, do it",
                'add prejudice = "would" or prejudice = "would be likely to" to this [[exemption]]',
            )
        )
    if needs_prejudice(exemption.section) and not exemption.harm.strip():
        lacks.append(
            (
                "no-harm",
                "is about harm, and it is not said what that is",
                "what the harm would be, and to whom: whose commercial interests, say (section 17(1)(c))",
                'add harm = "…" to this [[exemption]]',
            )
        )
    if needs_qualified_person(exemption.section) and exemption.qualified_person is None:
        lacks.append(
            (
                "no-qualified-person",
                "needs the reasonable opinion of a qualified person, and none is given",
                "who gave it (by role), when, and what it is (section 36(2) and (5))",
                'add qualified_person = { role = "…", date = …, opinion = "…" } to this [[exemption]]',
            )
        )
    return lacks
