import os
import tempfile
import time

import pytest
from filelock import FileLock

from foi_stats.vocabulary.scratch import held_folder, remove_abandoned, scratch_folder


def test_what_a_killed_run_left_goes_and_what_a_run_holds_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, new, other = (tmp_path / name for name in ("foi-stats-left", "foi-stats-new", "else-left"))
    for folder in (left, new, other):
        folder.mkdir()
    old = time.time() - 7200
    os.utime(left, (old, old))
    killed = tmp_path / "foi-stats-killed"
    killed.mkdir()
    (tmp_path / "foi-stats-ending").mkdir()
    (killed / ".held").touch()
    ending = FileLock(tmp_path / "foi-stats-ending" / ".held")  # of a killed run whose last process has not ended
    ending.acquire()
    with scratch_folder() as held:
        assert {path.name for path in tmp_path.iterdir()} == {new.name, other.name, "foi-stats-ending", held.name}
        ending.release()
    assert {path.name for path in tmp_path.iterdir()} == {new.name, other.name}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")
def test_a_fork_leaves_the_folder_to_the_process_that_made_it(tmp_path):
    held = held_folder(tmp_path)
    folder = held.__enter__()
    if not (child := os.fork()):
        held.__exit__(None, None, None)
        os._exit(0)
    os.waitpid(child, 0)
    remove_abandoned(tmp_path)
    assert folder.is_dir()
    held.__exit__(None, None, None)
    assert not folder.exists()
