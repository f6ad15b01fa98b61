"""The pages on which a workbook is sent: choose it, see what is read of it, and send it; with a receipt."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import asdict, replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from foi_stats.desk import facts
from foi_stats.desk.forms import Form, read_form
from foi_stats.desk.rendering import RowsTable, page
from foi_stats.desk.request_pages import attachment
from foi_stats.desk.spool import About, Entry, plain_name
from foi_stats.desk.state import running, today, user_of
from foi_stats.supply.supply_files import is_supply_name
from foi_stats.vocabulary.findings import BusyError, FoiError, InputError
from foi_stats.vocabulary.years import format_day, parse_financial_year

PART = "/send"
Rows = list[dict[str, str]]


async def choose(request: Request) -> Response:
    """Show the form by which a file is chosen, what requests wait for, and what was sent before."""
    return await _choose_page(request)


async def look(request: Request) -> Response:
    """Keep a file that was chosen, look at it, and lead to what was seen."""
    desk = running(request)
    async with desk.uploads:
        form = await read_form(request, desk.children.scratch)
    try:
        if form.file is None:
            raise InputError("No file was chosen, or it is empty. Choose a spreadsheet: .xlsx, .xls, .ods or .csv.")
        about, size = _about(request, form), form.file.stat().st_size
        entry = desk.spool.add(form.file, about)
        await _look(request, entry)
    except FoiError as error:
        return await _choose_page(request, error, form)
    finally:
        if form.file is not None:
            form.file.unlink(missing_ok=True)
    desk.record(request, "file looked at", file=about.name, id=entry.id, bytes=str(size))
    return RedirectResponse(f"/send/{entry.id}", 303)


async def looked(request: Request) -> Response:
    """Show what was seen in a file."""
    entry = _entry(request)
    if entry.receipt:
        return RedirectResponse(f"/send/{entry.id}/receipt", 303)
    return _looked_page(request, entry)


async def look_again(request: Request) -> Response:
    """Look at a file again: with a year or a day that its sender says, or beside what was sent since."""
    form, entry = await read_form(request), _entry(request)
    try:
        said: dict[str, Any] = {name: text for name, text in _said(form).items() if name in form.fields}
        entry = entry.with_about(replace(entry.about, **said))
        await _look(request, entry)
    except FoiError as error:
        return _looked_page(request, entry, str(error))
    return RedirectResponse(f"/send/{entry.id}", 303)


async def marked(request: Request) -> Response:
    """Return the file with each finding marked at its cell."""
    desk, entry = running(request), _entry(request)
    _content(entry)
    name, content = await desk.children.run(
        facts.MARKED_COPY, desk.desk.places, entry.content, entry.about.name, _sender(request, entry)
    )
    return attachment(content, name)


async def send(request: Request) -> Response:
    """Take a file among the supplies, and lead to its receipt."""
    desk, form, entry = running(request), await read_form(request), _entry(request)
    if entry.receipt:  # the button was pressed twice
        return RedirectResponse(f"/send/{entry.id}/receipt", 303)
    seen = entry.look
    role = form["role"][:100]
    if seen is None or seen["stopped"]:
        return _looked_page(request, entry, "It cannot be sent until its errors are mended.")
    if not role:
        return _looked_page(request, entry, "Say who sends it, by role and not by name: Finance manager.")
    _content(entry)
    told = await desk.children.run(
        facts.TAKE, desk.desk.places, entry.content, entry.about.name, _sender(request, entry, role), seen["last"]
    )
    desk.record(request, f"file {told['outcome']}", file=entry.about.name, id=entry.id, kept=told.get("file", ""))
    if told["outcome"] == "overtaken":
        return _looked_page(request, entry, told["message"], overtaken=True)
    if told["outcome"] == "refused":
        found = [one["found"] for one in told["findings"] if one["severity"] == "error"]
        return _looked_page(request, entry, told["message"] or "; ".join(found))
    if not entry.receipt:  # pressed twice at the same moment, the other has written it
        entry.with_receipt(told | {"name": entry.about.name})
    return RedirectResponse(f"/send/{entry.id}/receipt", 303)


async def receipt(request: Request) -> Response:
    """Show how a file was received, and which drafts do not have its figures yet."""
    desk, entry = running(request), _entry(request)
    told = entry.receipt
    if told is None:
        return RedirectResponse(f"/send/{entry.id}", 303)
    requests = await desk.fact(facts.ALL_REQUESTS, desk.desk.key, today())
    usable = [one for one in requests if not one["error"]]
    moved = {name for row in told["moved"] for name in row.get("released in", "").split(", ")}
    passed = [one for one in usable if one["approved"] and one["has_release"] and one["reference"] in moved]
    open_ones = [one for one in usable if not one["approved"]]
    waiting = [one for one in open_ones if not one["has_release"] or one["reference"] in moved]
    when = dt.datetime.fromisoformat(told["when"])
    tables = _tables(told["read"], "What was read", told["moved"], "Figures that have changed")
    said: dict[str, Any] = {"day": format_day(when.date()), "time": f"{when:%H:%M}"}
    return page(request, "receipt.html.j2", PART, *tables, told=told, waiting=waiting, passed=passed, **said)


async def remove(request: Request) -> Response:
    """Remove a file that was looked at and is not to be sent."""
    await read_form(request)
    entry = _entry(request)
    if not entry.receipt:
        entry.remove()
        running(request).record(request, "file removed", file=entry.about.name, id=entry.id)
    return RedirectResponse("/send", 303)


async def _choose_page(request: Request, wrong: FoiError | None = None, form: Form | None = None) -> Response:
    desk, status = running(request), 503 if isinstance(wrong, BusyError) else 400
    requests = await desk.fact(facts.ALL_REQUESTS, desk.desk.key, today())
    sent = await desk.fact(facts.DELIVERIES, desk.desk.key)
    waiting = [one for one in requests if not one["error"] and one["missing"]]
    return page(
        request,
        "send.html.j2",
        PART,
        status=status if wrong else 200,
        wrong=str(wrong or ""),
        form=form or Form({}),
        waiting=waiting,
        sent=sent,
    )


def _looked_page(request: Request, entry: Entry, wrong: str = "", *, overtaken: bool = False) -> Response:
    seen = entry.look
    if seen is None:
        raise HTTPException(404, "That file could not be looked at. Choose it again.")
    about = asdict(entry.about) | {"id": entry.id}
    status = 409 if overtaken else 400 if wrong else 200
    tables = _tables(
        *(seen["read"], "What is read, and the totals that stand in the file"),
        *(seen["moved"], "What was sent before, and what this file gives in its place"),
    )
    given = {"seen": seen, "about": about, "wrong": wrong, "overtaken": overtaken}
    return page(request, "looked.html.j2", PART, *tables, status=status, **given)


def _tables(read: Rows, read_caption: str, moved: Rows, moved_caption: str) -> tuple[RowsTable, RowsTable]:
    """Return what is read of a file, and which figures it moves, as tables."""
    numeric = ("before", "after")
    return RowsTable("read", read_caption, read, ("sum",)), RowsTable("moved", moved_caption, moved, numeric)


async def _look(request: Request, entry: Entry) -> None:
    """Look at a file, and keep what was seen; a file of which nothing can be said is not kept."""
    desk = running(request)
    _content(entry)
    try:
        seen: dict[str, Any] = await desk.children.run(
            facts.LOOK_AT, desk.desk.places, entry.content, entry.about.name, _sender(request, entry)
        )
    except Exception:
        if entry.look is None:
            entry.remove()
        raise
    entry.with_look(seen)


def _about(request: Request, form: Form) -> About:
    name = plain_name(form.name)
    if not is_supply_name(name):
        raise InputError(f"{name} is no spreadsheet. Send a file that ends in .xlsx, .xls, .ods or .csv.")
    return About(name, user_of(request), time.time(), **_said(form))


def _said(form: Form) -> dict[str, str]:
    """Return the year and the day that a sender says of figures whose file does not.

    Raises
    ------
    InputError
        If it is no year, or no day.
    """
    year, day = form["year"], form["as_at"]
    try:
        return {
            "year": parse_financial_year(year) if year else "",
            "as_at": dt.date.fromisoformat(day).isoformat() if day else "",
        }
    except ValueError:
        raise InputError(
            "The financial year or the day is not one. Write the year as 2015-16, and the day as 2016-06-30."
        ) from None


def _sender(request: Request, entry: Entry, role: str = "") -> tuple[str, str, dt.date | None, str]:
    """Return whose figures they are, who sends them, and the day and the year that their file does not say."""
    about = entry.about
    day = dt.date.fromisoformat(about.as_at) if about.as_at else None
    return running(request).desk.key, role, day, about.year


def _entry(request: Request) -> Entry:
    found = running(request).spool.entry(request.path_params["id"])
    if found is None:
        raise HTTPException(
            404, "The desk holds no such file: what is not sent within a day is removed. Send it again."
        )
    return found


def _content(entry: Entry) -> None:
    if not entry.content.is_file():
        raise HTTPException(404, "The desk no longer holds that file. Send it again.")
