"""How XlsxWriter writes every workbook: without temporary files, and each text as the text that it is."""

from __future__ import annotations

WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
