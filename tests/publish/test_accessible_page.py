"""The page as people see it: axe-core, in a browser, finds nothing, wide and narrow, light and dark."""

import hashlib
import json
import re
import shutil
import subprocess
from html import escape, unescape
from importlib.resources import files

import pytest

from foi_stats.publish.response_html import response_html
from foi_stats.publish.sheet.pages import write_pages
from tests.publish.responses import shipped_response
from tests.publish.sheets import LAST, painted_workbook, trail_of

CHECK = """
<script>{axe}</script>
<script>
addEventListener("load", () => axe.run(document, {{
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}}).then((found) => {{
  const said = found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
  const wide = document.documentElement.scrollWidth > innerWidth;
  const out = document.createElement("pre");
  out.id = "found";
  out.textContent = JSON.stringify({{ said, passed: found.passes.length, wide, width: innerWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches }});
  document.body.append(out);
}}));
</script>
"""


FRAME = """<!DOCTYPE html><html lang="en"><title>frame</title><body style="margin: 0">
<iframe id="page" title="page" style="border: 0" width="{width}" height="900" srcdoc="{page}"></iframe>
<script>
const wait = setInterval(() => {{
  const found = document.getElementById("page").contentDocument.getElementById("found");
  if (!found) return;
  clearInterval(wait);
  const told = document.createElement("pre");
  told.id = "told";
  told.textContent = found.textContent;
  document.body.append(told);
}}, 50);
</script>
"""


@pytest.fixture(scope="module")
def pages(data, tmp_path_factory):
    """Both shipped responses and a drawn sheet, without their policy, which forbids the script that checks them."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed")
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    folder = tmp_path_factory.mktemp("pages")
    made = []
    responses = {
        reference: response_html(shipped_response(data, reference, draft=reference.startswith("101")))
        for reference in ("944.2015-16", "101.2016-17")
    }
    for reference, page in (responses | {"sheet": _drawn_sheet(folder)}).items():
        assert "<script" not in page
        open_page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        path = folder / f"{reference}.html"
        path.write_text(open_page.replace("</body>", CHECK.format(axe=axe) + "</body>"), encoding="utf-8")
        made.append(path)
    return made


def _drawn_sheet(folder):
    path = painted_workbook(folder / "funding.xlsx")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    led = write_pages(folder, trail_of(path, range(LAST - 2, LAST), sha256), folder, [])
    return (folder / led.figures[0].page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (320, False),
        (1280, True),
        pytest.param(320, True, marks=pytest.mark.soak),
        pytest.param(1280, False, marks=pytest.mark.soak),
    ],
)
def test_axe_finds_nothing(pages, width, dark, tmp_path):
    for page in pages:
        found = _look(page, width, dark, tmp_path)
        assert (found["width"], found["dark"]) == (width, dark)
        assert found["passed"] > 20
        assert found["said"] == []
        assert not found["wide"]  # it never scrolls sideways (WCAG 1.4.10)


def _look(page, width, dark, folder):
    # A window is never as narrow as a phone, so the page stands in a frame of the width.
    framed = folder / "framed.html"
    framed.write_text(FRAME.format(width=width, page=escape(page.read_text(encoding="utf-8"))), encoding="utf-8")
    words = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    words += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder / 'profile'}"]
    words += ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []
    words += ["--window-size=1400,900", "--virtual-time-budget=30000", "--dump-dom", framed.as_uri()]
    done = subprocess.run(["chromium", *words], capture_output=True, text=True, timeout=120, check=True)
    told = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert told, done.stderr[-2000:]
    return json.loads(unescape(told[1]))
