"""The pages of the disclosure log with the desk's frame around them. All of it runs in a process of its own."""

from __future__ import annotations

from dataclasses import replace

from foi_stats.disclosure_log.entries import Filters
from foi_stats.disclosure_log.files import find_file
from foi_stats.disclosure_log.log import Log, read_log
from foi_stats.disclosure_log.pages import View, pages_of, search_page
from foi_stats.publish.pages.render import PageFrame
from foi_stats.request.project_folders import Places


def page(places: Places, authority: str, frame: PageFrame, path: str) -> tuple[str, str]:
    """Return ``page`` and a page of the log by its path, or ``file`` and where a released file lies; else nothing."""
    log = read_log(places, authority)
    pages = pages_of(log, _view(log, frame))
    if path in pages:
        return "page", pages[path]()
    file = find_file(log.entries, path)
    return ("file", str(file)) if file else ("", "")


def search(places: Places, authority: str, frame: PageFrame, filters: tuple[str, ...], number: int) -> str:
    """Return a page of a search of the log, counted from 1."""
    log = read_log(places, authority)
    return search_page(log, _view(log, frame), Filters(*filters), number)


def _view(log: Log, frame: PageFrame) -> View:
    within = replace(frame, marks=log.marks)
    return View(lambda _root, _parts: within, search="search", inside=True)
