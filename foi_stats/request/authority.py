"""An authority as data: its names, its contact details, and the standing paragraphs of its letters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field

from foi_stats.request.decided import Decided
from foi_stats.request.settings import Settings, read_settings


class Successor(Settings):
    """Who took the place of an authority, from which day on, and the source."""

    name: str
    since: dt.date
    source: str


class Authority(Settings):
    """The authority that answers.

    ``organisations`` are the names under which its own rows stand in the supplies; rows that name none are its own
    too. Rows of any other organisation belong to another public authority, and are shown apart. ``address`` is a
    list of lines. ``central_government`` is whether the higher cost limit is its own; ``successor`` who took its place,
    and when. The standing paragraphs ``review``, ``commissioner`` and ``licence``, and any other words of a
    response, by key in ``wording``, default to the shipped ones (``publish/response.toml``).
    ``keep_letters`` is whether the letters of requests are kept once their requests are approved. ``decided`` are
    decisions on names and supplied texts that hold for each of its requests, unless a request decides otherwise.
    """

    name: str
    place: str
    organisations: list[str]
    invented: bool = False
    central_government: bool = False
    successor: Successor | None = None
    address: list[str] = []
    email: str = ""
    telephone: str = ""
    website: Annotated[str, Field(pattern="^(https?://.*)?$")] = ""
    review: str = ""
    commissioner: str = ""
    licence: str = ""
    wording: dict[str, str] = {}
    keep_letters: bool = False
    decided: list[Decided] = []


def read_authority(data: Path | str, name: str) -> Authority:
    """Read ``authorities/<name>.toml`` of a data folder.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be used.
    """
    return read_settings(Path(data) / "authorities", name, Authority, "authority")
