"""The desk as an application: which page answers which address, and how an error is said."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from foi_stats.desk import activity, log_pages, request_pages, sending_pages
from foi_stats.desk.child import Children, FaultError
from foi_stats.desk.drafts import Drafts
from foi_stats.desk.facts import NoSuchError
from foi_stats.desk.guard import Guard, let_in
from foi_stats.desk.keys import read_keys
from foi_stats.desk.rendering import RowsTable, message, page, static_file
from foi_stats.desk.settings import Desk
from foi_stats.desk.spool import Spool
from foi_stats.desk.state import Running, running
from foi_stats.vocabulary.findings import BusyError, FoiError

_LOG = logging.getLogger("foi_stats.desk")
_NOTHING = "There is nothing here"
_FAULT = "This is a fault of the software and not of yours. Tell whoever looks after the desk: its log says more."


def new_app(desk: Desk) -> tuple[ASGIApp, Running]:
    """Return the application of a desk, and what it runs with; its private folder is there."""
    folder = desk.folder
    spool = Spool(folder / "spool")
    spool.folder.mkdir(mode=0o700, exist_ok=True)
    spool.tidy()
    keys = read_keys(folder)
    said = {HTTPException: _refused, FoiError: _said, FaultError: _fault_there, Exception: _fault}
    app = Starlette(routes=_routes(), exception_handlers=said)
    shared = Running(desk, keys, Children(folder / "scratch"), spool, Drafts(desk))
    app.state.running = shared
    return Guard(app, desk, keys), shared


def _routes() -> Sequence[BaseRoute]:
    get, post = ["GET"], ["POST"]
    one, sent = "/requests/{slug}", "/send/{id}"
    return [
        Route("/", request_pages.all_requests, methods=get),
        Route(one, request_pages.one_request, methods=get),
        Route(f"{one}/again", request_pages.make_again, methods=post),
        Route(f"{one}/making", request_pages.making, methods=get),
        Route(f"{one}/{{kind}}/response/", request_pages.response, methods=get),
        Route(f"{one}/{{kind}}/response/sheets/{{name}}", request_pages.figure, methods=get),
        Route(f"{one}/{{kind}}/figures", request_pages.figures, methods=get),
        Route(f"{one}/files/{{kind}}/{{name:path}}", request_pages.file, methods=get),
        Route(f"{one}/template", request_pages.template, methods=get),
        Route("/send", sending_pages.choose, methods=get),
        Route("/send", sending_pages.look, methods=post),
        Route(sent, sending_pages.looked, methods=get),
        Route(f"{sent}/again", sending_pages.look_again, methods=post),
        Route(f"{sent}/marked", sending_pages.marked, methods=get),
        Route(f"{sent}/take", sending_pages.send, methods=post),
        Route(f"{sent}/receipt", sending_pages.receipt, methods=get),
        Route(f"{sent}/remove", sending_pages.remove, methods=post),
        Route("/log", log_pages.first, methods=get),
        Route("/log/search", log_pages.search, methods=get),
        Route("/log/{path:path}", log_pages.page, methods=get),
        Route("/activity", _activity, methods=get),
        Route("/favicon.ico", _no_icon, methods=get),
        Route("/enter", _enter, methods=["GET", "POST"]),
        Route("/static/{name}", _static, methods=get),
    ]


async def _activity(request: Request) -> Response:
    acts = [
        {
            "when": one["when"][:16].replace("T", " "),
            "who": one["who"],
            "what": one["what"],
            "about": ", ".join(filter(None, (one.get("request"), one.get("file")))),
        }
        for one in activity.latest(running(request).desk.folder)
    ]
    return page(request, "activity.html.j2", "/activity", RowsTable("acts", "Acts, the newest first", acts))


async def _no_icon(_: Request) -> Response:
    """Say that there is no picture, which browsers ask for by themselves."""
    return Response(status_code=204)


async def _enter(request: Request) -> Response:
    """Let a browser in that comes with the token, from the printed address or the form."""
    desk = running(request)
    token = request.query_params.get("token", "")
    if request.method == "POST":
        async with request.form(max_files=0, max_fields=2, max_part_size=1024) as form:
            token = str(form.get("token", "")).strip()
    if desk.desk.proxy or not desk.keys.is_token(token):
        return page(request, "enter.html.j2", "", status=403 if token else 200, wrong=bool(token))
    if request.scope["state"]["user"]:  # known already: no new name, and no other line in the log
        return RedirectResponse("/", 303)
    answer = RedirectResponse("/", 303)
    let_in(answer, desk.desk, desk.keys)
    activity.record(desk.desk.folder, "a browser with the token", "let in")
    return answer


async def _static(request: Request) -> Response:
    found = static_file(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return Response(found[0], media_type=found[1])


async def _refused(request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 400
    known = {404: _NOTHING, 405: "That cannot be done here", 413: "The file is too large"}
    detail = error.detail if isinstance(error, HTTPException) else str(error)
    text = "The address leads to no page of the desk." if detail == "Not Found" else detail
    back = "/send" if code == 413 and request.url.path == "/send" else "/"
    return message(request, known.get(code, "That cannot be done"), text, status=code, back=back)


async def _said(request: Request, error: Exception) -> Response:
    if isinstance(error, NoSuchError):
        return message(request, _NOTHING, str(error), status=404)
    code, title = (503, "The desk is busy") if isinstance(error, BusyError) else (400, "That cannot be done")
    return message(request, title, *str(error).splitlines(), status=code)


async def _fault_there(request: Request, error: Exception) -> Response:
    """Say that a piece of work ended by a fault of the software; the log says which."""
    _LOG.error("%s %s: %s", request.method, request.url.path, error)
    return await _fault(request, error)


async def _fault(request: Request, _error: Exception) -> Response:
    return message(request, "Something went wrong", _FAULT, status=500)
