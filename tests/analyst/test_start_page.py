"""The page that JupyterLab opens on: what is due, which notebook does what, and where each link leads."""

import datetime as dt
import json
import re
from urllib.parse import unquote

import pytest

from foi_stats.analyst.start_page import write_start


@pytest.mark.slow
def test_it_says_what_is_due_and_leads_to_every_notebook(project):
    (project.data / "requests" / "12.2017-18.toml").write_text('reference = "12.2017-18"\ntitle = 1', encoding="utf-8")
    source = ["# Mine | *own*\n", "\n", "All of [x].\n", "\n", "More."]
    mine = {"cells": [{"cell_type": "markdown", "source": source}]}
    (project.notebooks / "my own.ipynb").write_text(json.dumps(mine), encoding="utf-8")
    (project.notebooks / "not one.ipynb").write_text("[]", encoding="utf-8")
    path = write_start(project, dt.date(2016, 12, 1))
    page = path.read_text(encoding="utf-8")
    assert re.search(r"\| 13 December 2016 \| [^|]*8 working days[^|]* \| none yet \|", page)
    assert "**12.2017-18 cannot be used.**" in page
    assert r"| [my own.ipynb](notebooks/my%20own.ipynb) | **Mine \| own.** All of \[x\]. |" in page
    assert "It cannot be read as a notebook." in page
    assert page.index("[explore.ipynb]") < page.index("[counts.ipynb]")
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert {"data/requests/101.2016-17.toml", "data/topics/modern-slavery.toml", "data/topics"} <= {*links}
    assert [link for link in links if not path.parent.joinpath(unquote(link)).exists()] == []
