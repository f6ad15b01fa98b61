"""The command that serves a page for people without a terminal: desk."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from foi_stats.cli.inputs import places_of, plain_error
from foi_stats.cli.options import Data, Reports, Root
from foi_stats.terminal import print_error, print_text

_LIBRARIES = {"starlette": "starlette", "uvicorn": "uvicorn", "python_multipart": "python-multipart"}


def desk(
    authority: Annotated[str, typer.Option(help="Whose desk it is; needed where data has several.")] = "",
    host: Annotated[
        str, typer.Option(help="The address of this machine that is listened at; another needs a proxy.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 is any that is free.")] = 8000,
    user_header: Annotated[
        str, typer.Option(help="Behind a proxy: the header in which it names the user.", show_default=False)
    ] = "",
    trusted_proxy: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address that the proxy comes from.", show_default=False)
    ] = "",
    public: Annotated[
        str, typer.Option(metavar="URL", help="The address that people type to reach the proxy.", show_default=False)
    ] = "",
    root: Root = Path(),
    data: Data = None,
    reports: Reports = None,
) -> None:
    """Serve a web page on this machine: how requests stand, their responses, and a place to send workbooks."""
    from foi_stats.vocabulary.findings import FoiError, InputError

    try:
        if missing := [name for module, name in _LIBRARIES.items() if find_spec(module) is None]:
            raise InputError(
                f"The desk needs {', '.join(missing)}: pip install 'foi-stats[desk]' installs what it needs."
            )
        from foi_stats.desk.server import new_desk, serve
        from foi_stats.desk.settings import proxy_of

        proxy = proxy_of(user_header, trusted_proxy, public)
        serve(new_desk(places_of(root, data, reports), authority, host, port, proxy), _ready)
    except FoiError as error:
        raise typer.Exit(print_error(error)) from None
    except OSError as error:
        raise typer.Exit(print_error(plain_error(error))) from None
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def _ready(address: str) -> None:
    print_text(f"The desk is open. Open this address in a browser; it is a key, so give it to nobody else:\n{address}")
    sys.stdout.flush()
