import os
import tempfile
import time

import pytest

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
    (killed / ".held").touch()
    with scratch_folder() as held:
        remove_abandoned(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {"foi-stats-new", "else-left", held.name}
    assert not held.exists()


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
