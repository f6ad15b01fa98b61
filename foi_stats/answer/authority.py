"""An authority as data: its names, how to reach it, and the standing paragraphs of its letters."""

from __future__ import annotations

from pathlib import Path

from foi_stats.answer.files import Settings, read_settings


class Authority(Settings):
    """Who answers.

    ``organisations`` are the names under which its own rows stand in the supplies. Rows of any other organisation
    belong to another public authority, and are shown apart.
    """

    name: str
    place: str
    organisations: list[str]
    invented: bool = False
    review: str
    commissioner: str
    licence: str


def read_authority(data: Path | str, name: str) -> Authority:
    """Read ``authorities/<name>.toml`` of a data folder.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be used.
    """
    return read_settings(Path(data) / "authorities", name, Authority, "authority")
