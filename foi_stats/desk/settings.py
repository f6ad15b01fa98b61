"""The settings of a desk: whose it is, where its files lie, and who may reach it."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from foi_stats.request.project_folders import Places
from foi_stats.vocabulary.findings import InputError

LOOPBACK = "127.0.0.1"
MAX_UPLOAD_BYTES = 32 * 2**20
"""The largest file that can be sent here; a larger one is taken by the command."""

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True)
class Proxy:
    """A server in front of the desk that says who asks.

    Attributes
    ----------
    header
        The header in which it names the user.
    address
        The address from which it reaches the desk: nobody else is heard.
    public
        The address by which people reach it, such as ``https://foi.example.gov.uk``.
    """

    header: str
    address: str
    public: str


@dataclass(frozen=True)
class Desk:
    """A desk: the folders of its project, its authority (``key`` in data/authorities), and how it is reached."""

    places: Places
    key: str
    authority: str
    marks: tuple[str, ...]
    host: str
    port: int
    proxy: Proxy | None = None

    @property
    def folder(self) -> Path:
        """The private folder of the desk."""
        return self.places.data.resolve().parent / ".foi_stats" / "desk" / self.key

    @property
    def origins(self) -> frozenset[str]:
        """The addresses by which a browser may reach the desk, as ``http://127.0.0.1:8000``."""
        if self.proxy:
            return frozenset({self.proxy.public})
        return frozenset(f"http://{host}:{self.port}" for host in (LOOPBACK, "localhost", "[::1]"))

    @property
    def hosts(self) -> frozenset[str]:
        """The names that a request may call the desk by."""
        return frozenset(urlsplit(origin).netloc.casefold() for origin in self.origins)


def proxy_of(header: str, address: str, public: str) -> Proxy | None:
    """Return the proxy that options describe; None where none of them is given.

    Raises
    ------
    InputError
        If only some of them are given, or one cannot be used.
    """
    if not (header or address or public):
        return None
    if not (header and address and public):
        raise InputError(
            "A proxy needs all three: --user-header (in which it names the user), --trusted-proxy (the address it "
            "reaches the desk from) and --public (the address people type, such as https://foi.example.gov.uk)."
        )
    if not _HEADER.fullmatch(header):
        raise InputError(f"{header!r} is no name of a header. Give it as X-Remote-User.")
    try:
        trusted = str(ipaddress.ip_address(address))
    except ValueError:
        raise InputError(f"{address!r} is no address of a proxy. Give it as 10.0.0.5.") from None
    parts = urlsplit(public)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise InputError(f"{public!r} is no address that people type. Give it as https://foi.example.gov.uk.")
    return Proxy(header, trusted, f"{parts.scheme}://{parts.netloc}".casefold())


def check_host(host: str, proxy: Proxy | None) -> None:
    """Raise InputError if a desk would be reached from other machines and no proxy says who asks."""
    try:
        is_own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise InputError(f"{host!r} is no address of this machine. Give it as 10.0.0.4.") from None
    if not is_own and proxy is None:
        raise InputError(
            f"--host {host} would let other machines in, and nothing would say who they are. Put a proxy before the "
            "desk that signs people on, and name it: --user-header, --trusted-proxy and --public (docs/desk.md)."
        )


def authority_key(places: Places, named: str) -> str:
    """Return whose desk it is: the authority that was named, or the only one there is.

    Raises
    ------
    InputError
        If none was named and there are several, or none.
    """
    if named:
        return named
    known = sorted(path.stem for path in places.data.glob("authorities/*.toml"))
    if len(known) == 1:
        return known[0]
    if not known:
        raise InputError(f"There is no authority in {places.data / 'authorities'}. foi-stats init makes a project.")
    raise InputError(f"A desk is of one authority. Say which: --authority {' or '.join(known)}.")
