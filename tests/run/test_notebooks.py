import json
from pathlib import Path
from unittest.mock import MagicMock

import nbformat
import pytest

from foi_stats.engine.parameters import check_parameters
from foi_stats.run.notebooks import run_notebook
from foi_stats.vocabulary.findings import InputError, ReleaseError
from tests.conftest import PROJECT

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
FUNDING = PROJECT / "notebooks" / "funding.ipynb"


def notebook(path: Path, *sources: str) -> Path:
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for n, source in enumerate(sources)
    ]
    cells[0]["metadata"] = {"tags": ["parameters"]}
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_thin_and_without_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"]] == []
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in code) == 1
    assert sum(len(cell["source"]) for cell in code) < 30


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_as_jupyter_saves_it_and_has_a_title(path):
    """Saving it unchanged would else be a change to git; an export takes its title from it."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, 4)
    assert nbformat.writes(notebook).rstrip("\n") == text.rstrip("\n")
    assert notebook.metadata.title == notebook.cells[0].source.splitlines()[0].lstrip("# ")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_the_public_names_only(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    imports = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    assert [line for line in imports if "foi_stats" in line] == ["import foi_stats as foi"]


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem != "report"], ids=lambda path: path.stem)
def test_a_notebook_runs_by_hand_with_its_defaults(path, tmp_path):
    run_notebook(path, tmp_path / path.name, {})
    outputs = [cell.get("outputs") for cell in json.loads((tmp_path / path.name).read_text(encoding="utf-8"))["cells"]]
    assert any(outputs)
    assert [left.name for left in path.parent.iterdir() if "kernel" in left.name] == []


def test_an_unknown_parameter_stops_before_anything_runs(tmp_path):
    with pytest.raises(InputError, match=r"funding.ipynb has no parameter 'refrence'. It has: reference, figure"):
        run_notebook(FUNDING, tmp_path / "out.ipynb", {"refrence": "944.2015-16"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "value"), [("reference", ["944.2015-16"]), ("data", None), ("reference", True)])
def test_a_parameter_of_the_wrong_type_stops_with_its_name(name, value):
    with pytest.raises(
        InputError, match=f"'{name}' of funding.ipynb must be str, and arrived as {type(value).__name__}"
    ):
        check_parameters(FUNDING, {name: value})


@pytest.mark.parametrize(
    ("declared", "value", "fits"),
    [
        ("reference: str = ''", 944.2015, True),
        ("figure = '1'", 1, True),
        ("years: list[str] = []", ["2012-13"], True),
        ("years: list[str] = []", "2012-13", False),
        ("below = 5", 3, True),
        ("below = 5", True, False),
        ("share: float = 1.5", 2, True),
        ("anything = make()", "x", True),
    ],
)
def test_types_come_from_the_parameters_cell(tmp_path, declared, value, fits):
    path = notebook(tmp_path / "n.ipynb", declared)
    name = declared.split(":")[0].split(" ")[0]
    if fits:
        check_parameters(path, {name: value})
    else:
        with pytest.raises(InputError, match=name):
            check_parameters(path, {name: value})


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"cells": [{"metadata": {}, "source": ""}]}'])
def test_what_is_no_notebook_is_said_to_be(tmp_path, content):
    (tmp_path / "n.ipynb").write_text(content)
    with pytest.raises(InputError, match="n.ipynb"):
        check_parameters(tmp_path / "n.ipynb", {"x": 1})


def test_a_notebook_that_fails_says_where_and_keeps_the_traceback(tmp_path):
    path = notebook(tmp_path / "n.ipynb", "x = 1", "raise RuntimeError('the reason')")
    with pytest.raises(ReleaseError, match=r"n.ipynb stopped in its cell 2: RuntimeError: the reason"):
        run_notebook(path, tmp_path / "out.ipynb", {})
    assert "Traceback" in (tmp_path / "out.ipynb").read_text(encoding="utf-8")


def test_lab_saves_a_notebook_without_what_running_it_left():
    settings = MagicMock()
    config = PROJECT / "foi_stats/analyst/lab_settings/jupyter_server_config.py"
    exec(compile(config.read_text(encoding="utf-8"), config.name, "exec"), {"c": settings, "__file__": str(config)})
    content = json.loads(FUNDING.read_text(encoding="utf-8"))
    before = json.dumps(content)
    content["metadata"] |= {"widgets": {}, "language_info": {"name": "python", "version": "3.14"}}
    content["cells"][1] |= {"outputs": [{"output_type": "stream"}], "execution_count": 3}
    for model in ({"type": "directory", "content": None}, {"type": "notebook", "content": content}):
        settings.FileContentsManager.pre_save_hook(model=model, path="x", contents_manager=None)
    assert json.dumps(content) == before
