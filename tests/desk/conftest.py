"""One desk for all tests of it: a copy of the project with both reports made, served as the command serves it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import httpx
import openpyxl
import pytest

from foi_stats.vocabulary.findings import Finding

DRAFT = "101.2016-17"
ORGANISATION = "Exampleshire Police and Crime Commissioner (invented)"


@dataclass
class Served:
    """A running desk: the folder of its project, its address with the key, and a browser that was let in."""

    root: Path
    address: str
    client: httpx.Client = field(init=False)

    def __post_init__(self):
        self.client = self.new_client()

    @property
    def base(self):
        return self.address.partition("/enter")[0]

    def new_client(self):
        client = httpx.Client(base_url=self.base, timeout=600)
        client.get(self.address)
        return client

    def csrf(self, page="/send"):
        return re.search(r'name="csrf" value="([0-9a-f]+)"', self.client.get(page).text)[1]

    def look(self, name, content, **fields):
        """Choose a file, and return the answer: a redirect to what was read of it, or the form with what is wrong."""
        fields = {"csrf": self.csrf()} | fields
        return self.client.post("/send", data=fields, files={"file": (name, content)})

    @property
    def folder(self):
        return self.root / ".foi_stats" / "desk" / "exampleshire"


@contextmanager
def serving(root: Path) -> Iterator[Served]:
    words = [sys.executable, "-m", "foi_stats", "desk", "--authority", "exampleshire", "--port", "0", "--root", root]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            process.stdout.readline()
            yield Served(root, process.stdout.readline().strip())
        finally:
            process.terminate()


def as_draft(root: Path) -> None:
    """Make the report of a request one that was never approved."""
    path = root / "data" / "requests" / f"{DRAFT}.toml"
    path.write_text(re.sub(r"\[approval\]\n(?:.+\n)+", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    report = root / "reports" / DRAFT
    current = json.loads((report / "current.json").read_text())
    run = report / Path(current["release"]).parent
    (run / "release").rename(run / "draft")
    current |= {"release": None, "draft": current["release"].replace("release", "draft")}
    (report / "current.json").write_text(json.dumps(current))
    record = json.loads((run / "inputs.json").read_text())
    stop = asdict(Finding("hidden-small", "error", "1.csv", found="a small count <b>shows</b>"))
    (run / "inputs.json").write_text(json.dumps(record | {"outcome": "draft", "stops": [stop]}))


@pytest.fixture(scope="session")
def project_root(reported, tmp_path_factory):
    made, root = reported[0].data.parent, tmp_path_factory.mktemp("desk")
    for name in ("data", "notebooks", "reports", ".foi_stats/store"):
        shutil.copytree(made / name, root / name)
    as_draft(root)
    return root


@pytest.fixture(scope="session")
def desk(project_root):
    with serving(project_root) as served:
        yield served


def workbook(path: Path, amounts: dict[str, object], total: object = None, as_at: str = "30 November 2016") -> Path:
    """Return a workbook of allocated funding, as a finance team would send it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Funding"
    sheet.append([f"{ORGANISATION}: funding, 2016-17{f', as at {as_at}' if as_at else ''}"])
    sheet.append(["Financial year", "Organisation", "Line", "Activity", "Basis", "Flow", "Amount (£)"])
    for line, amount in amounts.items():
        sheet.append(["2016-17", ORGANISATION, line, "Dedicated unit", "allocated", "expenditure", amount])
    if total is not None:
        sheet.append(["Total", None, None, None, None, None, total])
    book.save(path)
    return path
