"""A chart as it was drawn, and how a notebook shows it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

from foi_stats.publish.wording import phrase
from foi_stats.vocabulary.shown import Shown


@dataclass(frozen=True, repr=False)
class Chart(Shown):
    """A chart as drawn: its words, and its files at two sizes.

    Attributes
    ----------
    headline, subtitle
        What happened; and the measure, the place, the period and the unit. Both stand in the picture.
    alt
        The text alternative, short enough to be listened to.
    description
        The long description: every figure of the table and every gap, in words.
    svg, png
        As wide as the text of an A4 page.
    svg_phone, png_phone
        As wide as a phone, 360 CSS pixels, with text of the same size.
    """

    headline: str
    subtitle: str
    alt: str
    description: str
    svg: str = ""
    png: bytes = b""
    svg_phone: str = ""
    png_phone: bytes = b""
    _shown: ClassVar[Sequence[tuple[str, str]]] = (("", "alt"), ("", "description"))

    def _shown_title(self) -> str:
        return f"Chart: {self.headline}"

    def html(self) -> str:
        """Return the picture with its alternative, and its long description below it, as HTML."""
        source = base64.b64encode(self.svg.encode()).decode()
        return (
            f'<img src="data:image/svg+xml;base64,{source}" alt="{escape(self.alt)}" style="max-width: 100%">'
            f"<details><summary>{escape(phrase('chart', 'description_heading'))}</summary>"
            f"<p>{escape(self.description)}</p></details>"
        )

    def _repr_html_(self) -> str:
        return self.html()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:  # noqa: ANN401
        """Return HTML first: of what a notebook can show, only HTML has its alternative in every export."""
        png = base64.b64encode(self.png).decode()
        return (
            {"text/html": self.html(), "image/png": png, "text/plain": repr(self)},
            {"image/png": {"alt": self.alt}},
        )
