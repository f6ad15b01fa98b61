import io
import sys
from pathlib import Path

import pandas as pd
import pytest

from foi_stats.run.messages import Outcome
from foi_stats.terminal import Telling, print_audit, print_outcomes, print_rows

TEXTS = ["[red]x.csv", "[/b]", "[c]", "a :warning: b", "[link=https://example.org]", "ends in \\"]


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
    line = {"request": text, "question": text, "limb": text, "status": "answered", "seconds": 1.0}
    outcome = Outcome(text, "release", Path("response.html"), (line,), 1.0)
    print_outcomes([outcome], [], as_json=False, quiet=False)
    _, row, told = capsys.readouterr().out.splitlines()
    assert row.count(text) == 3
    assert told.startswith(f"{text}: Released")


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
