"""Lay out the desk's pages: the frame that the other pages of the project have, with the desk's navigation."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from foi_stats.desk.settings import MAX_UPLOAD_BYTES, Desk
from foi_stats.publish.pages.render import NavItem, PageFrame, pages_environment
from foi_stats.vocabulary.html import accessible_table, stacking_rules

_ROOM = "foi_stats.desk"
_PARTS = (("Requests", "/"), ("Send a workbook", "/send"), ("Released", "/log"), ("What was done here", "/activity"))


@dataclass(frozen=True)
class RowsTable:
    """Rows of texts as a table of a page, the names of the first as its headings; ``id`` is its own on the page."""

    id: str
    caption: str
    rows: Sequence[Mapping[str, str]]
    numeric: tuple[str, ...] = ()

    @property
    def html(self) -> Markup:
        """The table in a region that scrolls by itself; nothing where there are no rows."""
        if not self.rows:
            return Markup("")
        names = list(self.rows[0])
        texts = [[row[name] for name in names] for row in self.rows]
        right = [number for number, name in enumerate(names) if name in self.numeric]
        table = accessible_table(self.caption, self._headings, texts, numeric=right, table_id=self.id)
        region = f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{self.id}-caption">{{}}</div>'
        return Markup(region).format(Markup(table))  # noqa: S704 - it is escaped there

    @property
    def rules(self) -> Markup:
        """The style by which it stacks on a phone."""
        rules = stacking_rules(self.id, self._headings) if self.rows else ""
        return Markup(rules)  # noqa: S704 - no heading ends it

    @property
    def _headings(self) -> list[str]:
        return [name.capitalize() for name in self.rows[0]]


def page(
    request: Request,
    template: str,
    part: str,
    *tables: RowsTable,
    status: int = 200,
    **given: Any,  # noqa: ANN401 - as the template has it
) -> Response:
    """Return a page of the desk; ``part`` is the address of the part that it belongs to."""
    state = request.scope["state"]
    frame, user = frame_of(request, part), state.get("user", "")
    html = pages_environment(_ROOM).get_template(template)
    nonce = state.setdefault("nonce", secrets.token_urlsafe(16))
    given |= {"tables": {table.id: table for table in tables}, "csrf": state.get("form_mark", ""), "user": user}
    return HTMLResponse(html.render(frame=frame, nonce=nonce, most=MAX_UPLOAD_BYTES, **given), status)


def frame_of(request: Request, part: str) -> PageFrame:
    """Return what surrounds a page of a part of the desk; whoever is not let in sees no other parts."""
    state = request.scope["state"]
    desk: Desk = state["desk"]
    parts = _PARTS if state.get("user") else ()
    return PageFrame(
        authority=desk.authority,
        service="Freedom of information desk",
        home="/",
        stylesheet="/static/desk.css",
        nav=tuple(NavItem(label, address, current=address == part) for label, address in parts),
        marks=desk.marks,
    )


def message(request: Request, title: str, *texts: str, status: int, back: str = "/") -> Response:
    """Return a page that says what went wrong, and leads back."""
    return page(request, "message.html.j2", "", status=status, title=title, texts=texts, back=back)


@cache
def static_file(name: str) -> tuple[bytes, str] | None:
    """Return a file that the pages use, and its kind; None if there is none of the name."""
    if name == "desk.css":
        return pages_environment(_ROOM).get_template("desk.css").render().encode(), "text/css; charset=utf-8"
    if name == "desk.js":
        return files(_ROOM).joinpath("static", "desk.js").read_bytes(), "text/javascript; charset=utf-8"
    return None
