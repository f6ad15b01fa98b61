"""Read requests, topics and authorities from TOML files, and refuse them with the place of each fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationInfo, model_validator

from foi_stats.vocabulary.findings import InputError
from foi_stats.vocabulary.names import no_such
from foi_stats.vocabulary.settings import UNFINISHED, Model, Settings, parse_settings

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]*")


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
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path.as_posix()} is not a TOML file: {error}.") from None
    return parse_settings(text, path.as_posix(), model, empty=empty)


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
