import contextlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import foi_stats as package
from foi_stats import cli
from foi_stats.cli.commands import command_line
from foi_stats.cli.standings import plain_options
from foi_stats.run.folders import read_current
from tests.conftest import PROJECT

COMMAND = [sys.executable, "-m", "foi_stats"]
GROUP = typer.main.get_command(command_line())


def foi_stats(*words: str, cwd: Path = PROJECT, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=cwd,
        capture_output=True,
        input=typed,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"},
    )


def in_process(*words: str, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    """Run a command in this process: sooner, where what it says is the subject and not how it starts."""
    with contextlib.chdir(cwd):
        done = CliRunner(env={"COLUMNS": "120"}).invoke(command_line(*words[:1]), words)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def test_help_answers_and_names_the_exit_codes():
    done = foi_stats("--help")
    assert done.returncode == 0
    assert "run" in done.stdout
    assert "Exit codes" in done.stdout


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(word):
    heavy = {"pandas", "numpy", "matplotlib", "papermill", "pydantic", "rich"}
    code = (
        "import atexit, sys; from foi_stats.cli import main; sys.argv = ['foi-stats', sys.argv[1]]; "
        f"atexit.register(lambda: print('heavy:', *sorted({heavy} & set(sys.modules)))); main()"
    )
    done = subprocess.run([sys.executable, "-c", code, word], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "heavy:"


def test_version_is_that_of_the_package():
    done = foi_stats("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"foi-stats {package.__version__}\n", "")


def printed_help(*words: str) -> str:
    """Return the help of a command, with each run of spaces and line breaks as one space."""
    done = CliRunner().invoke(command_line(*words[:1]), [*words, "--help"])
    assert done.exit_code == 0
    return " ".join(done.output.split())


@pytest.mark.parametrize("name", GROUP.commands)
def test_help_prints_every_text_in_full_symbols_too(name):
    command = GROUP.commands[name]
    texts = [command.help, *(param.help for param in command.params)]
    printed = printed_help(name)
    assert [text for text in texts if " ".join(text.split()) not in printed] == []
    assert " ".join(command.help.split()) in printed_help()


def test_help_of_the_ledger_shows_the_symbol_of_a_hidden_count():
    assert "hidden ones as [c]" in printed_help()
    assert "hidden ones as [c]" in printed_help("ledger")


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


@pytest.mark.slow
def test_a_fault_in_the_data_is_exit_code_1_and_says_where(warm):
    (warm.data / "2014-15" / "north-yorkshire" / "funding.xlsx").write_bytes(b"PK")
    done = foi_stats("run", "944.2015-16", cwd=warm.data.parent)
    assert done.returncode == 1
    assert done.stderr.count("data/2014-15/north-yorkshire/funding.xlsx") == 1
    assert "Traceback" not in done.stderr
    assert not warm.reports.exists() or not any(warm.reports.rglob("response.html"))


@pytest.mark.slow
def test_a_run_ends_with_a_table_and_where_the_report_lies(warm):
    done = foi_stats("run", "944.2015-16", cwd=warm.data.parent)
    assert done.returncode == 0, done.stderr
    assert "notebooks to run" in done.stderr
    assert "No information held" in done.stdout
    assert "reports/944.2015-16/release.html" in done.stdout.replace("\n", "")


@pytest.mark.slow
@pytest.mark.soak
def test_folders_can_be_elsewhere_and_the_table_be_json(warm, tmp_path):
    done = foi_stats(
        "run",
        "944.2015-16",
        "--root",
        str(warm.data.parent),
        "--reports",
        str(tmp_path / "out"),
        "--json",
        cwd=PROJECT,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["version"] == 1
    assert {line["question"]: line["status"] for line in told["questions"]}["1"] == "not_held"
    assert (read_current(tmp_path / "out" / "944.2015-16").release / "response.html").is_file()
    assert done.stderr == ""


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_one_message(project, tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = foi_stats("run", "944.2015-16", "--reports", str(tmp_path / "file"), cwd=project.data.parent)
    assert done.returncode == 2
    assert "cannot be read or written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path):
    done = foi_stats("run", "--root", str(tmp_path / "nowhere"))
    assert (done.returncode, "There is no folder" in done.stderr) == (2, True)


OPTIONS = ("--root", "--data", "--reports", "--today", "--json", "--role", "x", "", "-", "--", "--root=x", "2016-07-08")


@given(st.lists(st.sampled_from(OPTIONS), max_size=5))
def test_options_of_status_are_read_as_typer_does_or_left_to_it(words):
    if (plain := plain_options(words)) is not None:
        with GROUP.commands["status"].make_context("status", [*words]) as context:
            unnamed = {"root": Path(), "data": None, "reports": None, "today": "", "as_json": False}
            assert context.params == unnamed | plain


@pytest.mark.slow
def test_status_lists_requests_with_state_and_deadline(project):
    shutil.rmtree(project.data / "2013-14" / "exampleshire")
    done = foi_stats("status", "--today", "2016-12-01", "--json", cwd=project.data.parent)
    assert done.returncode == 0, done.stderr
    rows = {row["request"]: row for row in json.loads(done.stdout)["requests"]}
    assert rows["101.2016-17"]["state"] == "no data"
    assert rows["101.2016-17"]["due"] == "2016-12-13"
    assert rows["944.2015-16"]["state"] == "approved"
    assert rows["944.2015-16"]["timeliness"].startswith("unknown")
    wrong = foi_stats("status", "--today", "tomorrow", cwd=project.data.parent)
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)


WIDE = "service,2014-15,2015-16,Total\nCounselling,3,10,13\nAdvice,7,9,16\nTotal,10,19,29\n"
COLUMNS = ("--count", "referrals", "--by", "service", "--by", "year", "--wide")


@pytest.mark.slow
def test_a_table_made_by_hand_is_protected_and_the_audit_agrees(tmp_path):
    (tmp_path / "table.csv").write_text(WIDE, encoding="utf-8")
    done = foi_stats("protect", "table.csv", *COLUMNS, "-o", "out.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 small count hidden, and 3 others" in done.stderr
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines() == [
        "service,2014-15,2015-16,Total",
        "Counselling,[c],[c],13",
        "Advice,[c],[c],16",
        "Total,10,19,29",
    ]
    audited = foi_stats("audit", "out.csv", *COLUMNS, "--threshold", "5", cwd=tmp_path)
    assert audited.returncode == 0, audited.stderr
    assert "NO" not in audited.stdout


def test_totals_by_any_name_and_columns_beside_the_count_are_said(tmp_path):
    rows = ["s,y,n,pct", "A,2012,3,13%", "A,2013,20,87%", "A,Cyfanswm,23,100%", "B,2012,30,43%", "B,2013,40,57%"]
    (tmp_path / "t.csv").write_text("\n".join([*rows, "B,Cyfanswm,70,100%", ""]), encoding="utf-8")
    done = in_process("protect", "t.csv", "--count", "n", "--by", "s", "--by", "y", cwd=tmp_path)
    assert done.stdout.splitlines()[1:4] == ["A,2012,[c],[c]", "A,2013,[c],[c]", "A,Cyfanswm,23,100%"]
    assert "‘Cyfanswm’ in y is taken as the total." in done.stderr
    assert "‘pct’ is n as a share of the total over y" in done.stderr
    (tmp_path / "t.csv").write_text("s,n\nA,3\nB,5\nC,8\n", encoding="utf-8")
    words = ("protect", "t.csv", "--count", "n", "--by", "s")
    assert in_process(*words, cwd=tmp_path).returncode == 2
    assert "A,[c]\nB,[c]\nC,8" in in_process(*words, "--total", "C", cwd=tmp_path).stdout
    assert "A,[c]\nB,5\nC,8" in in_process(*words, "--no-total", "s", cwd=tmp_path).stdout
    assert "is in none of the columns s" in in_process(*words, "--total", "D", cwd=tmp_path).stderr


def test_what_can_be_worked_out_is_exit_code_1_with_the_reason(tmp_path):
    (tmp_path / "table.csv").write_text(WIDE.replace(",3,", ",[c],"), encoding="utf-8")
    done = in_process("audit", "table.csv", *COLUMNS, cwd=tmp_path)
    assert done.returncode == 1
    assert "is 3 exactly" in done.stdout
    told = json.loads(in_process("audit", "table.csv", *COLUMNS, "--json", cwd=tmp_path).stdout)
    assert [(cell["low"], cell["high"], cell["safe"]) for cell in told["cells"]] == [(3, 3, False)]


def test_an_earlier_table_can_give_a_hidden_count_away(tmp_path):
    (tmp_path / "now.csv").write_text("service,n\nA,[c]\nB,[c]\nTotal,20\n", encoding="utf-8")
    (tmp_path / "before.csv").write_text("service,n\nA,3\n", encoding="utf-8")
    columns = ("--count", "n", "--by", "service")
    assert in_process("audit", "now.csv", *columns, cwd=tmp_path).returncode == 0
    assert in_process("audit", "now.csv", *columns, "--with", "before.csv", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("service,n\nA,3\nB,4\nTotal,8\n", "8 printed, 7 summed"),
        ("service,m\nA,3\n", "no column 'n'"),
        ("service,n\nA,three\n", "service A: 'three' is not a count"),
        ("service,n\nA,3\nA,3\n", "the row service A stands twice"),
        (None, "There is no file"),
    ],
)
def test_a_table_that_cannot_be_protected_is_refused_in_one_message(tmp_path, table, said):
    if table:
        (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    done = in_process("protect", "table.csv", "--count", "n", "--by", "service", "-o", "out.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.slow
def test_a_layout_is_drafted_and_what_would_be_read_is_shown(project):
    supply = project.data / "2014-15" / "exampleshire" / "funding.xlsx"
    done = foi_stats("layout", str(supply), "-o", "draft.toml", cwd=project.data.parent)
    assert done.returncode == 0, done.stderr
    assert "[heading]" in (project.data.parent / "draft.toml").read_text(encoding="utf-8")
    assert "funding rows would be read" in done.stderr
    again = foi_stats("layout", str(supply), "-o", "draft.toml", cwd=project.data.parent)
    assert (again.returncode, "is left as it is" in again.stderr) == (2, True)


def test_a_file_that_cannot_be_read_has_no_layout(tmp_path):
    (tmp_path / "f.xlsx").write_bytes(b"PK\x03\x04")
    done = in_process("layout", "f.xlsx", cwd=tmp_path)
    assert done.returncode == 1
    assert "No row would be read" in done.stderr


@pytest.mark.slow
@pytest.mark.soak
def test_a_request_that_is_not_ready_does_not_stop_the_others(warm):
    shutil.copy(warm.data / "requests" / "101.2016-17.toml", warm.data / "requests" / "102.toml")
    (warm.data / "requests" / "101.2016-17.toml").unlink()
    done = foi_stats("run", cwd=warm.data.parent)
    assert done.returncode == 2
    assert "102.toml holds the reference '101.2016-17'" in done.stderr
    assert (read_current(warm.reports / "944.2015-16").release / "response.html").is_file()


@pytest.mark.parametrize("words", [["frobnicate"], ["run", "--nonsense"]])
def test_a_wrong_command_is_exit_code_2(words):
    assert foi_stats(*words).returncode == 2


@pytest.mark.slow
def test_new_drafts_a_request_from_a_letter_and_names_earlier_releases(project, tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all,\n1. What was spent in 2014-15?\nYours, Jo", encoding="utf-8")
    words = ("new", "12/17", "--letter", "letter.txt", "--authority", "north-yorkshire", "--topic", "modern-slavery")
    done = foi_stats(*words, cwd=project.data.parent)
    assert done.returncode == 0, done.stderr
    assert "data/requests/12-17.toml: 1 question, and " in done.stdout.replace("\\", "/")
    assert "Left out: 2 courtesies, 1 personal line or word." in done.stdout
    assert "The letter is kept in data/letters/12-17.txt until" in done.stdout.replace("\\", "/")
    assert "Released before, north-yorkshire: 944.2015-16 (2014-15)" in done.stdout
    again = foi_stats(*words, cwd=project.data.parent)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already" in again.stderr


def test_new_without_a_letter_leaves_a_skeleton(project):
    done = in_process("new", "13", cwd=project.data.parent)
    assert done.returncode == 0, done.stderr
    assert "# ? authority" in (project.data / "requests" / "13.toml").read_text(encoding="utf-8")


def test_new_writes_nothing_if_the_letter_cannot_be_read(project):
    done = in_process("new", "13", "--letter", "none.txt", cwd=project.data.parent)
    assert done.returncode == 2
    assert "none.txt cannot be read" in done.stderr
    assert not (project.data / "requests" / "13.toml").exists()


def test_an_audit_shows_labels_as_they_stand_and_says_what_it_is_not_about(tmp_path):
    (tmp_path / "t.csv").write_text("service,n\n[bold]A,[c]\n[/x]B,[c]\nC,3\nTotal,20\n")
    done = in_process("audit", "t.csv", "--count", "n", "--by", "service", "--threshold", "5", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "[bold]A" in done.stdout
    assert "[/x]B" in done.stdout
    assert "1 count that is below 5 can be seen" in done.stderr
    (tmp_path / "t.csv").write_text("service,n\nA,10\nB,10\nTotal,20\n")
    done = in_process("audit", "t.csv", "--count", "n", "--by", "service", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "t.csv: nothing is hidden.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("status", "--today", "8 July"), "'8 July' is no day. Write it as year, month and day: 2016-07-08."),
        (("approve", "944.2015-16", "--role", "Officer", "--date", "x"), "'x' is no day."),
        (("approve", "944.2015-16", "--role", "Officer", "--docx", "nope.docx"), "There is no file nope.docx."),
        (("layout", "nope.xlsx"), "There is no file nope.xlsx."),
    ],
)
def test_a_slip_in_a_command_is_said_plainly_and_is_a_wrong_command(words, said):
    done = in_process(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (("[red]x",), "No such command '[red]x'"),
        (("status", "--[red]x"), "No such option: --[red]x"),
        (("status", "--today", "[red]x"), "'[red]x' is no day"),
        (("verify", "[red]x"), "There is no request '[red]x'"),
        (("screen", "[red]x.csv"), "error: [red]x.csv, cell A2"),
        (("layout", "[red]x.csv"), "[red]x.csv: "),
        (("layout", "[/b]y.csv"), "There is no file [/b]y.csv."),
    ],
)
def test_what_a_user_typed_is_printed_as_it_was_typed(words, printed, tmp_path, monkeypatch):
    (tmp_path / "[red]x.csv").write_text("a\n=1+1\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    assert printed in CliRunner().invoke(command_line(*words[:1]), words).output


@pytest.mark.slow
def test_labels_of_a_file_do_not_steer_the_terminal(tmp_path):
    (tmp_path / "t.csv").write_text("service,n\nA\x1b[2J,[c]\nB,[c]\nTotal,9\n", encoding="utf-8")
    done = CliRunner().invoke(
        command_line("audit"), ["audit", str(tmp_path / "t.csv"), "--count", "n", "--by", "service"]
    )
    assert done.exit_code == 0
    assert r"A\u001b[2J" in done.output
    assert "\x1b" not in done.output


def test_a_title_is_printed_as_it_is(project):
    (project.data / "requests" / "101.2016-17.toml").unlink()
    request = project.data / "requests" / "944.2015-16.toml"
    text = request.read_text(encoding="utf-8")
    request.write_text(text.replace('title = "', 'title = "[red]A :warning: [/b] ', 1), encoding="utf-8")
    done = foi_stats("status", cwd=project.data.parent)
    assert done.returncode == 0, done.stderr
    assert "[red]A :warning: [/b] Human trafficking" in " ".join(done.stdout.split())


def test_the_history_lists_runs_and_wait_may_stand_without_seconds(tmp_path):
    assert "No" not in in_process("history", "--root", str(tmp_path)).stdout
    line = {"started": "2026-01-05T06:00:00+00:00", "ended": "", "seconds": 61.2, "version": "1", "requests": 2}
    line |= {"unchanged": 0, "released": ["7"], "failed": ["8"], "waiting": ["8"], "code": 1}
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "history.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    said = in_process("history", "--root", str(tmp_path)).stdout
    assert "2026-01-05 06:00" in said
    assert "1 waiting for a supply: 8" in said
    told = json.loads(in_process("history", "--json", "--root", str(tmp_path)).stdout)
    assert told["runs"][0]["failed"] == ["8"]
    assert in_process("history", "7", "--root", str(tmp_path)).returncode == 2
    assert cli._with_seconds(["run", "--wait", "--quiet"]) == ["run", "--wait", "600", "--quiet"]
    assert cli._with_seconds(["run", "--wait", "5", "7"]) == ["run", "--wait", "5", "7"]


def test_what_is_easily_given_to_check_and_is_no_spreadsheet_is_said(tmp_path):
    (tmp_path / "~$funding.xlsx").write_bytes(b"lock")
    for path, said in ((tmp_path, "is a folder"), (tmp_path / "~$funding.xlsx", "Name funding.xlsx itself")):
        done = in_process("check", str(path))
        assert done.returncode == 2
        assert said in done.stderr.replace("\n", " ")


def test_a_run_that_cannot_be_begun_is_told_as_data_and_to_whoever_is_to_be_told(tmp_path):
    told = tmp_path / "told.txt"
    tell = f"{sys.executable} -c \"import sys; open('{told.as_posix()}', 'w').write(sys.stdin.read())\""
    for words, said in (
        (["9.2020-21"], "There is no request '9.2020-21'"),
        (["--root", str(tmp_path / "none")], "There is no folder"),
        (["--as-of", "soon"], "'soon' is no day"),
    ):
        done = in_process("run", "--json", "--reports", str(tmp_path / "reports"), "--on-failure", tell, *words)
        assert (done.returncode, json.loads(done.stdout)["exit_code"]) == (2, 2)
        assert said in json.loads(done.stdout)["error"]
        assert said in told.read_text(encoding="utf-8")
    assert not (tmp_path / "reports").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_output_that_cannot_be_written_is_said_in_one_line():
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "--version"], cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr.startswith("A disk is full: No space left on device.")
    assert len(done.stderr.splitlines()) == 1
