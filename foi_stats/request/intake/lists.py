"""Recognise what a letter asks to be listed item by item: contracts, grants or payments. No disk is touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from foi_stats.vocabulary.money import PENNY, parse_money

_SPENT = r"(?:items?|lines?) of spend(?:ing)?"
_ITEMS = rf"(?:contracts?|grants?|payments?|invoices?|purchase orders?|transactions?|awards?|{_SPENT})"
_BETWEEN = r"(?:(?!\b(?:how many|total|number)\b)[^.?!;])"
_LISTED = re.compile(
    rf"\b(?:list(?:s|ed|ing)?|schedule|register|itemi[sz]ed|details"
    rf"|particulars)\b{_BETWEEN}{{0,80}}?\b(?P<of>{_ITEMS})\b"
    rf"|\b(?:each|every|all(?: the| of the)?|any|individual)\b{_BETWEEN}{{0,40}}?\b(?P<each>{_ITEMS})\b"
    rf"|\blist\b{_BETWEEN}{{0,40}}?\b(?P<who>recipients?|suppliers?|payees?|contractors?)\b",
    re.IGNORECASE,
)
_NO_LIST = re.compile(
    r"\b(?:how much|how many|total (?:value|amount|cost|spend\w*|number)|numbers? of|value of (?:all|the))\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:for|of|about|on) (?:each|any|every|all)(?: of)?(?: the)? (?!(?:of|these|those|them|years?|months?|quarters?"
    r"|periods?|questions?|financial|calendar|academic|one|part)\b)(?P<things>[^.?!;:,]{3,120}),? "
    r"(?:(?:please|pls|kindly|can you|could you|i would like you to),? ){0,2}"
    r"(?:provide|give|state|list|include|tell|send|supply|say|show|confirm)(?: me| us)?(?: with)?(?: the following)?:? "
    r"(?P<told>[^.?!;]{5,300})",
    re.IGNORECASE,
)
"""What is to be told of each of some things: "for each complaint, please give the date, the outcome and the cost"."""
_TOLD_APART = re.compile(r",? and |, ?|\n", re.IGNORECASE)
_NAMES_ONE = re.compile(
    r"(?:(?:the|its|their|a|an|any|each)\b|whether (?:it|they|this|the \w+) (?:was|were|is|are|has been|have been)\b"
    r"|(?:brief )?(?:descriptions?|details?) of\b)? ?",
    re.IGNORECASE,
)
_MONEY_TOLD = re.compile(r"\b(?:costs?|amounts?|values?|sums?|prices?|paid|payments?|compensation)\b", re.IGNORECASE)
_SUM = r"(?P<sum>£ ?\d[\d,]*(?:\.\d\d)?(?: ?(?:k|m|thousand|million)\b)?)"
_MORE = r"(?:or|and) (?:more|over|above|greater|upwards)"
_THAN = r"over|above|exceed(?:s|ing)?|in excess of|(?:more|greater|higher|larger) than|(?P<least>at least|from)"
_OVER = re.compile(
    rf"\b(?:{_THAN})(?: the (?:value|sum) of| a value of)? {_SUM}(?P<or> {_MORE})?"
    rf"|{_SUM.replace('sum', 'other')}(?P<plus>\+| {_MORE})",
    re.IGNORECASE,
)
_COLUMNS = {
    "supplier": r"suppliers?|contractors?|vendors?|providers?|compan(?:y|ies)",
    "recipient": r"recipients?|grantees?|payees?|beneficiar(?:y|ies)|who received",
    "contract": r"(?:title|name|subject) of (?:the |each )?contract|contract (?:title|name)",
    "purpose": r"purposes?|reasons?|descriptions?|what (?:it|each|the grant|the payment|they) (?:was|were|is) for",
    "department": r"departments?|directorates?|service areas?",
    "value": r"values?|amounts?|costs?|sums?|prices?",
    "start": r"start(?:ing)?(?: and end| dates?)?|commenc\w+",
    "end": r"end(?:s|ing)?(?: dates?)?|expir\w+|finish",
    "date": r"(?<!start )(?<!end )(?<!expiry )dates?(?! of (?:start|end|expiry|birth))",
}


_WORDS_OF_A_COLUMN = 6


@dataclass(frozen=True)
class AskedList:
    """A list that a letter asks for: its columns, the amount over which items are listed, and what is unsure."""

    columns: tuple[str, ...]
    over: str = ""
    doubts: tuple[str, ...] = ()


def list_asked(text: str) -> AskedList | None:
    """Return the list that a text asks for, or None if it asks for none.

    It asks for one if it speaks of a list, of details or of each of some items, and not of their number or total.
    """
    match = _LISTED.search(text)
    if told := _told_of_each(text):
        return told
    if match is None or _NO_LIST.search(text):
        return None
    over, unsure = _over(text)
    named = [(found.start(), name) for name, words in _COLUMNS.items() if (found := _find(words, text, match))]
    if not over and not named and not re.search(r"\blist", match[0], re.IGNORECASE):
        return None
    columns = [name for _, name in sorted(named)]
    doubts = [*unsure, "let columns name the columns of the supplies that are asked for, by their headings there"]
    what = (match["of"] or match["each"] or match["who"]).casefold()
    if not {"supplier", "recipient"} & set(columns):
        columns.insert(0, "recipient" if what.startswith(("grant", "recipient")) else "supplier")
        doubts.append("the letter does not name who was paid as a column: leave it out if it is not asked for")
    return AskedList(tuple(dict.fromkeys([*columns, *(() if "value" in columns else ("value",))])), over, tuple(doubts))


def _told_of_each(text: str) -> AskedList | None:
    """Return the list that a text asks for by what is to be told of each thing; None if it names fewer than two."""
    match = _TOLD.search(text)
    if match is None or _NO_LIST.search(match["told"]) or re.search(r"(?i)\bnumbers? of\b", match["told"]):
        return None
    columns: dict[str, None] = {}
    for piece in _TOLD_APART.split(match["told"]):
        name = re.sub(r"\W+$", "", _NAMES_ONE.sub("", piece.strip(" :"), count=1))
        if name and len(name.split()) <= _WORDS_OF_A_COLUMN:
            columns["value" if _MONEY_TOLD.search(name) else name.casefold()] = None
    if len(columns) < 2:
        return None
    words = " ".join(match[0].split())
    return AskedList(tuple(columns), doubts=(f'"{words}": name the columns as the supplies head them',))


def list_doubts(text: str) -> tuple[str, ...]:
    """Return what is unsure where a text speaks of items, and of their number or total too."""
    match = _LISTED.search(text)
    if match is None or not _NO_LIST.search(text) or not re.search(r"\blist", text, re.IGNORECASE):
        return ()
    return (f'also says "{match[0]}": is a list of the items asked for (asks = "list")?',)


def _find(words: str, text: str, match: re.Match[str]) -> re.Match[str] | None:
    """Return where a text names a column, in what it asks to be listed or after that."""
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE).search(text, match.start())


def _over(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the amount over which items are asked for, as a request has it, and what is unsure about it."""
    match = _OVER.search(text)
    if match is None:
        return "", ()
    try:
        amount = parse_money(re.sub(r"£ ", "£", match["sum"] or match["other"]))
    except ValueError:
        return "", (f'the amount in "{match[0]}" is not clear: write over',)
    if match["least"] or match["or"] or match["plus"]:
        return _plain(amount - PENNY), (f'"{match[0].strip()}" is written as more than a penny less',)
    return _plain(amount), ()


def _plain(amount: Decimal) -> str:
    return str(int(amount)) if amount == amount.to_integral_value() else f"{amount:.2f}"
