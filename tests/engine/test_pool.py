"""Processes: a fresh one for each piece of work, and what is done aside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from foi_stats.engine import warm
from foi_stats.engine.pool import DeathError, Pool, run_in_background
from foi_stats.vocabulary.findings import ReleaseError

PROJECT = Path(__file__).parents[2]
METHODS = ["forkserver", "spawn"] if warm.start_method() == "forkserver" else ["spawn"]
several = pytest.mark.skipif(os.cpu_count() == 1, reason="there is one core")
forked = pytest.mark.skipif("forkserver" not in METHODS, reason="processes cannot be forked here")


def where() -> tuple[int, int]:
    return os.getpid(), os.getppid()


def get_ready() -> None:
    import decimal

    decimal.got_ready = os.getpid()


def has_got_ready() -> tuple[bool, int | None]:
    import decimal

    by = getattr(decimal, "got_ready", None)
    return by is not None, by


def fail() -> None:
    raise ReleaseError("it must not be released")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def end() -> None:
    os._exit(3)


def aside_of(function):
    """Do something aside; return this process, and what was given."""
    with run_in_background(function) as given:
        return os.getpid(), given()


def left_alone() -> int:
    """Do something aside that nobody waits for, and return how many children are left."""
    with suppress(RuntimeError), run_in_background(signal.pause):
        raise RuntimeError
    with suppress(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
        return 1
    return 0


def open_files(process: int) -> list[str]:
    """Return the files that a process has open: none if it is gone, though nobody may have asked how it ended."""
    with suppress(OSError):
        return os.listdir(f"/proc/{process}/fd")
    return []


def fork_a_large_one(told: Path) -> None:
    """Fork a process that takes the system a while to end, and write down which."""
    if not os.fork():
        memory = b"x" * (200 << 20)
        made = told.with_suffix(f".{len(memory)}")
        made.write_text(str(os.getpid()))
        made.rename(told)
        signal.pause()
    signal.pause()


def run(*functions, method=None, given=()):
    with Pool(1, method) as pool:
        done = []
        for number, function in enumerate(functions):
            pool.start(number, function, *given)
            done.append(pool.wait())
        return done


@pytest.mark.parametrize("method", METHODS)
def test_each_piece_of_work_has_a_process_of_its_own(method):
    done = run(where, where, where, method=method)
    assert len({one.value[0] for one in done} | {os.getpid()}) == 4


@forked
@several
def test_what_is_started_early_need_not_wait_for_what_imports_for_all():
    with Pool(1) as pool:
        pool.start_early("", where)
        assert pool.wait().value[1] == os.getpid()
        parents = set()
        for _ in range(2):
            pool.start_last("", where)  # nobody got ready for it
            parents.add(pool.wait().value[1])
    assert parents != {os.getpid()}  # forks of the warm one
    assert len(parents) == 1


@several
@pytest.mark.parametrize("method", METHODS)
def test_who_began_early_gets_ready_and_does_one_piece_of_work_more(method):
    with Pool(1, method) as pool:
        pool.start_early("first", where, ready=get_ready)
        first = pool.wait()
        pool.start("between", has_got_ready)
        assert pool.wait().value == (False, None)
        pool.start_last("last", has_got_ready)
        last = pool.wait()
        pool.start_last("after", where)
        after = pool.wait()
    assert last.label == "last"
    assert last.value == (True, first.value[0])
    assert after.value[0] != first.value[0]


@several
def test_who_got_ready_and_died_is_replaced_or_told_of():
    with Pool(1) as pool:
        pool.start_early("", os.getpid, ready=end)
        early = pool.wait().value
        pool.start_last("last", os.getpid)
        done = pool.wait()
    assert str(done.error) == "ended with code 3" or done.value not in (early, None)


@several
def test_who_waits_for_more_ends_with_the_pool():
    with Pool(1) as pool:
        pool.start_early("", os.getpid, ready=get_ready)
        early = pool.wait().value
    with pytest.raises(ProcessLookupError):
        os.kill(early, 0)


@several
def test_who_is_interrupted_giving_the_last_work_leaves_nobody_who_does_it(monkeypatch):
    send = Connection.send

    def interrupted(connection, work):
        send(connection, work)
        raise KeyboardInterrupt

    with Pool(1) as pool:
        pool.start_early("", os.getpid, ready=get_ready)
        early = pool.wait().value
        monkeypatch.setattr(Connection, "send", interrupted)
        with pytest.raises(KeyboardInterrupt):
            pool.start_last("last", time.sleep, 20)
    with pytest.raises(ProcessLookupError):
        os.kill(early, 0)


@forked
@several
def test_who_got_ready_can_do_things_aside():
    with Pool(1) as pool:
        pool.start_early("", os.getpid, ready=get_ready)
        early = pool.wait().value
        pool.start_last("", aside_of, where)
        worker, (child, parent) = pool.wait().value
    assert child != worker == parent == early


@pytest.mark.parametrize("method", METHODS)
def test_a_process_whose_start_was_interrupted_does_nothing(method, tmp_path, monkeypatch):
    process, started = warm.context(method).Process, []
    start = process.start

    def interrupted(one):
        start(one)
        started.append(one)
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "start", interrupted)
    with pytest.raises(KeyboardInterrupt), Pool(1, method) as pool:
        pool.start("", Path.touch, tmp_path / "made")
    started[0].join(60)
    assert started[0].exitcode == 0
    assert not (tmp_path / "made").exists()


@forked
def test_when_a_pool_is_closed_the_forks_of_its_processes_are_gone(tmp_path):
    with Pool(1) as pool:
        pool.start("", fork_a_large_one, tmp_path / "fork")
        while not (tmp_path / "fork").exists():
            time.sleep(0.01)
    assert open_files(int((tmp_path / "fork").read_text())) == []


@pytest.mark.parametrize("method", METHODS)
def test_an_error_is_handed_on(method):
    for done in run(fail, fail, method=method):
        assert isinstance(done.error, ReleaseError)
        assert str(done.error) == "it must not be released"


@pytest.mark.parametrize(("how", "said"), [(die, "was ended by signal SIGKILL"), (end, "ended with code 3")])
def test_a_death_is_told(how, said):
    for done in run(how, how):
        assert isinstance(done.error, DeathError)
        assert str(done.error) == said


@forked
def test_what_is_done_aside_is_done_in_a_fork():
    with Pool(1) as pool:
        pool.start(0, where)
        pool.wait()
        pool.start(1, aside_of, where)
        done = pool.wait()
    worker, (child, parent) = done.value
    assert child != worker == parent


@forked
@pytest.mark.parametrize(
    ("how", "kind", "said"),
    [(fail, ReleaseError, "it must not be released"), (die, DeathError, "was ended by signal SIGKILL")],
)
def test_an_error_aside_is_raised_where_it_is_waited_for(how, kind, said):
    with Pool(1) as pool:
        for number in range(2):
            pool.start(number, aside_of, how)
            done = pool.wait()
    assert isinstance(done.error, kind)
    assert str(done.error) == said


@forked
def test_nothing_is_left_of_what_was_done_aside_and_not_waited_for():
    assert [one.value for one in run(os.getpid, left_alone)][1] == 0


def test_where_a_process_cannot_be_forked_it_is_done_at_once():
    assert aside_of(os.getpid) == (os.getpid(), os.getpid())
    with pytest.raises(ReleaseError, match="must not be released"):
        aside_of(fail)


@forked
def test_where_the_warm_process_refuses_processes_are_started_anew(tmp_path):
    (tmp_path / "refuses.py").write_text("raise SystemExit('it has threads')\n", encoding="utf-8")
    script = """
from foi_stats.engine.kernel import start_method_of
from foi_stats.engine.pool import Pool
with Pool(1, preloaded="refuses") as pool:
    for number in range(2):
        pool.start(number, start_method_of)
        print(pool.wait())
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(PROJECT), str(tmp_path)])}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == [f"Done(label={n}, value=None, error=None)" for n in range(2)]
