"""What is done with a file that somebody sends: look at it, mark it, take it; all in a process of its own."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from foi_stats.desk.findings import finding_fields
from foi_stats.publish.sheet.whole import draw_sheets
from foi_stats.request.project_folders import Places
from foi_stats.run.inbox_texts import findings_for_sender
from foi_stats.run.restated_releases import moved_rows, releases_of_moved
from foi_stats.screen.sheet_content import address
from foi_stats.supply.arrivals import Arrival, read_arrival
from foi_stats.supply.cache import read_cached
from foi_stats.supply.cache_entries import cache_folder
from foi_stats.supply.check import Checked
from foi_stats.supply.delivery_log import read_deliveries, standing
from foi_stats.supply.overview import overview_rows
from foi_stats.supply.reply.marks import cells_in, place_of
from foi_stats.supply.reply.reply import REPLY, reply_bytes
from foi_stats.supply.supply import Supply
from foi_stats.supply.supply_files import SupplyFile, find_supplies
from foi_stats.supply.take import Sender, TakenSinceError, kept_name, last_digest, take_file
from foi_stats.vocabulary.findings import SEVERITIES, SEVERITY_WORDS, Finding, InputError, count_findings
from foi_stats.vocabulary.scratch import held_folder
from foi_stats.vocabulary.years import format_day

Given = tuple[str, str, dt.date | None, str]
"""The authority, the role, the day and the year of a :class:`Sender`."""

_COPY = "nothing-new"
_HELD = {"older-state", _COPY}
"""The checks that say that what is held already is the same, or of a later day."""

_SAME_DAY = {"given-twice", "older-state"}
"""The checks of figures that would stand if they were of a later day."""

MOST_SHEETS, MOST_FINDINGS = 6, 300
"""The most sheets that are drawn, and findings that are listed; the marked copy has all."""


def look_at(places: Places, content: Path, name: str, given: Given) -> dict[str, Any]:
    """Return what a file holds, what was found in it, and its sheets as they look; nothing is kept.

    ``last`` is the last delivery at this moment: with it can be told whether another was taken since.
    """
    sender = Sender(*given)
    with _named(content, kept_name(name)) as path:
        last = last_digest(read_deliveries(places.data), sender.authority)
        checked, findings, arrival = _compared(places, path, sender)
        moved = moved_rows(arrival.moved, releases_of_moved(places, sender.authority, arrival.moved))
        drawn = _draw(path, replace(checked, supply=replace(checked.supply, findings=tuple(findings))))
        errors = {one.check for one in findings if one.severity == "error"}
        held = _held(places, path, checked.supply, sender) if errors <= {_COPY} else {}
        is_copy = errors == {_COPY} or bool(held.get("file"))
        if is_copy:  # said at the head of the page, and nothing to mend
            findings = [one for one in findings if one.check not in (_COPY, "same-file")]
        undated = _is_undated(checked.supply)  # then nothing says that it is older
        return {
            "name": path.name,
            "last": last,
            "held": held if is_copy else None,
            "not_needed": is_copy or (bool(errors) and errors <= _HELD and not (undated and "older-state" in errors)),
            "to_mend": sum(_places_in(one) for one in findings if one.severity == "error"),
            "stopped": bool(errors),
            "figures": sum(one.rows for one in checked.read),
            "read": overview_rows(checked.read),
            "remarks": checked.remarks,
            "moved": moved,
            "counts": {SEVERITY_WORDS[one]: sum(found.severity == one for found in findings) for one in SEVERITIES},
            "counted": count_findings(findings),
            "findings": [_finding_fields(one, drawn) for one in findings[:MOST_FINDINGS]],
            "needs_year": any(one.check == "year-unknown" for one in findings),
            "needs_day": undated and any(one.check in _SAME_DAY for one in findings),
            "sheets": [{key: one[key] for key in ("id", "title", "html", "fills")} for one in drawn],
        }


def marked_copy(places: Places, content: Path, name: str, given: Given) -> tuple[str, bytes]:
    """Return the name and the content of a file with each finding marked at its cell."""
    with _named(content, kept_name(name)) as path:
        _, findings, _ = _compared(places, path, Sender(*given))
        ending = ".xlsm" if path.suffix.casefold() == ".xlsm" else ".xlsx"
        return f"{path.stem}{REPLY}{ending}", reply_bytes(path, findings)


def take(places: Places, content: Path, name: str, given: Given, last: str) -> dict[str, Any]:
    """Take a file among the supplies, and return how it was received.

    ``outcome`` is ``taken``, ``known``, ``refused`` or ``overtaken`` (another was taken since ``last``).
    """
    now, sender = dt.datetime.now().astimezone(), Sender(*given)
    with _named(content, kept_name(name)) as path:
        try:
            delivered = take_file(places.data, path, sender, now, last)
        except TakenSinceError as error:
            return {"outcome": "overtaken", "message": str(error)}
        except InputError as error:
            return {"outcome": "refused", "message": str(error).replace(str(path), path.name), "findings": []}
        moved, line = delivered.arrival.moved, delivered.line
        own = line.file if line else ""
        found = dict.fromkeys((*delivered.checked.supply.findings, *delivered.arrival.findings))
        return {
            "outcome": "taken" if delivered.taken else "known" if delivered.known else "refused",
            "message": delivered.use,
            "when": now.isoformat(timespec="seconds"),
            "role": line.role if line else sender.role,
            "file": line.file if line else "",
            "sha256": line.sha256 if line else "",
            "rows": line.rows if line else "",
            "kind": line.kind if line else "",
            "periods": line.periods if line else "",
            "replaces": line.replaces if line else "",
            "read": overview_rows(delivered.checked.read),
            "moved": moved_rows(moved, releases_of_moved(places, sender.authority, moved)),
            "findings": [
                _finding_fields(one, []) for one in findings_for_sender(places, sender.authority, found, path.name, own)
            ],
        }


@contextmanager
def _named(content: Path, name: str) -> Iterator[Path]:
    """Give a file its own name, in a folder that goes with this process."""
    with held_folder() as folder:
        path = folder / name
        shutil.copy2(content, path)  # with its time: nobody is writing it
        yield path


def _compared(places: Places, path: Path, sender: Sender) -> tuple[Checked, list[Finding], Arrival]:
    """Return a file as it is read, what was found in it and beside what is held, and what it would change."""
    supply = read_cached(
        path, layouts=places.data / "layouts", name=path.name, year=sender.year, folder=cache_folder(places.data)
    )
    checked, arrival = Checked(path, supply), Arrival()
    if not checked.stopped:
        name = f"{places.data.name}/{path.name}"
        arrival = read_arrival(places.data, SupplyFile(path, name, sender.year, sender.authority, sender.as_at))
    findings = dict.fromkeys((*supply.findings, *arrival.findings))
    return checked, findings_for_sender(places, sender.authority, findings, path.name), arrival


def _held(places: Places, path: Path, supply: Supply, sender: Sender) -> dict[str, str]:
    """Return where the figures of a file are held already, and since when, as far as that is known.

    ``file`` is the supply with the same content, ``since`` the day that it was received, ``as_at`` that of its figures.
    """
    content = path.read_bytes()
    alike = (one for one in find_supplies(places.data, [sender.authority]) if one.path.stat().st_size == len(content))
    same = next((one.name for one in alike if one.path.read_bytes() == content), "")
    received = {line.file: line.when for line in standing(read_deliveries(places.data))}
    days = [day for rows in (supply.funding, supply.referrals) for day in rows["as_at"].dropna()]
    return {
        "file": same,
        "since": format_day(dt.datetime.fromisoformat(received[same]).date()) if same in received else "",
        "as_at": format_day(max(days)) if days else "",
    }


def _is_undated(supply: Supply) -> bool:
    """Return whether any figure does not say of what day it is."""
    return any(bool(rows["as_at"].isna().any()) for rows in (supply.funding, supply.referrals))


def _draw(path: Path, checked: Checked) -> list[dict[str, Any]]:
    """Return the sheets as they look; none of a file that cannot be opened, as its findings say."""
    try:
        drawn = draw_sheets(path, path.name, checked.supply, MOST_SHEETS)
    except InputError:
        return []
    return [
        {"id": f"sheet-{number}", "title": one.title, "html": one.html, "fills": one.fills, "sheet": one.sheet}
        for number, one in enumerate(drawn, start=1)
    ]


def _finding_fields(finding: Finding, drawn: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return a finding as a page shows it, with the address of its cell in the sheet that is drawn there."""
    place = place_of(cells_in(finding.cell)[0]) if finding.cell else None
    sheet = next((one for one in drawn if one["sheet"] == finding.sheet), None)
    at = ""
    if sheet and place and f'id="{sheet["id"]}-{address(*place)}"' in sheet["html"]:  # not beyond what is shown
        at = f"{sheet['id']}-{address(*place)}"
    return finding_fields(finding, finding.place_in_file or "the whole file", at)


def _places_in(finding: Finding) -> int:
    """Return how many places a finding is at; one that is about the whole file counts as one."""
    return len(cells_in(finding.cell)) + sum(len(cells_in(cells)) for _, cells in finding.also)
