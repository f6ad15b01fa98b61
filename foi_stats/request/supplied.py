"""All rows that the supplies hold of the periods that a request asks for, and which of them its figures may use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from foi_stats.request.question import Scope
from foi_stats.request.topic import Topic, columns_decided_by, verdicts
from foi_stats.supply.row_table import Mask, RowTable


@dataclass(frozen=True, eq=False)
class Supplied:
    """The rows of one kind, and the topic that decides on them."""

    rows: RowTable
    topic: Topic

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """The topic's decision on each row (:func:`foi_stats.request.topic.verdicts`)."""
        return verdicts(self.rows.columns(columns_decided_by(self.topic)), self.topic)

    def of_use(self, scopes: Sequence[Scope]) -> Mask:
        """Return which rows of funding some scopes may use: those of the topic, the borderline ones, and those named.

        A list is told from other tables by rows of every kind, so it may use all.
        """
        if any(scope.asks == "list" for scope in scopes):
            return np.ones(len(self.rows), dtype=np.bool_)
        wanted = self.verdicts["decision"].ne("exclude")
        named = self.rows.columns(["line", "activity"])
        for scope in scopes:
            wanted |= named["line"].isin(scope.lines)
            wanted |= named["activity"].eq(scope.activity) if scope.asks == "services" else False
        return wanted.to_numpy()
