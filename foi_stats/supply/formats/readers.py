"""Which reader reads which kind of file."""

from __future__ import annotations

from collections.abc import Callable

from foi_stats.supply.formats.delimited import read_delimited
from foi_stats.supply.formats.guard import Read
from foi_stats.supply.formats.kind import Kind
from foi_stats.supply.formats.ods import read_ods
from foi_stats.supply.formats.xls import read_xls
from foi_stats.supply.formats.xlsx import read_xlsx

READERS: dict[Kind, Callable[[bytes], Read]] = {
    "xlsx": read_xlsx,
    "xls": read_xls,
    "ods": read_ods,
    "csv": read_delimited,
}
