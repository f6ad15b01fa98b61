"""csv and notebooks."""

from __future__ import annotations

import io
import zipfile

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from foi_stats.files.limits import MAX_COLUMNS, MAX_ROWS
from foi_stats.screen.cells import CellMap
from foi_stats.screen.read import screen
from foi_stats.screen.text import is_executed
from tests.screen.making import SECRET


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://a","b")',
             "-B2*3", "+A1", "= 1", "-(1+1)", '+"a"&"b"', "-2+SUM(A1:A3)", "＝1+1", "+'S 1'!A1"],
)  # fmt: skip
def test_formula_in_text(seen, cell):
    quoted = cell.replace('"', '""')
    assert seen(f'Year,Note\n2012-13,"{quoted}"\n'.encode(), "table.csv") == ["formula-in-text"]
    assert seen(f'Year,Note\n2012-13,"\'{quoted}"\n'.encode(), "table.csv") == []


@pytest.mark.parametrize(
    "cell", ["-5", "-1,234.50", "+3%", "-£1,234", "-", "--", "[x]", "<5", "1-4", "-1e5", "", "-.5",
             "+44 (0)20 7946 0001", "+44-20-7946-0001", "- none", "-5 to 5", "+ve", "+ve (see note(s))",
             "- see note A1", "@handle", "=>", "===", "-> NO2 + O3", "-(see note 1)", "+(44) 20 7946 0001",
             "- none: the provider's figure", "-1-4"],
)  # fmt: skip
def test_text_that_no_program_evaluates(cell):
    assert not is_executed(cell)


def notebook(**changes):
    cell = new_code_cell("foi_stats.load_funding('data')", **changes.get("cell", {}))
    made = new_notebook(cells=[new_markdown_cell("What it shows"), cell], metadata=changes.get("metadata", {}))
    return nbformat.writes(made).encode()


def test_a_clean_notebook(seen):
    assert seen(notebook(), "a.ipynb") == []


def test_notebook_outputs(seen):
    outputs = [new_output("stream", text=SECRET)]
    assert seen(notebook(cell={"outputs": outputs}), "a.ipynb") == ["notebook-outputs"]


def test_notebook_parameters(seen):
    assert seen(notebook(metadata={"papermill": {"parameters": {"person": SECRET}}}), "a.ipynb") == [
        "notebook-parameters"
    ]
    assert seen(notebook(metadata={"papermill": {"parameters": {}}}), "a.ipynb") == []
    assert seen(notebook(cell={"metadata": {"tags": ["injected-parameters"]}}), "a.ipynb") == ["notebook-parameters"]


def test_path_in_a_notebook(seen):
    assert seen(notebook(metadata={"papermill": {"input_path": "/home/jf/a.ipynb"}}), "a.ipynb") == ["path"]
    assert seen(notebook(metadata={"papermill": {"input_path": "notebooks/a.ipynb"}}), "a.ipynb") == []


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 1}', '{"nbformat": 4}'])
def test_a_broken_notebook(seen, text):
    assert seen(text.encode(), "a.ipynb") == ["damaged-file"]


def test_cell_metadata(seen):
    assert seen(notebook(cell={"metadata": {"case": SECRET}}), "a.ipynb") == ["cell-metadata"]
    usual = {"tags": ["parameters"], "jupyter": {"source_hidden": True}, "collapsed": True}
    assert seen(notebook(cell={"metadata": usual}), "a.ipynb") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [(f"<!-- {SECRET} -->", ["markup-comment"]), (f"<b hidden>{SECRET}</b>", ["hidden-element"]),
     ("a < b, `<!-- a -->`", []), ("<!-- #region -->", []), ("<b>Held</b>", [])],
)  # fmt: skip
def test_hidden_markup_of_text_cells(seen, text, found):
    assert seen(nbformat.writes(new_notebook(cells=[new_markdown_cell(text)])).encode(), "a.ipynb") == found


def test_a_notebook_with_widgets_alone(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(notebook(metadata={"widgets": {"state": 1}}))
    (found,) = screen(path)
    assert found.found == "The notebook holds the state of widgets"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a,b\n1,2\n" + "\n" * 40 + "Jonquil,3\n", ["far-cells"]), ("a,b\n1,2" + "," * 20 + "Jonquil\n", ["far-cells"]),
     ("a,b\n1,7\u200b\u200c\n", ["hidden-text"]), ("a,b\n1,\x08x\n", ["hidden-text"]),
     ('a,b\n1,"x' + "\n" * 20 + 'Jonquil"\n', ["hidden-text"]),
     ('a,b\n1,"two\nlines"\n', []), ("\ufeffa,b\n1,2\n", [])],
)  # fmt: skip
def test_what_no_program_shows_of_a_csv(seen, text, expected):
    assert seen(text.encode(), "a.csv") == expected


@pytest.mark.parametrize(("name", "found"), [
    ("backup/Users/jf/a.csv", ["path"]), ("C_/Users/jf/a.csv", ["path"]), ("Documents and Settings/jf/a.csv", ["path"]),
    ("OneDrive - A Council/a.csv", ["path"]), ("jf@council.gov.uk/a.csv", ["path"]), ("tables/a.csv", []),
    ("users.csv", []),
])  # fmt: skip
def test_names_of_files_in_a_zip(seen, name, found):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr(name, "Year,Amount\n2012-13,1012\n")
    assert seen(target.getvalue(), "tables.zip") == found


def test_a_table_longer_than_a_sheet_is_screened():
    cells = CellMap()
    cells.fill(np.array([MAX_ROWS + 1]), np.array([1, MAX_COLUMNS + 1]))
    assert cells.rows[MAX_ROWS]
    assert cells.columns[MAX_COLUMNS]
