"""The parameters of a notebook: which its cell tagged ``parameters`` has, and whether those given are among them.

Nothing is run here, and nothing of papermill is imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from foi_stats.vocabulary.findings import InputError

NOTEBOOK_VARIABLE = "FOI_STATS_NOTEBOOK"
"""Environment variable by which the engine tells the code in a notebook which notebook it is."""

_TYPES = {"str": str, "int": int, "float": float, "bool": bool, "list": list, "dict": dict}


def check_parameters(notebook: Path, parameters: Mapping[str, Any]) -> None:
    """Check parameters against the ``parameters`` cell of a notebook's file; see :func:`check_given`.

    Raises
    ------
    InputError
        If there is no such notebook, too.
    """
    if not notebook.is_file():
        raise InputError(f"There is no notebook {notebook.name} in {notebook.parent}.")
    try:
        cells = read_notebook(notebook)["cells"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{notebook.name} is not a notebook of format 4: {error}.") from None
    check_given(notebook.name, cells, parameters)


def read_notebook(notebook: Path) -> dict[str, Any]:
    """Return a notebook's file as JSON, which is not to be changed: it is parsed once for all who ask for it.

    Raises
    ------
    ValueError
        If it is not JSON.
    """
    about = notebook.stat()
    return _parsed(notebook, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=16)
def _parsed(notebook: Path, _changed: int, _size: int) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))
    return content


def check_given(name: str, cells: Sequence[Mapping[str, Any]], parameters: Mapping[str, Any]) -> None:
    """Check parameters against the ``parameters`` cell among a notebook's cells.

    A number in place of text is let through, for papermill's command line makes one of ``-p figure 1``: whoever reads
    the parameter has to take it as the text that it was.

    Raises
    ------
    InputError
        If no cell is tagged ``parameters``, or a parameter is not among those of that cell or not of its type.
    """
    known = _parameters_of(name, cells)
    for parameter, value in parameters.items():
        if parameter not in known:
            raise InputError(f"{name} has no parameter {parameter!r}. It has: {', '.join(known)}. Check the spelling.")
        wanted = _TYPES.get(known[parameter])
        if not (wanted is None or type(value) is wanted or (wanted in (str, float) and _is_number(value, wanted))):
            raise InputError(
                f"The parameter {parameter!r} of {name} must be {known[parameter]}, "
                f"and arrived as {type(value).__name__}: {value!r}. Put text in quotes."
            )


def as_python(name: str, cells: Sequence[Mapping[str, Any]], typed: Mapping[str, str]) -> dict[str, str]:
    """Return parameters that were typed into a form as Python writes them, by the types of a ``parameters`` cell.

    What is text needs no quotes: ``944.2015-16`` gives ``'944.2015-16'``.

    Raises
    ------
    InputError
        If a parameter is not among those of that cell, or not of its type.
    """
    if not typed:
        return {}
    kinds = _parameters_of(name, cells)
    values = {parameter: _value(text, kinds.get(parameter, "")) for parameter, text in typed.items()}
    check_given(name, cells, values)
    return {parameter: repr(value) for parameter, value in values.items()}


def _value(text: str, kind: str) -> object:
    """Return what was typed as a value: for a parameter that is text, the text, without the quotes it may stand in."""
    import ast

    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError):
        return text
    return text if kind == "str" and not isinstance(value, str) else value


def _is_number(value: object, wanted: type) -> bool:
    """Return whether a value is a number as it may stand for text or a float; bool is an int to Python alone."""
    return type(value) is int or (wanted is str and type(value) is float)


def _parameters_of(name: str, cells: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the names of a notebook's parameters and the names of their types; empty where none is given."""
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    if not tagged:
        raise InputError(f"{name} has no cell tagged 'parameters', so nothing can be passed to it.")
    return _assignments(name, "".join(tagged[0]["source"]))


def _assignments(name: str, source: str) -> dict[str, str]:
    import ast

    found = {}
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise InputError(f"The parameters cell of {name} is not Python: {error.msg}.") from None
    for statement in statements:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found[statement.target.id] = re.split(r"[\[ |]", ast.unparse(statement.annotation))[0]
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            value = statement.value
            found[statement.targets[0].id] = type(value.value).__name__ if isinstance(value, ast.Constant) else ""
    return found
