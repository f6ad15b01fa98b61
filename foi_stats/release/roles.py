"""Who decides on a release, approves or withdraws it: a role, and no name."""

from __future__ import annotations

from foi_stats.publish.response import clean
from foi_stats.vocabulary.findings import InputError


def check_role(role: str, does: str) -> str:
    """Return a role as it is recorded; ``does`` says what whoever has it does: *approves it*.

    Raises
    ------
    InputError
        If the role says nothing.
    """
    if plain := clean(role):
        return plain
    raise InputError(f"Say who {does}, by role: --role 'Information rights officer'.")
