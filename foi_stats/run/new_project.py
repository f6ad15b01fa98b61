"""Make a new project: notebooks, a topic, an authority, a request to start from, and an empty folder for supplies."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

from foi_stats.vocabulary.findings import InputError

_FILES = {
    "authority.toml": "data/authorities/our-council.toml",
    "topic.toml": "data/topics/youth-services.toml",
    "request.toml": "data/requests/1.2026-27.toml",
}
_FOLDERS = ("data/2025-26/our-council", "data/layouts", "reports")
_IGNORED = ".foi_stats/\nreports/\njobs/\nstart.md\ndata/letters/\n~$*\n"


def make_project(folder: Path) -> list[Path]:
    """Write the files of a new project to a folder that is not there yet, or empty, and return them.

    Raises
    ------
    InputError
        If the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is there already and not empty: nothing was written. Name a new folder.")
    try:
        with as_file(files("foi_stats").joinpath("starter")) as starter:
            made = {folder / path: (starter / name).read_bytes() for name, path in _FILES.items()}
            made |= {folder / "notebooks" / path.name: path.read_bytes() for path in _notebooks(starter)}
        made[folder / ".gitignore"] = _IGNORED.encode()
        for path in _FOLDERS:
            (folder / path).mkdir(parents=True, exist_ok=True)
        for target, content in made.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        raise InputError(f"{error.filename or folder} cannot be written: {error.strerror}.") from None
    return sorted(made)


def _notebooks(starter: Path) -> list[Path]:
    """Return the shipped notebooks: in an installed wheel they lie beside the starter, else in the project's folder."""
    folder = starter / "notebooks"
    if not folder.is_dir():
        folder = starter.parents[1] / "notebooks"
    return sorted(folder.glob("*.ipynb"))
