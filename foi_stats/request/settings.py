"""Read requests, topics and authorities from TOML files, and refuse them with the place of each fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator

from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.schema import without_schema

Model = TypeVar("Model", bound="Settings")

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]*")


class Settings(BaseModel):
    """The base of everything read from TOML: no unknown key, no silent conversion, no change afterwards."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


UNFINISHED = {"unfinished": True}
"""The context in which settings are validated that may still lack something: ``lacking`` says what, no error does."""


class Unfinishable(Settings):
    """Settings that are written step by step: while they are unfinished they can be read and not used."""

    def lacking(self) -> Iterator[str]:
        """Yield what is still to be filled in."""
        return iter(())

    @model_validator(mode="after")
    def _is_finished(self, info: ValidationInfo) -> Self:
        if info.context != UNFINISHED and (what := next(iter(self.lacking()), "")):
            raise ValueError(what)
        return self


def available(folder: Path) -> list[str]:
    """Return the names of the TOML files in a folder, sorted."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def read_settings(
    folder: Path, name: str, model: type[Model], what: str, *, empty: Mapping[str, Any] | None = None
) -> Model:
    """Read ``<folder>/<name>.toml`` as ``model``.

    Parameters
    ----------
    what
        The kind of file, for messages: ``"request"``, ``"topic"`` …
    empty
        Reads it as unfinished, as :func:`read_toml` does.

    Raises
    ------
    InputError
        If the name is not a plain file name, there is no such file, it is not TOML, or anything in it is unknown,
        missing or of the wrong kind. The message names the file and every place in it.
    """
    if not isinstance(name, str):
        raise InputError(
            f"The {what} must be named by text, and arrived as the {type(name).__name__} {name}: put it in quotes."
        )
    path = folder / f"{name}.toml"
    if not NAME.fullmatch(name) or not path.is_file():
        known = available(folder)
        where = f"{folder.as_posix()}/" if known else str(folder.resolve())  # another folder may be meant
        raise InputError(no_such(what, name, known, where))
    return read_toml(path, model, empty=empty)


def read_toml(path: Path, model: type[Model], *, empty: Mapping[str, Any] | None = None) -> Model:
    """Read a TOML file as ``model``; messages name it by the path from where the user stands.

    Parameters
    ----------
    empty
        Reads it as unfinished: what stands for the keys that are not there yet.

    Raises
    ------
    InputError
        If it is not TOML or of another schema, or anything in it is unknown, missing or of the wrong kind.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path.as_posix()} is not a TOML file: {error}.") from None
    return as_settings(without_schema(content, path.as_posix()), path.as_posix(), model, empty=empty)


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


def texts_in(settings: object) -> Iterator[str]:
    """Yield every text in settings, however deep."""
    if isinstance(settings, str):
        yield settings
    elif isinstance(settings, Mapping):
        for value in settings.values():
            yield from texts_in(value)
    elif isinstance(settings, list | tuple):
        for value in settings:
            yield from texts_in(value)
