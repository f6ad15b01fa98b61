"""An authority as data: its names, how to reach it, and the standing paragraphs of its letters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from foi_stats.request.settings import Settings, read_settings


class Authority(Settings):
    """Who answers.

    ``organisations`` are the names under which its own rows stand in the supplies. Rows of any other organisation
    belong to another public authority, and are shown apart. ``address`` is given line by line. The standing paragraphs
    ``review``, ``commissioner`` and ``licence``, and any other of a letter's words, by key in ``wording``, are the
    shipped ones (``publish/letter.toml``) where they are not given.
    """

    name: str
    place: str
    organisations: list[str]
    invented: bool = False
    address: list[str] = []
    email: str = ""
    telephone: str = ""
    website: Annotated[str, Field(pattern="^(https?://.*)?$")] = ""
    review: str = ""
    commissioner: str = ""
    licence: str = ""
    wording: dict[str, str] = {}


def read_authority(data: Path | str, name: str) -> Authority:
    """Read ``authorities/<name>.toml`` of a data folder.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be used.
    """
    return read_settings(Path(data) / "authorities", name, Authority, "authority")
