"""Stand before the desk: who may ask, by which name, from which page, how much they may send, and what browsers obey.

Whoever is let in has a name: that of a browser that came with the token, or the one that the proxy gives.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foi_stats.desk.keys import COOKIE_SECONDS, Keys
from foi_stats.desk.rendering import message, page
from foi_stats.desk.settings import MAX_UPLOAD_BYTES, Desk

BODY_SECONDS = 60
"""How long the body of a request may take to arrive."""

_MORE = 64 * 1024
"""Bytes of a form besides its file."""

_DRAINED = 4 * MAX_UPLOAD_BYTES
"""The most bytes of a file that is too large that are read, and dropped, so that its sender can be told."""

_USER = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}


class Guard:
    """Lets through what may be answered, and gives every answer the headers that keep a browser strict."""

    def __init__(self, app: ASGIApp, desk: Desk, keys: Keys) -> None:
        self.app, self._desk, self._keys = app, desk, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["desk"] = self._desk
        request = Request(scope, receive)

        async def strict(told: Message) -> None:
            if told["type"] == "http.response.start":
                headers = MutableHeaders(scope=told)
                for name, value in (_HEADERS | {"content-security-policy": policy(state.get("nonce", ""))}).items():
                    headers[name] = value
            await send(told)

        refused = self._refusal(request, state)
        if refused is not None:
            await refused(scope, receive, strict)
            return
        await self.app(scope, _Bounded(receive), strict)

    def _refusal(self, request: Request, state: dict[str, Any]) -> Response | None:
        """Return the answer to whoever is not let in; None lets the request through."""
        headers, path = request.headers, request.url.path
        if not self._is_own_host(headers):
            text = f"This desk is reached as {' or '.join(sorted(self._desk.origins))}, and by no other name."
            return message(request, "This is not the desk's address", text, status=421)
        if request.method not in ("GET", "HEAD") and not self._is_own_page(headers):
            return message(
                request, "That came from another page", "The desk takes forms of its own pages alone.", status=403
            )
        state["user"] = self._user(request)
        state["form_mark"] = self._keys.form_mark(state["user"]) if state["user"] else ""
        if state["user"] or path.startswith("/static/") or (path == "/enter" and not self._desk.proxy):
            return None
        if self._desk.proxy:
            text = "The desk is reached through the proxy that signs people on, and by no other way."
            return message(request, "You are not signed on", text, status=403)
        return page(request, "enter.html.j2", "", status=403, wrong=False)

    def _is_own_host(self, headers: Headers) -> bool:
        named = headers.getlist("host")
        return len(named) == 1 and named[0].casefold() in self._desk.hosts

    def _is_own_page(self, headers: Headers) -> bool:
        """Return whether a form was sent from a page of the desk, as far as the browser says it."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        return site in (None, "same-origin") and (origin is None or origin.casefold() in self._desk.origins)

    def _user(self, request: Request) -> str:
        proxy = self._desk.proxy
        if proxy is None:
            return self._keys.session_of(request.cookies.get(cookie_name(self._desk), ""))
        named = request.headers.getlist(proxy.header)
        is_proxy = request.client is not None and request.client.host == proxy.address
        return named[0].strip() if is_proxy and len(named) == 1 and _USER.fullmatch(named[0].strip()) else ""


class _Bounded:
    """The body of a request as it arrives, up to a size, and to a time from when somebody reads it."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._size = receive, 0
        self._until: float | None = None

    async def __call__(self) -> Message:
        told = await self._next()
        self._size += len(told.get("body", b""))
        if self._size <= MAX_UPLOAD_BYTES + _MORE:
            return told
        while told.get("more_body") and self._size < _DRAINED:
            told = await self._next()
            self._size += len(told.get("body", b""))
        most = MAX_UPLOAD_BYTES // 2**20
        raise HTTPException(413, f"The file is larger than {most} MB. Save it without pictures, or split it by year.")

    async def _next(self) -> Message:
        now = asyncio.get_running_loop().time()
        if self._until is None:
            self._until = now + BODY_SECONDS
        if self._until == float("inf"):
            return await self._receive()
        left = self._until - now
        try:
            told = await asyncio.wait_for(self._receive(), max(left, 0.01))
        except TimeoutError:
            raise HTTPException(408, "The file took too long to arrive. Try again.") from None
        if not told.get("more_body"):
            self._until = float("inf")  # all of it is here: what comes next is that the browser has gone
        return told


def policy(nonce: str, more: Iterable[str] = ()) -> str:
    """Return the Content-Security-Policy of a page: nothing from elsewhere, and no style or script in its markup.

    ``nonce`` is that of the one element of style in a page: the colours of a drawn sheet.
    """
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    rules = (
        "default-src 'none'",
        f"style-src {style}",
        "img-src 'self' data:",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        *more,
    )
    return "; ".join(rules)


def cookie_name(desk: Desk) -> str:
    """Return the name of the desk's cookie: a browser does not tell two ports of a machine apart."""
    return f"foi_desk_{desk.port}"


def let_in(response: Response, desk: Desk, keys: Keys) -> None:
    """Have a browser known from now on."""
    response.set_cookie(
        cookie_name(desk), keys.new_cookie(), max_age=COOKIE_SECONDS, httponly=True, samesite="strict", path="/"
    )
