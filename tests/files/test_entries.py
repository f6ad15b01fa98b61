"""Entries of a store: whole or not there, and no more of them than fit."""

import os

import pytest

from foi_stats.files.entries import read_about, trim, write_entry


def kept(entry, text="x", **how):
    def fill(folder):
        (folder / "part").mkdir()
        (folder / "part" / "a.txt").write_text(text)
        return {"text": text}

    write_entry(entry, fill, **how)
    return entry


def test_an_entry_tells_what_it_holds_and_a_newer_one_takes_its_place(tmp_path):
    entry = kept(tmp_path / "ab" / "abcd")
    assert read_about(entry) == {"text": "x"}
    assert read_about(kept(entry, "y", is_whole=lambda _: True)) == {"text": "x"}
    assert read_about(kept(entry, "z")) == {"text": "z"}
    assert sorted(path.name for path in entry.parent.iterdir()) == ["abcd"]


def test_a_damaged_entry_is_none(tmp_path):
    entry = kept(tmp_path / "abcd")
    (entry / "entry.json").write_text((entry / "entry.json").read_text().replace("x", "y"))
    with pytest.raises(ValueError, match="is not what was written"):
        read_about(entry)


def test_what_was_not_used_for_longest_goes_first_and_what_was_used_just_now_stays(tmp_path):
    old, new, now = (kept(tmp_path / "parts" / name, "x" * 1000) for name in ("old", "new", "now"))
    os.utime(old, (0, 0))
    os.utime(new, (1, 1))
    trim(tmp_path)
    assert old.exists()
    trim(tmp_path, 5000)
    assert (old.exists(), new.exists()) == (False, True)
    trim(tmp_path, 0)
    assert (new.exists(), now.exists()) == (False, True)
