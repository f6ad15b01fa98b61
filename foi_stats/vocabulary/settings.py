"""What people write in TOML: the base of all that is read from it, what is wrong in it in words, and a text in it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.schema import without_schema

Model = TypeVar("Model", bound="Settings")


class Settings(BaseModel):
    """The base of everything read from TOML: no unknown key, no silent conversion, no change afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def as_list(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    """Return a value that may stand alone or in a list as a list; for validators."""
    return value if isinstance(value, list) else [value]


UNFINISHED = {"unfinished": True}
"""The context in which settings are validated that may still lack something: ``lacking`` says what, no error does."""


def parse_settings(text: str, shown: str, model: type[Model], *, empty: Mapping[str, Any] | None = None) -> Model:
    """Return the text of a TOML file as ``model``; messages call the file as ``shown``.

    Parameters
    ----------
    empty
        Reads it as unfinished: what stands for the keys that are not there yet.

    Raises
    ------
    InputError
        If it is not TOML or of another schema, or anything in it is unknown, missing or of the wrong kind. The message
        names the file and every place in it.
    """
    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{shown} is not a TOML file: {error}.") from None
    return as_settings(without_schema(content, shown), shown, model, empty=empty)


def as_settings(
    content: Mapping[str, Any], shown: str, model: type[Model], *, empty: Mapping[str, Any] | None = None
) -> Model:
    """Return the content of a file as ``model``; messages call it as ``shown``, and ``empty`` is as for a file.

    Raises
    ------
    InputError
        If anything in it is unknown, missing or of the wrong kind.
    """
    try:
        if empty is None:
            return model.model_validate(content)
        return model.model_validate({**empty, **content}, context=UNFINISHED)
    except ValidationError as error:
        raise InputError("\n".join([f"{shown} cannot be used:", *_format_faults(error, content)])) from None


def toml_text(text: str) -> str:
    """Return a text as a TOML string on one line: a JSON string is one, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _format_faults(error: ValidationError, values: Mapping[str, Any]) -> list[str]:
    """Return a line for each fault, with its place as a reader of the file would name it."""
    return [
        f"  - {_format_place(fault['loc'], values) or 'the file as a whole'}: {_format_fault(fault)}"
        for fault in error.errors(include_url=False)
    ]


def _format_place(steps: Sequence[int | str], values: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    """Return a place in a file: what has an id by it (``question 5, limb 5b, years``), else by its number.

    Parameters
    ----------
    values
        What the file holds.
    """
    place, rest = "", ""
    for step in steps:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            values = None
        if not isinstance(step, int):
            rest = f"{rest}.{step}" if rest else step
        elif isinstance(values, dict) and isinstance(name := values.get("id"), str) and name:
            place, rest = ", ".join(filter(None, [place, f"{_SINGULAR.get(rest, rest)} {name}"])), ""
        else:
            rest = f"{rest}[{step + 1}]"
    return ", ".join(filter(None, [place, rest]))


_SINGULAR = {"limbs": "limb", "further": "further figures"}
"""How one of a list is called, where it is not as its key."""


def _format_fault(fault: Any) -> str:  # noqa: ANN401 - a pydantic ErrorDetails
    if fault["type"] == "extra_forbidden":
        return "this key is not known; check its spelling, or remove it"
    if fault["type"] == "missing":
        return "this key is missing"
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    if fault["type"] == "string_type":
        return f"text in quotes was expected, not {fault['input']!r}"
    return f"{fault['msg'][0].lower()}{fault['msg'][1:]}, not {fault['input']!r}"
