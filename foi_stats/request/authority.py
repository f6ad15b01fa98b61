"""An authority as data: its names, its contact details, and the standing paragraphs of its letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from foi_stats.request.decided import Decided
from foi_stats.request.house_style import House
from foi_stats.request.settings import read_settings
from foi_stats.vocabulary.settings import Settings


class Successor(Settings):
    """Who took the place of an authority, from which day on, and the source."""

    name: str
    since: dt.date
    source: str


class LogSettings(Settings):
    """The disclosure log of an authority: where it is published, and on what terms its files may be used again."""

    address: Annotated[str, Field(pattern="^(https?://[^\\s?#]+/)?$")] = ""
    licence: str = "Open Government Licence v3.0"
    licence_address: Annotated[str, Field(pattern="^https?://.+$")] = (
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    )


class Authority(Settings):
    """The authority that answers.

    ``organisations`` are the names under which its own rows stand in the supplies; rows that name none are its own
    too. Rows of any other organisation belong to another public authority, and are shown apart. ``address`` is a
    list of lines. ``finance`` is who is asked for figures, by role. ``central_government`` is whether the higher cost
    limit is its own; ``successor`` who took its place, and when. The standing paragraphs ``review``, ``commissioner``
    and ``licence``, and any other words of a response, by key in ``wording``, default to the shipped ones:
    ``publish/response.toml`` and, in tables named as their section, ``answer/wording.toml`` and
    ``publish/wording.toml``. ``house`` is how its letters look, and
    ``log`` what its disclosure log says. ``keep_letters`` is whether the letters of requests are
    kept once their requests are approved. ``decided`` are decisions on names and supplied texts that hold for each of
    its requests, unless a request decides otherwise.
    """

    name: str
    place: str
    organisations: list[str]
    invented: bool = False
    central_government: bool = False
    successor: Successor | None = None
    address: list[str] = []
    finance: str = ""
    email: str = ""
    telephone: str = ""
    website: Annotated[str, Field(pattern="^(https?://.*)?$")] = ""
    review: str = ""
    commissioner: str = ""
    licence: str = ""
    keep_letters: bool = False
    decided: list[Decided] = []
    house: House = House()
    log: LogSettings = LogSettings()
    wording: dict[str, str | dict[str, str | dict[str, str]]] = {}

    @property
    def own_words(self) -> dict[str, str]:
        """The authority's own words, by section and key with a dot between; those of a letter by their key."""
        own = {key: text for key in ("review", "commissioner", "licence") if (text := getattr(self, key))}
        return dict(_flat(self.wording)) | own


def _flat(words: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in words.items():
        if isinstance(value, str):
            yield above + key, value
        else:
            yield from _flat(value, f"{above}{key}.")


def read_authority(data: Path | str, name: str) -> Authority:
    """Read ``authorities/<name>.toml`` of a data folder.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be used.
    """
    return read_settings(Path(data) / "authorities", name, Authority, "authority")
