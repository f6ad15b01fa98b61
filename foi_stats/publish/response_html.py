"""Lay out a response as one HTML page that needs nothing else: no script, no request to anywhere."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from foi_stats.publish.pages.render import new_environment
from foi_stats.publish.response import Response, Tabulated, runs
from foi_stats.publish.tables import Table
from foi_stats.vocabulary.html import is_wide, stacking_rules

if TYPE_CHECKING:
    from jinja2 import Environment

Links = Mapping[str, Mapping[tuple[int, int], str]]
"""For each table, by its id, the addresses that its cells lead to: (row, column), both counted from 0."""


@dataclass(frozen=True)
class CellBehind:
    """A cell behind a figure: where it is, the file's digest when it was read, and the line that says it."""

    file: str
    sheet: str
    cell: str
    sha256: str
    line: str


@dataclass(frozen=True)
class FigureTrail:
    """Where one figure came from: the id by which a cell leads to it, the figure's own id, and the cells behind it.

    ``page`` is the address of the page that shows their sheets, empty where there is none. ``more`` is how many cells
    are behind it besides, which the trail has and no page lists.
    """

    id: str
    figure: str
    title: str
    cells: tuple[CellBehind, ...]
    page: str = ""
    more: int = 0


@dataclass(frozen=True)
class Trail:
    """Where the figures of a letter came from; it stays inside, so a release has none."""

    title: str
    text: str
    figures: tuple[FigureTrail, ...]
    links: Links


def response_html(response: Response, trail: Trail | None = None) -> str:
    """Return a letter as a page.

    With a trail, each figure of its tables leads to where it came from, and its background stands below it.
    """
    links: Links = trail.links if trail else {}

    def table(shown: Table) -> str:
        return shown.html(links.get(shown.anchor, {}))

    blocks = response.blocks if trail else response.body
    wide = [block.table for block in blocks if isinstance(block, Tabulated)]
    wide = [table for table in wide if is_wide(table.headings, table.rows)]
    stacked = "\n".join(stacking_rules(f"table-{one.anchor}", one.headings, one.stubs) for one in wide)
    template = environment().get_template("response.html.j2")
    return template.render(response=response, trail=trail, table=table, runs=runs, stacked=stacked)


@cache
def environment() -> Environment:
    """Return the Jinja environment of letters."""
    from jinja2 import PackageLoader

    environment = new_environment(PackageLoader("foi_stats.publish"))
    environment.filters["data_address"] = _data_address
    return environment


def _data_address(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
