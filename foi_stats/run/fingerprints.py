"""Digest what a figure depends on: notebook, parameters, request, the rows it reads, the library."""

from __future__ import annotations

import ast
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.engine.parameters import read_notebook
from foi_stats.files.digest import digest_of
from foi_stats.release.grain import grain_of
from foi_stats.release.released_counts import earlier_lines
from foi_stats.release.released_tables import counts_before, earlier_tables
from foi_stats.request.case import Case, tables_of
from foi_stats.request.figures import find_figure, has_counts
from foi_stats.request.released import lines_digest
from foi_stats.run.notebooks import NotebookRun
from foi_stats.run.run_record import library_digest

REASONS = {
    "library": "the library has changed",
    "notebook": "its notebook has changed",
    "parameters": "its parameters have changed",
    "request": "the request, its topic or its authority has changed",
    "rows": "the rows it reads have changed",
    "released": "what was released before on the same measure has changed",
}
READS_MORE = "its notebook reads more than its case, so it is always run"

_HARMLESS = frozenset(
    [
        *("foi_stats", "pandas", "numpy", "matplotlib", "IPython", "__future__"),
        *("collections", "datetime", "decimal", "itertools", "math", "re", "statistics", "textwrap"),
    ]
)
_READS = frozenset(
    [
        *("open", "exec", "eval", "input", "get_ipython", "__import__"),
        *("authorities", "compare", "explore", "figures", "real_terms", "requests", "sheet", "topics", "trace"),
    ]
)
"""What reads files: of Python, and of the public API; ``foi.answer`` reads its case."""


def digests_of(case: Case, planned: NotebookRun, notebook: str) -> dict[str, str]:
    """Return what the figure of a notebook depends on, as digests by the names in :data:`REASONS`.

    ``notebook`` is the digest of its file.
    """
    told = case.topic.model_dump_json() + "".join(
        one.model_copy(update={"decided": [each for each in one.decided if each.name]}).model_dump_json(
            exclude={"approval"}
        )
        for one in (case.request, case.authority)  # decisions on texts are applied to what the notebooks leave
    )
    deflators = {name: deflator.model_dump_json() for name, deflator in case.deflators.items()}
    parameters = {name: value for name, value in planned.parameters.items() if name not in ("data", "out")}
    return {
        "library": library_digest(),
        "notebook": notebook,
        "parameters": digest_of([json.dumps(parameters, sort_keys=True).encode()]),
        "request": digest_of(
            [
                told.encode(),
                json.dumps(deflators, sort_keys=True).encode(),
                f"{case.other_hours}/{case.limit_hours}".encode(),
            ]
        ),
        "rows": digest_of(table.digest() for table in tables_of(case, planned.figure)),
        "released": _released(case) if has_counts(find_figure(case.request, planned.figure)) else "",
    }


def why_run(digests: Mapping[str, str], last: Mapping[str, str]) -> str:
    """Return why a notebook must run, from its digests now and when it last ran; empty if it need not."""
    if not last:
        return "it was never run"
    return ", ".join(said for name, said in REASONS.items() if digests[name] != last.get(name))


def reads_more(notebook: Path) -> bool:
    """Return whether a notebook's code may read anything besides its case, or is not plain Python."""
    cells = read_notebook(notebook)["cells"]
    source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a magic, or a fault that the run will show
        return True
    used = _names_used(nodes)
    readers = {name for name in used if name.startswith(("read_", "load"))}
    return bool(readers or used & _READS or _packages_imported(nodes) - _HARMLESS or any(map(_answers_another, nodes)))


def _answers_another(node: ast.AST) -> bool:
    """Return whether code calls ``foi.answer`` for anything but the figure that its notebook was given."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "answer"):
        return False
    return [getattr(one, "id", "") for one in node.args] != ["reference", "figure"]


def _packages_imported(nodes: Sequence[ast.AST]) -> set[str]:
    """Return the packages that code imports something from; an empty name for a relative import."""
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in modules}


def _names_used(nodes: Sequence[ast.AST]) -> set[str]:
    """Return the names in code: of variables, of attributes, and of what is imported from modules."""
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return names | {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


def _released(case: Case) -> str:
    lines = earlier_lines(case)
    grain = grain_of(case, lines)
    tables = [*earlier_tables(lines, case, grain), counts_before(lines, case, grain)]
    return digest_of([lines_digest(lines).encode(), *(_content(table) for table in tables)])


def _content(rows: pd.DataFrame) -> bytes:
    """Return the digest of rows, column by column as Arrow writes them: no text is made of a typed figure or day.

    A column of any objects may hold counts, symbols, days and gaps at once: of each, what tells it from others.
    """
    import pyarrow as pa

    rows = rows.assign(**{str(name): _told_apart(rows[name]) for name in rows if rows[name].dtype == object})
    table = pa.Table.from_pandas(rows, preserve_index=False, nthreads=1).combine_chunks().replace_schema_metadata(None)
    written = _Digested()
    with pa.ipc.new_stream(pa.PythonFile(written, "w"), table.schema) as stream:
        stream.write_table(table)
    return written.whole.digest()


def _told_apart(column: pd.Series) -> pd.Series:
    """Return values as bytes, ``1`` apart from ``"1"`` and ``1.00``, and of no type that a column of texts has."""
    told = [None if gap else ascii(value).encode() for value, gap in zip(column, column.isna(), strict=True)]
    return pd.Series(told, index=column.index, dtype=object)


class _Digested(io.RawIOBase):
    """A file of which only the digest is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:  # noqa: ANN401 - any buffer
        self.whole.update(content)
        return memoryview(content).nbytes
