"""JupyterLab as ``foi-stats lab`` opens it, driven in a browser: one server, in a profile in which nothing was set."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.resources import files
from importlib.util import find_spec
from urllib.request import urlopen

import nbformat
import pytest

import foi_stats as foi
from tests.browser import chromium
from tests.conftest import PROJECT, copy_project

NEEDED = "{'jupyterlab': True, 'jupyter_lsp': False, 'jupyter_server_terminals': False}"
NOTEBOOKS = sorted(path.name for path in (PROJECT / "notebooks").glob("*.ipynb"))
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not installed"),
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.skipif(find_spec("jupyterlab") is None, reason="jupyterlab is not installed"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed"),
]

IDLE = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
"""JupyterLab's own program comes after the page has loaded."""

CODE_CELLS = """() => {
  const notebook = jupyterapp.shell.currentWidget;
  const cells = [...notebook.content.widgets].filter((cell) => cell.model.type === "code");
  return {
    idle: notebook.sessionContext.session?.kernel?.status === "idle",
    counts: cells.map((cell) => cell.model.executionCount),
    errors: cells.flatMap((cell) => cell.model.outputs.toJSON())
      .filter((output) => output.output_type === "error" || output.name === "stderr"),
  };
}"""


def git(folder, *words):
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A copy of the project, under git."""
    folder = tmp_path_factory.mktemp("lab")
    copy_project(folder)
    shutil.copy(PROJECT / ".gitignore", folder)
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "all")
    return folder


@pytest.fixture(scope="module")
def address(root, tmp_path_factory):
    """The address of a server, which stops when the tests are done."""
    with served(root, tmp_path_factory.mktemp("home"), NEEDED) as address:
        yield address


@contextmanager
def served(root, home, extensions):
    """Open a project in JupyterLab, for somebody whose home has no settings, with some of its server's extensions."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"PYTHONPATH": str(PROJECT), "HOME": str(home), "USERPROFILE": str(home), "IPYTHONDIR": str(home / "ipython")}
    jupyter = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "XDG_"))}
    words = ["--no-browser", f"--port={port}", "--allow-root", "--IdentityProvider.token=t", "--expose-app-in-browser"]
    words.append(f"--ServerApp.jpserver_extensions={extensions}")  # it starts sooner
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "foi_stats", "lab", "--root", str(root), "--", *words],
            env={**jupyter, **own},
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token=t", server, home / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address, server, log):
    for _ in range(600):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def browser():
    with chromium() as opened:
        yield opened


@contextmanager
def opened(browser, address, path="", scheme="light"):
    """Open JupyterLab in a new profile; at the end nothing was asked, and no other host."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(90_000)
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    try:
        page.goto(f"{address}{path}?token=t")
        yield page
        assert page.locator(".jp-Dialog").count() == 0
        elsewhere = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
        assert elsewhere == []
    finally:
        page.evaluate("() => window.jupyterapp?.serviceManager.sessions.shutdownAll()")
        context.close()


def run_all(page):
    """Choose Run, Run All Cells in the menus, and wait until every cell was run without an error."""
    page.wait_for_function(IDLE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(f"() => {{ const now = ({CODE_CELLS})(); return now.idle && now.counts.every(Boolean); }}")
    assert page.evaluate(CODE_CELLS)["errors"] == []


CHECKED = """async ([rules, cell]) => {
  const within = cell === null ? document : jupyterapp.shell.currentWidget.content.widgets[cell].node;
  const include = [...within.querySelectorAll(".jp-OutputArea-output > *")];
  if (!include.length) return [0, []];
  const {violations} = await axe.run({include}, {runOnly: rules, resultTypes: ["violations"], iframes: false});
  return [include.length, violations];
}"""


def check_outputs(page, cell=None):
    """Have axe-core look at what is shown of the outputs, of one cell or of all, and return how many there are.

    JupyterLab's own parts are not ours; the response within a report's frame, which can run nothing, is looked at by
    the tests of responses.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    number, violations = page.evaluate(CHECKED, [RULES, cell])
    assert [(one["id"], [node["html"][:300] for node in one["nodes"]]) for one in violations] == []
    return number


def save(page):
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !jupyterapp.shell.currentWidget.context.model.dirty", timeout=30_000)


def press_open(page, name):
    """Open the sheet behind a figure by the keyboard, and return it."""
    page.get_by_role("button", name=name, exact=True).first.focus()
    page.keyboard.press("Enter")
    sheet = page.locator("[popover]:popover-open")
    sheet.wait_for()
    return sheet


@pytest.mark.soak
def test_from_the_start_page_to_the_cell_behind_a_figure(browser, address, root):
    with opened(browser, address) as page:
        start = page.locator(".jp-MarkdownViewer")
        start.get_by_role("heading", name="What is due").wait_for()
        start.get_by_role("link", name="data/topics").click()
        page.locator(".jp-DirListing-item", has_text="modern-slavery.toml").wait_for()
        start.get_by_role("link", name="explore.ipynb").first.click()
        run_all(page)
        chart = page.locator(".jp-OutputArea-output img").first
        before = chart.get_attribute("alt")
        page.get_by_label("2012-13", exact=True).focus()
        page.keyboard.press("Space")
        page.wait_for_function("(alt) => document.querySelector('.jp-OutputArea-output img')?.alt !== alt", arg=before)
        assert "2013-14" in chart.get_attribute("alt")
        sheet = press_open(page, "15,000.00")
        ringed = sheet.locator(".marked")
        assert ringed.first.inner_text().split() == ["K8", "read", "15000"]
        assert ringed.first.evaluate("(cell) => getComputedStyle(cell).outlineStyle") == "solid"
        assert check_outputs(page)
        page.keyboard.press("Escape")
        assert page.locator("[popover]:popover-open").count() == 0
        save(page)
        assert git(root, "status", "--porcelain") == ""
        cells = page.evaluate(CODE_CELLS)["counts"]
        authority = page.get_by_label("Authority", exact=True)
        authority.focus()
        page.keyboard.press("x")  # in a notebook it cuts a cell
        page.keyboard.press("ArrowDown")  # and this goes to the next cell
        assert authority.input_value() == "north-yorkshire"
        assert page.evaluate(CODE_CELLS)["counts"] == cells


@pytest.mark.soak
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_runs_through_and_can_be_read_by_everybody(browser, address, root, name, scheme):
    with opened(browser, address, f"/lab/tree/notebooks/{name}", scheme) as page:
        run_all(page)
        checked = 0
        for cell in range(page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length")):
            page.evaluate("(cell) => jupyterapp.shell.currentWidget.content.scrollToItem(cell)", cell)
            checked += check_outputs(page, cell)
        assert checked
        save(page)
        assert git(root, "status", "--porcelain") == ""


@pytest.mark.soak
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_an_export_in_the_menu_runs_the_notebook_and_loads_nothing(browser, address, root, name):
    context = browser.new_context()
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"{address}/nbconvert/html/notebooks/{name}?token=t", timeout=180_000)
    first = nbformat.read(PROJECT / "notebooks" / name, 4).cells[0].source
    assert page.title() == first.splitlines()[0].removeprefix("# ")
    assert all(image.get_attribute("alt") for image in page.locator("img").all())
    assert str(root) not in page.content()
    assert [url for url in asked if not url.startswith((address, "data:", "about:"))] == []
    if name == "funding.ipynb":
        assert "134,898" in page.content()
        assert page.locator("img").count()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert check_outputs(page)
    context.close()


def test_an_exported_notebook_has_a_title_a_language_and_alternatives_and_names_no_folder(browser, data, tmp_path):
    exporter = pytest.importorskip("nbconvert").HTMLExporter(require_js_url="", mathjax_url="")
    notebook = nbformat.read(PROJECT / "notebooks" / "funding.ipynb", 4)
    answer = foi.answer("101.2016-17", "victims-services", data=data)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = {"text/html": answer._repr_html_(), "text/plain": repr(answer)}
    code[2].outputs = [nbformat.v4.new_output("execute_result", shown)]
    drawn, metadata = answer.chart._repr_mimebundle_()
    code[3].outputs = [nbformat.v4.new_output("display_data", drawn, metadata=metadata)]
    page_text, _ = exporter.from_notebook_node(notebook)
    assert str(data.parent) not in page_text
    path = tmp_path / "page.html"
    path.write_text(page_text, encoding="utf-8")
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, offline=True)
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.title() == "Funding, year by year"
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("img").first.get_attribute("alt")
        press_open(page, "32.592")
        assert check_outputs(page)
        whole = "(rules) => axe.run(document, {runOnly: rules, rules: {'color-contrast': {enabled: false}}})"
        assert page.evaluate(whole, RULES)["violations"] == []  # the colours of code are nbconvert's
        context.close()
