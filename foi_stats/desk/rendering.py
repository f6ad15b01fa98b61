"""Lay out the desk's pages: the frame that the other pages of the project have, with the desk's navigation."""

from __future__ import annotations

import secrets
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from foi_stats.desk.settings import MAX_UPLOAD_BYTES, Desk
from foi_stats.publish.pages.render import NavItem, PageFrame, pages_environment

_ROOM = "foi_stats.desk"
_PARTS = (("Requests", "/"), ("Send a workbook", "/send"), ("Released", "/log"), ("What was done here", "/activity"))


def page(request: Request, template: str, part: str, *, status: int = 200, **given: Any) -> Response:  # noqa: ANN401
    """Return a page of the desk; ``part`` is the address of the part that it belongs to."""
    state = request.scope["state"]
    frame, user = frame_of(request, part), state.get("user", "")
    html = pages_environment(_ROOM).get_template(template)
    nonce = state.setdefault("nonce", secrets.token_urlsafe(16))
    return HTMLResponse(
        html.render(
            frame=frame, csrf=state.get("form_mark", ""), user=user, nonce=nonce, most=MAX_UPLOAD_BYTES, **given
        ),
        status,
    )


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
