import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

COMMAND = [sys.executable, "-c", "from foi_stats.cli import main; main()"]


def foi_stats(*words: str, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"},
    )


def test_help_answers_and_names_the_exit_codes():
    done = foi_stats("--help")
    assert done.returncode == 0
    assert "run" in done.stdout
    assert "Exit codes" in done.stdout


def test_help_loads_nothing_heavy():
    heavy = {"pandas", "numpy", "matplotlib", "papermill", "pydantic"}
    code = f"import sys, foi_stats.cli; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_request_is_a_wrong_command():
    done = foi_stats("run", "945", cwd=PROJECT)
    assert done.returncode == 2
    assert "There is no request '945'" in done.stderr
    assert "There are: 101.2016-17, 944.2015-16" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_data_folder_is_said_to_be_missing(tmp_path):
    done = foi_stats("run", cwd=tmp_path)
    assert done.returncode == 2
    assert "no requests" in done.stderr.lower()
    assert list(tmp_path.iterdir()) == []


def test_a_fault_in_the_data_is_exit_code_1_and_says_where(project):
    (project.data / "2014-15" / "north-yorkshire" / "funding.xlsx").write_bytes(b"PK")
    done = foi_stats("run", "944.2015-16", cwd=project.data.parent)
    assert done.returncode == 1
    assert done.stderr.count("data/2014-15/north-yorkshire/funding.xlsx") == 1
    assert "Traceback" not in done.stderr
    assert not project.reports.exists() or not any(project.reports.rglob("response.html"))


def test_a_run_ends_with_a_table_and_where_the_report_lies(project):
    done = foi_stats("run", "944.2015-16", cwd=project.data.parent)
    assert done.returncode == 0, done.stderr
    assert "police-services" in done.stderr
    assert "No information held" in done.stdout
    assert "reports/944.2015-16/release/response.html" in done.stdout.replace("\n", "")


def test_folders_can_be_elsewhere_and_the_table_be_json(project, tmp_path):
    done = foi_stats(
        "run",
        "944.2015-16",
        "--root",
        str(project.data.parent),
        "--reports",
        str(tmp_path / "out"),
        "--json",
        cwd=PROJECT,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["version"] == 1
    assert {line["question"]: line["status"] for line in told["questions"]}["1"] == "not_held"
    assert (tmp_path / "out" / "944.2015-16" / "release" / "response.html").is_file()
    assert done.stderr == ""


def test_a_folder_that_cannot_be_written_is_one_message(project, tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = foi_stats("run", "944.2015-16", "--reports", str(tmp_path / "file"), cwd=project.data.parent)
    assert done.returncode == 2
    assert "cannot be read or written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path):
    done = foi_stats("run", "--root", str(tmp_path / "nowhere"))
    assert (done.returncode, "There is no folder" in done.stderr) == (2, True)


@pytest.mark.parametrize("words", [["frobnicate"], ["run", "--nonsense"]])
def test_a_wrong_command_is_exit_code_2(words):
    assert foi_stats(*words).returncode == 2
