"""Digests (SHA-256) of files, and of several pieces together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


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
    """Return the digest of a file's content; empty text if it is no file or cannot be read."""
    try:
        return file_digest(path) if path.is_file() else ""
    except OSError:
        return ""
