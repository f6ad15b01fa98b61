"""A file is checked as its sender would: what was read of it beside the printed totals, and each thing to mend."""

import json

import pytest

from foi_stats.supply.check import check_file, checked_json
from foi_stats.supply.reply.marks import marks_of
from foi_stats.vocabulary.findings import Finding
from tests.test_cli import in_process

SPEND = """Spending on services
Service,2014-15 Outturn (£),2015-16 Outturn (£)
Refuge,100,200
Helpline,50,
Outreach,10,20
Total,160,225
"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    path = tmp_path_factory.mktemp("checked") / "spend.csv"
    path.write_text(SPEND, encoding="utf-8")
    return check_file(path, path.parent / "layouts")


def test_the_sum_of_each_year_stands_beside_the_printed_total(checked):
    first, second = checked.table
    assert (first["period"], first["basis"], first["unit"], first["rows"]) == ("2014-15", "outturn", "£", "3")
    assert (first["sum"], first["printed total"]) == ("£160", "£160 in B6: agrees")
    assert (second["sum"], second["printed total"]) == ("£220", "£225 in C6: DIFFERS")


def test_a_total_of_several_kinds_stands_beside_each_of_them(tmp_path):
    path = tmp_path / "kinds.csv"
    path.write_text(
        "Line,Basis,Flow,Unit,Amount,Financial year\n"
        "Refuge,allocated,expenditure,£,100,2015-16\nRefuge,outturn,expenditure,£,90,2015-16\n"
        "Fund,allocated,income,£,-30,2015-16\nHelpline,allocated,expenditure,£ thousand,5,2015-16\n"
        "Total,allocated,,£,70,2015-16\n",
        encoding="utf-8",
    )
    checked = check_file(path, tmp_path / "layouts")
    assert [one.check for one in checked.supply.findings] == ["total-left-out"]
    told = "£70 in E6, of more than these: agrees"
    assert [row["printed total"] for row in checked.table] == [told, "none", told, "none"]


def test_findings_come_the_worst_first_with_a_verdict(checked):
    assert [finding.severity for finding in checked.supply.findings] == ["error", "warning", "info"]
    assert checked.stopped
    assert checked.verdict == "1 error, 1 warning, 1 remark: the figures are not used until the errors are mended."


def test_json_has_findings_as_everywhere_and_figures_as_text(checked):
    told = json.loads(checked_json([checked]))
    assert told["version"] == 1
    assert [one["check"] for one in told["findings"]] == ["gap-not-named", "total-differs", "total-left-out"]
    (file,) = told["files"]
    assert file["usable"] is False
    assert file["read"][1]["sum"] == "220.00"
    assert file["read"][1]["printed"][0]["figures_add_up_to"] == "220.00"


def test_every_place_of_a_finding_is_known_not_only_those_it_names(tmp_path):
    lines = "\n".join(f"Service {number},n/a" for number in range(30))
    path = tmp_path / "gaps.csv"
    path.write_text(f"Service,2014-15 Outturn (£)\n{lines}\n", encoding="utf-8")
    (finding,) = check_file(path, tmp_path).supply.findings
    assert "and 24 more" in finding.found
    assert [finding.cell, *(cell for _, cell in finding.also)] == [f"B{row}" for row in range(2, 32)]


def test_the_command_prints_what_was_read_and_what_to_mend(checked):
    done = in_process("check", str(checked.path), str(checked.path))
    assert done.returncode == 1
    assert done.stdout.count("5 figures read") == 2
    assert "£225 in C6: DIFFERS" in done.stdout
    assert "error    cell C4: the cell is empty and nothing says why" in done.stdout


def test_a_file_that_is_not_there_is_a_wrong_command(tmp_path):
    done = in_process("check", str(tmp_path / "none.xlsx"))
    assert done.returncode == 2
    assert "There is no file" in done.stderr


def test_only_the_same_fault_is_merged_and_every_cell_of_a_fault_is_marked(tmp_path):
    path = tmp_path / "totals.csv"
    lines = ["Service,2014-15 Outturn (£)", "A,5", "B,6", "Total,12", "C,1", "D,2", "Total,9", "E,n/a", "F,n/a"]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = check_file(path, tmp_path).supply.findings
    assert [(f.check, f.cell, len(f.also)) for f in found if f.severity != "info"] == [
        ("ambiguous-amount", "B8", 1),
        ("total-differs", "B4", 0),
        ("total-differs", "B7", 0),
    ]
    several = Finding("ambiguous-columns", "error", "a.csv", "S", "B3, F3", also=(("S", "C4, D4"),))
    assert sorted(marks_of([several], {"S": "S"})["S"]) == [(3, 2), (3, 6), (4, 3), (4, 4)]
