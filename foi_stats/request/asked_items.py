"""What a list of items asks for: its columns, the amount over which items are listed, and their order."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

from foi_stats.request.asked_labels import label_name
from foi_stats.vocabulary.money import PENNY
from foi_stats.vocabulary.settings import Settings

LARGEST_FIRST = "-"


def _pounds(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
    return Decimal(value) if type(value) is int else value


class AskedItems(Settings):
    """The columns, the least amount and the order of a list; all are left out where figures are asked for.

    ``columns`` are shown in this order: columns of the supplies by their own names, or ``value``, ``date`` and
    ``period``. Items of more than ``over`` pounds are listed; without it, all. ``order`` is a column, with ``-`` before
    it for the largest or latest first; if left out, that is ``-value``.
    """

    columns: list[str] = []
    over: Annotated[Decimal | None, BeforeValidator(_pounds)] = None
    order: str = ""

    def check_items(self, asks: str) -> None:
        """Raise ValueError if the keys of a list do not fit what is asked for."""
        given = [name for name in ("columns", "over", "order") if name in self.model_fields_set]
        if asks != "list":
            if given:
                raise ValueError(f'{given[0]} is a key of lists, and this asks for {asks}: write asks = "list"')
            return
        keys = list(map(label_name, self.columns))
        if not keys or "" in keys:
            raise ValueError('name the columns of the list, for example columns = ["supplier", "value", "date"]')
        if repeated := [name for name, key in zip(self.columns, keys, strict=True) if keys.count(key) > 1]:
            raise ValueError(f"the column {repeated[0]!r} is named more than once")
        if self.over is not None and (self.over < 0 or self.over != self.over.quantize(PENNY)):
            raise ValueError(f"over is an amount in pounds, such as 5000, and not {self.over}")
        if self.order and not label_name(self.order):
            raise ValueError(f'order names a column, for example order = "-value", and not {self.order!r}')
