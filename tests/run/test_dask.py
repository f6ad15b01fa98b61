"""Reports made by the workers of a Dask cluster: a real scheduler, two worker processes, on this machine."""

import json
import os
import re
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from foi_stats.engine import dask_pool
from foi_stats.run.batch import run_requests
from foi_stats.run.folders import read_current
from foi_stats.run.messages import Failure, Progress, RunSettings
from foi_stats.vocabulary.findings import InputError
from tests.run.test_batch import EX, NY, bytes_of

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


def test_a_scheduler_that_does_not_answer_is_said(project, monkeypatch):
    monkeypatch.setattr(dask_pool, "_SECONDS", 0.2)
    with pytest.raises(InputError, match="No Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        list(run_requests([NY], project, RunSettings(force=True, dask="tcp://127.0.0.1:9")))
    assert not (project.reports / NY).exists()


@pytest.mark.soak
def test_other_machines_make_the_same_bytes_and_leave_as_little(warm, reported, cluster):
    settings = RunSettings(force=True, dask=cluster.scheduler_address)
    ended = list(run_requests([NY, EX], warm, settings))
    assert {one.reference: one.outcome for one in ended} == {NY: "release", EX: "release"}
    for name in (NY, EX):
        assert bytes_of(read_current(warm.report(name)).release) == bytes_of(
            read_current(reported[0].report(name)).release
        )
        assert len(list((warm.report(name) / "runs").iterdir())) == 1
    assert not list((warm.reports / ".scratch").iterdir())


@pytest.mark.soak
def test_a_worker_that_is_killed_in_mid_batch_loses_nothing(warm, reported, cluster):
    shutil.copy(reported[0].data / "ledger.csv", warm.data / "ledger.csv")
    lines = (warm.data / "ledger.csv").read_text(encoding="utf-8")
    kills = []

    def kill(_reference, what):
        if len(kills) < 2 and ("counts" in what or "together" in what):
            kills.append(what)
            with distributed.Client(cluster) as client:
                pid = next(iter(client.run(os.getpid).values()))
            threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()

    settings = RunSettings(force=True, dask=cluster.scheduler_address)
    ended = list(run_requests([NY, EX], warm, settings, Progress(step=kill)))
    assert len(kills) == 2
    assert {one.reference: one.outcome for one in ended} == {NY: "release", EX: "release"}
    for name in (NY, EX):
        ours, theirs = (read_current(places.report(name)).release for places in (warm, reported[0]))
        assert bytes_of(ours) == bytes_of(theirs)
    assert (warm.data / "ledger.csv").read_text(encoding="utf-8") == lines


@pytest.mark.soak
def test_a_notebook_that_fails_is_told_with_its_executed_copy(warm, cluster):
    path = warm.notebooks / "funding.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][-1]["source"] = ["raise ValueError('a fault')"]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    (ended,) = run_requests([NY], warm, RunSettings(dask=cluster.scheduler_address))
    assert isinstance(ended, Failure)
    assert "a fault" in str(ended.error)
    named = re.search(r"executed copy with the whole traceback: (\S+)", str(ended.error))
    assert named
    assert Path(named[1]).is_file()


@pytest.mark.soak
def test_what_runs_on_a_worker_ends_with_an_interrupted_run(warm, cluster):
    def interrupt(_reference, what):
        if "counts" in what:
            raise KeyboardInterrupt

    settings = RunSettings(force=True, dask=cluster.scheduler_address)
    with pytest.raises(KeyboardInterrupt):
        list(run_requests([NY, EX], warm, settings, Progress(step=interrupt)))
    with distributed.Client(cluster) as client:
        deadline = time.monotonic() + 30
        while any(client.run(_at_work).values()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not any(client.run(_at_work).values())
    assert not list((warm.reports / ".scratch").iterdir())
    assert not (warm.reports / NY / "current.json").exists()


def _at_work():
    return [name for name, pools in dask_pool._running.items() if pools]


@pytest.mark.soak
def test_a_worker_with_other_software_or_another_disk_is_named(warm, cluster):
    pool = dask_pool.DaskPool(cluster.scheduler_address, warm.reports, "foi_stats.run.preloaded", os.getcwd)
    with pool:
        pass  # the same folder here and there: the same software, as far as this function tells
    pool = dask_pool.DaskPool(cluster.scheduler_address, warm.reports, "foi_stats.run.preloaded", os.getpid)
    with pytest.raises(InputError, match="has another version of foi_stats"), pool:
        pass
