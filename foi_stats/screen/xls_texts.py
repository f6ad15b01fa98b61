"""Texts that an xls file keeps behind its cells: messages, lists of values, filters, views and logs of changes.

Records and their fields are as in Microsoft's [MS-XLS].
"""

from __future__ import annotations

import re
import struct
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from foi_stats.files.workbook import Sheet
from foi_stats.screen.catalogue import finding, masked
from foi_stats.screen.hidden_texts import HiddenTexts, message_findings
from foi_stats.screen.properties import check_person
from foi_stats.screen.sheet_content import address
from foi_stats.screen.sheets import visible_values
from foi_stats.screen.xls_records import records_of, text_of
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.phrases import counted

_VALIDATION, _CONDITION, _FILTER, _FILTER_MORE, _VIEW = 0x01BE, 0x01B1, 0x009E, 0x087F, 0x01A9
_LIST, _TEXT_VALUE, _TEXT_TOKEN = 3, 6, 0x17
_LOG_START, _LOG_USER_AT = 0x0138, 32
_CHANGES = frozenset((0x0137, 0x013B, 0x0140, 0x0141, 0x014C, 0x014D, 0x0150))
"""The records of changed, inserted, deleted and moved cells, of names, formats, notes and sheets, in a log."""

_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(slots=True)
class _Texts:
    texts: dict[int, HiddenTexts] = field(default_factory=dict)
    messages: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    views: list[str] = field(default_factory=list)

    def of(self, sheet: int) -> HiddenTexts:
        return self.texts.setdefault(sheet, HiddenTexts())


def check_texts(stream: bytes, sheets: tuple[Sheet, ...], allowed: Collection[str]) -> Iterator[Finding]:
    """Yield findings for messages, and for filter criteria, lists and texts in rules that no visible cell shows."""
    found = _read(stream)
    names = {number: sheet.name for number, sheet in enumerate(sheets)}
    shown = list(visible_values(sheets)) if found.texts else []
    for sheet, texts in found.texts.items():
        yield from texts.findings(shown, names.get(sheet, ""))
    for sheet, messages in found.messages.items():
        yield from message_findings(messages, names.get(sheet, ""))
    for name in found.views:
        user = name.removesuffix(" - Personal View")
        if user != name:
            yield from check_person(user, "A view of the workbook", allowed)
        else:
            yield finding("custom-view", f"The workbook keeps a view of its own, named {masked(name)}")


def _read(stream: bytes) -> _Texts:
    found = _Texts()
    for sheet, kind, body in records_of(stream):
        if kind == _VALIDATION and len(body) > 16:
            _note_validation(body, sheet, found)
        elif kind == _CONDITION and len(body) > 12:
            first, second = struct.unpack_from("<HH", body, 2)
            found.of(sheet).rules.extend(texts_in_tokens(body[len(body) - first - second :]))
        elif kind == _FILTER and len(body) > 24:
            found.of(sheet).criteria.extend(_criteria(body, body[24:], (4, 14)))
        elif kind == _FILTER_MORE and len(body) > 22:
            found.of(sheet).criteria.extend(_criteria(body, body[22:], (12,)))
        elif kind == _VIEW and (name := _last_text(body)):
            found.views.append(name)
    return found


def _note_validation(body: bytes, sheet: int, found: _Texts) -> None:
    """Record the messages, the list and the texts of a rule for what cells may hold."""
    at, messages = 4, []
    for _ in range(4):  # two titles and two messages, of which a single zero stands for none
        messages.append(text_of(body, at).strip("\0 "))
        (length,) = struct.unpack_from("<H", body, at) if at + 3 <= len(body) else (0,)
        at += 3 + (length << (body[at + 2] & 1 if at + 2 < len(body) else 0))
    formulas: list[bytes] = []
    for _ in range(2):
        (length,) = struct.unpack_from("<H", body, at) if at + 4 <= len(body) else (0,)
        formulas.append(body[at + 4 : at + 4 + length])
        at += 4 + length
    row, _, column, _ = struct.unpack_from("<HHHH", body[at + 2 :].ljust(8, b"\0"))
    if message := " ".join(filter(None, messages)):
        found.messages.setdefault(sheet, []).append((address(row + 1, column + 1), message))
    if body[0] & 0xF == _LIST:
        found.of(sheet).values.extend(
            value.strip() for text in texts_in_tokens(formulas[0]) for value in re.split(r"[\0,]", text) if value
        )
        return
    found.of(sheet).rules.extend(text for formula in formulas for text in texts_in_tokens(formula))


def texts_in_tokens(formula: bytes) -> list[str]:
    """Return the texts of words among the tokens of a formula."""
    found: list[str] = []
    at = formula.find(_TEXT_TOKEN)
    while 0 <= at < len(formula) - 3:
        length, wide = formula[at + 1], formula[at + 2]
        end = at + 3 + (length << (wide & 1))
        text = formula[at + 3 : end].decode("utf-16-le" if wide & 1 else "cp1252", "replace")
        is_text = wide in (0, 1) and length and end <= len(formula) and text.replace("\0", "").isprintable()
        if is_text and _WORD.search(text):
            found.append(text)
        at = formula.find(_TEXT_TOKEN, end if is_text else at + 1)
    return found


def _criteria(body: bytes, texts: bytes, places: tuple[int, ...]) -> Iterator[str]:
    """Yield the texts of a filter's conditions: each has its kind and its length, and the texts follow."""
    for place in places:
        if body[place] != _TEXT_VALUE or not texts:
            continue
        length, wide = body[place + 6], texts[0] & 1
        yield texts[1 : 1 + (length << wide)].decode("utf-16-le" if wide else "cp1252", "replace")
        texts = texts[1 + (length << wide) :]


def _last_text(body: bytes) -> str:
    """Return the text with which a record ends."""
    for at in range(16, len(body) - 3):
        length, wide = struct.unpack_from("<HB", body, at)
        if wide in (0, 1) and length > 1 and at + 3 + (length << wide) == len(body):
            return text_of(body, at).strip("\0 ")
    return ""


def check_log(log: bytes, allowed: Collection[str]) -> Iterator[Finding]:
    """Yield findings for the log of a shared workbook: what stood in cells before, and who changed them."""
    changes, users = 0, set()
    for _, kind, body in records_of(log):
        changes += kind in _CHANGES
        if kind == _LOG_START and len(body) > _LOG_USER_AT:
            users.add(text_of(body, _LOG_USER_AT).strip("\0 "))
    if changes:
        detail = f"The workbook keeps {counted(changes, 'change')}, with what stood there before"
        yield finding("tracked-changes", detail)
    for user in sorted(users):
        yield from check_person(user, "Who changed the shared workbook", allowed)
