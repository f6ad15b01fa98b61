"""The ledger as a file: sorted, never half written, added to once, and refused when it is damaged."""

import datetime as dt
import multiprocessing
from dataclasses import replace

import pytest

from foi_stats.release.ledger import write_release, write_withdrawal
from foi_stats.request.released import COLUMNS, Released, ledger_text, read_ledger
from foi_stats.vocabulary.findings import InputError, OvertakenError

YEAR = {"years": ["2014-15"]}
COUNTS = {("A", "2014-15"): 12}


def line(**told):
    usual = {"reference": "8", "date": "2016-12-09", "authority": "exampleshire", "place": "Exampleshire"}
    usual |= {"counted": "modern-slavery", "answer": "1", "service": "A", "period": "2014-15"}
    return Released(
        **usual
        | {"measure": "referrals", "labels": "", "where": "", "value": "12", "reason": "", "covers": ""}
        | {"release": 0}
        | told
    )


LINES = [line(), line(service="B", value="[c]", reason="suppressed"), line(service="Total", value="15")]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_a_release_is_put_on_record_a_line_for_each_figure(folder, make):
    assert write_release(folder, make(COUNTS, YEAR), LINES) == 1
    text = (folder / "ledger.csv").read_bytes().decode("utf-8")
    assert text.splitlines() == [
        ",".join(COLUMNS),
        "8,2016-12-09,exampleshire,Exampleshire,modern-slavery,referrals,1,A,,,2014-15,12,,,1,,",
        "8,2016-12-09,exampleshire,Exampleshire,modern-slavery,referrals,1,B,,,2014-15,[c],suppressed,,1,,",
        "8,2016-12-09,exampleshire,Exampleshire,modern-slavery,referrals,1,Total,,,2014-15,15,,,1,,",
    ]
    assert "\r" not in text
    assert text.endswith("\n")
    assert not list(folder.glob(".*"))


def test_the_same_release_again_adds_nothing(folder, make):
    case = make(COUNTS, YEAR)
    write_release(folder, case, LINES)
    before = (folder / "ledger.csv").read_bytes()
    assert write_release(folder, case, [replace(one, date="2017-01-05") for one in reversed(LINES)]) == 1
    assert (folder / "ledger.csv").read_bytes() == before


def test_a_release_with_other_figures_is_another_and_the_first_stays(folder, make):
    case = make(COUNTS, YEAR)
    write_release(folder, case, LINES)
    case = replace(case, released=tuple(read_ledger(folder)))
    assert write_release(folder, case, [line(value="14"), *LINES[1:]]) == 2
    assert sorted(one.value for one in read_ledger(folder) if one.service == "A") == ["12", "14"]


def test_what_was_withdrawn_stays_on_record_and_may_be_released_again(folder, make):
    case = make(COUNTS, YEAR)
    write_release(folder, case, LINES)
    assert len(write_withdrawal(folder, "8", "Officer", dt.date(2017, 1, 1))[0]) == 3
    assert {(one.withdrawn, one.withdrawn_by) for one in read_ledger(folder)} == {("2017-01-01", "Officer")}
    write_release(folder, case, LINES)  # by the approval that was withdrawn
    assert len(read_ledger(folder)) == 3
    case = replace(case, released=tuple(read_ledger(folder)))
    assert write_release(folder, case, [replace(one, date="2017-02-01") for one in LINES]) == 1
    assert len(read_ledger(folder)) == 6


@pytest.mark.parametrize(
    ("reference", "role", "date", "said"),
    [
        ("9", "Officer", dt.date(2017, 1, 1), "9 is not on record"),
        ("8", " \u202e ", dt.date(2017, 1, 1), "by role"),
        ("8", "Officer", dt.date(2016, 1, 1), "cannot be withdrawn before"),
    ],
)
def test_what_cannot_be_withdrawn_is_said(folder, make, reference, role, date, said):
    write_release(folder, make(COUNTS, YEAR), LINES)
    with pytest.raises(InputError, match=said):
        write_withdrawal(folder, reference, role, date)


def test_labels_come_back_as_they_were_and_none_is_run_by_a_spreadsheet_program(folder, make):
    labels = ["=1+1", "'quoted", "-A", '"A, B" — ñ']
    write_release(folder, make(COUNTS, YEAR), [line(service=label) for label in labels])
    assert sorted(one.service for one in read_ledger(folder)) == sorted(labels)
    assert ",'=1+1," in (folder / "ledger.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reference,", "referenz,", "line 1: its headings are not"),
        (",12,", ",twelve,", "line 2: its value is 'twelve'"),
        (",12,", ",", "line 2: it has 16 cells"),
        (",A,,,2014-15", ",A,,,2014-16", "line 2: its period is '2014-16'"),
        (",[c],suppressed,,1,", ",[c],suppressed,,0,", "line 3: its release is '0'"),
        (",B,", ",A,", "line 3: A, 2014-15 of 8 stands there twice"),
        (
            "2016-12-09,exampleshire,Exampleshire,modern-slavery,referrals,1,B",
            "9.12.16,exampleshire,E,m,referrals,1,B",
            "line 3: its date",
        ),
        ("8,2016", "<<<<<<< HEAD\n8,2016", "line 2: it has 1 cells"),
    ],
)
def test_a_damaged_ledger_is_refused_and_left_as_it_is(folder, make, old, new, said):
    path = folder / "ledger.csv"
    text = ledger_text([replace(one, release=1) for one in LINES]).replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="nothing is released") as caught:
        write_release(folder, make(COUNTS, YEAR), [line(reference="9")])
    assert f"data/ledger.csv, {said}" in str(caught.value)
    assert path.read_text(encoding="utf-8") == text


def test_a_ledger_that_is_not_utf8_names_the_line(folder):
    (folder / "ledger.csv").write_bytes(ledger_text([line(release=1, place="É")]).encode("latin-1"))
    with pytest.raises(InputError, match="line 2: it is not UTF-8"):
        read_ledger(folder)


def test_a_release_that_was_not_held_against_the_last_one_is_refused(folder, make):
    case = make(COUNTS, YEAR)
    write_release(folder, case, LINES)
    with pytest.raises(OvertakenError, match=r"another one of the same authority: 8 \(9 December 2016\)\. Nothing is"):
        write_release(folder, case, [line(reference="9", value="13")])


def test_a_release_without_a_threshold_is_refused_too_if_another_came_between(folder, make):
    case = make(COUNTS, YEAR)
    write_release(folder, case, LINES)
    open_case = replace(case, request=case.request.model_copy(update={"threshold": None}))
    with pytest.raises(OvertakenError, match=r"8 \(9 December 2016\)"):
        write_release(folder, open_case, [])
    assert write_release(folder, replace(open_case, unaudited=tuple(read_ledger(folder))), []) is None


def _add(folder, case, at):
    authority = f"authority-{at}"
    request = case.request.model_copy(update={"authority": authority})
    write_release(folder, replace(case, request=request), [line(reference=f"{at}", authority=authority)])


def test_runs_that_write_at_once_lose_nothing(folder, make):
    case, fork = make(COUNTS, YEAR), multiprocessing.get_context("fork")
    runs = [fork.Process(target=_add, args=(folder, case, at)) for at in range(1, 13)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [run.exitcode for run in runs] == [0] * 12
    lines = read_ledger(folder)
    assert sorted(int(one.reference) for one in lines) == list(range(1, 13))
    assert sorted(one.release for one in lines) == list(range(1, 13))
