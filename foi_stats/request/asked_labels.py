"""The labels that a scope asks for: by what its figures are divided (``by``), and which rows it keeps (``where``)."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from foi_stats.vocabulary.settings import Settings, as_list

_MOST = 3
_CAPITALS = 2
"""Letters from which a word all in capitals is an abbreviation, which is printed as it is written."""


def label_name(text: str) -> str:
    """Return the name of a label column, however it is written: ``age_band`` for ``Age band`` and ``age-band``."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return "_".join(re.findall(r"[^\W_]+", plain))


def label_heading(text: str) -> str:
    """Return a name of a label column as a heading has it: ``Age band`` for ``Age_Band``."""
    words = [word if len(word) >= _CAPITALS and word.isupper() else word.lower() for word in re.split(r"[\s_]+", text)]
    shown = " ".join(filter(None, words))
    return shown[:1].upper() + shown[1:]


def _listed_each(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    return {name: as_list(one) for name, one in value.items()} if isinstance(value, dict) else value


def _different_names(texts: list[str]) -> list[str]:
    names = [label_name(text) for text in texts]
    if not all(names):
        raise ValueError("a name is empty: write the heading of a column, such as service or age band")
    if len(set(names)) != len(names):
        raise ValueError("list each name once")
    if len(names) > _MOST:
        raise ValueError(f"give at most {_MOST} names, and not {len(names)}: more in one table cannot be read")
    return texts


def _values_of_each(where: dict[str, list[str]]) -> dict[str, list[str]]:
    for name, values in where.items():
        if not label_name(name):
            raise ValueError("a name is empty: write the heading of a column, such as service or age band")
        if not values:
            raise ValueError(f"{name} has no values: give those whose rows count, or leave it out")
    return where


class AskedLabels(Settings):
    """By what the figures of a scope are divided, and which of its rows count.

    ``by`` is a name or a list of up to three: the heading of any column of labels, however it is written. ``where``
    keeps the rows with some labels: a text, or a list of texts, for the heading of each column.
    """

    by: Annotated[list[str], BeforeValidator(as_list), AfterValidator(_different_names)] = []
    where: Annotated[dict[str, list[str]], BeforeValidator(_listed_each), AfterValidator(_values_of_each)] = {}
