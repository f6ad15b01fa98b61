"""The desk's secrets: the token of its address, the cookie of a browser, and the mark of a form.

All are made from one key that lies in the private folder, so that a restart logs nobody out and loses no form.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from foi_stats.vocabulary.findings import InputError

COOKIE_SECONDS = 12 * 3600
"""How long a browser is known after it came with the token."""

_FILE = "key"
_BYTES = 32


@dataclass(frozen=True)
class Keys:
    """The key of a desk, and what is made from it."""

    key: bytes

    @property
    def token(self) -> str:
        """The token of the printed address: 128 bits."""
        return self._made("token", "")[:32]

    def is_token(self, text: str) -> bool:
        """Return whether a text is the token; it takes as long whatever it is."""
        return hmac.compare_digest(text.encode("utf-8", "replace"), self.token.encode())

    def new_cookie(self) -> str:
        """Return a cookie for a browser that came with the token."""
        told = f"{int(time.time())}.{secrets.token_hex(8)}"
        return f"{told}.{self._made('cookie', told)}"

    def session_of(self, cookie: str) -> str:
        """Return the name of a browser's session, by its cookie; empty if it is not one of ours, or too old."""
        told, _, mark = cookie.rpartition(".")
        if not hmac.compare_digest(mark.encode("utf-8", "replace"), self._made("cookie", told).encode()):
            return ""
        begun, _, name = told.partition(".")
        return f"browser {name[:8]}" if 0 <= time.time() - int(begun) < COOKIE_SECONDS else ""

    def form_mark(self, user: str) -> str:
        """Return what a form of a user carries, so that no other page can send it."""
        return self._made("form", user)

    def is_form_mark(self, text: str, user: str) -> bool:
        """Return whether a form was ours, for this user."""
        return hmac.compare_digest(text.encode("utf-8", "replace"), self.form_mark(user).encode())

    def _made(self, purpose: str, text: str) -> str:
        return hmac.new(self.key, f"{purpose}:{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def read_keys(folder: Path) -> Keys:
    """Return the keys of a desk, made anew where there are none. Only the owner of the folder can read them.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    path = folder / _FILE
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
        if len(key) != _BYTES:
            raise InputError(f"{path} is damaged. Remove it: a new address is printed then.") from None
        return Keys(key)
    key = secrets.token_bytes(_BYTES)
    with os.fdopen(opened, "wb") as file:
        file.write(key)
    return Keys(key)
