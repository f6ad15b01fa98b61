"""The schema of a file that people write: ``schema = 1`` at its top, which it may leave out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foi_stats.vocabulary.findings import InputError

SCHEMA = 1
"""The schema that is read. It grows when a file may mean something else than it did, not with each new key."""


def without_schema(content: Mapping[str, Any], shown: str) -> dict[str, Any]:
    """Return the content of a file, which messages call as ``shown``, without its schema.

    Raises
    ------
    InputError
        If it is another one than is read.
    """
    schema = content.get("schema", SCHEMA)
    if type(schema) is not int or schema != SCHEMA:
        raise InputError(
            f"{shown} has schema = {schema!r}, and this version of foi-stats reads schema = {SCHEMA}. Use the version "
            f"that the file was written for, or write the file as docs/requests.md says and put schema = {SCHEMA}."
        )
    return {key: value for key, value in content.items() if key != "schema"}
