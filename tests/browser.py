"""Chromium, driven by Playwright: what the tests of pages and of JupyterLab share."""

import shutil
from contextlib import contextmanager

import pytest

SWITCHES = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
"""How it is started, so that it asks nobody for anything."""


@contextmanager
def chromium():
    """Start a browser; the test is skipped where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()
