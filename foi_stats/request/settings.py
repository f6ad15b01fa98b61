"""Read requests, topics and authorities from TOML files, and refuse them with the place of each fault."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator

from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.names import no_such

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
        raise InputError(no_such(what, name, available(folder), f"{folder.parent.name}/{folder.name}/"))
    return read_toml(path, f"{folder.parent.name}/{folder.name}/{path.name}", model, empty=empty)


def read_toml(path: Path, shown: str, model: type[Model], *, empty: Mapping[str, Any] | None = None) -> Model:
    """Read a TOML file as ``model``; messages call it as ``shown``.

    Parameters
    ----------
    empty
        Reads it as unfinished: what stands for the keys that are not there yet.

    Raises
    ------
    InputError
        If it is not TOML, or anything in it is unknown, missing or of the wrong kind.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        if empty is None:
            return model.model_validate(values)
        return model.model_validate({**empty, **values}, context=UNFINISHED)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{shown} is not a TOML file: {error}.") from None
    except ValidationError as error:
        raise InputError("\n".join([f"{shown} cannot be used:", *_format_faults(error)])) from None


def _format_faults(error: ValidationError) -> list[str]:
    """Return a line for each fault, with its place as a reader of the file would name it."""
    lines = []
    for fault in error.errors(include_url=False):
        place = ".".join(_format_step(step) for step in fault["loc"]).replace(".[", "[") or "the file as a whole"
        lines.append(f"  - {place}: {_format_fault(fault)}")
    return lines


def _format_step(step: int | str) -> str:
    return f"[{step + 1}]" if isinstance(step, int) else step


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
