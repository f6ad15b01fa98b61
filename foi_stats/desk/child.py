"""Run functions in processes of their own, bounded in time and memory: what a file does there ends with them."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from foi_stats.desk.facts import Work
from foi_stats.engine.pool import DeathError, Pool
from foi_stats.vocabulary.findings import BusyError, FoiError, InputError

PRELOADED = "foi_stats.desk.preloaded"
_MEMORY = 2 * 2**30
_FILE_BYTES = 512 * 2**20
_WAITING = 64
"""How many pieces of work may wait for their turn; whoever comes then is told to try again."""

TOO_MUCH = (
    "It took more time or memory than the desk gives to one file, so it was stopped. Nothing of it was kept. Save it "
    "in Excel or LibreOffice under a new name, without pictures and sheets that hold no figures, and send that."
)


class TooMuchError(InputError):
    """A piece of work took more time or memory than it is given."""


class FaultError(Exception):
    """A piece of work ended by a fault of the software."""


@dataclass
class Children:
    """Processes that work for the desk: so many at once, and each for so many seconds.

    What they put aside goes to the folder ``scratch``, which is emptied here: one that was ended leaves its files.
    """

    scratch: Path
    at_once: int = 2
    seconds: float = 60

    def __post_init__(self) -> None:
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(mode=0o700)
        self._free: SimpleQueue[Pool] = SimpleQueue()
        for _ in range(self.at_once):
            self._free.put(Pool(1, preloaded=PRELOADED))
        self._turns = asyncio.Semaphore(self.at_once)
        self._waiting = 0
        self._starting = threading.Lock()

    async def run(self, work: Work, *given: Any, seconds: float | None = None) -> Any:  # noqa: ANN401
        """Do a piece of work in a process of its own, within these seconds if they are said, and return what it gives.

        Raises
        ------
        FoiError
            As the work does; BusyError if too many wait, and TooMuchError if it took too much time or memory.
        FaultError
            If it ended in any other way.
        """
        if self._waiting >= _WAITING:
            raise BusyError("The desk has more to do than it can at this moment. Wait a minute, and try again.")
        self._waiting += 1
        try:
            async with self._turns:
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(None, self._run, work, given, seconds or self.seconds)
        finally:
            self._waiting -= 1

    def _run(self, work: Work, given: tuple[Any, ...], seconds: float) -> Any:  # noqa: ANN401
        pool = self._free.get()
        try:
            with self._starting:  # what is hidden meanwhile is hidden from the whole process
                pool.start("", _bounded, seconds, self.scratch, work, given)
            timer = threading.Timer(seconds, pool.kill)
            timer.start()
            try:
                done = pool.wait()
            finally:
                timer.cancel()
        finally:
            self._free.put(pool)
        if isinstance(done.error, FoiError):
            raise done.error
        if isinstance(done.error, DeathError | MemoryError):
            raise TooMuchError(TOO_MUCH)
        if done.error is not None:
            raise FaultError(f"{type(done.error).__name__}: {done.error}")
        return done.value

    def close(self) -> None:
        """End what is at work."""
        while not self._free.empty():
            self._free.get().__exit__(None, None, None)


def _bounded(seconds: float, scratch: Path, work: Work, given: tuple[Any, ...]) -> Any:  # noqa: ANN401
    """Do a piece of work with bounds on what its process may take."""
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm") as file:
            held = int(file.read().split()[0]) * resource.getpagesize()
        bounds = {
            resource.RLIMIT_AS: held + _MEMORY,
            resource.RLIMIT_CPU: int(seconds),
            resource.RLIMIT_FSIZE: _FILE_BYTES,
            resource.RLIMIT_CORE: 0,
        }
        for what, most in bounds.items():
            with suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))
    tempfile.tempdir = str(scratch)
    return work(*given)
