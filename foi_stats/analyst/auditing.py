"""What can be worked out of hidden counts, as rows that show themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import pandas as pd

from foi_stats.analyst.shown_rows import ShownRows
from foi_stats.suppression.audit import audit as audit_frame_of

_Given = ParamSpec("_Given")


def _shown(audited: Callable[_Given, pd.DataFrame]) -> Callable[_Given, ShownRows]:
    @wraps(audited)
    def shown(*given: _Given.args, **named: _Given.kwargs) -> ShownRows:
        found = audited(*given, **named)
        unsafe = int((~found["safe"]).sum())
        return ShownRows.of(found, f"Audit of hidden counts: {unsafe or 'none'} can be worked out")

    return shown


audit = _shown(audit_frame_of)
