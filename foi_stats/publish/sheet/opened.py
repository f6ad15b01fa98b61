"""Open a supplied file to be drawn: its sheets with their paint, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from foi_stats.files.limits import read_bytes
from foi_stats.files.read import read_workbook
from foi_stats.files.workbook import Sheet, Workbook
from foi_stats.publish.sheet.drawing import Drawing
from foi_stats.screen.paint import Painted, read_paint
from foi_stats.vocabulary.findings import InputError


@dataclass
class Opened:
    """A file that was opened, and the drawings of its sheets; ``name`` is what it is called in their titles."""

    name: str
    workbook: Workbook
    painted: dict[str, Painted]
    _drawings: dict[str, Drawing] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet | None:
        """Return a sheet by its name; None if there is none. The sheet of a text file has no name."""
        return next((one for one in self.workbook.sheets if one.name == name), None)

    def drawing(self, sheet: Sheet) -> Drawing:
        """Return the drawing of a sheet, the same each time."""
        if sheet.name not in self._drawings:
            title = ", ".join(filter(None, [self.name, sheet.name and f"sheet {sheet.name}"]))
            self._drawings[sheet.name] = Drawing(sheet, title, self.painted.get(sheet.name))
        return self._drawings[sheet.name]


def open_workbook(path: Path, name: str) -> Opened:
    """Return a supplied file, opened within the bounds of its reader.

    Raises
    ------
    InputError
        If it cannot be read, with the reason.
    """
    workbook, findings = read_workbook(path, name=name)
    if workbook is None:
        raise InputError(str(findings[0]))
    painted = {} if workbook.kind == "csv" else read_paint(read_bytes(path), workbook)
    return Opened(name, workbook, painted)
