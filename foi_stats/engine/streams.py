"""Capture what a cell writes: from Python and, at the file descriptor, from C code and other programs."""

from __future__ import annotations

import io
import os
import tempfile
import threading
from contextvars import ContextVar
from typing import Any

_TAKEN_AT_ONCE = 1 << 20


class Stream(io.TextIOBase):
    """Standard output or error of a notebook, sent as Jupyter's ``stream`` messages when it is flushed.

    What is written to the file descriptor is caught in a file without a name, which never makes the writer wait, and
    joins what Python wrote in the order of the writing, as far as that can be told.
    """

    encoding = "UTF-8"

    def __init__(self, name: str, descriptor: int, session: Any) -> None:  # noqa: ANN401 - a jupyter_client Session
        self.name = name
        self._session = session
        self._lock = threading.RLock()
        self._written: list[tuple[dict[str, Any], str]] = []
        self._parent: ContextVar[dict[str, Any]] = ContextVar("parent")
        self._last_parent: dict[str, Any] = {}
        self._owner = os.getpid()
        self._descriptor = descriptor
        self._original = os.dup(descriptor)
        self._caught = tempfile.TemporaryFile("ab+", buffering=0)  # noqa: SIM115 - open as long as the process is
        self._taken = 0
        os.dup2(self._caught.fileno(), descriptor)

    @property
    def parent_header(self) -> dict[str, Any]:
        """The request that what is written now belongs to: that of the thread's start, else the last."""
        return self._parent.get(self._last_parent)

    def set_parent(self, parent: dict[str, Any]) -> None:
        """Say which request what is written from now on belongs to."""
        header = parent.get("header", parent)
        self._parent.set(header)
        self._last_parent = header

    def fileno(self) -> int:
        """Return the descriptor that the stream stood for before, as ipykernel does."""
        return self._original

    def isatty(self) -> bool:
        """Return False."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, string: str) -> int:
        """Keep text until the next flush."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if os.getpid() != self._owner:  # a process that a cell forked: its output is caught like any program's
            os.write(self._descriptor, string.encode(errors="replace"))
            return len(string)
        with self._lock:
            self._take_caught()
            self._written.append((self.parent_header, string))
        return len(string)

    def flush(self) -> None:
        """Send what was written."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            self._take_caught()
            written, self._written = self._written, []
            for parent, text in _joined(written):
                self._session.send("iopub", "stream", {"name": self.name, "text": text}, parent=parent)

    def _take_caught(self) -> None:
        size = os.fstat(self._caught.fileno()).st_size
        while self._taken < size:
            piece = os.pread(self._caught.fileno(), min(_TAKEN_AT_ONCE, size - self._taken), self._taken)
            self._taken += len(piece)
            self._written.append((self._last_parent, piece.decode(errors="replace")))


def _joined(written: list[tuple[dict[str, Any], str]]) -> list[tuple[dict[str, Any], str]]:
    """Return pieces of text joined by the request that they belong to."""
    by_request: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for parent, text in written:
        by_request.setdefault(parent.get("msg_id", ""), (parent, []))[1].append(text)
    return [(parent, "".join(texts)) for parent, texts in by_request.values() if any(texts)]
