"""Find the project that a notebook is about: upward from the notebook, or where FOI_STATS_ROOT says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from foi_stats.engine.parameters import NOTEBOOK_VARIABLE
from foi_stats.request.project_folders import Places
from foi_stats.vocabulary.findings import InputError

ROOT_VARIABLE = "FOI_STATS_ROOT"
"""Environment variable that names the folder of the project."""

_MARKS = ("data/requests", "data/authorities", "data/topics")


def find_root() -> Path:
    """Return the folder of the project: FOI_STATS_ROOT, or the nearest above the notebook or the working folder.

    Raises
    ------
    InputError
        If there is none. The message names the folders that were looked in.
    """
    named = os.environ.get(ROOT_VARIABLE, "")
    if named:
        root = Path(named).resolve()
        if not _is_project(root):
            raise InputError(f"{ROOT_VARIABLE} is {root}, which is no project: it has no folder {_MARKS[0]}.")
        return root
    begun = list(dict.fromkeys(_starts()))
    for start in begun:
        for folder in (start, *start.parents):
            if _is_project(folder):
                return folder
    looked = " or ".join(map(str, begun))
    raise InputError(
        f"There is no project in {looked}, nor in a folder above: none has a folder {_MARKS[0]}. Set {ROOT_VARIABLE} "
        "to the project's folder, or name its data folder with data."
    )


def find_data(data: Path | str = "") -> Path:
    """Return a data folder: the one that is named, from here or from the project's folder; or that of the project.

    Raises
    ------
    InputError
        If there is none. The message names the folder, from the root of the system on.
    """
    if data == "":
        return find_root() / "data"
    if not isinstance(data, str | Path):
        raise InputError(f"data names a folder, and {data!r} does not: leave it empty, and the project is looked for.")
    folder = Path(data)
    if not folder.is_dir():
        with suppress(InputError):
            if (within := find_root() / folder).is_dir():
                return within
        raise InputError(
            f"There is no data folder {folder.resolve()}. Leave data empty, and the project is looked for."
        )
    return folder


def places_at(data: Path | str = "") -> Places:
    """Return the folders of the project to which a data folder belongs."""
    folder = find_data(data)
    root = folder.resolve().parent
    return Places(root / "notebooks", folder, root / "reports")


def as_text(value: Any, known: Iterable[str], what: str) -> Any:  # noqa: ANN401 - what papermill made of a parameter
    """Return a name as the text that it was, where papermill took it for a number: 1 for ``"1"``.

    Parameters
    ----------
    known
        The names that there are. Several may be the same number: ``101.1`` and ``101.10``.

    Raises
    ------
    InputError
        If several are.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    same = [name for name in known if _number(name) == value]
    if len(same) > 1:
        raise InputError(
            f"The {what} arrived as the number {value!r}, which may be {' or '.join(same)}: give it as text, in "
            "quotes; to papermill with -r in place of -p."
        )
    return same[0] if same else repr(value)


def _number(text: str) -> float | None:
    with suppress(ValueError):
        return float(text)
    return None


def _is_project(folder: Path) -> bool:
    return any(folder.joinpath(mark).is_dir() for mark in _MARKS)


def _starts() -> Iterator[Path]:
    """Yield the folders from which the project is looked for: the notebook's, if that is known, and the working one."""
    notebook = os.environ.get(NOTEBOOK_VARIABLE, "") or _notebook_of_papermill()
    if notebook:
        yield Path(notebook).resolve().parent
    yield Path.cwd()


def _notebook_of_papermill() -> str:
    """Return the notebook that papermill's own engine runs in this kernel: it says so in its command line alone."""
    import psutil  # as ipykernel does

    with suppress(psutil.Error, OSError):
        parent = psutil.Process().parent()
        if parent is not None and any("papermill" in Path(word).name for word in parent.cmdline()[:3]):
            named = next((word for word in parent.cmdline()[1:] if word.endswith(".ipynb")), "")
            path = Path(parent.cwd(), named)
            return str(path) if named and path.is_file() else ""
    return ""
