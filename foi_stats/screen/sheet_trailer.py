"""Reads what follows the cells of an xlsx sheet: conditional formats, links, headers and footers, lists of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from foi_stats.files.attributes import is_true
from foi_stats.files.limits import MAX_DEPTH, damaged
from foi_stats.screen.package import local
from foi_stats.screen.properties import find_path

_MAX_KEPT = 10_000
_LIST = re.compile(r'"[^"]*"')
_HEADERS_FOOTERS = frozenset(("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"))
_MESSAGES = ("promptTitle", "prompt", "errorTitle", "error", "tooltip")
_HEARD = _HEADERS_FOOTERS | {"formula1", "formula2", "formula", "f", "sqref"}


@dataclass(slots=True)
class Rule:
    """A conditional format: its cells, its condition, and its change of format, by number or as elements."""

    kind: str
    operator: str
    change: int | None
    cells: str = ""
    formulas: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    hides_value: bool = False


@dataclass(slots=True)
class SheetTrailer:
    """What follows the cells of a sheet."""

    scenarios: bool = False
    value_lists: list[str] = field(default_factory=list)
    headers_footers: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    protected: list[tuple[str, str]] = field(default_factory=list)


class TrailerReader:
    """Read the elements after the cells in their order, into ``found``."""

    def __init__(self) -> None:
        self.found = SheetTrailer()
        self._inside: list[str] = []
        self._text: list[str] = []
        self._cells = ""
        self._first_rule = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Record the start of an element, by its local name."""
        parent = self._inside[-1] if self._inside else ""
        self._inside.append(tag)
        if len(self._inside) > MAX_DEPTH:
            raise damaged("The file is damaged: a sheet has elements inside elements without end")
        if tag in _HEARD:
            self._text.clear()
        if tag == "conditionalFormatting":
            self._cells, self._first_rule = attributes.get("sqref", ""), len(self.found.rules)
        elif tag == "cfRule":
            self._start_rule(attributes)
        elif "cfRule" in self._inside and (tag in ("dataBar", "iconSet") or "dxf" in self._inside):
            self._record_format(self.found.rules[-1], tag, attributes, parent)
        elif tag == "scenarios":
            self.found.scenarios = True
        elif tag == "mergeCell" and len(self.found.merged) < _MAX_KEPT:
            self.found.merged.append(attributes.get("ref", ""))
        elif tag in ("dataValidation", "hyperlink"):
            self._record_message(attributes)
        elif tag in ("filter", "customFilter") and len(self.found.criteria) < _MAX_KEPT:
            self.found.criteria.extend(filter(None, [attributes.get("val", "")]))
        elif tag == "protectedRange" and len(self.found.protected) < _MAX_KEPT:
            self.found.protected.append((attributes.get("name", ""), attributes.get("securityDescriptor", "")))
        self._record_paths(attributes)

    def _start_rule(self, attributes: Mapping[str, str]) -> None:
        """Record a conditional format of the cells named last. Past the limit, it replaces the last."""
        change = attributes.get("dxfId", "")
        kind, operator = attributes.get("type", ""), attributes.get("operator", "")
        del self.found.rules[_MAX_KEPT - 1 :]
        self.found.rules.append(Rule(kind, operator, int(change) if change.isdigit() else None, self._cells))

    def _record_format(self, rule: Rule, tag: str, attributes: dict[str, str], parent: str) -> None:
        """Record an element of the format that the rule applies, or that bars or icons hide the value."""
        if tag in ("dataBar", "iconSet"):
            rule.hides_value |= "showValue" in attributes and not is_true(attributes["showValue"])
        else:
            rule.elements.append((tag, attributes, parent))

    def _record_message(self, attributes: Mapping[str, str]) -> None:
        """Record the words that a program shows while a cell is selected or pointed at."""
        message = " ".join(attributes[name] for name in _MESSAGES if attributes.get(name))
        if message and len(self.found.messages) < _MAX_KEPT:
            cell = attributes.get("ref") or attributes.get("sqref", "").partition(" ")[0]
            self.found.messages.append((cell.partition(":")[0], message))

    def _record_paths(self, attributes: Mapping[str, str]) -> None:
        for value in attributes.values():
            if ("/" in value or "\\" in value) and (path := find_path(value)) and len(self.found.paths) < _MAX_KEPT:
                self.found.paths.append(path)

    def _record_formula(self, tag: str, text: str) -> None:
        """Record the formula of a conditional format or of a validation; a list of values stands in quotation marks."""
        if "cfRule" in self._inside:
            self.found.rules[-1].formulas.append(text)
            return
        if "dataValidation" not in self._inside:
            return
        if _LIST.fullmatch(text) and tag != "formula2":
            self.found.value_lists.extend([text.strip('"')] if len(self.found.value_lists) < _MAX_KEPT else [])
        elif '"' in text and len(self.found.formulas) < _MAX_KEPT:
            self.found.formulas.append(text)

    def text(self, text: str) -> None:
        """Record text."""
        if not _HEARD.isdisjoint(self._inside[-2:]):
            self._text.append(text)

    def end(self, _: str) -> None:
        """Record the end of an element."""
        tag = self._inside.pop() if self._inside else ""
        if tag not in _HEARD:
            return
        text = "".join(self._text).strip()
        if tag in _HEADERS_FOOTERS and text and len(self.found.headers_footers) < _MAX_KEPT:
            self.found.headers_footers.append(text)
        elif tag in ("formula1", "formula2", "formula", "f") and text:
            self._record_formula(tag, text)
        elif tag == "sqref":  # of the newer kind of conditional format, after its rules
            for rule in self.found.rules[self._first_rule :]:
                rule.cells = text
        self._text.clear()


def read_trailer(pieces: Iterable[bytes], root: bytes, part: str) -> SheetTrailer:
    """Return what follows the cells of a sheet.

    Parameters
    ----------
    pieces
        The bytes after the element of the cells, up to the end of the sheet.
    root
        The name of the sheet's root element.
    """
    reader = TrailerReader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: reader.start(
        local(tag), {local(key): value for key, value in attributes.items()}
    )
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(b"<" + root + b">", False)
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged(f"The file is damaged: its part {part} breaks off or is wrong after its cells") from error
    return reader.found
