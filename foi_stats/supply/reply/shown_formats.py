"""Find number formats that show a value as a text: an ods file has the text that a cell shows, and no code."""

from __future__ import annotations

import datetime as dt
import re

_SCALES = {1_000: "#,##0,", 1_000_000: "#,##0,,"}
_NUMBER = re.compile(r"(?P<before>[-−£ ]*)(?P<digits>\d[\d,]*)(?:\.(?P<decimals>\d+))?")
_DAYS = {
    "%d/%m/%Y": "dd/mm/yyyy",
    "%d/%m/%y": "dd/mm/yy",
    "%Y-%m-%d": "yyyy-mm-dd",
    "%d.%m.%Y": "dd.mm.yyyy",
    "%d-%b-%Y": "dd-mmm-yyyy",
    "%d-%b-%y": "dd-mmm-yy",
    "%d %b %Y": "dd mmm yyyy",
    "%d %b %y": "dd mmm yy",
    "%d %B %Y": "dd mmmm yyyy",
    "%b-%y": "mmm-yy",
    "%b %Y": "mmm yyyy",
    "%B %Y": "mmmm yyyy",
    "%Y": "yyyy",
}
_TIMES = {"": "", " %H:%M": " hh:mm", " %H:%M:%S": " hh:mm:ss", "T%H:%M:%S": '"T"hh:mm:ss'}


def format_of_number(value: float, shown: str) -> str:
    """Return the number format of a number that is shown as it is, if rounded: with commas, pence or a pound sign."""
    match = _NUMBER.fullmatch(shown.strip())
    if match is None:
        return "General"
    whole = "#,##0" if "," in match["digits"] or ("£" in match["before"] and abs(value) < 1000) else "0"
    decimals = f".{'0' * len(match['decimals'])}" if match["decimals"] else ""
    code = f"{'£' if '£' in match['before'] else ''}{whole}{decimals}"
    return "General" if code == "0" and value.is_integer() else code


def format_of_doubtful(value: float, shown: str) -> str:
    """Return a number format that shows a number as a text: in per cents, in thousands, or beside other words."""
    if "%" in shown:
        decimals = re.search(r"\.(\d+)", shown)
        return f"0.{'0' * len(decimals[1])}%" if decimals else "0%"
    digits = "".join(letter for letter in shown if letter.isdigit() or letter == ".")
    number = float(digits) if digits.replace(".", "", 1).isdecimal() else 0.0
    for scale, code in _SCALES.items():
        if number and abs(abs(value) / scale - number) <= 0.5:
            return code
    return '"{}"'.format(shown.replace('"', ""))


def format_of_day(value: dt.date, shown: str) -> str:
    """Return the format in which a day is shown as a text; day first where it is shown otherwise."""
    has_time = isinstance(value, dt.datetime) and value.time() != dt.time()
    for pattern, code in _DAYS.items():
        for time, time_code in _TIMES.items():
            if _without_zeros(value.strftime(pattern + time)) == _without_zeros(shown):
                return (
                    code + time_code if value.strftime(pattern + time) == shown else code.replace("dd", "d") + time_code
                )
    return "dd/mm/yyyy hh:mm" if has_time else "dd/mm/yyyy"


def _without_zeros(text: str) -> str:
    """Return a text without the zeros at the beginning of its numbers: ``1/4/2015`` for ``01/04/2015``."""
    return re.sub(r"\b0(?=\d)", "", text).casefold()
