"""The files that were looked at: their names, how long they are kept, and how many."""

import json
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foi_stats.desk import activity, spool
from foi_stats.desk.spool import About, Spool, plain_name
from foi_stats.vocabulary.findings import BusyError, InputError
from tests.examples import examples


def kept(folder, when=0.0, content=b"x", name="a.xlsx"):
    (folder / "new").write_bytes(content)
    return Spool(folder).add(folder / "new", About(name, "ada", time.time() - when))


def test_a_file_outlives_a_restart_and_goes_after_a_day(tmp_path):
    old, new, sent = (kept(tmp_path, when) for when in (90_000, 10, 90_000))
    sent.with_receipt({"outcome": "taken"})
    again = Spool(tmp_path)
    again.tidy()
    assert again.entry(old.id) is None
    assert again.entry(new.id).content.read_bytes() == b"x"
    assert again.entry(sent.id).receipt == {"outcome": "taken"}
    assert not sent.content.exists()  # it lies among the supplies


def test_there_is_room_for_so_many_and_a_young_one_is_not_pushed_out(tmp_path, monkeypatch):
    monkeypatch.setattr(spool, "MOST_FILES", 2)
    old, young, another = kept(tmp_path, 7200), kept(tmp_path), None
    another = kept(tmp_path)
    assert [Spool(tmp_path).entry(one.id) is not None for one in (old, young, another)] == [False, True, True]
    with pytest.raises(BusyError, match="as many files as it can"):
        kept(tmp_path)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("figures.xlsx", "figures.xlsx"),
        ("../../data/ledger.csv", "ledger.csv"),
        ("C:\\Users\\ada\\figures.xls", "figures.xls"),
        ("a\u202exslx.exe.csv", "axslx.exe.csv"),
        ("~$figures.xlsx", "figures.xlsx"),
        ('<img src=x onerror="alert(1)">.ods', "-img src=x onerror=-alert(1)--.ods"),
    ],
)
def test_a_name_is_shown_without_folders_and_what_cannot_be_seen(name, plain):
    assert plain_name(name) == plain


@given(st.text(max_size=300))
@examples(200)
def test_no_name_chooses_a_path(name):
    try:
        plain = plain_name(f"{name}.xlsx")
    except InputError:
        return
    assert os.path.basename(plain) == plain
    assert plain.isprintable()
    assert not plain.startswith((".", "~"))
    assert len(plain) < 130


@pytest.mark.parametrize("name", ["", "..", "key", "../key", "A" * 32, "0" * 31, "0" * 32 + "/../x"])
def test_only_a_name_of_ours_is_looked_for(tmp_path, name):
    (tmp_path / "key").write_text("{}")
    assert Spool(tmp_path).entry(name) is None


def test_the_log_is_only_added_to(tmp_path):
    activity.record(tmp_path, "ada", "file taken", file="a\nb.xlsx")
    before = (tmp_path / activity.FILE).read_bytes()
    activity.record(tmp_path, "bob", "draft made again")
    assert (tmp_path / activity.FILE).read_bytes().startswith(before)
    with (tmp_path / activity.FILE).open("ab") as file:
        file.write(b'{"torn')
    assert [one["who"] for one in activity.latest(tmp_path)] == ["bob", "ada"]
    assert json.loads(before)["file"] == "a\nb.xlsx"
