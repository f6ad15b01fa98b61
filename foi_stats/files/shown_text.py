"""Renders values as a spreadsheet shows them, by their number formats.

Names of days and months are English, and the point and the comma those of the United Kingdom, whatever the language
of a format: so Excel shows them here.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from foi_stats.files.number_formats import Section, Token, drops_sign, scale_of, section_for, text_section
from foi_stats.files.workbook import Value

NOT_SHOWN = "########"
"""Shown in place of a day before the first, or after the last, that a spreadsheet knows."""

_LAST_DAY = 2_958_466  # the day after 31 December 9999
_DAY_MS = 86_400_000
_FIRST_DAYS = {False: dt.datetime(1899, 12, 30), True: dt.datetime(1904, 1, 1)}  # noqa: DTZ001 - cells have no zone
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_KEPT = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDEST_GENERAL = 11
_ABSENT = {"0": "0", "?": " ", "#": ""}


def shown_text(value: Value, code: str = "General", *, date_1904: bool = False) -> str:
    """Return a value as a spreadsheet shows it in a column that is wide enough; fill characters are left out.

    Parameters
    ----------
    value
        The value of a cell.
    code
        Its number format.
    date_1904
        Whether days are counted from 1904, as workbooks of old Macintosh computers do.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return _shown_string(value, code)
    return _shown_number(_serial(value, date_1904), code or "General", date_1904)


def _shown_string(text: str, code: str) -> str:
    section = text_section(code)
    if section is None:
        return text
    return "".join(text if token.kind in ("text", "general") else _plain(token) for token in section.tokens)


def _serial(value: float | dt.date | dt.time | dt.timedelta, date_1904: bool) -> float:
    """Return a value as a number, days and times as a spreadsheet counts them."""
    if isinstance(value, int | float):
        return value
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1)
    if isinstance(value, dt.time):
        return (dt.datetime.combine(dt.date.min, value) - dt.datetime.min) / dt.timedelta(days=1)  # noqa: DTZ901
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    return (moment.replace(tzinfo=None) - _FIRST_DAYS[date_1904]) / dt.timedelta(days=1)


@lru_cache(maxsize=4096)
def _shown_number(number: float, code: str, date_1904: bool) -> str:
    if number != number or number in (float("inf"), float("-inf")):
        return "#NUM!"
    section = section_for(code, number)
    if section is None:
        return _general(_decimal(number))
    if section.is_date:
        return _shown_day(section.tokens, number, date_1904)
    unsigned = abs(number) if drops_sign(code, section) else number
    return _by_section(section, _decimal(unsigned))


def _decimal(number: float) -> Decimal:
    """Return a number to the fifteen digits that spreadsheets keep."""
    return _KEPT.create_decimal(repr(number))


# Numbers


def _by_section(section: Section, number: Decimal) -> str:
    tokens, kinds = section.tokens, section.kinds
    size = abs(number)
    if kinds & {"general", "text"}:
        shown = "".join(_general(size) if token.kind in ("general", "text") else _plain(token) for token in tokens)
    elif "digit" not in kinds:
        return _rest(tokens)
    else:
        size = _EXACT.multiply(size, Decimal(100) ** sum(token.kind == "percent" for token in tokens))
        size = _EXACT.scaleb(size, -3 * scale_of(section))
        if "fraction" in kinds:
            shown = _fraction(tokens, size)
        elif "exponent" in kinds:
            shown = _scientific(tokens, size)
        else:
            shown = _fixed(tokens, size)
    is_zero = not any("1" <= character <= "9" for character in shown)
    return shown if number >= 0 or is_zero else f"-{shown}"


def _general(number: Decimal) -> str:
    """Return a number as the format General shows it: in eleven characters at most."""
    if not number:
        return "0"
    if not -5 < number.adjusted() < _WIDEST_GENERAL:
        digits = number.normalize(Context(prec=6, rounding=ROUND_HALF_UP))
        mantissa = digits.scaleb(-digits.adjusted()).normalize()
        return f"{mantissa:f}E{digits.adjusted():+03d}"
    before = max(number.adjusted() + 1, 1)
    shown = f"{_EXACT.quantize(number, Decimal(1).scaleb(-max(0, _WIDEST_GENERAL - 1 - before))):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _fixed(tokens: Sequence[Token], size: Decimal) -> str:
    point = next((at for at, token in enumerate(tokens) if token.kind == "point"), len(tokens))
    after = tokens[point + 1 :]
    decimals = sum(token.kind == "digit" for token in after)
    whole, _, part = f"{_EXACT.quantize(size, Decimal(1).scaleb(-decimals)):f}".partition(".")
    before = _whole_part(tokens[:point], whole.lstrip("0"))
    return before + ("." if point < len(tokens) else "") + _decimal_part(after, part)


def _whole_part(tokens: Sequence[Token], digits: str) -> str:
    """Return the digits before the point in their places, from the right; the first place takes those left over."""
    places = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    if not places:
        return _rest(tokens) + digits
    grouped = any(token.kind == "comma" for token in tokens[places[0] : places[-1]])
    shown: list[str] = []  # in reverse
    count = 0
    left = list(digits)
    for at in range(len(tokens) - 1, -1, -1):
        token = tokens[at]
        if token.kind != "digit":
            shown.append(_plain(token))
            continue
        several = max(1, len(left)) if at == places[0] else 1
        for _ in range(several):
            digit = left.pop() if left else _ABSENT[token.text]
            if digit and grouped and count and count % 3 == 0:
                shown.append(" " if digit == " " else ",")
            shown.append(digit)
            count += bool(digit)
    return "".join(reversed(shown))


def _decimal_part(tokens: Sequence[Token], digits: str) -> str:
    needed, shown, at = len(digits.rstrip("0")), [], 0
    for token in tokens:
        if token.kind != "digit":
            shown.append(_plain(token))
            continue
        shown.append(digits[at] if at < needed else _ABSENT[token.text])
        at += 1
    return "".join(shown)


def _scientific(tokens: Sequence[Token], size: Decimal) -> str:
    at = next(place for place, token in enumerate(tokens) if token.kind == "exponent")
    before, after = tokens[:at], tokens[at + 1 :]
    point = next((place for place, token in enumerate(before) if token.kind == "point"), len(before))
    decimals = sum(token.kind == "digit" for token in before[point:])
    step = max(1, sum(token.kind == "digit" for token in before[:point]))
    power = size.adjusted() // step * step if size else 0
    if size and _EXACT.quantize(size.scaleb(-power, _EXACT), Decimal(1).scaleb(-decimals)) >= Decimal(10) ** step:
        power += step
    mantissa = _fixed(before, size.scaleb(-power, _EXACT))
    sign = "-" if power < 0 else "+" if tokens[at].text.endswith("+") else ""
    return f"{mantissa}E{sign}{_whole_part(after, str(abs(power)).lstrip('0'))}"


def _fraction(tokens: Sequence[Token], size: Decimal) -> str:
    slash = next(at for at, token in enumerate(tokens) if token.kind == "fraction")
    start = slash
    while start and tokens[start - 1].kind == "digit":
        start -= 1
    end = slash + 1
    while end < len(tokens) and tokens[end].kind in ("digit", "denominator"):
        end += 1
    above, below = tokens[start:slash], tokens[slash + 1 : end]
    has_whole = any(token.kind == "digit" for token in tokens[:start])
    fixed = "".join(token.text for token in below) if any(token.kind == "denominator" for token in below) else ""
    whole = int(size) if has_whole else 0
    rest = Fraction(size) - whole
    if fixed:
        bottom = int(fixed) or 1
        top = int(rest * bottom + Fraction(1, 2))
    else:
        nearest = rest.limit_denominator(10 ** min(len(below), 9) - 1) if below else Fraction(round(rest))
        top, bottom = nearest.numerator, nearest.denominator
    if has_whole and top >= bottom:
        whole, top = whole + top // bottom, top % bottom
    if has_whole and not top:
        return _whole_part(tokens[:start], str(whole)) + " " * (len(above) + len(below) + 1) + _rest(tokens[end:])
    before = _whole_part(tokens[:start], str(whole) if whole else "")
    shown_below = fixed or str(bottom) + " " * max(0, len(below) - len(str(bottom)))
    return f"{before}{_whole_part(above, str(top))}/{shown_below}{_rest(tokens[end:])}"


def _rest(tokens: Sequence[Token]) -> str:
    return "".join(map(_plain, tokens))


def _plain(token: Token) -> str:
    """Return the text of a token that stands for no digit."""
    if token.kind in ("literal", "denominator"):
        return token.text
    return {"percent": "%", "space": " ", "point": ".", "digit": ""}.get(token.kind, "")


# Days and times


def _shown_day(tokens: Sequence[Token], number: float, date_1904: bool) -> str:
    kinds = [token.kind for token in tokens]
    if number < 0 or number >= _LAST_DAY:
        return NOT_SHOWN
    seconds = any(token.kind in ("date", "elapsed") and token.text[0] == "s" for token in tokens)
    subseconds = sum(
        token.kind == "digit" and "point" in kinds and at > kinds.index("point") for at, token in enumerate(tokens)
    )
    step = 10 ** max(0, 3 - subseconds) if seconds else 1
    ms = (round(number * _DAY_MS) + step // 2) // step * step
    days, rest = divmod(ms, _DAY_MS)
    moment = _Moment(days, rest, date_1904, any(token.kind == "ampm" for token in tokens))
    shown, after_point = "", False
    for at, token in enumerate(tokens):
        following = kinds[at + 1] if at + 1 < len(kinds) else ""
        if token.kind == "date":
            shown += moment.part(token.text, _is_minutes(tokens, at))
        elif token.kind == "elapsed":
            shown += moment.elapsed(token.text, ms)
        elif token.kind == "ampm":
            shown += moment.half(token.text)
        elif token.kind == "point":
            shown, after_point = shown + ".", following == "digit"
        elif token.kind == "digit":
            shown += f"{rest % 1000:03d}"[:subseconds] if after_point else ""
            after_point = False
        else:
            shown += _plain(token)
    return shown


def _is_minutes(tokens: Sequence[Token], at: int) -> bool:
    """Return whether an m stands for minutes: right after hours, or right before seconds."""
    others = [token for token in tokens[:at] if token.kind in ("date", "elapsed")]
    following = [token for token in tokens[at + 1 :] if token.kind in ("date", "elapsed")]
    return len(tokens[at].text) < 3 and bool(
        (others and others[-1].text[0] == "h") or (following and following[0].text[0] == "s")
    )


class _Moment:
    """A day and a time of it, in the parts that formats show."""

    def __init__(self, days: int, ms: int, date_1904: bool, halves: bool) -> None:
        self.leap_of_1900 = not date_1904 and days == 60  # a day that Excel knows, and the calendar does not
        early = not date_1904 and days < 60
        self.day = (_FIRST_DAYS[date_1904] + dt.timedelta(days=days + early - self.leap_of_1900)).date()
        self.hours, self.minutes, self.seconds = ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60
        self.halves = halves

    def part(self, text: str, is_minutes: bool) -> str:
        """Return what letters of a format, such as ``mmm``, show."""
        many = len(text)
        if text[0] == "m" and not is_minutes:
            name = calendar.month_name[self.day.month]
            return {3: name[:3], 5: name[0]}.get(many, name) if many > 2 else _padded(self.day.month, many)
        if text[0] == "d":
            name = calendar.day_name[self.day.weekday()]
            day = 29 if self.leap_of_1900 else self.day.day
            return (name[:3] if many == 3 else name) if many > 2 else _padded(day, many)
        if text[0] in "ye":
            return f"{self.day.year % 100:02d}" if text[0] == "y" and many < 3 else str(self.day.year)
        if text[0] == "b":
            return str(self.day.year + 543)
        hours = (self.hours + 11) % 12 + 1 if self.halves else self.hours
        numbers = {"h": hours, "m": self.minutes, "s": self.seconds}
        return _padded(numbers[text[0]], many) if text[0] in numbers else ""

    def elapsed(self, text: str, ms: int) -> str:
        """Return all hours, minutes or seconds since the beginning."""
        return str(ms // {"h": 3_600_000, "m": 60_000, "s": 1000}[text[0]]).zfill(len(text))

    def half(self, text: str) -> str:
        """Return AM or PM, or its letter."""
        name = "PM" if self.hours >= 12 else "AM"
        return name if "m" in text else name[0]


def _padded(number: int, many: int) -> str:
    return f"{number:02d}" if many > 1 else str(number)
