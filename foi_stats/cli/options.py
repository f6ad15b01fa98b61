"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[Path, typer.Option(help="The project's folder, which holds notebooks, data and reports.")]
Data = Annotated[Path | None, typer.Option(help="The data folder, if it is not the project's own.", show_default=False)]
Reports = Annotated[
    Path | None, typer.Option(help="Where reports go, if not to the project's own.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the table as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
