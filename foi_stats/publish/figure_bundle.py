"""Write what a notebook leaves of its figure (the answer, the chart, the table), and read it back."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.answer_table import TABLE_COLUMNS, TRAIL_COLUMNS
from foi_stats.answer.list_answer import item_names
from foi_stats.answer.names import JUDGED
from foi_stats.publish.charts import Chart
from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.rows import TEXT, records

PICTURES = {"svg": ".svg", "png": ".png", "svg_phone": ".phone.svg", "png_phone": ".phone.png"}
"""How the name of each picture of a chart ends. No id has a dot, so none of them is another figure's."""

_WORDS = ("headline", "subtitle", "alt", "description")
_FRAMES = {"table": TABLE_COLUMNS, "names": JUDGED, "items": ()}
_TRAIL = "trail.parquet"
"""The file of the cells behind the figures, which may be many."""
_KEYS = {"label": "part"}
"""The keys of part.json that differ from the name of their column."""


@dataclass(frozen=True)
class FigureBundle:
    """An answer with its chart, if it has one."""

    answer: Answer
    chart: Chart | None = None


def write_part(answer: Answer, chart: Chart | None, folder: Path | str) -> None:
    """Write an answer and its chart to ``folder`` for the report; an empty ``folder`` writes nothing.

    The folder gets ``part.json``, ``trail.parquet`` and, if there is a chart, its pictures (:data:`PICTURES`).

    Raises
    ------
    ValueError
        If the chart has no text alternative or no long description.
    """
    if folder == "":
        return
    if chart is not None and not (chart.alt.strip() and chart.description.strip()):
        raise ValueError(f"the chart of {answer.id} has no text alternative")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    told = {
        field.name: getattr(answer, field.name) for field in fields(answer) if field.name not in (*_FRAMES, "trail")
    }
    frames = {name: [_as_text(row) for row in records(getattr(answer, name))] for name in _FRAMES}
    write_trail(target / _TRAIL, answer.trail)
    texts = {name: getattr(chart, name) for name in _WORDS} if chart else None
    part = json.dumps({**told, **frames, "chart": texts}, ensure_ascii=False, indent=1)
    (target / "part.json").write_text(part, encoding="utf-8", newline="\n")
    if chart:
        write_pictures(chart, target, "figure")


def write_pictures(chart: Chart, folder: Path, name: str) -> None:
    """Write the pictures of a chart, each named ``name`` with an end of :data:`PICTURES`."""
    for picture, end in PICTURES.items():
        drawn = getattr(chart, picture)
        (folder / f"{name}{end}").write_bytes(drawn if isinstance(drawn, bytes) else drawn.encode())


def read_bundle(folder: Path) -> FigureBundle:
    """Read what :func:`write_part` wrote.

    Raises
    ------
    FileNotFoundError
        If the folder holds no part.
    """
    told = json.loads((folder / "part.json").read_text(encoding="utf-8"))
    texts = told.pop("chart")
    columns_of = {**_FRAMES, "items": item_names(len(told["columns"]))}
    frames = {name: _as_frame(told.pop(name), columns) for name, columns in columns_of.items()}
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    answer = Answer(**told)
    values = [None if value == "" else Decimal(value) for value in frames["table"]["value"]]
    typed = pd.Series(values, dtype=COUNT if answer.unit == "count" else AMOUNT)
    table, names = frames["table"].assign(value=typed), frames["names"]
    answer = replace(answer, table=table, trail=_read_trail(folder / _TRAIL), items=frames["items"], names=names)
    if texts is None:
        return FigureBundle(answer)
    drawn = {picture: (folder / f"figure{end}").read_bytes() for picture, end in PICTURES.items()}
    svg, svg_phone = drawn["svg"].decode(), drawn["svg_phone"].decode()
    chart = Chart(**texts, svg=svg, png=drawn["png"], svg_phone=svg_phone, png_phone=drawn["png_phone"])
    return FigureBundle(answer, chart)


def write_trail(path: Path, trail: pd.DataFrame) -> None:
    """Write the cells behind figures as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(trail, preserve_index=False, nthreads=1).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd")


def _read_trail(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table = pq.ParquetFile(path, pre_buffer=False).read(use_threads=False)
    return pd.DataFrame({name: pd.array(table[name].combine_chunks(), dtype=TEXT) for name in TRAIL_COLUMNS})


def _as_text(row: dict[str, Any]) -> dict[str, str]:
    return {_KEYS.get(name, name): "" if pd.isna(value) else str(value) for name, value in row.items()}


def _as_frame(rows: list[dict[str, str]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: [row[_KEYS.get(name, name)] for row in rows] for name in columns}, dtype=TEXT)
