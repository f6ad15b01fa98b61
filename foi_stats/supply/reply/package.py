"""A workbook's package in the making: parts that were changed or added, over those that stay as they were."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass

from foi_stats.files.limits import MAX_INFLATED_BYTES
from foi_stats.files.zip import Archive, part_path
from foi_stats.supply.reply.edit_xml import elements
from foi_stats.supply.reply.lists import EMPTY_RELATIONSHIPS, with_relationship, with_types

_WHEN = (1980, 1, 1, 0, 0, 0)
_STRICT = b"http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True)
class Related:
    """A relationship: its identifier, the last word of its type without hyphens, and the part that it leads to."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of a workbook, read from its archive within the bounds of ``files``, with changes over them."""

    def __init__(self, data: bytes) -> None:
        self._archive = Archive(data)
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()
        self._added: dict[str, str] = {}
        self._types: dict[str, str] = {}
        self.workbook = next(one.part for one in self.related("") if one.kind == "officeDocument")
        strict = _STRICT in self.read(self.workbook)
        self._office = "http://purl.oclc.org/ooxml/officeDocument/" if strict else _OFFICE
        self.namespace = f"{_STRICT.decode()}spreadsheetml/main" if strict else _MAIN
        self.relations = f"{self._office}relationships"

    @property
    def archive(self) -> Archive:
        """The archive as it came."""
        return self._archive

    def __contains__(self, part: str) -> bool:
        name = part.casefold()
        return name not in self._removed and (name in self._changed or name in self._archive)

    def read(self, part: str) -> bytes:
        """Return a part as it is by now."""
        changed = self._changed.get(part.casefold())
        return self._archive.read(part, MAX_INFLATED_BYTES) if changed is None else changed

    def write(self, part: str, content: bytes) -> None:
        """Change a part, or add it."""
        if part not in self._archive:
            self._added[part.casefold()] = part
        self._changed[part.casefold()] = content
        self._removed.discard(part.casefold())

    def add(self, part: str, kind: str, content: bytes, source: str, relation: str = "") -> str:
        """Add a part of a kind, with a relationship from another; return the relationship's identifier."""
        self.write(part, content)
        self._types[part] = kind
        return self.relate(source, relation or f"{self.relations}/{kind.rpartition('.')[2].partition('+')[0]}", part)

    def remove(self, part: str) -> None:
        """Leave a part out."""
        self._removed.add(part.casefold())

    def related(self, source: str) -> list[Related]:
        """Return the relationships of a part within the package; those of the package itself for ``""``."""
        part = relationships_part(source)
        if part not in self:
            return []
        return [
            Related(
                one.attributes.get("Id", ""),
                one.attributes.get("Type", "").rpartition("/")[2].replace("-", ""),
                self._spelt(part_path(source, one.attributes.get("Target", ""))),
            )
            for one in elements(self.read(part), {"Relationship"}, part)
            if one.attributes.get("TargetMode") != "External"
        ]

    def _spelt(self, part: str) -> str:
        return self._archive.spelt(part) if part in self._archive else self._added.get(part, part)

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relationship from a part to another, and return its identifier."""
        part = relationships_part(source)
        before = self.read(part) if part in self else EMPTY_RELATIONSHIPS
        content, name = with_relationship(before, part, kind, target)
        self.write(part, content)
        return name

    def free_part(self, pattern: str) -> str:
        """Return the first name of a part, with a number in place of ``{}``, that no part has."""
        return next(name for number in range(1, 100_000) if (name := pattern.format(number)) not in self)

    def to_bytes(self) -> bytes:
        """Return the package as a file; the same parts give the same bytes."""
        types = "[Content_Types].xml"
        self.write(types, with_types(self.read(types), self._types))
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            names = [self._archive.spelt(name) for name in self._archive.names]
            for name in (*names, *self._added.values()):
                if name.casefold() in self._removed:
                    continue
                entry = zipfile.ZipInfo(name, _WHEN)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.read(name))
        return target.getvalue()


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relationships_part(source: str) -> str:
    """Return the part that holds the relationships of another; those of the package for ``""``."""
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")
