"""Rows as Arrow holds them, read a column at a time with each distinct text once: a million of them take little.

A frame of pandas, with its texts one by one, is only made of the rows that are needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from foi_stats.supply.amounts import AMOUNT, COUNT
from foi_stats.supply.cache_entries import Kind

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_FEW = 50_000

Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class RowTable:
    """Rows of one kind, or some of them.

    Attributes
    ----------
    source
        A table, or a Parquet file of which columns are read when they are asked for.
    kept
        Which of its rows these are; None for all.
    texts_instead
        By column, texts that stand in place of others.
    """

    kind: Kind
    source: pa.Table | pq.ParquetFile
    kept: Mask | None = None
    texts_instead: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: pd.DataFrame, kind: Kind) -> RowTable:
        """Return the rows of a frame."""
        return cls(kind, arrow_table(rows))

    @classmethod
    def stored(cls, content: bytes, kind: Kind) -> RowTable:
        """Return the rows of a Parquet file by its content; few rows are read at once."""
        import pyarrow.parquet as pq

        file = pq.ParquetFile(pa.BufferReader(content), pre_buffer=False)
        if file.metadata.num_row_groups:
            group = file.metadata.row_group(0)
            stored = [group.column(at) for at in range(group.num_columns)]
            coded = [one.path_in_schema for one in stored if "RLE_DICTIONARY" in one.encodings]
            texts = [name for name in coded if pa.types.is_large_string(file.schema_arrow.field(name).type)]
            file = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts, pre_buffer=False)
        # No threads anywhere: reading is fast enough without, and a process without threads can be forked.
        return cls(kind, file.read(use_threads=False) if file.metadata.num_rows < _FEW else file)

    def __len__(self) -> int:
        if self.kept is not None:
            return int(self.kept.sum())
        return len(self.source) if isinstance(self.source, pa.Table) else int(self.source.metadata.num_rows)

    @property
    def names(self) -> list[str]:
        """The columns, in order."""
        return list((self.source.schema if isinstance(self.source, pa.Table) else self.source.schema_arrow).names)

    def where(self, kept: Mask) -> RowTable:
        """Return some of these rows."""
        if kept.all():
            return self
        if self.kept is None:
            return replace(self, kept=kept)
        every = self.kept.copy()
        every[every] = kept
        return replace(self, kept=every)

    def with_text(self, name: str, text: str, instead: str) -> RowTable:
        """Return these rows with another text in place of one, in one column."""
        return replace(self, texts_instead={**self.texts_instead, name: {text: instead}})

    def column(self, name: str) -> pa.Array:
        """Return a column; one of texts that repeat has each distinct text once, some of which no row may hold."""
        table = self.source if isinstance(self.source, pa.Table) else self.source.read([name], use_threads=False)
        column = table[name].unify_dictionaries().combine_chunks()
        if name in self.texts_instead:
            column = self._replaced(name, column)
        return column if self.kept is None else column.filter(pa.array(self.kept))

    def texts(self, name: str) -> list[str]:
        """Return the distinct texts of a column."""
        return list(self.column(name).unique().to_pylist())

    def columns(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some columns as a frame, texts as categories, for what is looked at in all rows."""
        return pd.DataFrame({name: self._coded(name).to_pandas() for name in names if name in self.names})

    def first_of(self, by: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
        """Return some columns of the first row of each distinct value in others."""
        return self.frame(~self.columns(by).duplicated().to_numpy(), names)

    def frame(self, where: Mask | None = None, names: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the rows, or some of them, as a frame of the types that rows have (:mod:`foi_stats.supply.rows`)."""
        wanted = self if where is None else self.where(where)
        return frame_of(pa.table({name: _plain(wanted.column(name)) for name in names or self.names}), self.kind)

    def digest(self) -> bytes:
        """Return the digest of the rows: of their columns, their values and their order.

        Rows that were just made have another than the same rows from the store, which holds some texts by number.
        """
        whole = hashlib.sha256(repr((self.kind, len(self), self.names)).encode())
        for name in self.names:
            column = self.column(name)
            if isinstance(column, pa.DictionaryArray):
                column = as_they_come(column)
                lengths, content = text_content(column.dictionary.cast(pa.large_string()))
                whole.update(lengths.tobytes())
                whole.update(content)
                column = column.indices if len(column.dictionary) > 1 else pa.nulls(0)
            if pa.types.is_large_string(column.type):
                lengths, content = text_content(column)
                whole.update(lengths.tobytes())
                whole.update(content)
            elif len(column):
                whole.update(column.is_null().to_numpy(zero_copy_only=False).tobytes())
                whole.update(column.to_numpy(zero_copy_only=False).tobytes())
        return whole.digest()

    def _coded(self, name: str) -> pa.Array:
        column = self.column(name)
        return column.dictionary_encode() if pa.types.is_large_string(column.type) else column

    def _replaced(self, name: str, column: pa.Array) -> pa.Array:
        instead = self.texts_instead[name]
        coded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        texts = [instead.get(text, text) for text in coded.dictionary.to_pylist()]
        renamed = pa.DictionaryArray.from_arrays(coded.indices, pa.array(texts, pa.large_string()))
        return renamed if len(set(texts)) == len(texts) else renamed.cast(pa.large_string()).dictionary_encode()


def as_they_come(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return texts with each distinct one once, as they come, and none that no row holds."""
    codes, used = pd.factorize(column.indices.to_numpy())
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), column.dictionary.take(pa.array(used)))


def text_content(texts: pa.Array) -> tuple[np.ndarray[Any, Any], pa.Buffer | bytes]:
    """Return the lengths of texts in bytes, and all texts one after another: Arrow keeps more bytes than they have."""
    _, ends, content = texts.buffers()
    if content is None or not len(texts):
        return np.zeros(len(texts), np.int64), b""
    ends = np.frombuffer(ends, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.diff(ends), content.slice(int(ends[0]), int(ends[-1] - ends[0]))


def arrow_table(rows: pd.DataFrame) -> pa.Table:
    """Return rows as they are stored."""
    return pa.Table.from_pandas(rows, preserve_index=False, nthreads=1).replace_schema_metadata(None)


def frame_of(table: pa.Table, kind: str) -> pd.DataFrame:
    """Return a table as a frame of the types that rows have (:mod:`foi_stats.supply.rows`)."""
    rows: pd.DataFrame = table.to_pandas(types_mapper=_column_types(kind).get, use_threads=False, ignore_metadata=True)
    return rows


def _plain(column: pa.Array) -> pa.Array:
    return column.cast(pa.large_string()) if isinstance(column, pa.DictionaryArray) else column


@cache
def _column_types(kind: str) -> dict[pa.DataType, Any]:
    """Return the pandas dtype of each type of Arrow in the frames of one kind: whole counts are stored as integers."""
    text = pd.StringDtype(na_value=float("nan"))
    figure = AMOUNT if kind == "funding" else COUNT
    return {pa.float64(): figure, pa.int64(): COUNT, pa.large_string(): text, pa.string(): text}
