"""The pages of requests: how they stand, the response in its formats, and the sheet behind a figure."""

from __future__ import annotations

import mimetypes
import re
import secrets
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from foi_stats.desk import facts
from foi_stats.desk.forms import read_form
from foi_stats.desk.rendering import RowsTable, page
from foi_stats.desk.state import running, today
from foi_stats.desk.versions import version_of, versions_of

_KINDS = {
    ".html": "web page",
    ".pdf": "PDF",
    ".docx": "Word",
    ".xlsx": "spreadsheet",
    ".csv": "table, CSV",
    ".svg": "chart, SVG",
    ".png": "chart, PNG",
    ".json": "description of a table",
}
_HEAD = (
    '<nav aria-label="Desk"><p><a href="/requests/{slug}">Back to {reference} on the desk</a></p></nav>'
    "<p>This is the <strong>{version}</strong>.</p>"
)


async def all_requests(request: Request) -> Response:
    """Show all requests, late and due soonest first."""
    desk = running(request)
    found = await desk.fact(facts.ALL_REQUESTS, desk.desk.key, today())
    return page(request, "requests.html.j2", "/", requests=found)


async def one_request(request: Request) -> Response:
    """Show one request: what is missing, what would stop its release, and its response."""
    desk, slug = running(request), request.path_params["slug"]
    found = await desk.fact(facts.ONE_REQUEST, slug, desk.desk.key, today())
    made = desk.drafts.outcome(found["reference"])
    formats = {
        one.name: _listed(slug, one.kind, one.folder) for one in versions_of(desk.desk.places, found["reference"])
    }
    answers = RowsTable("answers", "How each question is answered", found["questions"])
    return page(request, "request.html.j2", "/", answers, one=found, made=made, formats=formats)


async def make_again(request: Request) -> Response:
    """Begin to make the draft of a request again, as ``foi-stats run`` does; wait a little, and lead back to it."""
    desk = running(request)
    await read_form(request)
    found = await _of(request)
    if found["approved"]:
        raise HTTPException(409, f"This request is approved: foi-stats run {found['reference']} releases its response.")
    desk.drafts.start(found["reference"], request.scope["state"]["user"])
    desk.record(request, "draft made again", request=found["reference"])
    return RedirectResponse(f"/requests/{quote(found['slug'])}/making", 303)


async def making(request: Request) -> Response:
    """Wait until a draft is made, or for some seconds, and show the request."""
    desk, found = running(request), await _of(request)
    await desk.drafts.wait(found["reference"])
    return RedirectResponse(f"/requests/{quote(found['slug'])}#draft", 303)


async def response(request: Request) -> Response:
    """Show the draft or the release with its trail: each figure of a table leads to the sheet behind it."""
    desk, found = running(request), await _of(request)
    shown = version_of(desk.desk.places, found["reference"], request.path_params["kind"])
    html = (shown.run / "working" / "response.html").read_text(encoding="utf-8")
    head = _HEAD.format(slug=quote(found["slug"]), reference=escape(found["reference"]), version=shown.name)
    return own_page(request, html.replace("<header>", f"<header>{head}", 1))


async def figure(request: Request) -> Response:
    """Show the sheet behind a figure, with its cells ringed."""
    desk, slug, kind = running(request), request.path_params["slug"], request.path_params["kind"]
    found = await desk.fact(facts.FIGURE, slug, desk.desk.key, kind, request.path_params["name"])
    return page(request, "figure.html.j2", "/", one=found, slug=slug, kind=kind)


async def figures(request: Request) -> Response:
    """Show the figures that a search finds, each leading to its sheet."""
    desk, slug, kind = running(request), request.path_params["slug"], request.path_params["kind"]
    query = " ".join(request.query_params.get("q", "").split())[:100]
    found = await desk.fact(facts.FIGURES, slug, desk.desk.key, kind, query)
    one = await _of(request)
    version = version_of(desk.desk.places, one["reference"], kind)
    return page(request, "figures.html.j2", "/", one=one, found=found, query=query, version=version)


async def file(request: Request) -> Response:
    """Return a file of a draft or a release, looked for among those there are."""
    desk, found = running(request), await _of(request)
    kind = request.path_params["kind"]
    path = _files(version_of(desk.desk.places, found["reference"], kind).folder).get(request.path_params["name"])
    if path is None:
        raise HTTPException(404, "There is no such file.")
    if path.suffix == ".html":
        return own_page(request, path.read_text(encoding="utf-8"))
    desk.record(request, "file fetched", request=found["reference"], file=f"{kind}/{request.path_params['name']}")
    return attachment(path.read_bytes(), f"{found['slug']} {kind} {path.name}")


async def template(request: Request) -> Response:
    """Return the workbook that asks for what a request waits for."""
    desk, slug = running(request), request.path_params["slug"]
    content = await desk.children.run(facts.TEMPLATE, desk.desk.places, slug, desk.desk.key, today())
    return attachment(content, f"{slug} figures.xlsx")


def attachment(content: bytes, name: str) -> Response:
    """Return a file to keep, by its name."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", name)
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=kind, headers={"content-disposition": told})


async def _of(request: Request) -> dict[str, Any]:
    desk = running(request)
    found: dict[str, Any] = await desk.fact(facts.ONE_REQUEST, request.path_params["slug"], desk.desk.key, today())
    return found


def own_page(request: Request, html: str) -> Response:
    """Return a page that a run made: its own style is let through by a nonce, as the desk's policy asks."""
    nonce = request.scope["state"].setdefault("nonce", secrets.token_urlsafe(16))
    return HTMLResponse(html.replace("<style>", f'<style nonce="{nonce}">'))


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _listed(slug: str, kind: str, folder: Path) -> list[dict[str, str]]:
    """Return the files of a draft or a release as links: the response itself first."""
    found = [
        {
            "name": name,
            "kind": _KINDS.get(path.suffix, path.suffix.lstrip(".")),
            "address": f"/requests/{quote(slug)}/files/{kind}/{quote(name)}",
            "main": "yes" if "/" not in name else "",
        }
        for name, path in _files(folder).items()
        if path.suffix != ".json" and ".phone." not in name
    ]
    return sorted(found, key=lambda one: (not one["main"], one["name"]))
