"""The log of who did what at the desk: a line of JSON for each act. Lines are only ever added."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

FILE = "activity.jsonl"


def record(folder: Path, who: str, what: str, **about: str) -> None:
    """Add an act to the log: one write, so that no two lines run into one another."""
    told = {"when": dt.datetime.now().astimezone().isoformat(timespec="seconds"), "who": who, "what": what, **about}
    line = json.dumps(told, ensure_ascii=True) + "\n"
    opened = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(opened, line.encode())
    finally:
        os.close(opened)


def latest(folder: Path, most: int = 200) -> list[dict[str, Any]]:
    """Return the last acts, the newest first; a line that was cut off is left out."""
    return list(reversed(deque(_lines(folder / FILE), maxlen=most)))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with suppress(FileNotFoundError), path.open(encoding="utf-8") as file:
        for line in file:
            with suppress(ValueError):
                told = json.loads(line)
                if isinstance(told, dict):
                    yield told
