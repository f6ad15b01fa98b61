"""Make a draft again: what ``foi-stats run REFERENCE`` does, in a process that outlives a restart of the desk."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import subprocess
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from foi_stats.desk.settings import Desk
from foi_stats.files.replace import replace_text
from foi_stats.request.names import file_name
from foi_stats.run.own_process import read_told, run_command
from foi_stats.vocabulary.findings import BusyError

LOOK_SECONDS = 10
"""How long a page waits for a draft before it says that it is still being made."""

_WAIT_FOR_ANOTHER = 120


@dataclass(frozen=True)
class Making:
    """A draft that is or was being made: by which process, since when, and who asked for it."""

    reference: str
    who: str
    started: str
    pid: int
    began: float


@dataclass(frozen=True)
class Made:
    """How a draft came out: ``running``, ``made``, or ``failed`` with what was said."""

    state: str
    said: str
    who: str
    started: str


class Drafts:
    """The drafts that the desk has had made; one is made at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.folder / "drafts"
        self._own: dict[str, subprocess.Popen[bytes]] = {}
        self._starting = threading.Lock()

    def start(self, reference: str, who: str) -> None:
        """Begin to make a draft; one that is being made already is left to it.

        Raises
        ------
        BusyError
            If another is being made.
        """
        with self._starting:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for path in self._folder.glob("*.json"):
                making = _read(path)
                if making is None or not self._is_running(making):
                    continue
                if making.reference == reference:
                    return
                raise BusyError(f"The draft of {making.reference} is being made. Wait until it is, then try again.")
            self._begin(reference, who)

    def _begin(self, reference: str, who: str) -> None:
        import psutil

        words = run_command(self._desk.places, reference, _WAIT_FOR_ANOTHER)
        out, told = (self._path(reference, ending) for ending in (".out", ".txt"))
        with out.open("wb") as output, told.open("wb") as errors:
            process = subprocess.Popen(  # noqa: S603 - the reference is that of a request that is there
                words, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True
            )
        self._own[reference] = process
        now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        with suppress(psutil.Error):
            making = Making(reference, who, now, process.pid, psutil.Process(process.pid).create_time())
            replace_text(self._path(reference, ".json"), json.dumps(asdict(making)))

    def outcome(self, reference: str) -> Made | None:
        """Return how the last draft that the desk made of a request came out; None if it made none."""
        making = _read(self._path(reference, ".json"))
        if making is None:
            return None
        if self._is_running(making):
            return Made("running", "", making.who, making.started)
        told = read_told(_text(self._path(reference, ".out")), _text(self._path(reference, ".txt")))
        return Made("failed" if told.exit_code else "made", told.why, making.who, making.started)

    async def wait(self, reference: str, seconds: float = LOOK_SECONDS) -> None:
        """Wait until a draft is made, or these seconds have passed."""
        for _ in range(int(seconds * 4)):
            made = self.outcome(reference)
            if made is None or made.state != "running":
                return
            await asyncio.sleep(0.25)

    def _is_running(self, making: Making) -> bool:
        own = self._own.get(making.reference)
        if own is not None and own.pid == making.pid:
            return own.poll() is None
        import psutil

        with suppress(psutil.Error):
            process = psutil.Process(making.pid)
            is_same = abs(float(process.create_time()) - making.began) < 1
            return is_same and bool(process.status() != psutil.STATUS_ZOMBIE)
        return False

    def _path(self, reference: str, ending: str) -> Path:
        return self._folder / f"{file_name(reference)}{ending}"


def _read(path: Path) -> Making | None:
    with suppress(OSError, ValueError, TypeError):
        return Making(**json.loads(path.read_text(encoding="utf-8")))
    return None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
