"""Digests (SHA-256) of files, and of several pieces together."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

_SETTLED = 2.0
"""Seconds after which a file's times tell its next change."""
_KNOWN: dict[tuple[int, ...], str] = {}


def digest_of(pieces: Iterable[bytes]) -> str:
    """Return one digest of several pieces, each told from the next by its length."""
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(len(piece).to_bytes(8, "big"))
        whole.update(piece)
    return whole.hexdigest()


def content_digest(content: bytes) -> str:
    """Return the digest of content that is at hand; it is that of a file with this content."""
    return hashlib.sha256(content).hexdigest()


def texts_digest(texts: Iterable[str]) -> str:
    """Return one digest of several texts that hold no control character, which stands between them."""
    return content_digest("\x1f".join(texts).encode())


def file_digest(path: Path) -> str:
    """Return the digest of a file's content, however large it is.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_if_readable(path: Path) -> str:
    """Return the digest of a file's content; empty text if it is no file or cannot be read.

    A process reads a file once, unless it has changed since; one that was changed just now is read each time, because
    its next change may not show in its times.
    """
    try:
        if not path.is_file():
            return ""
        about = path.stat()
        looks = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns
        if max(about.st_mtime, about.st_ctime) > time.time() - _SETTLED:
            return file_digest(path)
        if looks not in _KNOWN:
            _KNOWN[looks] = file_digest(path)
        return _KNOWN[looks]
    except OSError:
        return ""
