"""A sheet to draw on: text, bars and lines placed in inches from the top left, then made into a picture."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from foi_stats.publish.charts.ruler import FONT, line_height
from foi_stats.publish.fonts import fonts
from foi_stats.vocabulary.html import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEXT, PALE, GROUND = "#0B0C0C", "#BFBFBF", "#FFFFFF"

Align = Literal["left", "center", "right"]


@dataclass
class Sheet:
    """What is to be drawn, before the height of the picture is known. Lengths are inches, and down is more."""

    width: float
    below: float = 0.12
    texts: list[tuple[float, float, str, dict[str, Any]]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, dict[str, Any]]] = field(default_factory=list)
    lines: list[tuple[tuple[float, float], tuple[float, float], dict[str, Any]]] = field(default_factory=list)

    def text(
        self,
        x: float,
        top: float,
        line: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
        colour: str = TEXT,
    ) -> None:
        """Write a line whose upper edge is at ``top``; it takes ``line_height(size)``."""
        look = {"fontsize": size, "fontweight": "bold" if bold else "normal", "ha": align, "color": colour}
        self.texts.append((x, top + size / 72 * 1.02, line, look))

    def paragraph(
        self,
        x: float,
        top: float,
        lines: tuple[str, ...] | list[str],
        size: float,
        **look: Any,  # noqa: ANN401 - see text
    ) -> float:
        """Write lines one below the other, and return where they end."""
        for line in lines:
            self.text(x, top, line, size, **look)
            top += line_height(size)
        return top

    def box(self, x: float, top: float, width: float, height: float, **look: Any) -> None:  # noqa: ANN401 - matplotlib's
        """Draw a filled box."""
        self.boxes.append((x, top, width, height, look))

    def line(self, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:  # noqa: ANN401
        """Draw a line."""
        self.lines.append((start, end, look))

    def figure(self, height: float) -> Figure:
        """Return the sheet as matplotlib's figure, as high as given."""
        from matplotlib.figure import Figure
        from matplotlib.lines import Line2D
        from matplotlib.patches import Rectangle

        from foi_stats.publish.charts.line import Line

        figure = Figure(figsize=(self.width, height), facecolor=GROUND)
        inches = figure.dpi_scale_trans
        for x, top, width, tall, look in self.boxes:
            figure.add_artist(Rectangle((x, height - top - tall), width, tall, transform=inches, **look))
        for (x0, y0), (x1, y1), look in self.lines:
            figure.add_artist(Line2D([x0, x1], [height - y0, height - y1], transform=inches, **look))
        for x, baseline, text, look in self.texts:
            line = Line(x, height - baseline, text, transform=inches, va="baseline", **look)
            line.set_figure(figure)
            figure.texts.append(line)
        return figure


_PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'


def render(figure: Figure, dpi: int, *, title: str, description: str, name: str) -> tuple[str, bytes]:
    """Return a figure as SVG, with real text and its own title and description, and as PNG; the same every time."""
    import warnings

    import matplotlib as mpl

    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "foi_stats"}
    drawn = io.StringIO()
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = drawn.getvalue()
    return _finished(svg, title, description, name), _painted(svg, dpi)


def _painted(svg: str, dpi: int) -> bytes:
    """Return an SVG as PNG: by typst, in a quarter of the time that matplotlib takes to draw each letter."""
    import typst

    compiler = typst.Compiler(_PICTURE, font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"svg": svg})
    png = compiler.compile(format="png", ppi=dpi)
    assert isinstance(png, bytes)
    return png


def drawing_settings() -> Any:  # noqa: ANN401 - a context of matplotlib's
    """Return a context in which text is drawn as it is measured, in the Analysis Function's style."""
    from contextlib import ExitStack
    from importlib.resources import files

    import matplotlib as mpl
    from matplotlib.style import context

    settings: dict[Any, Any] = {"font.family": "sans-serif", "font.sans-serif": [FONT], "text.parse_math": False}
    stack = ExitStack()
    stack.enter_context(context(str(files("afcharts").joinpath("afcharts.mplstyle"))))
    stack.enter_context(mpl.rc_context(settings | {"hatch.linewidth": 0.8}))
    return stack


def _finished(svg: str, title: str, description: str, name: str) -> str:
    """Return the SVG with a title and a description, digits no finer than it is drawn, and fonts to fall back on."""
    start = svg.index("<svg ")
    end = svg.index(">", start)
    ids = [f"{re.sub(r'[^A-Za-z0-9-]', '-', name)}-{part}" for part in ("title", "description")]
    named = f' role="img" aria-labelledby="{ids[0]}" aria-describedby="{ids[1]}"'
    words = f'<title id="{ids[0]}">{escape(title)}</title><desc id="{ids[1]}">{escape(description)}</desc>'
    drawn = svg[end + 1 :].replace(f"'{FONT}'", f"'{FONT}', Arial, Helvetica, sans-serif")
    drawn = re.sub(r"<[^>]+>", lambda tag: re.sub(r"-?\d+\.\d{3,}", _rounded, tag[0]), drawn)
    drawn = re.sub(r"[ \t]+$", "", drawn, flags=re.MULTILINE)
    return printable(f"{svg[start:end]}{named}>{words}{drawn}")


def _rounded(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 2) + 0:g}" if abs(float(number[0])) < 1000 else f"{float(number[0]):.2f}"
