"""A process that has read what one report left can still be forked: reading starts no thread."""

import pandas as pd
import pytest

from foi_stats.answer.answer_table import TRAIL_COLUMNS
from foi_stats.engine import warm
from foi_stats.engine.pool import Pool
from foi_stats.publish.figure_bundle import write_trail
from foi_stats.run import selection


def threads_after_reading(path):
    selection._read(path, ["file", "sheet"])
    selection._rows(path, "funding")
    return warm.thread_count()


@pytest.mark.slow
@pytest.mark.skipif(warm.start_method() != "forkserver", reason="processes cannot be forked here")
def test_reading_kept_rows_starts_no_thread(tmp_path):
    path = tmp_path / "rows.parquet"
    write_trail(path, pd.DataFrame(dict.fromkeys(TRAIL_COLUMNS, "x"), index=range(3)))
    with Pool(1, preloaded="tests.preloaded") as pool:
        pool.start("", threads_after_reading, path)
        done = pool.wait()
    assert (done.value, done.error) == (1, None)
