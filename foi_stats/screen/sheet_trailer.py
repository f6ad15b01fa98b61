"""What an xlsx sheet says after its cells: conditional formats, links, headers and footers, lists of values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from foi_stats.files.attributes import is_true
from foi_stats.files.limits import MAX_DEPTH, damaged
from foi_stats.screen.package import local
from foi_stats.screen.properties import path_in

_MAX_KEPT = 10_000
_EDGES = frozenset(("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"))
_MESSAGES = ("promptTitle", "prompt", "errorTitle", "error", "tooltip")
_HEARD = _EDGES | {"formula1", "formula", "f", "sqref"}


@dataclass(slots=True)
class Rule:
    """A conditional format: the cells it is for, when it holds, and what it changes, as a number or as it stands."""

    kind: str
    operator: str
    change: int | None
    cells: str = ""
    formulas: list[str] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    hides_value: bool = False


@dataclass(slots=True)
class AfterCells:
    """What stands after the cells of a sheet."""

    scenarios: bool = False
    value_lists: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    messages: list[tuple[str, str]] = field(default_factory=list)


class AfterReader:
    """Takes in elements as they come, and notes what of them is in ``found``."""

    def __init__(self) -> None:
        self.found = AfterCells()
        self._inside: list[str] = []
        self._text: list[str] = []
        self._cells = ""
        self._first_rule = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element, by its local name."""
        parent = self._inside[-1] if self._inside else ""
        self._inside.append(tag)
        if len(self._inside) > MAX_DEPTH:
            raise damaged("The file is damaged: a sheet has elements inside elements without end")
        if tag in _HEARD:
            self._text.clear()
        rules = self.found.rules
        if tag == "conditionalFormatting":
            self._cells, self._first_rule = attributes.get("sqref", ""), len(rules)
        elif tag == "cfRule":
            change = attributes.get("dxfId", "")
            given = attributes.get("type", ""), attributes.get("operator", "")
            rule = Rule(*given, int(change) if change.isdigit() else None, self._cells)
            del rules[_MAX_KEPT - 1 :]
            rules.append(rule)
        elif tag in ("dataBar", "iconSet") and "cfRule" in self._inside:
            rules[-1].hides_value |= "showValue" in attributes and not is_true(attributes["showValue"])
        elif "dxf" in self._inside and "cfRule" in self._inside:
            rules[-1].elements.append((tag, attributes, parent))
        elif tag == "scenarios":
            self.found.scenarios = True
        elif tag == "mergeCell" and len(self.found.merged) < _MAX_KEPT:
            self.found.merged.append(attributes.get("ref", ""))
        elif tag in ("dataValidation", "hyperlink") and len(self.found.messages) < _MAX_KEPT:
            message = " ".join(attributes[name] for name in _MESSAGES if attributes.get(name))
            cell = attributes.get("ref") or attributes.get("sqref", "").partition(" ")[0]
            self.found.messages.extend([(cell.partition(":")[0], message)] if message else [])
        for value in attributes.values():
            if ("/" in value or "\\" in value) and (said := path_in(value)) and len(self.found.paths) < _MAX_KEPT:
                self.found.paths.append(said)

    def text(self, text: str) -> None:
        """Take in text."""
        if not _HEARD.isdisjoint(self._inside[-2:]):
            self._text.append(text)

    def end(self, _: str) -> None:
        """Take in the end of an element."""
        tag = self._inside.pop() if self._inside else ""
        if tag not in _HEARD:
            return
        said = "".join(self._text).strip()
        if tag in _EDGES and said and len(self.found.edges) < _MAX_KEPT:
            self.found.edges.append(said)
        elif tag == "formula1" and said.startswith('"') and "," in said and len(self.found.value_lists) < _MAX_KEPT:
            self.found.value_lists.append(said.strip('"'))  # a list of values stands in quotation marks
        elif tag in ("formula", "f") and "cfRule" in self._inside:
            self.found.rules[-1].formulas.append(said)
        elif tag == "sqref":  # of the newer kind of conditional format, after its rules
            for rule in self.found.rules[self._first_rule :]:
                rule.cells = said
        self._text.clear()


def read_after_cells(pieces: Iterable[bytes], root: bytes, part: str) -> AfterCells:
    """Return what the end of a sheet says.

    Parameters
    ----------
    pieces
        What follows the element of the cells, up to the end of the sheet.
    root
        The name of the element that the sheet is.
    """
    reader = AfterReader()
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
