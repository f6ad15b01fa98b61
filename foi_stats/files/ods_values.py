"""Parses small pieces of an ods file, as ODF 1.3 writes them: values, how often they are repeated, coloured formats."""

from __future__ import annotations

import datetime as dt
import re

from foi_stats.files.limits import damaged
from foi_stats.files.workbook import Value

_FORMAT = re.compile(rb"<number:(?:number|currency)-style\s((?>[^<>]*))>\s*<style:text-properties\s((?>[^<>]*))>")
_NAME = re.compile(rb"""style:name=["']([^"']*)["']""")
_DURATION = re.compile(r"(-?)P(?:(\d{1,6})D)?T?(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:\.(\d{1,6})\d*)?S)?")


def cell_value(cell: dict[str, str], text: str | None) -> Value:
    """Return the value of a cell, or its visible text if the value is malformed."""
    kind = cell.get("office:value-type")
    try:
        if kind in ("float", "currency", "percentage"):
            return float(cell["office:value"])
        if kind == "boolean":
            return cell["office:boolean-value"] == "true"
        if kind == "date":
            return _date(cell["office:date-value"])
        if kind == "time":
            return _time(cell["office:time-value"])
    except (KeyError, ValueError, OverflowError):
        pass
    return (text if text is not None else cell.get("office:string-value")) or None


def _date(text: str) -> Value:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _time(text: str) -> Value:
    match = _DURATION.fullmatch(text)
    if not match:
        raise ValueError(text)
    sign, days, hours, minutes, seconds, fraction = match.groups(default="0")
    length = dt.timedelta(
        days=int(days),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(fraction.ljust(6, "0")),
    )
    if sign == "-":
        return -length
    if length < dt.timedelta(days=1):
        return dt.time(length.seconds // 3600, length.seconds // 60 % 60, length.seconds % 60, length.microseconds)
    return length


def repeat_count(text: str | None, most: int) -> int:
    """Return a repeat count; a count beyond the size of a sheet is cut to just beyond it."""
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit():
        raise damaged("The file is damaged: it repeats a cell a number of times that is not a number")
    return max(1, min(int(text[:12]), most + 1))


def coloured_formats(styles: bytes) -> set[str]:
    """Return the names of the number formats that give their text a colour, from the styles of a file."""
    found = set()
    for match in _FORMAT.finditer(styles):
        name = _NAME.search(match.group(1))
        if name and b"fo:color=" in match.group(2):
            found.add(name.group(1).decode("utf-8", "replace"))
    return found
