"""The account of a run, ``working/run.json``: when it was made, what was found, and what was released.

What the report was made from is in its record (:mod:`foi_stats.run.run_record`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from foi_stats.vocabulary.findings import InputError

FILE = "run.json"


def account_file(run: Path) -> Path:
    """Return the file of a run with its account: where it is not there, the run was killed before it was whole."""
    return run / "working" / FILE


def write_account(run: Path, account: Mapping[str, Any]) -> None:
    """Write the account of a run."""
    text = json.dumps(account, ensure_ascii=False, indent=2) + "\n"
    account_file(run).write_text(text, encoding="utf-8", newline="\n")


def read_account(run: Path) -> dict[str, Any]:
    """Return the account of a run.

    Raises
    ------
    InputError
        If it is missing or damaged.
    """
    try:
        account = json.loads(account_file(run).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise unusable_account(run) from None
    if not isinstance(account, dict):
        raise unusable_account(run)
    return account


def unusable_account(run: Path) -> InputError:
    """Return the error of a run whose account does not say what it should."""
    return InputError(
        f"{account_file(run).as_posix()} is missing or damaged: it does not say what was released, or when. Make the "
        "report again: foi-stats run --force."
    )


def day_sent(release: Path) -> dt.date:
    """Return the day of the response that was released, or that of its approval if it bears none.

    Raises
    ------
    InputError
        If the account of the run does not say it.
    """
    account = read_account(release.parent)
    try:
        return dt.date.fromisoformat(account["responded"] or account["approval"]["date"])
    except (KeyError, TypeError, ValueError):
        raise unusable_account(release.parent) from None
