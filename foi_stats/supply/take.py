"""Take a delivery: check a file, keep it among the supplies, and put it on record; or take the last one back.

Nothing is ever overwritten or deleted. A file is put in its place as one step, and then on record; where a process was
stopped between the two, taking the same file again adds the line.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from foi_stats.files.digest import content_digest, file_digest
from foi_stats.files.limits import Refusal, read_bytes
from foi_stats.files.replace import replace_bytes
from foi_stats.supply.arrivals import Arrival, read_arrival, read_superseded
from foi_stats.supply.cache import read_cached
from foi_stats.supply.cache_entries import KINDS, cache_folder
from foi_stats.supply.catalogue import CHECKS
from foi_stats.supply.check import Checked
from foi_stats.supply.deliveries import check_authorities
from foi_stats.supply.delivery_log import (
    TAKEN,
    UNDONE,
    DeliveryLine,
    add_line,
    locked,
    read_deliveries,
    standing,
)
from foi_stats.supply.missing import FIGURES
from foi_stats.supply.reply.reply import name_without_reply
from foi_stats.supply.rows import records, row_period
from foi_stats.supply.supply import Supply
from foi_stats.supply.supply_files import (
    SupplyFile,
    find_supplies,
    is_supply_name,
    name_in,
    path_in,
    told_name,
    told_text,
)
from foi_stats.vocabulary.findings import BusyError, Finding, InputError, count_findings
from foi_stats.vocabulary.period import covered_spans
from foi_stats.vocabulary.phrases import listed
from foi_stats.vocabulary.scratch import held_folder
from foi_stats.vocabulary.years import format_day

if TYPE_CHECKING:
    import pandas as pd

UNDONE_FOLDER = "undone"
"""Where files lie that were taken back, in the data folder: nothing reads them there."""
_LONGEST = 200
"""The most bytes of a file's name: a system's longest name is 255, and more is added to it."""
_SETTLED = 2.0
"""Seconds for which a file must have been left alone before it is taken."""


class NoSupplyError(InputError):
    """A file cannot be taken for what it is itself: its name, its kind or its size."""


class TakenSinceError(InputError):
    """Another delivery of the authority was taken since its figures were looked at."""


@dataclass(frozen=True)
class Sender:
    """What is known of a delivery besides its file: whose figures, who sent it, by role, and what it does not say.

    ``as_at`` is the day of its figures, and ``year`` their financial year.
    """

    authority: str
    role: str = ""
    as_at: dt.date | None = None
    year: str = ""


@dataclass(frozen=True)
class Delivered:
    """How a file was received.

    ``line`` is its line of the record, None if it was not taken; ``known`` whether it had been taken before, so that
    nothing was done; ``refused`` are the findings for which it was not taken, besides those of its check; ``torn`` is
    a last line of the record that broke off, and was left out; ``use`` says of one that is known what became of its
    figures.
    """

    checked: Checked
    arrival: Arrival
    line: DeliveryLine | None = None
    known: bool = False
    torn: str = ""
    use: str = ""

    @property
    def refused(self) -> list[Finding]:
        """The findings for which it was not taken, besides those of its own check."""
        return [finding for finding in self.arrival.findings if finding.severity == "error"]

    @property
    def not_needed(self) -> bool:
        """Whether it was not taken for the one reason that what is held is the same, or of a later day."""
        checks = {finding.check for finding in self.refused}
        if "older-state" in checks and any(rows["as_at"].isna().any() for rows in self._frames):
            return False  # nothing says that it is older
        return bool(checks) and checks <= {"older-state", "nothing-new"} and self.arrival.added <= 0

    @property
    def _frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self.checked.supply.funding, self.checked.supply.referrals

    @property
    def taken(self) -> bool:
        """Whether it lies among the supplies now, and did not before."""
        return self.line is not None and not self.known


def take_file(data: Path, path: Path, sender: Sender, now: dt.datetime, last: str | None = None) -> Delivered:
    """Check a file, and keep it as ``data/<authority>/<day>/<name>`` if its figures can be used.

    Parameters
    ----------
    now
        The time at which it is received, with its zone.
    last
        What :func:`last_digest` was when somebody looked at what it would change; None if nobody did.

    Raises
    ------
    InputError
        If there is no such authority, or the record of deliveries cannot be read or written.
    TakenSinceError
        If another delivery was taken, or taken back, since ``last``.
    NoSupplyError
        If there is no such file, or nothing of its name is read.
    BusyError
        If the file is still being written, or another process takes deliveries all the time.
    """
    check_authorities(data, [sender.authority])
    name = kept_name(path.name)
    content = _settled_content(path)
    folder = data / sender.authority / now.date().isoformat()
    with held_folder() as beside:
        copy = beside / name  # what is checked is what is kept, whatever becomes of the file meanwhile
        copy.write_bytes(content)
        file = SupplyFile(copy, name_in(data, folder / name), sender.year, sender.authority, sender.as_at)
        supply = read_cached(
            copy, layouts=data / "layouts", name=file.name, year=sender.year, folder=cache_folder(data)
        )
        checked = Checked(path, supply)
        if checked.stopped:
            return Delivered(checked, Arrival())
        _check_day(supply, sender, path)
        with locked(data):
            return _kept(data, file, content, checked, sender, now, last)


def _kept(
    data: Path,
    file: SupplyFile,
    content: bytes,
    checked: Checked,
    sender: Sender,
    now: dt.datetime,
    last: str | None,
) -> Delivered:
    """Keep a checked file, unless it is there already or contradicts what is there. The record is held locked."""
    digest = content_digest(content)
    lines = standing(read_deliveries(data))
    held = {name_in(data, one.path): one for one in find_supplies(data, [sender.authority])}
    same = next((one for one in held.values() if file_digest(one.path) == digest), None)
    if same is not None:
        line = next((one for one in lines if one.file == same.name), None)
        if line is None and same.path.parent.parent == data / sender.authority:  # a take that was cut short
            line = _line(same, digest, checked.supply, Arrival(), sender, now)
            return Delivered(checked, Arrival(), line, torn=add_line(data, line))
        use = _use_of(data, sender.authority, same.name)
        return Delivered(checked, Arrival([_same_finding(same, line, use)]), line, known=True, use=use)
    if last is not None and last != last_digest(lines, sender.authority):
        raise TakenSinceError(_taken_since(latest_of(lines, sender.authority)))
    place = free_place(data / sender.authority / now.date().isoformat(), file.path.name)
    kept = replace(file, name=name_in(data, place))
    arrival = read_arrival(data, kept)
    if arrival.stopped:
        return Delivered(checked, arrival)
    place.parent.mkdir(parents=True, exist_ok=True)
    if told := told_text(sender.year, sender.as_at):
        replace_bytes(place.with_name(told_name(place.name)), told.encode())
    replace_bytes(place, content)
    line = _line(kept, digest, checked.supply, arrival, sender, now)
    return Delivered(checked, arrival, line, torn=add_line(data, line))


def delivery_to_undo(data: Path, authority: str, digest: str = "") -> DeliveryLine:
    """Return the delivery of an authority that would be taken back: the last one, or the one whose digest begins so.

    Raises
    ------
    InputError
        If there is no such delivery, or several.
    """
    check_authorities(data, [authority])
    known = [line for line in standing(read_deliveries(data)) if line.authority == authority]
    found = [line for line in known if line.sha256.startswith(digest)]
    if not found:
        which = f" whose digest begins with {digest}" if digest else ""
        raise InputError(f"No delivery of {authority}{which} is on record that could be taken back.")
    if digest and len(found) > 1:
        raise InputError(
            f"{len(found)} deliveries of {authority} have a digest that begins with {digest}: give more of it."
        )
    return found[-1]


def undo_delivery(data: Path, authority: str, role: str, now: dt.datetime, digest: str = "") -> DeliveryLine:
    """Take the last delivery of an authority back, and return its line: the file is moved to where nothing reads it.

    Parameters
    ----------
    digest
        The digest of another delivery, or how it begins.

    Raises
    ------
    InputError
        If there is no such delivery, or several, or its file is no longer there.
    """
    with locked(data):
        last = delivery_to_undo(data, authority, digest)
        path = path_in(data, last.file)
        folder = data / UNDONE_FOLDER / authority / PurePosixPath(last.file).parent.name
        if path is not None:
            folder.mkdir(parents=True, exist_ok=True)
            target = free_place(folder, path.name)
            told = path.with_name(told_name(path.name))
            os.rename(path, target)
            if told.is_file():
                os.rename(told, target.with_name(told_name(target.name)))
        else:  # it was moved, and the process stopped before the line was added
            moved = (one for one in sorted(folder.glob("*")) if one.is_file() and file_digest(one) == last.sha256)
            if (there := next(moved, None)) is None:
                raise InputError(f"{last.file} is no longer there, so it cannot be taken back. Put it back first.")
            target = there
        line = DeliveryLine(
            *(now.isoformat(timespec="seconds"), UNDONE, authority, role, last.file, name_in(data, target)),
            *(last.sha256, last.kind, last.periods, last.rows, last.as_at, "", ""),
        )
        add_line(data, line)
        return line


def kept_name(name: str) -> str:
    """Return the name under which a file is kept: that of the workbook, where it is the marked copy of one.

    Raises
    ------
    NoSupplyError
        If a file of this name is not read as a supply.
    """
    own = name_without_reply(name)
    if not is_supply_name(own):
        raise NoSupplyError(
            f"{name} is not read as a supply, for what its name is. Give it the name of a spreadsheet, such as "
            f"{Path(own.lstrip('.~$')).stem or 'figures'}.xlsx, and take that."
        )
    if len(own.encode("utf-8", "replace")) > _LONGEST or not own.isprintable():
        raise NoSupplyError(
            f"The name {own[:40]!r}… is too long, or has characters that cannot be shown. Give the file a short name "
            "of letters and digits."
        )
    return own


def _settled_content(path: Path) -> bytes:
    """Return the bytes of a file that nobody is writing.

    Raises
    ------
    NoSupplyError
        If it cannot be read.
    BusyError
        If it changes while it is read.
    """
    try:
        before = path.stat()
        age = time.time() - before.st_mtime
        if 0 <= age < _SETTLED:
            time.sleep(_SETTLED - age)
        content = read_bytes(path)
        after = path.stat()
    except Refusal as refusal:
        raise NoSupplyError(f"{path} cannot be taken. {refusal.finding.found}. {refusal.finding.action}.") from None
    except OSError as error:
        raise NoSupplyError(f"{path} cannot be read: {error.strerror}.") from None
    looked = [(one.st_size, one.st_mtime_ns) for one in (before, after)]
    if looked[0] != looked[1] or len(content) != after.st_size:
        raise BusyError(f"{path} is still being written. Take it when it is whole.")
    return content


def _check_day(supply: Supply, sender: Sender, path: Path) -> None:
    """Raise InputError if a day is told of figures that all have another one in their file."""
    if sender.as_at is None:
        return
    days = {row["as_at"] for rows in (supply.funding, supply.referrals) for row in records(rows[["as_at"]])}
    own = sorted(day.date() for day in days if day is not None and day == day)
    if own and len(own) == len(days) and own != [sender.as_at]:
        raise InputError(
            f"{path.name} says itself of what day its figures are ({', '.join(map(str, own[:3]))}), and --as-at says "
            f"{sender.as_at}. Leave --as-at out, or mend the day in the workbook."
        )


def _use_of(data: Path, authority: str, name: str) -> str:
    """Return what became of the figures of a supply: those that differ from later ones give way to these."""
    later = {place: by for place, by in read_superseded(data, authority).items() if place[0] == name and not by.same}
    if not later:
        return "its figures are used"
    named = ", ".join(dict.fromkeys(file for by in later.values() for file, _, _ in by.places))
    one = len(later) == 1
    return f"it was taken, but {len(later)} of its figures {'gives' if one else 'give'} way to later ones in {named}"


def _same_finding(same: SupplyFile, line: DeliveryLine | None, use: str) -> Finding:
    when = f", taken on {line.when[:10]}" if line else ""
    return CHECKS.finding(
        "same-delivery",
        same.name,
        found=f"the same file lies among the supplies already, as {same.name}{when}",
        use=use,
    )


def _line(
    file: SupplyFile, digest: str, supply: Supply, arrival: Arrival, sender: Sender, now: dt.datetime
) -> DeliveryLine:
    frames = {kind: supply.funding if kind == "funding" else supply.referrals for kind in KINDS}
    periods = covered_spans({row_period(row) for rows in frames.values() for row in records(rows)})
    return DeliveryLine(
        when=now.isoformat(timespec="seconds"),
        what=TAKEN,
        authority=sender.authority,
        role=" ".join(sender.role.split()),
        file=file.name,
        moved_to="",
        sha256=digest,
        kind=listed(FIGURES[kind] for kind, rows in frames.items() if len(rows)),
        periods="; ".join(map(str, periods)),
        rows=str(sum(map(len, frames.values()))),
        as_at=sender.as_at.isoformat() if sender.as_at else "",
        replaces="; ".join(arrival.replaces),
        findings=count_findings((*supply.findings, *arrival.findings)),
    )


def free_place(folder: Path, name: str) -> Path:
    """Return a place for a file of this name where none is yet: ``figures (2).xlsx`` beside ``figures.xlsx``."""
    stem, ending = re.fullmatch(r"(.+?)(\.[^.]*)?", name, re.DOTALL).groups("")  # type: ignore[union-attr]
    names = [name, *(f"{stem} ({number}){ending}" for number in range(2, 1_000))]
    return next(folder / one for one in names if not (folder / one).exists())


def latest_of(lines: Sequence[DeliveryLine], authority: str) -> DeliveryLine | None:
    """Return the last delivery of an authority that stands; None if there is none."""
    return next((line for line in reversed(standing(lines)) if line.authority == authority), None)


def last_digest(lines: Sequence[DeliveryLine], authority: str) -> str:
    """Return the digest of the last delivery of an authority that stands; empty if there is none."""
    latest = latest_of(lines, authority)
    return latest.sha256 if latest else ""


def _taken_since(latest: DeliveryLine | None) -> str:
    if latest is None:
        return "What had been sent before was taken back since you looked. Look at the file again, then send it."
    when = dt.datetime.fromisoformat(latest.when)
    sender = f" from {latest.role}" if latest.role else ""
    return (
        f"Somebody has sent a newer file since you looked: {latest.file.rpartition('/')[2]}{sender}, on "
        f"{format_day(when.date())} at {when:%H:%M}. Look at yours again beside that one, then send it."
    )
