"""Serve the desk: bind its address, say what to open, and answer until it is ended."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from ipaddress import ip_address
from urllib.parse import urlencode

from foi_stats.desk.settings import LOOPBACK, Desk, Proxy, authority_key, check_host
from foi_stats.request.authority import read_authority
from foi_stats.request.project_folders import Places
from foi_stats.vocabulary.findings import BusyError, InputError

_AT_ONCE = 200
"""The most connections at once; the next is told that the desk is busy."""


def new_desk(places: Places, authority: str, host: str, port: int, proxy: Proxy | None) -> Desk:
    """Return a desk as the options describe it.

    Raises
    ------
    InputError
        If there is no such authority, or the address would let others in.
    """
    check_host(host, proxy)
    places = places.absolute()
    key = authority_key(places, authority)
    known = read_authority(places.data, key)
    marks = ("All figures here are invented.",) if known.invented else ()
    return Desk(places, key, known.name, marks, LOOPBACK if host == "localhost" else host, port, proxy)


def serve(desk: Desk, ready: Callable[[str], None]) -> None:
    """Serve a desk until it is interrupted; ``ready`` is given the address to open.

    Raises
    ------
    InputError
        If its address is taken, or is none of this machine's.
    """
    import uvicorn

    from foi_stats.desk.app import new_app

    with _alone(desk), _bound(desk.host, desk.port) as bound:
        desk = replace(desk, port=bound.getsockname()[1])
        app, shared = new_app(desk)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            http="h11",
            ws="none",
            lifespan="off",
            limit_concurrency=_AT_ONCE,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=10,
            h11_max_incomplete_event_size=32 * 1024,
        )
        address = (
            desk.proxy.public
            if desk.proxy
            else f"http://{_netloc(desk)}/enter?{urlencode({'token': shared.keys.token})}"
        )
        ready(address)
        try:
            uvicorn.Server(config).run(sockets=[bound])
        finally:
            shared.children.close()


@contextmanager
def _alone(desk: Desk) -> Iterator[None]:
    """Hold the private folder: two desks of one authority would tidy away each other's files."""
    from filelock import FileLock, Timeout

    desk.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    desk.folder.chmod(0o700)
    try:
        with FileLock(desk.folder / ".lock", timeout=0):
            yield
    except Timeout:
        raise BusyError(f"A desk of {desk.key} is open already on this project. End that one first.") from None


def _netloc(desk: Desk) -> str:
    return f"[{desk.host}]:{desk.port}" if ":" in desk.host else f"{desk.host}:{desk.port}"


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise InputError(
            f"The desk cannot be reached at {host}, port {port}: {error.strerror}. Another may be running there; name "
            "another port with --port, or 0 for any that is free."
        ) from None
    return bound
