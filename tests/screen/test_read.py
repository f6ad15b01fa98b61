"""Folders and zips, published files, the files of a release, and files that are hostile or broken."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

import foi_stats
from foi_stats.cli.commands import command_line
from foi_stats.screen import read
from foi_stats.screen.catalogue import CHECKS, masked
from tests.files.hostile import archive, ods, ods_cell, overlapping_parts, xls, xls_number, xlsx, zip_bomb
from tests.files.test_fuzz import MUTATIONS, mutations
from tests.screen.making import SECRET, document, workbook

HERE = Path(__file__).parent


def hide(book):
    book.active.row_dimensions[3].hidden = True


def test_every_check_has_a_test_of_its_name():
    tests = set(
        re.findall(
            r"^def test_(\w+)", "\n".join(path.read_text("utf-8") for path in HERE.parent.glob("*/test_*.py")), re.M
        )
    )
    refusals = {"damaged-file", "password-protected"}  # made where files are read
    own = {name for name in CHECKS.checks if "." not in name} - refusals
    assert {name.replace("-", "_") for name in own} <= tests


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        (
            "suspect.xlsx",
            {"hidden-sheet", "hidden-rows", "hidden-columns", "pivot-cache", "external-link", "defined-name"},
        ),
        (
            "suspect.xls",
            {"hidden-sheet", "hidden-rows", "hidden-columns", "pivot-cache", "external-link", "defined-name"},
        ),
        ("any_sheets.xlsx", {"empty-hidden-sheet", "person", "path"}),
    ],
)
def test_published_files_with_hidden_things(real, name, planted):
    findings = foi_stats.screen(real / name)
    assert {found.check for found in findings} - {"formulas"} == planted
    assert any(found.severity == "error" for found in findings)
    if name == "any_sheets.xlsx":
        assert [found.sheet for found in findings if found.sheet] == ["Hidden", "VeryHidden"]


@pytest.mark.parametrize(
    "name",
    ["data.xlsx", "hidden-cols-blank-row.xlsx", "police-workforce-tables-sep16.ods", "leeds-2012-06.csv",
     "harrogate-2015-04.csv", "hyndburn-1701.csv", "nrm_reasonable_grounds.csv", "nrm_referrals_longitudinal.csv"],
)  # fmt: skip
def test_published_files_with_nothing_hidden(real, name):
    assert foi_stats.screen(real / name) == []


def test_everything_that_a_run_releases_passes(reported):
    _, outcomes = reported
    for outcome in outcomes.values():
        folder = outcome.folder
        assert foi_stats.screen(folder) == []
    assert {path.suffix for path in folder.rglob("*")} >= {".html", ".svg", ".png", ".csv"}


def test_a_folder_with_a_zip_in_a_zip(tmp_path):
    inner = archive({"funding.xlsx": workbook(hide), "clean.xlsx": workbook()})
    (tmp_path / "release" / "tables").mkdir(parents=True)
    (tmp_path / "release" / "tables" / "all.zip").write_bytes(archive({"inner.zip": inner, "note.txt": "None held."}))
    (tmp_path / "release" / "a.csv").write_bytes(b"a,b\n1,=2\n")

    findings = foi_stats.screen(tmp_path / "release")

    root = tmp_path / "release"
    assert [(found.check, found.file) for found in findings] == [
        ("formula-in-text", f"{root}/a.csv"),
        ("hidden-rows", f"{root}/tables/all.zip/inner.zip/funding.xlsx"),
    ]


def test_archive_comment(seen):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("a.csv", "a,b\n")
        packed.comment = SECRET.encode()
    assert seen(target.getvalue(), "all.zip") == ["archive-comment"]


def zipped(change, before=b"", after=b""):
    """Return an archive of one table, changed while it is written, between other bytes."""
    target = io.BytesIO()
    target.write(before)
    with zipfile.ZipFile(target, "a") as packed:
        part = zipfile.ZipInfo("a.csv")
        change(part, packed)
        packed.writestr(part, "a,b\n")
    return target.getvalue() + after


def test_comments_of_an_archive_and_its_parts(seen):
    known, own = struct.pack("<HHBI", 0x5455, 5, 1, 0), struct.pack("<HH", 0x4A4A, 20) + SECRET.encode()
    assert seen(zipped(lambda part, _: setattr(part, "extra", known)), "all.zip") == []
    assert seen(zipped(lambda part, _: setattr(part, "extra", own)), "all.zip") == ["archive-comment"]
    assert seen(zipped(lambda part, _: setattr(part, "comment", SECRET.encode())), "all.zip") == ["archive-comment"]


def test_bytes_that_belong_to_no_part_of_an_archive(seen):
    def nothing(*_):
        return None

    assert seen(zipped(nothing), "all.zip") == []
    assert seen(zipped(nothing, before=b"PK\3\4" + SECRET.encode() * 9), "all.zip") == ["trailing-data"]
    assert seen(zipped(nothing, after=SECRET.encode()), "all.zip") == ["trailing-data"]
    assert seen(workbook() + SECRET.encode(), "funding.xlsx") == ["trailing-data"]


@pytest.mark.parametrize("name", ["a.exe", "a.mp4", "~$funding.xlsx", "Thumbs.db", "a"])
def test_not_screened(seen, name):
    assert seen(b"\x06Jonquil\0\1\2", name) == ["not-screened"]


@pytest.mark.links
def test_a_link_that_goes_round_is_followed_once(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,=2\n")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    assert len(foi_stats.screen(tmp_path)) == 1


@pytest.mark.links
def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.csv").write_bytes(b"a,b\n1,=2\n")
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "out").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    assert foi_stats.screen(tmp_path / "release") == []
    assert len(foi_stats.screen(tmp_path / "elsewhere")) == 1


@pytest.mark.parametrize("name", ["../../a.csv", "/etc/a.csv", "C:\\Users\\jf\\a.csv", "b/../a.csv"])
def test_names_in_an_archive_that_lead_elsewhere(seen, name):
    assert seen(archive({name: "a,b\n"}), "all.zip") == ["path"]
    assert seen(archive({"tables/a..b.csv": "a,b\n"}), "all.zip") == []


def test_an_archive_and_a_table_without_anything(tmp_path):
    assert check_and_action(tmp_path / "all.zip", archive({})) == ("damaged-file", "The archive is empty")
    assert check_and_action(tmp_path / "a.csv", b"") == ("damaged-file", "The file is empty")


def check_and_action(path, data):
    path.write_bytes(data)
    (found,) = foi_stats.screen(path)
    assert "Excel" not in found.action
    return found.check, found.found


def test_parts_are_named_as_they_are_written(tmp_path):
    path = tmp_path / "All.zip"
    path.write_bytes(archive({"Tables/Funding.xlsx": workbook(hide)}))
    assert [found.file for found in foi_stats.screen(path)] == [f"{path}/Tables/Funding.xlsx"]


def test_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr(read, "MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.csv").write_bytes(b"a,b\n")
    assert [found.check for found in foi_stats.screen(tmp_path)] == ["unsafe-file"]


@pytest.mark.parametrize(
    ("data", "check"),
    [
        (zip_bomb(), "too-large"),
        (overlapping_parts(), "unsafe-file"),
        (workbook()[:3000], "damaged-file"),
        (b"PK\x03\x04", "damaged-file"),
        (b"", "damaged-file"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "damaged-file"),
        (xlsx("<row r='1'><c r='A1'><v>1</v></c></row>", prolog="<!DOCTYPE a [<!ENTITY b 'c'>]>"), "unsafe-file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(seen, data, check):
    assert seen(data, "funding.xlsx") == [check]


@MUTATIONS
@pytest.mark.parametrize(
    ("name", "good"),
    [("a.xlsx", workbook(hide)), ("a.docx", document()), ("a.xls", xls(xls_number(0, 0))),
     ("b.xlsx", xlsx("<row r='1'><c r='A1'><v>1</v></c></row>" * 9)),
     ("a.ods", ods(f"<table:table-row>{ods_cell('a')}</table:table-row>"))],
)  # fmt: skip
def test_mutations_end_in_findings(tmp_path, name, good, number):
    path = tmp_path / name
    for bad in mutations(good, len(good), number):
        path.write_bytes(bad)
        assert all("not foreseen" not in found.found for found in foi_stats.screen(path))


@pytest.mark.parametrize(
    ("text", "shown"),
    [(SECRET, "“Jo…” (20 characters)"), ("48271", "“4…” (5 characters)"), ("ab", "“…” (2 characters)")],
)
def test_a_sample_is_masked(text, shown):
    assert masked(text) == shown


@pytest.mark.parametrize("first", ["import foi_stats.screen.read", "foi_stats.screen"])
def test_the_public_function_can_be_called_whichever_is_imported_first(first):
    code = f"import foi_stats\n{first}\nfrom foi_stats.screen.catalogue import CHECKS\nassert foi_stats.screen() == []"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_command(tmp_path):
    clean, dirty = tmp_path / "clean.xlsx", tmp_path / "dirty.xlsx"
    clean.write_bytes(workbook())
    dirty.write_bytes(workbook(hide))
    run = CliRunner()

    well = run.invoke(command_line("screen"), ["screen", str(clean)])
    assert (well.exit_code, well.stdout) == (0, "")
    bad = run.invoke(command_line("screen"), ["screen", str(clean), str(dirty)])
    assert bad.exit_code == 1
    assert "dirty.xlsx, sheet Funding, cell A3: Row 3 is hidden" in bad.stdout
    assert "do not release" in bad.stderr
    told = run.invoke(command_line("screen"), ["screen", "--json", str(dirty)])
    assert [found["check"] for found in json.loads(told.stdout)["findings"]] == ["hidden-rows"]
    assert told.exit_code == 1
    nowhere = run.invoke(command_line("screen"), ["screen", str(tmp_path / "nowhere.xlsx")])
    assert nowhere.exit_code == 2
    assert "There is no file or folder" in nowhere.stderr
