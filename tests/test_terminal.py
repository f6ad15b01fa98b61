import io
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from foi_stats.run.messages import Outcome
from foi_stats.terminal import Telling, print_audit, print_error, print_findings, print_outcomes, print_rows, print_text
from foi_stats.vocabulary.findings import Finding, InputError

TEXTS = ["[red]x.csv", "[/b]", "[c]", "a :warning: b", "[link=https://example.org]", "ends in \\"]


STEERING = "a\x1b[2J\x07\x9b31m\r\x7fb"
SHOWN = r"a\u001b[2J\u0007\u009b31m\u000d\u007fb"


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.parametrize("text", TEXTS)
def test_tables_show_text_as_it_stands(text, capsys):
    print_rows([{"file": text}])
    assert capsys.readouterr().out.splitlines()[1].rstrip() == text


@pytest.mark.parametrize("text", TEXTS)
def test_an_audit_shows_labels_and_names_of_columns_as_they_stand(text, capsys):
    print_audit(pd.DataFrame([{text: text, "low": 1, "high": 4.0, "safe": False}]), [text])
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.startswith(f"{text} ")
    assert row.startswith(f"{text} ")


@pytest.mark.parametrize("text", TEXTS)
def test_how_questions_were_answered_shows_references_as_they_stand(text, capsys):
    line = {"request": text, "question": text, "limb": text, "status": "answered", "said": "Disclosed", "seconds": 1.0}
    outcome = Outcome(text, "release", Path("release.html"), Path("runs/1/release"), (line,), 1.0)
    print_outcomes([outcome], [], Path("data"), quiet=False)
    _, row, told, inside = capsys.readouterr().out.splitlines()
    assert row.count(text) == 3
    assert told.startswith(f"{text}: Released")
    assert inside.startswith(f"{text}: the working papers, which stay inside")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("text", TEXTS)
def test_the_progress_line_shows_references_as_they_stand(text, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Telling(silent=False) as progress:
        progress.start(1)
        progress.report(text, 1, 1)
        progress.step(text, "funding")
    assert f"({text}: funding)" in sys.stderr.getvalue()


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_figure_is_broken_however_narrow_the_terminal_is(width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    row = {
        "period": "2015-16: April to August 2015",
        "basis": "",
        "sum": "£2,123,456,789.12",
        "total": "£1 in B4: agrees",
    }
    print_rows([row, row])
    printed = capsys.readouterr().out
    assert printed.count("£2,123,456,789.12") == 2
    assert "basis" not in printed.casefold()  # nothing stands in it
    assert width < 40 or max(map(len, printed.splitlines())) <= width


def test_control_characters_are_printed_as_codes_wherever_text_is_printed(capsys):
    print_text(STEERING)
    print_rows([{"file": STEERING}])
    print_audit(pd.DataFrame([{"service": STEERING, "low": 1, "high": 4.0, "safe": False}]), ["service"])
    print_findings([Finding("formulas", "error", STEERING, found=STEERING)])
    print_error(InputError(STEERING), STEERING)
    printed = capsys.readouterr()
    assert (printed.out + printed.err).count(SHOWN) == 7
    assert not set(STEERING) - set("ab[2J31m") & set(printed.out + printed.err)


def test_json_with_control_characters_can_be_read_again(capsys):
    print_text(json.dumps({"found": STEERING}, ensure_ascii=False))
    assert json.loads(capsys.readouterr().out) == {"found": STEERING}


def test_line_ends_and_tabs_are_printed_as_they_are(capsys):
    print_text("one\n\ttwo")
    assert capsys.readouterr().out == "one\n\ttwo\n"
