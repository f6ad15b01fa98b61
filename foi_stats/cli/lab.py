"""The command that opens the notebooks: lab."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foi_stats.cli.inputs import day_of, places_of, plain_error
from foi_stats.cli.options import Root
from foi_stats.terminal import print_error


def lab(
    words: Annotated[
        list[str] | None,
        typer.Argument(help="Words for JupyterLab itself, after --: -- --no-browser --port=8890.", show_default=False),
    ] = None,
    root: Root = Path(),
) -> None:
    """Open the notebooks in JupyterLab, on a page that says what is due, what is where and which notebook does what."""
    from foi_stats.analyst.lab import open_lab
    from foi_stats.analyst.start_page import write_start
    from foi_stats.vocabulary.findings import FoiError

    try:
        write_start(places_of(root, None, None), day_of(""))
        open_lab(root, words or ())
    except (FoiError, OSError) as error:
        raise typer.Exit(print_error(plain_error(error))) from None
