"""Run functions on the workers of a Dask cluster, each in a fork of a warm process that its worker keeps.

What is done again when a worker is lost, and where, is Dask's affair: a function may therefore be begun twice, even at
the same time, and must bear that.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from foi_stats.engine import warm
from foi_stats.engine.pool import DeathError, Done, Pool
from foi_stats.vocabulary.findings import InputError

_SECONDS = 10
"""How long a scheduler has to answer, and its first worker to be there."""

_OWN = "FOI_STATS_"
"""How the names of the environment variables begin that go with a piece of work."""

_running: dict[str, set[Pool]] = {}
"""On a worker: the pools at work for each client."""
_lock = threading.Lock()
"""Held while a process is started: that hides the main module, which threads share."""


class DaskPool:
    """Runs functions on Dask workers, as :class:`foi_stats.engine.pool.Pool` does in processes of this machine.

    Parameters
    ----------
    address
        That of the scheduler, as ``tcp://10.0.0.5:8786``.
    folder
        A folder that this machine and each worker must see under the same path.
    preloaded
        The module that the warm process of each worker imports.
    software
        A function that tells what results depend on; each worker must give the same as this machine.

    Raises
    ------
    InputError
        If no scheduler answers, it has no workers, or one of them does not see the folder or has other software.
    """

    def __init__(self, address: str, folder: Path, preloaded: str, software: Callable[[], str]) -> None:
        self._address, self._folder, self._preloaded, self._software = address, folder, preloaded, software
        self._name = uuid.uuid4().hex
        self._labels: dict[Any, Any] = {}

    def __enter__(self) -> Self:
        self._client = _client(self._address)
        try:
            self._check_workers()
            from distributed import as_completed

            self._futures: Any = as_completed([], loop=self._client.loop)  # type: ignore[no-untyped-call]
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._labels:
            self._client.cancel(list(self._labels), force=True)
            self._client.run(_end, self._name, on_error="ignore")
            self._labels.clear()
        self._client.close()

    @property
    def free(self) -> int:
        """How many more pieces of work can be started: one more than run at once, so that none waits for the next."""
        threads: int = sum(self._client.nthreads().values())
        return threads + 1 - len(self._labels)

    def start(self, label: Any, function: Callable[..., Any], *given: Any) -> None:  # noqa: ANN401
        """Start a piece of work. Function, arguments and result are passed between machines, so they are pickled."""
        own = {name: value for name, value in os.environ.items() if name.startswith(_OWN)}
        future = self._client.submit(_work, self._name, self._preloaded, own, function, given, pure=False)
        self._labels[future] = label
        self._futures.add(future)

    def start_early(self, label: Any, function: Callable[..., Any], *given: Any, ready: object = None) -> None:  # noqa: ANN401, ARG002
        """Start a piece of work; the workers' warm processes are there already."""
        self.start(label, function, *given)

    start_last = start

    def wait(self) -> Done:
        """Wait for a piece of work to end, and return it."""
        future = next(self._futures)
        label = self._labels.pop(future)
        if future.status == "finished":
            return Done(label, future.result())
        error = future.exception()
        from distributed.scheduler import KilledWorker

        if isinstance(error, KilledWorker):
            error = DeathError(f"was lost with its worker {error.last_worker.address}, after others before it")
        return Done(label, error=error if isinstance(error, Exception) else RuntimeError("was cancelled"))

    def _check_workers(self) -> None:
        """Check that each worker has the caller's software, and sees what the caller has put into the shared folder."""
        try:
            self._client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            raise InputError(
                f"The scheduler at {self._address} has no workers. Start some: dask worker {self._address}"
            ) from None
        self._folder.mkdir(parents=True, exist_ok=True)
        probe = self._folder / f".seen-{self._name}"
        try:
            probe.touch()
            found = self._client.run(_look, probe, self._software)
        finally:
            probe.unlink(missing_ok=True)
        ours = self._software()
        for worker, (sees, software) in found.items():
            if software != ours:
                raise InputError(
                    f"The worker {worker} has another version of foi_stats, of Python or of a library that results "
                    "depend on. Install the same on all machines (constraints.txt names the versions)."
                )
            if not sees:
                raise InputError(
                    f"The worker {worker} does not see {self._folder}. The project must lie on a disk that all "
                    "machines share, under the same path on each."
                )


def _client(address: str) -> Any:  # noqa: ANN401 - distributed has no types
    try:
        from distributed import Client
    except ImportError:
        raise InputError('Dask is not installed. Install it: pip install "foi-stats[dask]"') from None
    try:
        client: Any = Client
        return client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"No Dask scheduler answers at {address!r} ({str(error).splitlines()[0]}). It is started by: dask scheduler"
        ) from None


def _look(probe: Path, software: Callable[[], str]) -> tuple[bool, str]:
    return probe.exists(), software()


def _work(
    name: str, preloaded: str, settings: Mapping[str, str], function: Callable[..., Any], given: tuple[Any, ...]
) -> Any:  # noqa: ANN401
    """Call a function in a fork of this worker's warm process, with the caller's settings; it ends with its client."""
    # Unless Dask is told otherwise, a worker under a nanny may have no processes of its own. It waits for this one.
    multiprocessing.process.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    with Pool(1, preloaded=preloaded) as pool:
        with _lock, warm.environment(settings):
            pool.start(name, function, *given)
            _running.setdefault(name, set()).add(pool)
        try:
            done = pool.wait()
        finally:
            with _lock:
                _running[name].discard(pool)
    if done.error is not None:
        raise done.error
    return done.value


def _end(name: str) -> None:
    """End what runs on this worker for a client that is going."""
    with _lock:
        for pool in _running.pop(name, ()):
            pool.kill()
