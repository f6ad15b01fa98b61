"""Parse the value of one cell as an exact amount, a count, a day or a text, or refuse it with the reason.

Money is whole pennies and a count is whole hundredths (``int``) until a frame is made of them, so that a long column
needs no decimal arithmetic.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from foi_stats.files.workbook import Value
from foi_stats.supply.amounts.units import LARGEST
from foi_stats.vocabulary.ambiguous import AmbiguousError
from foi_stats.vocabulary.money import money_from_number, parse_money
from foi_stats.vocabulary.no_figure import NO_FIGURE_WORDS, TO_DATE, WHICH_WORD, WORD_OF
from foi_stats.vocabulary.shorthand import GAPS, REASONS, parse_reason, parse_shorthand

_FOOTNOTE = re.compile(r"(.*\d\)?)\s*([*~^†‡#]+|\([a-z]\)|\[(?:note )?\d+\]|[¹²³⁴-⁹]+)")
_BESIDE = re.compile(r"(.*\d\)?)\s*((?:\[[a-z]+\][\s,;]*)+)", re.IGNORECASE)
_SYMBOLS_ONLY = re.compile(r"(?:\[[a-z]+\][\s,;]*)+", re.IGNORECASE)
_BELOW = re.compile(r"(?:<|less than|fewer than|under)\s*\d+", re.IGNORECASE)
_PLAIN_POUNDS = re.compile(r"-?\d{1,13}(?:\.\d{1,2})?")
_WHOLE = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,15}(?:\.0+)?")
_DECIMAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,13})?(?:\.\d{1,2}0*)?(?<=\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}.*)?")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T].*)?")
_ISO_SHORT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NAMED = re.compile(
    r"(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([a-z]{3,9})[-/., ]+(\d{4}|\d{2})", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TYPED_NUMBER = re.compile(r"(?!£?\s*['’]?000)[-+(£\s−]*\d[\d,'’\s]*(?:\.\d+)?\s*\)?-?[*~^†‡]*")  # £000 is a unit
LARGEST_COUNT = LARGEST // 100
LONGEST_FIGURE = 60  # characters; anything longer is a text, and is not parsed
_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x2060, 0x2065), 0x202A, 0x202C, 0x2066, 0x2068, 0x2069, 0xFEFF, 0xAD, 0x180E]
)
"""Characters of no width, and marks of the direction of writing that leave digits in their order."""
_FIRST_DAYS = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_HELD_WORDS = {
    "no information held": "not_held",
    "information not held": "not_held",
    "not available": "",
    "not applicable": "",
    "not yet closed": "not_closed",
    WORD_OF["absorbed"]: "absorbed",
    WORD_OF["not_supplied"]: "not_supplied",
    WORD_OF[TO_DATE]: "not_closed",
    WORD_OF["undecided"]: "undecided",
}
AMBIGUOUS = {
    **dict.fromkeys(("-", "–", "—", "−"), "nil (0), or not available ([x])"),
    **dict.fromkeys(("n/a", "na", "n.a.", "n.a", "#n/a"), "not applicable ([z]), or not available ([x])"),
    **dict.fromkeys(("…", "..", "...", ":"), f"not available ([x]), or {WORD_OF['not_supplied']!r}"),
    **dict.fromkeys(("*", "**", "~", "^", "#"), "a small number withheld ([c]), or a footnote without its figure"),
    "none": "nil (0), or none recorded ([w])",
    "not available": f"'not held', or {WORD_OF['not_supplied']!r}",
    "not applicable": f"{WORD_OF['not_started']!r}, or not applicable for another reason ([z])",
}
"""Symbols and words with more than one meaning, and their meanings."""


class UnreadableError(ValueError):
    """A cell that is no figure, or could be two: the check that says so, and the values that its texts name."""

    def __init__(self, check: str, message: str, **values: object) -> None:
        super().__init__(message)
        self.check, self.values = check, values


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """The value of a cell: pennies, hundredths of a count, or None with the symbol of its gap; and its footnote."""

    number: int | None
    shorthand: str = ""
    reason: str = ""
    mark: str = ""


def is_blank(value: Value) -> bool:
    """Return whether a cell is empty or holds only spaces and characters that are not seen."""
    if type(value) is float:  # most cells are numbers, and are settled first
        return False
    if value is None or value == "":
        return True
    return isinstance(value, str) and (value.isspace() or (value[0] > "\x7f" and not without_invisible(value).strip()))


def without_invisible(text: str) -> str:
    """Return a text without characters of no width, which come along from web pages and other programs."""
    return text if text.isascii() else text.translate(_INVISIBLE)


def text_of(value: Value) -> str:
    """Return a cell as one line of text: ``2013`` for the number 2013.0, a day as 2013-03-31."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value if value.isalnum() else " ".join(without_invisible(value).split())
    return found_text(value)


def found_text(value: Value) -> str:
    """Return a cell as it stood, without the ``.0`` of a whole number and the midnight of a day."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return "" if value is None else str(value)


def found_texts(values: Sequence[Value]) -> list[str]:
    """Return :func:`found_text` of each value."""
    if set(map(type, values)) == {float} and np.abs(np.array(values, np.float64)).max() < 1e15:
        return [text[:-2] if text[-2:] == ".0" else text for text in map(repr, values)]
    return list(map(found_text, values))


def is_number(value: Value) -> bool:
    """Return whether a cell holds a number, or text that is one (a comma, a pound sign or brackets allowed)."""
    if type(value) is float:
        return True
    if value is None or value == "":
        return False
    if isinstance(value, str):
        return len(value) <= LONGEST_FIGURE and bool(_TYPED_NUMBER.fullmatch(without_invisible(value).strip()))
    return isinstance(value, int | float) and not isinstance(value, bool)


def pennies(number: int | float, unit: int = 1) -> int:
    """Return a numeric cell in whole pennies, rounded half up.

    A float within a ten-thousandth of a whole penny is that penny however it is rounded; the rest go by their
    exact decimal digits.
    """
    if isinstance(number, float):
        scaled = number * unit * 100
        if -1e11 < scaled < 1e11 and -1e-4 < scaled - (nearest := round(scaled)) < 1e-4:
            return nearest
    elif not isinstance(number, bool) and abs(number) < 10**9:
        return number * unit * 100
    return int(money_from_number(number, unit) * 100)


def column_pennies(values: Sequence[Value], unit: int) -> list[int | None]:
    """Return :func:`pennies` of each float near a whole penny, all at once, and None for any other value."""
    only_floats = set(map(type, values)) == {float}
    floats = values if only_floats else [value if type(value) is float else np.nan for value in values]
    with np.errstate(all="ignore"):
        scaled = np.array(floats, dtype=np.float64) * unit * 100
        nearest = np.rint(scaled)
        known = (np.abs(scaled) < 1e11) & (np.abs(scaled - nearest) < 1e-4)
    if known.all():
        return cast("list[int | None]", nearest.astype(np.int64).tolist())
    whole = np.where(known, nearest, 0).astype(np.int64).tolist()
    return [number if is_known else None for number, is_known in zip(whole, known.tolist(), strict=True)]


def parse_amount(value: Value, unit: int = 1, symbols: Mapping[str, str] | None = None) -> ParsedValue:
    """Return the money in a cell.

    Parameters
    ----------
    value
        The cell, not blank.
    unit
        The pounds that 1 stands for: 1,000 in a column of £ thousand.
    symbols
        The layout's own symbols, and the standard one of each: ``{"…": "[x]"}``.

    Raises
    ------
    UnreadableError
        If it is not an amount, or could be read in two ways.
    """
    if isinstance(value, int | float):
        try:
            return ParsedValue(pennies(value, unit))
        except (ValueError, OverflowError) as error:
            raise _not_a_figure("amount", str(error)) from None
    if not isinstance(value, str):
        raise _not_a_figure("amount", f"{found_text(value)} is a date or a time, not an amount")
    if unit == 1 and _PLAIN_POUNDS.fullmatch(value):
        pounds, _, pence = value.partition(".")
        sign = -1 if value[0] == "-" else 1
        return ParsedValue(int(pounds) * 100 + sign * int(pence.ljust(2, "0") or 0))
    return _parse_text(value, "amount", lambda text: int(parse_money(text, unit) * 100), symbols or {})


def parse_count(value: Value, symbols: Mapping[str, str] | None = None, *, whole: bool = True) -> ParsedValue:
    """Return the count in a cell that is not blank, in hundredths.

    Parameters
    ----------
    whole
        Whether it must be a whole number; full-time equivalents may have decimals, and are rounded half up to two.

    Raises
    ------
    UnreadableError
        If it is not a number of at least 0, or could be read in two ways.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not 0 <= value <= LARGEST_COUNT or (whole and value != int(value)):
            kind = "a whole number" if whole else "a number"
            raise _not_a_figure("count", f"{found_text(value)} is not {kind} from 0 to {LARGEST_COUNT:,}", whole=whole)
        return ParsedValue(pennies(value))
    if not isinstance(value, str):
        raise _not_a_figure("count", f"{found_text(value)} is not a number")
    if _BELOW.fullmatch(text := text_of(value)):
        return ParsedValue(None, "[c]", mark=text)
    return _parse_text(value, "count", _whole if whole else _decimal, symbols or {})


def parse_day(value: Value, *, date_1904: bool = False) -> dt.date:
    """Return the day in a cell: a date, a serial number of a spreadsheet, ISO, or as written in the UK, day first.

    ``01/02/2013`` is 1 February 2013, always. With ``date_1904``, serial numbers are counted from 1904.

    Raises
    ------
    ValueError
        If it is no day.
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = text_of(value)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and 20_000 <= float(text) < 75_000:
        return _FIRST_DAYS[date_1904] + dt.timedelta(days=int(float(text)))
    try:
        if match := _ISO.fullmatch(text) or _ISO_SHORT.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(text):
            day, month = int(match[1]), int(match[2])
            if day <= 12 < month <= 31:
                raise ValueError("its month is written first")
            return dt.date(_full_year(match[3]), month, day)
        if (match := _NAMED.fullmatch(text)) and match[2][:3].casefold() in _MONTHS:
            return dt.date(_full_year(match[3]), _MONTHS.index(match[2][:3].casefold()) + 1, int(match[1]))
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day as written in the UK, day first: {error}") from None
    raise ValueError(f"{text!r} is not a date; write it as 2013-03-31 or 31/03/2013")


def are_month_first(values: Iterable[Value]) -> bool:
    """Return whether days are written month first: some can be nothing else, and none must be day first."""
    numbers = [(int(match[1]), int(match[2])) for value in values if (match := _DAY_FIRST.fullmatch(text_of(value)))]
    return any(first <= 12 < second for first, second in numbers) and all(first <= 12 for first, _ in numbers)


def reason_or_word(text: str) -> str:
    """Return the code of a reason in its column, where a word of finance teams may stand too."""
    return NO_FIGURE_WORDS.get(text.casefold()) or reason_code(text)


def reason_code(text: str) -> str:
    """Return the code of a reason, typed as its code or in words; empty text gives empty text."""
    return _HELD_WORDS.get(text.casefold()) or parse_reason(text) if text else ""


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _whole(text: str) -> int:
    if text.casefold() == "nil":
        return 0
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{text!r} is not a whole number of at least 0")
    return int(text.replace(",", "").partition(".")[0]) * 100


def _decimal(text: str) -> int:
    if text.casefold() == "nil":
        return 0
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"{text!r} is not a number of at least 0 with at most two decimals")
    number, _, decimals = text.replace(",", "").partition(".")
    return int(number or 0) * 100 + int(decimals[:2].ljust(2, "0") or 0)


def _parse_text(value: str, kind: str, parse: Callable[[str], int], symbols: Mapping[str, str]) -> ParsedValue:
    """Parse a typed figure: a number with or without a footnote mark or a symbol beside it, or a named gap."""
    text = text_of(value)
    if len(text) > LONGEST_FIGURE:
        raise _not_a_figure(kind, f"a text of {len(text)} characters stands there: {text[:LONGEST_FIGURE]}…")
    if text in symbols:
        return ParsedValue(None, symbols[text])
    if gap := _parse_gap(text):
        return gap
    if text.casefold() in AMBIGUOUS:
        raise UnreadableError(
            "ambiguous-amount" if kind == "amount" else "ambiguous-count",
            f"{text!r} could mean {AMBIGUOUS[text.casefold()]}",
            which=WHICH_WORD,
        )
    for pattern in (_BESIDE, _FOOTNOTE):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        try:
            shorthand = parse_shorthand(match[2]) if pattern is _BESIDE else ""
            number = parse(match[1].strip())
        except ValueError:
            continue
        if not GAPS & set(shorthand.split()):
            return ParsedValue(number, shorthand, mark="" if shorthand else match[2])
    try:
        return ParsedValue(parse(text))
    except ValueError as error:
        raise _not_a_figure(kind, str(error), is_ambiguous=isinstance(error, AmbiguousError)) from None


def _parse_gap(text: str) -> ParsedValue | None:
    """Return the gap that a symbol, or a reason in words, names; None if the text names none."""
    if _SYMBOLS_ONLY.fullmatch(text):
        try:
            shorthand = parse_shorthand(text)
        except ValueError:
            return None
        return ParsedValue(None, shorthand) if GAPS & set(shorthand.split()) else None
    try:
        reason = reason_code(text)
    except ValueError:
        return None
    return ParsedValue(None, REASONS[reason].shorthand, reason) if reason else None


def _not_a_figure(kind: str, message: str, *, whole: bool = True, is_ambiguous: bool = False) -> UnreadableError:
    if kind == "amount":
        check = "ambiguous-amount.typed" if is_ambiguous else "not-an-amount"
    else:
        check = "not-a-count" if whole else "not-a-count.decimals"
    return UnreadableError(check, message, which=WHICH_WORD)
