"""What the desk says of requests, as the commands know it. All of it runs in a process of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from foi_stats.desk.facts import NoSuchError
from foi_stats.desk.findings import finding_fields
from foi_stats.desk.versions import Version, version_of, versions_of
from foi_stats.files.limits import MAX_FILE_BYTES
from foi_stats.publish.response_html import CellBehind
from foi_stats.publish.sheet.drawing import with_fill_classes
from foi_stats.publish.sheet.page_names import page_name
from foi_stats.publish.sheet.pages import MOST_CELLS, SuppliedBooks, drawn_sheets
from foi_stats.publish.sheet.said import read_cells
from foi_stats.request.names import file_name, list_requests, title_of
from foi_stats.request.project_folders import Places
from foi_stats.request.request import read_drafting
from foi_stats.run.chase import Chase, find_chase, template_of
from foi_stats.run.folders import read_current
from foi_stats.run.history import read_history
from foi_stats.run.messages import RunSettings
from foi_stats.run.report import prepare
from foi_stats.run.run_record import read_record, unchanged
from foi_stats.run.standing import KnownStanding, Standing
from foi_stats.run.status import look_again
from foi_stats.run.trace import Cell, Traced, find_figures, read_trace, trace_cells
from foi_stats.supply.cache_entries import cache_folder
from foi_stats.supply.deliveries import Delivery
from foi_stats.supply.delivery_log import read_deliveries, standing
from foi_stats.supply.held import HeldByAuthority
from foi_stats.supply.supply_files import find_supplies
from foi_stats.vocabulary.findings import Finding, FoiError, InputError
from foi_stats.vocabulary.searched import read_searched
from foi_stats.vocabulary.years import format_day

MOST_DELIVERIES = 20


def all_requests(places: Places, authority: str, today: dt.date) -> list[dict[str, Any]]:
    """Return how each request of an authority stands, those that are late or due soonest first, as ``status`` does.

    A request whose file cannot be used has an ``error`` in place of all else.
    """
    history, log = read_history(places), read_deliveries(places.data)
    found, broken = [], []
    held: HeldByAuthority = {}
    for name in list_requests(places.data):
        known = KnownStanding(name, places, today, history)
        try:
            if known.standing is None and read_drafting(places.data, name).request.authority != authority:
                continue
            stands = known.standing or look_again(known, held)
            if stands.authority != authority:
                continue
            fields = _request_fields(places, stands, find_chase(known, log), today) | {"approved": stands.is_approved}
            found.append((stands, fields))
        except FoiError as error:
            broken.append({"slug": file_name(name), "reference": name, "error": str(error)})
    found.sort(key=lambda one: one[0].urgency)
    return [*broken, *(fields for _, fields in found)]


def one_request(places: Places, slug: str, authority: str, today: dt.date) -> dict[str, Any]:
    """Return how a request stands, what would stop its release, and what a new run would do and why.

    Raises
    ------
    NoSuchError
        If there is no such request.
    InputError
        If its file cannot be used.
    """
    name, request = _request_of(places, slug, authority)
    history, log = read_history(places), read_deliveries(places.data)
    known = KnownStanding(name, places, today, history)
    stands = known.standing or look_again(known, {})
    record = read_record(places.report(request.reference))
    is_current = unchanged(name, places) is not None
    waits = find_chase(known, log)
    return _request_fields(places, stands, waits, today) | {
        "questions": [
            {"question": one["question"], "limb": one["limb"], "answer": one["said"]} for one in record.get("lines", ())
        ],
        "stops": [finding_fields(found, found.place) for found in _recorded(record, "stops")],
        "warnings": [finding_fields(found, found.place) for found in _recorded(record, "warnings")],
        "is_current": is_current,
        "approved": request.approval is not None,
        "again": {} if is_current else _again(places, name),
        "delays": [dict(one) for one in stands.delays],
        "versions": [
            {"kind": one.kind, "name": one.name, "files": _files_behind(places, one)}
            for one in versions_of(places, request.reference)
        ],
    }


def template(places: Places, slug: str, authority: str, today: dt.date) -> bytes:
    """Return the workbook that asks for what a request waits for.

    Raises
    ------
    InputError
        If it waits for nothing.
    """
    name, request = _request_of(places, slug, authority)
    known = KnownStanding(name, places, today, read_history(places))
    waits = find_chase(known, read_deliveries(places.data), by_name=True)
    if waits is None:
        raise InputError(f"{request.reference} waits for no figures.")
    return template_of(places, waits)


def figures(places: Places, slug: str, authority: str, kind: str, query: str) -> list[dict[str, str]]:
    """Return the figures of a version that a query may mean, as ``trace`` finds them; all if nothing is asked.

    Where no figure is printed so, those are meant that a cell of this content, or a file of this name, stands behind.
    """
    _, request = _request_of(places, slug, authority)
    cells = read_trace(version_of(places, request.reference, kind).run)
    wanted = find_figures(cells, query) if query else {cell.figure for cell in cells}
    if not wanted:
        searched = read_searched(query)
        behind = (cell for cell in cells if searched.is_shown(cell.found) or query in _names(cell.file))
        wanted = {cell.figure for cell in behind}
    shown = {cell.figure: cell for cell in cells if cell.figure in wanted}
    return [{"figure": figure, "value": cell.value, "page": page_name(figure)} for figure, cell in shown.items()]


def figure(places: Places, slug: str, authority: str, kind: str, page: str) -> dict[str, Any]:
    """Return a figure of a version by the name of its page: the cells behind it as they are now, and their sheets.

    Raises
    ------
    NoSuchError
        If the request has no such figure.
    """
    name, request = _request_of(places, slug, authority)
    version = version_of(places, request.reference, kind)
    cells = [cell for cell in read_trace(version.run) if page_name(cell.figure) == page]
    if not cells:
        raise NoSuchError(f"The {version.name} of {request.reference} has no such figure. Go back to the response.")
    traced = trace_cells(places, name, cells, run=version.run)
    sheets = _drawn(places.data, authority, cells[:MOST_CELLS])
    return {
        "reference": request.reference,
        "version": version.name,
        "figure": cells[0].figure,
        "value": cells[0].value,
        "cells": [_cell_fields(one, sheets) for one in traced],
        "sheets": sheets,
        "left": max(0, len(traced) - MOST_CELLS),
    }


def deliveries(places: Places, authority: str) -> list[dict[str, str]]:
    """Return the last deliveries of an authority that stand, the newest first."""
    lines = [line for line in standing(read_deliveries(places.data)) if line.authority == authority]
    return [asdict(line) for line in reversed(lines[-MOST_DELIVERIES:])]


def _names(file: str) -> tuple[str, str]:
    return file, file.rpartition("/")[2]


def _request_of(places: Places, slug: str, authority: str) -> tuple[str, Any]:
    """Return the name and the request of an address: it is looked for among those there are, so it names no path."""
    for name in list_requests(places.data):
        if file_name(name) == slug:
            request = read_drafting(places.data, name).request
            if request.authority == authority:
                return name, request
    raise NoSuchError("There is no such request here.")


def _request_fields(places: Places, stands: Standing, waits: Chase | None, today: dt.date) -> dict[str, Any]:
    current = read_current(places.report(stands.reference))
    return {
        "slug": file_name(stands.reference),
        "reference": stands.reference,
        "title": title_of(stands.title, stands.review_of),
        "state": stands.state,
        "due": format_day(stands.due) if stands.due else "",
        "timeliness": stands.timeliness,
        "sent": stands.sent,
        "late": bool(stands.due and stands.due < today and not stands.sent),
        "soon": bool(stands.due and not stands.sent and 0 <= (stands.due - today).days <= 7),
        "later": list(stands.later),
        "restated": stands.restated,
        "missing": [one.line for one in waits.missing] if waits else [],
        "role": waits.role if waits else "",
        "since": waits.since if waits else "",
        "faults": bool(waits and waits.has_faults),
        "has_draft": current.draft is not None,
        "has_release": current.release is not None,
        "error": "",
    }


def _files_behind(places: Places, version: Version) -> list[dict[str, Any]]:
    """Return the files that the figures of a version come from, the last one received first."""
    figures: dict[str, set[str]] = {}
    for cell in read_trace(version.run):
        figures.setdefault(cell.file, set()).add(cell.figure)
    received = {line.file: number for number, line in enumerate(standing(read_deliveries(places.data)))}
    order = sorted(figures, key=lambda file: (-received.get(file, -1), file))
    return [{"file": file, "figures": len(figures[file]), "sent": file in received} for file in order]


def _again(places: Places, name: str) -> dict[str, Any]:
    """Return what would be run if the report were made now, and why, as ``run --dry-run`` says it; or what stops it."""
    try:
        ready = prepare(name, places, places.report(name) / "runs" / "none", None, RunSettings())
    except FoiError as error:
        return {"stopped": str(error), "steps": []}
    return {
        "stopped": "",
        "steps": [{"figure": one.planned.figure, "why": one.why} for one in ready.steps if one.why],
    }


def _recorded(record: dict[str, Any], kind: str) -> list[Finding]:
    return [Finding.from_data(one) for one in record.get(kind, ())]


def _cell_fields(traced: Traced, sheets: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Return a cell behind a figure, with the id by which a link leads to it where its sheet is drawn."""
    cell, restated = traced.cell, traced.restated
    drawn = next((one for one in sheets if (one["file"], one["sheet"]) == (cell.file, cell.sheet)), None)
    at = f"{drawn['name']}-{cell.cell}" if drawn else ""
    return {
        "at": at if drawn and f'id="{at}"' in drawn["html"] else "",
        "file": cell.file,
        "sheet": cell.sheet,
        "cell": cell.cell,
        "found": cell.found,
        "unit": cell.unit,
        "period": str(cell.period),
        "state": traced.state_words,
        "mark": _MARKS[traced.state],
        "later": ""
        if restated is None
        else f"{', '.join(restated.found)} in {'; '.join(' '.join(filter(None, place)) for place in restated.places)}",
    }


_MARKS = {"same": "good", "same value, file changed": "good", "superseded": "warn", "changed": "bad", "gone": "bad"}
"""How a page marks a cell, by how it compares with what was published."""


def _drawn(data: Path, authority: str, cells: Sequence[Cell]) -> list[dict[str, str]]:
    """Return the sheets of cells as they are now, each with its cells ringed; none of a file that has gone."""
    known = {one.name: one for one in find_supplies(data, [authority])}
    behind = [CellBehind(one.file, one.sheet, one.cell, one.sha256, "") for one in cells if one.file in known]
    supplies = [
        Delivery(known[file], data / "layouts", cache_folder(data)).supply for file in {one.file for one in behind}
    ]
    read = read_cells(*(rows for supply in supplies for rows in (supply.funding, supply.referrals)))
    drawn = []
    for number, one in enumerate(drawn_sheets(behind, SuppliedBooks(data, read, MAX_FILE_BYTES, as_now=True)), start=1):
        if one.html:  # else its sheet or its cells are no longer there, as the list of cells says
            html, fills = with_fill_classes(one.html)
            file, sheet = one.cells[0].file, one.cells[0].sheet
            drawn.append({"file": file, "sheet": sheet, "name": f"sheet-{number}", "html": html, "fills": fills})
    return drawn
