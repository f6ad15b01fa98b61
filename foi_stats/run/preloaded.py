"""Imported by the warm process of a run as it starts, and by nothing else: what notebooks and reports use."""

from __future__ import annotations

from foi_stats.engine.preload import preload

_MODULES = (
    *("pyarrow.parquet", "python_calamine", "afcharts", "jinja2.ext", "filelock"),
    *(
        "foi_stats.request.case",
        "foi_stats.answer.statements",
        "foi_stats.publish.charts",
        "foi_stats.publish.figure_bundle",
    ),
    *("foi_stats.publish.compose", "foi_stats.release.gate", "foi_stats.run.report"),
)


def _prepare() -> None:
    """Do here, once, what each fork would otherwise repeat: find the fonts, digest the code, make the empty frames."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    from foi_stats.publish.fonts import fonts
    from foi_stats.run.run_record import library_digest
    from foi_stats.supply.cache_entries import reader_digest
    from foi_stats.supply.rows import funding_frame, referral_frame

    library_digest()
    reader_digest()
    funding_frame()
    referral_frame()
    for weight in ("normal", "bold"):
        get_font(findfont(FontProperties(family=["DejaVu Sans"], weight=weight)))
    fonts()


preload(_MODULES, _prepare)
