"""The store: a supply is parsed once, and whatever happens to its entry the same rows come back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from foi_stats.supply import cache as module
from foi_stats.supply import cache_entries
from foi_stats.supply.deliveries import load_funding
from foi_stats.supply.read import read_supply
from foi_stats.supply.rows import validate

ROWS = [
    ["Service", "Financial year", "Outturn (£)", "Note"],
    ["Refuge", "2014-15", 1234.56, "provisional"],
    ["Helpline", "2014-15", "[x]", None],
    ["Training", "2014-15", "12*", None],
    ["Total", None, 9999, None],  # a finding: it does not add up
]


def write_supply(path, rows=ROWS):
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


@pytest.fixture
def supply(tmp_path):
    return write_supply(tmp_path / "data" / "2014-15" / "here" / "funding.xlsx")


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Return a function that reads with the store, and the list of what it had to parse."""
    parsed = []

    def counted(path, **about):
        parsed.append(path)
        return read_supply(path, **about)

    monkeypatch.setattr(module, "read_supply", counted)
    layouts = tmp_path / "data" / "layouts"
    layouts.mkdir(parents=True)

    def read(path, name="data/2014-15/here/funding.xlsx", year="2014-15", store=tmp_path / "store"):
        return module.read_cached(path, layouts=layouts, name=name, year=year, folder=store)

    read.parsed, read.store, read.layouts = parsed, tmp_path / "store", layouts
    return read


def entries(store):
    return sorted(path for path in store.glob("*/*"))


def assert_same(one, other):
    for name in ("funding", "referrals", "skipped"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
        assert list(getattr(one, name).dtypes) == list(getattr(other, name).dtypes)
    assert one.findings == other.findings
    assert one.path == other.path


def test_a_second_read_parses_nothing_and_gives_the_same(stored, supply):
    first, second = stored(supply), stored(supply)
    assert stored.parsed == [supply]
    assert_same(first, second)
    validate(second.funding, "funding")
    validate(second.referrals, "referrals")
    assert "total-differs" in {finding.check for finding in second.findings}
    assert len(second.skipped)


def test_referrals_and_refusals_are_kept_too(stored, tmp_path):
    rows = [["Force", "Financial year", "Referrals"], ["North", "2014-15", 4], ["South", "2014-15", "<5"]]
    counts = write_supply(tmp_path / "referrals.xlsx", rows)
    refused = tmp_path / "funding.csv"
    refused.write_bytes(b"\0\1\2")
    for path in (counts, refused):
        assert_same(stored(path), stored(path))
    assert stored.parsed == [counts, refused]


def truncated(entry):
    path = entry / "funding.parquet"
    path.write_bytes(path.read_bytes()[:-20])


def flipped(entry):
    path = entry / "funding.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def emptied(entry):
    for path in entry.iterdir():
        path.unlink()


def not_a_folder(entry):
    shutil.rmtree(entry)
    entry.write_text("in the way")


DAMAGE = {
    "truncated": truncated,
    "flipped": flipped,
    "empty folder": emptied,
    "a file in its place": not_a_folder,
    "no entry.json": lambda entry: (entry / "entry.json").unlink(),
    "no rows": lambda entry: (entry / "funding.parquet").unlink(),
    "half an entry.json": lambda entry: (entry / "entry.json").write_text('{"digests": {'),
    "a list for an entry.json": lambda entry: (entry / "entry.json").write_text("[]"),
    "findings changed": lambda entry: (entry / "entry.json").write_text(
        (entry / "entry.json").read_text(encoding="utf-8").replace("9,999", "8,888"), encoding="utf-8"
    ),
    "findings that are none": lambda entry: (entry / "entry.json").write_text(
        (entry / "entry.json").read_text(encoding="utf-8").replace('"severity": "warning"', '"severity": 1'),
        encoding="utf-8",
    ),
    "a folder in the place of a file": lambda entry: (
        (entry / "funding.parquet").unlink(),
        (entry / "funding.parquet").mkdir(),
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_noticed_and_made_again(stored, supply, damage):
    first = stored(supply)
    (entry,) = entries(stored.store)
    DAMAGE[damage](entry)
    assert_same(stored(supply), first)
    assert len(stored.parsed) == 2
    assert_same(stored(supply), first)
    assert len(stored.parsed) == 2, "it was not made again"
    assert entries(stored.store) == [entry]


def test_other_content_is_another_entry(stored, supply):
    stored(supply)
    write_supply(supply, [*ROWS[:-1], ["Advice", "2014-15", 5, None]])
    assert "Advice" in set(stored(supply).funding["line"])
    assert len(stored.parsed) == 2


def test_another_layout_is_another_entry(stored, supply):
    stored(supply)
    (stored.layouts / "other.toml").write_text(
        'name = "other"\nbasis = "budget"\nunit = "£"\n[match]\nheadings = ["Service", "Outturn (£)"]\n'
        '[heading]\ncontains = ["Service"]\n[rows]\nkeep = [{ column = "Service", matches = "^Refuge" }]\n'
        '[fields]\nline = "{Service}"\nfinancial_year = "{Financial year}"\n[[figures]]\ncolumn = "Outturn (£)"\n',
        encoding="utf-8",
    )
    assert set(stored(supply).funding["basis"]) == {"budget"}
    assert len(stored.parsed) == 2


def test_other_reading_code_is_another_entry(stored, supply, monkeypatch):
    stored(supply)
    monkeypatch.setattr(cache_entries, "reader_digest", lambda: b"a later version")
    stored(supply)
    assert len(stored.parsed) == 2


def test_another_year_of_the_folder_is_another_entry(stored, tmp_path):
    path = write_supply(tmp_path / "funding.xlsx", [["Service", "Outturn (£)"], ["Refuge", 1]])
    assert set(stored(path, year="2014-15").funding["financial_year"]) == {"2014-15"}
    assert set(stored(path, year="2015-16").funding["financial_year"]) == {"2015-16"}


def test_the_same_content_in_another_folder_says_where_it_lies(stored, supply, tmp_path):
    stored(supply)
    other = tmp_path / "data" / "2014-15" / "there" / "funding.xlsx"
    other.parent.mkdir(parents=True)
    shutil.copy(supply, other)
    name = "data/2014-15/there/funding.xlsx"
    again = stored(other, name=name)
    assert stored.parsed == [supply]
    assert set(again.funding["file"]) == {name}
    assert {finding.file for finding in again.findings} == {name}
    assert again.path == other
    assert_same(again, read_supply(other, layouts=stored.layouts, name=name, year="2014-15"))


def test_the_same_content_under_another_name_is_read_by_that_name(stored, tmp_path):
    rows = [["Service", "2014-15"], ["Advice", 5]]
    counts = write_supply(tmp_path / "referrals.xlsx", rows)
    money = tmp_path / "funding.xlsx"
    shutil.copy(counts, money)
    assert len(stored(counts, name="referrals.xlsx").referrals) == 1
    assert stored(money, name="funding.xlsx").referrals.empty


def test_a_store_can_be_deleted_at_any_time(stored, supply):
    first = stored(supply)
    shutil.rmtree(stored.store)
    assert_same(stored(supply), first)
    assert entries(stored.store)


def test_a_store_that_is_a_file_is_done_without(stored, supply):
    stored.store.write_text("in the way")
    assert_same(stored(supply), stored(supply))
    assert stored.store.read_text() == "in the way"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_store_that_cannot_be_written_is_done_without(stored, supply):
    stored.store.mkdir(mode=0o500)
    assert_same(stored(supply), stored(supply))
    assert entries(stored.store) == []


def test_a_store_nowhere_is_done_without(stored, supply):
    assert_same(stored(supply, store=Path(os.devnull) / "store"), stored(supply, store=None))


def test_a_file_changed_while_it_is_read_is_not_kept(stored, supply, monkeypatch):
    counted = module.read_supply

    def changing(path, **about):
        read = counted(path, **about)
        write_supply(path, ROWS[:2])
        return read

    monkeypatch.setattr(module, "read_supply", changing)
    stored(supply)
    assert entries(stored.store) == []


def test_a_folder_is_never_taken_for_an_empty_file(stored, tmp_path):
    empty = tmp_path / "one" / "funding.csv"
    empty.parent.mkdir()
    empty.write_bytes(b"")
    folder = tmp_path / "two" / "funding.csv"
    folder.mkdir(parents=True)
    assert [finding.check for finding in stored(empty).findings] == ["empty-file"]
    assert [finding.check for finding in stored(folder).findings] == ["not-a-file"]


def test_a_write_that_fails_leaves_nothing(stored, supply, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_parquet", full)
    assert len(stored(supply).funding) == 3
    assert entries(stored.store) == []


def test_an_entry_made_by_another_process_meanwhile_stays(stored, supply):
    """On Windows, and for a folder that is not empty, a rename over an entry fails."""
    first = stored(supply)
    (entry,) = entries(stored.store)
    made = (entry / "entry.json").stat().st_ino
    module._write_entry(entry, first)
    assert entries(stored.store) == [entry]
    assert (entry / "entry.json").stat().st_ino == made, "a whole entry was taken away under its readers"


def test_what_a_stopped_process_left_half_written_is_cleared_away(stored, supply):
    stored(supply)
    (entry,) = entries(stored.store)
    left = entry.parent / f".{entry.name}.1.left"
    left.mkdir()
    os.utime(left, (0, 0))
    shutil.rmtree(entry)
    stored(supply)
    assert entries(stored.store) == [entry]


SCRIPT = """
import sys, time
from pathlib import Path
from foi_stats.supply import cache
path, layouts, folder, start = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])
supply = cache.read_supply(path, layouts=layouts, name="funding.xlsx", year="2014-15")
time.sleep(max(0, start - time.time()))
for number in range(25):
    rows = cache.read_cached(path, layouts=layouts, name="funding.xlsx", year="2014-15", folder=folder).funding
    assert list(rows["line"]) == ["Refuge", "Helpline", "Training"], rows
    for entry in folder.glob("*/[!.]*"):
        if number % 5 == int(sys.argv[5]): (entry / "entry.json").unlink(missing_ok=True)
        cache._write_entry(entry, supply)
"""


@pytest.mark.slow
def test_many_processes_at_once_leave_one_whole_entry(stored, supply):
    import time

    start = time.time() + 3
    arguments = [str(supply), str(stored.layouts), str(stored.store), str(start)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(module.__file__).parents[2]), *sys.path])}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *arguments, str(n)], env=environment, stderr=subprocess.PIPE, text=True
        )
        for n in range(4)
    ]
    for process in processes:
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
    first = stored(supply)
    assert_same(stored(supply), first)
    assert len(stored.parsed) <= 1
    assert len(entries(stored.store)) == 1


def test_folders_are_read_through_the_store(supply, tmp_path, monkeypatch):
    write_supply(supply, ROWS[:-1])
    monkeypatch.setenv("FOI_STATS_STORE", str(tmp_path / "kept"))
    first = load_funding(tmp_path / "data")
    assert len(entries(tmp_path / "kept")) == 1
    pd.testing.assert_frame_equal(load_funding(tmp_path / "data"), first)
    monkeypatch.setenv("FOI_STATS_STORE", "off")
    pd.testing.assert_frame_equal(load_funding(tmp_path / "data"), first)
