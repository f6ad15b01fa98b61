"""Parse money as people type it into exact pounds, add it up without losing gaps, and format it.

Amounts are :class:`decimal.Decimal` pounds with two places, never floats. Nothing here touches a disk; pandas is
imported only by the function that sums frames.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from foi_stats.vocabulary.ambiguous import AmbiguousError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

PENNY = Decimal("0.01")
LARGEST = Decimal(90_000_000_000_000)  # a float64 holds every whole penny up to here, and so columns of amounts do
MINUS = "\u2212"


SUFFIXES = {
    **dict.fromkeys(("k", "thousand", "000s"), 1_000),
    **dict.fromkeys(("m", "mn", "mln", "million"), 1_000_000),
    **dict.fromkeys(("bn", "b", "billion"), 1_000_000_000),
}
"""The pounds that 1 stands for before such a word: 134.9 million."""

_UNIT_NAMES = {1: "£", 1_000: "£ thousand", 1_000_000: "£ million", 1_000_000_000: "£ billion"}
_SPACES = re.compile(r"[ \t\u00a0\u2007\u2009\u202f]+")
_MINUS_SIGNS = re.compile(r"[\u2212\u2013\ufe63\uff0d]")
_DIGITS = r"(?:[0-9]{1,3}(?:(?P<sep>[, '’])[0-9]{3}(?:(?P=sep)[0-9]{3})*)|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+"
_NUMBER = re.compile(rf"(?P<digits>{_DIGITS}) ?(?P<suffix>{'|'.join(sorted(SUFFIXES, key=len, reverse=True))})?")

_DECIMAL_COMMA = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+),(?P<pence>[0-9]+)")
_PERHAPS_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{2}0")
_LEDGER_SIDE = re.compile(r"(?P<amount>.*[0-9]\)?) ?(?P<side>cr|dr)\.?")

_NIL = {"nil"}
_NOT_AMOUNTS = {
    "": "an amount is missing; a gap must be named (for example [x] with its reason), and 0 is only a true zero",
    "-": "it could mean nil (0) or not available ([x])",
    "none": "it could mean nil (0) or none recorded ([w])",
    "n/a": "it could mean not applicable ([z]) or not available ([x])",
    "na": "it could mean not applicable ([z]) or not available ([x])",
    "tbc": "it is not known yet: give the amount, or [x] with its reason",
    "tba": "it is not known yet: give the amount, or [x] with its reason",
}


def parse_money(text: str, unit: int = 1) -> Decimal:
    """Return the pounds that ``text`` states, exact to the penny.

    Parameters
    ----------
    text
        An amount as people type it: ``1,234``, ``£1,234.50``, ``(1,234)``, ``1,234-``, ``£1.2m``,
        ``£35k``, ``1 234``, ``1'234``, ``−1,234``. ``nil`` is a true zero.
    unit
        The pounds that 1 stands for: 1,000 in a column headed £ thousand, and so on.

    Raises
    ------
    ValueError
        If the text is not an amount, or could be read in more than one way (``-``, ``n/a``,
        ``£1,685.018``, a suffix in a column of thousands). The message says why.
    """
    if not isinstance(text, str):
        raise ValueError(f"parse_money reads text, not the {type(text).__name__} {text!r}")
    _check_unit(unit)
    folded = _SPACES.sub(" ", _MINUS_SIGNS.sub("-", text.strip())).casefold().strip()
    if folded in _NIL:
        return Decimal("0.00")
    if folded in _NOT_AMOUNTS:
        raise ValueError(f"{text!r} is not an amount: {_NOT_AMOUNTS[folded]}")
    negative, body = _split_sign(text, folded)
    match = _NUMBER.fullmatch(body)
    if match is None:
        raise _refusal(text, folded, body)
    if unit == 1 and not match["suffix"] and _PERHAPS_THOUSANDS.fullmatch(match["digits"]):
        whole = match["digits"].replace(".", ",")
        readings = f"{Decimal(match['digits']):.2f}, or {whole}, with a point for a comma"
        raise AmbiguousError(f"{text!r} has three digits after its point: it could be {readings}; write it in full")
    number = Decimal(re.sub(r"[, '’]", "", match["digits"]))
    return _in_pounds(text, -number if negative else number, match["suffix"], unit)


def money_from_number(number: int | float | Decimal, unit: int = 1) -> Decimal:
    """Return the pounds of a numeric cell, rounded half up (away from zero) to the penny.

    Published workbooks hold numbers with more decimals than money has. Rows keep the number as it was found in a column
    of its own, so nothing is lost.

    Raises
    ------
    ValueError
        If the number is a truth value, not finite, or too large to be an amount.
    """
    _check_unit(unit)
    if isinstance(number, bool):
        raise ValueError(f"{number} is a truth value, not an amount")
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite():
        raise ValueError(f"{number} is not an amount")
    return _bounded(str(number), exact * unit).quantize(PENNY, rounding=ROUND_HALF_UP) + 0  # + 0: no negative zero


def add_up(amounts: Iterable[Decimal | None] | pd.Series) -> Decimal | None:
    """Return the sum of the known amounts, or None if no amount is known: a sum of gaps is a gap.

    A column of amounts may be given as it is.
    """
    column: Any = getattr(amounts, "array", None)
    exact = column.exact() if hasattr(column, "exact") else amounts
    known = [amount for amount in exact if isinstance(amount, Decimal)]
    return sum(known, start=Decimal(0)) if known else None


def add_up_by(frame: pd.DataFrame, by: list[str], value: str) -> pd.DataFrame:
    """Return one row for each group of ``frame``, with its sum and the number of gaps among its rows.

    A group of nothing but gaps is a gap, whatever the type of the column.

    Returns
    -------
    DataFrame
        The ``by`` columns, ``value`` (missing if every value of the group is missing), ``rows`` and ``gaps``, in the
        order in which the groups first appear.
    """
    if frame.empty:
        return frame[[*by, value]].assign(rows=0, gaps=0)
    return (
        frame.assign(_gap=frame[value].isna())
        .groupby(by, sort=False, dropna=False)
        .agg(
            **{value: (value, lambda known: known.sum(min_count=1)), "rows": ("_gap", "size"), "gaps": ("_gap", "sum")}
        )
        .reset_index()
        .astype({value: frame[value].dtype})
    )


def decimals_of(amount: Decimal, unit: int = 1) -> int:
    """Return the number of decimals an amount needs in a unit: as few as show it exactly; none or two in pounds."""
    exponent = (amount / unit).normalize().as_tuple().exponent
    needed = max(0, -int(exponent))
    return 2 if unit == 1 and needed else needed


def show_money(amount: Decimal, unit: int = 1, decimals: int = 0) -> str:
    """Return an amount for a table: thousands separated, a real minus sign.

    ``show_money(Decimal("134898000.00"), 1000)`` is ``134,898``. No digit is dropped: an amount has the decimals it
    needs in its unit, and at least ``decimals``, so that a whole column can have the same number.
    """
    shown = f"{abs(amount / unit):,.{max(decimals, decimals_of(amount, unit))}f}"
    return (MINUS if amount < 0 else "") + shown


def format_pounds(amount: Decimal) -> str:
    """Return an amount to the last penny: ``£134,898,000``, ``−£12.50``."""
    return f"{MINUS if amount < 0 else ''}£{show_money(abs(amount))}"


def format_money(amount: Decimal) -> str:
    """Return an amount for use in a sentence: ``£134.9 million``, ``£35,000``, ``−£12.50``."""
    size = abs(amount)
    sign = MINUS if amount < 0 else ""
    for unit, name in ((1_000_000_000, "billion"), (1_000_000, "million")):
        rounded = (size / unit).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        if rounded >= 1:
            return f"{sign}£{rounded:,} {name}".replace(".0 ", " ")
    return format_pounds(amount)


def unit_name(unit: int) -> str:
    """Return a unit as it is written in a heading: ``£``, ``£ thousand``, ``£ million``."""
    _check_unit(unit)
    return _UNIT_NAMES[unit]


def parse_unit(text: str) -> int:
    """Return the pounds that 1 stands for in a unit such as ``£``, ``£000``, ``£ thousand`` or ``£m``.

    Raises
    ------
    ValueError
        If the text is not a unit of money.
    """
    folded = re.sub(r"[\s'’()]", "", text.casefold())
    names = {"£": 1, "gbp": 1, "pounds": 1, "£s": 1}
    names |= dict.fromkeys(("£000", "£000s", "£k", "£thousand", "£thousands", "£1000", "£1,000", "000s"), 1_000)
    names |= dict.fromkeys(("£m", "£mn", "£million", "£millions"), 1_000_000)
    names |= dict.fromkeys(("£bn", "£billion", "£billions"), 1_000_000_000)
    if folded not in names:
        raise ValueError(f"{text!r} is not a unit of money; write £, £ thousand or £ million")
    return names[folded]


def _check_unit(unit: int) -> None:
    if unit not in _UNIT_NAMES:
        raise ValueError(f"a unit is one of {', '.join(map(str, _UNIT_NAMES))} (pounds), not {unit!r}")


def _split_sign(text: str, folded: str) -> tuple[bool, str]:
    """Return whether an amount is negative, and the amount without its sign and pound sign, however they are typed."""
    body = re.sub(r"^(-|\+)? ?(?:£|gbp) ?", lambda found: found[1] or "", folded)
    body = re.sub(r"^\( ?(-)? ?(?:£|gbp) ?", lambda found: "(" + (found[1] or ""), body)
    body = body.removesuffix(" gbp")
    signs = [
        body.startswith("-"),
        body.endswith("-"),
        body.startswith("(") and body.endswith(")"),
    ]
    if sum(signs) > 1 or "(-" in body or re.search(r"\(.*-\)", body):
        raise AmbiguousError(
            f"{text!r} is marked as negative twice: it could be read either way; write -1234 or (1234)"
        )
    if signs[2]:
        return True, body[1:-1].strip()
    if signs[1]:
        return True, body[:-1].strip()
    return signs[0], body.removeprefix("-").removeprefix("+").strip()


def _refusal(text: str, folded: str, body: str) -> ValueError:
    """Return the error that a text is no amount, with the amounts that it could mean, if it could mean any."""
    if match := _LEDGER_SIDE.fullmatch(folded):
        amount = match["amount"].strip()
        if match["side"] == "cr":
            readings = f"money back, to be taken off what was spent (-{amount}), or money received ({amount})"
            why = f"is marked as a credit: it could be {readings}; write the number alone, with its sign"
            return AmbiguousError(f"{text!r} {why}")
        readings = f"money spent ({amount}), or taken off what was received (-{amount})"
        why = f"is marked as a debit: it could be {readings}; write the number alone, with its sign"
        return AmbiguousError(f"{text!r} {why}")
    if match := _DECIMAL_COMMA.fullmatch(body):
        whole = re.sub(r"[. ]", "", match["whole"])
        point = f"{whole}.{match['pence']}"
        if re.search(r"[. ]", match["whole"]) or len(whole) > 3:
            return ValueError(
                f"{text!r} is written with a decimal comma, and looks like {point}; write it with a point"
            )
        without = whole + match["pence"]
        readings = f"{point}, written with a decimal comma, or {without}, or a longer number that lost a digit"
        why = f"has a comma that does not stand before three digits: it could be {readings}; write it in full"
        return AmbiguousError(f"{text!r} {why}")
    return ValueError(f"{text!r} is not an amount in pounds; write it as 1234.50 or 1,234.50")


def _in_pounds(text: str, number: Decimal, suffix: str | None, unit: int) -> Decimal:
    multiplier = SUFFIXES[suffix] if suffix else unit
    if suffix and unit not in (1, multiplier):
        raise AmbiguousError(
            f"{text!r} stands in a column of {unit_name(unit)}: it could be {show_money(number * multiplier)} pounds "
            f"or {show_money(number * multiplier * unit)} pounds; write the number alone"
        )
    pounds = _bounded(text, number * multiplier)
    if pounds != pounds.quantize(PENNY, rounding=ROUND_HALF_UP):
        raise ValueError(
            f"{text!r} is not an exact amount: money has two decimal places; check for a misprint, "
            "or for a point that stands for a comma"
        )
    return pounds.quantize(PENNY) + 0  # + 0: no negative zero


def _bounded(text: str, pounds: Decimal) -> Decimal:
    if abs(pounds) > LARGEST:
        raise ValueError(f"{text!r} is too large to be an amount of money")
    return pounds
