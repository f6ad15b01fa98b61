"""Run a notebook's cells: the child process, in which ipykernel's shell takes requests from a pipe.

Nothing here is ours to decide: what a cell prints, shows, asks and raises is handled by ipykernel. Only its sockets are
replaced, and its output streams, which take what C code writes as well.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import multiprocessing
import os
import sys
import threading
import time
from contextlib import suppress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session

from foi_stats.engine.frames import pack_frames
from foi_stats.engine.streams import Stream
from foi_stats.engine.warm import forget_imports, kernel_path, take_environment

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_FLUSHED_EVERY = 0.2
"""Seconds between looks at what was written: ipykernel's."""


def serve(pipe: Connection, environment: dict[str, str], folder: str, arguments: list[str]) -> None:
    """Run cells as they are asked for, until the pipe is closed or an end is asked for."""
    take_environment(environment)
    os.chdir(folder)
    _forget_the_past()
    app = _App.instance(pipe=pipe)
    app.initialize(arguments)
    threading.Thread(target=_keep_flushing, daemon=True, name="flush").start()
    with suppress(RuntimeError, KeyboardInterrupt):  # exit() in a cell stops the loop
        asyncio.run(_serve(pipe, app.kernel))
    app.kernel.shell.atexit_operations()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()


async def _serve(pipe: Connection, kernel: Any) -> None:
    from tornado.ioloop import IOLoop

    kernel.io_loop = IOLoop.current()
    loop = asyncio.get_running_loop()
    while True:
        came = loop.create_future()
        loop.add_reader(pipe.fileno(), came.set_result, None)
        await came
        loop.remove_reader(pipe.fileno())
        try:
            request = json.loads(pipe.recv_bytes())
        except EOFError:
            return
        if request["msg_type"] == "shutdown_request":
            return
        await kernel.dispatch_shell(request)


def _keep_flushing() -> None:
    while True:
        time.sleep(_FLUSHED_EVERY)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, Stream):
                stream.flush()


def _forget_the_past() -> None:
    """Undo what the process that this one was forked from has, and a new interpreter would not."""
    import random

    atexit._clear()
    multiprocessing.set_start_method(None, force=True)  # what a cell starts is started as in any interpreter
    sys.path[:] = kernel_path()
    sys.argv[:] = ["ipykernel_launcher.py"]
    _die_with_parent()
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if "MPLBACKEND" not in os.environ and (matplotlib := sys.modules.get("matplotlib")):
        # As ipykernel sets it, in the environment, before matplotlib is imported; here it is already.
        matplotlib.rcParams["backend"] = "module://matplotlib_inline.backend_inline"
    forget_imports()


def _die_with_parent() -> None:
    """Have the system end this process when the one that reads its output is gone; elsewhere than on Linux, go on."""
    import ctypes
    import signal

    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class _PipeSession(Session):
    """A session whose messages go down a pipe; what comes is a message already."""

    pipe: Any = None
    lock: Any = None
    owner = 0

    def send(
        self,
        stream,
        msg_or_type,
        content=None,
        parent=None,
        ident=None,
        buffers=None,
        track=False,
        header=None,
        metadata=None,
    ):
        message = (
            msg_or_type
            if isinstance(msg_or_type, dict)
            else self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        )
        buffers = [memoryview(buffer).cast("B") for buffer in buffers or message.get("buffers") or ()]
        body = self.pack({name: value for name, value in message.items() if name != "buffers"})
        if os.getpid() == self.owner:  # what a process forked by a cell shows has nowhere to go
            with self.lock, suppress(BrokenPipeError):
                self.pipe.send_bytes(pack_frames([b"shell" if stream is None else b"iopub", body, *buffers]))
        return message

    def feed_identities(self, msg, copy=True):
        return [], msg

    def deserialize(self, msg, content=True, copy=True):
        return msg


class _Kernel(IPythonKernel):
    """ipykernel's kernel without its sockets and the threads that mind them."""

    _supports_kernel_subshells = False

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Do nothing: the next request is not sent before the last is answered."""


class _App(IPKernelApp):
    """ipykernel's application, with all that it reads (configuration, start-up files), and a pipe for its sockets."""

    kernel_class = _Kernel

    def __init__(self, pipe: Connection, **settings: Any) -> None:
        super().__init__(**settings)
        self._pipe = pipe

    def init_sockets(self) -> None:
        self.session = _PipeSession(parent=self)
        self.session.pipe, self.session.lock, self.session.owner = self._pipe, threading.RLock(), os.getpid()
        self.iopub_socket = "iopub"

    def _nothing(self, *_: Any) -> None:
        """Do nothing: there are no ports, and the pipe tells when the other side is gone."""

    init_crash_handler = init_connection_file = init_poller = init_heartbeat = _nothing
    write_connection_file = log_connection_info = _nothing  # type: ignore[assignment]

    def init_io(self) -> None:
        from ipykernel.displayhook import ZMQDisplayHook

        sys.stdout = Stream("stdout", 1, self.session)
        sys.stderr = Stream("stderr", 2, self.session)
        self.displayhook = ZMQDisplayHook(self.session, self.iopub_socket)
        sys.displayhook = self.displayhook
        self.patch_io()

    def init_kernel(self) -> None:
        self.kernel = self.kernel_class.instance(
            parent=self,
            session=self.session,
            iopub_socket=self.iopub_socket,
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count
