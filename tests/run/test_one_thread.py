"""A process that has read what one report left can still be forked: reading starts no thread."""

import pandas as pd
import pytest

from foi_stats.answer.answer_table import TRAIL_COLUMNS
from foi_stats.engine import warm
from foi_stats.engine.pool import Pool
from foi_stats.publish.figure_bundle import write_trail
from foi_stats.run.trace import read_trace
from foi_stats.supply.cache import write_parquet
from foi_stats.supply.row_table import RowTable
from foi_stats.supply.rows import funding_frame


def threads_after_reading(folder):
    RowTable.stored((folder / "rows.parquet").read_bytes(), "funding").frame()
    read_trace(folder)
    return warm.thread_count()


@pytest.mark.slow
@pytest.mark.skipif(warm.start_method() != "forkserver", reason="processes cannot be forked here")
def test_reading_kept_rows_starts_no_thread(tmp_path):
    write_parquet(tmp_path / "rows.parquet", funding_frame([{"line": "A", "amount": 1}] * 3))
    (tmp_path / "working").mkdir()
    write_trail(tmp_path / "working" / "trace.parquet", pd.DataFrame(dict.fromkeys(TRAIL_COLUMNS, "x"), index=range(3)))
    with Pool(1, preloaded="tests.preloaded") as pool:
        pool.start("", threads_after_reading, tmp_path)
        done = pool.wait()
    assert (done.value, done.error) == (1, None)
