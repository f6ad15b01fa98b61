"""Reading any hostile file ends in a single finding, soon, in little memory, and without other output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from foi_stats.files.read import read_workbook
from tests.files.hostile import HOSTILE

SECONDS, MEGABYTES = 5, 500
PROBE = """
import json, sys, time
from pathlib import Path
from foi_stats.files.read import read_workbook
start = time.process_time()
workbook, findings = read_workbook(Path(sys.argv[1]), name="the file")
seconds = time.process_time() - start
status = Path("/proc/self/status")
peak = int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024 if status.exists() else 0
print(json.dumps([workbook is None, [[f.check, f.severity, f.found, f.action] for f in findings], seconds, peak]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_finding(tmp_path, name):
    check, make = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())

    # In a process of its own, so that its memory can be told and its death would be seen.
    done = subprocess.run([sys.executable, "-c", PROBE, path], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    refused, findings, seconds, peak = json.loads(done.stdout)
    assert refused
    assert [(found[0], found[1]) for found in findings] == [(check, "error")]
    assert all(findings[0])
    assert "not foreseen" not in findings[0][2]
    assert seconds < SECONDS
    assert peak < MEGABYTES


def test_a_folder_is_one_finding(tmp_path):
    workbook, findings = read_workbook(tmp_path, name="data/2014-15")
    assert workbook is None
    assert [str(finding) for finding in findings] == [
        "data/2014-15: This is a folder. Expected: a spreadsheet file. What to do: Give the spreadsheet itself."
    ]


def test_a_file_that_is_not_there_is_one_finding(tmp_path):
    workbook, findings = read_workbook(tmp_path / "funding.xlsx")
    assert workbook is None
    assert [finding.check for finding in findings] == ["not-a-file"]


@pytest.mark.parametrize("name", ["bad\0name.csv", "x" * 5000])
def test_a_name_that_cannot_be_is_one_finding(name):
    assert [finding.check for finding in read_workbook(Path(name))[1]] == ["not-a-file"]


@pytest.mark.links
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no devices in its folders")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/stdin"])
def test_a_link_to_a_device_is_one_finding(tmp_path, device):
    link = tmp_path / "funding.csv"
    link.symlink_to(device)
    workbook, findings = read_workbook(link)
    assert workbook is None
    assert len(findings) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "funding.csv")
    assert [finding.check for finding in read_workbook(tmp_path / "funding.csv")[1]] == ["not-a-file"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the system's owner may read every file")
def test_a_file_that_may_not_be_read_is_one_finding(tmp_path):
    path = tmp_path / "funding.csv"
    path.write_text("a,b\n")
    path.chmod(0)
    assert [finding.check for finding in read_workbook(path)[1]] == ["not-a-file"]


@pytest.mark.links
def test_a_loop_of_links_is_one_finding(tmp_path):
    try:
        (tmp_path / "funding.csv").symlink_to(tmp_path / "funding.csv")
    except OSError:
        pytest.skip("links cannot be made here")
    assert [finding.check for finding in read_workbook(tmp_path / "funding.csv")[1]] == ["not-a-file"]


def test_a_sparse_file_of_many_gigabytes_is_not_read(tmp_path):
    path = tmp_path / "funding.csv"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)
    assert [finding.check for finding in read_workbook(path)[1]] == ["too-large"]
