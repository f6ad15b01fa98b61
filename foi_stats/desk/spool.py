"""The files that were looked at and are not yet sent: each in a folder of its own, by a name that nobody can guess.

A file's own name is text in ``about.json`` and names no path. What is not sent goes after a day, a receipt after 30.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
import unicodedata
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from foi_stats.files.replace import replace_text
from foi_stats.vocabulary.findings import BusyError, InputError

KEPT_SECONDS, RECEIPT_SECONDS = 24 * 3600, 30 * 24 * 3600
MOST_BYTES, MOST_FILES = 2 * 2**30, 500
_YOUNG = 3600
"""Seconds in which a file is not removed to make room for another."""

_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST = 120
_ABOUT, _LOOK, _RECEIPT, _CONTENT = "about.json", "look.json", "receipt.json", "content"


@dataclass(frozen=True)
class About:
    """What is known of a file besides its content: its name, who looked at it and when, and what was said of it.

    ``year`` and ``as_at`` are the financial year and the day of its figures, empty where its sender said neither.
    """

    name: str
    who: str
    when: float
    year: str = ""
    as_at: str = ""


@dataclass(frozen=True)
class Entry:
    """A file in the spool."""

    folder: Path
    about: About

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.folder.name

    @property
    def content(self) -> Path:
        """The file itself; it is gone once it was sent."""
        return self.folder / _CONTENT

    @property
    def look(self) -> dict[str, Any] | None:
        """What was seen in it; None if nobody has looked yet."""
        return _read(self.folder / _LOOK)

    @property
    def receipt(self) -> dict[str, Any] | None:
        """How it was received; None if it was not sent."""
        return _read(self.folder / _RECEIPT)

    def with_look(self, look: dict[str, Any]) -> None:
        """Keep what was seen in it."""
        replace_text(self.folder / _LOOK, json.dumps(look))

    def with_about(self, about: About) -> Entry:
        """Keep other words on it."""
        replace_text(self.folder / _ABOUT, json.dumps(asdict(about)))
        return Entry(self.folder, about)

    def with_receipt(self, receipt: dict[str, Any]) -> None:
        """Keep how it was received, and let its content go: it lies among the supplies."""
        replace_text(self.folder / _RECEIPT, json.dumps(receipt))
        self.content.unlink(missing_ok=True)
        (self.folder / _LOOK).unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove it with all that is known of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Spool:
    """The folder of these files."""

    folder: Path

    def add(self, content: Path, about: About) -> Entry:
        """Keep a file, which is moved here.

        Raises
        ------
        BusyError
            If there is no room for it.
        """
        self._make_room(content.stat().st_size)
        folder = self.folder / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        content.replace(folder / _CONTENT)
        return Entry(folder, about).with_about(about)

    def entry(self, name: str) -> Entry | None:
        """Return a file by its name in addresses; None if there is none."""
        if not _ID.fullmatch(name):
            return None
        about = _read(self.folder / name / _ABOUT)
        return Entry(self.folder / name, About(**about)) if about else None

    def tidy(self) -> None:
        """Remove what has been kept for long enough."""
        now = time.time()
        for entry in self._entries():
            kept = RECEIPT_SECONDS if (entry.folder / _RECEIPT).exists() else KEPT_SECONDS
            if now - entry.about.when > kept:
                entry.remove()

    def _entries(self) -> list[Entry]:
        found = filter(None, (self.entry(path.name) for path in self.folder.iterdir() if path.is_dir()))
        return sorted(found, key=lambda entry: entry.about.when)

    def _make_room(self, size: int) -> None:
        self.tidy()
        unsent = [entry for entry in self._entries() if entry.content.exists()]
        sizes = {entry.id: entry.content.stat().st_size for entry in unsent}
        for entry in unsent:
            if sum(sizes.values()) + size <= MOST_BYTES and len(sizes) < MOST_FILES:
                return
            if time.time() - entry.about.when < _YOUNG:
                raise BusyError("The desk holds as many files as it can at this moment. Try again in an hour.")
            sizes.pop(entry.id)
            entry.remove()


def plain_name(name: str) -> str:
    """Return a file's name as it can be shown and kept: no folders, no characters that cannot be seen.

    Raises
    ------
    InputError
        If nothing is left of it.
    """
    own = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    own = "".join(letter for letter in own if letter.isprintable() and unicodedata.category(letter)[0] != "C")
    own = re.sub(r'[<>:"|?*]', "-", own).strip().lstrip(".~$")
    stem, dot, ending = own.rpartition(".")
    if not (stem and dot) or not ending.isalnum() or len(ending) > 5:
        raise InputError(
            "The name of the file has no ending that says what it is. Send a spreadsheet: .xlsx, .xls, .ods or .csv."
        )
    return f"{stem[:_LONGEST].strip()}.{ending}"


def _read(path: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError):
        told = json.loads(path.read_text(encoding="utf-8"))
        return told if isinstance(told, dict) else None
    return None
