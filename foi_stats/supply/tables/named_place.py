"""Whose figures a table gives, where the text above it names a place: ``Revenue outturn, data for ENGLAND``."""

from __future__ import annotations

import re

from foi_stats.supply.tables.table import Table

COUNTRY = re.compile(
    r"england(?: and wales)?|wales|scotland|northern ireland|(?:great )?britain|uk|(?:the )?united kingdom",
    re.IGNORECASE,
)
_DATA_FOR = re.compile(r"\b(?:data|figures|return|results?)\)? (?:for|of)[: ]+(?P<place>\S.*)$", re.IGNORECASE)
_LONGEST = 160


def place_in_title(table: Table) -> str:
    """Return the place that the text above a table says its figures are of; empty text if it names none.

    It is a country alone in a cell, or what a title says that the data are for, if that is a country or stands in a
    cell of its own as well, as where a reader chooses an authority from a list.
    """
    texts = [text.strip(" :") for text in table.above if len(text) < _LONGEST]
    alone = {text.casefold() for text in texts}
    for text in reversed(texts):
        if COUNTRY.fullmatch(text):
            return _as_name(text)
        said = _DATA_FOR.search(text)
        if said and (COUNTRY.fullmatch(said["place"]) or said["place"].casefold() in alone):
            return _as_name(said["place"])
    return ""


def _as_name(text: str) -> str:
    """Return a name that is written in capitals as names are written."""
    return text.title().replace(" And ", " and ") if text.isupper() and len(text) > 3 else text
