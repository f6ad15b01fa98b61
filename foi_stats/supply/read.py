"""Reading a supply: from a workbook in the template's layout to rows with their trail."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.findings import Finding
from foi_stats.money import money_from_number, parse_money, parse_unit, unit_name
from foi_stats.shorthand import GAPS, REASONS, join_shorthand, parse_reason, parse_shorthand
from foi_stats.supply.rows import BASES, FLOWS, funding_frame, referral_frame
from foi_stats.supply.supply import Supply
from foi_stats.supply.template import HEADINGS
from foi_stats.supply.workbook import Sheet, Value, Workbook
from foi_stats.years import financial_year_of_quarter, parse_financial_year, parse_quarter


def read_supply(path: Path | str, *, name: str | None = None) -> Supply:
    """Read one supplied file.

    Parameters
    ----------
    path
        The file.
    name
        What to call it in trails and findings: its path relative to the project. By default, its own name.

    Returns
    -------
    Supply
        Rows, findings and what was skipped. A file that cannot be read gives findings, not an exception.
    """
    path = Path(path)
    name = name or path.name
    workbook = _read_workbook(path, name)
    if isinstance(workbook, Finding):
        return _supply(path, [], [], [workbook], [])
    funding: list[dict[str, Any]] = []
    referrals: list[dict[str, Any]] = []
    findings: list[Finding] = []
    skipped: list[tuple[str, str, str]] = []
    for sheet in workbook.sheets:
        heading = _find_heading(sheet)
        if heading is None:
            skipped.append((sheet.name, "", "no table with the template's headings"))
            continue
        kind, row, columns = heading
        reader = _Reader(kind, name, workbook.sha256, sheet, row, columns, findings)
        (funding if kind == "funding" else referrals).extend(reader.rows())
    if len(skipped) == len(workbook.sheets):
        findings.append(
            Finding(
                "no-table",
                "error",
                name,
                found="no sheet has a row of headings that is known",
                expected=f"headings such as {', '.join(list(HEADINGS['funding'])[:4])} … Amount",
                action="use the template's headings",
            )
        )
    return _supply(path, funding, referrals, findings, skipped)


def _supply(
    path: Path,
    funding: list[dict[str, Any]],
    referrals: list[dict[str, Any]],
    findings: list[Finding],
    skipped: list[tuple[str, str, str]],
) -> Supply:
    return Supply(
        path=path,
        funding=funding_frame(funding),
        referrals=referral_frame(referrals),
        findings=tuple(findings),
        skipped=pd.DataFrame(skipped, columns=["sheet", "cells", "why"], dtype="str"),
    )


def _read_workbook(path: Path, name: str) -> Workbook | Finding:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    def unreadable(why: str) -> Finding:
        return Finding(
            "unreadable-file",
            "error",
            name,
            found=why,
            expected="a whole spreadsheet (.xlsx)",
            action="open the file, save it again and send it again",
        )

    try:
        content = path.read_bytes()
        book = CalamineWorkbook.from_path(str(path))
        sheets = []
        for about in book.sheets_metadata:
            sheet = book.get_sheet_by_name(about.name)
            rows: list[list[Value]] = [
                [None if value == "" else value for value in row] for row in sheet.to_python(skip_empty_area=False)
            ]
            hidden = about.visible != SheetVisibleEnum.Visible
            sheets.append(Sheet(about.name, rows, visibility="hidden" if hidden else "visible"))
    except FileNotFoundError:
        return unreadable("there is no such file")
    except (OSError, CalamineError) as error:
        return unreadable(f"the file is damaged or cut short, or is not a spreadsheet ({error})")
    return Workbook("xlsx", hashlib.sha256(content).hexdigest(), tuple(sheets))


def _find_heading(sheet: Sheet) -> tuple[str, int, dict[str, int]] | None:
    """Return the kind of table, its heading row and the position of each column; None where there is no table."""
    for number, row in enumerate(sheet.rows[:60]):
        texts = [str(value).strip().casefold() if value is not None else "" for value in row]
        for kind, headings in HEADINGS.items():
            figure = "amount" if kind == "funding" else "count"
            columns = {
                name: texts.index(head.casefold()) for head, name in headings.items() if head.casefold() in texts
            }
            if figure in columns and "financial_year" in columns:
                return kind, number, columns
    return None


@dataclass
class _Reader:
    """Reads the rows below one heading; collects a finding for each cell that cannot be read."""

    kind: str
    file: str
    sha256: str
    sheet: Sheet
    heading: int
    columns: dict[str, int]
    findings: list[Finding]
    _row: int = field(default=0, init=False)

    def rows(self) -> list[dict[str, Any]]:
        read = []
        for number in range(self.heading + 1, len(self.sheet.rows)):
            self._row = number
            if any(value is not None for value in self.sheet.rows[number]):
                row = self._read_row()
                if row is not None:
                    read.append(row)
        return read

    def _value(self, column: str) -> Value:
        return self.sheet.rows[self._row][self.columns[column]] if column in self.columns else None

    def _text(self, column: str) -> str:
        value = self._value(column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else str(value).strip()

    def _cell(self, column: str) -> str:
        return self.sheet.address(self._row, self.columns[column])

    def _refuse(self, column: str, why: str, expected: str) -> None:
        self.findings.append(
            Finding(
                f"{column.replace('_', '-')}-not-read",
                "error",
                self.file,
                self.sheet.name,
                self._cell(column) if column in self.columns else "",
                found=why,
                expected=expected,
                action="correct the cell and send the file again",
            )
        )

    def _parse(self, column: str, parse: Callable[[str], Any], expected: str, default: Any = None) -> Any:  # noqa: ANN401
        try:
            return parse(self._text(column))
        except ValueError as error:
            self._refuse(column, str(error), expected)
            return default

    def _read_row(self) -> dict[str, Any] | None:
        before = len(self.findings)
        figure = "amount" if self.kind == "funding" else "count"
        reason = self._parse("reason", lambda text: parse_reason(text) if text else "", "a reason for a gap", "")
        row: dict[str, Any] = {
            name: self._text(name) for name in self.columns if name not in ("as_at", "unit", figure, "shorthand")
        }
        row |= {
            "financial_year": self._parse("financial_year", parse_financial_year, "a financial year such as 2012-13"),
            "as_at": self._read_day(),
            "reason": reason,
            **self._labels(),
            **self._figure(figure, reason),
            "file": self.file,
            "sheet": self.sheet.name,
            "cell": self._cell(figure),
            "found": self._text(figure),
            "sha256": self.sha256,
        }
        return row if len(self.findings) == before else None

    def _labels(self) -> dict[str, Any]:
        if self.kind == "funding":
            return {
                "basis": self._parse("basis", lambda text: _one_of(text, BASES), f"one of {', '.join(BASES)}"),
                "flow": self._parse("flow", lambda text: _one_of(text, FLOWS), f"one of {', '.join(FLOWS)}"),
            }
        return {"quarter": self._parse("quarter", self._read_quarter, "a calendar quarter such as 2015 Q2", "")}

    def _read_quarter(self, text: str) -> str:
        if not text:
            return ""
        quarter = parse_quarter(text)
        year = parse_financial_year(self._text("financial_year"))
        if financial_year_of_quarter(quarter) != year:
            raise ValueError(f"{quarter} is in {financial_year_of_quarter(quarter)}, but the row says {year}")
        return quarter

    def _read_day(self) -> dt.date | None:
        value = self._value("as_at")
        if isinstance(value, dt.datetime):
            return value.date()
        if value is None or isinstance(value, dt.date):
            return value
        day: dt.date | None = self._parse("as_at", dt.date.fromisoformat, "a date such as 2016-06-24")
        return day

    def _figure(self, figure: str, reason: str) -> dict[str, Any]:
        """Return the amount or count, its unit, and the symbols beside or instead of it."""
        beside = self._parse("shorthand", parse_shorthand, "standard symbols such as [x]", "")
        unit = self._parse("unit", lambda text: parse_unit(text or "£"), "£, £ thousand or £ million", 1)
        value = self._value(figure)
        instead = ""
        if isinstance(value, str) and value.strip().startswith("["):
            instead, value = self._parse(figure, parse_shorthand, "a number or a standard symbol", ""), None
        number = None
        if value is not None:
            number = self._parse(
                figure, lambda _: _number(value, figure, unit), f"a number ({unit_name(unit)}) or a symbol"
            )
        elif not (instead or reason or set(beside.split()) & GAPS):
            self._refuse(figure, "the cell is empty and no reason is given", "a number, or a symbol with its reason")
        elif number is not None and reason:
            self._refuse("reason", f"a reason for a gap beside the figure {value}", "one or the other")
        standard = REASONS[reason].shorthand if reason and not instead else ""
        shorthand = self._parse(figure, lambda _: join_shorthand(instead, standard, beside), "one symbol for a gap", "")
        return {figure: number, "shorthand": shorthand, "unit": unit_name(unit) if figure == "amount" else "count"}


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text.casefold() not in allowed:
        raise ValueError(f"{text!r} stands there" if text else "the cell is empty")
    return text.casefold()


def _number(value: Value, figure: str, unit: int) -> Decimal | int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{value} is not a number")
    if figure == "amount":
        return parse_money(value, unit) if isinstance(value, str) else money_from_number(value, unit)
    count = Decimal(value.replace(",", "")) if isinstance(value, str) and value.replace(",", "").isdigit() else value
    if isinstance(count, str) or count != int(count) or count < 0:
        raise ValueError(f"{value!r} is not a count: a whole number, 0 or more")
    return int(count)
