"""What a report is made of is read once: the request, each notebook and supply, each file of the release."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from foi_stats.engine import parameters
from foi_stats.request import request
from foi_stats.run import report, run_record
from foi_stats.run.folders import new_run
from foi_stats.run.messages import RunSettings
from foi_stats.screen import read

REFERENCE = "101.2016-17"


@pytest.fixture
def calls(monkeypatch):
    """Return how often each function was called, with what it was first given."""
    counted = Counter()

    def count(module, name):
        function = getattr(module, name)

        def called(*given, **named):
            first = given[0] if given else None
            told = first if isinstance(first, str | Path) else ""
            counted[name, str(given[1]) if name == "read_drafting" else str(told)] += 1
            return function(*given, **named)

        monkeypatch.setattr(module, name, called)

    count(request, "read_drafting")
    count(run_record, "file_digest")
    count(pypdf, "PdfReader")
    count(pypdfium2, "PdfDocument")
    count(report, "protect_request")
    count(read, "check_drawing")
    count(read, "screen_picture")
    return counted


@pytest.mark.slow
@pytest.mark.usefixtures("one_core")
def test_everything_is_read_once(warm, calls, tmp_path):
    """A report is put together in this process, of what its notebooks left."""
    parameters._parsed.cache_clear()
    run = new_run(warm.report(REFERENCE))
    ready = report.prepare(REFERENCE, warm, run, tmp_path / "read", RunSettings())
    assert not any(step.why for step in ready.steps)
    run.mkdir(parents=True)
    outcome = report.finish(ready, warm, run, tmp_path / "read", {}, time.time())
    assert outcome.outcome == "release"
    notebooks = {step.planned.notebook for step in ready.steps}
    assert parameters._parsed.cache_info().misses == len(notebooks)
    assert calls["read_drafting", REFERENCE] == 1
    assert {name: number for name, number in calls.items() if number > 1} == {}
    assert not any(calls[name, ""] for name in ("check_drawing", "screen_picture"))  # they were where they were made
