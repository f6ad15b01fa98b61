"""The same notebooks under papermill's own engine and under ours: what is saved must be the same."""

import json
import os
import re
import subprocess
import sys

import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines

from foi_stats.engine import kernel, warm
from foi_stats.engine.engine import NAME, ForkedEngine
from foi_stats.engine.pool import Pool

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(warm.start_method() != "forkserver", reason="this system does not fork processes"),
]

SHOWN = [
    ("word: str = 'default'", ["parameters"]),
    "import sys, os\nprint('out', word)\nprint('err', file=sys.stderr)\nprint('out again')\n'result'",
    "from IPython.display import HTML, Image, Markdown, clear_output, display, update_display\n"
    "display(HTML('<b>x</b>'), metadata={'text/html': {'isolated': True}})\nprint('between')\n"
    "display({'text/plain': 'raw', 'application/json': {'a': [1, 2.5, None]}}, Markdown('*m*'), raw=False)",
    "handle = display('first', display_id='shown')\n7",
    "update_display('second', display_id='shown')\nhandle.display('third')",
    "for n in range(3):\n    clear_output(wait=True)\n    print(n)",
    "print('gone')\nclear_output()\nprint('stays')",
    "import warnings\nwarnings.warn('careful', DeprecationWarning)\nwarnings.warn('mind')",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('t');",
    "plt.rcParams['backend'], plt.isinteractive()",
    "figure, axes = plt.subplots()\naxes.bar([1], [2])\nplt.show()\nprint('after the figure')",
    "import asyncio\nawait asyncio.sleep(0)\nasync def two():\n    return 2\nawait two()",
    "%env FOI_ENGINE=1\n!echo $FOI_ENGINE\n%pwd",
    "%%bash\necho bash\necho to-err >&2",
    "%%capture kept\nprint('not shown')",
    "kept.stdout, _, Out.keys(), In[2][:6]",
    # The ordinary kernel reads what C code and programs write when it gets to it: it is given the time.
    "import ctypes, time\nlibrary = ctypes.CDLL(None)\nlibrary.puts(b'from C')\nlibrary.fflush(0)\ntime.sleep(0.5)",
    "os.write(2, b'raw\\n')\ntime.sleep(0.5)",
    "import subprocess\nsubprocess.run([sys.executable, '-c', 'print(5)'], check=True)\ntime.sleep(0.5)",
    "import threading\nthread = threading.Thread(target=lambda: print('thread'))\nthread.start()\nthread.join()",
    ("1 / 0", ["raises-exception"]),
    ("input('who? ')", ["raises-exception"]),
    ("raise KeyboardInterrupt", ["raises-exception"]),
    ("def f(:\n    pass", ["raises-exception"]),
    ("import sys; sys.exit(3)", ["raises-exception"]),
    ("print('never')", ["skip-execution"]),
    "class Bad:\n    def __repr__(self):\n        raise ValueError('no repr')\nlen(str(type(Bad())))",
    "len?",
    "__name__, sys.modules['__main__'].__dict__ is globals(), type(get_ipython()).__name__",
    "[path for path in sys.path if not path.endswith('odf')]",  # which odfpy adds in the tests' own process
    "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "print('x' * 100_000)",
    "from multiprocessing import get_context\nwith get_context('fork').Pool(2) as p:\n    print(p.map(abs, [1, 2]))",
    "def squared(value):\n    return value * value\nfrom concurrent.futures import ProcessPoolExecutor\n"
    "with ProcessPoolExecutor(2) as pool:\n    print(list(pool.map(squared, [1, 2])))",
    "import logging\nlogging.warning('logged')\nlogging.getLogger('quiet').info('not shown')",
    "# only a comment",
    "print('no newline at the end', end='')",
    "",
    "print(word)\nword.upper()",
]

FAILING = {
    "an exception": (
        ["print('before')", "def inner():\n    raise LookupError('deep')\ninner()", "print('never')"],
        papermill.PapermillExecutionError,
    ),
    "leaving": (["import sys\nprint('before')\nsys.exit(0)", "print('never')"], None),
    "leaving with words": (["import sys\nsys.exit('bad')"], papermill.PapermillExecutionError),
    "asking": (["input()"], papermill.PapermillExecutionError),
    "a killed process": (
        ["import os, time\nprint('before')\ntime.sleep(0.6)\nos.kill(os.getpid(), 9)", "print('never')"],
        DeadKernelError,
    ),
    "a slow cell": (["print('quick')", "import time\nprint('begun')\ntime.sleep(60)"], CellTimeoutError),
}


def write_notebook(path, cells, **metadata):
    told = [(cell, []) if isinstance(cell, str) else cell for cell in cells]
    written = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {"tags": tags},
            "source": source,
            "outputs": [],
            "execution_count": None,
        }
        for n, (source, tags) in enumerate(told)
    ]
    written.insert(0, {"cell_type": "markdown", "id": "words", "metadata": {}, "source": "# Words"})
    metadata = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}} | metadata
    path.write_text(json.dumps({"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}))
    return path


def execute(path, output, method, **settings):
    """Run a notebook under papermill's own engine (method None) or ours; return the error it ended with, if any."""
    if method == "fork":  # a process is forked only from one of ours that has one thread
        with Pool(1) as pool:
            pool.start("", in_worker, path, output, settings)
            return pool.wait().value
    named = {"engine_name": NAME, "start_method": method} if method else {}
    return ended(path, output, **named, **settings)


def in_worker(path, output, settings):
    papermill_engines.register(NAME, ForkedEngine)
    assert kernel.start_method_of() == "fork"
    return ended(path, output, engine_name=NAME, **settings)


def ended(path, output, **settings):
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # where it is set, ipykernel leaves out what C code writes
    try:
        papermill.execute_notebook(str(path), str(output), progress_bar=False, cwd=str(path.parent), **settings)
    except Exception as error:
        text = [line for line in str(error).splitlines() if "/ipykernel_" not in line]
        return type(error).__name__, plain("\n".join(text))
    return None


def plain(text):
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    return re.sub(r"ipykernel_\d+", "ipykernel", text)


def saved(path):
    """What a notebook holds but for times, addresses and process numbers, and how a stream was cut into pieces."""
    told = json.loads(path.read_text(encoding="utf-8"))
    record = told["metadata"]["papermill"]
    assert all(record.pop(name) for name in ("start_time", "end_time", "duration"))
    record.pop("output_path")
    for cell in told["cells"]:
        if (about := cell["metadata"].get("papermill")) is not None:
            cell["metadata"]["papermill"] = {name: about[name] for name in ("exception", "status")} | {
                "timed": [name for name in ("start_time", "end_time", "duration") if about[name] is not None]
            }
        cell["metadata"]["execution"] = sorted(cell["metadata"].get("execution", {}))
        cell["outputs"] = joined(cell.get("outputs", []))
        cell.pop("id", None)
    return json.loads(plain(json.dumps(told)))


def joined(outputs):
    whole = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
            last["text"] = [*last["text"], *output["text"]]
        else:
            whole.append(output)
    for output in whole:
        if output["output_type"] == "stream":
            output["text"] = "".join(output["text"])
    return whole


@pytest.fixture(scope="module", autouse=True)
def engine():
    papermill_engines.register(NAME, ForkedEngine)


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """Everything under papermill's own engine, run when it is first asked for."""
    folder, done = tmp_path_factory.mktemp("ordinary"), {}

    def run(name, cells, **settings):
        if name not in done:
            path = write_notebook(folder / f"{len(done)}.ipynb", cells)
            output = folder / f"out-{len(done)}.ipynb"
            done[name] = path, execute(path, output, None, **settings), saved(output)
        return done[name]

    return run


@pytest.mark.parametrize(
    "method", ["fork", *(pytest.param(name, marks=pytest.mark.soak) for name in ("forkserver", "spawn"))]
)
def test_what_is_shown_is_what_papermill_alone_would_save(ordinary, tmp_path, method):
    settings = {"parameters": {"word": "given"}}
    path, error, expected = ordinary("shown", SHOWN, **settings)
    assert execute(path, tmp_path / "out.ipynb", method, **settings) == error
    ours = saved(tmp_path / "out.ipynb")
    assert [cell["outputs"] for cell in ours["cells"]] == [cell["outputs"] for cell in expected["cells"]]
    assert ours == expected
    assert "from C" in json.dumps(ours)


@pytest.mark.parametrize(
    "method", ["fork", *(pytest.param(method, marks=pytest.mark.soak) for method in ("forkserver", "spawn"))]
)
@pytest.mark.parametrize("name", FAILING)
def test_what_fails_ends_as_under_papermill_alone(ordinary, tmp_path, name, method):
    cells, error = FAILING[name]
    settings = {"execution_timeout": 2} if error is CellTimeoutError else {}
    path, expected_error, expected = ordinary(name, cells, **settings)
    assert (expected_error or (None,))[0] == (error.__name__ if error else None)
    assert execute(path, tmp_path / "out.ipynb", method, **settings) == expected_error
    assert saved(tmp_path / "out.ipynb") == expected


def test_an_endless_output_ends_with_its_time_or_its_size(tmp_path, monkeypatch):
    path = write_notebook(tmp_path / "n.ipynb", ["while True:\n    print('x' * 1000)"])
    assert execute(path, tmp_path / "out.ipynb", "forkserver", execution_timeout=1)[0] == "CellTimeoutError"
    monkeypatch.setattr(kernel, "MOST_OUTPUT", 1 << 20)
    error, text = execute(path, tmp_path / "out.ipynb", "forkserver")
    assert (error, "put out more than 1 MB" in text) == ("CellTimeoutError", True)


def test_a_cell_that_takes_its_time_finds_its_notebook_saved(tmp_path):
    looking = (
        "import json, time\nprint('so far', flush=True)\ntime.sleep(1.5)\n"
        "cell = json.load(open('out.ipynb'))['cells'][1]\n"
        "print(cell['metadata']['papermill']['status'], cell['outputs'])"
    )
    path = write_notebook(tmp_path / "n.ipynb", [looking])
    assert execute(path, tmp_path / "out.ipynb", "forkserver") is None
    (output,) = saved(tmp_path / "out.ipynb")["cells"][1]["outputs"]
    assert output["text"].startswith("so far\nrunning [{'name': 'stdout'")


def test_nothing_leaks_from_one_notebook_to_the_next(tmp_path):
    leaving = "import os, sys, numpy\nos.environ['LEFT'] = '1'\nos.chdir('/')\nsys.path.append('left')\nleft = 1"
    looking = (
        "import os, sys, numpy\n"
        "print('LEFT' in os.environ, os.getcwd() == '/', 'left' in sys.path, 'left' in globals(), numpy.random.rand())"
    )
    first, then = write_notebook(tmp_path / "1.ipynb", [leaving]), write_notebook(tmp_path / "2.ipynb", [looking])
    assert execute(first, tmp_path / "out.ipynb", "forkserver") is None
    said = []
    for _ in range(2):
        assert execute(then, tmp_path / "out.ipynb", "forkserver") is None
        said.append(saved(tmp_path / "out.ipynb")["cells"][1]["outputs"][0]["text"].split())
    assert said[0][:4] == said[1][:4] == ["False"] * 4
    assert said[0][4] != said[1][4]


def test_another_kernel_is_not_ours_to_run(tmp_path):
    path = write_notebook(tmp_path / "n.ipynb", ["1"], kernelspec={"name": "ir", "language": "R", "display_name": "R"})
    assert execute(path, tmp_path / "out.ipynb", "forkserver")[0] == "NoSuchKernel"
    assert kernel.is_own_kernel("python3")
    assert not kernel.is_own_kernel("ir")


def test_where_processes_cannot_be_forked_papermill_runs_it_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel, "start_method", lambda: "spawn")
    path = write_notebook(tmp_path / "n.ipynb", ["import os\nos.environ.get('JPY_PARENT_PID', '') != ''"])
    assert execute(path, tmp_path / "out.ipynb", None) is None
    assert ended(path, tmp_path / "ours.ipynb", engine_name=NAME) is None
    assert saved(tmp_path / "ours.ipynb") == saved(tmp_path / "out.ipynb")


def test_a_process_that_may_not_be_forked_is_not(monkeypatch):
    monkeypatch.setattr(warm, "_worker", True)
    monkeypatch.setattr(warm, "thread_count", lambda: 2)
    assert kernel.start_method_of() == "forkserver"
    monkeypatch.setattr(warm, "thread_count", lambda: 1)
    assert kernel.start_method_of() == "fork"


def test_every_papermill_run_imports_the_engine_so_it_is_light():
    code = (
        "import sys, papermill\nbefore = set(sys.modules)\nimport foi_stats.engine.engine\n"
        "print(sorted(name for name in set(sys.modules) - before if not name.startswith('foi_stats')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
