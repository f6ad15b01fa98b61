"""The page that JupyterLab opens on: what is due, which notebook does what, and what is where."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from urllib.parse import quote

from foi_stats.files.replace import replace_text
from foi_stats.request.names import list_requests, request_file, title_of
from foi_stats.request.project_folders import Places
from foi_stats.run.folders import read_current
from foi_stats.run.history import read_history
from foi_stats.run.standing import Standing
from foi_stats.run.status import read_standing
from foi_stats.supply.held import HeldByAuthority
from foi_stats.vocabulary.findings import FoiError
from foi_stats.vocabulary.html import printable
from foi_stats.vocabulary.years import format_day

START = "start.md"
"""The name of the page, in the project's folder. Git ignores it."""

_FIRST = "explore.ipynb"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#$~&])")

_FOLDERS = {
    "notebooks": "the notebooks. They are saved without their outputs",
    "data": "what finance supplied, in folders by year or by authority",
    "data/requests": "the requests: the questions of each, and how they are answered",
    "data/topics": "the topics: which lines count, and why",
    "data/authorities": "the authorities",
    "data/deflators": "price indices that you supply, for amounts in the prices of one year",
    "reports": "what was made: responses, charts, tables and working papers",
}
_PAGES = {
    "docs/pandas.md": "how to ask in Python, and what works on the frames",
    "docs/requests.md": "how a request, a topic, an authority and a price index are written",
    "docs/figures.md": "what charts and tables show, by which rules, and how they are exported",
    "docs/small-numbers.md": "why small counts are hidden, and others with them",
}
_ASKING = """\
In a new notebook (*File*, *New*, *Notebook*) anywhere in this project, after `import foi_stats as foi`:

| To find out | ask |
| --- | --- |
| what there is | `foi.authorities()`, `foi.topics()`, `foi.requests()`, `foi.figures("reference")` |
| who spent what on something, whatever it was supplied for | `foi.find("counselling", years="2015-16")` |
| the answer to a question, with its table, chart and cells | `foi.answer("reference", "figure")` |
| why a line is in or out | `foi.answer("reference", "figure").why`, or `foi.find("words", topic="topic")` |
| amounts in one year’s prices, by an index that you supply | `foi.real_terms(rows, deflator="gdp", base="2016-17")` |
| which cell a figure is from | `foi.trace("reference", "134,898")` |
| authorities side by side | `foi.compare(["one", "another"], topic="topic")` |

`help(foi.find)` and the like say more. To add a table and its chart to a request, choose them in explore.ipynb:
*Lines for a request’s file*, below the answer, are what to paste."""

_MOST = 12
"""Files of a folder that the page leads to."""


def write_start(places: Places, today: dt.date) -> Path:
    """Write the page into the project's folder, which is that of its notebooks, and return its path."""
    path = places.notebooks.parent / START
    replace_text(path, start_page(places, today))
    return path


def start_page(places: Places, today: dt.date) -> str:
    """Return the page in Markdown, as things stand on a day; links are relative to the project's folder."""
    root = places.notebooks.parent
    parts = [
        "# Start here",
        f"As things stood on {format_day(today)}: the page is written anew each time JupyterLab is opened with "
        "`foi-stats lab`.",
        "## What is due",
        _due(places, today),
        "## Which notebook does what",
        f"To look around without code, open [{_FIRST}](notebooks/{_FIRST}) and choose *Run*, *Run All Cells*."
        if (places.notebooks / _FIRST).is_file()
        else "",
        _table(("Notebook", "What it shows"), _notebooks(places.notebooks)),
        "## Ask in Python",
        _ASKING,
        "## What is where",
        "A folder opens in the file browser on the left, which follows what is opened.",
        "\n".join(_folder(root, name, what) for name, what in _FOLDERS.items() if (root / name).is_dir()),
        "\n".join(f"- [{name}]({name}): {what}." for name, what in _PAGES.items() if (root / name).is_file()),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _folder(root: Path, name: str, what: str) -> str:
    """Return the line of a folder, with the files in it that somebody edits."""
    files = sorted((root / name).glob("*.toml"))
    links = [_link(path.stem, path, root) for path in files[:_MOST]]
    links += [f"and {len(files) - _MOST} more"] if len(files) > _MOST else []
    return f"- **{_link(name, root / name, root)}**: {what}{': ' if links else ''}{', '.join(links)}."


def _due(places: Places, today: dt.date) -> str:
    standings, faults, history = [], [], read_history(places)
    held: HeldByAuthority = {}
    for reference in list_requests(places.data):
        try:
            standings.append(read_standing(reference, places, today, history, held))
        except FoiError as error:
            faults.append(f"- **{_plain(reference)} cannot be used.** {_plain(str(error))}")
    rows = [_standing(one, places) for one in sorted(standings, key=lambda one: one.urgency)]
    if not rows and not faults:
        return "There is no request yet: `foi-stats new` makes one from a letter."
    table = _table(("Request", "Title", "How it stands", "Due", "In time", "Report"), rows) if rows else ""
    return "\n\n".join(filter(None, [table, "\n".join(faults)]))


def _standing(one: Standing, places: Places) -> tuple[str, ...]:
    root = places.notebooks.parent
    request = _link(one.reference, request_file(places.data, one.reference), root)
    current = read_current(places.report(one.reference))
    report = current.release or current.draft
    shown = _link(report.name, report / "response.html", root) if report else "none yet"
    due = format_day(one.due) if one.due else "not known"
    return request, _plain(title_of(one.title, one.review_of)), _plain(one.state), due, _plain(one.timeliness), shown


def _notebooks(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each notebook with its title and the first sentences of its own first cell, ``explore.ipynb`` first."""
    paths = sorted(folder.glob("*.ipynb"), key=lambda path: (path.name != _FIRST, path.name))
    for path in paths:
        title, text = _opening(path)
        said = " ".join(filter(None, [f"**{_plain(title)}.**" if title else "", _plain(text)]))
        yield _link(path.name, path, folder.parent), said


def _opening(notebook: Path) -> tuple[str, str]:
    """Return the title of a notebook and the paragraph after it; empty where its first cell has none."""
    try:
        cell = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]
        source = "".join(cell["source"]).replace("*", "").replace("`", "")
        lines = source.splitlines() if cell["cell_type"] == "markdown" else []
    except (OSError, ValueError, LookupError, TypeError):
        return "", "It cannot be read as a notebook."
    title = lines[0].lstrip("# ") if lines and lines[0].startswith("#") else ""
    rest = lines[1:] if title else lines
    after = rest[next((at for at, line in enumerate(rest) if line.strip()), len(rest)) :]
    return title, " ".join(takewhile(str.strip, after))


def _link(text: str, path: Path, root: Path) -> str:
    """Return a link to a file or folder of the project; its text alone where that lies outside, where no link leads."""
    if not path.resolve().is_relative_to(root.resolve()):
        return _plain(text)
    return f"[{_plain(text)}]({quote(path.resolve().relative_to(root.resolve()).as_posix())})"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(text: str) -> str:
    """Return text as Markdown that shows it as it stands, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(printable(text).split()))
