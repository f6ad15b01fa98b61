"""A warm process that has everything imported, and is forked for each piece of work.

The server only imports; what was imported is used in forks alone. Some libraries hang in a fork of a process that used
them, and others start threads, which a fork does not inherit.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from foi_stats.engine.sockets import hold_sockets

FOR_IMPORTS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
"""Keeps numpy and pyarrow from starting a thread when they are imported; the system's memory is given back sooner."""

METHOD = "FOI_STATS_START_METHOD"
"""The environment variable that has all processes started anew where it is ``spawn``."""

PRELOADED = "foi_stats.engine.preloaded"
"""The module that a warm process imports unless its caller names another."""

_SLOW = ("rfc3987_syntax", "isoduration", "debugpy")
"""Libraries that are slow to import and not needed: they check addresses and durations in JSON schemas (a notebook's
has none), or serve a debugger."""

_worker = False


def start_method() -> str:
    """Return how processes are best made on this system: forked from a warm one, or started anew.

    On macOS system libraries may not be used after a fork.
    """
    if os.environ.get(METHOD) == "spawn":
        return "spawn"
    can = "forkserver" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return "forkserver" if can else "spawn"


def context(method: str, preloaded: str = PRELOADED) -> Any:  # noqa: ANN401 - a context of any kind
    """Return the context that makes processes; for ``forkserver``, start its server, which imports ``preloaded``.

    A process has one server: it imports what the first caller names.
    """
    made = multiprocessing.get_context(method)
    if method == "forkserver":
        from multiprocessing import forkserver

        hold_sockets()
        made.set_forkserver_preload([preloaded])
        with environment(FOR_IMPORTS), hide_main_module():
            forkserver.ensure_running()
    return made


def mark_forkable(environment: Mapping[str, str]) -> None:
    """Record that this process is new and unused, so that it may be forked, and give it its caller's environment."""
    global _worker
    _worker = True
    take_environment(environment)


def collect_seldom() -> None:
    """Have Python look for garbage after so many new objects, not 700: nearly all that a report makes stays in use."""
    gc.set_threshold(100_000, 20, 100)


def detach_stdout() -> None:
    """Redirect stdout and stderr to the null device, so that a pipe reading the command's output can close."""
    sys.stdout.flush()
    sys.stderr.flush()
    with open(os.devnull, "wb") as nowhere:
        for descriptor in (1, 2):
            os.dup2(nowhere.fileno(), descriptor)


def end_with_parent() -> None:
    """Have the system end this process as soon as the process that made it has ended, however it did (on Linux)."""
    if sys.platform != "linux":
        return
    import ctypes

    set_death_signal = 1
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)


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
    """Replace the environment with the caller's: a fork server has that of the time when it was started."""
    os.environ.clear()
    os.environ.update(environment)


@contextmanager
def hide_main_module() -> Iterator[None]:
    """Keep a process that is started meanwhile from importing the program that started it.

    A program without ``if __name__ == "__main__"`` would otherwise run again from its start in every process.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def block_slow_imports() -> Iterator[None]:
    """Make libraries that are slow to import look absent meanwhile; whoever uses them works without them."""
    absent = [name for name in _SLOW if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to make an import fail
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


def forget_imports() -> None:
    """Forget what was imported without slow libraries or before there was a shell: notebooks import it again."""
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
def environment(added: Mapping[str, str]) -> Iterator[None]:
    """Add environment variables meanwhile."""
    before = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        take_environment(before)
