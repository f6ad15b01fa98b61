"""What a file does in its process ends with it: too long, too large, broken off, or a fault of the software."""

import asyncio

import pytest

from foi_stats.desk.child import Children, FaultError
from foi_stats.desk.facts import Work
from foi_stats.engine.warm import METHOD
from foi_stats.vocabulary.findings import BusyError, InputError

pytestmark = pytest.mark.slow


@pytest.fixture
def children(tmp_path, monkeypatch):
    monkeypatch.setenv(METHOD, "spawn")
    made = Children(tmp_path / "scratch", at_once=1, seconds=2)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("work", "given", "error"),
    [
        (Work("time", "sleep"), (60,), InputError),
        (Work("builtins", "bytearray"), (8 * 2**30,), InputError),
        (Work("json", "loads"), ("{",), FaultError),
    ],
)
def test_what_goes_wrong_there_is_said_here(children, work, given, error):
    with pytest.raises(error):
        asyncio.run(children.run(work, *given))


def test_work_goes_on_after_one_was_ended(children):
    with pytest.raises(InputError, match="more time or memory"):
        asyncio.run(children.run(Work("os", "abort")))
    assert asyncio.run(children.run(Work("builtins", "abs"), -1)) == 1


def test_whoever_finds_too_many_waiting_is_told(children, monkeypatch):
    monkeypatch.setattr("foi_stats.desk.child._WAITING", 0)
    with pytest.raises(BusyError, match="Wait a minute"):
        asyncio.run(children.run(Work("builtins", "abs"), -1))
