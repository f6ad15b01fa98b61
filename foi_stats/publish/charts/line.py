"""A line of text of a chart, drawn without the layout that matplotlib works out for texts of several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.colors import to_rgba
from matplotlib.text import Text

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase


class Line(Text):
    """One upright line of text, without mathematics, that stands on its baseline.

    In a drawing with real text, whatever shows the drawing aligns the line: its layout is half of what it takes to draw
    a chart, and leaves no trace in the file.
    """

    def draw(self, renderer: RendererBase, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as matplotlib calls it
        """Draw the line where it begins, ends or is centred."""
        if not self.get_text():
            return
        renderer.open_group("text", self.get_gid())
        x, y = self.get_transform().transform(self.get_unitless_position())
        look = renderer.new_gc()
        look.set_foreground(to_rgba(self.get_color()), isRGBA=True)
        top = renderer.get_canvas_width_height()[1]
        renderer.draw_text(
            look, x, top - y, self.get_text(), self.get_fontproperties(), self.get_rotation(), mtext=self
        )
        look.restore()
        renderer.close_group("text")
