"""Warm processes: one that has everything imported, and a fresh fork of it for each piece of work.

The server only imports; whatever uses what was imported does so in a fork. Some libraries hang in a fork of a process
that used them, and others start threads, which a fork has not.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

FOR_IMPORTS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""What keeps numpy and pyarrow from starting a thread when imported."""

METHOD = "FOI_STATS_START_METHOD"
"""The environment variable that has all processes started anew where it is ``spawn``."""

_PRELOAD = "foi_stats.run.preload"

_BLOCKED = ("rfc3987_syntax", "isoduration", "debugpy")
"""Libraries that take long to import, and that nothing here is in need of: they check addresses and durations in JSON
schemas, of which a notebook's has none, and serve a debugger."""

_worker = False


def start_method() -> str:
    """Return how processes are best made on this system: forked from a warm one, or started anew.

    On macOS system libraries may not be used after a fork.
    """
    if os.environ.get(METHOD) == "spawn":
        return "spawn"
    can = "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return "forkserver" if can else "spawn"


def context(method: str) -> Any:  # noqa: ANN401 - a context of any kind
    """Return the context in which processes are made; for ``forkserver`` its server is started, and imports."""
    made = multiprocessing.get_context(method)
    if method == "forkserver":
        from multiprocessing import forkserver

        made.set_forkserver_preload([_PRELOAD])
        with _environment(FOR_IMPORTS), without_main():
            forkserver.ensure_running()
    return made


def warm_up() -> None:
    """Start what will have everything imported, where processes are forked; return at once."""
    context(start_method())


def become_worker(environment: Mapping[str, str]) -> None:
    """Make this process, new and not used for anything, one that may be forked."""
    global _worker
    _worker = True
    take_environment(environment)


def let_go_of_output() -> None:
    """Write nowhere from now on: a reader of the command's output must not wait for a process that outlives it."""
    sys.stdout.flush()
    sys.stderr.flush()
    with open(os.devnull, "wb") as nowhere:
        for descriptor in (1, 2):
            os.dup2(nowhere.fileno(), descriptor)


def may_be_forked() -> bool:
    """Return whether this process is a worker with one thread: the others would not be there in a fork."""
    return _worker and thread_count() == 1


def thread_count() -> int:
    """Return the number of this process's threads; where that can be told, those that Python does not know of too."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def take_environment(environment: Mapping[str, str]) -> None:
    """Have the environment of the process that asks; the server's is of the time when it was started."""
    os.environ.clear()
    os.environ.update(environment)


@contextmanager
def without_main() -> Iterator[None]:
    """Have a process started meanwhile not import the program that started it.

    A program without ``if __name__ == "__main__"`` would else be run again from its start in every process.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def blocked() -> Iterator[None]:
    """Import meanwhile without libraries that are slow to import, and whose users do without if they are not there."""
    absent = [name for name in _BLOCKED if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to make an import fail
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def forget_imports() -> None:
    """Let a notebook import anew what was imported without the libraries left out, or looks for a shell."""
    forgotten = {"matplotlib_inline", "jsonschema"}
    for name in [name for name in sys.modules if name.partition(".")[0] in forgotten]:
        del sys.modules[name]


def kernel_path() -> list[str]:
    """Return the module search path that a new interpreter has, before IPython puts the notebook's own folder first.

    What stands before the standard library's place is there by PYTHONPATH, or was put there by the program that runs.
    """
    given = [os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    library = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    at = next((number for number, path in enumerate(sys.path) if os.path.basename(path) == library), 0)
    return [*dict.fromkeys(given), *sys.path[at:]]


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        take_environment(before)
