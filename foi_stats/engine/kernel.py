"""Start a notebook's child process, and be for nbclient its kernel manager and client, over one pipe.

The messages are Jupyter's own, so everything that nbclient makes of them (outputs, their order, updates, clearing,
errors, time limits, a process that dies) is nbclient's doing and not ours.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from queue import Empty
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from foi_stats.engine.frames import unpack_frames
from foi_stats.engine.warm import context, hide_main_module, may_be_forked, start_method

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Message = dict[str, Any]

MOST_OUTPUT = 256 << 20
"""Bytes that one cell may put out."""

_SAVED_AFTER = 0.5
"""Seconds after which what a cell that still runs has put out is saved."""

_GRACE = 5.0
"""Seconds that a process is given to end by itself; jupyter_client's."""


def start_method_of() -> str | None:
    """Return how the process of a notebook's cells is best made here; None where processes cannot be forked."""
    if start_method() != "forkserver":
        return None
    return "fork" if may_be_forked() else "forkserver"


def is_own_kernel(name: str) -> bool:
    """Return whether a kernel of this name is ipykernel's, run by this very Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel:
        return False
    version = sys.version_info
    ours = {"python", "python3", f"python{version.major}.{version.minor}", sys.executable}
    return bool(spec.argv) and spec.argv[0] in ours and "ipykernel_launcher" in spec.argv and not spec.env


class PipeKernel:
    """What nbclient knows as a kernel manager: it starts the process of the cells, interrupts it and ends it.

    ``meanwhile`` is called once for each cell that takes its time.
    """

    ipykernel = True  # it takes ipykernel's arguments

    def __init__(self, method: str, *, graceful: bool, meanwhile: Callable[[], object] = lambda: None) -> None:
        self._context = context(method)
        self._graceful = graceful
        self._meanwhile = meanwhile
        self._process: Any = None
        self._pipe: Connection | None = None
        self._client: PipeClient | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        from nbclient.util import run_sync

        run_sync(self.shutdown_kernel)(now=not self._graceful)
        self.cleanup_resources()

    @property
    def has_kernel(self) -> bool:
        """Whether a process was started and not shut down since."""
        return self._process is not None

    def start_kernel(self, extra_arguments: Sequence[str] = (), **_: Any) -> None:  # noqa: ANN401 - as nbclient calls it
        """Start the process in which the cells will run."""
        from foi_stats.engine.cells import serve

        self._pipe, theirs = self._context.Pipe()
        given = (theirs, dict(os.environ), os.getcwd(), list(extra_arguments))
        self._process = self._context.Process(target=serve, args=given, name="notebook")
        with hide_main_module():
            self._process.start()
        theirs.close()

    def client(self) -> PipeClient:
        """Return the other end of the conversation."""
        assert self._pipe is not None
        self._client = PipeClient(self._pipe, self, self._meanwhile)
        return self._client

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process is not None and self._process.is_alive()

    def interrupt_kernel(self) -> None:
        """Interrupt the cell, as Ctrl-C would."""
        import signal

        if self.is_alive():
            os.kill(self._process.pid, signal.SIGINT)

    async def shutdown_kernel(self, *, now: bool = False) -> None:
        """End the process: at once; or interrupt it, as jupyter_client does, and let it do what it does at its end.

        What it says meanwhile is still taken by whoever waits for it.
        """
        if self._process is None:
            return
        if not now:
            self.interrupt_kernel()
            with suppress(OSError):
                assert self._pipe is not None
                self._pipe.send_bytes(json.dumps({"msg_type": "shutdown_request"}).encode())
            until = time.monotonic() + _GRACE
            while self._process.is_alive() and time.monotonic() < until:
                await asyncio.sleep(0.01)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()

    def cleanup_resources(self) -> None:
        """Let go of the process and of the pipe."""
        if self._process is not None:
            self._process.close()
            self._process = None
        if self._client is not None:
            self._client.close()
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None


class PipeClient:
    """What nbclient knows as a kernel client: requests go down the pipe; what comes up is sorted into two channels."""

    allow_stdin = False

    def __init__(self, pipe: Connection, kernel: PipeKernel, meanwhile: Callable[[], object]) -> None:
        from jupyter_client.session import Session

        self._pipe = pipe
        self._kernel = kernel
        self._meanwhile = meanwhile
        self._later: asyncio.TimerHandle | None = None
        self._session = Session()
        self._descriptor = pipe.fileno()
        self._stop: Callable[[], Any] | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._ended = False
        self.came = 0
        self.shell_channel = PipeChannel(self, limited=True)
        self.iopub_channel = PipeChannel(self)

    def start_channels(self) -> None:
        """Do nothing: the pipe is open."""

    def stop_channels(self) -> None:
        """Do nothing: the pipe is the manager's."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Do nothing: what is sent early waits in the pipe."""

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._kernel.is_alive()

    def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Ask for a cell to be run, and return the request's id."""
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.get_running_loop().call_later(_SAVED_AFTER, self._meanwhile)
        content = {"code": code, "silent": False, "store_history": store_history, "user_expressions": {}}
        return self._request("execute_request", content | {"allow_stdin": False, "stop_on_error": stop_on_error})

    def kernel_info(self) -> str:
        """Ask what language the cells are in, and return the request's id."""
        return self._request("kernel_info_request", {})

    def _request(self, kind: str, content: dict[str, Any]) -> str:
        message = self._session.msg(kind, content)
        self.came = 0
        with suppress(BrokenPipeError):  # a process that has died is noticed by whoever waits for its answer
            self._pipe.send_bytes(self._session.pack(message))
        return str(message["header"]["msg_id"])

    async def wait(self, seconds: float | None) -> None:
        """Wait until something came up the pipe, for some seconds at most.

        Raises
        ------
        Empty
            If nothing came.
        """
        loop = asyncio.get_running_loop()
        came = loop.create_future()
        if not self._waiting and not self._ended:
            loop.add_reader(self._descriptor, self._take)
            self._stop = partial(loop.remove_reader, self._descriptor)
        self._waiting.append(came)
        try:
            await asyncio.wait_for(came, seconds)
        except TimeoutError:
            raise Empty from None
        finally:
            if came in self._waiting:
                self._waiting.remove(came)
            if not self._waiting:
                self.stop()

    def close(self) -> None:
        """Take no more: after a time limit nbclient leaves a task that waits, and it must not look at a closed pipe."""
        self._ended = True
        if self._later is not None:
            self._later.cancel()
        self.stop()

    def stop(self) -> None:
        """Stop looking at what comes up the pipe."""
        stop, self._stop = self._stop, None
        if stop is not None:
            with suppress(RuntimeError):  # its loop is closed
                stop()

    def _take(self) -> None:
        """Take what the pipe holds, sort it, and wake whoever waits."""
        try:
            while self._pipe.poll() and self.came <= MOST_OUTPUT:
                whole = self._pipe.recv_bytes()
                self.came += len(whole)
                channel, *buffers = unpack_frames(whole)
                message = json.loads(buffers[0])
                message["header"] = _with_date(message["header"])
                message["buffers"] = [memoryview(buffer) for buffer in buffers[1:]]
                (self.iopub_channel if channel == b"iopub" else self.shell_channel).put(message)
        except (EOFError, OSError):
            self._ended = True  # the process is gone; nbclient asks whether it is alive, and says so
            self.stop()
            return
        waiting, self._waiting = self._waiting, []
        for came in waiting:
            if not came.done():
                came.set_result(None)
        self.stop()


class PipeChannel:
    """The messages of one kind that came and were not asked for yet."""

    def __init__(self, client: PipeClient, *, limited: bool = False) -> None:
        self._client = client
        self._limited = limited
        self._messages: deque[Message] = deque()

    def put(self, message: Message) -> None:
        """Add a message."""
        self._messages.append(message)

    async def get_msg(self, timeout: float | None = None) -> Message:
        """Return the next message.

        Raises
        ------
        Empty
            If none comes in time.
        CellTimeoutError
            If the cell has put out more than a notebook can sensibly hold: it would end for want of memory.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not self._messages:
            if self._limited and self._client.came > MOST_OUTPUT:
                from nbclient.exceptions import CellTimeoutError

                raise CellTimeoutError(f"It had put out more than {MOST_OUTPUT >> 20} MB, without an end in sight.")
            await self._client.wait(None if until is None else max(0.0, until - time.monotonic()))
        return self._messages.popleft()


def _with_date(header: dict[str, Any]) -> dict[str, Any]:
    from jupyter_client.jsonutil import parse_date

    return header | {"date": parse_date(header.get("date"))}
