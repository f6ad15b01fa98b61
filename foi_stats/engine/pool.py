"""Run functions in a fresh process each, so many at a time; none is left when the pool is closed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Self

from foi_stats.engine import warm

_GRACE = 5.0
"""Seconds to wait for killed processes to be gone."""


@dataclass(frozen=True)
class Done:
    """A piece of work that ended: what it was called, and what it gave or the error it ended with."""

    label: Any
    value: Any = None
    error: Exception | None = None


class DeathError(Exception):
    """A process ended before its work was done: another killed it, or the system did for want of memory."""


class Pool:
    """Runs functions in processes of their own, at most ``workers`` at a time."""

    def __init__(self, workers: int, method: str | None = None, preloaded: str = warm.PRELOADED) -> None:
        self._workers = workers
        self._method = method or warm.start_method()
        self._context: Any = warm.context(self._method, preloaded)
        self._running: list[_Running] = []
        self._kept: _Running | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        kept = [self._kept] if self._kept else []
        running = {one.process: one for one in (*self._running, *kept)}  # interrupted, one may be in both
        self.kill()
        for one in running.values():
            one.wait_for_forks()
            one.close()
        self._running.clear()
        self._kept = None

    def kill(self) -> None:
        """End what is at work; whoever waits for it, in another thread perhaps, is told that it died."""
        for one in (*self._running, *([self._kept] if self._kept else [])):
            _kill(one.process)

    @property
    def free(self) -> int:
        """How many more pieces of work can be started."""
        return self._workers - len(self._running)

    def start(self, label: Any, function: Callable[..., Any], *given: Any) -> None:  # noqa: ANN401
        """Start a piece of work. Function, arguments and result are passed between processes, so they are pickled."""
        try:
            self._start(self._context, label, function, given)
        except (OSError, EOFError):
            if self._method != "forkserver":
                raise
            # The warm process has ended: what it imports started threads here, or may not be imported at all.
            os.environ[warm.METHOD] = self._method = "spawn"
            self._context = warm.context("spawn")
            self._start(self._context, label, function, given)

    def start_early(
        self,
        label: Any,  # noqa: ANN401
        function: Callable[..., Any],
        *given: Any,  # noqa: ANN401
        ready: Callable[[], None] | None = None,
    ) -> None:
        """Start a piece of work that needs few imports without waiting until the warm process has them all.

        That takes another core. Where it is told how to get ``ready``, its process then does so, and waits for one
        piece of work more: see :meth:`start_last`.
        """
        if (os.cpu_count() or 1) > 1:
            self._start(warm.context("spawn"), label, function, given, ready)
        else:
            self.start(label, function, *given)

    def start_last(self, label: Any, function: Callable[..., Any], *given: Any) -> None:  # noqa: ANN401
        """Start a piece of work in the process that got ready for it, or in one of its own if that is not there."""
        if self._kept is not None:
            self._running.append(replace(self._kept, label=label, stays=False))
            self._kept = None
            try:
                self._running[-1].pipe.send((function, given))
            except OSError:  # it has ended
                self._running.pop().close()
            else:
                return
        self.start(label, function, *given)

    def _start(
        self,
        context: Any,  # noqa: ANN401
        label: Any,  # noqa: ANN401
        function: Callable[..., Any],
        given: tuple[Any, ...],
        ready: Callable[[], None] | None = None,
    ) -> None:
        """Start a process, and tell it what to do once it is on the list of those to be ended.

        The warm process forks when it has imported everything. An interrupt that comes earlier leaves a process that is
        on no list: it is told nothing, and ends as it finds the pipe closed.
        """
        ours, theirs = context.Pipe()
        environment = dict(os.environ) | (warm.FOR_IMPORTS if ready else {})
        process = context.Process(target=_work, args=(theirs, environment, ready), name="foi-stats")
        try:
            with warm.hide_main_module():
                process.start()
            theirs.close()
            self._running.append(_Running(label, process, ours, stays=ready is not None))
            with suppress(ConnectionError):  # it has died, as wait will find
                ours.send((function, given))
        except BaseException:
            theirs.close()
            ours.close()
            raise

    def wait(self) -> Done:
        """Wait for a piece of work to end, and return it."""
        by_handle = {handle: one for one in self._running for handle in (one.process.sentinel, one.pipe)}
        one = by_handle[wait(list(by_handle))[0]]
        self._running.remove(one)
        try:
            # A process that ends by itself has said how before; what it forked may keep the pipe open.
            value, error = one.pipe.recv() if one.pipe.poll() else (None, _death(one.process))
        except (EOFError, ConnectionError):
            value, error = None, _death(one.process)
        if one.stays and not isinstance(error, DeathError):
            self._kept = one
        else:
            one.close()
        return Done(one.label, value, error)


@dataclass(frozen=True)
class _Running:
    """A process at work."""

    label: Any
    process: Any
    pipe: Connection
    stays: bool = False

    def wait_for_forks(self) -> None:
        """Wait until the forks of a killed process are gone as well: each holds the other end of its pipe."""
        with suppress(EOFError, OSError):
            while self.pipe.poll(_GRACE):
                self.pipe.recv_bytes()

    def close(self) -> None:
        """Wait until the process has ended."""
        self.process.join()
        self.process.close()
        self.pipe.close()


@contextmanager
def run_in_background(function: Callable[..., Any], *given: Any) -> Iterator[Callable[[], Any]]:  # noqa: ANN401
    """Run a function in a fork of this process, or at once where this process cannot be forked.

    Yields a function that waits for its result, and returns it or raises its exception.
    """
    if not warm.may_be_forked() or (os.cpu_count() or 1) == 1:
        value = function(*given)
        yield lambda: value
        return
    context = warm.context("fork")
    ours, theirs = context.Pipe(duplex=False)
    running = context.Process(target=_send_result, args=(theirs, function, given), name="foi-stats-background")
    running.start()
    theirs.close()

    def wait_for_it() -> Any:  # noqa: ANN401
        try:
            value, error = ours.recv()
        except EOFError:
            raise _death(running) from None
        if error is not None:
            raise error
        return value

    try:
        yield wait_for_it
    finally:
        running.kill()  # it has said what it has to say, or nobody wants to hear it
        running.join()
        running.close()
        ours.close()


def _death(running: Any) -> DeathError:  # noqa: ANN401 - a Process of any context
    running.join()
    code = running.exitcode
    how = f"was ended by signal {signal.Signals(-code).name}" if code and code < 0 else f"ended with code {code}"
    return DeathError(how)


def _kill(running: Any) -> None:  # noqa: ANN401
    """End a process and all that it started."""
    with suppress(OSError, AttributeError):
        if os.getpgid(running.pid) == running.pid:
            os.killpg(running.pid, signal.SIGKILL)
    running.kill()


def _work(pipe: Connection, environment: dict[str, str], ready: Callable[[], None] | None) -> None:
    """Do the work that the pipe brings and send its result; then, if told how, get ready for one more and do that."""
    with suppress(OSError, AttributeError):
        os.setpgid(0, 0)  # Ctrl-C goes to whoever started it, and a kill to it with all that it started
    warm.end_with_parent()
    warm.detach_stdout()
    warm.collect_seldom()
    warm.mark_forkable(environment)
    with suppress(EOFError, OSError):  # nothing is asked for, or nothing more
        _send_result(pipe, *pipe.recv())
        if ready is not None:
            ready()
            _send_result(pipe, *pipe.recv())
    if ready is not None:
        os._exit(0)  # as a fork ends: what else an interpreter does at its end takes a tenth of a second


def _send_result(pipe: Connection, function: Callable[..., Any], given: tuple[Any, ...]) -> None:
    """Call the function and send its result or exception down the pipe."""
    try:
        result: tuple[Any, Exception | None] = (function(*given), None)
    except Exception as error:
        result = (None, error)
    try:
        pipe.send(result)
    except BrokenPipeError:
        return
    except Exception:
        pipe.send((None, RuntimeError(f"{type(result[1]).__name__}: {result[1]}")))
