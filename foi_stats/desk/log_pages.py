"""The disclosure log within the desk: what was released, as it is published, with a search."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from foi_stats.desk import facts
from foi_stats.desk.rendering import frame_of
from foi_stats.desk.request_pages import attachment, own_page
from foi_stats.desk.state import running

PART = "/log"
_FILTERS = ("words", "year", "topic", "outcome")


async def first(_: Request) -> Response:
    """Lead to the first page of the log: its links go on from there."""
    return RedirectResponse(f"{PART}/index.html", 307)


async def search(request: Request) -> Response:
    """Show what a search of the log finds."""
    desk, asked = running(request), request.query_params
    filters = tuple(" ".join(asked.get(name, "").split())[:100] for name in _FILTERS)
    number = asked.get("page", "1")
    at = int(number) if number.isdecimal() and len(number) < 5 else 1
    return HTMLResponse(await desk.fact(facts.LOG_SEARCH, desk.desk.key, frame_of(request, PART), filters, at))


async def page(request: Request) -> Response:
    """Show a page of the log, or return a file of a release; both are looked for among those there are."""
    desk, path = running(request), request.path_params["path"]
    kind, found = await desk.fact(facts.LOG_PAGE, desk.desk.key, frame_of(request, PART), path)
    if kind == "page":
        return HTMLResponse(found)
    if kind == "file":
        file = Path(found)
        if file.suffix == ".html":
            return own_page(request, file.read_text(encoding="utf-8"))
        return attachment(file.read_bytes(), file.name)
    raise HTTPException(404, "There is no such page in the log.")
