"""Render pages from templates: everything is escaped, an undefined name is an error, and one style sheet serves all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from foi_stats.vocabulary.html import printable, whole_markup
from foi_stats.vocabulary.phrases import counted

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment
    from markupsafe import Markup

_ROOM = "foi_stats.publish"


@dataclass(frozen=True)
class NavItem:
    """A link of a page's navigation; ``current`` where it leads to the page itself, or to the part it belongs to."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True)
class PageFrame:
    """What surrounds the content of a page; ``base.html.j2`` takes it as ``frame``.

    ``authority`` and ``service`` (what the pages are for) head it and lead to ``home``; ``stylesheet`` is the address
    of what :func:`pages_css` returns. ``marks`` stand on the page as the marks of a letter do: that it is a
    demonstration, or that its data is invented. ``policy`` is a Content-Security-Policy in the page itself, for pages
    that nobody serves with headers of their own; it is empty where the server sends one.
    """

    authority: str
    service: str
    home: str
    stylesheet: str
    nav: tuple[NavItem, ...] = ()
    marks: tuple[str, ...] = ()
    policy: str = ""


@cache
def pages_environment(package: str) -> Environment:
    """Return the Jinja environment of the ``templates`` of a package, which may extend ``base.html.j2``."""
    from jinja2 import ChoiceLoader, PackageLoader

    folders = [(package, "templates"), (_ROOM, "pages"), (_ROOM, "templates")]
    return new_environment(ChoiceLoader([PackageLoader(*folder) for folder in folders]))


@cache
def pages_css() -> str:
    """Return the style sheet of all pages: that of the house, and what only pages have."""
    return pages_environment(_ROOM).get_template("pages.css").render()


def new_environment(loader: BaseLoader) -> Environment:
    """Return a Jinja environment of pages: everything is escaped, and an undefined name is an error."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,  # markup stays markup
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"held": _held, "counted": counted}
    return environment


def _held(text: str) -> Markup:
    """Return text as markup in which no line breaks within a number."""
    from markupsafe import Markup

    return Markup(whole_markup(printable(text)))  # noqa: S704 - it is escaped there
