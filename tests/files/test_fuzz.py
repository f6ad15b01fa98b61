"""Good files of every format, cut short and with bytes changed: each is read, or ends in a single finding."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from foi_stats.files.read import read_workbook
from tests.files.hostile import archive, ods, ods_cell, record, xls, xls_number, xlsx

MUTATIONS = pytest.mark.parametrize("number", [90, pytest.param(6_000, marks=pytest.mark.soak)])
"""How many damaged copies of each file are tried; ``make soak`` goes on where ``make test`` ends."""


def mutations(good: bytes, seed: int, number: int) -> Iterator[bytes]:
    choose = random.Random(seed)
    for at in range(number):
        bad = bytearray(good)
        if at % 5 == 0:
            del bad[choose.randrange(len(bad)) :]
        elif at % 5 == 1:
            start = choose.randrange(len(bad))
            stop = min(len(bad), start + choose.choice((1, 2, 4, 16, 512)))
            bad[start:stop] = choose.choice((b"", b"\0" * (stop - start), b"\xff" * (stop - start)))
        else:
            for _ in range(choose.choice((1, 1, 2, 8))):
                # The beginning of a file holds its tables of contents: half of the bits changed are there.
                place = choose.randrange(choose.choice((len(bad), min(len(bad), 2048))))
                bad[place] ^= 1 << choose.randrange(8)
        yield bytes(bad)


def check(good: bytes, name: str, folder: Path, number: int) -> None:
    path = folder / name
    for bad in mutations(good, len(name), number):
        path.write_bytes(bad)
        workbook, findings = read_workbook(path)
        errors = [finding for finding in findings if finding.severity == "error"]
        assert (workbook is None, len(errors)) in ((False, 0), (True, 1))
        assert workbook is not None or len(findings) == 1
        assert "not foreseen" not in findings[0].found if findings else True


def undated(path: Path) -> bytes:
    """Return a workbook without what says when it was made, so that its damaged copies are the same each time."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if not name.startswith(("docProps/", "meta.xml", "styles.xml"))]
        return archive({name: packed.read(name) for name in names})


@pytest.mark.slow
@MUTATIONS
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_mutations_of_a_whole_workbook(office, tmp_path, kind, number):
    if kind not in office:
        pytest.skip("LibreOffice, which makes the xls and ods files, is not installed")
    check(undated(office[kind]), f"funding.{kind}", tmp_path, number)


SMALL = {
    # Not compressed away, so that nearly every change hits what is read.
    "sheet.xls": xls(
        b"".join(xls_number(row, column) for row in range(20) for column in range(5))
        + record(0x0208, b"\5\0\0\0\5\0\0\1\0\0\0\0\x20\0\0\0"),
        workbook=record(0x00FC, b"\2\0\0\0\2\0\0\0\3\0\0abc\3\0\0def"),
    ),
    "sheet.xlsx": xlsx("".join(f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>' for row in range(1, 30))),
    "sheet.ods": ods(f"<table:table-row table:number-rows-repeated='3'>{ods_cell('a') * 4}</table:table-row>" * 9),
    "funding.csv": 'Year,Provider,Amount\r\n2012-13,"Safe, & sound\nLtd",£1.00\r\n'.encode() * 20,
    "funding-16.csv": ("Year;Provider;Amount\n2012-13;Safe;£1,00\n" * 20).encode("utf-16"),
}


@MUTATIONS
@pytest.mark.parametrize("name", SMALL)
def test_mutations_of_a_small_file(tmp_path, name, number):
    check(SMALL[name], name, tmp_path, number)
