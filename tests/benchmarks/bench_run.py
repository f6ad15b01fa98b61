"""How fast notebooks and whole batches are run, beside papermill alone and beside what a program must import anyway.

Run ``python tests/benchmarks/bench_run.py``, or ``make bench``. It prints a table in Markdown; nothing here fails. The
data are invented: 40 authorities, each with one request of five questions, so 200 notebooks. Peers run a sample, and
their time is reckoned for all. ``--quick`` makes fewer, and leaves out the memory of 40 reports of two questions
against that of 400; ``--long`` adds what is left open after 1,000 notebooks. Words name parts to be measured alone:
``notebooks``, ``reports``, ``unchanged``, ``cold``, ``steps``, ``memory`` and ``open``. ``--dask`` measures nothing but
two Dask workers on this machine against two processes of the local pool.

``PLOOMBER_PYTHON`` names a Python that has ploomber, to have its parallel executor run the sample too.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[2]
sys.path.insert(0, str(PROJECT))

from foi_stats.engine.pool import Pool  # noqa: E402
from foi_stats.request.case import read_case  # noqa: E402
from foi_stats.request.project_folders import Places  # noqa: E402
from foi_stats.run.notebooks import NotebookRun, run_notebook  # noqa: E402
from foi_stats.run.plan import plan  # noqa: E402

QUICK = "--quick" in sys.argv
AUTHORITIES = 8 if QUICK else 40
REPORTS = 6 if QUICK else 12
SAMPLE = 6 if QUICK else 16
TIMES = 3 if QUICK else 5
CORES = 2
YEARS = ["2012-13", "2013-14", "2014-15", "2015-16", "2016-17"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(PROJECT), "PLOOMBER_STATS_ENABLED": "false"}
# A grammar that jsonschema compiles at each start, where JupyterLab is installed, would make papermill a second slower.
FAIR = "import sys; sys.modules['rfc3987_syntax'] = None; "
COMMAND = FAIR + "from papermill.__main__ import papermill; papermill()"
API = (
    FAIR
    + """
import json, papermill
from concurrent.futures import ProcessPoolExecutor
def run(one):
    papermill.execute_notebook(one["notebook"], one["output"], one["parameters"], cwd=one["cwd"], progress_bar=False)
if __name__ == "__main__":
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(run, json.load(open(sys.argv[1]))))
"""
)
PLOOMBER = """
import json, sys
from pathlib import Path
from ploomber import DAG
from ploomber.executors import Parallel
from ploomber.products import File
from ploomber.tasks import NotebookRunner
dag = DAG(executor=Parallel(processes=2))
for n, one in enumerate(json.load(open(sys.argv[1]))):
    NotebookRunner(Path(one["notebook"]), File(one["output"]), dag, name=f"n{n}", params=one["parameters"],
                   papermill_params={"cwd": one["cwd"], "progress_bar": False}, kernelspec_name="python3",
                   static_analysis="disable")
dag.build(force=True)
"""
FOI_STATS = "import sys; sys.argv[0] = 'foi-stats'; from foi_stats.cli import main; main()"
STEPS = """
import os, sys, time
from pathlib import Path
from foi_stats.engine import warm
os.environ.update(warm.FOR_IMPORTS)
from foi_stats.request.names import list_requests
from foi_stats.request.project_folders import Places
from foi_stats.run import report
from foi_stats.run.folders import new_run
from foi_stats.run.messages import RunSettings
from foi_stats.run.preloading import import_writers, prepare_reading
warm.collect_seldom()
prepare_reading()
import_writers()
root = Path(sys.argv[1])
places = Places(root / "notebooks", root / "data", root / "reports")
(name,) = list_requests(places.data)
taken = []
for _ in range(int(sys.argv[2])):
    began = time.process_time()
    run = new_run(places.report(name))
    ready = report.prepare(name, places, run, root / "scratch", RunSettings(on_record=False))
    run.mkdir(parents=True)
    report.finish(ready, places, run, root / "scratch", {}, time.time())
    taken.append(time.process_time() - began)
print(f"{min(taken):.2f} at least, {sorted(taken)[len(taken) // 2]:.2f} in the middle")
"""
REQUEST = """
reference = "{name}"
title = "Invented request {name}"
authority = "{name}"
topic = "modern-slavery"
responded = 2017-12-09
demonstration = true
question = [
  {{ id = "1", text = "Funding?", advice = "Say which months you want to know of.", limbs = [
    {{ id = "1a", asks = "funding", title = "Funding", years = {years}, by = "activity" }} ] }},
  {{ id = "2", text = "Referrals?", limbs = [
    {{ id = "2a", asks = "referrals", title = "Referrals", years = {years}, by = "service" }} ] }},
]
[[context]]
id = "services"
asks = "services"
title = "Services"
activity = "Services for all victims of crime"
years = {years}
[[context]]
id = "spending"
asks = "funding"
title = "Spending"
lines = ["Victim Care", "Counselling", "Restorative Justice"]
basis = "outturn"
years = ["2013-14", "2014-15", "2015-16"]
[[context]]
id = "counselling"
asks = "funding"
title = "Counselling"
lines = ["Counselling"]
basis = "outturn"
years = ["2014-15", "2015-16"]
"""
APPROVED = (
    REQUEST
    + """
[approval]
role = "Information rights officer (invented)"
date = 2017-12-09
[[exemption]]
section = "21"
title = "Information accessible by other means"
absolute = true
questions = ["1"]
why = "It stands in the annual report (invented), which is free of charge on the website and can reasonably be had."
[[exemption]]
section = "43(2)"
title = "Commercial interests"
absolute = false
questions = ["1"]
prejudice = "would"
harm = "Bidders who knew the amount set aside would have no reason to offer a lower price (invented)."
why = "The amount for one awareness campaign is withheld: a contract is being let."
public_interest = "For disclosure: openness. Against it: the best price. Until the contract is let, that weighs more."
[[decided]]
texts = [
    "From September 2014: part of the year.",
    "Part-year: the commissioner took office on 22 November 2012.",
    "Restated after one grant was returned.",
    "Provisional until the grant is audited.",
    "Met from the budget for serious and organised crime.",
    "1,900 case files would have to be read one by one.",
    "Estimated from the number of posters printed.",
    "Published in the annual report for 2015-16, page 31 (invented).",
    "Section 43(2): a contract is being let.",
    "The quarter was not over when the response was made.",
    "The register for these three months was not kept.",
    "One referral was recorded late.",
    "The unit began in October 2014.",
    "Since April 2014.",
    "Since April 2011.",
    "Victim Care: modern slavery",
    "Modern slavery unit",
]
publish = true
reason = "Looked at one by one: none names a person or was meant for the office alone (invented)."
role = "Information rights officer (invented)"
date = 2017-12-09
"""
)
"""The same request, approved: what comes of it is released in all formats, and screened."""


def make_project(folder: Path, authorities: int, request: str = REQUEST) -> Places:
    """Make a project of invented authorities, each a copy of the shipped one, with one request."""
    data = folder / "data"
    shutil.copytree(PROJECT / "notebooks", folder / "notebooks")
    for name in ("topics", "layouts"):
        shutil.copytree(PROJECT / "data" / name, data / name)
    for kind in ("requests", "authorities"):
        (data / kind).mkdir()
    for number in range(authorities):
        name = f"shire-{number}"
        told = request.format(name=name, years=json.dumps(YEARS))
        (data / "requests" / f"{name}.toml").write_text(told, encoding="utf-8")
        shutil.copy(PROJECT / "data" / "authorities" / "exampleshire.toml", data / "authorities" / f"{name}.toml")
        for year in YEARS:
            shutil.copytree(PROJECT / "data" / year / "exampleshire", data / year / name)
    return Places(folder / "notebooks", data, folder / "reports")


def all_runs(places: Places, authorities: int) -> list[NotebookRun]:
    """Return the notebook runs of every request."""
    cases = (read_case(places.data, f"shire-{number}") for number in range(authorities))
    return [run for case in cases for run in plan(case, places, places.reports / case.request.reference)]


def timed(*command: str, **settings: object) -> float:
    """Return the seconds that a program takes."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, *command], env=ENVIRONMENT, capture_output=True, text=True, **settings)
    taken = time.perf_counter() - started
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:] + done.stdout[-500:])
    return taken


def by_command(runs: list[NotebookRun]) -> float:
    """Return the seconds that a loop of papermill commands takes."""
    return sum(
        timed("-c", COMMAND, str(run.notebook), str(run.output), "--cwd", str(run.notebook.parent), *_parameters(run))
        for run in _made(runs)
    )


def _parameters(run: NotebookRun) -> list[str]:
    return [word for name, value in run.parameters.items() for word in ("-r", name, str(value))]


def by_script(runs: list[NotebookRun], script: str, python: str = sys.executable) -> float:
    """Return the seconds that a script takes for notebooks that it is told of in a file."""
    told = [
        {
            "notebook": str(run.notebook),
            "output": str(run.output),
            "parameters": dict(run.parameters),
            "cwd": str(run.notebook.parent),
        }
        for run in _made(runs)
    ]
    with TemporaryDirectory() as folder:
        (Path(folder) / "runs.json").write_text(json.dumps(told), encoding="utf-8")
        (Path(folder) / "script.py").write_text(script, encoding="utf-8")
        started = time.perf_counter()
        words = [python, str(Path(folder) / "script.py"), str(Path(folder) / "runs.json")]
        done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, cwd=folder, check=False)
        taken = time.perf_counter() - started
        if done.returncode:
            sys.stderr.write(done.stderr[-2000:])
            return float("nan")
        return taken


def ours(runs: list[NotebookRun]) -> float:
    """Return the seconds that our processes take, the warm one's start among them."""
    return timed(str(Path(__file__)), "--ours", input=json.dumps([_told(run) for run in _made(runs)]))


def _told(run: NotebookRun) -> list[object]:
    return [str(run.notebook), str(run.output), dict(run.parameters)]


def run_ours(told: list[list[object]]) -> list[int]:
    """Run notebooks as a batch does; return how many files and threads this process had after the first, and has."""
    held = []
    with Pool(CORES) as pool:
        for one in told:
            if not pool.free:
                _check(pool)
                held = held or _held()
            pool.start("", run_notebook, *one)
        while pool.free < CORES:
            _check(pool)
            last = _held()
    return [*held, *last]


def _held() -> list[int]:
    return [len(os.listdir(f"/proc/self/{kind}")) for kind in ("fd", "task")] if Path("/proc/self/fd").exists() else []


def _check(pool: Pool) -> None:
    if error := pool.wait().error:
        raise error


def damage(places: Places, supplies: int, notebooks: int) -> None:
    """Damage the supplies of the first authorities, and have a notebook fail for the next."""
    for number in range(supplies):
        (places.data / YEARS[number % 5] / f"shire-{number}" / "funding.xlsx").write_bytes(b"PK this is no workbook")
    failing = {f"shire-{number}" for number in range(supplies, supplies + notebooks)}
    notebook = places.notebooks / "counts.ipynb"
    told = json.loads(notebook.read_text(encoding="utf-8"))
    last = told["cells"][-1]
    last["source"] = [f"assert reference not in {failing}, 'a fault in the notebook'\n", *last["source"]]
    notebook.write_text(json.dumps(told), encoding="utf-8")


def failures(places: Places) -> str:
    """Return how a batch ends some of whose supplies and notebooks are damaged."""
    damage(places, 5, 3)
    done = subprocess.run(
        [sys.executable, *command(places, "--json")], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    told = json.loads(done.stdout)
    named = {one["request"] for one in told["failures"]}
    expected = {f"shire-{number}" for number in range(8)}
    return f"{len(named & expected)} failures named, {len(told['reports'])} reports, exit code {done.returncode}"


def _made(runs: list[NotebookRun]) -> list[NotebookRun]:
    for run in runs:
        run.output.parent.mkdir(parents=True, exist_ok=True)
    return runs


def command(places: Places, *words: str) -> list[str]:
    """Return the command that runs requests of a project."""
    return ["-c", FOI_STATS, "run", "--quiet", "--root", str(places.notebooks.parent), "--workers", str(CORES), *words]


def say_reports(folder: Path) -> None:
    """Measure whole reports, released, beside a loop of papermill commands over their notebooks alone, in turns."""
    places = make_project(folder, REPORTS, APPROVED)
    timed(*command(places))  # fills the store
    runs = all_runs(places, REPORTS)
    sample = runs[:: len(runs) // SAMPLE][:SAMPLE]
    taken, ratios = [], []
    for _ in range(1 if QUICK else 3):
        taken.append(timed(*command(places, "--force")) / REPORTS)
        ratios.append(by_command(sample) / len(sample) * len(runs) / REPORTS / taken[-1])
    say(f"{REPORTS} whole reports of five questions, released: seconds each", f"{statistics.median(taken):.2f}", "")
    what = "whole reports: times faster than a loop of papermill commands over their notebooks"
    say(what, f"{statistics.median(ratios):.1f}", "at least 12")


def ratio(first: list[str], second: list[str], times: int) -> float:
    """Return how many times the second program's time the first takes, in turns; the first turn is not counted."""
    turns = [(timed(*first), timed(*second)) for _ in range(times + 1)]
    return statistics.median(one / other for one, other in turns[1:])


def peak(*words: str) -> float:
    """Return the most memory, in MB, that a command and all its processes have together, shared pages counted once."""
    started = subprocess.Popen(
        [sys.executable, *words], env=ENVIRONMENT, stdout=subprocess.DEVNULL, start_new_session=True
    )
    most = 0.0
    while started.poll() is None:
        most = max(most, _memory(started.pid))
        time.sleep(0.2)
    return most


def _memory(session: int) -> float:
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) == session:
                rollup = (folder / "smaps_rollup").read_text()
                total += int(rollup.partition("\nPss:")[2].split()[0])
        except (OSError, IndexError, ValueError):
            continue
    return total / 1024


def say_dask(folder: Path) -> None:
    """Measure reports made by two Dask workers against the local pool, in turns; the first turn is not counted."""
    import ctypes

    from distributed import LocalCluster

    adopt_orphans = 36  # PR_SET_CHILD_SUBREAPER: else the time of a warm process that outlives its command is lost
    ctypes.CDLL(None).prctl(adopt_orphans, 1)
    authorities = 3 if QUICK else 10
    places = make_project(folder, authorities)
    workers = {"n_workers": CORES, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(host="127.0.0.1", **workers) as cluster:
        words = ["--force"], ["--force", "--dask", cluster.scheduler_address]
        turns = [[_cost(command(places, *one)) for one in words] for _ in range(2 if QUICK else 4)][1:]
    for number, what in enumerate(("time", "processor time")):
        shares = [local[number] / dask[number] for local, dask in turns]
        said = f"{statistics.median(shares):.0%} ({', '.join(f'{share:.0%}' for share in shares)})"
        say(
            f"{authorities} reports by two Dask workers: throughput against the local pool, by {what}",
            said,
            "at least 85%",
        )
    local, dask = (statistics.median(turn[number][1] for turn in turns) / authorities for number in (0, 1))
    say("processor time of one report: local, Dask", f"{local:.1f} s, {dask:.1f} s", "")


def _cost(words: list[str]) -> tuple[float, float]:
    """Return the seconds that a program takes, and the processor time of all processes that this one has started."""
    before = _processor_time()
    taken = timed(*words)
    time.sleep(1)  # until what it left has ended
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return taken, _processor_time() - before


def _processor_time() -> float:
    """Return the processor time of this process, of what it has started, and of what these have."""
    import psutil

    total = 0.0
    for process in (own := psutil.Process(), *own.children(recursive=True)):
        with suppress(psutil.Error):
            total += sum(process.cpu_times()[:4])  # with that of its children which have ended
    return total


def say(what: str, measured: str, promise: str) -> None:
    sys.stdout.write(f"| {what} | {measured} | {promise} |\n")
    sys.stdout.flush()


def main() -> None:
    say("running", "measured", "promise")
    say("---", "---", "---")
    with TemporaryDirectory(prefix="foi-bench-") as folder:
        if "--dask" in sys.argv:
            say_dask(Path(folder))
            return
        for name, part in PARTS.items():
            if name in ASKED:
                part(Path(folder) / name)


def say_unchanged(folder: Path) -> None:
    """Measure a batch in which nothing has changed, and one in which some reports cannot be made."""
    places = make_project(folder, AUTHORITIES)
    timed(*command(places))
    same = ratio(command(places), ["-c", "import pandas"], TIMES)
    say(f"{AUTHORITIES} reports, nothing changed: times `import pandas`", f"{same:.2f}", "at most 2")
    faulty = f"{AUTHORITIES} reports, 5 with damaged supplies and 3 with a failing notebook"
    say(faulty, failures(places), "8 failures named")


def say_cold(folder: Path) -> None:
    """Measure one report from a cold start, beside the imports that no report can do without."""
    one = ["-c", FOI_STATS, "run", "944.2015-16", "--force", "--quiet", "--root", str(PROJECT)]
    cold = ratio([*one, "--reports", str(folder)], ["-c", "import pandas, matplotlib.pyplot"], TIMES)
    say("`run 944.2015-16 --force`: times `import pandas, matplotlib.pyplot`", f"{cold:.2f}", "at most 2.5")


def say_steps(folder: Path) -> None:
    """Measure the processor time of reading and putting together one report whose notebooks have run."""
    places = make_project(folder, 1, APPROVED)
    timed(*command(places))
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(places.notebooks.parent), "5" if QUICK else "15"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    say("reading and putting together one report: seconds of the processor", done.stdout.strip(), "0.8")


def say_notebooks(folder: Path) -> None:
    """Measure notebooks beside what runs them otherwise, in turns: each ratio is the median of those of the turns."""
    places = make_project(folder, AUTHORITIES)
    runs = all_runs(places, AUTHORITIES)
    timed(*command(places))  # fills the store
    sample = runs[:: len(runs) // SAMPLE][:SAMPLE]
    peers: dict[str, tuple[str, Callable[[], float]]] = {
        "a loop of papermill commands": ("at least 20", lambda: by_command(sample)),
        "papermill in two processes": ("at least 8.5", lambda: by_script(sample, API)),
    }
    if python := os.environ.get("PLOOMBER_PYTHON"):
        peers["ploomber"] = ("at least 3", lambda: by_script(sample, PLOOMBER, python))
    our_times: list[float] = []
    ratios: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(1 if QUICK else 3):
        our_times.append(ours(runs) / len(runs))
        for name, (_promise, run) in peers.items():
            ratios[name].append(run() / len(sample) / our_times[-1])
    say(f"{len(runs)} notebooks, seconds each", f"{statistics.median(our_times):.2f}", "")
    for name, (promise, _run) in peers.items():
        say(f"notebooks: times faster than {name}", f"{statistics.median(ratios[name]):.1f}", promise)


def say_memory(folder: Path) -> None:
    """Measure whether memory grows with the number of reports; they have two questions each, to be done sooner."""
    projects = (make_project(folder / str(number), number, REQUEST.partition("[[context]]")[0]) for number in (40, 400))
    little, much = (peak(*command(places, "--force")) for places in projects)
    say("memory: 400 reports against 40", f"{much / little:.2f} ({little:.0f} MB)", "at most 1.1")


def say_open(folder: Path) -> None:
    """Measure how many files and threads are left open."""
    runs = all_runs(make_project(folder, 200), 200)
    told = json.dumps([_told(run) for run in _made(runs)])
    words = [sys.executable, str(Path(__file__)), "--ours"]
    done = subprocess.run(words, env=ENVIRONMENT, input=told, capture_output=True, text=True, check=True)
    files, threads, files_after, threads_after = json.loads(done.stdout)
    measured = f"{files_after} files, {threads_after} threads"
    say(f"after {len(runs):,} notebooks, {files} files and {threads} threads after the first", measured, "the same")


PARTS: dict[str, Callable[[Path], None]] = {
    "notebooks": say_notebooks,
    "reports": say_reports,
    "unchanged": say_unchanged,
    "cold": say_cold,
    "steps": say_steps,
    "memory": say_memory,
    "open": say_open,
}
LEFT_OUT = ({"memory"} if QUICK else set()) | (set() if "--long" in sys.argv else {"open"})
ASKED = set(sys.argv[1:]) & set(PARTS) or set(PARTS) - LEFT_OUT

if __name__ == "__main__":
    if "--ours" in sys.argv:
        sys.stdout.write(json.dumps(run_ours(json.load(sys.stdin))))
    else:
        main()
